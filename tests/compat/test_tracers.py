"""Wrappers of httpx and httpcore methods see each request once, may add headers, and can be removed."""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest

import groq
from groq.testing import LocalServer

from .mocks import TOOLS
from .samples import ANSWER, MODEL, Caller, also_with_trio, both_ways, first, rest
from .tracers import EVERYWHERE, HEADER, ON_A_CLIENT, Trace

pytestmark = pytest.mark.filterwarnings("error::ResourceWarning")
Install = Callable[[], AbstractContextManager[Trace]]

everywhere = pytest.mark.parametrize("install", EVERYWHERE.values(), ids=EVERYWHERE.keys())
on_a_client = pytest.mark.parametrize("install", ON_A_CLIENT.values(), ids=ON_A_CLIENT.keys())


def watched(server: LocalServer, after: int = 0) -> list[bool]:
    """Return for each request that the server received whether it has the tool's header."""
    return [HEADER in request.headers for request in server.requests[after:]]


async def calls_are_seen(caller: Caller, server: LocalServer, trace: Trace) -> None:
    """Assert that a call, a stream and two errors of the API are each seen once, with one header."""
    had, saw = len(server.requests), len(trace.seen)
    server.reply(ANSWER, times=2)
    server.reply_error(404, "The model does not exist", times=2)
    assert await caller.ask() == ANSWER
    assert await caller.stream() == ANSWER
    with pytest.raises(groq.NotFoundError, match="The model does not exist"):
        await caller.ask()
    with pytest.raises(groq.NotFoundError, match="The model does not exist"):
        await caller.stream()
    assert trace.seen[saw:] == [200, 200, 404, 404]
    assert [request.headers[HEADER] for request in server.requests[had:]] == ["1"] * 4


async def calls_are_unseen(caller: Caller, server: LocalServer, trace: Trace) -> None:
    had, saw = len(server.requests), len(trace.seen)
    server.reply(ANSWER, times=2)
    assert await caller.ask() == ANSWER
    assert await caller.stream() == ANSWER
    assert len(trace.seen) == saw
    assert watched(server, after=had) == [False] * 2


@everywhere
@both_ways
async def test_each_request_is_seen_when_installed_before_the_client_is_made(
    way: str, install: Install, server: LocalServer
) -> None:
    with install() as trace:
        async with Caller(way) as caller:
            await calls_are_seen(caller, server, trace)


@everywhere
@also_with_trio
async def test_each_request_is_seen_while_installed_when_connections_are_open(
    way: str, install: Install, server: LocalServer
) -> None:
    server.reply(ANSWER)
    async with Caller(way) as caller:
        assert await caller.ask() == ANSWER
        for _ in range(2):
            with install() as trace:
                await calls_are_seen(caller, server, trace)
            await calls_are_unseen(caller, server, trace)


@on_a_client
@also_with_trio
async def test_each_request_of_a_client_is_seen_while_installed_on_it(
    way: str, install: Callable[[Any], AbstractContextManager[Trace]], server: LocalServer
) -> None:
    server.reply(ANSWER)
    async with Caller(way) as caller:
        assert await caller.ask() == ANSWER
        for _ in range(2):
            with install(caller.client._client) as trace:
                await calls_are_seen(caller, server, trace)
            await calls_are_unseen(caller, server, trace)


@on_a_client
@both_ways
async def test_each_request_of_a_copy_is_seen_when_it_shares_the_http_client(
    way: str, install: Callable[[Any], AbstractContextManager[Trace]], server: LocalServer
) -> None:
    async with Caller(way) as caller:
        copy = Caller(way)
        await copy.__aexit__()
        copy.client = caller.client.with_options(timeout=5)
        with install(caller.client._client) as trace:
            await calls_are_seen(copy, server, trace)


@everywhere
@both_ways
async def test_each_attempt_is_seen_when_a_call_is_retried(way: str, install: Install, server: LocalServer) -> None:
    server.reply_error(503, retry_after=0.001, times=2)
    server.reply(ANSWER)
    async with Caller(way, max_retries=2) as caller:
        with install() as trace:
            assert await caller.ask() == ANSWER
        assert trace.seen == [503, 503, 200]
        assert watched(server) == [True] * 3


