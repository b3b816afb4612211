"""Answers that come while the request is still being sent, such as a 413 to a large upload."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ..support.engines import LEAVES_BODIES_UNFINISHED, Engine
from ..support.raw import Flood, raw_server, read_bytes, read_until
from ..support.server import PATIENCE, Piece, ScriptedServer, Step, head, sized

pytestmark = LEAVES_BODIES_UNFINISHED

LARGE = 30_000_000
REFUSED = sized(b"too large", status="413 Content Too Large")
NEXT = sized(b"next")

ENDS: dict[str, Callable[[], list[Piece]]] = {
    "reads_on_and_hangs_up": lambda: [Step.READ_ON, Step.HANG_UP],
    "hangs_up": lambda: [Step.HANG_UP],
    "reads_no_more": lambda: [threading.Event()],
}


def bodies() -> dict[str, Any]:
    """The same upload, as bytes and as iterators."""
    return {
        "bytes": {"content": bytes(LARGE)},
        "iterator": {"content": (bytes(100_000) for _ in range(LARGE // 100_000))},
        "sized_iterator": {
            "content": (bytes(100_000) for _ in range(LARGE // 100_000)),
            "headers": {"content-length": str(LARGE)},
        },
    }


@pytest.fixture(params=["plain", "tls"])
def tls(request: pytest.FixtureRequest, server_tls: ssl.SSLContext) -> ssl.SSLContext | None:
    """Whether the server speaks TLS."""
    return server_tls if request.param == "tls" else None


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("kind", ["bytes", "iterator", "sized_iterator"])
def test_answer_is_delivered_when_it_comes_before_the_upload_has_ended(
    engine: Engine, kind: str, end: str, tls: ssl.SSLContext | None, client_tls: ssl.SSLContext
) -> None:
    limits, timeout = httpx.Limits(max_connections=1), httpx.Timeout(10, write=1)
    with (
        ScriptedServer([*REFUSED, *ENDS[end]()], NEXT, tls=tls, hasty=True) as server,
        engine.open_client(verify=client_tls, limits=limits, timeout=timeout) as client,
    ):
        answer = client.send(server.url, "POST", **bodies()[kind]).answer
        assert (answer.status_code, answer.content) == (413, b"too large")
        assert client.send(server.url).content == b"next"
        assert server.used == [0, 1]


def test_answer_is_not_held_back_until_the_write_timeout(
    engine: Engine, tls: ssl.SSLContext | None, client_tls: ssl.SSLContext
) -> None:
    with ScriptedServer([*REFUSED, threading.Event()], tls=tls, hasty=True) as server:
        outcome = engine.request(server.url, "POST", content=bytes(LARGE), timeout=9, verify=client_tls)
    assert outcome.answer.status_code == 413
    assert outcome.seconds < 7


def test_answer_without_an_error_is_delivered_too(engine: Engine) -> None:
    with ScriptedServer([*sized(b"enough"), Step.READ_ON, Step.HANG_UP], hasty=True) as server:
        assert engine.request(server.url, "POST", content=bytes(LARGE)).content == b"enough"


def test_rest_of_an_early_answer_is_delivered_when_it_comes_later(engine: Engine) -> None:
    gate = threading.Event()
    reply: list[Piece] = [head("content-length: 9", status="413 Too Large"), b"too", gate, b" large", Step.HANG_UP]
    with (
        ScriptedServer(reply, hasty=True) as server,
        engine.open_client(timeout=httpx.Timeout(10, write=1)) as client,
        client.stream(server.url, "POST", content=bytes(LARGE)) as opened,
    ):
        assert opened.response.status_code == 413
        first = opened.read()
        gate.set()
        assert first + opened.read_all() == b"too large"


def test_interim_answer_does_not_end_the_upload(engine: Engine) -> None:
    def serve(connection: socket.socket) -> None:
        came = read_until(connection, b"\r\n\r\n")
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        read_bytes(connection, came.index(b"\r\n\r\n") + 4 + LARGE - len(came))
        connection.sendall(head("content-length: 2") + b"ok")

    with raw_server(serve) as url:
        assert engine.request(url, "POST", content=bytes(LARGE)).content == b"ok"


def test_connection_that_ends_during_an_upload_is_an_error(engine: Engine) -> None:
    with ScriptedServer([Step.READ_ON, Step.HANG_UP], NEXT, hasty=True) as server, engine.open_client() as client:
        outcome = client.send(server.url, "POST", content=bytes(LARGE))
        assert outcome.failure(httpx.TransportError).request.method == "POST"
        assert client.send(server.url).content == b"next"


def test_answer_is_delivered_when_a_small_upload_was_refused(engine: Engine) -> None:
    with ScriptedServer([*REFUSED, Step.HANG_UP], NEXT, hasty=True) as server, engine.open_client() as client:
        assert client.send(server.url, "POST", content=bytes(100_000)).answer.status_code == 413
        assert client.send(server.url).content == b"next"


def test_answer_is_delivered_when_the_kept_connection_is_closed_with_it(engine: Engine) -> None:
    last: list[Piece] = [*sized(b"bye", "connection: close", status="408 Request Timeout"), Step.HANG_UP]
    with ScriptedServer(sized(b"ok"), last, hasty=True) as server, engine.open_client() as client:
        assert client.send(server.url).content == b"ok"
        assert client.send(server.url, "POST", content=bytes(LARGE)).answer.status_code == 408


# Back-pressure.


def test_answer_that_nobody_reads_is_not_buffered_without_limit(engine: Engine) -> None:
    flood = Flood()
    with raw_server(flood) as url, engine.open_client() as client, client.stream(url) as opened:
        assert opened.read()
        assert flood.stalled.wait(PATIENCE)
    assert 0 < flood.sent < Flood.LIMIT / 3


def test_answer_during_an_upload_is_not_buffered_without_limit(engine: Engine) -> None:
    flood = Flood()
    with (
        raw_server(flood) as url,
        engine.open_client(timeout=httpx.Timeout(10, write=1)) as client,
        contextlib.suppress(httpx.TransportError),
        client.stream(url, "POST", content=bytes(LARGE)) as opened,
    ):
        assert opened.response.status_code == 200
        assert flood.stalled.wait(PATIENCE)
    assert 0 < flood.sent < Flood.LIMIT / 3
