"""Errors of transports and hooks."""

from __future__ import annotations

import httpx
import pytest

from groq import (
    APIConnectionError,
    APITimeoutError,
    AsyncGroq,
    BadRequestError,
    Groq,
    NotFoundError,
)

from ..support.answers import URL
from ..support.calls import AnyClient
from ..support.wire import Wire
from .calls import KEY, create, failure

TIMEOUTS: list[tuple[type[httpx.TimeoutException], str]] = [
    (httpx.ConnectTimeout, "Expected a connection within 1 s, got none."),
    (httpx.ReadTimeout, "Expected data within 2.5 s, got none."),
    (httpx.WriteTimeout, "Expected to send data within 3 s, sent none."),
    (httpx.PoolTimeout, "Expected a free connection within 4 s, got none."),
    (httpx.TimeoutException, "theirs"),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("error", "detail"), TIMEOUTS)
async def test_timeout_message_names_phase_limit_and_remedy(
    client: AnyClient, wire: Wire, error: type[httpx.TimeoutException], detail: str
) -> None:
    wire.fail(error("theirs"))
    found = await failure(client, timeout=httpx.Timeout(connect=1, read=2.5, write=3, pool=4))
    assert type(found) is APITimeoutError
    assert found.message.startswith("Request timed out. " + detail)
    assert f"(POST {URL})" in found.message
    assert type(found.__cause__) is error
    assert found.request.url == URL


@pytest.mark.anyio
@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("refused"),
        httpx.ReadError("reset"),
        httpx.WriteError("pipe"),
        httpx.RemoteProtocolError("gone"),
        httpx.LocalProtocolError("header"),
        httpx.ProxyError("proxy"),
        httpx.UnsupportedProtocol("ftp"),
        httpx.DecodingError("gzip"),
        httpx.TooManyRedirects("loop"),
        httpx.RequestError("any"),
        httpx.InvalidURL("bad"),
        httpx.ReadError(""),
    ],
    ids=lambda error: f"{type(error).__name__} {error}".strip(),
)
async def test_transport_error_becomes_connection_error_with_cause(
    client: AnyClient, wire: Wire, error: Exception
) -> None:
    wire.fail(error)
    found = await failure(client)
    assert type(found) is APIConnectionError
    assert found.__cause__ is error
    assert found.message.startswith(f"Connection error. {str(error) or type(error).__name__}")
    assert isinstance(found.request, httpx.Request)
    assert found.body is None


@pytest.mark.anyio
@pytest.mark.parametrize("error", [TypeError("theirs"), KeyError("theirs"), OSError("theirs")])
async def test_propagates_any_other_error_unchanged(wire: Wire, error: Exception) -> None:
    wire.fail(error)
    with httpx.Client(transport=httpx.MockTransport(wire)) as http_client:
        sync = Groq(api_key=KEY, http_client=http_client)
        with pytest.raises(type(error), match="theirs") as caught:
            await create(sync)
        assert caught.value is error
    async with httpx.AsyncClient(transport=httpx.MockTransport(wire)) as async_http_client:
        with pytest.raises(type(error), match="theirs") as caught:
            await create(AsyncGroq(api_key=KEY, http_client=async_http_client))
        assert caught.value is error


@pytest.mark.anyio
@pytest.mark.parametrize("kind", ["request", "response"])
async def test_propagates_error_of_hook_unchanged(wire: Wire, kind: str) -> None:
    def hook(_: object) -> None:
        raise TypeError("theirs")

    async def async_hook(_: object) -> None:
        raise TypeError("theirs")

    wire.answer(200, json={})
    transport = httpx.MockTransport(wire)
    sync = Groq(api_key=KEY, http_client=httpx.Client(transport=transport, event_hooks={kind: [hook]}))
    with sync, pytest.raises(TypeError, match="theirs"):
        await create(sync)
    async_http_client = httpx.AsyncClient(transport=transport, event_hooks={kind: [async_hook]})
    async with AsyncGroq(api_key=KEY, http_client=async_http_client) as client:
        with pytest.raises(TypeError, match="theirs"):
            await create(client)


@pytest.mark.anyio
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("reads", [False, True], ids=["unread", "read"])
async def test_raises_status_error_when_hook_raises_for_status(wire: Wire, stream: bool, reads: bool) -> None:
    def hook(response: httpx.Response) -> None:
        if reads:
            response.read()
        response.raise_for_status()

    async def async_hook(response: httpx.Response) -> None:
        if reads:
            await response.aread()
        response.raise_for_status()

    content = b'{"error": {"code": "model_not_found"}}'
    wire.reply = lambda _: httpx.Response(404, stream=httpx.ByteStream(content))
    transport = httpx.MockTransport(wire)
    with httpx.Client(transport=transport, event_hooks={"response": [hook]}) as http_client:
        error = await failure(Groq(api_key=KEY, http_client=http_client), stream=stream)
        assert type(error) is NotFoundError
        assert error.code == ("model_not_found" if reads else None)
    async with httpx.AsyncClient(transport=transport, event_hooks={"response": [async_hook]}) as async_http_client:
        error = await failure(AsyncGroq(api_key=KEY, http_client=async_http_client), stream=stream)
        assert type(error) is NotFoundError
        assert error.code == ("model_not_found" if reads else None)


@pytest.mark.anyio
async def test_raises_status_error_when_hook_consumed_body(wire: Wire) -> None:
    def hook(response: httpx.Response) -> None:
        for _ in response.iter_raw():
            pass

    wire.reply = lambda _: httpx.Response(400, stream=httpx.ByteStream(b'{"error": {}}'))
    with httpx.Client(transport=httpx.MockTransport(wire), event_hooks={"response": [hook]}) as http_client:
        error = await failure(Groq(api_key=KEY, http_client=http_client), stream=True)
    assert type(error) is BadRequestError
