"""`run_tools(stream=True)`: each turn is a stream of events."""

from __future__ import annotations

import json
from typing import Any

import pytest

from groq import APIError, GroqError, ToolUseFailedError
from groq.lib.parse import OutputValidationError
from groq.lib.tools import MaxTurnsError
from groq.testing import LocalServer
from tests.support.clients import CHAT

from ..schema.cases import Point

CALL = '<function=double>{"number": 21}</function>'


def double(number: int) -> int:
    """Double a number."""
    return 2 * number


def roles(run: Any) -> list[str]:
    return [message["role"] for message in run.messages]


def script(server: LocalServer) -> None:
    server.reply_tool_call("double", {"number": 21})
    server.reply("It is 42.")


def test_each_turn_is_a_stream_of_events(groq_server: LocalServer) -> None:
    script(groq_server)
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], stream=True, temperature=0)
    turns: list[list[str]] = []
    stored: list[list[str]] = []
    for stream in run:
        turns.append([event.type for event in stream if event.type != "chunk"])
        stored.append(roles(run))
    calls, answer = turns
    assert calls[-2:] == ["tool_calls.function.arguments.done", "done"]
    assert answer[0] == "content.delta"
    assert answer[-2:] == ["content.done", "done"]
    assert stored == [["user", "assistant"], ["user", "assistant", "tool", "assistant"]]
    assert run.messages[-1]["content"] == "It is 42."
    assert (run.turns, run.usage.total_tokens > 0) == (2, True)
    assert [(request.json["stream"], request.json["temperature"]) for request in groq_server.requests] == [
        (True, 0)
    ] * 2


@pytest.mark.anyio
async def test_each_turn_is_an_async_stream_of_events(groq_server: LocalServer) -> None:
    script(groq_server)
    async with groq_server.async_client() as client:
        run = client.chat.completions.run_tools(**CHAT, tools=[double], stream=True)
        turns = [[event.type async for event in stream] async for stream in run]
    assert [turn[-2] for turn in turns] == ["tool_calls.function.arguments.done", "content.done"]
    assert roles(run) == ["user", "assistant", "tool", "assistant"]


def test_final_completion_reads_all_turns(groq_server: LocalServer) -> None:
    script(groq_server)
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], stream=True)
    assert run.get_final_completion().choices[0].message.content == "It is 42."


@pytest.mark.anyio
async def test_async_final_completion_reads_all_turns(groq_server: LocalServer) -> None:
    script(groq_server)
    async with groq_server.async_client() as client:
        run = client.chat.completions.run_tools(**CHAT, tools=[double], stream=True)
        assert (await run.get_final_completion()).choices[0].message.content == "It is 42."


def test_next_turn_reads_an_unread_stream(groq_server: LocalServer) -> None:
    script(groq_server)
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], stream=True)
    first, second = next(run), next(run)
    assert first.get_final_message().tool_calls
    with second:
        assert "".join(second.text) == "It is 42."
    with pytest.raises(StopIteration):
        next(run)
    run.messages.append({"role": "user", "content": "And twice that?"})
    groq_server.reply("84.")
    assert next(run).get_final_text() == "84."


def test_arguments_of_the_calls_are_parsed(groq_server: LocalServer) -> None:
    script(groq_server)
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], stream=True)
    [call] = next(run).get_final_message().tool_calls or []
    assert call.function.parsed_arguments == {"number": 21}
    run.get_final_completion()


def test_closed_stream_raises_and_its_turn_is_requested_again(groq_server: LocalServer) -> None:
    groq_server.reply("one two three four")
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], stream=True)
    with next(run) as stream:
        next(stream)
    with pytest.raises(GroqError, match="before its end"):
        next(run)
    groq_server.reply("Again.")
    assert run.get_final_completion().choices[0].message.content == "Again."
    assert roles(run) == ["user", "assistant"]


def test_failed_stream_raises_and_its_turn_is_requested_again(groq_server: LocalServer) -> None:
    groq_server.reply_stream_error("overloaded", after=3, text="one two")
    run = groq_server.client(max_retries=0).chat.completions.run_tools(**CHAT, tools=[double], stream=True)
    stream = next(run)
    with pytest.raises(APIError, match="overloaded"):
        stream.until_done()
    assert stream.snapshot.choices[0].message.content == "one two"
    groq_server.reply("Again.")
    assert run.get_final_completion().choices[0].message.content == "Again."


def fail(server: LocalServer, where: str, generation: str | None) -> None:
    """Let the next request fail with `tool_use_failed`, by its status or in its stream."""
    details: Any = {"code": "tool_use_failed", "failed_generation": generation}
    if where == "status":
        server.reply_error(400, "Failed to call a function", **details)
    else:
        server.reply_stream_error("Failed to call a function", status=400, after=3, text="I will", **details)


@pytest.mark.parametrize("where", ["status", "stream"])
def test_repairable_generation_is_run_and_the_next_stream_has_the_answer(groq_server: LocalServer, where: str) -> None:
    fail(groq_server, where, CALL)
    groq_server.reply("It is 42.")
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], stream=True)
    texts = ["".join(stream.text) for stream in run]
    assert texts == ["I will"] * (where == "stream") + ["It is 42."]
    assert [message.get("content") for message in run.messages[2:]] == ["42", "It is 42."]


