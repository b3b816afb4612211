"""Many concurrent calls on an event loop, some cancelled at random moments, in every possible way."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import math
import random
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import trio

from groq import APIConnectionError, AsyncGroq, InternalServerError

from .clients import CHAT, async_http_client, busy_connections, open_connections
from .load_server import CHUNKS, Fate, text
from .waits import ImpatientAsyncGroq
from .watched import Watched

WORKERS = 20
# Fewer than the workers, so that some calls are cancelled while they wait for a connection.
CONNECTIONS = 10
# A call is cancelled at one of its first suspension points, or after some time. Most calls have fewer than this.
MAX_WAITS = 40
# Size of a request that does not fit into the kernel's buffers.
LARGE = 3_000_000
# The time limit of any call, in seconds.
PATIENCE = 20.0

# The server does not wait for other calls.
ALONE = {"x-call": "any", "x-together": "1"}
FATES = [
    *[Fate.GOOD] * 6,
    *[Fate.SLOW] * 3,
    *[Fate.CLOSED] * 2,
    *(Fate.RESET_ONCE, Fate.UNAVAILABLE_ONCE),
    *(Fate.RESET, Fate.UNAVAILABLE, Fate.TRUNCATED),
]
# Other calls are retried without limit, because the server may have closed a reused connection.
MAY_FAIL = (Fate.RESET, Fate.UNAVAILABLE, Fate.TRUNCATED)

Call = Callable[[AsyncGroq, str], Coroutine[Any, Any, None]]
Way = Callable[[Coroutine[Any, Any, None], random.Random, float], Awaitable[bool]]


def client_of(url: str) -> AsyncGroq:
    """Return a client with few connections."""
    limits = httpx.Limits(max_connections=CONNECTIONS)
    http_client = async_http_client(limits=limits)
    options: dict[str, Any] = {"base_url": url, "api_key": "test", "timeout": PATIENCE, "default_headers": ALONE}
    return ImpatientAsyncGroq(**options, http_client=http_client)


# Servers that hang.


@contextlib.contextmanager
def unreachable() -> Iterator[str]:
    """Yield the URL of a server that accepts no connection, because its queue is full."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, contextlib.ExitStack() as stack:
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextlib.contextmanager
def silent_tls() -> Iterator[str]:
    """Yield the URL of a server that does not respond to TLS handshakes."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:

        def accept() -> None:
            held: collections.deque[socket.socket] = collections.deque()
            with contextlib.suppress(OSError):
                while True:
                    held.append(listener.accept()[0])
                    if len(held) > 4 * WORKERS:
                        held.popleft().close()
            for connection in held:
                connection.close()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE)


# Calls. Each `user` is unique, and so is the response.


async def complete(client: AsyncGroq, user: str) -> None:
    completion = await client.chat.completions.create(**CHAT, user=user)
    assert completion.choices[0].message.content == text(user, 0)


async def upload(client: AsyncGroq, user: str) -> None:
    completion = await client.chat.completions.create(
        messages=[{"role": "user", "content": "a" * LARGE}], model="m", user=user
    )
    assert completion.choices[0].message.content == text(user, 0)


async def read(client: AsyncGroq, user: str) -> None:
    texts = list[str]()
    try:
        async for chunk in await client.chat.completions.create(**CHAT, user=user, stream=True):
            texts.append(chunk.choices[0].delta.content or "")
    finally:
        assert texts == [text(user, number) for number in range(len(texts))]
    assert len(texts) == CHUNKS


async def leave(client: AsyncGroq, user: str) -> None:
    async for chunk in await client.chat.completions.create(**CHAT, user=user, stream=True):
        assert chunk.choices[0].delta.content == text(user, 0)
        break


async def close(client: AsyncGroq, user: str) -> None:
    async with await client.chat.completions.create(**CHAT, user=user, stream=True) as stream:
        assert (await stream.__anext__()).choices[0].delta.content == text(user, 0)


async def drop(client: AsyncGroq, user: str) -> None:
    await client.chat.completions.with_raw_response.create(**CHAT, user=user, stream=True)


async def read_pieces(client: AsyncGroq, user: str) -> None:
    async with client.chat.completions.with_streaming_response.create(**CHAT, user=user) as response:
        assert text(user, 0).encode() in b"".join([piece async for piece in response.iter_bytes()])


CALLS: list[Call] = [complete, complete, upload, read, read, leave, close, drop, read_pieces]


# Ways to cancel; each returns whether the call was cancelled before it ended.


async def by_scope(call: Coroutine[Any, Any, None], rng: random.Random, span: float) -> bool:
    with anyio.move_on_after(rng.random() * span) as scope:
        await call
    return scope.cancelled_caught


async def by_trio_scope(call: Coroutine[Any, Any, None], rng: random.Random, span: float) -> bool:
    with trio.move_on_after(rng.random() * span) as scope:
        await call
    return scope.cancelled_caught


async def at_a_wait(call: Coroutine[Any, Any, None], rng: random.Random, span: float) -> bool:
    # Also after some time, because an earlier wait may never end.
    with anyio.move_on_after(2 * span) as scope:
        await Watched(call, rng.randint(1, MAX_WAITS), lambda _: scope.cancel())
    return scope.cancelled_caught


async def by_task(call: Coroutine[Any, Any, None], rng: random.Random, span: float) -> bool:
    task = asyncio.create_task(call)
    await asyncio.sleep(rng.random() * span)
    return await _cancelled(task)


async def by_task_at_a_wait(call: Coroutine[Any, Any, None], rng: random.Random, span: float) -> bool:
    return await _by_task_at_a_wait(call, rng, span, lambda cancel, _: cancel())


async def by_task_after_a_result(call: Coroutine[Any, Any, None], rng: random.Random, span: float) -> bool:
    """Cancel the task after its awaited result is ready, but before it resumes."""

    def cancel_later(cancel: Callable[[], None], wanted: Any) -> None:
        if wanted is None:
            cancel()
        else:
            wanted.add_done_callback(lambda _: cancel())

    return await _by_task_at_a_wait(call, rng, span, cancel_later)


async def _by_task_at_a_wait(
    call: Coroutine[Any, Any, None],
    rng: random.Random,
    span: float,
    reach: Callable[[Callable[[], None], Any], object],
) -> bool:
    asked = False

    def cancel() -> None:
        nonlocal asked
        asked = task.cancel() or asked

    async def run() -> None:
        await Watched(call, rng.randint(1, MAX_WAITS), lambda wanted: reach(cancel, wanted))

    task = asyncio.create_task(run())
    await asyncio.wait([task], timeout=2 * span)
    return await _cancelled(task, asked=asked)


async def by_task_twice(call: Coroutine[Any, Any, None], rng: random.Random, span: float) -> bool:
    task = asyncio.create_task(call)
    await asyncio.sleep(rng.random() * span)
    asked = task.cancel()
    for _ in range(rng.randint(0, 5)):
        await asyncio.sleep(0)
    return await _cancelled(task, asked=asked)


async def _cancelled(task: asyncio.Task[None], *, asked: bool = False) -> bool:
    asked = task.cancel() or asked
    await asyncio.wait([task])
    if not task.cancelled():
        await task  # raises its error
        assert not asked, "a call continued although it was cancelled"
    return task.cancelled()


async def by_wait_for(call: Coroutine[Any, Any, None], rng: random.Random, span: float) -> bool:
    try:
        await asyncio.wait_for(call, rng.random() * span)
    except asyncio.TimeoutError:
        return True
    return False


async def by_timeout(call: Coroutine[Any, Any, None], rng: random.Random, span: float) -> bool:
    try:
        async with asyncio.timeout(rng.random() * span):  # type: ignore[attr-defined] # since Python 3.11
            await call
    except TimeoutError:
        return True
    return False


def ways(backend: str) -> list[Way]:
    """Return the ways to cancel calls on an event loop."""
    if backend == "trio":
        return [by_scope, by_trio_scope, at_a_wait]
    timeout = [by_timeout] if sys.version_info >= (3, 11) else []
    tasks = [by_task, by_task_twice, by_task_at_a_wait, by_task_after_a_result]
    return [by_scope, at_a_wait, *tasks, by_wait_for, *timeout]


class Storm:
    """Calls, most of which are cancelled.

    Args:
        url: Of the load server.
        backend: `asyncio` or `trio`.
        seed: The seed of the random choices; timing also matters.

    Attributes:
        calls: The number of calls.
        cancelled: The number of cancelled calls, by the way of cancelling.
    """

    def __init__(self, url: str, *, backend: str, seed: int) -> None:
        self._url, self._backend = url, backend
        self._random = random.Random(seed)
        self._span = 0.02  # the approximate seconds of a call
        self.calls = 0
        self.cancelled: collections.Counter[str] = collections.Counter()

    async def run(self, cancelled: int) -> None:
        """Cancel this number of further calls, and check for leaks.

        Raises:
            AssertionError: A leak, the response of another call, or a swallowed cancellation.
        """
        failures = list[Any]()
        if self._backend == "asyncio":
            asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
        tasks = len(anyio.get_running_tasks())
        wanted = self.cancelled.total() + cancelled
        with unreachable() as nowhere, silent_tls() as silent:
            async with client_of(self._url) as client:
                async with anyio.create_task_group() as group:
                    for _ in range(WORKERS):
                        group.start_soon(self._work, client, [nowhere, silent], wanted)
                with anyio.fail_after(PATIENCE):
                    await check_for_leaks(client, tasks)
            assert open_connections(client) == 0
        assert failures == [], failures

    async def _work(self, client: AsyncGroq, dead_ends: list[str], wanted: int) -> None:
        while self.cancelled.total() < wanted:
            with anyio.fail_after(PATIENCE):
                await self.call(client, dead_ends)

    async def call(self, client: AsyncGroq, dead_ends: list[str]) -> None:
        """Make a call, and cancel it or not.

        Args:
            client: The client.
            dead_ends: URLs where a call hangs until it is cancelled.
        """
        self.calls += 1
        rng = self._random
        way = rng.choice([None, *ways(self._backend)])
        fate = rng.choice(FATES if way is None else [*FATES, Fate.STUCK])
        retries: Any = 0 if fate in MAY_FAIL else math.inf
        patient = client.with_options(max_retries=retries)
        if way and rng.random() < 0.1:
            patient = patient.with_options(base_url=rng.choice(dead_ends))
        call = rng.choice(CALLS)(patient, f"{fate.value}-{rng.getrandbits(60)}")
        started = time.monotonic()
        try:
            if way is None:
                await call
            elif await way(call, rng, self._span):
                self.cancelled[way.__name__] += 1
                return
            self._span += 0.1 * (time.monotonic() - started - self._span)
        except (APIConnectionError, InternalServerError):
            assert fate in MAY_FAIL


async def check_for_leaks(client: AsyncGroq, tasks: int) -> None:
    """Check that every connection of the client is usable, and that no task remains.

    Raises:
        AssertionError: A connection is busy, a request fails, or a task remains.
    """
    await complete(client, "good-first")
    while busy_connections(client):  # dropped unread responses are closed in the background
        await anyio.sleep(0.005)
    async with contextlib.AsyncExitStack() as stack:
        for number in range(CONNECTIONS):
            stream = await client.chat.completions.create(**CHAT, user=f"stuck-{number}", stream=True)
            await stack.enter_async_context(stream)
        assert busy_connections(client) == open_connections(client) == CONNECTIONS
    assert busy_connections(client) == 0
    await complete(client, "good-last")
    await anyio.wait_all_tasks_blocked()
    while len(anyio.get_running_tasks()) > tasks:
        await anyio.sleep(0.005)
