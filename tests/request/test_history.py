"""Messages from earlier responses are sent with the fields that the model accepts."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from groq import AsyncGroq, Groq
from groq._request.history import with_answers
from groq.types.chat import ChatCompletionMessage

from .recording import Recording

ANSWER = ChatCompletionMessage.model_construct(
    role="assistant",
    content="Hi",
    reasoning="Let me think.",
    reasoning_content="Let me think.",
    annotations=[],
    executed_tools=[],
    unknown=1,
)
REASONING = ["openai/gpt-oss-20b", "openai/gpt-oss-120b", "openai/gpt-oss-safeguard-20b", "qwen/qwen3.8-27b"]
OTHERS = ["moonshotai/kimi-k2-instruct", "moonshotai/kimi-k2-instruct-0905", "llama-3.3-70b-versatile", "allam-2-7b"]


def messages_of(recording: Recording, model: str, messages: Any) -> Any:
    client: Groq = recording.groq()
    client.chat.completions.create(messages=messages, model=model)
    return recording.body["messages"]


@pytest.mark.parametrize("model", REASONING)
def test_reasoning_is_sent_to_reasoning_models(recording: Recording, model: str) -> None:
    expected = {"role": "assistant", "content": "Hi", "reasoning": "Let me think."}
    assert messages_of(recording, model, [ANSWER]) == [expected]


@pytest.mark.parametrize("model", OTHERS)
@pytest.mark.parametrize("kind", [list, tuple, iter, lambda items: (one for one in items)])
def test_reasoning_is_dropped_for_other_models(recording: Recording, model: str, kind: Any) -> None:
    assert messages_of(recording, model, kind([ANSWER])) == [{"role": "assistant", "content": "Hi"}]


@pytest.mark.anyio
async def test_reasoning_is_dropped_by_the_async_client(recording: Recording) -> None:
    client: AsyncGroq = recording.async_groq()
    await client.chat.completions.create(messages=[ANSWER], model=OTHERS[0])
    assert recording.body["messages"] == [{"role": "assistant", "content": "Hi"}]


def test_model_in_extra_body_overrides(recording: Recording) -> None:
    extra = {"model": OTHERS[0]}
    recording.groq().chat.completions.create(messages=[ANSWER], model=REASONING[0], extra_body=extra)
    assert recording.body["messages"] == [{"role": "assistant", "content": "Hi"}]


@pytest.mark.parametrize("model", OTHERS)
def test_reasoning_of_dictionaries_is_dropped_for_other_models(recording: Recording, model: str) -> None:
    message = {"role": "assistant", "content": "Hi", "reasoning": "Let me think."}
    assert (
        messages_of(recording, model, [message, MappingProxyType(message)])
        == [{"role": "assistant", "content": "Hi"}] * 2
    )
    assert message["reasoning"] == "Let me think."


WRITTEN: list[dict[str, Any]] = [
    {"role": "user", "content": "Hi", "reasoning": "x", "annotations": [], "name": None},
    {"role": "assistant", "content": "Hi", "prefix": True, "new": None},
    {"role": "assistant", "content": None, "name": "helper", "tool_calls": [], "new": {"reasoning": None}},
    {"role": "tool", "content": "Hi", "executed_tools": None},
    {"type": []},
    {},
]


@pytest.mark.parametrize("model", [REASONING[0], OTHERS[0]])
@pytest.mark.parametrize("kind", [list, tuple, iter])
def test_dictionaries_are_sent_as_written(recording: Recording, model: str, kind: Any) -> None:
    assert messages_of(recording, model, kind(WRITTEN)) == WRITTEN


def test_reasoning_of_dictionaries_is_sent_to_reasoning_models(recording: Recording) -> None:
    message = {"role": "assistant", "content": "Hi", "reasoning": "Let me think.", "prefix": True}
    assert messages_of(recording, REASONING[0], [message]) == [message]


def test_null_fields_and_response_only_fields_are_dropped(recording: Recording) -> None:
    message = {"role": "assistant", "content": None, "tool_calls": None, "name": None, "reasoning": None}
    sent = messages_of(recording, REASONING[0], [{**message, "new": 1}, {**message, "annotations": None, "new": 1}])
    assert sent == [{"role": "assistant", "content": None, "new": 1}, {"role": "assistant", "content": None}]


def test_extra_body_is_sent_as_written(recording: Recording) -> None:
    message = {"role": "assistant", "content": "Hi", "reasoning": "x", "annotations": None}
    extra = {"messages": [message], "input": [{"type": "reasoning", "id": None}]}
    recording.groq().chat.completions.create(messages=[], model=OTHERS[0], extra_body=extra)
    assert recording.body == {**extra, "model": OTHERS[0]}


@pytest.mark.parametrize("messages", [5, "Hi", b"Hi", {"role": "assistant"}, None])
def test_other_values_are_passed_to_the_encoder(messages: Any) -> None:
    body = {"messages": messages, "input": messages, "model": OTHERS[0]}
    assert with_answers(body) is body


@pytest.mark.parametrize("model", [REASONING[0], OTHERS[0]])
def test_tool_calls_are_sent_back_without_unknown_fields(recording: Recording, model: str) -> None:
    function = {"name": "weather", "arguments": "{}"}
    call = {"id": "c1", "type": "function", "function": {**function, "parsed": None, "extra": 1}, "index": 0}
    message = ChatCompletionMessage.model_validate({"role": "assistant", "content": None, "tool_calls": [call]})
    sent = messages_of(recording, model, [message])
    expected = {"id": "c1", "type": "function", "function": function}
    assert sent == [{"role": "assistant", "content": None, "tool_calls": [expected]}]


def test_response_is_not_modified(recording: Recording) -> None:
    before = ANSWER.to_dict()
    messages_of(recording, OTHERS[0], [ANSWER])
    assert ANSWER.to_dict() == before


OUTPUT_TEXT = {"type": "output_text", "text": "a"}


@pytest.mark.parametrize(
    "other",
    [{"type": "refusal", "refusal": "b"}, {"type": "input_text", "text": "b"}, {"text": "b"}, "b", None],
)
@pytest.mark.parametrize("first", [True, False])
def test_parts_are_sent_as_written_when_one_is_not_output_text(recording: Recording, other: Any, first: bool) -> None:
    item: Any = {"role": "assistant", "content": [other, OUTPUT_TEXT] if first else [OUTPUT_TEXT, other]}
    recording.groq().responses.create(input=[item], model=REASONING[0])
    assert recording.body["input"] == [item]


def test_parts_are_joined_when_all_are_output_text(recording: Recording) -> None:
    item: Any = {"role": "assistant", "content": [OUTPUT_TEXT, {"type": "output_text", "text": "b"}]}
    recording.groq().responses.create(input=[item], model=REASONING[0])
    assert recording.body["input"] == [{"role": "assistant", "content": "ab"}]
