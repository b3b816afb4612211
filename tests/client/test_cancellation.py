"""Cancelled and interrupted calls leave no connection busy."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib.metadata
import sys
import threading
import types
from collections.abc import Callable, Coroutine, Generator
from typing import Any, NamedTuple

import anyio
import httpx
import pytest

from groq import AsyncGroq, Groq, InternalServerError
from groq._transport.blocking import Connection

from ..support.answers import EMPTY_BODY
from ..support.clients import (
    CHAT,
    async_client,
    async_http_client,
    busy_connections,
    open_connections,
    pools_of,
    sync_client,
)
from ..support.events import DONE, texts
from ..support.server import Piece, ScriptedServer, Step, chunked, head, sized
from ..support.watched import Watched

ANYIO = tuple(int(part) for part in importlib.metadata.version("anyio").split(".")[:2])


# Upper bound of the suspension points of a call.
MAX_WAITS = 200


# How often a cancelled call may suspend while it closes its connections.
MAX_WAITS_AFTER = 12


# Concurrent calls when the client is closed.
CALLS = 3


# Timeouts in seconds. A busy machine may need longer than the first one to send a request.
SHORT = 0.1
LONGER = (SHORT, 1.0, 10.0)


Call = Callable[[AsyncGroq], Coroutine[Any, Any, None]]


async def cancelled_by_scope(coroutine: Coroutine[Any, Any, None], place: int) -> Watched:
    with anyio.CancelScope() as scope:
        watched = Watched(coroutine, place, lambda _: scope.cancel())
        await watched
    return watched


async def cancelled_task(coroutine: Coroutine[Any, Any, None], place: int) -> Watched:
    return await _cancelled_task(coroutine, place, lambda task, _: task.cancel())


async def cancelled_late(coroutine: Coroutine[Any, Any, None], place: int) -> Watched:
    """Cancel the task after its awaited result is ready, but before it resumes."""

    def cancel(task: asyncio.Task[None], wanted: Any) -> None:
        if wanted is None:
            task.cancel()
        else:
            wanted.add_done_callback(lambda _: task.cancel())

    return await _cancelled_task(coroutine, place, cancel)


async def _cancelled_task(
    coroutine: Coroutine[Any, Any, None], place: int, cancel: Callable[[asyncio.Task[None], Any], object]
) -> Watched:
    watched = Watched(coroutine, place, lambda wanted: cancel(task, wanted))

    async def run() -> None:
        await watched

    task = asyncio.create_task(run())
    await asyncio.wait([task])
    assert task.cancelled() is (watched.waits >= place)
    return watched


async def complete(client: AsyncGroq) -> None:
    assert (await client.chat.completions.create(**CHAT)).id == "1"


async def complete_twice(client: AsyncGroq) -> None:
    await complete(client)
    await complete(client)


async def read_stream(client: AsyncGroq) -> None:
    async with await client.chat.completions.create(**CHAT, stream=True) as stream:
        assert [chunk.choices[0].delta.content async for chunk in stream] == ["a", "b"]


async def leave_stream(client: AsyncGroq) -> None:
    async with await client.chat.completions.create(**CHAT, stream=True) as stream:
        assert (await stream.__anext__()).choices[0].delta.content == "a"


async def read_pieces(client: AsyncGroq) -> None:
    async with client.chat.completions.with_streaming_response.create(**CHAT) as response:
        assert b"".join([piece async for piece in response.iter_bytes()]) == EMPTY_BODY


async def fail(client: AsyncGroq) -> None:
    with pytest.raises(InternalServerError):
        await client.chat.completions.create(**CHAT)


async def wait_for_a_connection(client: AsyncGroq) -> None:
    async with (
        client.chat.completions.with_streaming_response.create(**CHAT) as response,
        anyio.create_task_group() as tasks,
    ):
        tasks.start_soon(response.close)
        await complete(client)


async def close_client(client: AsyncGroq) -> None:
    copy = client.copy(http_client=async_http_client())
    try:
        async with anyio.create_task_group() as tasks:
            for _ in range(CALLS):
                tasks.start_soon(complete, copy)
        async with copy.chat.completions.with_streaming_response.create(**CHAT):
            await copy.close()
    finally:
        await copy.close()
    assert open_connections(copy) == 0


SLOWLY: list[Piece] = [head(f"content-length: {len(EMPTY_BODY)}"), EMPTY_BODY[:9], EMPTY_BODY[9:]]


BUSY = sized(b"{}", "retry-after-ms: 1", status="503 Busy")


MOVED = sized(b"", "location: /openai/v1/elsewhere", status="307 Moved")


STREAM = chunked(texts("a"), texts("b"), DONE)


NO_LIMITS: dict[str, Any] = {}


# More than the failures, because the response to a cancelled call may use up another one.
RETRIES = {"max_retries": 4}


LIMITED = {"total_timeout": 30.0, "stream_idle_timeout": 30.0}


class Scenario(NamedTuple):
    call: Call
    replies: list[list[Piece]]
    options: dict[str, Any] = NO_LIMITS
    connections: int = 1000


SCENARIOS = {
    "a_response": Scenario(complete, [sized(EMPTY_BODY)]),
    "a_slow_response": Scenario(complete, [SLOWLY]),
    "a_response_with_a_deadline": Scenario(complete, [SLOWLY], LIMITED),
    "a_response_over_a_reused_connection": Scenario(complete_twice, [sized(EMPTY_BODY), SLOWLY]),
    "a_response_after_retries": Scenario(complete, [BUSY, [Step.RESET], sized(EMPTY_BODY)], RETRIES),
    "a_response_after_a_redirect": Scenario(complete, [MOVED, sized(EMPTY_BODY)]),
    "an_error": Scenario(fail, [sized(b"{}", status="500 Oops")]),
    "a_stream": Scenario(read_stream, [STREAM]),
    "a_stream_with_a_deadline": Scenario(read_stream, [STREAM], LIMITED),
    "a_stream_without_end": Scenario(read_stream, [chunked(texts("a"), texts("b"), DONE, end=False)]),
    "a_stream_after_a_retry": Scenario(read_stream, [chunked(Step.RESET), STREAM], RETRIES),
    "a_stream_that_is_left": Scenario(leave_stream, [STREAM]),
    "a_body_in_pieces": Scenario(read_pieces, [SLOWLY]),
    "a_full_pool": Scenario(wait_for_a_connection, [SLOWLY, SLOWLY], NO_LIMITS, 1),
    "a_client_that_is_closed": Scenario(close_client, [SLOWLY] * (CALLS + 1)),
}


def in_use(client: AsyncGroq) -> dict[str, int]:
    """Return the connections in use in the client's pools."""
    pools = pools_of(client)
    counts = {"waiting": sum(pool.waiting for pool in pools), "connections": sum(pool.in_use for pool in pools)}
    return {name: count for name, count in counts.items() if count}


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groq._base_client.INITIAL_RETRY_DELAY", 0.001)
    monkeypatch.setattr("groq._streaming.stream._DRAIN_TIMEOUT", 0.01)


