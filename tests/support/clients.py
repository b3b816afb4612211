"""Clients for tests: of a server on this machine, without proxies, or of a function that answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from groq import AsyncGroq, DefaultAsyncHttpxClient, DefaultHttpxClient, Groq
from groq._transport.pool import Pool

from .answers import CHAT as CHAT
from .answers import MESSAGES as MESSAGES

_OPTIONS: dict[str, Any] = {"api_key": "test", "max_retries": 0, "timeout": 10}


# Idle connections do not expire while a busy machine gets on to the next call.
LIMITS = httpx.Limits(max_connections=1_000, max_keepalive_connections=100, keepalive_expiry=120)


def sync_client(base_url: str, **options: Any) -> Groq:
    """A client of a server on this machine."""
    return Groq(**{**_OPTIONS, "http_client": sync_http_client(), **options}, base_url=base_url)


def async_client(base_url: str, **options: Any) -> AsyncGroq:
    """An async client of a server on this machine."""
    return AsyncGroq(**{**_OPTIONS, "http_client": async_http_client(), **options}, base_url=base_url)


def sync_http_client(**options: Any) -> httpx.Client:
    """What a client of a server on this machine sends through."""
    return DefaultHttpxClient(**{"limits": LIMITS, **options}, trust_env=False)


def async_http_client(**options: Any) -> httpx.AsyncClient:
    """What an async client of a server on this machine sends through."""
    return DefaultAsyncHttpxClient(**{"limits": LIMITS, **options}, trust_env=False)


def sync_client_of(handler: Callable[[httpx.Request], httpx.Response], **options: Any) -> Groq:
    """A client whose requests a function answers."""
    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    return Groq(**{**_OPTIONS, **options}, base_url="https://api.test", http_client=http_client)


def async_client_of(handler: Callable[[httpx.Request], Any], **options: Any) -> AsyncGroq:
    """An async client whose requests a function answers, which may be a coroutine function."""
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(handler))
    return AsyncGroq(**{**_OPTIONS, **options}, base_url="https://api.test", http_client=http_client)


def pools_of(client: Groq | AsyncGroq) -> list[Pool]:
    """The connection pools of a client; an async one has one for each event loop."""
    transport: Any = client._client._transport
    return [transport.pool] if isinstance(client, Groq) else transport.pools


def busy_connections(client: Groq | AsyncGroq) -> int:
    """How many connections of the client's pools are held by a request or a response."""
    return sum(pool.in_use for pool in pools_of(client))


def open_connections(client: Groq | AsyncGroq) -> int:
    """How many connections the client's pools have, idle ones included."""
    return sum(pool.open for pool in pools_of(client))
