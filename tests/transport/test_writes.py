"""Writing requests: small ones in one piece, large bodies and iterators in pieces."""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from ..support.engines import LEAVES_BODIES_UNFINISHED, Engine
from ..support.raw import raw_server, read_until
from ..support.server import PATIENCE, ScriptedServer, head, sized

pytestmark = LEAVES_BODIES_UNFINISHED

OK = sized(b"ok")
LARGE = 30_000_000
STALLED = httpx.Timeout(10, write=0.5)


@pytest.fixture(params=["plain", "tls"])
def tls(request: pytest.FixtureRequest, server_tls: ssl.SSLContext) -> ssl.SSLContext | None:
    """Whether the server speaks TLS."""
    return server_tls if request.param == "tls" else None


@pytest.mark.parametrize("size", [0, 1, 1_000, 15_000])
def test_small_request_is_sent_in_one_piece(
    engine: Engine, size: int, tls: ssl.SSLContext | None, client_tls: ssl.SSLContext
) -> None:
    rounds = 20  # two writes may arrive as one, but not twenty times in a row
    with ScriptedServer(*[OK] * rounds, tls=tls) as server, engine.open_client(verify=client_tls) as client:
        for _ in range(rounds):
            assert client.send(server.url, "POST", content=bytes(size)).content == b"ok"
        for request in server.requests:
            assert request.reads == (len(request.head) + 4 + size,)


@pytest.mark.covering("values")
@pytest.mark.parametrize("size", [30_000, 65_536])
def test_head_is_sent_together_with_a_body_of_up_to_64_kib(
    engine: Engine, size: int, tls: ssl.SSLContext | None, client_tls: ssl.SSLContext
) -> None:
    rounds = 20
    with ScriptedServer(*[OK] * rounds, tls=tls) as server, engine.open_client(verify=client_tls) as client:
        for _ in range(rounds):
            assert client.send(server.url, "POST", content=bytes(size)).content == b"ok"
        for request in server.requests:
            assert sum(request.reads) == len(request.head) + 4 + size
            assert request.reads[0] > len(request.head) + 4 + 1_000


