"""`groq ask`: the question, stdin, schemas, tools, JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from groq.testing import LocalServer

from .conftest import Run

SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
    "required": ["city", "days"],
    "additionalProperties": False,
}
TYPES = "from pydantic import BaseModel\n\nclass Trip(BaseModel):\n    city: str\n    days: int\n"
TOOLS = 'def add(a: int, b: int) -> int:\n    """Add two numbers."""\n    return a + b\n'


def test_prints_the_answer(groq: Run, server: LocalServer) -> None:
    server.reply("It is **42**.")
    assert groq("ask", "What", "is", "it?") == (0, "It is **42**.\n", "")
    body = server.requests[0].json
    assert body["messages"] == [{"role": "user", "content": "What is it?"}]
    assert body["model"] == "openai/gpt-oss-20b"


def test_sends_stdin_after_the_question(groq: Run, server: LocalServer) -> None:
    assert groq("ask", "Summarize", "-s", "Be brief", stdin="A report: é\n").status == 0
    assert server.requests[0].json["messages"] == [
        {"role": "system", "content": "Be brief"},
        {"role": "user", "content": "Summarize\n\nA report: é\n"},
    ]


def test_stdin_is_the_question_without_an_argument(groq: Run, server: LocalServer) -> None:
    assert groq("ask", stdin="Hello").status == 0
    assert server.requests[0].json["messages"] == [{"role": "user", "content": "Hello"}]


def test_sends_model_and_other_parameters(groq: Run, server: LocalServer) -> None:
    options = ("-m", "openai/gpt-oss-120b", "-p", "temperature=0.5", "-p", "reasoning_effort=low")
    assert groq("ask", "Hi", *options).status == 0
    body = server.requests[0].json
    assert (body["model"], body["temperature"], body["reasoning_effort"]) == ("openai/gpt-oss-120b", 0.5, "low")


def test_json_prints_the_completion(groq: Run, server: LocalServer) -> None:
    server.reply("Hello \N{SNOWMAN}")
    done = groq("ask", "Hi", "--json")
    completion = json.loads(done.out)
    assert completion["choices"][0]["message"]["content"] == "Hello \N{SNOWMAN}"
    assert completion["object"] == "chat.completion"
    assert (done.status, done.err) == (0, "")


def test_schema_file_gives_validated_json(groq: Run, server: LocalServer, in_folder: Path) -> None:
    (in_folder / "trip.json").write_text(json.dumps(SCHEMA))
    server.reply('{"city": "Paris", "days": 3}')
    done = groq("ask", "Plan a trip", "--schema", "trip.json")
    assert (done.status, json.loads(done.out)) == (0, {"city": "Paris", "days": 3})
    assert server.requests[0].json["response_format"]["json_schema"]["schema"] == SCHEMA


@pytest.mark.parametrize(
    ("answer", "words"), [("Sorry", "expected JSON, the model answered: Sorry"), ('{"city": 1}', "does not match")]
)
@pytest.mark.parametrize("schema", ["trip.json", "trips:Trip"])
def test_fails_when_the_answer_does_not_match_the_schema(
    groq: Run, server: LocalServer, in_folder: Path, answer: str, words: str, schema: str
) -> None:
    (in_folder / "trip.json").write_text(json.dumps(SCHEMA))
    (in_folder / "trips.py").write_text(TYPES)
    server.reply(answer)
    done = groq("ask", "Plan a trip", "--schema", schema)
    assert (done.status, done.out) == (1, "")
    assert words in done.err or "does not match" in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("name", ["trips:Trip", "trips.py:Trip"])
def test_schema_may_be_a_type_in_a_module_or_a_file(groq: Run, server: LocalServer, in_folder: Path, name: str) -> None:
    (in_folder / "trips.py").write_text(TYPES)
    server.reply('{"city": "Paris", "days": 3}')
    done = groq("ask", "Plan a trip", "--schema", name)
    assert (done.status, json.loads(done.out)) == (0, {"city": "Paris", "days": 3})


@pytest.mark.skipif(os.name == "nt", reason="Windows removes no working directory")
def test_schema_is_a_type_of_a_module_in_a_deleted_working_directory(
    groq: Run, server: LocalServer, in_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (in_folder / "deleted").mkdir()
    monkeypatch.chdir(in_folder / "deleted")
    (in_folder / "deleted").rmdir()
    server.reply("[1, 2]")
    done = groq("ask", "Numbers", "--schema", "builtins:list")
    assert (done.status, done.err) == (0, "")


def test_schema_and_json_print_the_whole_completion(groq: Run, server: LocalServer) -> None:
    server.reply("[1, 2]")
    done = groq("ask", "Numbers", "--schema", "builtins:list", "--json")
    assert json.loads(done.out)["choices"][0]["message"]["content"] == "[1, 2]"


def test_model_may_call_functions_of_a_file(groq: Run, server: LocalServer, in_folder: Path) -> None:
    (in_folder / "tools.py").write_text(TOOLS)
    server.reply_tool_call("add", {"a": 20, "b": 22})
    server.reply("It is 42.")
    assert groq("ask", "20 + 22?", "--tools", "tools.py") == (0, "It is 42.\n", "")
    assert server.requests[1].json["messages"][-1]["content"] == "42"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "expected a question"),
        (("Hi", "--schema", "missing.json"), "cannot read missing.json"),
        (("Hi", "--schema", "broken.json"), "invalid JSON"),
        (("Hi", "--schema", "list.json"), "expected a JSON schema in list.json"),
        (("Hi", "--schema", "no_such_module:Type"), "a file that ends in .py, or a module, got no_such_module"),
        (("Hi", "--schema", "json:Nothing"), "expected a type in json"),
        (("Hi", "--schema", "sys:stdout"), "expected a type"),
        (("Hi", "--tools", "missing.py"), "cannot import missing.py"),
        (("Hi", "--tools", "report.txt"), "expected a file that ends in .py, or a module, got report.txt: No module"),
        (("Hi", "--tools", "importing"), "cannot import importing: ModuleNotFoundError: No module named 'nowhere'"),
        (("Hi", "--tools", "empty.py"), "without public functions"),
        (("Hi", "--schema", "list.json", "--tools", "empty.py"), "got both"),
        (("Hi", "-p", "temperature"), "expected NAME=VALUE"),
        (("Hi", "--modle", "x"), "--model"),
    ],
)
def test_reports_invalid_input_in_one_line(
    groq: Run, server: LocalServer, in_folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    (in_folder / "broken.json").write_text("{")
    (in_folder / "list.json").write_text("[]")
    (in_folder / "empty.py").write_text("")
    (in_folder / "importing.py").write_text("import nowhere")
    done = groq("ask", *arguments)
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert done.err.startswith("groq ask: ")
    assert done.err.count("\n") == 1
    assert not server.requests


def test_rejects_stdin_that_is_not_utf8(groq: Run) -> None:
    done = groq("ask", "Hi", stdin=b"ab\xff")
    assert (done.status, done.err) == (2, "groq ask: expected UTF-8 on the standard input, got an invalid byte at 2\n")


def test_no_stdin_does_not_read_stdin(groq: Run, server: LocalServer) -> None:
    assert groq("ask", "--no-stdin", "One?", stdin="Two?\nThree?\n").status == 0
    assert server.requests[0].json["messages"] == [{"role": "user", "content": "One?"}]
