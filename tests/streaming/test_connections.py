"""When a stream releases its connection."""

from __future__ import annotations

import contextlib
import gc
import itertools
import threading
from typing import Any

import anyio
import httpx
import pytest

from groq import (
    APIConnectionError,
    APIError,
    AsyncStream,
    Stream,
)
from groq.types.chat import ChatCompletionChunk

from ..support.clients import CHAT, async_client, busy_connections, open_connections, sync_client, sync_client_of
from ..support.endless import Flood
from ..support.engines import LEAVES_BODIES_UNFINISHED
from ..support.events import DONE, Body, chunk, event, response, texts
from ..support.server import ScriptedServer, chunked, sized
from .reading import ERROR, aread, async_stream, read, sync_stream

pytestmark = LEAVES_BODIES_UNFINISHED


def flood() -> Flood:
    """Keep-alive comments that take far longer to read than a stream should wait for its end."""
    comments = b": still here\n\n" * 1_000
    return Flood(b"%x\r\n%b\r\n" % (len(comments), comments), 16 << 30)


class TestConnection:
    """Over a socket: what the pool holds, and what the server sees."""

    @pytest.mark.anyio
    async def test_yields_chunk_while_server_is_still_writing(self) -> None:
        gates = threading.Event(), threading.Event()
        with ScriptedServer(*(chunked(texts("a"), gate, texts("b") + DONE) for gate in gates)) as server:
            with sync_client(server.url) as client:
                stream = client.chat.completions.create(**CHAT, stream=True)
                assert next(stream).choices[0].delta.content == "a"
                assert not gates[0].is_set()
                gates[0].set()
                assert read(stream).texts == ["b"]
            async with async_client(server.url) as aclient:
                astream = await aclient.chat.completions.create(**CHAT, stream=True)
                assert (await astream.__anext__()).choices[0].delta.content == "a"
                assert not gates[1].is_set()
                gates[1].set()
                assert (await aread(astream)).texts == ["b"]

    @pytest.mark.parametrize("end", ["with_the_data", "apart"])
    @pytest.mark.anyio
    async def test_serves_the_next_request_after_done(self, end: str) -> None:
        reply = chunked(texts("a"), DONE)
        if end == "with_the_data":
            reply = [b"".join(piece for piece in reply if isinstance(piece, bytes))]
        with ScriptedServer(*[reply] * 6) as server:
            with sync_client(server.url) as client:
                for _ in range(3):
                    assert read(client.chat.completions.create(**CHAT, stream=True)).texts == ["a"]
                    assert (busy_connections(client), open_connections(client)) == (0, 1)
            async with async_client(server.url) as aclient:
                for _ in range(3):
                    assert (await aread(await aclient.chat.completions.create(**CHAT, stream=True))).texts == ["a"]
                    assert (busy_connections(aclient), open_connections(aclient)) == (0, 1)
            assert [request.connection for request in server.requests] == [0, 0, 0, 1, 1, 1]

    @pytest.mark.anyio
    async def test_is_closed_after_done_if_the_server_does_not_end_the_body(self) -> None:
        with ScriptedServer(*(chunked(texts("a"), DONE, end=False) for _ in range(2))) as server:
            with sync_client(server.url, timeout=None) as client:
                assert read(client.chat.completions.create(**CHAT, stream=True)).texts == ["a"]
                assert open_connections(client) == 0
                assert server.wait_for_hang_up(0)
            async with async_client(server.url, timeout=None) as aclient:
                assert (await aread(await aclient.chat.completions.create(**CHAT, stream=True))).texts == ["a"]
                assert open_connections(aclient) == 0
                assert server.wait_for_hang_up(1)

    def test_is_closed_after_done_if_the_server_goes_on_and_on(self) -> None:
        with (
            ScriptedServer([*chunked(texts("a"), DONE, end=False), flood()]) as server,
            sync_client(server.url) as client,
        ):
            stream = client.chat.completions.create(**CHAT, stream=True)
            assert read(stream).texts == ["a"]
            assert open_connections(client) == 0
            assert server.wait_for_hang_up()

    @pytest.mark.anyio
    async def test_is_closed_after_done_if_the_server_goes_on_and_on_async(self) -> None:
        with ScriptedServer([*chunked(texts("a"), DONE, end=False), flood()]) as server:
            async with async_client(server.url) as client:
                stream = await client.chat.completions.create(**CHAT, stream=True)
                assert (await aread(stream)).texts == ["a"]
                assert open_connections(client) == 0
                assert await anyio.to_thread.run_sync(server.wait_for_hang_up)

    def test_keeps_its_own_timeout_after_done(self) -> None:
        replies = chunked(texts("a"), DONE), chunked(texts("b"), gate := threading.Event(), texts("c"), DONE)
        with ScriptedServer(*replies) as server, sync_client(server.url) as client:
            assert read(client.chat.completions.create(**CHAT, stream=True)).texts == ["a"]
            stream = client.chat.completions.create(**CHAT, stream=True)
            assert stream.response.extensions["network_stream"].deadline is None
            gate.set()
            assert next(stream).choices[0].delta.content == "b"
            assert read(stream).texts == ["c"]
            assert server.connections == 1

    @pytest.mark.parametrize(
        "leave", ["close", "with", "break_with", "error_with", "drop", "drop_unread", "drop_iterator"]
    )
    def test_is_released_by_leaving_early(self, leave: str) -> None:
        with ScriptedServer(chunked(texts("a"), end=False), sized(b"{}")) as server, sync_client(server.url) as client:
            stream = client.chat.completions.create(**CHAT, stream=True)
            with contextlib.suppress(LeavingError):
                leave_early(stream, leave)
            del stream
            gc.collect()
            assert (busy_connections(client), open_connections(client)) == (0, 0)
            assert server.wait_for_hang_up(0)
            assert client.get("/anything", cast_to=object) == {}

    @pytest.mark.parametrize("leave", ["close", "with", "break_with", "error_with"])
    @pytest.mark.anyio
    async def test_is_released_by_leaving_early_async(self, leave: str) -> None:
        with ScriptedServer(chunked(texts("a"), end=False), sized(b"{}")) as server:
            async with async_client(server.url) as client:
                stream = await client.chat.completions.create(**CHAT, stream=True)
                with contextlib.suppress(LeavingError):
                    await leave_early_async(stream, leave)
                assert (busy_connections(client), open_connections(client)) == (0, 0)
                assert server.wait_for_hang_up(0)
                assert await client.get("/anything", cast_to=object) == {}

    @pytest.mark.anyio
    async def test_is_released_by_an_error_in_the_stream(self) -> None:
        bad = [event({"error": ERROR}), event(b"garbage")]
        with ScriptedServer(*(chunked(texts("a"), piece, end=False) for piece in bad * 2)) as server:
            with sync_client(server.url) as client:
                for _ in bad:
                    assert isinstance(read(client.chat.completions.create(**CHAT, stream=True)).error, APIError)
                    assert open_connections(client) == 0
            async with async_client(server.url) as aclient:
                for _ in bad:
                    stream = await aclient.chat.completions.create(**CHAT, stream=True)
                    assert isinstance((await aread(stream)).error, APIError)
                    assert open_connections(aclient) == 0

    def test_drop_releases_without_a_collection(self) -> None:
        gc.disable()
        try:
            with ScriptedServer(chunked(texts("a"), end=False)) as server, sync_client(server.url) as client:
                stream = client.chat.completions.create(**CHAT, stream=True)
                next(stream)
                del stream
                assert open_connections(client) == 0
        finally:
            gc.enable()

    @pytest.mark.anyio
    async def test_cancellation_leaves_nothing_in_pool(self) -> None:
        with ScriptedServer(chunked(texts("a"), end=False), sized(b"{}")) as server:
            async with async_client(server.url) as client:
                stream = await client.chat.completions.create(**CHAT, stream=True)
                got: list[Any] = []
                first = anyio.Event()

                async def consume() -> None:
                    async for chunk in stream:
                        got.append(chunk)
                        first.set()

                async with anyio.create_task_group() as group:
                    group.start_soon(consume)
                    await first.wait()
                    for _ in range(5):
                        await anyio.lowlevel.checkpoint()
                    group.cancel_scope.cancel()
                assert len(got) == 1
                assert open_connections(client) == 0
                assert server.wait_for_hang_up(0)
                assert await client.get("/anything", cast_to=object) == {}
                await stream.close()

    @pytest.mark.anyio
    async def test_closing_twice_or_after_end_does_nothing(self) -> None:
        sync, asynchronous = sync_stream(texts("a") + DONE), async_stream(texts("a") + DONE)
        for _ in range(2):
            sync.close()
            await asynchronous.close()
        assert read(sync) == await aread(asynchronous) == ([], None)

    @pytest.mark.anyio
    async def test_with_propagates_errors(self) -> None:
        sync, asynchronous = sync_stream(texts("a") + DONE), async_stream(texts("a") + DONE)
        with pytest.raises(LeavingError):
            leave_early(sync, "error_with")
        with pytest.raises(LeavingError):
            await leave_early_async(asynchronous, "error_with")
        assert sync.response.is_closed
        assert asynchronous.response.is_closed

    def test_closing_while_a_piece_still_has_chunks_ends_the_iteration(self) -> None:
        stream = sync_stream(texts("a", "b", "c") + DONE)
        next(stream)
        stream.close()
        assert read(stream) == ([], None)


