"""langchain-groq: `ChatGroq` holds `client.chat.completions` and calls its `create`."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_groq import ChatGroq

import groq
from groq.testing import LocalServer

from .samples import ANSWER, MODEL, PARIS, QUESTION, City, get_weather

METHODS = ["function_calling", "json_schema", "json_mode"]
weather_tool = tool(get_weather)


def chat(**options: object) -> ChatGroq:
    return ChatGroq(model=MODEL, max_retries=0, **options)


def test_returns_message(server: LocalServer) -> None:
    server.reply(ANSWER, reasoning="Look out of the window.")
    message = chat(temperature=0.5, reasoning_format="parsed").invoke([("system", "Be brief."), ("human", QUESTION)])
    assert message.content == ANSWER
    assert message.additional_kwargs["reasoning_content"] == "Look out of the window."
    assert message.usage_metadata["output_tokens"] > 0
    assert message.response_metadata["finish_reason"] == "stop"
    assert message.response_metadata["model_name"] == MODEL
    sent = server.requests[0].json
    assert [item["role"] for item in sent["messages"]] == ["system", "user"]
    assert sent["temperature"] == 0.5


@pytest.mark.anyio
async def test_async_returns_message(server: LocalServer) -> None:
    server.reply(ANSWER)
    message = await chat().ainvoke(QUESTION)
    assert message.content == ANSWER
    assert message.usage_metadata["input_tokens"] > 0


def test_batch_returns_a_message_for_each_prompt(server: LocalServer) -> None:
    server.reply(ANSWER, times=None)
    assert [message.content for message in chat().batch([QUESTION] * 4)] == [ANSWER] * 4


def test_streams_message(server: LocalServer) -> None:
    server.reply(ANSWER)
    whole: AIMessageChunk | None = None
    for chunk in chat().stream(QUESTION):
        whole = chunk if whole is None else whole + chunk
    assert whole is not None
    assert whole.content == ANSWER
    assert whole.response_metadata["finish_reason"] == "stop"
    assert whole.usage_metadata["output_tokens"] > 0


@pytest.mark.anyio
async def test_async_streams_message(server: LocalServer) -> None:
    server.reply(ANSWER)
    chunks = [chunk async for chunk in chat().astream(QUESTION)]
    assert "".join(str(chunk.content) for chunk in chunks) == ANSWER
    assert sum(chunk.usage_metadata["output_tokens"] for chunk in chunks if chunk.usage_metadata) > 0


def test_sends_result_of_tool_call(server: LocalServer) -> None:
    server.reply_tool_call("get_weather", {"city": "Paris"})
    server.reply(ANSWER)
    model = chat().bind_tools([weather_tool], tool_choice="any")
    asked = model.invoke(QUESTION)
    assert [(call["name"], call["args"]) for call in asked.tool_calls] == [("get_weather", {"city": "Paris"})]
    result = weather_tool.invoke(asked.tool_calls[0])
    assert isinstance(result, ToolMessage)
    assert model.invoke([HumanMessage(QUESTION), asked, result]).content == ANSWER
    sent = server.requests[1].json["messages"]
    assert sent[1]["tool_calls"][0]["id"] == sent[2]["tool_call_id"]


def test_returns_invalid_tool_call_when_arguments_are_truncated(server: LocalServer) -> None:
    server.reply_tool_call("get_weather", '{"city": ')
    asked = chat().bind_tools([weather_tool]).invoke(QUESTION)
    assert isinstance(asked, AIMessage)
    assert asked.tool_calls == []
    assert asked.invalid_tool_calls[0]["args"] == '{"city": '


@pytest.mark.anyio
async def test_streams_tool_call(server: LocalServer) -> None:
    server.reply_tool_call("get_weather", {"city": "Paris"}, times=2)
    model = chat().bind_tools([weather_tool])
    streamed = list(model.stream(QUESTION))
    streamed_async = [chunk async for chunk in model.astream(QUESTION)]
    for chunks in streamed, streamed_async:
        whole = chunks[0]
        for chunk in chunks[1:]:
            whole = whole + chunk
        assert [(call["name"], call["args"]) for call in whole.tool_calls] == [("get_weather", {"city": "Paris"})]


@pytest.mark.parametrize("method", METHODS)
def test_parses_structured_output(server: LocalServer, method: str) -> None:
    if method == "function_calling":
        server.reply_tool_call("City", PARIS.model_dump())
    else:
        server.reply_json(PARIS.model_dump())
    assert chat().with_structured_output(City, method=method).invoke("Paris, as JSON") == PARIS


@pytest.mark.anyio
@pytest.mark.parametrize("method", METHODS)
async def test_async_parses_structured_output(server: LocalServer, method: str) -> None:
    if method == "function_calling":
        server.reply_tool_call("City", PARIS.model_dump())
    else:
        server.reply_json(PARIS.model_dump())
    assert await chat().with_structured_output(City, method=method).ainvoke("Paris, as JSON") == PARIS


@pytest.mark.anyio
async def test_raises_errors_of_the_api(server: LocalServer) -> None:
    server.reply_error(429, "Rate limit reached", type="tokens", times=2)
    with pytest.raises(groq.RateLimitError, match="Rate limit reached") as caught:
        chat().invoke(QUESTION)
    assert caught.value.status_code == 429
    with pytest.raises(groq.RateLimitError):
        await chat().ainvoke(QUESTION)
    with pytest.raises(groq.BadRequestError, match="temperature"):
        chat(temperature=9).invoke(QUESTION)


def test_langchain_retries_after_an_error(server: LocalServer) -> None:
    server.reply_error(500)
    server.reply(ANSWER)
    model = chat().with_retry(
        retry_if_exception_type=(groq.InternalServerError,), wait_exponential_jitter=False, stop_after_attempt=2
    )
    assert model.invoke(QUESTION).content == ANSWER


@pytest.mark.anyio
async def test_raises_error_in_a_stream(server: LocalServer) -> None:
    server.reply_stream_error("Over capacity", after=2, times=2)
    with pytest.raises(groq.APIError, match="Over capacity"):
        list(chat().stream(QUESTION))
    with pytest.raises(groq.APIError, match="Over capacity"):
        async for _ in chat().astream(QUESTION):
            pass


def test_groq_retries_after_a_rate_limit_error(server: LocalServer) -> None:
    server.reply_error(429, retry_after=0.001, times=2)
    server.reply(ANSWER)
    assert ChatGroq(model=MODEL, max_retries=2).invoke(QUESTION).content == ANSWER
    assert [request.headers["x-stainless-retry-count"] for request in server.requests] == ["0", "1", "2"]


def test_passes_options_to_the_client(server: LocalServer) -> None:
    server.reply(ANSWER)
    model = chat(base_url=server.base_url, api_key="gsk_mine", timeout=7.5, default_headers={"X-Mine": "1"})
    assert model.invoke(QUESTION).content == ANSWER
    headers = server.requests[0].headers
    assert headers["authorization"] == "Bearer gsk_mine"
    assert headers["x-mine"] == "1"
    assert headers["x-stainless-read-timeout"] == "7.5"


def test_client_left_open_by_an_ended_event_loop_is_collected_silently(server: LocalServer) -> None:
    """`ChatGroq` never closes its clients: they are garbage-collected, often while another loop runs."""
    server.reply(ANSWER)
    models = [chat()]
    complaints: list[dict[str, Any]] = []

    async def leave_open() -> None:
        await models[0].ainvoke(QUESTION)

    async def collect() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        models.clear()
        for _ in range(3):
            gc.collect()
            await asyncio.sleep(0)

    asyncio.run(leave_open())
    asyncio.run(collect())
    assert complaints == []
