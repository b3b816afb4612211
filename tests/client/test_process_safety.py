"""Threads, forks, event loops, and unclosed clients."""

from __future__ import annotations

import asyncio
import concurrent.futures
import gc
import os
import threading
import warnings
import weakref
from collections.abc import Iterator
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from groq import APIConnectionError, AsyncGroq, AsyncStream, Groq
from groq.types.chat import ChatCompletion, ChatCompletionChunk

from ..support.answers import EMPTY_BODY
from ..support.clients import CHAT, async_client, busy_connections, open_connections, sync_client
from ..support.events import DONE, texts
from ..support.run_python import run_python
from ..support.server import Piece, ScriptedServer, chunked, sized

ANSWER = sized(EMPTY_BODY)


# A stream that hangs after its first chunk.
STUCK = chunked(texts("a"), end=False)


PREAMBLE = """
import asyncio, os, sys
from groq import AsyncGroq, Groq
options = {"api_key": "test", "base_url": sys.argv[1], "max_retries": 0, "timeout": 10}
chat = {"messages": [{"role": "user", "content": "Hi"}], "model": "m"}

def wait_for(child):
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
"""


def run(code: str, server: ScriptedServer) -> str:
    """Run a program in which every warning is an error, and return its stderr."""
    return run_python(code, server.url, preamble=PREAMBLE)[1]


def connections(server: ScriptedServer) -> list[int]:
    """Return the connection of each request."""
    return [request.connection for request in server.requests]


@pytest.fixture
def no_collection() -> Iterator[None]:
    """Disable the collector, so that only reference counts free objects."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


# Threads.


def test_threads_that_copy_a_client_share_its_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine, the end of a body may arrive too late to reuse its connection.
    monkeypatch.setattr("groq._streaming.stream._DRAIN_TIMEOUT", 10.0)
    threads, calls = 16, 20
    ready = threading.Barrier(threads)
    with (
        ScriptedServer(*[chunked(texts("a", "b"), DONE)] * (threads * calls)) as server,
        sync_client(server.url) as client,
    ):

        def use(number: int) -> set[str]:
            ready.wait(10)
            found = set()
            for call in range(calls):
                copy = client.with_options(timeout=10 + call, default_headers={"x-thread": str(number)})
                assert copy.timeout == 10 + call
                with copy.chat.completions.create(**CHAT, stream=True) as stream:
                    found.add("".join(chunk.choices[0].delta.content or "" for chunk in stream))
            return found

        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            assert list(pool.map(use, range(threads))) == [{"ab"}] * threads
        assert busy_connections(client) == 0
        assert server.connections <= threads
    headers = [request.header("x-thread") for request in server.requests]
    assert {header: headers.count(header) for header in headers} == {str(number): calls for number in range(threads)}


def test_many_threads_may_use_a_new_client_at_once() -> None:
    threads = 16
    ready = threading.Barrier(threads)
    with ScriptedServer(*[ANSWER] * threads) as server, sync_client(server.url) as client:

        def use(_: int) -> str:
            ready.wait(10)
            completion: ChatCompletion = client.chat.completions.create(**CHAT)
            return completion.id

        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            assert list(pool.map(use, range(threads))) == ["1"] * threads


# Forks.

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@needs_fork
@pytest.mark.parametrize("made", ["Groq(**options)", "Groq(**options, http_client=DefaultHttpxClient())"])
def test_forked_process_opens_its_own_connections(made: str) -> None:
    code = f"""
from groq import DefaultHttpxClient
client = {made}
def call():
    client.chat.completions.create(**chat)
call()
for _ in range(2):
    child = os.fork()
    if not child:
        call()
        call()
        os._exit(0)
    wait_for(child)
    call()
client.close()
"""
    with ScriptedServer(*[ANSWER] * 7) as server:
        assert run(code, server) == ""
    assert connections(server) == [0, 1, 1, 0, 2, 2, 0]


@needs_fork
def test_process_forked_during_stream_does_not_affect_the_parent() -> None:
    code = """
client = Groq(**options)
stream = client.chat.completions.create(**chat, stream=True)
child = os.fork()
if not child:
    client.chat.completions.create(**chat)
    client.close()
    os._exit(0)
