"""Event streams as bytes, and a response body that arrives piece by piece."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import httpx

DONE = b"data: [DONE]\n\n"


def chunk(content: str | None = "", **fields: Any) -> dict[str, Any]:
    """Return a chunk of a chat completion."""
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "openai/gpt-oss-20b",
        "choices": [choice],
        **fields,
    }


def event(data: Any, name: str | None = None) -> bytes:
    """Return one event; data that is not bytes is sent as JSON."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return (f"event: {name}\n".encode() if name else b"") + b"data: " + raw + b"\n\n"


def texts(*contents: str) -> bytes:
    """Return the events of chunks with these texts."""
    return b"".join(event(chunk(content)) for content in contents)


class _AsyncPieces:
    """An async iterator that is not a generator, which trio would warn about if it is left unfinished."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        for piece in self._pieces:
            return piece
        raise StopAsyncIteration


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A response body in pieces, for both kinds of client; an exception among the pieces is raised at its position."""

    def __init__(self, pieces: Iterable[bytes | Exception]) -> None:
        self._pieces = pieces
        self.pieces_read = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.pieces_read += 1
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _AsyncPieces(iter(self))

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


def request() -> httpx.Request:
    """Return the request for handmade responses."""
    return httpx.Request("POST", "https://api.test/openai/v1/chat/completions")


def response(*pieces: bytes | Exception, headers: dict[str, str] | None = None) -> tuple[httpx.Response, Body]:
    """Return an unread response and its body."""
    body = Body(pieces)
    return httpx.Response(
        200, headers={"x-request-id": "req_test", **(headers or {})}, stream=body, request=request()
    ), body
