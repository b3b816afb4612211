"""Reuse of connections: which one is reused, for how long, and what happens if the server has closed it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

import httpx
import pytest

from groq import DefaultAioHttpClient

from ..support.engines import LEAVES_BODIES_UNFINISHED, Engine, OpenClient
from ..support.server import Piece, Request, ScriptedServer, Step, chunked, head, sized

pytestmark = LEAVES_BODIES_UNFINISHED

OK = sized(b"ok")

# The mark that the clients of this package set on idempotent requests.
REPEATABLE: dict[str, Any] = {"groq_repeatable": True}


def once(content: bytes) -> Iterable[bytes]:
    """Yield a body that can be sent only once, so that its request is not retryable."""
    return iter([content])


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("reply", [OK, chunked(b"ok")], ids=["sized", "chunked"])
def test_connection_is_reused_for_consecutive_requests(engine: Engine, method: str, reply: list[Piece]) -> None:
    with ScriptedServer(*[reply] * 5) as server, engine.open_client() as client:
        for number in range(5):
            content = b"x" * number if method == "POST" else None
            assert client.send(server.url, method, content=content).content == b"ok"
        assert server.used == [0] * 5
        assert [len(request.body) for request in server.requests] == [n * (method == "POST") for n in range(5)]


def test_connection_is_not_reused_after_a_request_with_connection_close(engine: Engine) -> None:
    with ScriptedServer(OK, OK) as server, engine.open_client() as client:
        assert client.send(server.url, headers={"connection": "close"}).content == b"ok"
        assert client.send(server.url).content == b"ok"
        assert server.used == [0, 1]


def test_tls_connection_is_reused(engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    with ScriptedServer(*[OK] * 3, tls=server_tls) as server, engine.open_client(verify=client_tls) as client:
        assert [client.send(server.url).content for _ in range(3)] == [b"ok"] * 3
        assert server.used == [0] * 3


def test_each_origin_has_its_own_connections(engine: Engine) -> None:
    with ScriptedServer(*[OK] * 2) as one, ScriptedServer(*[OK] * 4) as other, engine.open_client() as client:
        for url in (one.url, other.url, one.url, other.url, other.url_of("localhost"), other.url_of("LOCALHOST")):
            assert client.send(url).content == b"ok"
        assert (one.used, other.used) == ([0, 0], [0, 0, 1, 1])


def test_most_recently_returned_connection_is_used_first(engine: Engine) -> None:
    with ScriptedServer(*[OK] * 6) as server, engine.open_client() as client:
        opened = [client.open_stream(server.url) for _ in range(3)]
        for number in (1, 0, 2):
            assert opened[number].read_all() == b"ok"
            opened[number].close()
        again = [client.open_stream(server.url) for _ in range(3)]
        for one in again:
            one.close()
        assert server.used == [0, 1, 2, 2, 0, 1]


def test_closing_an_unread_response_closes_its_connection(engine: Engine) -> None:
    with ScriptedServer([head("content-length: 9"), b"some"], OK) as server, engine.open_client() as client:
        with client.stream(server.url) as opened:
            assert opened.read() == b"some"
        assert server.wait_for_hang_up()
        assert client.send(server.url).content == b"ok"
        assert server.used == [0, 1]


def test_closing_the_client_closes_its_connections(engine: Engine) -> None:
    with ScriptedServer(*[OK] * 3) as server:
        with engine.open_client() as client:
            opened = [client.open_stream(server.url) for _ in range(3)]
            for one in opened[:2]:
                one.read_all()
                one.close()
        assert [server.wait_for_hang_up(number) for number in range(3)] == [True] * 3
        opened[2].close()


# Connections that the server closes.


@pytest.mark.parametrize("is_blocked", [False, True], ids=["loop_runs", "loop_is_blocked"])
@pytest.mark.parametrize("end", [Step.HANG_UP, Step.RESET])
def test_connection_closed_by_the_server_is_not_used(engine: Engine, end: Step, is_blocked: bool) -> None:
    with ScriptedServer([*OK, end], OK) as server, engine.open_client() as client:
        assert client.send(server.url).content == b"ok"
        outcome = send_when_closed(client, server, is_blocked=is_blocked)
        assert outcome.content == b"ok"
        assert server.used == [0, 1]


@pytest.mark.parametrize("is_blocked", [False, True], ids=["loop_runs", "loop_is_blocked"])
@pytest.mark.parametrize("end", [Step.HANG_UP, Step.END_TLS])
def test_tls_connection_closed_by_the_server_is_not_used(
    engine: Engine, end: Step, is_blocked: bool, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with (
        ScriptedServer([*OK, end], OK, tls=server_tls) as server,
        engine.open_client(verify=client_tls) as client,
    ):
        assert client.send(server.url).content == b"ok"
        outcome = send_when_closed(client, server, is_blocked=is_blocked)
        assert outcome.content == b"ok"
        assert server.used == [0, 1]


def send_when_closed(client: OpenClient, server: ScriptedServer, *, is_blocked: bool) -> httpx.Response:
    """Send a non-retryable request after the server has closed the first connection."""
    if is_blocked:
        return client.send_after(server.wait_for_hang_up, server.url, "POST", content=once(b"body")).answer
    assert server.wait_for_hang_up()
    return client.send(server.url, "POST", content=once(b"body")).answer


def test_all_connections_closed_by_the_server_are_skipped(engine: Engine) -> None:
    gate = threading.Event()
    with ScriptedServer(*[[*OK, gate, Step.HANG_UP]] * 3, OK) as server, engine.open_client() as client:
        opened = [client.open_stream(server.url) for _ in range(3)]
        for one in opened:
            assert one.read_all() == b"ok"
            one.close()
        gate.set()
        assert [server.wait_for_hang_up(number) for number in range(3)] == [True] * 3
        assert client.send(server.url, "POST", content=once(b"body")).content == b"ok"
        assert server.used == [0, 1, 2, 3]


def test_timeout_response_on_an_idle_connection_is_not_the_next_response(engine: Engine) -> None:
    notice = sized(b"timeout", "connection: close", status="408 Request Timeout")
    gate = threading.Event()
    with ScriptedServer([*OK, gate, *notice, Step.HANG_UP], OK) as server, engine.open_client() as client:
        assert client.send(server.url).content == b"ok"
        gate.set()
        assert server.wait_for_hang_up()
        assert client.send(server.url, "POST", content=once(b"body")).content == b"ok"
        assert server.used == [0, 1]


class EverySecond:
    """Replies that close each connection after the second one."""

    def __init__(self) -> None:
        self._count: Counter[int] = Counter()

    def __call__(self, request: Request) -> list[Piece]:
        self._count[request.connection] += 1
        return [*sized(request.body), *([Step.HANG_UP] if self._count[request.connection] == 2 else [])]


@pytest.mark.covering("values")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_call_fails_when_the_server_closes_after_every_second_response(engine: Engine, method: str) -> None:
    with ScriptedServer(otherwise=EverySecond()) as server, engine.open_client() as client:
        for number in range(200):
            content = str(number).encode() if method == "POST" else b""
            assert client.send(server.url, method, content=content, extensions=REPEATABLE).content == content
        assert server.connections >= 100


def test_no_concurrent_call_fails_when_the_server_closes_after_every_second_response(engine: Engine) -> None:
    with ScriptedServer(otherwise=EverySecond()) as server, engine.open_client() as client:
        for _ in range(10):
            outcomes = client.together([server.url] * 20, "POST", content=b"body", extensions=REPEATABLE)
            assert [outcome.content for outcome in outcomes] == [b"body"] * 20


@pytest.mark.filterwarnings("ignore:Unclosed:ResourceWarning")
def test_no_aiohttp_call_fails_when_the_server_closes_after_every_second_response() -> None:
    pytest.importorskip("httpx_aiohttp")

    async def call(url: str) -> list[bytes]:
        async with DefaultAioHttpClient(trust_env=False, timeout=10) as client:
            contents = [str(number).encode() for number in range(200)]
            return [(await client.post(url, content=content, extensions=REPEATABLE)).content for content in contents]

    with ScriptedServer(otherwise=EverySecond()) as server:
        assert asyncio.run(call(server.url)) == [str(number).encode() for number in range(200)]


# The race: the server closes the connection while the request is in flight.


@pytest.mark.parametrize("end", [Step.HANG_UP, Step.RESET])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_request_is_resent_when_a_reused_connection_closes_without_a_response(
    engine: Engine, method: str, end: Step
) -> None:
    content = b"body" if method == "POST" else None
    limits = httpx.Limits(max_connections=1)
    with ScriptedServer(OK, [end], sized(b"again"), OK) as server, engine.open_client(limits=limits) as client:
        assert client.send(server.url, method, content=content, extensions=REPEATABLE).content == b"ok"
        assert client.send(server.url, method, content=content, extensions=REPEATABLE).content == b"again"
        assert client.send(server.url, method, content=content, extensions=REPEATABLE).content == b"ok"
        assert server.used == [0, 0, 1, 1]
        assert {request.body for request in server.requests} == {content or b""}


def test_post_is_not_resent_unless_marked_idempotent(engine: Engine) -> None:
    with ScriptedServer(OK, [Step.HANG_UP], sized(b"again")) as server, engine.open_client() as client:
        assert client.send(server.url, "POST", content=b"body").content == b"ok"
        assert isinstance(client.send(server.url, "POST", content=b"body").failure(httpx.TransportError), Exception)
        assert server.used == [0, 0]


def test_request_is_resent_only_once(engine: Engine) -> None:
    with ScriptedServer(OK, [Step.HANG_UP], [Step.HANG_UP], OK) as server, engine.open_client() as client:
        assert client.send(server.url).content == b"ok"
        error = client.send(server.url).failure(httpx.TransportError)
        assert error.request.url == server.url
        assert server.used == [0, 0, 1]
        assert client.send(server.url).content == b"ok"


def test_request_is_resent_on_a_new_connection(engine: Engine) -> None:
    replies: list[list[Piece]] = [OK, OK, OK, [Step.HANG_UP], sized(b"again")]
    with ScriptedServer(*replies) as server, engine.open_client() as client:
        opened = [client.open_stream(server.url) for _ in range(3)]
        for one in opened:
            one.read_all()
            one.close()
        assert client.send(server.url).content == b"again"
        assert server.used[4] == 3


@pytest.mark.covering("values")
@pytest.mark.parametrize("part", [b"H", b"HTTP/1.1 200 OK\r\n", head("content-length: 2"), b"HTTP/1.1 100 \r\n\r\n"])
def test_request_is_not_resent_after_part_of_a_response(engine: Engine, part: bytes) -> None:
    with ScriptedServer(OK, [part, Step.HANG_UP], sized(b"again")) as server, engine.open_client() as client:
        assert client.send(server.url).content == b"ok"
        client.send(server.url).failure(httpx.TransportError)
        assert server.used == [0, 0]


def test_request_on_a_new_connection_is_not_resent(engine: Engine) -> None:
    with ScriptedServer([Step.HANG_UP], sized(b"again")) as server, engine.open_client() as client:
        client.send(server.url).failure(httpx.TransportError)
        assert server.used == [0]


def test_request_with_an_iterator_is_not_resent(engine: Engine) -> None:
    with ScriptedServer(OK, [Step.HANG_UP], sized(b"again")) as server, engine.open_client() as client:
        assert client.send(server.url).content == b"ok"
        client.send(server.url, "POST", content=once(b"body")).failure(httpx.TransportError)
        assert server.used == [0, 0]


def test_request_is_not_resent_after_a_timeout(engine: Engine) -> None:
    with ScriptedServer(OK, [], sized(b"again")) as server, engine.open_client() as client:
        assert client.send(server.url).content == b"ok"
        client.send(server.url, timeout=httpx.Timeout(10, read=0.3)).failure(httpx.ReadTimeout)
        assert server.used == [0, 0]


# Limits of idle connections.


@pytest.mark.covering("values")
@pytest.mark.parametrize(("expiry", "used"), [(0.2, [0, 1]), (60, [0, 0]), (None, [0, 0])])
def test_connection_is_kept_until_it_expires(engine: Engine, expiry: float | None, used: list[int]) -> None:
    limits = httpx.Limits(keepalive_expiry=expiry)
    with ScriptedServer(*[OK] * 2) as server, engine.open_client(limits=limits) as client:
        assert client.send(server.url).content == b"ok"
        time.sleep(0.4)  # real time, because expiry depends on it
        assert client.send(server.url).content == b"ok"
        assert server.used == used
        assert used == [0, 0] or server.wait_for_hang_up()


def test_expired_connections_of_another_origin_are_closed(engine: Engine) -> None:
    limits = httpx.Limits(keepalive_expiry=0.2)
    with ScriptedServer(OK) as one, ScriptedServer(OK) as other, engine.open_client(limits=limits) as client:
        assert client.send(one.url).content == b"ok"
        time.sleep(0.4)  # real time, because expiry depends on it
        assert client.send(other.url).content == b"ok"
        assert one.wait_for_hang_up()


@pytest.mark.covering("values")
@pytest.mark.parametrize(("kept", "closed"), [(0, 4), (1, 3), (3, 1), (4, 0), (None, 0)])
def test_idle_connections_do_not_exceed_the_limit(engine: Engine, kept: int | None, closed: int) -> None:
    limits = httpx.Limits(max_keepalive_connections=kept)
    with ScriptedServer(*[OK] * 8) as server, engine.open_client(limits=limits) as client:
        for _ in range(2):
            with contextlib.ExitStack() as stack:
                opened = [stack.enter_context(client.stream(server.url)) for _ in range(4)]
                assert [one.read_all() for one in opened] == [b"ok"] * 4
        assert server.connections == 4 + closed