wait_for(child)
assert len(list(stream)) == 2
client.close()
"""
    with ScriptedServer(chunked(texts("a", "b"), DONE), ANSWER) as server:
        assert run(code, server) == ""
    assert connections(server) == [0, 1]


@needs_fork
@pytest.mark.parametrize("where", ["inside", "outside"])
def test_process_forked_from_async_program_opens_its_own_connections(where: str) -> None:
    code = f"""
client = AsyncGroq(**options)

async def call():
    await client.chat.completions.create(**chat)

async def call_and_close():
    await call()
    await client.close()

def fork():
    child = os.fork()
    if not child:
        asyncio._set_running_loop(None)
        asyncio.run(call_and_close(), debug=False)
        os._exit(0)
    wait_for(child)

async def main():
    await call()
    if {where == "inside"}:
        fork()
    await call()
    if {where == "inside"}:
        await client.close()

asyncio.run(main(), debug=False)
if {where == "outside"}:
    fork()
    os._exit(0)
"""
    with ScriptedServer(*[ANSWER] * 3) as server:
        assert run(code, server) == ""
    assert connections(server) == ([0, 1, 0] if where == "inside" else [0, 0, 1])


@needs_fork
def test_multiprocessing_with_fork_works_with_a_used_client() -> None:
    code = """
import multiprocessing
client = Groq(**options)

def call(_=None):
    return client.chat.completions.create(**chat).id

call()
with multiprocessing.get_context("fork").Pool(1) as pool:
    assert pool.map(call, range(2)) == ["1", "1"]
