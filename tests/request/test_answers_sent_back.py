"""An answer among the messages of a request has only what the model accepts."""

from __future__ import annotations

from typing import Any

import pytest

from groq import AsyncGroq, Groq
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
def test_reasoning_is_sent_back_to_models_that_reason(recording: Recording, model: str) -> None:
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


def test_model_of_extra_body_decides(recording: Recording) -> None:
    extra = {"model": OTHERS[0]}
    recording.groq().chat.completions.create(messages=[ANSWER], model=REASONING[0], extra_body=extra)
    assert recording.body["messages"] == [{"role": "assistant", "content": "Hi"}]


def test_messages_that_are_dictionaries_are_unchanged(recording: Recording) -> None:
    message = {"role": "assistant", "content": "Hi", "reasoning": "Let me think."}
    assert messages_of(recording, OTHERS[0], [message, ANSWER])[0] == message


@pytest.mark.parametrize("model", [REASONING[0], OTHERS[0]])
def test_tool_calls_are_sent_back_without_unknown_fields(recording: Recording, model: str) -> None:
    function = {"name": "weather", "arguments": "{}"}
    call = {"id": "c1", "type": "function", "function": {**function, "parsed": None, "extra": 1}, "index": 0}
    message = ChatCompletionMessage.model_validate({"role": "assistant", "content": None, "tool_calls": [call]})
    sent = messages_of(recording, model, [message])
    expected = {"id": "c1", "type": "function", "function": function}
    assert sent == [{"role": "assistant", "content": None, "tool_calls": [expected]}]


def test_the_answer_itself_is_unchanged(recording: Recording) -> None:
    before = ANSWER.to_dict()
    messages_of(recording, OTHERS[0], [ANSWER])
    assert ANSWER.to_dict() == before