def client_of(server: ScriptedServer, *, connections: int = 1000, **options: Any) -> AsyncGroq:
    limits = httpx.Limits(max_connections=connections)
    return async_client(server.url, http_client=async_http_client(limits=limits), **options)


CANCELLATIONS = [
    pytest.param(backend, cancelled, id=f"{backend}-{cancelled.__name__}")
    for backend, cancelled in [
        ("asyncio", cancelled_by_scope),
        ("asyncio", cancelled_task),
        ("asyncio", cancelled_late),
        ("trio", cancelled_by_scope),
    ]
]


# Older releases leave the socket to the garbage collector if asyncio cancels a call while it connects.
@pytest.mark.skipif(ANYIO < (4, 16), reason="needs anyio 4.16")
# httpx drops the generator of a body whose sending is cancelled. This leaks nothing.
@pytest.mark.filterwarnings("ignore:Async generator 'httpx._content.ByteStream.__aiter__':ResourceWarning")
@pytest.mark.anyio
@pytest.mark.parametrize(("anyio_backend", "cancelled"), CANCELLATIONS)
@pytest.mark.parametrize("name", SCENARIOS)
async def test_leaks_nothing_when_cancelled_at_any_wait(name: str, cancelled: Any) -> None:
    call, replies, options, connections = SCENARIOS[name]
    for place in range(1, MAX_WAITS):
        with ScriptedServer(*(replies * 3)) as server:
            async with client_of(server, connections=connections, **options) as client:
                tasks = len(anyio.get_running_tasks())
                watched = await cancelled(call(client), place)
                assert watched.waits - place <= MAX_WAITS_AFTER
                assert in_use(client) == {}
                await anyio.wait_all_tasks_blocked()
                assert len(anyio.get_running_tasks()) == tasks
                with anyio.fail_after(5):
                    await call(client)
                assert in_use(client) == {}
        if watched.waits < place:
            break
    assert 1 < place < MAX_WAITS - 1
    gc.collect()  # a leaked socket raises here


