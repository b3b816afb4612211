"""The flow without a server: the next request after each kind of answer."""

from __future__ import annotations

import json
import re
from typing import Any, TypeAlias

import pytest

from groq.lib.parse import ContentFilterFinishReasonError, OutputType, OutputValidationError, ParsedChatCompletion
from groq.lib.parse.answer_parser import AnswerParser, Params
from groq.lib.parse.api import ChatApi
from groq.lib.parse.request_flow import RequestFlow, request_flow
from groq.types.chat import ChatCompletion

from ..schema.cases import Point

Flow: TypeAlias = RequestFlow[ParsedChatCompletion[Any]]
MESSAGES: list[Any] = [{"role": "user", "content": "Where?"}]


def flow_for(output: OutputType[Any], params: Params, max_attempts: int) -> Flow:
    return request_flow(ChatApi(), AnswerParser(output), output, MESSAGES, params, max_attempts=max_attempts)


def started(max_attempts: int = 1, **params: Any) -> tuple[Flow, Params]:
    """Return the flow and its first request."""
    flow = flow_for(OutputType(Point), {"model": "m", **params}, max_attempts)
    return flow, next(flow)


def completion(*contents: str | None, finish_reason: str = "stop") -> ChatCompletion:
    choices = [
        {"index": index, "finish_reason": finish_reason, "message": {"role": "assistant", "content": content}}
        for index, content in enumerate(contents)
    ]
    return ChatCompletion.model_construct(id="c", object="chat.completion", created=1, model="m", choices=choices)


def test_first_request_has_the_parameters_and_the_format() -> None:
    _, request = started(seed=7)
    assert request == {
        "messages": MESSAGES,
        "model": "m",
        "seed": 7,
        "response_format": OutputType(Point).response_format,
    }


def test_every_choice_is_parsed() -> None:
    flow, _ = started()
    with pytest.raises(StopIteration) as done:
        flow.send(completion('{"x": 1}', '{"x": 2}'))
    assert [choice.message.parsed for choice in done.value.value.choices] == [Point(1), Point(2)]


def test_one_invalid_choice_fails_the_attempt() -> None:
    flow, _ = started(max_attempts=2)
    request = flow.send(completion('{"x": 1}', "[2]"))
    assert request["messages"][1]["content"] == "[2]"


@pytest.mark.parametrize("content", ['{"x":', ""])
def test_content_filter_raises_without_a_retry(content: str) -> None:
    flow, _ = started(max_attempts=3)
    with pytest.raises(ContentFilterFinishReasonError, match="content filter"):
        flow.send(completion(content, finish_reason="content_filter"))


@pytest.mark.parametrize(
    "answer", [completion(), completion(None), completion("")], ids=["no choices", "null", "empty"]
)
def test_repeats_the_request_after_an_empty_answer(answer: ChatCompletion) -> None:
    flow, first = started(max_attempts=2)
    assert flow.send(answer) == first
    with pytest.raises(OutputValidationError) as caught:
        flow.send(answer)
    assert caught.value.attempts == (answer, answer)


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        (None, "the completion has no choices"),
        ("x", "the completion has no choices"),
        ([None], "choices[0] is null, not an object"),
        ([{"index": 0, "message": None}], "choices[0].message is null, not an object"),
        ([{"index": 0, "message": "x"}], "choices[0].message is a string, not an object"),
        ([{"index": 0, "message": {"content": ["x"]}}], "the content is an array, not a string"),
        ([{"index": 0, "message": {"content": 5}}], "the content is a number, not a string"),
    ],
)
def test_error_describes_an_answer_without_text(choices: Any, reason: str) -> None:
    flow, first = started(max_attempts=2)
    answer = ChatCompletion.model_construct(id="c", object="chat.completion", created=1, model="m", choices=choices)
    assert flow.send(answer) == first
    with pytest.raises(OutputValidationError, match=f"does not match Point: {re.escape(reason)}$"):
        flow.send(answer)


def test_raises_when_no_result_is_sent() -> None:
    flow, _ = started()
    with pytest.raises(TypeError, match="expected a completion or a JSONValidationError"):
        next(flow)


def test_feedback_has_only_the_first_ten_reasons() -> None:
    flow = flow_for(OutputType(list[int]), {"model": "m"}, 2)
    next(flow)
    request = flow.send(completion(json.dumps({"value": ["x"] * 500})))
    feedback = request["messages"][-1]["content"]
    assert feedback.count("valid integer") == 10
    assert "value.9: Input should be a valid integer" in feedback
    assert "and 490 more" in feedback
