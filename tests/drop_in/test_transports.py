"""Transports and the httpx client: lines 1 and 2 of the contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from groq import (
    AsyncGroq,
    Groq,
)

from ..support.answers import COMPLETION, MESSAGES, URL
from ..support.wire import ContentWire

# 1. Transports.


def test_default_transports_are_httpx_transports() -> None:
    """Line 1."""
    assert isinstance(Groq()._client._transport, httpx.HTTPTransport)
    assert isinstance(AsyncGroq()._client._transport, httpx.AsyncHTTPTransport)


@pytest.mark.anyio
async def test_respx_intercepts_requests(respx_mock: respx.MockRouter) -> None:
    """Line 1."""
    route = respx_mock.post(URL).respond(json=COMPLETION)
    assert Groq().chat.completions.create(messages=MESSAGES, model="m").id == "chatcmpl-1"
    async with AsyncGroq() as client:
        assert (await client.chat.completions.create(messages=MESSAGES, model="m")).id == "chatcmpl-1"
    assert route.call_count == 2


@pytest.mark.anyio
async def test_patched_transport_intercepts_requests(monkeypatch: pytest.MonkeyPatch, wire: ContentWire) -> None:
    """Line 1."""

    async def handle_async_request(_: object, request: httpx.Request) -> httpx.Response:
        return wire(request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: wire(request))
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle_async_request)
    Groq().chat.completions.create(messages=MESSAGES, model="m")
    async with AsyncGroq() as client:
        await client.chat.completions.create(messages=MESSAGES, model="m")
    assert [str(request.url) for request in wire.requests] == [URL, URL]


@pytest.mark.anyio
async def test_patched_httpx_client_intercepts_requests(monkeypatch: pytest.MonkeyPatch, wire: ContentWire) -> None:
    # Patch what cassettes patch: below `send`, above the transport.
    """Line 1."""

    def answer(_: object, request: httpx.Request) -> httpx.Response:
        response = wire(request)
        response.request = request
        return response

    async def async_answer(_: object, request: httpx.Request) -> httpx.Response:
        return answer(_, request)

    monkeypatch.setattr(httpx.Client, "_send_single_request", answer)
    monkeypatch.setattr(httpx.AsyncClient, "_send_single_request", async_answer)
    Groq().chat.completions.create(messages=MESSAGES, model="m")
    async with AsyncGroq() as client:
        await client.chat.completions.create(messages=MESSAGES, model="m")
    assert len(wire.requests) == 2


@pytest.mark.anyio
async def test_uploads_and_downloads_are_intercepted(
    monkeypatch: pytest.MonkeyPatch, wire: ContentWire, tmp_path: Path
) -> None:
    # A cassette reads the body of the request, and responds with recorded bytes.
    """Line 1."""
    bodies: list[bytes] = []

    def handle_request(_: object, request: httpx.Request) -> httpx.Response:
        bodies.append(request.read())
        return wire(request)

    async def handle_async_request(_: object, request: httpx.Request) -> httpx.Response:
        bodies.append(await request.aread())
        return wire(request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle_request)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle_async_request)
    wire.content = b'{"text": "x"}'
    client = Groq()
    client.audio.transcriptions.create(file=b"sound", model="m")
    client.audio.speech.create(input="x", model="m", voice="v").write_to_file(tmp_path / "a")
    with client.audio.speech.with_streaming_response.create(input="x", model="m", voice="v") as response:
        response.stream_to_file(tmp_path / "b")
    async with AsyncGroq() as async_client:
        await async_client.audio.transcriptions.create(file=b"sound", model="m")
        await (await async_client.audio.speech.create(input="x", model="m", voice="v")).write_to_file(tmp_path / "c")
    assert [(tmp_path / name).read_bytes() for name in "abc"] == [wire.content] * 3
    assert [b"sound" in body for body in bodies] == [True, False, False, True, False]


# 2. The httpx client.


def test_looks_up_httpx_client_at_each_request(client: Groq, wire: ContentWire) -> None:
    """Line 2."""
    completions = client.chat.completions
    assert isinstance(client._client, httpx.Client)
    other = ContentWire()
    client._client = httpx.Client(transport=httpx.MockTransport(other))
    completions.create(messages=MESSAGES, model="m")
    assert (len(wire.requests), len(other.requests)) == (0, 1)


def test_calls_patched_send_of_httpx_client(client: Groq, monkeypatch: pytest.MonkeyPatch) -> None:
    """Line 2."""

    def send(request: httpx.Request, **_: Any) -> httpx.Response:
        return httpx.Response(200, json={**COMPLETION, "id": "patched"}, request=request)

    monkeypatch.setattr(client._client, "send", send)
    assert client.chat.completions.create(messages=MESSAGES, model="m").id == "patched"


def test_request_hook_changes_timeout(client: Groq, wire: ContentWire) -> None:
    """Line 2."""

    def hook(request: httpx.Request) -> None:
        request.extensions["timeout"] = {"connect": 1, "read": 2, "write": 3, "pool": 4}

    client._client.event_hooks = {"request": [hook]}
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.requests[-1].extensions["timeout"] == {"connect": 1, "read": 2, "write": 3, "pool": 4}
