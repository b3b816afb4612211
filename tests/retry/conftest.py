"""A client of either kind that records its waits."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import respx

from groq import (
    AsyncGroq,
    DefaultAsyncHttpxClient,
    DefaultHttpxClient,
    Groq,
)

from ..support.answers import URL
from ..support.calls import AnyClient, finished
from ..support.fixtures import clean_environment, sleeps

__all__ = ["clean_environment", "sleeps"]


@pytest.fixture(params=["sync", "async"])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[AnyClient]:
    # Skip loading certificates, which is slow: nothing is sent.
    made: AnyClient
    if request.param == "sync":
        made = Groq(api_key="k", http_client=DefaultHttpxClient(verify=False))
    else:
        made = AsyncGroq(api_key="k", http_client=DefaultAsyncHttpxClient(verify=False))
    yield made
    await finished(made.close())


@pytest.fixture
def endpoint(respx_mock: respx.MockRouter) -> respx.Route:
    return respx_mock.post(URL)


@pytest.fixture(autouse=True)
def no_waiting(sleeps: list[float]) -> None:
    """No client waits between attempts."""
