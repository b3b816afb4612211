"""The connection limit, and the order in which waiting requests are served."""

from __future__ import annotations

import gc
import socket
import threading

import httpx
import pytest

from ..support.blackhole import blackhole
from ..support.engines import LEAVES_BODIES_UNFINISHED, Engine
from ..support.raw import raw_server
from ..support.server import PATIENCE, Piece, ScriptedServer, Step, head, sized

pytestmark = LEAVES_BODIES_UNFINISHED

OK = sized(b"ok")
SILENCE: list[Piece] = []  # the server keeps reading, so it notices a closed connection
ONE = httpx.Limits(max_connections=1)


def waiting(pool: float | None = 0.3) -> httpx.Timeout:
    """Return timeouts with this pool timeout."""
    return httpx.Timeout(10, pool=pool)


@pytest.mark.covering("values")
@pytest.mark.parametrize("most", [1, 2, 7])
def test_connections_never_exceed_the_limit(engine: Engine, most: int) -> None:
    limits = httpx.Limits(max_connections=most)
    with ScriptedServer(*[OK] * 40) as server, engine.open_client(limits=limits) as client:
        outcomes = client.together([server.url] * 40)
        assert [outcome.content for outcome in outcomes] == [b"ok"] * 40
        assert server.connections <= most


def test_many_concurrent_requests_all_get_a_response(engine: Engine) -> None:
    limits = httpx.Limits(max_connections=20, max_keepalive_connections=3)
    with (
        ScriptedServer(otherwise=lambda request: sized(request.target)) as server,
        engine.open_client(limits=limits) as client,
    ):
        outcomes = client.together([f"{server.url}/{number}" for number in range(300)])
        assert [outcome.content for outcome in outcomes] == [f"/{number}".encode() for number in range(300)]


def test_waiting_requests_are_served_in_order(engine: Engine) -> None:
    with ScriptedServer(*[OK] * 8) as server, engine.open_client(limits=ONE) as client:
        first = client.open_stream(f"{server.url}/first")
        pending = []
        for number in range(7):
            pending.append(client.start(f"{server.url}/{number}"))
            client.settle()
        assert len(server.requests) == 1
        first.read_all()
        first.close()
        assert [one.outcome().content for one in pending] == [b"ok"] * 7
        assert [request.target for request in server.requests[1:]] == [f"/{number}".encode() for number in range(7)]
        assert server.connections == 1


@pytest.mark.parametrize("origins", [1, 2])
def test_later_request_does_not_overtake_a_waiting_one(engine: Engine, origins: int) -> None:
    """A request to another origin also waits, and replaces the connection that is returned to the pool."""
    with ScriptedServer(*[OK] * 3) as one, ScriptedServer(OK) as another:
        other = another if origins == 2 else one
        with engine.open_client(limits=ONE) as client:
            held = client.open_stream(one.url)
            waiting_first = client.start(f"{other.url}/waited")
            client.settle()
            waiting_second = client.start(f"{one.url}/later")
            client.settle()
            held.read_all()
            held.close()
            assert [pending.outcome().content for pending in (waiting_first, waiting_second)] == [b"ok"] * 2
            assert one.requests[-1].target == b"/later"


def test_waiting_raises_pool_timeout(engine: Engine) -> None:
    with ScriptedServer(*[OK] * 2) as server, engine.open_client(limits=ONE) as client:
        with client.stream(server.url) as opened:
            outcome = client.send(server.url, timeout=waiting())
            assert outcome.failure(httpx.PoolTimeout).request.url == server.url
            assert 0.25 < outcome.seconds < 5
            opened.read_all()
        assert client.send(server.url, timeout=waiting()).content == b"ok"
        assert server.used == [0, 0]


def test_waiting_request_is_served_when_a_response_is_collected(engine: Engine) -> None:
    """The finalizer itself cannot wake a waiting request: it may run anywhere, so it must not take a lock."""
    with ScriptedServer(*[OK] * 2) as server, engine.open_client(limits=ONE) as client:
        dropped = [client.open_stream(server.url)]
        pending = client.start(server.url, timeout=waiting(PATIENCE))
        client.settle()
        dropped.clear()
        gc.collect()
        assert pending.outcome().content == b"ok"
        assert server.used == [0, 1]


def test_timed_out_request_does_not_block_the_next_one(engine: Engine) -> None:
    with ScriptedServer(*[OK] * 3) as server, engine.open_client(limits=ONE) as client:
        opened = client.open_stream(server.url)
        short = client.start(server.url, timeout=waiting())
        client.settle()
        long = client.start(f"{server.url}/long", timeout=waiting(10))
        client.settle()
        short.outcome().failure(httpx.PoolTimeout)
        opened.read_all()
        opened.close()
        assert long.outcome().content == b"ok"
        assert server.requests[-1].target == b"/long"


def test_cancelled_request_does_not_block_the_next_one(engine: Engine) -> None:
    if not engine.is_async:
        pytest.skip("threads cannot be cancelled")
    with ScriptedServer(*[OK] * 3) as server, engine.open_client(limits=ONE) as client:
        opened = client.open_stream(server.url)
        cancelled = client.start(server.url)
        client.settle()
        other = client.start(f"{server.url}/other")
        client.settle()
        cancelled.cancel()
        client.settle()
        opened.read_all()
        opened.close()
        assert other.outcome().content == b"ok"
        assert [request.target for request in server.requests] == [b"/", b"/other"]


