"""Responses that arrive before the upload has finished, and bytes that answer no request."""

from __future__ import annotations

import contextlib
import socket
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from groq import APIError, APIStatusError, DefaultAsyncHttpxClient, DefaultHttpxClient

from ..support.clients import CHAT, async_client, sync_client
from ..support.server import Piece, ScriptedServer, Step, head, sized
from ..support.tls import server_context

ANSWER = b'{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[]}'


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