@types.coroutine
def closed(coroutine: Coroutine[Any, Any, None], place: int) -> Generator[Any, Any, bool]:
    """Close a coroutine at its nth suspension point; return whether it has that many."""
    try:
        for _ in range(place - 1):
            yield coroutine.send(None)
        coroutine.send(None)
    except StopIteration:
        return False
    coroutine.close()  # raises RuntimeError if the coroutine suspends again
    return True


# Garbage collection also closes a coroutine.
@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])  # a wait in trio belongs to the task
@pytest.mark.parametrize("name", ["a_slow_response", "a_response_after_a_redirect"])
async def test_leaks_nothing_when_coroutine_is_closed_at_any_wait(name: str) -> None:
    call, replies, options, _ = SCENARIOS[name]
    is_closed, place = True, 0
    while is_closed and place < MAX_WAITS:
        place += 1
        with ScriptedServer(*(replies * 3)) as server:
            async with client_of(server, **options) as client:
                is_closed = await closed(call(client), place)
                assert in_use(client) == {}
    assert 1 < place < MAX_WAITS
    gc.collect()  # a leaked socket raises here


async def reads_a_stream(client: AsyncGroq) -> None:
    async for _ in await client.chat.completions.create(**CHAT, stream=True):
        pass


async def reads_a_body(client: AsyncGroq) -> None:
    async with client.chat.completions.with_streaming_response.create(**CHAT) as response:
        await response.read()


GATES: dict[str, tuple[Call, list[Piece], dict[str, Any]]] = {
    "for_the_head": (complete, [], {}),
    "for_the_body": (complete, [head("content-length: 9"), b"{"], {}),
    "for_the_body_of_an_error": (fail, [head("content-length: 9", status="500 Oops"), b"{"], {}),
    "for_a_retry": (complete, sized(b"{}", "retry-after: 50", status="503 Busy"), {"max_retries": 1}),
    "for_the_first_event": (reads_a_stream, chunked(b": hi\n\n", end=False), {}),
    "for_an_event": (reads_a_stream, chunked(texts("a"), end=False), {}),
    "for_an_event_with_a_deadline": (reads_a_stream, chunked(texts("a"), end=False), LIMITED),
    "for_a_piece": (reads_a_body, [head("content-length: 9"), b"{"], {}),
}


async def by_fail_after(call: Coroutine[Any, Any, None], seconds: float) -> None:
    with anyio.fail_after(seconds):
        await call


async def by_wait_for(call: Coroutine[Any, Any, None], seconds: float) -> None:
    await asyncio.wait_for(call, seconds)


async def by_timeout(call: Coroutine[Any, Any, None], seconds: float) -> None:
    async with asyncio.timeout(seconds):  # type: ignore[attr-defined] # since Python 3.11
        await call


