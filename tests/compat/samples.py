"""Questions and answers, one async interface for clients of both kinds, and a decorator for tests of both."""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable, Coroutine
from typing import Any

import anyio
import pytest
from pydantic import BaseModel, ConfigDict

import groq

MODEL = "openai/gpt-oss-20b"
QUESTION = "What is the weather in Paris?"
MESSAGES = [{"role": "user", "content": QUESTION}]
ANSWER = "It is 21 degrees and clear in Paris."
ASK: dict[str, Any] = {"model": MODEL, "messages": MESSAGES}


class City(BaseModel):
    """A city."""

    model_config = ConfigDict(extra="forbid")

    name: str
    people: int


PARIS = City(name="Paris", people=2_100_000)

WEATHER_TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city, now.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def get_weather(city: str) -> str:
    """The weather in a city, now.

    Args:
        city (str): The name of the city.
    """
    return f"21 degrees and clear in {city}"


COMPLETION = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": MODEL,
    "choices": [{"index": 0, "message": {"role": "assistant", "content": ANSWER}, "finish_reason": "stop"}],
}


def events(*words: str) -> bytes:
    """Return the body of a streamed answer with one chunk a word."""
    chunks = [{"id": "1", "choices": [{"index": 0, "delta": {"content": word}}]} for word in words]
    return b"".join(b"data: %s\n\n" % json.dumps(chunk).encode() for chunk in chunks) + b"data: [DONE]\n\n"


STREAMED = "It is clear."
EVENTS = events("It ", "is ", "clear.")
AS_EVENTS = {"content-type": "text/event-stream"}


class Caller:
    """One async interface for sync and async clients. Coroutines of a sync client never suspend.

    Args:
        way: `sync` or an event loop.
        options: Options of the client. By default, it does not retry.
    """

    def __init__(self, way: str, **options: Any) -> None:
        made: Any = groq.Groq if way == "sync" else groq.AsyncGroq
        self.client = made(**{"api_key": "gsk_mine", "max_retries": 0, **options})

    async def ask(self, **options: Any) -> str:
        completion = await _result(self.client.chat.completions.create(**{**ASK, **options}))
        return completion.choices[0].message.content or ""

    async def stream(self, **options: Any) -> str:
        return await rest(await self.open_stream(**options))

    async def open_stream(self, **options: Any) -> Any:
        return await _result(self.client.chat.completions.create(**{**ASK, **options}, stream=True))

    async def __aenter__(self) -> Caller:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await _result(self.client.close())


async def first(chunks: Any) -> str:
    """Return the text of the first chunk that has text."""
    while True:
        chunk = await _result(next(chunks) if hasattr(chunks, "__next__") else chunks.__anext__())
        if chunk.choices and chunk.choices[0].delta.content:
            return str(chunk.choices[0].delta.content)


async def rest(chunks: Any) -> str:
    """Return the text of all remaining chunks."""
    found = list(chunks) if hasattr(chunks, "__next__") else [chunk async for chunk in chunks]
    return "".join(chunk.choices[0].delta.content or "" for chunk in found if chunk.choices)


async def _result(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


Test = Callable[..., Coroutine[Any, Any, None]]


def in_ways(*ways: str) -> Callable[[Test], Callable[..., None]]:
    """Run an async test with a parameter `way`: without an event loop for "sync", else in the named event loop."""

    def decorate(test: Test) -> Callable[..., None]:
        @pytest.mark.parametrize("way", ways)
        @functools.wraps(test)
        def run(way: str, **fixtures: Any) -> None:
            if way == "sync":
                run_without_loop(test(way=way, **fixtures))
            else:
                anyio.run(functools.partial(test, way=way, **fixtures), backend=way)

        return run

    return decorate


both_ways = in_ways("sync", "asyncio")
also_with_trio = in_ways("sync", "asyncio", "trio")


def run_without_loop(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine that never waits, without an event loop."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise AssertionError("a sync client waited for an event loop")
