"""Iterating over streams, and patching how they are iterated."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from groq import (
    AsyncStream,
    GroqError,
    Stream,
)
from groq.types.chat import ChatCompletionChunk

from ..support.engines import LEAVES_BODIES_UNFINISHED
from ..support.events import DONE, response, texts
from .reading import aread, async_stream, read, sync_stream

pytestmark = LEAVES_BODIES_UNFINISHED


class TestIterating:
    def test_next_returns_next_chunk_and_then_stops(self) -> None:
        stream = sync_stream(texts("a", "b") + DONE)
        assert next(stream).choices[0].delta.content == "a"
        assert next(stream).choices[0].delta.content == "b"
        for _ in range(2):
            with pytest.raises(StopIteration):
                next(stream)

    @pytest.mark.anyio
    async def test_anext_returns_next_chunk_and_then_stops(self) -> None:
        stream = async_stream(texts("a", "b") + DONE)
        assert (await stream.__anext__()).choices[0].delta.content == "a"
        assert (await stream.__anext__()).choices[0].delta.content == "b"
        for _ in range(2):
            with pytest.raises(StopAsyncIteration):
                await stream.__anext__()

    def test_iteration_continues_after_break(self) -> None:
        stream = sync_stream(texts("a", "b"), texts("c", "d") + DONE)
        for _ in stream:
            break
        assert next(stream).choices[0].delta.content == "b"
        for got in stream:
            assert got.choices[0].delta.content == "c"
            break
        assert read(stream).texts == ["d"]

    @pytest.mark.anyio
    async def test_iteration_continues_after_break_async(self) -> None:
        stream = async_stream(texts("a", "b"), texts("c", "d") + DONE)
        async for _ in stream:
            break
        assert (await stream.__anext__()).choices[0].delta.content == "b"
        async for got in stream:
            assert got.choices[0].delta.content == "c"
            break
        assert (await aread(stream)).texts == ["d"]

    @pytest.mark.anyio
    async def test_raises_when_read_a_second_time(self) -> None:
        sync, asynchronous = sync_stream(texts("a") + DONE), async_stream(texts("a") + DONE)
        assert (read(sync).texts, (await aread(asynchronous)).texts) == (["a"], ["a"])
        for stream in (sync, asynchronous):
            with pytest.raises(GroqError, match=rf"^This {type(stream).__name__} was already read to its end\. Keep"):
                aiter(stream) if isinstance(stream, AsyncStream) else iter(stream)
        assert next(sync, None) is None  # the iterator protocol

    @pytest.mark.anyio
    async def test_yields_nothing_after_close(self) -> None:
        sync, asynchronous = sync_stream(texts("a", "b") + DONE), async_stream(texts("a", "b") + DONE)
        next(sync)
        await anext(asynchronous)
        sync.close()
        await asynchronous.close()
        for _ in range(2):
            assert (read(sync).texts, (await aread(asynchronous)).texts) == ([], [])

    def test_reads_no_further_than_yielded_chunk(self) -> None:
        made, body = response(texts("a"), texts("b"), texts("c"), DONE)
        stream = Stream(cast_to=ChatCompletionChunk, response=made)
        assert body.pieces_read == 0
        next(stream)
        assert body.pieces_read == 1

    @pytest.mark.anyio
    async def test_iterator_is_not_the_stream(self) -> None:
        sync, asynchronous = sync_stream(), async_stream()
        assert iter(sync) is not sync
        assert asynchronous.__aiter__() is not asynchronous
        assert isinstance(iter(sync), Iterator)
        assert isinstance(asynchronous.__aiter__(), AsyncIterator)

    def test_iterator_works_after_the_stream_is_dropped(self) -> None:
        assert [got.choices[0].delta.content for got in iter(sync_stream(texts("a", "b") + DONE))] == ["a", "b"]

    def test_streams_accept_attributes_and_have_response(self) -> None:
        for stream in (sync_stream(), async_stream()):
            stream.note = 1  # type: ignore[union-attr] # instrumentation does this
            assert vars(stream)["note"] == 1
            assert stream.response.headers["x-request-id"] == "req_test"


class TestPatching:
    def test_iter_wrapped_on_the_class_sees_each_chunk_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[Any] = []
        original = Stream.__iter__

        def wrapper(self: Stream[Any]) -> Iterator[Any]:
            for got in original(self):
                seen.append(got)
                yield got

        monkeypatch.setattr(Stream, "__iter__", wrapper)
        assert read(sync_stream(texts("a", "b") + DONE)).texts == ["a", "b"]
        assert len(seen) == 2

    def test_next_wrapped_on_the_class_sees_each_chunk_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[Any] = []
        original = Stream.__next__

        def wrapper(self: Stream[Any]) -> Any:
            seen.append(original(self))
            return seen[-1]

        monkeypatch.setattr(Stream, "__next__", wrapper)
        stream = sync_stream(texts("a", "b") + DONE)
        assert [next(stream), next(stream)] == seen
        assert len(seen) == 2

    @pytest.mark.anyio
    async def test_aiter_wrapped_on_the_class_sees_each_chunk_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[Any] = []
        original = AsyncStream.__aiter__

        async def wrapper(self: AsyncStream[Any]) -> AsyncIterator[Any]:
            async for got in original(self):
                seen.append(got)
                yield got

        monkeypatch.setattr(AsyncStream, "__aiter__", wrapper)
        assert (await aread(async_stream(texts("a", "b") + DONE))).texts == ["a", "b"]
        assert len(seen) == 2

    @pytest.mark.anyio
    async def test_anext_wrapped_on_the_class_sees_each_chunk_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[Any] = []
        original = AsyncStream.__anext__

        async def wrapper(self: AsyncStream[Any]) -> Any:
            seen.append(await original(self))
            return seen[-1]

        monkeypatch.setattr(AsyncStream, "__anext__", wrapper)
        stream = async_stream(texts("a", "b") + DONE)
        assert [await stream.__anext__(), await stream.__anext__()] == seen
        assert len(seen) == 2