@everywhere
@both_ways
async def test_error_is_seen_when_the_connection_is_refused(way: str, install: Install) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        base_url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with install() as trace:
            async with Caller(way, base_url=base_url) as caller:
                with pytest.raises(groq.APIConnectionError):
                    await caller.ask()
        assert trace.seen == ([] if install is EVERYWHERE["Client._event_hooks"] else ["ConnectError"])


@everywhere
@both_ways
async def test_error_is_seen_when_the_response_times_out(way: str, install: Install, server: LocalServer) -> None:
    server.reply(ANSWER, delay=30)
    with install() as trace:
        async with Caller(way, timeout=httpx.Timeout(10, read=0.05)) as caller:
            with pytest.raises(groq.APITimeoutError):
                await caller.ask()
    assert trace.seen == ([] if install is EVERYWHERE["Client._event_hooks"] else ["ReadTimeout"])


@everywhere
@also_with_trio
async def test_open_stream_continues_when_a_tool_is_installed_or_removed(
    way: str, install: Install, server: LocalServer
) -> None:
    server.reply(ANSWER, times=2)
    async with Caller(way) as caller:
        unseen = await caller.open_stream()
        begun = await first(unseen)
        with install() as trace:
            seen = await caller.open_stream()
            also_begun = await first(seen)
            assert begun + await rest(unseen) == ANSWER
        assert also_begun + await rest(seen) == ANSWER
        assert trace.seen == [200]
        await calls_are_unseen(caller, server, trace)


@everywhere
@both_ways
async def test_headers_of_the_client_are_sent_when_a_tool_is_installed(
    way: str, install: Install, server: LocalServer
) -> None:
    server.reply(ANSWER)
    with install():
        async with Caller(way, default_headers={"X-Mine": "1"}) as caller:
            assert await caller.ask() == ANSWER
    [sent] = server.requests
    assert (sent.headers["x-mine"], sent.headers["authorization"]) == ("1", "Bearer gsk_mine")
    assert sent.json["model"] == MODEL


@everywhere
def test_each_request_is_seen_in_every_thread(install: Install, server: LocalServer) -> None:
    server.reply(ANSWER, times=None)
    with groq.Groq(max_retries=0) as client, ThreadPoolExecutor(8) as pool:

        def ask(_turn: int) -> str | None:
            completion = client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "Hi"}])
            return completion.choices[0].message.content

        with install() as trace:
            assert set(pool.map(ask, range(32))) == {ANSWER}
        # httpcore may assign one connection to two threads; one of them then raises this and chooses again.
        assert [seen for seen in trace.seen if seen != "ConnectionNotAvailable"] == [200] * 32
        assert set(pool.map(ask, range(8))) == {ANSWER}
        assert sum(watched(server)) == 32


ABOVE_ALL_MOCKS = ["Client.send", "Client._send_handling_auth"]


@pytest.mark.parametrize("name", ABOVE_ALL_MOCKS)
@pytest.mark.parametrize("tool", ["respx-httpcore", "respx-httpx", "pytest-httpx", "pook"])
@both_ways
async def test_mocked_response_is_seen_when_the_tool_wraps_the_mock(
    way: str, name: str, tool: str, server: LocalServer, request: pytest.FixtureRequest
) -> None:
    async with Caller(way) as caller:
        with EVERYWHERE[name]() as trace, TOOLS[tool](request) as mock:
            assert await caller.ask() == ANSWER
            assert (trace.seen, mock.calls) == ([200], 1)
        await calls_are_unseen(caller, server, trace)


@pytest.mark.parametrize("name", ["HTTPTransport.handle_request", "ConnectionPool.handle_request"])
@both_ways
async def test_respx_response_is_seen_when_the_tool_is_installed_after_respx(
    way: str, name: str, server: LocalServer, request: pytest.FixtureRequest
) -> None:
    async with Caller(way) as caller:
        with TOOLS["respx-httpcore"](request) as mock, EVERYWHERE[name]() as trace:
            assert await caller.ask() == ANSWER
            assert (trace.seen, mock.calls) == ([200], 1)
        await calls_are_unseen(caller, server, trace)
