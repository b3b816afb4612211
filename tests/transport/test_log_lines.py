"""httpx's log line for a request excludes the query and the credentials of the URL, for any client."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest

from groq import AsyncGroq, DefaultAsyncHttpxClient, DefaultHttpxClient, Groq

from ..support.server import ScriptedServer, sized

REPLY = sized(b"{}", "content-type: application/json")
QUERY: dict[str, object] = {"token": "secret-of-a-query"}


def hook(_: Any) -> None:
    """Do nothing; a client with hooks sends through all layers of httpx."""


async def async_hook(_: Any) -> None:
    """Do nothing."""


CLIENTS: dict[str, dict[str, Any]] = {
    "default": {"maker": (DefaultHttpxClient, DefaultAsyncHttpxClient), "hooks": False},
    "default with hooks": {"maker": (DefaultHttpxClient, DefaultAsyncHttpxClient), "hooks": True},
    "of the caller": {"maker": (httpx.Client, httpx.AsyncClient), "hooks": False},
}


@pytest.mark.anyio
@pytest.mark.parametrize("kind", CLIENTS)
async def test_log_line_has_no_query_or_credentials(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    maker, async_maker = CLIENTS[kind]["maker"]
    options: dict[str, Any] = {"trust_env": False}
    hooks, async_hooks = ({"request": [hook]}, {"request": [async_hook]}) if CLIENTS[kind]["hooks"] else ({}, {})
    with ScriptedServer(REPLY, REPLY) as server, caplog.at_level(logging.INFO, "httpx"):
        url = server.url.replace("://", "://user:secret-of-an-account@")
        http_client = maker(**options, event_hooks=hooks)
        with Groq(api_key="k", base_url=url, default_query=QUERY, http_client=http_client) as client:
            client.get("/x", cast_to=object)
        async_http_client = async_maker(**options, event_hooks=async_hooks)
        async with AsyncGroq(api_key="k", base_url=url, default_query=QUERY, http_client=async_http_client) as aclient:
            await aclient.get("/x", cast_to=object)
        assert len(server.requests) == 2
        assert all(b"secret-of-a-query" in request.head for request in server.requests)
    lines = [record.getMessage() for record in caplog.records if record.name == "httpx"]
    assert lines == [f'HTTP Request: GET {server.url}/x "HTTP/1.1 200 OK"'] * 2
    assert "secret" not in caplog.text


def test_log_line_of_other_requests_is_unchanged(caplog: pytest.LogCaptureFixture) -> None:
    http_client = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200)))
    with caplog.at_level(logging.INFO, "httpx"), http_client:
        http_client.get("https://other.test/?mine=1")
    assert "https://other.test/?mine=1" in caplog.text