class LeavingError(Exception):
    pass


def leave_early(stream: Stream[Any], leave: str) -> None:
    if leave == "close":
        next(stream)
        stream.close()
    elif leave == "with":
        with stream:
            next(stream)
    elif leave == "break_with":
        with stream:
            for _ in stream:
                break
    elif leave == "error_with":
        with stream as same:
            for _ in same:
                raise LeavingError
    elif leave == "drop":
        next(stream)
    elif leave == "drop_iterator":
        next(itertools.islice(stream, 1))


async def leave_early_async(stream: AsyncStream[Any], leave: str) -> None:
    if leave == "close":
        await stream.__anext__()
        await stream.close()
    elif leave == "with":
        async with stream:
            await stream.__anext__()
    elif leave == "break_with":
        async with stream:
            async for _ in stream:
                break
    elif leave == "error_with":
        async with stream as same:
            async for _ in same:
                raise LeavingError


def test_next_call_closes_the_body_of_a_dropped_stream_of_another_transport() -> None:
    made, body = response(texts("a", "b"))
    stream = Stream(cast_to=ChatCompletionChunk, response=made)
    next(stream)
    assert not body.closed
    del stream
    sync_client_of(lambda _: httpx.Response(200, json={"object": "list", "data": []})).models.list()
    assert body.closed
    assert isinstance(body, Body)


@pytest.mark.anyio
async def test_yields_to_other_tasks_when_all_data_is_buffered() -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await anyio.sleep(0)
            turns += 1

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(count)
        stream = async_stream(*[event(chunk("a"))] * 100, DONE)
        assert len((await aread(stream)).chunks) == 100
        assert turns >= 10
        tasks.cancel_scope.cancel()


@pytest.mark.anyio
async def test_raises_when_client_of_stream_is_closed() -> None:
    reply = chunked(texts("a"), gate := threading.Event(), texts("b"), DONE)
    with ScriptedServer(reply, reply) as server:
        with sync_client(server.url) as client:
            stream = client.chat.completions.create(**CHAT, stream=True)
            assert next(stream).choices[0].delta.content == "a"
        async with async_client(server.url) as aclient:
            astream = await aclient.chat.completions.create(**CHAT, stream=True)
            assert (await anext(astream)).choices[0].delta.content == "a"
        with pytest.raises(APIConnectionError, match="The client was closed; read its streams before"):
            next(stream)
        with pytest.raises(APIConnectionError, match="The client was closed; read its streams before"):
            await anext(astream)
        gate.set()
