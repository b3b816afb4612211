"""A message of the model can be sent back in any form, and the local server accepts it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pydantic import BaseModel

import groq
from groq import BadRequestError
from groq.lib.parse.completion import with_parsed
from groq.testing import LocalServer
from groq.types.chat import ChatCompletionChunk, ChatCompletionMessage

from ..support.calls import AnyClient, collected, finished, opened
from .answers import CALL, COMPLETION, FORMS, MESSAGE, MESSAGE_PARAM, completion

REASONS, DOES_NOT = "openai/gpt-oss-20b", "moonshotai/kimi-k2-instruct-0905"
USER: dict[str, Any] = {"role": "user", "content": "The weather?"}
RESULT: dict[str, Any] = {"role": "tool", "tool_call_id": "call_1", "content": "Sunny."}


class City(BaseModel):
    name: str


def tell_time() -> str:
    """Tell the time."""
    return "noon"


async def create(client: AnyClient, **given: Any) -> None:
    await finished(client.chat.completions.create(**given))


async def create_stream(client: AnyClient, **given: Any) -> None:
    await collected(await finished(client.chat.completions.create(**given, stream=True)))


async def stream(client: AnyClient, **given: Any) -> None:
    async with opened(client.chat.completions.stream(**given)) as opened_stream:
        await collected(opened_stream)


async def parse(client: AnyClient, **given: Any) -> None:
    await finished(client.chat.completions.parse(**given, response_format=City))


async def run_tools(client: AnyClient, **given: Any) -> None:
    await finished(client.chat.completions.run_tools(**given, tools=[tell_time]).get_final_completion())


CALLS = [create, create_stream, stream, parse, run_tools]


async def sent(server: LocalServer, client: AnyClient, message: Any, model: str = REASONS) -> Any:
    await create(client, model=model, messages=[USER, message, RESULT])
    return server.requests[-1].json["messages"][1]


@pytest.mark.anyio
@pytest.mark.parametrize("model", [REASONS, DOES_NOT, "model-of-tomorrow"])
@pytest.mark.parametrize("call", CALLS)
async def test_message_is_sent_back_in_any_form(
    server: LocalServer, client: AnyClient, call: Callable[..., Awaitable[None]], model: str
) -> None:
    expected = {**MESSAGE_PARAM} if model == REASONS else {**MESSAGE_PARAM, "reasoning": None}
    expected = {name: value for name, value in expected.items() if value is not None}
    for name, form in FORMS.items():
        server.reply('{"name": "Paris"}')
        await call(client, model=model, messages=[USER, form(completion().choices[0].message), RESULT])
        assert server.requests[-1].json["messages"][1] == expected, name


@pytest.mark.anyio
async def test_message_without_text_is_sent_back_with_null(server: LocalServer, client: AnyClient) -> None:
    message = ChatCompletionMessage.model_validate({**MESSAGE, "content": None})
    for name, form in FORMS.items():
        if name != "model_dump without nulls":
            assert await sent(server, client, form(message)) == {**MESSAGE_PARAM, "content": None}, name


@pytest.mark.anyio
async def test_reasoning_content_is_not_sent_back(server: LocalServer, client: AnyClient) -> None:
    message = ChatCompletionMessage.model_validate({**MESSAGE, "reasoning_content": "Hm."})
    for name, form in FORMS.items():
        assert await sent(server, client, form(message)) == MESSAGE_PARAM, name


@pytest.mark.anyio
async def test_parsed_message_is_sent_back_without_the_value(server: LocalServer, client: AnyClient) -> None:
    message = with_parsed(completion(), [City(name="Paris")], {}).choices[0].message
    assert message.parsed == City(name="Paris")
    for name, form in FORMS.items():
        assert await sent(server, client, form(message)) == MESSAGE_PARAM, name


def chunk(delta: Any, finish_reason: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {**COMPLETION, "object": "chat.completion.chunk", "choices": [choice]}


CHUNKS = [
    chunk({"role": "assistant", "content": ""}),
    chunk({"reasoning": "They want "}),
    chunk({"reasoning": "the weather."}),
    chunk({"executed_tools": MESSAGE["executed_tools"], "annotations": MESSAGE["annotations"]}),
    chunk({"content": "Let me "}),
    chunk({"content": "look."}),
    chunk({"tool_calls": [{"index": 0, **CALL, "function": {"name": "weather", "arguments": ""}}]}),
    chunk({"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]}),
    chunk({}, "tool_calls"),
]


@pytest.mark.anyio
async def test_streamed_message_is_sent_back_in_any_form(server: LocalServer, client: AnyClient) -> None:
    body = b"".join(b"data: %s\n\n" % json.dumps(one).encode() for one in CHUNKS) + b"data: [DONE]\n\n"
    server.reply_raw(body=body, headers={"content-type": "text/event-stream"})
    async with opened(
        client.chat.completions.stream(model=REASONS, messages=[{"role": "user", "content": "x"}])
    ) as one:
        message = await finished(one.get_final_message())
    assert message.annotations
    for name, form in FORMS.items():
        assert await sent(server, client, form(message)) == MESSAGE_PARAM, name


@pytest.mark.anyio
async def test_accumulated_message_is_sent_back_in_any_form(server: LocalServer, client: AnyClient) -> None:
    whole = groq.accumulate(map(ChatCompletionChunk.model_validate, CHUNKS))
    for name, form in FORMS.items():
        assert await sent(server, client, form(whole.choices[0].message)) == MESSAGE_PARAM, name


@pytest.mark.anyio
async def test_messages_of_a_tool_run_are_sent_back(server: LocalServer, client: AnyClient) -> None:
    server.reply_tool_calls(("tell_time", {}))
    server.reply("Noon.", reasoning="It says noon.")
    runner = client.chat.completions.run_tools(
        model=REASONS, messages=[{"role": "user", "content": "The time?"}], tools=[tell_time]
    )
    await finished(runner.until_done())
    messages = [*runner.messages, {"role": "user", "content": "Sure?"}]
    for call in CALLS:
        server.reply('{"name": "Paris"}')
        await call(client, model=DOES_NOT, messages=messages)
        answers = [one for one in server.requests[-1].json["messages"] if one["role"] == "assistant"]
        assert [one.get("content") for one in answers] == [None, "Noon."]
        assert not any("reasoning" in one for one in answers)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("model", "field"), [(DOES_NOT, "reasoning"), (REASONS, "reasoning_content"), (REASONS, "annotations")]
)
async def test_server_rejects_unfiltered_messages_of_extra_body(
    server: LocalServer, client: AnyClient, model: str, field: str
) -> None:
    messages = [USER, {"role": "assistant", "content": "Hi", field: "Hm."}]
    with pytest.raises(BadRequestError, match=f"property '{field}' is unsupported"):
        await create(client, model=model, messages=[USER], extra_body={"messages": messages})
    assert server.requests[-1].json["messages"] == messages


def test_to_param_returns_independent_copy() -> None:
    message = completion().choices[0].message
    param: Any = message.to_param()
    param["tool_calls"][0]["function"]["name"] = "other"
    assert message.to_dict() == MESSAGE


def test_to_param_is_plain_json() -> None:
    param = completion().choices[0].message.to_param()
    assert json.loads(json.dumps(param)) == param == MESSAGE_PARAM
