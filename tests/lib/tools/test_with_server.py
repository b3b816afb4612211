"""Runs against the local server, which validates every request as the API does."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from groq.lib.tools import run_tools, run_tools_async, tool
from groq.testing import LocalServer

from ...support.run_python import run_python

MODEL = "openai/gpt-oss-20b"


@tool(strict=True)
def get_weather(city: str, days: int = 1) -> dict[str, object]:
    """Get the weather.

    Args:
        city: The city.
        days: How many days.
    """
    return {"city": city, "days": days}


@pytest.fixture
def messages() -> list[Any]:
    return [{"role": "user", "content": "The weather in Paris and in Rome?"}]


def script(server: LocalServer) -> None:
    server.reply_tool_calls(
        ("get_weather", {"city": "Paris"}), ("get_weather", {"city": "Rome", "days": "many"}), ("forecast", {})
    )
    server.reply_error(
        400,
        code="tool_use_failed",
        failed_generation='<function=get_weather>{"city": "Rome", "days": 2}</function>',
        should_retry=False,
    )
    server.reply_error(400, code="tool_use_failed", failed_generation="<function=get_weather>{oh", should_retry=False)
    server.reply("Sunny.", reasoning="Both.")


def check(server: LocalServer, messages: list[Any]) -> None:
    assert server.pending == 0
    assert messages[-1]["content"] == "Sunny."
    results = [message["content"] for message in messages if message["role"] == "tool"]
    assert results[0] == '{"city":"Paris","days":1}'
    assert "days: Input should be a valid integer" in results[1]
    assert results[2] == "Error: there is no tool 'forecast'. The tools are: get_weather."
    assert results[3] == '{"city":"Rome","days":2}'
    assert len(server.requests) == 4
    assert json.loads(json.dumps(messages)) == messages


def test_client_runs_tools(groq_server: LocalServer, messages: list[Any]) -> None:
    script(groq_server)
    client = groq_server.client()
    runner = run_tools(client.chat.completions.create, model=MODEL, messages=messages, tools=[get_weather])
    completion = runner.get_final_completion()
    assert completion.choices[0].message.reasoning == "Both."
    check(groq_server, runner.messages)
    assert completion.usage is not None
    assert runner.usage.total_tokens > completion.usage.total_tokens
    groq_server.reply("Yes.")
    runner.messages.append({"role": "user", "content": "Sure?"})
    assert runner.get_final_completion().choices[0].message.content == "Yes."


@pytest.mark.anyio
async def test_async_client_runs_tools(groq_server: LocalServer, messages: list[Any]) -> None:
    script(groq_server)
    async with groq_server.async_client() as client:
        create = client.chat.completions.create
        runner = run_tools_async(create, model=MODEL, messages=messages, tools=[get_weather])
        await runner.until_done()
    check(groq_server, runner.messages)


def test_api_accepts_the_messages_of_any_turn(groq_server: LocalServer, messages: list[Any]) -> None:
    groq_server.reply_tool_call("get_weather", {"city": "Paris"}, reasoning="Look.", text="One moment.")
    groq_server.reply("Sunny.")
    client = groq_server.client()
    runner = run_tools(client.chat.completions.create, model=MODEL, messages=messages, tools=[get_weather])
    runner.until_done()
    groq_server.reply("Again.")
    completion = client.chat.completions.create(model=MODEL, messages=[*runner.messages[:-1]])
    assert completion.choices[0].message.content == "Again."
    assert groq_server.requests[-1].json["messages"][1]["content"] == "One moment."


PROGRAM = """
import json, os, pathlib, signal, sys
from groq import Groq
from groq.lib.tools import run_tools

def pay(number: int) -> str:
    if number == 2 and sys.argv[1] == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    with open("paid", "a") as file:
        file.write(f"{number} ")
    return f"paid {number}"

state = pathlib.Path("state.json")
question = [{"role": "user", "content": "Pay 1, then 2."}]
messages = json.loads(state.read_text()) if state.exists() else question
create = Groq().chat.completions.create
run = run_tools(create, model="openai/gpt-oss-20b", messages=messages, tools=[pay])
for completion in run:
    state.write_text(json.dumps(run.messages))
"""


def test_run_is_resumed_after_its_process_was_killed(
    groq_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    groq_server.reply_tool_call("pay", {"number": 1})
    groq_server.reply_tool_call("pay", {"number": 2})
    groq_server.reply("Done.")
    monkeypatch.chdir(tmp_path)
    run_python(PROGRAM, "dies", preamble="", expected=-signal.SIGKILL)
    run_python(PROGRAM, "lives", preamble="")
    assert (tmp_path / "paid").read_text() == "1 2 "
    messages = json.loads((tmp_path / "state.json").read_text())
    assert [m["content"] for m in messages if m["role"] == "tool"] == ["paid 1", "paid 2"]
    assert messages[-1]["content"] == "Done."
    assert groq_server.pending == 0
    run_python(PROGRAM, "lives", preamble="")
    assert len(groq_server.requests) == 3
