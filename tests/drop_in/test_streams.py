"""Streams, events and speech: lines 7, 14 and 15 of the contract."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from groq import (
    AsyncGroq,
    AsyncStream,
    Groq,
    Stream,
)
from groq._streaming import ServerSentEvent, SSEDecoder
from groq.types.chat import ChatCompletionChunk

from ..support.answers import MESSAGES, URL
from ..support.wire import ContentWire
from .samples import events

# 7. Streams.


def response_of(content: bytes) -> httpx.Response:
    return httpx.Response(200, content=content, request=httpx.Request("POST", URL))


def test_stream_reads_buffered_response(client: Groq) -> None:
    """Line 7."""
    response = response_of(events("1", "2"))
    stream: Stream[ChatCompletionChunk] = Stream(cast_to=ChatCompletionChunk, response=response, client=client)
    assert stream.response is response
    assert [chunk.id for chunk in stream] == ["1", "2"]
    assert next(stream, None) is None


@pytest.mark.anyio
async def test_async_stream_reads_buffered_response(async_client: AsyncGroq) -> None:
    """Line 7."""
    response = response_of(events("1", "2"))
    stream: AsyncStream[ChatCompletionChunk]
    stream = AsyncStream(cast_to=ChatCompletionChunk, response=response, client=async_client)
    assert stream.response is response
    assert [chunk.id async for chunk in stream] == ["1", "2"]
    assert inspect.iscoroutinefunction(stream.close)
    await stream.close()


@pytest.mark.anyio
async def test_iteration_continues_after_break(client: Groq, async_client: AsyncGroq, wire: ContentWire) -> None:
    """Line 7."""
    wire.content = events("1", "2", "3")
    stream = client.chat.completions.create(messages=MESSAGES, model="m", stream=True)
    for _ in stream:
        break
    assert next(stream).id == "2"
    assert [chunk.id for chunk in stream] == ["3"]
    async_stream = await async_client.chat.completions.create(messages=MESSAGES, model="m", stream=True)
    async for _ in async_stream:
        break
    assert (await anext(async_stream)).id == "2"
    assert [chunk.id async for chunk in async_stream] == ["3"]


@pytest.mark.anyio
async def test_streams_are_plain_objects_and_context_managers(
    client: Groq, async_client: AsyncGroq, wire: ContentWire
) -> None:
    """Line 7."""
    wire.content = events("1")
    with client.chat.completions.create(messages=MESSAGES, model="m", stream=True) as stream:
        untyped: Any = stream
        untyped.marker = "x"
        assert vars(stream)["marker"] == "x"
        assert isinstance(stream.response, httpx.Response)
    assert stream.response.is_closed
    async with await async_client.chat.completions.create(messages=MESSAGES, model="m", stream=True) as async_stream:
        assert isinstance(vars(async_stream), dict)
    assert async_stream.response.is_closed


@pytest.mark.anyio
async def test_iter_can_be_patched_on_class(
    client: Groq, async_client: AsyncGroq, wire: ContentWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Line 7."""
    wire.content = events("1", "2")
    original, async_original = Stream.__iter__, AsyncStream.__aiter__
    seen: list[str] = []

    def patched(self: Stream[Any]) -> Iterator[Any]:
        for chunk in original(self):
            seen.append(chunk.id)
            yield chunk

    async def async_patched(self: AsyncStream[Any]) -> AsyncIterator[Any]:
        async for chunk in async_original(self):
            seen.append(chunk.id)
            yield chunk

    monkeypatch.setattr(Stream, "__iter__", patched)
    monkeypatch.setattr(AsyncStream, "__aiter__", async_patched)
    stream = client.chat.completions.create(messages=MESSAGES, model="m", stream=True)
    assert [chunk.id for chunk in stream] == ["1", "2"]
    async_stream = await async_client.chat.completions.create(messages=MESSAGES, model="m", stream=True)
    assert [chunk.id async for chunk in async_stream] == ["1", "2"]
    assert seen == ["1", "2", "1", "2"]


@pytest.mark.anyio
async def test_next_can_be_patched_on_class(
    client: Groq, async_client: AsyncGroq, wire: ContentWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Line 7."""
    wire.content = events("1", "2")
    original, async_original = Stream.__next__, AsyncStream.__anext__
    seen: list[str] = []

    def patched(self: Stream[Any]) -> Any:
        chunk = original(self)
        seen.append(chunk.id)
        return chunk

    async def async_patched(self: AsyncStream[Any]) -> Any:
        chunk = await async_original(self)
        seen.append(chunk.id)
        return chunk

    monkeypatch.setattr(Stream, "__next__", patched)
    monkeypatch.setattr(AsyncStream, "__anext__", async_patched)
    stream = client.chat.completions.create(messages=MESSAGES, model="m", stream=True)
    assert next(stream).id == "1"
    async_stream = await async_client.chat.completions.create(messages=MESSAGES, model="m", stream=True)
    assert (await anext(async_stream)).id == "1"
    assert [chunk.id async for chunk in async_stream] == ["2"]
    assert seen[:2] == ["1", "1"]
    stream.close()


# 14. Events.


@pytest.mark.anyio
async def test_decoder_yields_events_from_bytes() -> None:
    """Line 14."""
    content = b'id: 7\nretry: 10\ndata: {"a": 1}\n\nevent: named\ndata: x\n\n'

    async def pieces() -> AsyncIterator[bytes]:
        yield content[:9]
        yield content[9:]

    found = list(SSEDecoder().iter_bytes(iter([content])))
    assert all(isinstance(event, ServerSentEvent) for event in found)
    assert [(event.event, event.data, event.id, event.retry) for event in found] == [
        (None, '{"a": 1}', "7", 10),
        ("named", "x", "7", None),
    ]
    assert found[0].json() == {"a": 1}
    assert [event.data async for event in SSEDecoder().aiter_bytes(pieces())] == [event.data for event in found]


# 15. Speech.


@pytest.mark.anyio
async def test_speech_is_read_and_can_be_saved(
    client: Groq, async_client: AsyncGroq, wire: ContentWire, tmp_path: Path
) -> None:
    """Line 15."""
    wire.content = b"RIFF"
    speech = client.audio.speech.create(input="x", model="m", voice="v")
    assert type(speech).__name__ == "BinaryAPIResponse"
    assert (speech.read(), speech.content, b"".join(speech.iter_bytes()), speech.is_closed) == (b"RIFF",) * 3 + (True,)
    speech.write_to_file(str(tmp_path / "a"))
    speech.stream_to_file(tmp_path / "b")
    async_speech = await async_client.audio.speech.create(input="x", model="m", voice="v")
    assert type(async_speech).__name__ == "AsyncBinaryAPIResponse"
    assert (await async_speech.read(), async_speech.content, async_speech.is_closed) == (b"RIFF", b"RIFF", True)
    assert b"".join([piece async for piece in async_speech.iter_bytes()]) == b"RIFF"
    await async_speech.write_to_file(str(tmp_path / "c"))
    await async_speech.stream_to_file(tmp_path / "d")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == dict.fromkeys("abcd", b"RIFF")