def test_cancelled_request_frees_its_connection(engine: Engine) -> None:
    if not engine.is_async:
        pytest.skip("threads cannot be cancelled")
    with ScriptedServer(SILENCE, OK) as server, engine.open_client(limits=ONE) as client:
        cancelled = client.start(server.url)
        assert server.wait_for_requests(1)
        cancelled.cancel()
        assert client.send(server.url, timeout=waiting(5)).content == b"ok"
        assert server.wait_for_hang_up()
        assert server.used == [0, 1]


ENDINGS: dict[str, list[Piece]] = {
    "no_response": [Step.HANG_UP],
    "truncated": [head("content-length: 9"), b"some", Step.HANG_UP],
    "invalid_head": [b"nonsense\r\n\r\n"],
    "invalid_chunk": [head("transfer-encoding: chunked"), b"xy\r\n"],
    "closing": [*sized(b"ok", "connection: close")],
}


@pytest.mark.covering("values")
@pytest.mark.parametrize("name", ENDINGS)
def test_closed_connection_does_not_count_towards_the_limit(engine: Engine, name: str) -> None:
    with ScriptedServer(ENDINGS[name], OK) as server, engine.open_client(limits=ONE) as client:
        client.send(server.url)
        assert client.send(server.url, timeout=waiting(5)).content == b"ok"
        assert server.used == [0, 1]


def test_failed_connection_does_not_count_towards_the_limit(engine: Engine) -> None:
    with ScriptedServer(OK) as server, engine.open_client(limits=ONE) as client:
        for _ in range(3):
            client.send("http://127.0.0.1:1/", timeout=waiting(5)).failure(httpx.ConnectError)
        assert client.send(server.url, timeout=waiting(5)).content == b"ok"


def test_waiting_request_connects_when_a_connection_ends(engine: Engine) -> None:
    gate = threading.Event()
    ending: list[Piece] = [head("content-length: 9"), gate, Step.HANG_UP]
    with ScriptedServer(ending, OK) as server, engine.open_client(limits=ONE) as client:
        first = client.start(server.url)
        assert server.wait_for_requests(1)
        second = client.start(server.url)
        client.settle()
        gate.set()
        first.outcome().failure(httpx.RemoteProtocolError)
        assert second.outcome().content == b"ok"
        assert server.used == [0, 1]


def test_idle_connection_of_another_origin_is_replaced(engine: Engine) -> None:
    with ScriptedServer(OK) as one, ScriptedServer(OK) as other, engine.open_client(limits=ONE) as client:
        for server in (one, other):
            assert client.send(server.url, timeout=waiting(5)).content == b"ok"
        assert one.wait_for_hang_up()


def test_close_ends_requests_that_wait_for_a_connection(engine: Engine) -> None:
    with ScriptedServer(OK) as server, engine.open_client(limits=ONE) as client:
        opened = client.open_stream(server.url)
        pending = client.start(server.url, timeout=waiting(None))
        client.settle()
        client.close()
        assert pending.outcome(8).error is not None
        opened.close()


def test_close_ends_requests_that_wait_for_a_response(engine: Engine) -> None:
    with ScriptedServer(SILENCE) as server, engine.open_client() as client:
        pending = client.start(server.url, timeout=None)
        assert server.wait_for_requests(1)
        client.settle()
        client.close()
        assert "closed" in str(pending.outcome(8).failure(httpx.ReadError))  # not a disconnect by the server
        assert server.wait_for_hang_up()


def test_close_ends_connection_attempts(engine: Engine) -> None:
    with blackhole() as port, engine.open_client() as client:
        pending = client.start(f"http://127.0.0.1:{port}/", timeout=None)
        client.settle()
        client.close()
        pending.outcome(8).failure(httpx.ConnectError)


@pytest.mark.parametrize("phase", ["handshake", "tunnel"])
def test_close_ends_handshakes_with_a_silent_server(engine: Engine, phase: str) -> None:
    begun, ended = threading.Event(), threading.Event()

    def serve(connection: socket.socket) -> None:
        while connection.recv(65_536):
            begun.set()
        ended.set()

    with raw_server(serve) as url, engine.open_client(proxy=url if phase == "tunnel" else None) as client:
        pending = client.start(url.replace("http:", "https:"), timeout=None)
        assert begun.wait(PATIENCE)
        client.settle()
        client.close()
        pending.outcome(8).failure(httpx.ProxyError if phase == "tunnel" else httpx.ConnectError)
        assert ended.wait(PATIENCE)


def test_close_ends_a_stalled_upload(engine: Engine) -> None:
    begun, ended = threading.Event(), threading.Event()

    def serve(connection: socket.socket) -> None:
        connection.recv(1)
        begun.set()
        ended.wait(PATIENCE)

    with raw_server(serve) as url, engine.open_client() as client:
        pending = client.start(url, "POST", content=b"x" * 30_000_000, timeout=None)
        assert begun.wait(PATIENCE)
        client.settle()
        client.close()
        pending.outcome(8).failure(httpx.WriteError)
        ended.set()
