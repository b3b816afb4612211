"""Calls cancelled at random moments on every event loop: no leaks, and no cancellation is lost."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib.util
import socket
import sys
import threading
from collections.abc import Coroutine, Iterator
from typing import Any

import anyio
import httpx
import pytest
import trio

from groq import AsyncGroq

from ..support.clients import CHAT, async_client, async_http_client, busy_connections, open_connections
from ..support.events import texts
from ..support.load_server import load_server
from ..support.server import ScriptedServer, chunked, head, sized
from ..support.storm import LARGE, Storm, silent_tls, unreachable, ways

CANCELLED = 150
# Seconds until a call is blocked.
SHORT = 0.15
ASYNCIO = pytest.param("asyncio", id="asyncio")
TRIO = pytest.param("trio", id="trio")
UVLOOP = pytest.param(
    ("asyncio", {"use_uvloop": True}),
    id="uvloop",
    marks=pytest.mark.skipif(importlib.util.find_spec("uvloop") is None, reason="uvloop is not installed"),
)
every_loop = pytest.mark.parametrize("anyio_backend", [ASYNCIO, UVLOOP, TRIO])

ANSWER = sized(b'{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}')


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with load_server() as base_url:
        yield base_url


@every_loop
@pytest.mark.anyio
@pytest.mark.timeout(120)
async def test_random_cancellations_leak_nothing(
    url: str, anyio_backend_name: str, caplog: pytest.LogCaptureFixture
) -> None:
    storm = Storm(url, backend=anyio_backend_name, seed=1)
    await storm.run(CANCELLED)
    assert storm.cancelled.keys() == {way.__name__ for way in ways(anyio_backend_name)}
    assert storm.calls > storm.cancelled.total() >= CANCELLED
    gc.collect()  # a leaked socket raises here
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


# Calls that block forever.


@contextlib.contextmanager
def nameless(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a server whose name resolution hangs."""
    found, look_up = threading.Event(), socket.getaddrinfo

    def slow(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> Any:
        # Do not block trio's check whether the name is an IP address, which runs in the event loop.
        if host in ("nameless.test", b"nameless.test") and not flags & socket.AI_NUMERICHOST:
            found.wait(30)
            raise socket.gaierror("unknown host")
        return look_up(host, port, family, type, proto, flags)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    yield "https://nameless.test"
    found.set()


@contextlib.contextmanager
def deaf() -> Iterator[str]:
    """The URL of a server that reads nothing, so that writes block once the socket buffers are full."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


PLACES = ("name", "connection", "handshake", "sending", "head", "body", "stream", "turn")


@contextlib.contextmanager
def waiting_place(place: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the URL of a server that makes a call block at this place."""
    if place == "name":
        context: Any = nameless(monkeypatch)
    elif place in ("connection", "handshake", "sending"):
        context = {"connection": unreachable, "handshake": silent_tls, "sending": deaf}[place]()
    else:
        begun = {"head": [], "body": [head("content-length: 9"), b"{"], "turn": []}
        gate = threading.Event()
        context = ScriptedServer([*begun.get(place, chunked(texts("a"), end=False)), gate])
    with context as server:
        yield server if isinstance(server, str) else server.url


async def wait_there(client: AsyncGroq, place: str) -> None:
    if place == "stream":
        async for _ in await client.chat.completions.create(**CHAT, stream=True):
            pass
    elif place == "turn":
        async with anyio.create_task_group() as group:
            group.start_soon(wait_there, client, "head")
            await wait_there(client, "head")
    else:
        content = "a" * (LARGE if place == "sending" else 1)
        await client.chat.completions.create(messages=[{"role": "user", "content": content}], model="m")


async def by_scope(call: Coroutine[Any, Any, None]) -> None:
    with anyio.CancelScope() as scope:
        async with anyio.create_task_group() as group:
            group.start_soon(lambda: call)
            await anyio.sleep(SHORT)
            scope.cancel()
    assert scope.cancelled_caught


async def by_task(call: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(call)
    await asyncio.sleep(SHORT)
    assert task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def by_timeout(call: Coroutine[Any, Any, None]) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SHORT):  # type: ignore[attr-defined] # since Python 3.11
            await call


async def by_trio_scope(call: Coroutine[Any, Any, None]) -> None:
    with trio.move_on_after(SHORT) as scope:
        await call
    assert scope.cancelled_caught


WAYS = [(ASYNCIO, by_scope), (ASYNCIO, by_task), (UVLOOP, by_task), (TRIO, by_scope), (TRIO, by_trio_scope)]
if sys.version_info >= (3, 11):
    WAYS += [(ASYNCIO, by_timeout), (UVLOOP, by_timeout)]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("anyio_backend", "way"),
    [pytest.param(loop.values[0], way, id=f"{loop.id}-{way.__name__}", marks=loop.marks) for loop, way in WAYS],
)
@pytest.mark.parametrize("place", PLACES)
async def test_cancelled_call_ends_at_once_wherever_it_blocks(
    place: str, way: Any, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if place == "name" and "uvloop" in request.node.name:
        pytest.skip("uvloop resolves names itself")
    limits = httpx.Limits(max_connections=1)
    with waiting_place(place, monkeypatch) as url, ScriptedServer(ANSWER, ANSWER) as server:
        async with async_client(url, http_client=async_http_client(limits=limits)) as client:
            tasks = len(anyio.get_running_tasks())
            with anyio.fail_after(5):
                await way(wait_there(client, place))
            assert busy_connections(client) == open_connections(client) == 0
            elsewhere = client.with_options(base_url=server.url)
            with anyio.fail_after(5):
                assert (await elsewhere.chat.completions.create(**CHAT)).id == "1"
            await anyio.wait_all_tasks_blocked()
            assert len(anyio.get_running_tasks()) == tasks
    gc.collect()
