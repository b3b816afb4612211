"""A local server, and its sync and async clients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from groq.testing import LocalServer

from ..support.calls import opened


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer() as server:
        yield server


@pytest.fixture(params=["sync", "async"])
async def client(request: pytest.FixtureRequest, server: LocalServer, anyio_backend: str) -> Any:
    assert anyio_backend  # requested, so that the async client has an event loop
    async with opened(server.client() if request.param == "sync" else server.async_client()) as client:
        yield client
