"""respx, pytest-httpx, pook and plain replacements of methods of httpx and httpcore answer instead of the network."""

from __future__ import annotations

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
import respx
from pytest_httpx import HTTPXMock

import groq
from groq.testing import LocalServer

from .mocks import BY_DEPTH, REFUSED, SILENT, TOOLS, Tool
from .samples import ANSWER, ASK, COMPLETION, STREAMED, Caller, also_with_trio, both_ways, first, rest

pytestmark = pytest.mark.filterwarnings("error::ResourceWarning")
URL = "https://api.groq.com/openai/v1/chat/completions"
REAL = "This came over the network."

each_tool = pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS.keys())


@pytest.fixture
def server(server: LocalServer) -> LocalServer:
    server.reply(REAL, times=None)
    return server


@each_tool
@also_with_trio
async def test_mock_answers_when_installed_before_the_client_is_made(
    way: str, tool: Tool, request: pytest.FixtureRequest
) -> None:
    with tool(request) as mock:
        async with Caller(way, base_url="https://api.test") as caller:
            assert await caller.ask() == ANSWER
            assert await caller.stream() == STREAMED
            with pytest.raises(groq.NotFoundError, match="The model does not exist"):
                await caller.ask(model=REFUSED)
            with pytest.raises(groq.NotFoundError, match="The model does not exist"):
                await caller.stream(model=REFUSED)
            with pytest.raises(groq.APITimeoutError) as caught:
                await caller.ask(model=SILENT)
            assert isinstance(caught.value.__cause__, httpx.ReadTimeout)
        assert mock.calls == 5


@each_tool
@also_with_trio
async def test_mock_answers_while_installed_when_connections_are_open(
    way: str, tool: Tool, server: LocalServer, request: pytest.FixtureRequest
) -> None:
    async with Caller(way) as caller:
        assert await caller.ask() == REAL
        assert await caller.stream() == REAL
        with tool(request) as mock:
            assert await caller.ask() == ANSWER
            assert await caller.stream() == STREAMED
            with pytest.raises(groq.NotFoundError):
                await caller.ask(model=REFUSED)
            assert mock.calls == 3
        assert len(server.requests) == 2
        assert await caller.stream() == REAL
        assert await caller.ask() == REAL
        assert mock.calls == 3
        assert len(server.requests) == 4


@each_tool
@also_with_trio
async def test_open_stream_continues_when_a_mock_is_installed_or_removed(
    way: str, tool: Tool, server: LocalServer, request: pytest.FixtureRequest
) -> None:
    async with Caller(way) as caller:
        real = await caller.open_stream()
        begun = await first(real)
        with tool(request) as mock:
            mocked = await caller.open_stream()
            assert await first(mocked) == "It "
            assert begun + await rest(real) == REAL
        assert await rest(mocked) == "is clear."
        assert mock.calls == 1
        assert len(server.requests) == 1


@pytest.mark.usefixtures("server")
@each_tool
@both_ways
async def test_mock_answers_after_it_raised_errors(way: str, tool: Tool, request: pytest.FixtureRequest) -> None:
    """An error leaves no state in the client."""
    async with Caller(way) as caller:
        with tool(request):
            for _ in range(3):
                with pytest.raises(groq.APITimeoutError):
                    await caller.ask(model=SILENT)
            assert await caller.ask() == ANSWER
        assert await caller.ask() == REAL


PAIRS = [pair for outer, inner in itertools.pairwise(BY_DEPTH) for pair in ((outer, inner), (inner, outer))]


@pytest.mark.parametrize(("installed_first", "installed_last"), PAIRS)
@both_ways
async def test_outermost_mock_answers_when_two_are_installed(
    way: str, installed_first: str, installed_last: str, server: LocalServer, request: pytest.FixtureRequest
) -> None:
    async with Caller(way) as caller:
        assert await caller.ask() == REAL
        with BY_DEPTH[installed_first](request) as outer:
            with BY_DEPTH[installed_last](request) as inner:
                assert await caller.ask() == ANSWER
                assert await caller.stream() == STREAMED
                is_outermost = list(BY_DEPTH).index(installed_first) < list(BY_DEPTH).index(installed_last)
                assert (outer.calls, inner.calls) == ((2, 0) if is_outermost else (0, 2))
            before = outer.calls
            assert await caller.ask() == ANSWER
            assert outer.calls == before + 1
        assert await caller.ask() == REAL
        assert len(server.requests) == 2


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("tool", [TOOLS["respx-httpcore"], TOOLS["respx-httpx"]], ids=["httpcore", "httpx"])
@both_ways
async def test_outer_respx_router_answers_after_the_inner_one_ends(
    way: str, tool: Tool, request: pytest.FixtureRequest
) -> None:
    async with Caller(way) as caller:
        with tool(request) as outer:
            with tool(request) as inner:
                assert await caller.ask() == ANSWER
                assert (outer.calls, inner.calls) == (1, 0)  # respx calls the routers in the order of their start
            assert await caller.ask() == ANSWER
            assert outer.calls == 2
        assert await caller.ask() == REAL


