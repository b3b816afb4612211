"""Redirects: which are followed, and which headers they keep."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
import pytest
import respx

from groq import (
    APIConnectionError,
    APIStatusError,
    AsyncGroq,
    Groq,
)

from ..support.answers import CHAT_PATH, COMPLETION, MESSAGES
from ..support.calls import AnyClient, create, finished
from ..support.clients import sync_client_of
from ..support.wire import Wire


@pytest.fixture(params=["sync", "async"])
async def network_client(request: pytest.FixtureRequest) -> AsyncIterator[AnyClient]:
    """A client with the default transport, for respx."""
    made: AnyClient = Groq(max_retries=0) if request.param == "sync" else AsyncGroq(max_retries=0)
    yield made
    await finished(made.close())


@pytest.mark.anyio
async def test_follows_redirect_with_same_body(network_client: AnyClient, respx_mock: respx.MockRouter) -> None:
    respx_mock.post("https://api.groq.com" + CHAT_PATH).respond(307, headers={"location": "/moved"})
    moved = respx_mock.post("https://api.groq.com/moved").respond(json=COMPLETION)
    assert (await create(network_client)).id == "chatcmpl-1"
    request = moved.calls.last.request
    assert json.loads(request.content) == {"messages": MESSAGES, "model": "m"}
    assert request.headers["authorization"] == "Bearer from-env"


@pytest.mark.anyio
@pytest.mark.respx(assert_all_called=False)
async def test_rejects_cross_origin_redirect_without_sending(
    network_client: AnyClient, respx_mock: respx.MockRouter
) -> None:
    respx_mock.post("https://api.groq.com" + CHAT_PATH).respond(307, headers={"location": "https://evil.test/x"})
    elsewhere = respx_mock.route(host="evil.test").respond(json=COMPLETION)
    with pytest.raises(
        APIConnectionError, match=r"another origin, https://evil\.test, .*follow_cross_origin_redirects"
    ):
        await create(network_client)
    assert not elsewhere.called


@pytest.mark.anyio
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_allowed_cross_origin_redirect_drops_credentials(
    network_client: AnyClient, respx_mock: respx.MockRouter, status: int
) -> None:
    client = network_client.with_options(follow_cross_origin_redirects=True, default_headers={"X-Secret": "s"})
    respx_mock.post("https://api.groq.com" + CHAT_PATH).respond(
        status, headers={"location": "https://other.test/x", "set-cookie": "a=b; Domain=other.test"}
    )
    elsewhere = respx_mock.get("https://other.test/x").respond(json=COMPLETION)
    await create(client)
    sent = elsewhere.calls.last.request
    assert sent.content == b""
    assert {"authorization", "x-secret", "cookie", "user-agent"}.isdisjoint(sent.headers)


@pytest.mark.anyio
async def test_follows_same_origin_redirect_with_key(network_client: AnyClient, respx_mock: respx.MockRouter) -> None:
    respx_mock.post("https://api.groq.com" + CHAT_PATH).respond(307, headers={"location": "/moved"})
    moved = respx_mock.post("https://api.groq.com/moved").respond(json=COMPLETION)
    await create(network_client)
    sent = moved.calls.last.request
    assert sent.headers["authorization"]
    assert b"messages" in sent.content


@pytest.mark.anyio
@pytest.mark.parametrize("url", ["https://other.test/x", "http://api.groq.com/x", "https://api.groq.com:8443/x"])
async def test_does_not_send_key_to_absolute_url_of_another_origin(client: AnyClient, wire: Wire, url: str) -> None:
    mine = client.with_options(default_headers={"X-Secret": "s"})
    await finished(mine.get(url, cast_to=object))
    assert {"authorization", "x-secret"}.isdisjoint(wire.requests[-1].headers)
    await finished(mine.get("https://api.groq.com/x", cast_to=object))
    assert {"authorization", "x-secret"} <= set(wire.requests[-1].headers)


@pytest.mark.anyio
async def test_raises_status_error_when_redirect_is_not_followed(client: AnyClient, wire: Wire) -> None:
    wire.answer(302, headers={"location": "/moved"})
    with pytest.raises(APIStatusError) as caught:
        await finished(client.get("/x", cast_to=object, options={"follow_redirects": False}))
    assert caught.value.status_code == 302
    assert len(wire.requests) == 1


@pytest.mark.anyio
async def test_raises_connection_error_for_endless_redirects(client: AnyClient, wire: Wire) -> None:
    wire.answer(302, headers={"location": "/again"})
    with pytest.raises(APIConnectionError) as caught:
        await finished(client.get("/again", cast_to=object))
    assert isinstance(caught.value.__cause__, httpx.TooManyRedirects)


@pytest.mark.parametrize("place", ["http://127.0.0.1:99999/x", "http://" + "a" * 64 + ".example/"])
def test_raises_connection_error_for_invalid_redirect_target(place: str) -> None:
    client = sync_client_of(
        lambda _: httpx.Response(302, headers={"location": place}), follow_cross_origin_redirects=True
    ).with_options(max_retries=0)
    client._client.follow_redirects = True
    with pytest.raises(APIConnectionError, match="The server redirects to"):
        client.models.list()
