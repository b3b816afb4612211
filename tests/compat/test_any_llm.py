"""any-llm: one sync and async interface over `AsyncGroq`, whose answers have the types of `openai`."""

from __future__ import annotations

import any_llm
import pytest

import groq
from groq.testing import LocalServer

from .samples import ANSWER, MESSAGES, MODEL, PARIS, WEATHER_TOOL, City

ASK = {"provider": "groq", "model": MODEL, "messages": MESSAGES}


def test_returns_completion(server: LocalServer) -> None:
    server.reply(ANSWER)
    completion = any_llm.completion(**ASK, temperature=0.5)
    assert completion.choices[0].message.content == ANSWER
    assert completion.usage.completion_tokens > 0
    assert server.requests[0].json["temperature"] == 0.5


@pytest.mark.anyio
async def test_async_returns_completion(server: LocalServer) -> None:
    server.reply(ANSWER)
    assert (await any_llm.acompletion(**ASK)).choices[0].message.content == ANSWER


def test_streams_text(server: LocalServer) -> None:
    server.reply(ANSWER)
    parts = [chunk.choices[0].delta.content or "" for chunk in any_llm.completion(**ASK, stream=True)]
    assert len(parts) > 1
    assert "".join(parts) == ANSWER


@pytest.mark.anyio
async def test_async_streams_text_and_reasoning(server: LocalServer) -> None:
    server.reply(ANSWER, reasoning="Look out of the window.")
    chunks = [chunk async for chunk in await any_llm.acompletion(**ASK, stream=True)]
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == ANSWER
    thoughts = [chunk.choices[0].delta.reasoning for chunk in chunks]
    assert "".join(thought.content for thought in thoughts if thought) == "Look out of the window."


@pytest.mark.anyio
async def test_returns_tool_call_whole_or_streamed(server: LocalServer) -> None:
    server.reply_tool_call("get_weather", {"city": "Paris"}, times=2)
    completion = await any_llm.acompletion(**ASK, tools=[WEATHER_TOOL])
    [call] = completion.choices[0].message.tool_calls
    assert (call.function.name, call.function.arguments) == ("get_weather", '{"city":"Paris"}')
    chunks = [chunk async for chunk in await any_llm.acompletion(**ASK, tools=[WEATHER_TOOL], stream=True)]
    calls = [call.function for chunk in chunks for call in chunk.choices[0].delta.tool_calls or ()]
    assert [call.name for call in calls if call.name] == ["get_weather"]
    assert "".join(call.arguments or "" for call in calls) == '{"city":"Paris"}'


@pytest.mark.anyio
async def test_parses_structured_output(server: LocalServer) -> None:
    server.reply_json(PARIS.model_dump())
    completion = await any_llm.acompletion(**ASK, response_format=City)
    assert City.model_validate_json(completion.choices[0].message.content) == PARIS


@pytest.mark.usefixtures("server")
def test_lists_models() -> None:
    assert MODEL in [model.id for model in any_llm.list_models("groq")]


def test_raises_error_of_the_api(server: LocalServer) -> None:
    server.reply_error(401, "Invalid API Key")
    with pytest.raises(groq.AuthenticationError, match="Invalid API Key"):
        any_llm.completion(**ASK)


@pytest.mark.anyio
async def test_async_raises_error_of_the_api(server: LocalServer) -> None:
    server.reply_error(401, "Invalid API Key", times=2)
    with pytest.raises(groq.AuthenticationError, match="Invalid API Key"):
        await any_llm.acompletion(**ASK)
    with pytest.raises(groq.AuthenticationError, match="Invalid API Key"):
        await any_llm.acompletion(**ASK, stream=True)
