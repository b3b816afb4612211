"""Clients for tests: of a server on this machine, without proxies, or with a mock transport."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from groq import AsyncGroq, DefaultAsyncHttpxClient, DefaultHttpxClient, Groq
from groq._transport.pool import Pool

from .answers import CHAT as CHAT
from .answers import MESSAGES as MESSAGES

_OPTIONS: dict[str, Any] = {"api_key": "test", "max_retries": 0, "timeout": 10}


# Long enough that idle connections do not expire between calls on a busy machine.
LIMITS = httpx.Limits(max_connections=1_000, max_keepalive_connections=100, keepalive_expiry=120)


def sync_client(base_url: str, **options: Any) -> Groq:
    """Return a client of a server on this machine."""
    return Groq(**{**_OPTIONS, "http_client": sync_http_client(), **options}, base_url=base_url)


def async_client(base_url: str, **options: Any) -> AsyncGroq:
    """Return an async client of a server on this machine."""
    return AsyncGroq(**{**_OPTIONS, "http_client": async_http_client(), **options}, base_url=base_url)


def sync_http_client(**options: Any) -> httpx.Client:
    """Return an httpx client for a server on this machine."""
    return DefaultHttpxClient(**{"limits": LIMITS, **options}, trust_env=False)


def async_http_client(**options: Any) -> httpx.AsyncClient:
    """Return an async httpx client for a server on this machine."""
    return DefaultAsyncHttpxClient(**{"limits": LIMITS, **options}, trust_env=False)


def sync_client_of(handler: Callable[[httpx.Request], httpx.Response], **options: Any) -> Groq:
    """Return a client whose responses come from a function."""
    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    return Groq(**{**_OPTIONS, **options}, base_url="https://api.test", http_client=http_client)


def async_client_of(handler: Callable[[httpx.Request], Any], **options: Any) -> AsyncGroq:
    """Return an async client whose responses come from a function or a coroutine function."""
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(handler))
    return AsyncGroq(**{**_OPTIONS, **options}, base_url="https://api.test", http_client=http_client)


def pools_of(client: Groq | AsyncGroq) -> list[Pool]:
    """Return the connection pools of a client; an async client has one for each event loop."""
    transport: Any = client._client._transport
    return [transport.pool] if isinstance(client, Groq) else transport.pools


def busy_connections(client: Groq | AsyncGroq) -> int:
    """Return the number of connections held by a request or a response."""
    return sum(pool.in_use for pool in pools_of(client))


def open_connections(client: Groq | AsyncGroq) -> int:
    """Return the number of connections, including idle ones."""
    return sum(pool.open for pool in pools_of(client))
