"""Sentry: a span and a breadcrumb for each request, by its integration for httpx."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.integrations.httpx import HttpxIntegration
from sentry_sdk.transport import Transport

import groq
from groq.testing import LocalServer

from .mocks import TOOLS
from .samples import ANSWER, STREAMED, Caller, also_with_trio, both_ways

pytestmark = pytest.mark.filterwarnings("error::ResourceWarning")


class Events(Transport):
    """A transport that keeps the events for Sentry."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Any] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.all += [item.payload.json for item in envelope.items if item.payload.json is not None]

    @property
    def statuses(self) -> list[Any]:
        """The statuses of the HTTP requests in the only transaction."""
        [transaction] = [event for event in self.all if event.get("type") == "transaction"]
        return [span["data"].get("http.response.status_code") for span in transaction["spans"]]

    @property
    def breadcrumbs(self) -> list[Any]:
        """The breadcrumbs of the HTTP requests before the only message."""
        [message] = [event for event in self.all if event.get("message") == "done"]
        return [crumb["data"] for crumb in message["breadcrumbs"]["values"] if crumb["type"] == "http"]


@contextlib.contextmanager
def sentry() -> Iterator[Events]:
    """Install the integration. It cannot be uninstalled, so this restores the methods that it replaces."""
    events = Events()
    with pytest.MonkeyPatch.context() as patch:
        for kind in httpx.Client, httpx.AsyncClient:
            patch.setattr(kind, "send", kind.send)  # restored at exit
        before = httpx.Client.send
        sentry_sdk.init(
            "http://key@127.0.0.1/1",
            transport=events,
            traces_sample_rate=1.0,
            integrations=[HttpxIntegration()],
            default_integrations=False,
            auto_enabling_integrations=False,
        )
        if httpx.Client.send is before:  # the integration patches only once per process
            HttpxIntegration.setup_once()
        assert httpx.Client.send is not before
        yield events
        sentry_sdk.get_client().close(timeout=0)
        sentry_sdk.get_global_scope().set_client(None)


@contextlib.contextmanager
def transaction() -> Iterator[None]:
    with sentry_sdk.isolation_scope(), sentry_sdk.start_transaction(name="test"):
        yield


async def calls(caller: Caller, server: LocalServer, events: Events) -> None:
    """Make a call, a stream and a failing call in one transaction that ends with a message; check the events."""
    had = len(server.requests)
    server.reply(ANSWER, times=2)
    server.reply_error(404, "The model does not exist")
    with transaction():
        assert await caller.ask() == ANSWER
        assert await caller.stream() == ANSWER
        with pytest.raises(groq.NotFoundError):
            await caller.ask()
        sentry_sdk.capture_message("done")
    assert events.statuses == [200, 200, 404]
    assert [crumb["http.response.status_code"] for crumb in events.breadcrumbs] == [200, 200, 404]
    assert {crumb["url"] for crumb in events.breadcrumbs} == {f"{server.base_url}/openai/v1/chat/completions"}
    assert all("sentry-trace" in request.headers for request in server.requests[had:])


@both_ways
async def test_each_request_is_recorded_when_installed_before_the_client_is_made(way: str, server: LocalServer) -> None:
    with sentry() as events:
        async with Caller(way) as caller:
            await calls(caller, server, events)


@also_with_trio
async def test_each_request_is_recorded_while_installed_when_connections_are_open(
    way: str, server: LocalServer
) -> None:
    server.reply(ANSWER)
    async with Caller(way) as caller:
        assert await caller.ask() == ANSWER
        for _ in range(2):
            with sentry() as events:
                await calls(caller, server, events)
            count = len(events.all)
            server.reply(ANSWER)
            assert await caller.ask() == ANSWER
            assert len(events.all) == count
            assert "sentry-trace" not in server.requests[-1].headers


@both_ways
async def test_span_ends_when_the_connection_is_refused(way: str) -> None:
    with socket.socket() as unused, sentry() as events:
        unused.bind(("127.0.0.1", 0))
        async with Caller(way, base_url=f"http://127.0.0.1:{unused.getsockname()[1]}") as caller:
            with transaction(), pytest.raises(groq.APIConnectionError):
                await caller.ask()
        assert events.statuses == [None]


@pytest.mark.parametrize("tool", ["respx-httpcore", "respx-httpx", "pytest-httpx", "pook"])
@both_ways
async def test_mocked_response_is_recorded(
    way: str, tool: str, server: LocalServer, request: pytest.FixtureRequest
) -> None:
    server.reply(ANSWER)
    async with Caller(way) as caller:
        assert await caller.ask() == ANSWER
        with sentry() as events, TOOLS[tool](request) as mock, transaction():
            assert await caller.ask() == ANSWER
            assert await caller.stream() == STREAMED
        assert events.statuses == [200, 200]
        assert mock.calls == 2
        assert len(server.requests) == 1
