"""Requests leave in one piece, and nothing of one is lost or kept for the next."""

from __future__ import annotations

import contextlib
import socket
import threading
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest

from groq import APIError, APIStatusError, AsyncGroq, DefaultAsyncHttpxClient, DefaultHttpxClient, Groq
from groq._corked import AsyncCorkedStream, CorkedStream
from groq._http import own_settings

from .support.clients import CHAT, async_client, sync_client
from .support.server import Piece, ScriptedServer, Step, head, sized
from .support.tls import server_context

ANSWER = b'{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[]}'


class Wire:
    """Notes each write, and reads what it was told to; a stand-in for a connection, sync and async."""

    def __init__(self, *, broken: bool = False) -> None:
        self.written: list[bytes] = []
        self.timeouts: list[float | None] = []
        self._broken = broken

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.timeouts.append(timeout)
        if self._broken:
            raise httpcore.WriteError("gone")
        self.written.append(buffer)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return b"answer"[:max_bytes] if timeout is None else b"late"


class AsyncWire(Wire):
    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # type: ignore[override] # async form
        super().write(buffer, timeout)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # type: ignore[override] # async form
        return super().read(max_bytes, timeout)


class Both:
    """A sync and an async connection of the same kind, used in the same way."""

    def __init__(self, **options: Any) -> None:
        self.wires: list[Wire] = [Wire(**options), AsyncWire(**options)]
        sync_wire, async_wire = self.wires
        self._sync, self._async = CorkedStream(_any(sync_wire)), AsyncCorkedStream(_any(async_wire))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._sync.write(buffer, timeout)
        await self._async.write(buffer, timeout)

    async def read(self) -> bytes:
        read = self._sync.read(100)
        assert await self._async.read(100) == read
        return read

    @property
    def written(self) -> list[bytes]:
        first, second = (wire.written for wire in self.wires)
        assert first == second
        return first


def _any(wire: Any) -> Any:
    return wire


@pytest.mark.anyio
async def test_what_is_written_leaves_in_one_piece_before_the_first_read() -> None:
    both = Both()
    await both.write(b"head", 3)
    await both.write(b"body", 4)
    await both.write(b"", 5)
    assert both.written == []
    assert await both.read() == b"answer"
    assert both.written == [b"headbody"]
    assert both.wires[0].timeouts == [4]
    assert await both.read() == b"answer"
    assert both.written == [b"headbody"]


@pytest.mark.anyio
async def test_a_large_body_is_neither_held_nor_copied() -> None:
    both, body = Both(), bytes(100_000)
    await both.write(b"head")
    await both.write(body)
    assert both.written == [b"head", body]
    assert both.written[1] is body
    await both.write(b"tail")
    await both.read()
    assert both.written == [b"head", body, b"tail"]


@pytest.mark.anyio
async def test_an_answer_is_read_although_the_request_could_not_be_written() -> None:
    both = Both(broken=True)
    await both.write(b"head")
    assert await both.read() == b"answer"


@pytest.mark.anyio
@pytest.mark.parametrize("secured", [False, True])
@pytest.mark.parametrize("hang_up", [[Step.READ_ON, Step.HANG_UP], [Step.HANG_UP]], ids=["later", "at_once"])
# httpx leaves the generator of a body that was not sent to the end to the garbage collector, and trio says so.
@pytest.mark.filterwarnings("ignore:Async generator 'httpx._multipart:ResourceWarning")
async def test_an_answer_that_comes_before_the_request_was_sent_is_told(
    hang_up: list[Piece], secured: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
    refused = [*sized(b'{"error": {"message": "too large"}}', status="413 Too Large"), *hang_up]
    upload: dict[str, Any] = {"model": "m", "file": ("a.wav", bytes(30_000_000))}
    with ScriptedServer(refused, refused, tls=server_context(tmp_path) if secured else None, hasty=True) as server:
        http_client, async_http_client = DefaultHttpxClient(), DefaultAsyncHttpxClient()
        refusal = pytest.raises(APIStatusError, match=r"413.*too large")
        with sync_client(server.url, http_client=http_client) as client, refusal:
            client.audio.transcriptions.create(**upload)
        async with async_client(server.url, http_client=async_http_client) as aclient:
            with refusal:
                await aclient.audio.transcriptions.create(**upload)


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:Async generator 'httpx._multipart:ResourceWarning")
async def test_an_answer_is_told_although_the_server_reads_no_more() -> None:
    gate = threading.Event()
    refused: list[Piece] = [*sized(b'{"error": {"message": "too large"}}', status="413 Too Large"), gate]
    upload: dict[str, Any] = {"model": "m", "file": ("a.wav", bytes(30_000_000))}
    timeout = httpx.Timeout(10, write=0.2)
    refusal = pytest.raises(APIStatusError, match=r"413.*too large")
    with ScriptedServer(refused, refused, hasty=True) as server:
        with (
            sync_client(server.url, http_client=DefaultHttpxClient(trust_env=False), timeout=timeout) as client,
            refusal,
        ):
            client.audio.transcriptions.create(**upload)
        http_client = DefaultAsyncHttpxClient(trust_env=False)
        async with async_client(server.url, http_client=http_client, timeout=timeout) as aclient:
            with refusal:
                await aclient.audio.transcriptions.create(**upload)
        gate.set()


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:Async generator 'httpx._multipart:ResourceWarning")
async def test_what_comes_during_an_upload_is_not_kept_without_limit() -> None:
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
                await client.audio.transcriptions.create(model="m", file=("a.wav", bytes(30_000_000)))
        thread.join(10)
    assert 0 < taken < 100_000_000


@pytest.mark.anyio
async def test_what_comes_during_an_upload_does_not_answer_the_next_call() -> None:
    two = [*sized(ANSWER), Step.READ_ON, *sized(ANSWER.replace(b'"1"', b'"2"'))]
    with ScriptedServer(two, sized(ANSWER.replace(b'"1"', b'"3"')), hasty=True) as server:
        async with async_client(server.url, http_client=DefaultAsyncHttpxClient(trust_env=False)) as client:
            messages: Any = [{"role": "user", "content": "x" * 30_000_000}]
            ids = [(await client.chat.completions.create(model="m", messages=messages)).id]
            assert server.wait_for_replies(1)
            ids.append((await client.chat.completions.create(**CHAT)).id)
    assert ids == ["1", "3"]


@pytest.mark.anyio
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


def _backend(client: Groq | AsyncGroq | httpx.Client | httpx.AsyncClient) -> str:
    http_client: Any = client._client if isinstance(client, Groq | AsyncGroq) else client
    return type(http_client._transport._pool._network_backend).__name__


def test_the_default_clients_cork() -> None:
    assert _backend(Groq(api_key="key", base_url="http://localhost")) == "CorkedBackend"
    assert _backend(AsyncGroq(api_key="key", base_url="http://localhost")) == "AsyncCorkedBackend"


def test_http_2_is_not_corked() -> None:
    assert own_settings({"http2": True}) is None
    assert own_settings({"http2": False, "limits": httpx.Limits()}) == {"limits": httpx.Limits()}


def test_what_needs_no_proxy_is_corked_beside_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "localhost")
    for client in (DefaultHttpxClient(), DefaultAsyncHttpxClient()):
        assert client._transport_for_url(httpx.URL("http://localhost/")) is client._transport
        assert client._transport_for_url(httpx.URL("http://api.test/")) is not client._transport
        assert "Corked" in _backend(client)
