"""Clients that send to a recorder, with a key from the environment."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from groq import AsyncGroq, Groq

from ..support.fixtures import clean_environment, sleeps
from ..support.wire import ContentWire

__all__ = ["clean_environment", "sleeps"]


@pytest.fixture(autouse=True)
def key_in_environment(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - for the order
    """Set GROQ_API_KEY in a clean environment."""
    monkeypatch.setenv("GROQ_API_KEY", "k")


@pytest.fixture
def wire() -> ContentWire:
    """Return the recorder of requests."""
    return ContentWire()


@pytest.fixture
def client(wire: ContentWire) -> Iterator[Groq]:
    """Return a client over a plain httpx client."""
    with Groq(http_client=httpx.Client(transport=httpx.MockTransport(wire)), max_retries=0) as made:
        yield made


@pytest.fixture
async def async_client(wire: ContentWire) -> AsyncIterator[AsyncGroq]:
    """Return an async client over a plain httpx client."""
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(wire))
    async with AsyncGroq(http_client=http_client, max_retries=0) as made:
        yield made
