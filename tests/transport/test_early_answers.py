"""Responses that arrive before the upload has finished, such as a 413."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from groq import APIError, APIStatusError, DefaultAsyncHttpxClient, DefaultHttpxClient

from ..support.clients import CHAT, async_client, sync_client
from ..support.engines import LEAVES_BODIES_UNFINISHED, Engine
from ..support.raw import Flood, raw_server, read_bytes, read_until
from ..support.server import PATIENCE, Piece, ScriptedServer, Step, head, sized
from ..support.tls import server_context

pytestmark = LEAVES_BODIES_UNFINISHED

LARGE = 30_000_000
REFUSED = sized(b"too large", status="413 Content Too Large")
NEXT = sized(b"next")
TOO_LARGE = sized(b'{"error": {"message": "too large"}}', status="413 Too Large")
ANSWER = b'{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[]}'
UPLOAD: dict[str, Any] = {"model": "m", "file": ("a.wav", bytes(LARGE))}

ENDS: dict[str, Callable[[], list[Piece]]] = {
    "reads_on_and_closes": lambda: [Step.READ_ON, Step.HANG_UP],
    "closes": lambda: [Step.HANG_UP],
    "stops_reading": lambda: [threading.Event()],
}


def bodies() -> dict[str, Any]:
    """Yield the same upload as bytes and as iterators."""
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
def test_response_is_returned_before_the_upload_has_finished(
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


def test_early_response_is_returned_before_the_write_timeout(
    engine: Engine, tls: ssl.SSLContext | None, client_tls: ssl.SSLContext
) -> None:
    with ScriptedServer([*REFUSED, threading.Event()], tls=tls, hasty=True) as server:
        outcome = engine.request(server.url, "POST", content=bytes(LARGE), timeout=9, verify=client_tls)
    assert outcome.answer.status_code == 413
    assert outcome.seconds < 7


def test_early_success_is_returned(engine: Engine) -> None:
    with ScriptedServer([*sized(b"enough"), Step.READ_ON, Step.HANG_UP], hasty=True) as server:
        assert engine.request(server.url, "POST", content=bytes(LARGE)).content == b"enough"


def test_late_rest_of_an_early_response_is_read(engine: Engine) -> None:
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


def test_interim_response_does_not_end_the_upload(engine: Engine) -> None:
    def serve(connection: socket.socket) -> None:
        came = read_until(connection, b"\r\n\r\n")
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        read_bytes(connection, came.index(b"\r\n\r\n") + 4 + LARGE - len(came))
        connection.sendall(head("content-length: 2") + b"ok")

    with raw_server(serve) as url:
        assert engine.request(url, "POST", content=bytes(LARGE)).content == b"ok"


def test_connection_closed_during_an_upload_is_an_error(engine: Engine) -> None:
    with ScriptedServer([Step.READ_ON, Step.HANG_UP], NEXT, hasty=True) as server, engine.open_client() as client:
        outcome = client.send(server.url, "POST", content=bytes(LARGE))
        assert outcome.failure(httpx.TransportError).request.method == "POST"
        assert client.send(server.url).content == b"next"


def test_response_is_returned_when_a_small_upload_was_rejected(engine: Engine) -> None:
    with ScriptedServer([*REFUSED, Step.HANG_UP], NEXT, hasty=True) as server, engine.open_client() as client:
        assert client.send(server.url, "POST", content=bytes(100_000)).answer.status_code == 413
        assert client.send(server.url).content == b"next"


def test_response_is_returned_when_a_reused_connection_closes_after_it(engine: Engine) -> None:
    last: list[Piece] = [*sized(b"bye", "connection: close", status="408 Request Timeout"), Step.HANG_UP]
    with ScriptedServer(sized(b"ok"), last, hasty=True) as server, engine.open_client() as client:
        assert client.send(server.url).content == b"ok"
        assert client.send(server.url, "POST", content=bytes(LARGE)).answer.status_code == 408


# Back-pressure.


def test_unread_response_is_not_buffered_without_limit(engine: Engine) -> None:
    flood = Flood()
    with raw_server(flood) as url, engine.open_client() as client, client.stream(url) as opened:
        assert opened.read()
        assert flood.stalled.wait(PATIENCE)
    assert 0 < flood.sent < Flood.LIMIT / 3


def test_response_during_an_upload_is_not_buffered_without_limit(engine: Engine) -> None:
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


# Through the SDK.


@pytest.mark.anyio
@pytest.mark.parametrize("secured", [False, True])
@pytest.mark.parametrize("hang_up", [[Step.READ_ON, Step.HANG_UP], [Step.HANG_UP]], ids=["later", "at_once"])
async def test_early_response_is_raised_as_a_status_error(
    hang_up: list[Piece], secured: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
    refused = [*TOO_LARGE, *hang_up]
    with ScriptedServer(refused, refused, tls=server_context(tmp_path) if secured else None, hasty=True) as server:
        http_client, async_http_client = DefaultHttpxClient(), DefaultAsyncHttpxClient()
        refusal = pytest.raises(APIStatusError, match=r"413.*too large")
        with sync_client(server.url, http_client=http_client) as client, refusal:
            client.audio.transcriptions.create(**UPLOAD)
        async with async_client(server.url, http_client=async_http_client) as aclient:
            with refusal:
                await aclient.audio.transcriptions.create(**UPLOAD)


@pytest.mark.anyio
async def test_early_status_error_is_raised_when_the_server_stops_reading() -> None:
    gate = threading.Event()
    refused: list[Piece] = [*TOO_LARGE, gate]
    timeout = httpx.Timeout(10, write=0.2)
    refusal = pytest.raises(APIStatusError, match=r"413.*too large")
    with ScriptedServer(refused, refused, hasty=True) as server:
        with (
            sync_client(server.url, http_client=DefaultHttpxClient(trust_env=False), timeout=timeout) as client,
            refusal,
        ):
            client.audio.transcriptions.create(**UPLOAD)
        http_client = DefaultAsyncHttpxClient(trust_env=False)
        async with async_client(server.url, http_client=http_client, timeout=timeout) as aclient:
            with refusal:
                await aclient.audio.transcriptions.create(**UPLOAD)
        gate.set()


@pytest.mark.anyio
async def test_body_of_an_early_response_is_not_buffered_without_limit() -> None:
    taken = 0

    def flood(listener: socket.socket) -> None:
        nonlocal taken
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.recv(65_536)
            connection.sendall(head("content-length: 9000000000"))
            while taken < 500_000_000:
                taken += connection.send(bytes(1_000_000))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=flood, args=(listener,), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        http_client = DefaultAsyncHttpxClient(trust_env=False)
        timeout = httpx.Timeout(10, write=0.3)
        async with async_client(url, http_client=http_client, timeout=timeout, max_body_bytes=1000) as client:
            with pytest.raises(APIError):
                await client.audio.transcriptions.create(**UPLOAD)
        thread.join(10)
    assert 0 < taken < 100_000_000


@pytest.mark.anyio
@pytest.mark.filterwarnings("error::ResourceWarning")
async def test_bytes_after_an_early_response_are_not_the_next_response() -> None:
    two = [*sized(ANSWER), Step.READ_ON, *sized(ANSWER.replace(b'"1"', b'"2"'))]
    with ScriptedServer(two, sized(ANSWER.replace(b'"1"', b'"3"')), hasty=True) as server:
        async with async_client(server.url, http_client=DefaultAsyncHttpxClient(trust_env=False)) as client:
            messages: Any = [{"role": "user", "content": "x" * LARGE}]
            ids = [(await client.chat.completions.create(model="m", messages=messages)).id]
            assert server.wait_for_replies(1)
            ids.append((await client.chat.completions.create(**CHAT)).id)
    assert ids == ["1", "3"]


@pytest.mark.anyio
@pytest.mark.filterwarnings("error::ResourceWarning")
async def test_calls_on_one_connection_do_not_mix() -> None:
    with ScriptedServer(*[sized(ANSWER)] * 6) as server:
        with sync_client(server.url) as client:
            for number in range(3):
                client.chat.completions.create(**CHAT, user=str(number))
        async with async_client(server.url) as aclient:
            for number in range(3):
                await aclient.chat.completions.create(**CHAT, user=str(number))
        assert [request.connection for request in server.requests] == [0, 0, 0, 1, 1, 1]
        assert [request.body.partition(b'"user":')[2] for request in server.requests] == [b'"0"}', b'"1"}', b'"2"}'] * 2
