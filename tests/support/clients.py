"""Clients for a test: of a server on this machine whatever proxies the environment names, or of a function."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from groq import (
    AsyncGroq,
    DefaultAsyncFastHttpxClient,
    DefaultAsyncHttpxClient,
    DefaultFastHttpxClient,
    DefaultHttpxClient,
    Groq,
)

MESSAGES: list[Any] = [{"role": "user", "content": "Hi"}]
CHAT: dict[str, Any] = {"messages": MESSAGES, "model": "openai/gpt-oss-20b"}

# What the clients of servers on this machine send through: `scripts/test-fast` runs tests with the other one.
IS_FAST = os.environ.get("GROQ_TEST_ENGINE") == "fast"
needs_default_engine = pytest.mark.skipif(IS_FAST, reason="about what the default clients send through")

_OPTIONS: dict[str, Any] = {"api_key": "test", "max_retries": 0, "timeout": 10}


def sync_client(base_url: str, **options: Any) -> Groq:
    """A client of a server on this machine."""
    return Groq(**{**_OPTIONS, "http_client": sync_http_client(), **options}, base_url=base_url)


def async_client(base_url: str, **options: Any) -> AsyncGroq:
    """An async client of a server on this machine."""
    return AsyncGroq(**{**_OPTIONS, "http_client": async_http_client(), **options}, base_url=base_url)


def sync_http_client(**options: Any) -> httpx.Client:
    """What a client of a server on this machine sends through."""
    return (DefaultFastHttpxClient if IS_FAST else DefaultHttpxClient)(**options, trust_env=False)


def async_http_client(**options: Any) -> httpx.AsyncClient:
    """What an async client of a server on this machine sends through."""
    return (DefaultAsyncFastHttpxClient if IS_FAST else DefaultAsyncHttpxClient)(**options, trust_env=False)


def sync_client_of(handler: Callable[[httpx.Request], httpx.Response], **options: Any) -> Groq:
    """A client whose requests a function answers."""
    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    return Groq(**{**_OPTIONS, **options}, base_url="https://api.test", http_client=http_client)


def async_client_of(handler: Callable[[httpx.Request], httpx.Response], **options: Any) -> AsyncGroq:
    """An async client whose requests a function answers."""
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(handler))
    return AsyncGroq(**{**_OPTIONS, **options}, base_url="https://api.test", http_client=http_client)


def busy_connections(client: Groq | AsyncGroq) -> int:
    """How many connections of the client's pools are held by a response."""
    transport: Any = client._client._transport
    if hasattr(transport, "_places"):  # of Rust, whose connections are out of sight; each open response holds one
        free: Any = transport._places._free
        limits: Any = transport._clients._settings._limits
        return int(limits.max_connections - (free if isinstance(free, int) else free.qsize()))
    return sum(not connection.is_idle() for connection in _connections(client))


def open_connections(client: Groq | AsyncGroq) -> int:
    """How many connections the client's pools have, idle ones included."""
    is_fast = hasattr(client._client._transport, "_places")
    return _sockets_to(client.base_url.port) if is_fast else len(_connections(client))


def _connections(client: Groq | AsyncGroq) -> list[Any]:
    transport: Any = client._client._transport
    others = [pool.transport for pool in getattr(transport, "_others", ())]
    return [connection for one in (transport, *others) for connection in one._pool.connections]


def _sockets_to(port: int | None) -> int:
    """How many connections to a port this process has; Rust closes them in a thread of its own, in a moment."""
    for _ in range(20):
        found = [one for one in os.listdir("/proc/self/fd") if _peer_port(int(one)) == port]
        if not found:
            break
        time.sleep(0.005)  # there is no event to wait for
    return len(found)


def _peer_port(descriptor: int) -> int | None:
    with contextlib.suppress(OSError):  # closed meanwhile, or not connected
        if os.readlink(f"/proc/self/fd/{descriptor}").startswith("socket:"):
            with socket.socket(fileno=os.dup(descriptor)) as copy:
                name = copy.getpeername()
                return name[1] if isinstance(name, tuple) else None
    return None
