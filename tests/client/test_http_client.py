"""The underlying httpx client: accepted kinds, its own options, hooks, proxies."""

from __future__ import annotations

import unittest.mock
from typing import Any

import httpx
import pytest

import groq
from groq import (
    AsyncGroq,
    DefaultHttpxClient,
    Groq,
    GroqError,
)

from ..support.answers import MESSAGES
from ..support.calls import AnyClient, create
from ..support.wire import Wire


def test_uses_magic_mock_as_http_client(wire: Wire) -> None:
    client = Groq(http_client=wire.sync_client())
    stand_in = unittest.mock.MagicMock()
    stand_in.send.return_value = httpx.Response(200, json={"a": 1}, request=httpx.Request("GET", "https://x.test"))
    client._client = stand_in
    assert client.get("/x", cast_to=object) == {"a": 1}


# The httpx client.


@pytest.mark.parametrize(
    "wrong", [object(), "client", httpx.MockTransport(lambda _: httpx.Response(200)), httpx.Client]
)
def test_rejects_http_client_of_another_kind(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"http_client: expected an httpx\.Client, got .*Groq takes an httpx\.Client"):
        Groq(http_client=wrong)
    with pytest.raises(TypeError, match=r"http_client: expected an httpx\.AsyncClient, got "):
        AsyncGroq(http_client=wrong)


def test_rejects_http_client_of_other_mode(wire: Wire) -> None:
    other: Any = wire.async_client()
    with pytest.raises(TypeError, match=r"expected an httpx\.Client, got .*AsyncGroq an httpx\.AsyncClient"):
        Groq(http_client=other)
    other = wire.sync_client()
    with pytest.raises(TypeError, match=r"expected an httpx\.AsyncClient, got "):
        AsyncGroq(http_client=other)


def test_default_httpx_client_has_defaults_of_package_and_accepts_options() -> None:
    with DefaultHttpxClient() as ours, DefaultHttpxClient(timeout=1, follow_redirects=False) as changed:
        assert isinstance(ours, httpx.Client)
        assert (ours.timeout, ours.follow_redirects) == (groq.DEFAULT_TIMEOUT, True)
        assert (changed.timeout, changed.follow_redirects) == (httpx.Timeout(1), False)


@pytest.mark.anyio
async def test_httpx_client_can_be_reassigned(client: AnyClient, wire: Wire) -> None:
    other = Wire()
    if isinstance(client, Groq):
        client._client = other.sync_client()
    else:
        client._client = other.async_client()
    await create(client)
    assert (len(wire.requests), len(other.requests)) == (0, 1)


def test_headers_of_the_http_client_are_sent_too(wire: Wire) -> None:
    http_client = wire.sync_client(headers={"X-Theirs": "1"})
    Groq(http_client=http_client).chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["x-theirs"] == "1"


def test_query_parameters_of_the_http_client_are_sent_too(wire: Wire) -> None:
    http_client = wire.sync_client(params={"theirs": "1"})
    Groq(http_client=http_client).chat.completions.create(messages=MESSAGES, model="m", extra_query={"ours": 1})
    assert wire.query == {"theirs": "1", "ours": "1"}


def test_request_hook_changes_request_and_timeout(wire: Wire) -> None:
    def hook(request: httpx.Request) -> None:
        request.headers["x-hooked"] = "1"
        request.extensions["timeout"]["read"] = 1.5

    client = Groq(http_client=wire.sync_client())
    client._client.event_hooks["request"].append(hook)
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["x-hooked"] == "1"
    assert wire.last.extensions["timeout"]["read"] == 1.5


@pytest.mark.anyio
async def test_async_request_hook_changes_request_and_timeout(wire: Wire) -> None:
    async def hook(request: httpx.Request) -> None:
        request.headers["x-hooked"] = "1"
        request.extensions["timeout"] = {**request.extensions["timeout"], "read": 1.5}

    async with AsyncGroq(http_client=wire.async_client(event_hooks={"request": [hook]})) as client:
        await create(client)
    assert wire.headers["x-hooked"] == "1"
    assert wire.last.extensions["timeout"]["read"] == 1.5


@pytest.mark.parametrize(
    "proxy", ["socks5://x:1", "http://[::1", "htp://proxy.test", "http://a..b:1", "xn--zz--:1", "http://x:-1"]
)
@pytest.mark.parametrize("client_class", [Groq, AsyncGroq])
def test_rejects_invalid_proxy_from_environment(client_class: Any, proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(GroqError, match=r"HTTPS_PROXY.*trust_env=False"):
        client_class(api_key="k")


@pytest.mark.parametrize("proxy", ["10.0.0.1:3128", "localhost:3128", "me:pass@proxy.test", "[::1]:3128", "proxy.test"])
@pytest.mark.parametrize("client_class", [Groq, AsyncGroq])
def test_proxy_from_environment_needs_no_scheme(client_class: Any, proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    settings = client_class(api_key="k")._client._transport._settings
    assert settings.proxies.of(httpx.URL("https://api.groq.com")) is not None
