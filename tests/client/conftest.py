"""Clients of either kind that send to the recorder, with a key from the environment."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from groq import AsyncGroq, Groq

from ..support.calls import AnyClient, finished
from ..support.fixtures import clean_environment, wire
from ..support.wire import Wire

__all__ = ["clean_environment", "wire"]


@pytest.fixture(autouse=True)
def key_in_environment(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - for the order
    """Set GROQ_API_KEY in a clean environment."""
    monkeypatch.setenv("GROQ_API_KEY", "from-env")


@pytest.fixture
def make(wire: Wire) -> Callable[..., Groq]:
    """Make clients that send to the recorder."""
    return lambda **options: Groq(**{"http_client": wire.sync_client(), "max_retries": 0, **options})


@pytest.fixture(params=["sync", "async"])
async def client(request: pytest.FixtureRequest, wire: Wire) -> AsyncIterator[AnyClient]:
    """A client of either kind."""
    made: AnyClient
    if request.param == "sync":
        made = Groq(http_client=wire.sync_client(), max_retries=0)
    else:
        made = AsyncGroq(http_client=wire.async_client(), max_retries=0)
    yield made
    await finished(made.close())
