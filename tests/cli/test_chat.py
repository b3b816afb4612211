"""`groq chat` with messages from a pipe: the conversation, its commands, tools, JSON."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from groq.cli.chat_prompt import Prompt
from groq.testing import LocalServer

from .conftest import Run

TOOLS = """
import groq

@groq.tool
def add(a: int, b: int) -> int:
    '''Add two numbers.'''
    return a + b

def helper() -> None:
    '''Not a tool, as the file has one that is marked.'''
"""


def messages_of(server: LocalServer, request: int = -1) -> list[Any]:
    messages: list[Any] = server.requests[request].json["messages"]
    return messages


def test_every_line_is_a_message_and_answers_are_sent_back(groq: Run, server: LocalServer) -> None:
    server.reply("Hello Ann.")
    server.reply("You are Ann.")
    assert groq("chat", stdin="I am Ann\n\nWho am I?\n") == (0, "Hello Ann.\nYou are Ann.\n", "")
    assert messages_of(server) == [
        {"role": "user", "content": "I am Ann"},
        {"role": "assistant", "content": "Hello Ann."},
        {"role": "user", "content": "Who am I?"},
    ]


def test_three_quotes_enclose_a_multiline_message(groq: Run, server: LocalServer) -> None:
    assert groq("chat", stdin='"""First\n\nsecond\n"""\n"""one"""\n').status == 0
    assert [messages_of(server, number)[-1]["content"] for number in (0, 1)] == ["First\n\nsecond", "one"]


def test_rejects_message_without_closing_quotes(groq: Run, server: LocalServer) -> None:
    done = groq("chat", stdin='Hi\n"""First\nsecond\n')
    assert done.status == 2
    assert done.err == 'groq chat: expected """ after the last message, got the end of the input\n'
    assert len(server.requests) == 1


def test_ctrl_c_ends_the_program_while_it_reads_a_pipe(groq: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    presses = iter([KeyboardInterrupt, EOFError])

    def read(_prompt: Prompt) -> str:
        raise next(presses)

    monkeypatch.setattr(Prompt, "read", read)
    assert groq("chat").status == 130


def test_two_slashes_begin_a_message_with_a_slash(groq: Run, server: LocalServer) -> None:
    assert groq("chat", stdin="//etc is a folder\n").status == 0
    assert messages_of(server)[-1]["content"] == "/etc is a folder"


def test_commands_change_model_and_system_prompt(groq: Run, server: LocalServer) -> None:
    done = groq("chat", "-s", "Be brief", stdin="/model openai/gpt-oss-120b\n/system Be kind\n/system\nHi\n")
    assert done.status == 0
    assert done.err.splitlines() == ["openai/gpt-oss-120b", "Be kind", "Be kind"]
    assert server.requests[0].json["model"] == "openai/gpt-oss-120b"
    assert messages_of(server)[0] == {"role": "system", "content": "Be kind"}
    assert len(messages_of(server)) == 2


def test_clear_keeps_the_system_prompt_only(groq: Run, server: LocalServer) -> None:
    assert groq("chat", "-s", "Be brief", stdin="Hi\n/clear\nAgain\n").status == 0
    assert [message["content"] for message in messages_of(server)] == ["Be brief", "Again"]


@pytest.mark.parametrize("by_option", [False, True])
def test_saved_conversation_is_continued(groq: Run, server: LocalServer, by_option: bool) -> None:
    server.reply("Hello Ann \N{SNOWMAN}.")
    saved = groq("chat", "-m", "openai/gpt-oss-120b", stdin="I am Ann\n/save talk.json\n")
    assert saved.err == "2 messages saved in talk.json\n"
    loading = (
        groq("chat", "--load", "talk.json", stdin="Hi\n") if by_option else groq("chat", stdin="/load talk.json\nHi")
    )
    assert loading.status == 0
    assert server.requests[-1].json["model"] == "openai/gpt-oss-120b"
    assert [message["content"] for message in messages_of(server)] == ["I am Ann", "Hello Ann \N{SNOWMAN}.", "Hi"]


def test_rejects_json_that_is_nested_too_deeply(groq: Run, in_folder: Path) -> None:
    (in_folder / "nested.json").write_text("[" * 100_000, encoding="utf-8")
    assert "got invalid JSON in nested.json: the JSON is nested too deeply" in groq("chat", "--load", "nested.json").err
    assert "got invalid JSON: the JSON is nested too deeply" in groq("ask", "--schema", "nested.json", "Hi").err


@pytest.mark.parametrize("command", ["/exit", "/quit"])
def test_exit_ends_the_program(groq: Run, server: LocalServer, command: str) -> None:
    assert groq("chat", stdin=f"{command}\nHi\n").status == 0
    assert not server.requests


def test_help_names_every_command(groq: Run) -> None:
    names = ["/help", "/model", "/system", "/save", "/load", "/show", "/clear", "/exit", "/quit"]
    assert [line.split()[0] for line in groq("chat", stdin="/help\n").err.splitlines()] == names


def test_show_prints_the_conversation(groq: Run, server: LocalServer) -> None:
    server.reply("Hello.")
    assert groq("chat", stdin="Hi\n/show\n").out == "Hello.\nuser: Hi\nassistant: Hello.\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/fly", "unknown command /fly"),
        ("/save", "expected a file name"),
        ("/load missing.json", "missing.json: No such file"),
        ("/load broken.json", "invalid JSON in broken.json"),
        ("/load number.json", "got other JSON in number.json"),
        ("/save no/such/folder", "No such file"),
    ],
)
def test_invalid_command_in_a_pipe_ends_the_program(groq: Run, in_folder: Path, line: str, words: str) -> None:
    (in_folder / "broken.json").write_text("{")
    (in_folder / "number.json").write_text("7")
    done = groq("chat", stdin=f"{line}\nHi\n")
    assert done.status in (1, 2)
    assert words in done.err
    assert done.err.count("\n") == 1


