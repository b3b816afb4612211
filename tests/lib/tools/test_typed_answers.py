"""`run_tools(response_format=T)`: tool rounds, then the typed answer."""

from __future__ import annotations

from typing import Any

import pytest

from groq import JSONValidationError, ToolUseFailedError
from groq.lib.parse import LengthFinishReasonError, OutputType, OutputValidationError, ParsedChatCompletion
from groq.lib.tools import ToolRunner
from groq.testing import LocalServer
from groq.testing.api.replies import Reply
from tests.support.clients import CHAT

from ..schema.cases import Point
from .model import Kind, Model, every_kind, play, start, tool_use_failed


def double(number: int) -> int:
    """Double a number."""
    return 2 * number


@every_kind
def test_typed_answer_follows_the_tool_rounds(kind: Kind) -> None:
    model = Model([("double", {"number": 21})], "x is 42.", '{"x": 42}')
    runner = play(kind, model, double, response_format=Point, tool_choice="auto", temperature=0)
    first, second, last = model.requests
    assert "response_format" not in first
    assert "response_format" not in second
    assert last["response_format"] == OutputType(Point, strict=False).response_format
    assert not {"tools", "tool_choice"} & last.keys()
    assert last["temperature"] == 0
    assert [message["role"] for message in last["messages"]] == ["user", "assistant", "tool", "assistant", "user"]
    assert runner.messages == [*last["messages"], {"role": "assistant", "content": '{"x": 42}'}]
    assert (runner.turns, runner.usage.total_tokens) == (3, 36)


def test_completions_have_the_value_and_the_arguments() -> None:
    model = Model([("double", {"number": "21"})], "x is 42.", '{"x": 42}')
    runner: ToolRunner[Any] = start(model, double, response_format=Point)
    calls, text, typed = runner
    assert all(isinstance(one, ParsedChatCompletion) for one in (calls, text, typed))
    assert [one.parsed for one in (calls, text, typed)] == [None, None, Point(42)]
    [call] = calls.choices[0].message.tool_calls or []
    assert call.function.parsed_arguments == {"number": 21}


def test_strict_schema_is_sent_to_models_that_support_it(groq_server: LocalServer) -> None:
    groq_server.reply("x is 42.")
    groq_server.reply_json({"x": 42})
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], response_format=Point)
    run.until_done()
    assert groq_server.requests[-1].json["response_format"]["json_schema"]["strict"] is True


def test_answer_that_already_matches_is_not_requested_again() -> None:
    model = Model([("double", {"number": 21})], '{"x": 42}')
    assert start(model, double, response_format=Point).get_final_completion().parsed == Point(42)
    assert len(model.requests) == 2


def test_typed_answer_is_requested_first_without_tools() -> None:
    model = Model('{"x": 42}')
    runner = start(model, response_format=Point)
    assert runner.get_final_completion().parsed == Point(42)
    assert len(model.requests[0]["messages"]) == 1


def test_typed_answer_is_requested_after_the_last_turn_of_max_turns() -> None:
    model = Model([("double", {"number": 21})], "x is 42.", '{"x": 42}')
    assert start(model, double, response_format=Point, max_turns=2).get_final_completion().parsed == Point(42)


@every_kind
def test_invalid_answer_is_requested_again(kind: Kind) -> None:
    model = Model("x is 42.", '{"x": "no"}', '{"x": 42}')
    runner = play(kind, model, double, response_format=Point, max_attempts=2)
    assert "valid integer" in model.last_messages[-1]["content"]
    # Neither the invalid answer nor the feedback.
    assert len(runner.messages) == 4
    assert runner.usage.total_tokens == 36


@every_kind
def test_last_invalid_answer_raises_and_the_run_can_be_continued(kind: Kind) -> None:
    model = Model("x is 42.", '{"x": "no"}', '{"x": 42}')
    runner: Any = None
    with pytest.raises(OutputValidationError) as caught:
        play(kind, model, double, response_format=Point)
    assert caught.value.completion is not None
    assert model.last_messages[-1]["role"] == "user"
    runner = play(kind, model, double, messages=model.last_messages[:-1], response_format=Point)
    assert runner.messages[-1]["content"] == '{"x": 42}'


def test_usage_of_failed_answers_is_counted() -> None:
    model = Model("x is 42.", '{"x": "no"}')
    runner = start(model, double, response_format=Point)
    with pytest.raises(OutputValidationError):
        runner.until_done()
    assert runner.usage.total_tokens == 24


def test_run_is_resumed_before_its_typed_answer() -> None:
    model = Model([("double", {"number": 21})], "x is 42.", '{"x": 42}')
    runner = start(model, double, response_format=Point)
    next(runner)
    next(runner)
    resumed = start(model, double, response_format=Point, messages=runner.messages)
    assert resumed.get_final_completion().parsed == Point(42)
    assert list(start(model, double, response_format=Point, messages=resumed.messages)) == []


def test_raises_tool_use_failed_in_the_typed_answer() -> None:
    model = Model("x is 42.", tool_use_failed("<function=double>{}"))
    with pytest.raises(ToolUseFailedError):
        start(model, double, response_format=Point).until_done()


def test_format_as_a_dictionary_is_sent_in_every_turn() -> None:
    model = Model([("double", {"number": 21})], "{}")
    start(model, double, response_format={"type": "json_object"}).until_done()
    assert [request["response_format"]["type"] for request in model.requests] == ["json_object"] * 2


def test_parses_failed_generation_of_a_rejected_answer(groq_server: LocalServer) -> None:
    groq_server.reply("x is 42.")
    groq_server.reply_error(400, code="json_validate_failed", failed_generation='{"x": 42}')
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], response_format=Point)
    assert run.get_final_completion().parsed == Point(42)


def test_raises_for_rejected_answer_to_a_format_as_a_dictionary(groq_server: LocalServer) -> None:
    groq_server.reply_error(400, code="json_validate_failed", failed_generation="{")
    client = groq_server.client()
    run = client.chat.completions.run_tools(**CHAT, tools=[double], response_format={"type": "json_object"})
    with pytest.raises(JSONValidationError):
        run.until_done()


def test_truncated_answer_keeps_the_completion(groq_server: LocalServer) -> None:
    groq_server.reply("x is 42.")
    groq_server.queue(Reply('{"x": 4', finish_reason="length"))
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], response_format=Point)
    with pytest.raises(LengthFinishReasonError) as caught:
        run.until_done()
    assert caught.value.text == '{"x": 4'