@pytest.mark.anyio
@pytest.mark.parametrize("where", ["status", "stream"])
async def test_async_repairable_generation_is_run(groq_server: LocalServer, where: str) -> None:
    fail(groq_server, where, CALL)
    groq_server.reply("It is 42.")
    async with groq_server.async_client() as client:
        run = client.chat.completions.run_tools(**CHAT, tools=[double], stream=True)
        await run.until_done()
    assert [message.get("content") for message in run.messages[2:]] == ["42", "It is 42."]


@pytest.mark.parametrize("where", ["status", "stream"])
def test_turn_is_requested_again_when_the_generation_is_not_repairable(groq_server: LocalServer, where: str) -> None:
    fail(groq_server, where, "<function=double>{")
    script(groq_server)
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], stream=True)
    run.until_done()
    assert roles(run) == ["user", "assistant", "tool", "assistant"]
    assert groq_server.requests[1].json["messages"][1] == {"role": "assistant", "content": "<function=double>{"}


@pytest.mark.parametrize("where", ["status", "stream"])
def test_raises_error_after_max_repairs(groq_server: LocalServer, where: str) -> None:
    fail(groq_server, where, "<function=double>{")
    fail(groq_server, where, "<function=double>{")
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], stream=True, max_repairs=1)
    with pytest.raises(ToolUseFailedError):
        run.until_done()
    script(groq_server)
    run.until_done()
    assert roles(run) == ["user", "assistant", "tool", "assistant"]


def test_stream_raises_the_error_that_ends_the_run(groq_server: LocalServer) -> None:
    fail(groq_server, "stream", "<function=double>{")
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], stream=True, max_repairs=0)
    with pytest.raises(ToolUseFailedError) as caught:
        next(run).until_done()
    error: Any = caught.value
    assert error.snapshot.choices[0].message.content == "I will"


def test_max_turns_ends_the_run(groq_server: LocalServer) -> None:
    groq_server.reply_tool_call("double", {"number": 1}, times=2)
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], stream=True, max_turns=2)
    with pytest.raises(MaxTurnsError):
        run.until_done()
    assert run.turns == 2


def test_run_dumped_after_each_turn_is_resumed(groq_server: LocalServer) -> None:
    script(groq_server)
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], stream=True)
    next(run).until_done()
    stored = json.dumps(run.messages)
    messages: Any = json.loads(stored)
    again = groq_server.client().chat.completions.run_tools(
        **{**CHAT, "messages": messages}, tools=[double], stream=True
    )
    assert again.get_final_completion().choices[0].message.content == "It is 42."
    assert roles(again) == ["user", "assistant", "tool", "assistant"]


def test_typed_answer_is_streamed_in_the_last_turn(groq_server: LocalServer) -> None:
    groq_server.reply_tool_call("double", {"number": 21})
    groq_server.reply("x is 42.")
    groq_server.reply_json({"x": 42})
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], stream=True, response_format=Point)
    values = [[event.parsed for event in stream if event.type == "content.done"] for stream in run]
    assert values == [[], [None], [Point(42)]]
    assert run.messages[-1]["content"] == '{"x":42}'
    assert [request.json.get("response_format") is not None for request in groq_server.requests] == [False, False, True]


@pytest.mark.anyio
async def test_async_typed_answer_is_streamed_in_the_last_turn(groq_server: LocalServer) -> None:
    groq_server.reply("x is 42.")
    groq_server.reply_json({"x": 42})
    async with groq_server.async_client() as client:
        run = client.chat.completions.run_tools(**CHAT, tools=[double], stream=True, response_format=Point)
        assert (await run.get_final_completion()).parsed == Point(42)


def test_invalid_typed_answer_is_requested_again(groq_server: LocalServer) -> None:
    groq_server.reply("x is 42.")
    groq_server.reply_json({"x": "no"})
    groq_server.reply_json({"x": 42})
    client = groq_server.client()
    run = client.chat.completions.run_tools(**CHAT, tools=[double], stream=True, response_format=Point, max_attempts=2)
    assert ["".join(stream.text) for stream in run] == ["x is 42.", '{"x":"no"}', '{"x":42}']
    assert roles(run) == ["user", "assistant", "user", "assistant"]


def test_last_invalid_typed_answer_raises_with_every_attempt(groq_server: LocalServer) -> None:
    groq_server.reply("x is 42.")
    groq_server.reply_json({"x": "no"}, times=2)
    client = groq_server.client()
    run = client.chat.completions.run_tools(**CHAT, tools=[double], stream=True, response_format=Point, max_attempts=2)
    with pytest.raises(OutputValidationError) as caught:
        run.until_done()
    assert len(caught.value.attempts) == 2
    assert roles(run) == ["user", "assistant"]
    groq_server.reply_json({"x": 42})
    assert run.get_final_completion().parsed == Point(42)
