"""Clients that do not wait between attempts. Only this module of the tests overrides `_sleep`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest
from typing_extensions import override

from groq import AsyncGroq, Groq
from groq._base_client import AsyncAPIClient, SyncAPIClient

from .answers import EMPTY_COMPLETION
from .clients import async_client_of, sync_client_of

Handler = Callable[[httpx.Request], httpx.Response]


class ImpatientGroq(Groq):
    """Retries without a delay."""

    @override
    def _sleep(self, seconds: float) -> None:
        assert seconds > 0


class ImpatientAsyncGroq(AsyncGroq):
    """Retries without a delay."""

    @override
    async def _sleep(self, seconds: float) -> None:
        assert seconds > 0
        await anyio.lowlevel.checkpoint()


def record_waits(*clients: Groq | AsyncGroq) -> list[float]:
    """Make the clients record the seconds they would wait; return the list they add to."""
    waits: list[float] = []

    async def record(seconds: float) -> None:
        waits.append(seconds)

    for client in clients:
        untyped: Any = client
        untyped._sleep = waits.append if isinstance(client, Groq) else record
    return waits


def interrupt_first_wait(client: Groq | AsyncGroq, interrupt: Callable[[], object]) -> None:
    """Make a client call a function instead of its first wait, and not wait afterwards."""
    interrupts = [interrupt]

    def sleep(_: float) -> None:
        if interrupts:
            interrupts.pop()()

    async def async_sleep(seconds: float) -> None:
        sleep(seconds)
        await anyio.lowlevel.checkpoint()

    untyped: Any = client
    untyped._sleep = sleep if isinstance(client, Groq) else async_sleep


def shorten_waits(client: Groq | AsyncGroq, factor: float) -> None:
    """Make a client wait for a fraction of each delay."""
    sleep: Any = time.sleep if isinstance(client, Groq) else anyio.sleep
    untyped: Any = client
    untyped._sleep = lambda seconds: sleep(seconds / factor)


def record_all_waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Make every client record the seconds it would wait; return the list they add to."""
    waits: list[float] = []

    async def record(_: object, seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(SyncAPIClient, "_sleep", lambda _, seconds: waits.append(seconds))
    monkeypatch.setattr(AsyncAPIClient, "_sleep", record)
    return waits


class Calls:
    """Clients of both kinds with a mock transport that record their waits.

    Attributes:
        requests: The number of requests.
        waits: The seconds they would have waited.
    """

    def __init__(self, handler: Handler, *, max_retries: int = 2, **options: Any) -> None:
        self.requests = 0
        self._handler = handler
        self.client = sync_client_of(self._answer, max_retries=max_retries, **options)
        self.aclient = async_client_of(self._answer, max_retries=max_retries, **options)
        self.waits = record_waits(self.client, self.aclient)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        return self._handler(request)


def raising(error: type[httpx.RequestError]) -> Handler:
    """Return a handler that raises this error of httpx."""

    def handler(request: httpx.Request) -> httpx.Response:
        raise error("broken", request=request)

    return handler


def answering(status: int, headers: dict[str, str] | None = None, **body: Any) -> Handler:
    """Return a handler that responds with this status."""
    return lambda _request: httpx.Response(status, headers=headers, **(body or {"json": EMPTY_COMPLETION}))