WAYS = [("asyncio", by_fail_after), ("asyncio", by_wait_for), ("trio", by_fail_after)]


if sys.version_info >= (3, 11):
    WAYS.append(("asyncio", by_timeout))


@pytest.mark.anyio
@pytest.mark.parametrize(("anyio_backend", "way"), WAYS)
@pytest.mark.parametrize("name", GATES)
async def test_timeout_of_caller_ends_waiting_call(name: str, way: Any) -> None:
    for seconds in LONGER:
        if await ends_waiting_call(*GATES[name], way, seconds):
            return
    pytest.fail(f"no request was sent in {seconds} seconds")


async def ends_waiting_call(call: Call, reply: list[Piece], options: dict[str, Any], way: Any, seconds: float) -> bool:
    """Check for leaks after a timeout; return `False` if it ended the call before its request was sent."""
    with ScriptedServer([*reply, gate := threading.Event()], sized(EMPTY_BODY)) as server:
        async with client_of(server, connections=1, **options) as client:
            tasks = len(anyio.get_running_tasks())
            with pytest.raises((TimeoutError, asyncio.TimeoutError)):
                await way(call(client), seconds)
            if not server.requests:
                return False
            assert in_use(client) == {}
            await anyio.wait_all_tasks_blocked()
            assert len(anyio.get_running_tasks()) == tasks
            gate.set()
            await complete(client)
    return True


@pytest.mark.anyio
@pytest.mark.parametrize(("anyio_backend", "way"), WAYS)
async def test_timeout_of_caller_ends_wait_for_connection(way: Any) -> None:
    with ScriptedServer(chunked(texts("a"), gate := threading.Event(), DONE), sized(EMPTY_BODY)) as server:
        async with client_of(server, connections=1) as client:
            async with await client.chat.completions.create(**CHAT, stream=True):
                with pytest.raises((TimeoutError, asyncio.TimeoutError)):
                    await way(complete(client), SHORT)
                assert in_use(client)["connections"] == 1
                assert in_use(client).get("waiting") is None
            assert in_use(client) == {}
            gate.set()
            await complete(client)


# Blocking calls.


def complete_blocking(client: Groq) -> None:
    assert client.chat.completions.create(**CHAT).id == "1"


def read_stream_blocking(client: Groq) -> None:
    with client.chat.completions.create(**CHAT, stream=True) as stream:
        assert [chunk.choices[0].delta.content for chunk in stream] == ["a", "b"]


def read_pieces_blocking(client: Groq) -> None:
    with client.chat.completions.with_streaming_response.create(**CHAT) as response:
        assert b"".join(response.iter_bytes()) == EMPTY_BODY


@pytest.mark.parametrize("operation", ["receive", "write"])
@pytest.mark.parametrize(
    ("call", "reply", "options"),
    [
        (complete_blocking, SLOWLY, {}),
        (complete_blocking, SLOWLY, LIMITED),
        (read_stream_blocking, STREAM, {}),
        (read_stream_blocking, STREAM, LIMITED),
        (read_pieces_blocking, SLOWLY, {}),
    ],
)
def test_interrupt_at_any_read_or_write_releases_connection(
    call: Callable[[Groq], None],
    reply: list[Piece],
    options: dict[str, Any],
    operation: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = getattr(Connection, operation)
    left = 0

    def interrupted(self: Connection, *args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            raise KeyboardInterrupt
        return done(self, *args, **kwargs)

    monkeypatch.setattr(Connection, operation, interrupted)
    for place in range(1, MAX_WAITS):
        with ScriptedServer(reply, reply) as server, sync_client(server.url, **options) as client:
            left = place
            with contextlib.suppress(KeyboardInterrupt):
                call(client)
            was_interrupted, left = left <= 0, 0
            assert busy_connections(client) == 0
            call(client)
            assert busy_connections(client) == 0
        if not was_interrupted:
            break
    assert 1 < place < MAX_WAITS - 1
    gc.collect()
