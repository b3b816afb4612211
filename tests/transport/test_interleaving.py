"""Threads, event loops and signal handlers that interrupt a client between any two operations."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import signal
import socket
import ssl
import sys
import threading
import time
import types
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import anyio.to_thread
import httpx
import pytest

from groq import DefaultAsyncHttpxClient, DefaultHttpxClient
from groq._transport import errors
from groq._transport.blocking import Connection
from groq._transport.read_deadlines import limit_reads
from groq._utils._flows import drive

from ..support.engines import Engine
from ..support.raw import raw_server
from ..support.server import Request, ScriptedServer, head, sized


@pytest.fixture
def _hasty_threads() -> Iterator[None]:
    """Make the interpreter switch threads as often as possible."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def echo(request: Request) -> Any:
    return sized(request.target * 20)


@pytest.mark.usefixtures("_hasty_threads")
def test_threads_that_share_a_client_each_get_their_own_responses() -> None:
    wrong: list[object] = []
    with ScriptedServer(otherwise=echo) as server, DefaultHttpxClient(trust_env=False, timeout=20) as client:

        def use(number: int) -> None:
            for call in range(60):
                target = f"/{number}-{call}"
                try:
                    text = client.get(server.url + target).text
                except Exception as err:
                    wrong.append(err)
                else:
                    wrong.extend([] if text == target * 20 else [text])

        threads = [threading.Thread(target=use, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(40)
        pool = vars(client)["_transport"].pool
        assert pool.in_use == 0
    assert wrong == []


@pytest.mark.usefixtures("_hasty_threads")
def test_event_loops_in_many_threads_share_a_client() -> None:
    wrong: list[Exception] = []
    with ScriptedServer(otherwise=echo) as server:
        client = DefaultAsyncHttpxClient(trust_env=False, timeout=20)

        def use(_number: int) -> None:
            for _ in range(10):
                try:
                    asyncio.run(client.get(server.url))
                except Exception as err:
                    wrong.append(err)

        threads = [threading.Thread(target=use, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(40)
        asyncio.run(client.aclose())
    assert wrong == []


def test_released_lease_has_no_connection(engine: Engine) -> None:
    with ScriptedServer(sized(b"ok"), sized(b"ok")) as server, engine.open_client() as client:
        opened = client.open_stream(server.url)
        connection = client.get_extra_info(opened, "socket")
        assert connection is not None
        assert opened.read_all() == b"ok"
        assert opened.read_all() == b""  # although the pool already considers its connection idle


def test_waiting_request_gets_its_connection_before_it_is_woken() -> None:
    with ScriptedServer(otherwise=echo) as server:
        limits = httpx.Limits(max_connections=1)
        with DefaultHttpxClient(trust_env=False, limits=limits, timeout=10) as client:
            pool = vars(client)["_transport"].pool

            class Slow(deque[Any]):
                def append(self, item: Any) -> None:
                    time.sleep(0.2)  # force a thread switch at the critical point
                    super().append(item)

            with client.stream("GET", server.url) as response:
                thread = threading.Thread(target=client.get, args=(server.url,))
                thread.start()
                while not pool.waiting:
                    time.sleep(0.001)
                pool._waking = Slow()
                response.read()
            thread.join(10)
            assert (pool.open, pool.in_use, len(pool._held)) == (1, 0, 0)
        assert server.connections == 1


def test_deadline_of_a_response_does_not_apply_to_the_next_request() -> None:
    with ScriptedServer(otherwise=echo) as server, DefaultHttpxClient(trust_env=False) as client:
        first = client.get(server.url)
        with client.stream("GET", server.url) as second:
            connection = second.extensions["network_stream"]
            assert first.extensions["network_stream"] is connection
            assert limit_reads(first, 1.0)
            assert connection.deadline is None
            assert limit_reads(second, 2.0)
            assert connection.deadline == 2.0


def test_request_is_sent_while_another_thread_imports_httpcore(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpcore", types.ModuleType("httpcore"))
    with ScriptedServer(sized(b"ok")) as server, engine.open_client() as client:
        assert client.send(server.url).content == b"ok"


def raise_timeout(*_: object) -> None:
    raise TimeoutError("of the program")


class Handler:
    def method(self, *_: object) -> None:
        raise_timeout()

    def __call__(self, *_: object) -> None:
        raise_timeout()


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="this system has no SIGALRM")
@pytest.mark.parametrize(
    "handler",
    [raise_timeout, functools.partial(raise_timeout), Handler().method, Handler()],
    ids=["function", "partial", "method", "object"],
)
def test_signal_handler_error_is_not_taken_for_a_network_error(handler: Any) -> None:
    before = signal.signal(signal.SIGALRM, handler)
    try:
        with ScriptedServer([threading.Event()]) as server, DefaultHttpxClient(trust_env=False) as client:
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with pytest.raises(TimeoutError, match="of the program"):
                client.get(server.url)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_timeout_error_of_a_socket_is_a_network_error() -> None:
    assert isinstance(errors.read_error(TimeoutError("timed out")), httpx.ReadTimeout)


# TLS.


def serve_data_and_end(context: ssl.SSLContext, done: threading.Event) -> Callable[[socket.socket], None]:
    """Send a response and close_notify in one segment; keep the connection open."""

    def serve(connection: socket.socket) -> None:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(incoming, outgoing, server_side=True)

        def go(step: Callable[[], Any]) -> Any:
            while True:
                try:
                    return step()
                except ssl.SSLWantReadError:
                    connection.sendall(outgoing.read())
                    incoming.write(connection.recv(65_536))

        go(tls.do_handshake)
        connection.sendall(outgoing.read())
        go(lambda: tls.read(65_536))
        tls.write(head() + b"whole")
        with pytest.raises(ssl.SSLWantReadError):
            tls.unwrap()
        connection.sendall(outgoing.read())
        done.wait(10)

    return serve


def test_body_ends_when_close_notify_arrives_with_its_last_bytes(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    done = threading.Event()
    with raw_server(serve_data_and_end(server_tls, done)) as url, engine.open_client(verify=client_tls) as client:
        outcome = client.send(url.replace("http://127.0.0.1", "https://localhost"), timeout=20)
        done.set()
        assert outcome.content == b"whole"
        assert outcome.seconds < 8


# Misuse and edge values.


def test_accepts_timeout_of_a_month(engine: Engine) -> None:
    with ScriptedServer(sized(b"ok")) as server, engine.open_client() as client:
        assert client.send(server.url, timeout=3e6).content == b"ok"


def test_write_to_a_full_socket_is_a_write_timeout() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                ours.send(bytes(65_536))
        with pytest.raises(httpx.WriteTimeout):
            drive(Connection(ours).write(b"more", 0.01))


def test_request_without_headers_is_a_protocol_error(engine: Engine) -> None:
    def without_headers(request: httpx.Request) -> None:
        request.headers = httpx.Headers()

    async def async_without_headers(request: httpx.Request) -> None:
        without_headers(request)

    hooks = {"request": [async_without_headers if engine.is_async else without_headers]}
    with ScriptedServer() as server, engine.open_client(event_hooks=hooks) as client:
        client.send(server.url).failure(httpx.LocalProtocolError)


@pytest.mark.anyio
async def test_close_in_another_thread_ends_a_read() -> None:
    with ScriptedServer([head("content-length: 9"), b"some", threading.Event()]) as server:
        client = DefaultAsyncHttpxClient(trust_env=False, timeout=30)
        async with client.stream("GET", server.url) as response:
            pools = vars(client)["_transport"].pools
            started = time.monotonic()
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(anyio.to_thread.run_sync, pools[0].close)
                with pytest.raises(httpx.TransportError):
                    await response.aread()
            assert time.monotonic() - started < 10
        await client.aclose()
