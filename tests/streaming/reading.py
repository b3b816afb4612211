"""Handmade streams, and functions that read them: the chunks and the final error."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from groq import (
    APIError,
    AsyncStream,
    Stream,
)
from groq.types.chat import ChatCompletionChunk

from ..support.events import chunk, response


class Outcome(NamedTuple):
    """The chunks of a stream, and the error that ended it."""

    chunks: list[Any]
    error: Exception | None

    @property
    def texts(self) -> list[Any]:
        return [chunk.choices[0].delta.content for chunk in self.chunks]


def read(stream: Stream[Any]) -> Outcome:
    chunks: list[Any] = []
    try:
        for chunk in stream:
            chunks.append(chunk)  # noqa: PERF402 - chunks before an error count
    except APIError as error:
        return Outcome(chunks, error)
    return Outcome(chunks, None)


async def aread(stream: AsyncStream[Any]) -> Outcome:
    chunks: list[Any] = []
    try:
        async for chunk in stream:
            chunks.append(chunk)  # noqa: PERF401 - chunks before an error count
    except APIError as error:
        return Outcome(chunks, error)
    return Outcome(chunks, None)


def on_many_lines(value: Any) -> bytes:
    """Return data that spans many lines, for `event`."""
    return json.dumps(value, indent=1).encode().replace(b"\n", b"\ndata: ")


def sync_stream(*pieces: bytes | Exception, cast_to: Any = ChatCompletionChunk, **kw: Any) -> Stream[Any]:
    return Stream(cast_to=cast_to, response=response(*pieces, **kw)[0], client=None)


def async_stream(*pieces: bytes | Exception, cast_to: Any = ChatCompletionChunk, **kw: Any) -> AsyncStream[Any]:
    return AsyncStream(cast_to=cast_to, response=response(*pieces, **kw)[0], client=None)


async def outcomes(*pieces: bytes | Exception, **kw: Any) -> tuple[Outcome, Outcome]:
    """Read the same bytes through both kinds of stream; both close the response."""
    sync, asynchronous = sync_stream(*pieces, **kw), async_stream(*pieces, **kw)
    both = read(sync), await aread(asynchronous)
    assert sync.response.is_closed
    assert asynchronous.response.is_closed
    return both


def last(content: str) -> dict[str, Any]:
    """Return the last chunk of a completion."""
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": "stop"}
    return chunk(choices=[choice])


ERROR = {"message": "Out of order", "type": "server_error", "code": "broken", "param": "p", "failed_generation": "<x>"}
