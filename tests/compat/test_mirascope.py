"""mirascope: decorators that turn a function into a call. Release 2 does not use `groq`; this is the last release 1."""

from __future__ import annotations

from typing import Any

import pytest
from mirascope.core import groq as provider

import groq
from groq.testing import LocalServer

from .samples import ANSWER, MODEL, PARIS, QUESTION, City, get_weather

call = provider.groq_call


def ask() -> str:
    return QUESTION


async def ask_async() -> str:
    return QUESTION


@pytest.mark.anyio
async def test_returns_answer(server: LocalServer) -> None:
    server.reply(ANSWER, times=2)
    response = call(MODEL, call_params={"temperature": 0.5})(ask)()
    assert response.content == ANSWER
    assert response.output_tokens > 0
    assert response.finish_reasons == ["stop"]
    assert server.requests[0].json["temperature"] == 0.5
    assert (await call(MODEL)(ask_async)()).content == ANSWER


@pytest.mark.anyio
async def test_streams_answer(server: LocalServer) -> None:
    server.reply(ANSWER, times=2)
    stream = call(MODEL, stream=True)(ask)()
    parts = [chunk.content for chunk, _ in stream]
    assert len(parts) > 1
    assert "".join(parts) == ANSWER
    parts = [chunk.content async for chunk, _ in await call(MODEL, stream=True)(ask_async)()]
    assert "".join(parts) == ANSWER


@pytest.mark.anyio
@pytest.mark.parametrize("stream", [False, True])
async def test_sends_result_of_tool_call(server: LocalServer, stream: bool) -> None:
    server.reply_tool_call("get_weather", {"city": "Paris"}, times=2)
    options: dict[str, Any] = {"tools": [get_weather], "stream": stream}
    response = call(MODEL, **options)(ask)()
    if stream:
        [tool] = [tool for _, tool in response if tool]
    else:
        [tool] = response.tools
    assert tool.call() == get_weather("Paris")
    response = await call(MODEL, **options)(ask_async)()
    if stream:
        [tool] = [tool async for _, tool in response if tool]
    else:
        [tool] = response.tools
    assert tool.call() == get_weather("Paris")
    # mirascope dumps an answer with `null` for missing fields, such as `"annotations": null`; the API rejects them.
    asked = {name: value for name, value in response.message_param.items() if value is not None}
    history = [response.user_message_param, asked, *response.tool_message_params([(tool, "21")])]
    server.reply(ANSWER)
    assert call(MODEL)(lambda: history)().content == ANSWER
    sent = server.requests[-1].json["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant", "tool"]
    assert sent[1]["tool_calls"][0]["id"] == sent[2]["tool_call_id"]


@pytest.mark.anyio
@pytest.mark.parametrize("json_mode", [False, True])
async def test_parses_structured_output(server: LocalServer, json_mode: bool) -> None:
    for _ in range(2):
        if json_mode:
            server.reply_json(PARIS.model_dump())
        else:
            server.reply_tool_call("City", PARIS.model_dump())
    options: dict[str, Any] = {"response_model": City, "json_mode": json_mode}
    assert call(MODEL, **options)(ask)().model_dump() == PARIS.model_dump()
    assert (await call(MODEL, **options)(ask_async)()).model_dump() == PARIS.model_dump()


@pytest.mark.anyio
async def test_raises_error_of_the_api(server: LocalServer) -> None:
    server.reply_error(400, "No such thing", times=3)
    with pytest.raises(groq.BadRequestError, match="No such thing"):
        call(MODEL)(ask)()
    with pytest.raises(groq.BadRequestError, match="No such thing"):
        await call(MODEL)(ask_async)()
    with pytest.raises(groq.BadRequestError, match="No such thing"):
        list(call(MODEL, stream=True)(ask)())


def test_uses_the_client_that_is_passed(server: LocalServer) -> None:
    server.reply(ANSWER)
    assert call(MODEL, client=groq.Groq(api_key="gsk_mine"))(ask)().content == ANSWER
    assert server.requests[0].headers["authorization"] == "Bearer gsk_mine"