@pytest.mark.parametrize("size", [65_537, 1_000_000, 10_000_000])
def test_large_body_arrives_whole(
    engine: Engine, size: int, tls: ssl.SSLContext | None, client_tls: ssl.SSLContext
) -> None:
    body = bytes(range(251)) * (size // 251) + b"x" * (size % 251)
    with ScriptedServer(OK, OK, tls=tls) as server, engine.open_client(verify=client_tls) as client:
        for _ in range(2):
            assert client.send(server.url, "POST", content=body).content == b"ok"
        assert [hashlib.sha256(request.body).digest() for request in server.requests] == [
            hashlib.sha256(body).digest()
        ] * 2
        assert server.used == [0, 0]


# Iterators.


def test_iterator_is_sent_in_chunks(engine: Engine) -> None:
    with ScriptedServer(OK, OK) as server, engine.open_client() as client:
        assert client.send(server.url, "POST", content=iter([b"one", b"", b"two"])).content == b"ok"
        assert client.send(server.url, "POST", content=iter([])).content == b"ok"
        first, second = server.requests
    assert (first.body, second.body) == (b"onetwo", b"")
    assert first.header("transfer-encoding") == "chunked"
    assert first.header("content-length") is None
    assert server.used == [0, 0]


def test_large_iterator_arrives_whole(engine: Engine, tls: ssl.SSLContext | None, client_tls: ssl.SSLContext) -> None:
    pieces = [bytes([number]) * 50_000 for number in range(200)]
    with ScriptedServer(OK, tls=tls) as server:
        assert engine.request(server.url, "POST", content=iter(pieces), verify=client_tls).content == b"ok"
    assert server.requests[0].body == b"".join(pieces)


def test_iterator_with_content_length_is_not_chunked(engine: Engine) -> None:
    with ScriptedServer(OK, OK) as server, engine.open_client() as client:
        for _ in range(2):
            outcome = client.send(server.url, "POST", content=iter([b"one", b"two"]), headers={"content-length": "6"})
            assert outcome.content == b"ok"
        assert [request.body for request in server.requests] == [b"onetwo"] * 2
        assert server.used == [0, 0]


@pytest.mark.covering("values")
@pytest.mark.parametrize("length", [0, 5, 7, 1_000_000])
def test_local_protocol_error_for_iterator_of_another_length(engine: Engine, length: int) -> None:
    headers = {"content-length": str(length)}
    with ScriptedServer(otherwise=lambda _: OK) as server, engine.open_client(limits=one_connection()) as client:
        outcome = client.send(server.url, "POST", content=iter([b"one", b"two"]), headers=headers)
        assert outcome.failure(httpx.LocalProtocolError).request.method == "POST"
        assert client.send(f"{server.url}/next").content == b"ok"
        # The server may see the partial request later. The connection of that request is not reused.
        [following] = [request for request in server.requests if request.target == b"/next"]
        assert following.connection == server.connections - 1


@pytest.mark.covering("values")
@pytest.mark.parametrize("length", [5, 2_999_999, 3_000_001])
def test_local_protocol_error_for_large_iterator_of_another_length(engine: Engine, length: int) -> None:
    headers = {"content-length": str(length)}
    with ScriptedServer(otherwise=lambda _: OK) as server, engine.open_client(limits=one_connection()) as client:
        outcome = client.send(server.url, "POST", content=iter([bytes(1_000_000)] * 3), headers=headers)
        outcome.failure(httpx.LocalProtocolError)
        assert client.send(f"{server.url}/next").content == b"ok"


@pytest.mark.parametrize("length", [5, 7])
def test_local_protocol_error_for_bytes_of_another_length(engine: Engine, length: int) -> None:
    headers = {"content-length": str(length)}
    with ScriptedServer(otherwise=lambda _: OK) as server, engine.open_client(limits=one_connection()) as client:
        client.send(server.url, "POST", content=b"onetwo", headers=headers).failure(httpx.LocalProtocolError)
        assert client.send(f"{server.url}/next").content == b"ok"


@pytest.mark.covering("values")
@pytest.mark.parametrize("before", [[], [b"one"], [bytes(1_000_000)] * 3], ids=["at_once", "later", "much_later"])
def test_error_of_the_iterator_is_raised_and_frees_the_connection(engine: Engine, before: list[bytes]) -> None:
    def pieces() -> Iterator[bytes]:
        yield from before
        raise LookupError("mine")

    with ScriptedServer(otherwise=lambda _: OK) as server, engine.open_client(limits=one_connection()) as client:
        assert str(client.send(server.url, "POST", content=pieces()).failure(LookupError)) == "mine"
        assert client.send(f"{server.url}/next").content == b"ok"
        assert server.requests[-1].target == b"/next"


def test_pieces_are_sent_as_they_are_produced(engine: Engine) -> None:
    has_first = threading.Event()

    def pieces() -> Iterator[bytes]:
        yield b"first"
        assert has_first.wait(PATIENCE)
        yield b"second"

    def serve(connection: socket.socket) -> None:
        read_until(connection, b"first\r\n")
        has_first.set()
        read_until(connection, b"second\r\n0\r\n\r\n")
        connection.sendall(head("content-length: 2") + b"ok")

    with raw_server(serve) as url:
        assert engine.request(url, "POST", content=pieces()).content == b"ok"


# Back-pressure.


def test_stalled_upload_is_a_write_timeout(
    engine: Engine, tls: ssl.SSLContext | None, client_tls: ssl.SSLContext
) -> None:
    options: dict[str, Any] = {"verify": client_tls, "timeout": STALLED, "limits": one_connection()}
    with (
        ScriptedServer([threading.Event()], tls=tls, hasty=True, otherwise=lambda _: OK) as server,
        engine.open_client(**options) as client,
    ):
        outcome = client.send(server.url, "POST", content=bytes(LARGE))
        assert outcome.failure(httpx.WriteTimeout).request.method == "POST"
        assert 0.4 < outcome.seconds < 5
        assert client.send(server.url).content == b"ok"
        assert server.used == [0, 1]


def test_iterator_is_not_read_ahead_of_a_stalled_server(
    engine: Engine, tls: ssl.SSLContext | None, client_tls: ssl.SSLContext
) -> None:
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(200):
            taken += 1
            yield bytes(500_000)

    with ScriptedServer([threading.Event()], tls=tls, hasty=True) as server:
        outcome = engine.request(server.url, "POST", content=pieces(), verify=client_tls, timeout=STALLED)
        outcome.failure(httpx.WriteTimeout)
    assert taken < 100


# Invalid requests.


@pytest.mark.covering("values")
@pytest.mark.parametrize(
    "options",
    [
        {"headers": {"x-a": "b\r\nx-b: c"}},
        {"headers": {"x-a": "b\nx-b: c"}},
        {"headers": {"x-a": "b\rc"}},
        {"headers": {"x-a": "b\0c"}},
        {"headers": {"x a": "b"}},
        {"headers": {"": "b"}},
        {"headers": {"x-a:": "b"}},
        {"method": "GET / HTTP/1.1\r\nx-a:"},
        {"method": "GE T"},
    ],
    ids=["crlf", "lf", "cr", "nul", "space", "empty", "colon", "method_crlf", "method_space"],
)
def test_invalid_request_is_a_local_protocol_error_and_is_not_sent(engine: Engine, options: dict[str, Any]) -> None:
    method = options.get("method", "GET")
    with ScriptedServer(otherwise=lambda _: OK) as server, engine.open_client(limits=one_connection()) as client:
        client.send(server.url, method, headers=options.get("headers")).failure(httpx.LocalProtocolError)
        assert client.send(f"{server.url}/next").content == b"ok"
        assert [request.target for request in server.requests] == [b"/next"]


def one_connection() -> httpx.Limits:
    """Return limits under which a leaked connection would block every later request."""
    return httpx.Limits(max_connections=1)