@pytest.mark.parametrize("using", ["httpcore", "httpx"])
@both_ways
async def test_request_is_sent_when_a_respx_route_passes_it_through(way: str, using: str, server: LocalServer) -> None:
    with respx.mock(using=using) as router:
        passed = router.post(server.base_url + "/openai/v1/chat/completions").pass_through()
        mocked = router.post(URL).respond(json=COMPLETION)
        async with Caller(way) as caller, Caller(way, base_url="https://api.groq.com") as other:
            for _ in range(2):
                assert await caller.ask() == REAL
                assert await caller.stream() == REAL
                assert await other.ask() == ANSWER
    assert passed.called  # respx counts a passed-through request twice: in the pool and in its connection
    assert mocked.call_count == 2
    assert len(server.requests) == 4


@pytest.mark.httpx_mock(should_mock=lambda request: request.url.host == "api.groq.com")
@both_ways
async def test_request_is_sent_when_pytest_httpx_should_not_mock_it(
    way: str, httpx_mock: HTTPXMock, server: LocalServer
) -> None:
    httpx_mock.add_response(url=URL, json=COMPLETION, is_reusable=True)
    async with Caller(way) as caller, Caller(way, base_url="https://api.groq.com") as other:
        for _ in range(2):
            assert await caller.ask() == REAL
            assert await caller.stream() == REAL
            assert await other.ask() == ANSWER
    assert len(httpx_mock.get_requests()) == 2
    assert len(server.requests) == 4


@each_tool
def test_mock_answers_in_every_thread_when_one_client_is_shared(
    tool: Tool, server: LocalServer, request: pytest.FixtureRequest
) -> None:
    with groq.Groq(max_retries=0) as client, ThreadPoolExecutor(8) as pool:

        def ask(_turn: int) -> Any:
            return client.chat.completions.create(**ASK).choices[0].message.content

        assert set(pool.map(ask, range(16))) == {REAL}
        with tool(request) as mock:
            assert set(pool.map(ask, range(32))) == {ANSWER}
            assert mock.calls == 32
        assert set(pool.map(ask, range(16))) == {REAL}
        assert len(server.requests) == 32


@each_tool
def test_mock_answers_every_task_when_one_client_is_shared(
    tool: Tool, server: LocalServer, request: pytest.FixtureRequest
) -> None:
    async def main() -> None:
        async with Caller("asyncio") as caller:
            assert set(await asyncio.gather(*(caller.ask() for _ in range(20)))) == {REAL}
            with tool(request) as mock:
                assert set(await asyncio.gather(*(caller.ask() for _ in range(40)))) == {ANSWER}
                assert mock.calls == 40
            assert set(await asyncio.gather(*(caller.stream() for _ in range(20)))) == {REAL}
            assert len(server.requests) == 40

    asyncio.run(main())


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("name", BY_DEPTH)
def test_every_call_is_answered_while_a_mock_is_installed_and_removed(
    name: str, request: pytest.FixtureRequest
) -> None:
    with groq.Groq(max_retries=0) as client, ThreadPoolExecutor(4) as pool:

        def ask(_turn: int) -> Any:
            return client.chat.completions.create(**ASK).choices[0].message.content

        answers = [pool.submit(ask, turn) for turn in range(100)]
        for _ in range(10):
            with BY_DEPTH[name](request):
                assert ask(0) == ANSWER
            assert ask(0) == REAL
        assert {answer.result() for answer in answers} <= {REAL, ANSWER}


@pytest.mark.usefixtures("server")
@both_ways
async def test_mocks_may_be_removed_in_the_order_of_installation(way: str, request: pytest.FixtureRequest) -> None:
    """respx is installed first, below pytest-httpx, and is also removed first."""
    async with Caller(way) as caller:
        with ExitStack() as lower, ExitStack() as upper:
            lower.enter_context(TOOLS["respx-httpcore"](request))
            mock = upper.enter_context(TOOLS["pytest-httpx"](request))
            assert await caller.ask() == ANSWER
            lower.close()
            assert await caller.stream() == STREAMED
            assert mock.calls == 2
        assert await caller.ask() == REAL