call()
client.close()
"""
    with ScriptedServer(*[ANSWER] * 4) as server:
        run(code, server)
    assert connections(server) == [0, 1, 1, 0]


# Event loops.


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # asyncio warns about connections whose loop is closed
def test_consecutive_event_loops_need_no_retry() -> None:
    with ScriptedServer(*[ANSWER] * 6) as server:
        client = async_client(server.url)

        async def call_twice(*, last: bool) -> None:
            for _ in range(2):
                await client.chat.completions.create(**CHAT)
            assert (busy_connections(client), open_connections(client)) == (0, 1)
            if last:
                await client.close()

        for number in range(3):
            asyncio.run(call_twice(last=number == 2))
        gc.collect()
        assert connections(server) == [0, 0, 1, 1, 2, 2]


def test_consecutive_trio_runs_need_no_retry() -> None:
    with ScriptedServer(*[ANSWER] * 3) as server:
        client = async_client(server.url)

        async def call(*, last: bool) -> None:
            await client.chat.completions.create(**CHAT)
            if last:
                await client.close()

        for number in range(3):
            anyio.run(lambda last: call(last=last), number == 2, backend="trio")


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("is_begun", [True, False])
def test_raises_when_stream_belongs_to_another_event_loop(closed: bool, is_begun: bool) -> None:
    with ScriptedServer(chunked(texts("a"), gate := threading.Event(), texts("b"), DONE), ANSWER) as server:
        client = async_client(server.url)
        loops = asyncio.new_event_loop(), asyncio.new_event_loop()

        async def start() -> AsyncStream[ChatCompletionChunk]:
            stream: AsyncStream[ChatCompletionChunk] = await client.chat.completions.create(**CHAT, stream=True)
            if is_begun:
                assert (await stream.__anext__()).choices[0].delta.content == "a"
            return stream

        async def read_on(stream: AsyncStream[ChatCompletionChunk]) -> None:
            with pytest.raises(APIConnectionError, match="began in another event loop"):
                await stream.__anext__()
            await stream.close()
            gate.set()
            await client.chat.completions.create(**CHAT)
            await client.close()

        stream = loops[0].run_until_complete(start())
        if closed:
            loops[0].run_until_complete(loops[0].shutdown_asyncgens())
            loops[0].close()
        loops[1].run_until_complete(read_on(stream))
        for loop in loops:
            loop.close()
        del stream
        gc.collect()


# Unclosed clients, streams and responses.

SILENT: dict[str, tuple[str, list[Piece]]] = {
    "unused": ("client = Groq(**options)", ANSWER),
    "used": ("client = Groq(**options); client.chat.completions.create(**chat)", ANSWER),
    "stream_unread": ("stream = Groq(**options).chat.completions.create(**chat, stream=True)", STUCK),
    "stream_midway": ("stream = Groq(**options).chat.completions.create(**chat, stream=True); next(stream)", STUCK),
    "local": ("def main():\n    client = Groq(**options); client.chat.completions.create(**chat)\nmain()", ANSWER),
    "async_unused": ("client = AsyncGroq(**options)", ANSWER),
    "async_stream_midway": (
        "client = AsyncGroq(**options)\n"
        "async def main():\n"
        "    global stream\n"
        "    stream = await client.chat.completions.create(**chat, stream=True)\n"
        "    await stream.__anext__()\n"
        "asyncio.run(main(), debug=False)",
        STUCK,
    ),
    "async_stream_left_by_break": (
        "async def main():\n"
        "    async with AsyncGroq(**options) as client:\n"
        "        async for chunk in await client.chat.completions.create(**chat, stream=True):\n"
        "            break\n"
        "asyncio.run(main(), debug=False)",
        STUCK,
    ),
    "async_stream_dropped_at_the_end": (
        "async def main():\n"
        "    async with AsyncGroq(**options) as client:\n"
        "        stream = await client.chat.completions.create(**chat, stream=True)\n"
        "asyncio.run(main(), debug=False)",
        STUCK,
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_exit_without_close_prints_nothing(name: str) -> None:
    code, reply = SILENT[name]
    with ScriptedServer(reply) as server:
        assert run(code, server) == ""
        assert server.wait_for_hang_up() if server.connections else "unused" in name


@pytest.mark.usefixtures("no_collection")
@pytest.mark.anyio
@pytest.mark.parametrize("state", ["unread", "midway", "iterator"])
async def test_dropped_async_stream_releases_connection(state: str) -> None:
    with ScriptedServer(STUCK, ANSWER) as server:
        async with async_client(server.url) as client:
            stream = await client.chat.completions.create(**CHAT, stream=True)
            if state == "midway":
                await stream.__anext__()
            elif state == "iterator":
                async for _ in stream:
                    break
            dropped = weakref.ref(stream)
            del stream
            assert dropped() is None
            with anyio.fail_after(5):
                while busy_connections(client):
                    await anyio.lowlevel.checkpoint()
            assert await anyio.to_thread.run_sync(server.wait_for_hang_up)
            await client.chat.completions.create(**CHAT)


@pytest.mark.anyio
async def test_dropped_unread_response_releases_connection() -> None:
    with ScriptedServer(STUCK, ANSWER) as server:
        async with async_client(server.url) as client:
            raw = await client.chat.completions.with_raw_response.create(**CHAT, stream=True)
            del raw
            gc.collect()
            with anyio.fail_after(5):
                while busy_connections(client):
                    await anyio.lowlevel.checkpoint()
            await client.chat.completions.create(**CHAT)


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
def test_client_without_resources_is_freed_when_dropped(cls: type[Any]) -> None:
    client = cls(api_key="test")
    dropped: list[weakref.ref[Any]] = [weakref.ref(client), weakref.ref(client._client)]
    del client
    assert [one() for one in dropped] == [None, None]


@pytest.mark.anyio
async def test_used_client_is_freed_by_garbage_collection() -> None:
    with ScriptedServer(ANSWER, ANSWER) as server, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        client, aclient = sync_client(server.url), async_client(server.url)
        client.chat.completions.create(**CHAT)
        await aclient.chat.completions.create(**CHAT)
        dropped: list[weakref.ref[Any]] = [weakref.ref(client), weakref.ref(aclient)]
        del client, aclient
        gc.collect()
        assert [one() for one in dropped] == [None, None]


def test_original_keeps_connections_when_copy_is_dropped_or_closed() -> None:
    with ScriptedServer(*[ANSWER] * 4) as server, sync_client(server.url) as client:
        client.chat.completions.create(**CHAT)
        for _ in range(2):
            copy = client.with_options(timeout=3)
            copy.chat.completions.create(**CHAT)
            copy.close()
            del copy
            gc.collect()
        client.chat.completions.create(**CHAT)
        assert connections(server) == [0, 0, 0, 0]
