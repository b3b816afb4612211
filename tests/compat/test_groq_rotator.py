"""groq-rotator: a subclass of `AsyncGroq` that uses the next key after a `RateLimitError`."""

from __future__ import annotations

from typing import Any

import pytest
from groq_rotator import AsyncRotatingGroq

import groq
from groq.testing import LocalServer

from .samples import ANSWER, MESSAGES, MODEL, PARIS, WEATHER_TOOL, City

pytestmark = pytest.mark.anyio
ASK: dict[str, Any] = {"model": MODEL, "messages": MESSAGES}


async def test_returns_completion(server: LocalServer) -> None:
    server.reply(ANSWER)
    completion = await AsyncRotatingGroq(["gsk_1"]).chat.completions.create(**ASK)
    assert completion.choices[0].message.content == ANSWER


async def test_streams_text(server: LocalServer) -> None:
    server.reply(ANSWER)
    stream = await AsyncRotatingGroq(["gsk_1"]).chat.completions.create(**ASK, stream=True)
    assert "".join([chunk.choices[0].delta.content or "" async for chunk in stream]) == ANSWER


async def test_returns_tool_call(server: LocalServer) -> None:
    server.reply_tool_call("get_weather", {"city": "Paris"})
    completion = await AsyncRotatingGroq(["gsk_1"]).chat.completions.create(**ASK, tools=[WEATHER_TOOL])
    assert completion.choices[0].message.tool_calls[0].function.name == "get_weather"


async def test_parses_structured_output(server: LocalServer) -> None:
    server.reply_json(PARIS.model_dump())
    schema = {"name": "city", "schema": City.model_json_schema(), "strict": True}
    completion = await AsyncRotatingGroq(["gsk_1"]).chat.completions.create(
        **ASK, response_format={"type": "json_schema", "json_schema": schema}
    )
    assert City.model_validate_json(completion.choices[0].message.content) == PARIS


async def test_uses_the_next_key_after_a_rate_limit_error(server: LocalServer) -> None:
    server.reply_error(429, should_retry=False)
    server.reply(ANSWER)
    turns: list[int] = []
    completion = await AsyncRotatingGroq(["gsk_1", "gsk_2"], on_rotate=turns.append).chat.completions.create(**ASK)
    assert completion.choices[0].message.content == ANSWER
    assert turns == [1]
    assert [request.headers["authorization"] for request in server.requests] == ["Bearer gsk_1", "Bearer gsk_2"]


async def test_raises_error_of_the_api(server: LocalServer) -> None:
    server.reply_error(400, "No such thing")
    with pytest.raises(groq.BadRequestError, match="No such thing"):
        await AsyncRotatingGroq(["gsk_1"]).chat.completions.create(**ASK)
