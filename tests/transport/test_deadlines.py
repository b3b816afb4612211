"""Timeouts: each phase ends on time, with the httpx exception of that phase."""

from __future__ import annotations

import ssl
import time
from typing import Any

import httpx
import pytest

from groq import APITimeoutError, Groq
from groq.types.chat import ChatCompletion

from ..support.blackhole import blackhole
from ..support.clients import CHAT, sync_client
from ..support.engines import LEAVES_BODIES_UNFINISHED, Engine, Outcome
from ..support.server import Drip, Piece, ScriptedServer, head, sized

pytestmark = LEAVES_BODIES_UNFINISHED

OK = sized(b"ok")
SILENCE: list[Piece] = []  # the server keeps reading, so it notices a closed connection
# The timeout, and the tolerance for a busy machine, in seconds.
LIMIT, SLACK = 0.2, 4


def only(phase: str, seconds: float = LIMIT) -> httpx.Timeout:
    """Return timeouts that are generous except for one phase."""
    return httpx.Timeout(10, **{phase: seconds})


def assert_in_time(outcome: Outcome, kind: type[httpx.TimeoutException], limit: float = LIMIT) -> None:
    """Assert that this timeout was raised on time."""
    error = outcome.failure(kind)
    assert type(error) is kind
    assert error.request.url
    assert limit * 0.9 <= outcome.seconds < limit + SLACK


def test_connecting_raises_connect_timeout(engine: Engine) -> None:
    with blackhole() as port, engine.open_client() as client:
        assert_in_time(client.send(f"http://127.0.0.1:{port}/", timeout=only("connect")), httpx.ConnectTimeout)


def test_tls_handshake_raises_connect_timeout(engine: Engine, client_tls: ssl.SSLContext) -> None:
    with ScriptedServer(SILENCE) as server, engine.open_client(verify=client_tls) as client:
        url = server.url.replace("http:", "https:")
        assert_in_time(client.send(url, timeout=only("connect")), httpx.ConnectTimeout)
        assert server.wait_for_hang_up()


@pytest.mark.parametrize("came", [b"", b"HTTP/1.1 200 OK\r\nx-a: "], ids=["nothing", "half_a_head"])
def test_missing_head_raises_read_timeout(engine: Engine, came: bytes) -> None:
    with ScriptedServer([came], OK) as server, engine.open_client(limits=httpx.Limits(max_connections=1)) as client:
        assert_in_time(client.send(server.url, timeout=only("read")), httpx.ReadTimeout)
        assert server.wait_for_hang_up()
        assert client.send(server.url).content == b"ok"
        assert server.used == [0, 1]


def test_missing_head_over_tls_raises_read_timeout(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with ScriptedServer(SILENCE, tls=server_tls) as server, engine.open_client(verify=client_tls) as client:
        assert_in_time(client.send(server.url, timeout=only("read")), httpx.ReadTimeout)
        assert server.wait_for_hang_up()


@pytest.mark.parametrize("body", [b"", b"some"], ids=["nothing", "some"])
@pytest.mark.parametrize("start", [head("content-length: 9"), head()], ids=["sized", "unsized"])
def test_missing_body_raises_read_timeout(engine: Engine, start: bytes, body: bytes) -> None:
    with ScriptedServer([start, body], OK) as server, engine.open_client() as client:
        assert_in_time(client.send(server.url, timeout=only("read")), httpx.ReadTimeout)
        assert server.wait_for_hang_up()
        assert client.send(server.url).content == b"ok"


def test_slow_head_raises_read_timeout(engine: Engine) -> None:
    drip = Drip(head("x-a: " + "a" * 250, "content-length: 2") + b"ok", 0.02)
    with ScriptedServer([drip]) as server, engine.open_client() as client:
        assert_in_time(client.send(server.url, timeout=only("read")), httpx.ReadTimeout)


def test_slow_interim_responses_raise_read_timeout(engine: Engine) -> None:
    drip = Drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 12, 0.02)
    with ScriptedServer([drip]) as server, engine.open_client() as client:
        assert_in_time(client.send(server.url, timeout=only("read")), httpx.ReadTimeout)


def test_slow_body_is_read_without_total_limit(engine: Engine) -> None:
    """The read timeout applies to each piece, so that long streams are possible."""
    with ScriptedServer([head("content-length: 6"), Drip(b"longer", 0.3)]) as server, engine.open_client() as client:
        assert client.send(server.url, timeout=only("read", 1.5)).content == b"longer"


def test_waiting_for_a_connection_raises_pool_timeout(engine: Engine) -> None:
    limits = httpx.Limits(max_connections=1)
    with ScriptedServer([head()]) as server, engine.open_client(limits=limits) as client, client.stream(server.url):
        assert_in_time(client.send(server.url, timeout=only("pool")), httpx.PoolTimeout)


def test_request_timeouts_override_client_timeouts(engine: Engine) -> None:
    with ScriptedServer(*[SILENCE] * 2) as server:
        with engine.open_client(timeout=None) as client:
            assert_in_time(client.send(server.url, timeout=LIMIT), httpx.ReadTimeout)
        with engine.open_client(timeout=LIMIT) as client:
            assert_in_time(client.send(server.url), httpx.ReadTimeout)


def test_reused_connection_has_the_timeouts_of_the_next_request(engine: Engine) -> None:
    with ScriptedServer(OK, SILENCE, OK, SILENCE) as server, engine.open_client() as client:
        for timeout in (None, 30):
            assert client.send(server.url, timeout=timeout).content == b"ok"
            assert_in_time(client.send(server.url, timeout=only("read")), httpx.ReadTimeout)


def test_no_timeout_waits_for_slow_responses(engine: Engine) -> None:
    with ScriptedServer([Drip(head("content-length: 2") + b"ok", 0.01)]) as server:
        assert engine.request(server.url, timeout=None).content == b"ok"


def test_missing_timeouts_do_not_limit(engine: Engine) -> None:
    with ScriptedServer(OK) as server, engine.open_client() as client:
        assert client.send(server.url, extensions={"timeout": {}}).content == b"ok"


# One deadline over a whole call.

BODY = b'{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}'
DRIPS: dict[str, list[Piece]] = {
    "head": [Drip(head("x-a: " + "a" * 1000), 0.02)],
    "body": [head(f"content-length: {len(BODY)}"), Drip(BODY, 0.2)],
    "chunks": [head("transfer-encoding: chunked"), Drip(b"1\r\n \r\n" * 100, 0.02)],
}


@pytest.mark.parametrize("name", DRIPS)
def test_total_timeout_ends_a_slow_response(name: str) -> None:
    with ScriptedServer(DRIPS[name]) as server, _client(server, total_timeout=LIMIT) as client:
        started = time.monotonic()
        with pytest.raises(APITimeoutError):
            client.chat.completions.create(**CHAT)
        assert LIMIT * 0.9 < time.monotonic() - started < LIMIT + SLACK


def test_total_timeout_does_not_apply_to_later_calls() -> None:
    slow = Drip(head(f"content-length: {len(BODY)}") + BODY, 0.02)
    with ScriptedServer(sized(BODY), [slow]) as server, _client(server) as client:
        client.with_options(total_timeout=2).chat.completions.create(**CHAT)
        completion: ChatCompletion = client.chat.completions.create(**CHAT)
        assert completion.id == "1"
        assert server.used == [0, 0]


def _client(server: ScriptedServer, **options: Any) -> Groq:
    return sync_client(server.url, **options)
