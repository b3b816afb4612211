"""A client of either kind whose key must not appear anywhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from groq import (
    AsyncGroq,
    Groq,
)

from ..support.calls import AnyClient, finished
from ..support.fixtures import clean_environment, wire
from ..support.wire import Wire
from .calls import KEY

__all__ = ["clean_environment", "wire"]


@pytest.fixture(params=["sync", "async"])
async def client(request: pytest.FixtureRequest, wire: Wire) -> AsyncIterator[AnyClient]:
    options: dict[str, Any] = {"api_key": KEY, "max_retries": 0}
    transport = httpx.MockTransport(wire)
    made: AnyClient
    if request.param == "sync":
        made = Groq(http_client=httpx.Client(transport=transport), **options)
    else:
        made = AsyncGroq(http_client=httpx.AsyncClient(transport=transport), **options)
    yield made
    await finished(made.close())