def test_error_of_the_api_in_a_pipe_ends_the_program(groq: Run, server: LocalServer) -> None:
    server.reply_error(400, "No.")
    done = groq("chat", stdin="Hi\nAgain\n")
    assert (done.status, done.out, len(server.requests)) == (1, "", 1)


def test_json_prints_one_completion_per_line(groq: Run, server: LocalServer) -> None:
    for text in ("One.", "Two."):
        server.reply(text)
    done = groq("chat", "--json", stdin="Hi\nAgain\n")
    answers = [json.loads(line)["choices"][0]["message"]["content"] for line in done.out.splitlines()]
    assert answers == ["One.", "Two."]


def test_sends_only_decorated_functions_as_tools(groq: Run, server: LocalServer, in_folder: Path) -> None:
    (in_folder / "tools.py").write_text(TOOLS)
    server.reply_tool_call("add", {"a": 1, "b": 2})
    server.reply("3")
    server.reply("Bye.")
    assert groq("chat", "--tools", "tools.py", stdin="1 + 2?\nBye\n") == (0, "3\nBye.\n", "")
    assert [tool["function"]["name"] for tool in server.requests[0].json["tools"]] == ["add"]
    assert [message["role"] for message in messages_of(server)] == ["user", "assistant", "tool", "assistant", "user"]


def test_file_of_tools_may_have_the_name_of_a_module(groq: Run, server: LocalServer, in_folder: Path) -> None:
    (in_folder / "json.py").write_text(TOOLS, encoding="utf-8")
    server.reply_tool_call("add", {"a": 1, "b": 2})
    server.reply("It is 3.")
    assert groq("chat", "--tools", "json.py", stdin="1 + 2?\n").out == "It is 3.\n"
    assert messages_of(server)[-1]["content"] == "3"
    assert sys.modules["json"] is json


def test_approve_needs_a_terminal(groq: Run) -> None:
    done = groq("chat", "--approve", stdin="Hi\n")
    assert (done.status, done.err.count("\n")) == (2, 1)


def test_stdout_has_only_json_when_the_conversation_is_shown(groq: Run, server: LocalServer) -> None:
    server.reply("Hello!")
    done = groq("chat", "--json", stdin="hi\n/show\n/model\n/help\n")
    assert [json.loads(line)["choices"][0]["message"]["content"] for line in done.out.splitlines()] == ["Hello!"]
    assert done.err.startswith("user: hi\nassistant: Hello!\n")


def test_prompt_in_a_terminal_needs_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def unknown(path: str) -> str:
        return path  # as `os.path.expanduser` does for a user without an entry in passwd

    for name in ("stdin", "stdout"):
        monkeypatch.setattr(sys, name, Terminal())
    for name in ("HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", unknown)
    with Prompt() as prompt:
        assert prompt.is_terminal
