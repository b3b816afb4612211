"""Fixtures that each room imports in its conftest.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from groq.testing import LocalServer

from .calls import AnyClient
from .clients import async_client_of, sync_client_of
from .waits import record_all_waits
from .wire import Wire

_VARIABLES = ("GROQ_API_KEY", "GROQ_BASE_URL", "GROQ_CUSTOM_HEADERS", "GROQ_LOG")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unset every variable that configures a client."""
    for name in _VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def wire() -> Wire:
    """Return the recorder of requests; a module with other replies overrides this fixture."""
    return Wire()


@pytest.fixture(params=["sync", "async"])
def client(request: pytest.FixtureRequest, wire: Wire) -> AnyClient:
    """A client of either kind that sends to `wire`."""
    return sync_client_of(wire) if request.param == "sync" else async_client_of(wire)


@pytest.fixture
def sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the list of recorded waits between attempts; clients do not wait."""
    return record_all_waits(monkeypatch)


@pytest.fixture
def server() -> Iterator[LocalServer]:
    """A local server."""
    with LocalServer() as running:
        yield running
