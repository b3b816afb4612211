"""The async transport that spreads requests over small connection pools."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import anyio
import httpx
import pytest

from groq import DefaultAsyncHttpxClient
from groq._http import own_settings
from groq._pools import POOL_SIZE, PooledTransport

from .support.clients import CHAT, async_client, busy_connections, open_connections
from .support.server import ScriptedServer

pytestmark = pytest.mark.anyio

URL = "http://pools.test/"


class Network:
    """Stands for the network below every pool: answers when told to, and counts what is in flight in each pool."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.in_flight: dict[Any, int] = {}
        self.most = 0
        self.failure: Exception | None = None
        network = self

        async def handle(transport: Any, _request: httpx.Request) -> httpx.Response:
            if network.failure is not None:
                raise network.failure
            network.in_flight[transport] = network.in_flight.get(transport, 0) + 1
            network.most = max(network.most, sum(network.in_flight.values()))
            return httpx.Response(200, stream=Body(network, transport))

        monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle)

    @property
    def total(self) -> int:
        return sum(self.in_flight.values())


class Body(httpx.AsyncByteStream):
    def __init__(self, network: Network, transport: Any) -> None:
        self.network = network
        self.transport = transport

    async def __aiter__(self) -> Any:
        yield b"ok"

    async def aclose(self) -> None:
        self.network.in_flight[self.transport] -= 1


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    return Network(monkeypatch)


def request(**timeout: float | None) -> httpx.Request:
    return httpx.Request("GET", URL, extensions={"timeout": timeout} if timeout else {})


def transport(*, connections: int | None = 1000, kept: int | None = 100, expiry: float | None = 5.0) -> PooledTransport:
    return PooledTransport(
        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=kept, keepalive_expiry=expiry)
    )


async def test_no_pool_gets_more_requests_than_it_has_connections(network: Network) -> None:
    pools = transport()
    held = [await pools.handle_async_request(request()) for _ in range(3 * POOL_SIZE)]
    assert list(network.in_flight.values()) == [POOL_SIZE] * 3
    assert len(held) == 3 * POOL_SIZE


async def test_requests_one_after_another_stay_in_the_first_pool(network: Network) -> None:
    pools = transport()
    for _ in range(3 * POOL_SIZE):
        response = await pools.handle_async_request(request())
        await response.aclose()
    assert list(network.in_flight) == [pools]


async def test_room_is_used_before_another_pool_is_opened(network: Network) -> None:
    pools = transport()
    responses = [await pools.handle_async_request(request()) for _ in range(2 * POOL_SIZE)]
    await responses[0].aclose()
    await responses[-1].aclose()
    responses += [await pools.handle_async_request(request()) for _ in range(2)]
    assert list(network.in_flight.values()) == [POOL_SIZE] * 2


@pytest.mark.parametrize("connections", [1, POOL_SIZE, POOL_SIZE + 3])
async def test_no_more_is_in_flight_than_the_limit_allows(network: Network, connections: int) -> None:
    pools = transport(connections=connections)
    order: list[int] = []

    async def one(number: int) -> None:
        response = await pools.handle_async_request(request())
        order.append(number)
        await anyio.lowlevel.checkpoint()
        await response.aclose()

    async with anyio.create_task_group() as tasks:
        for number in range(40):
            tasks.start_soon(one, number)
    assert network.most == connections
    assert sorted(order) == list(range(40))
    assert network.total == 0


async def test_the_one_that_waits_longest_is_next(network: Network) -> None:
    pools = transport(connections=1)
    first = await pools.handle_async_request(request())
    order: list[int] = []

    async def wait(number: int) -> None:
        response = await pools.handle_async_request(request())
        order.append(number)
        await response.aclose()

    async with anyio.create_task_group() as tasks:
        for number in range(5):
            tasks.start_soon(wait, number)
            await anyio.wait_all_tasks_blocked()
        await first.aclose()
    assert order == [0, 1, 2, 3, 4]
    assert network.total == 0


async def test_waiting_for_a_connection_ends_with_the_pool_timeout(network: Network) -> None:
    pools = transport(connections=1)
    first = await pools.handle_async_request(request())
    with pytest.raises(httpx.PoolTimeout, match="in use"):
        await pools.handle_async_request(request(pool=0.01))
    await first.aclose()
    response = await pools.handle_async_request(request(pool=0.01))
    await response.aclose()
    assert network.total == 0


async def test_a_cancelled_request_gives_up_its_turn(network: Network) -> None:
    pools = transport(connections=1)
    first = await pools.handle_async_request(request())
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(pools.handle_async_request, request())
        await anyio.wait_all_tasks_blocked()
        tasks.cancel_scope.cancel()
    await first.aclose()
    await (await pools.handle_async_request(request(pool=0.01))).aclose()
    assert network.total == 0


@pytest.mark.usefixtures("network")
async def test_a_request_cancelled_as_its_turn_comes_passes_it_on() -> None:
    pools = transport(connections=1)
    first = await pools.handle_async_request(request())
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(pools.handle_async_request, request())
        await anyio.wait_all_tasks_blocked()
        await first.aclose()
        tasks.cancel_scope.cancel()
    with anyio.fail_after(5):
        await (await pools.handle_async_request(request())).aclose()


async def test_a_request_that_fails_leaves_its_place(network: Network) -> None:
    pools = transport(connections=1)
    network.failure = httpx.ConnectError("refused")
    for _ in range(3):
        with pytest.raises(httpx.ConnectError):
            await pools.handle_async_request(request())
    network.failure = None
    await (await pools.handle_async_request(request(pool=0.01))).aclose()


async def test_a_response_that_is_dropped_leaves_its_place(network: Network) -> None:
    pools = transport(connections=1)
    response = await pools.handle_async_request(request())
    del response
    gc.collect()
    await pools.handle_async_request(request(pool=0.01))
    assert network.most == 2  # the stand-in counts the first for ever


async def test_pools_that_keep_connections_open_are_used_first(network: Network) -> None:
    pools = transport(kept=POOL_SIZE + 2)
    responses = [await pools.handle_async_request(request()) for _ in range(3 * POOL_SIZE)]
    second, third = list(network.in_flight)[1:]
    for response in reversed(responses[POOL_SIZE:]):
        await response.aclose()
    responses.append(await pools.handle_async_request(request()))
    assert (network.in_flight[second], network.in_flight[third]) == (1, 0)


@pytest.mark.usefixtures("network")
async def test_pools_are_closed_once_their_connections_have_expired() -> None:
    pools = transport(expiry=0.0)
    responses = [await pools.handle_async_request(request()) for _ in range(2 * POOL_SIZE)]
    for response in responses:
        await response.aclose()
    await pools.handle_async_request(request())
    assert len(pools._others) == 0


async def test_a_limit_of_none_is_no_limit(network: Network) -> None:
    pools = transport(connections=None, kept=None, expiry=None)
    for _ in range(5 * POOL_SIZE):
        await pools.handle_async_request(request())
    assert network.most == 5 * POOL_SIZE


async def test_connections_of_all_pools_are_kept_and_closed_with_the_client() -> None:
    body = b'{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}'
    reply = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    count = 2 * POOL_SIZE + 1
    with ScriptedServer(*[[reply]] * (2 * count)) as server:
        async with async_client(server.url) as client:
            for _ in range(2):
                async with anyio.create_task_group() as tasks:
                    for _ in range(count):
                        tasks.start_soon(lambda: client.chat.completions.create(**CHAT))
                assert (busy_connections(client), open_connections(client)) == (0, count)
        assert open_connections(client) == 0
        assert server.connections == count


async def test_a_proxy_of_the_environment_is_still_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy.test:1")
    client: Any = DefaultAsyncHttpxClient()
    assert client._transport_for_url(httpx.URL("https://api.groq.com"))._pool._proxy_url.host == b"proxy.test"


@pytest.mark.parametrize("option", [{"proxy": "http://proxy.test:1"}, {"transport": "own"}], ids=str)
async def test_pools_stay_away_from_what_the_caller_set_up(option: dict[str, Any]) -> None:
    if "transport" in option:
        option = {"transport": httpx.AsyncHTTPTransport()}
    client: Any = DefaultAsyncHttpxClient(**option)
    assert not isinstance(client._transport_for_url(httpx.URL("https://api.groq.com")), PooledTransport)


async def test_http2_needs_one_connection_and_so_no_pools() -> None:
    assert own_settings({"http2": True, "limits": httpx.Limits()}) is None


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_few_of_many_requests_begin_in_one_turn_of_the_event_loop(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groq._pools._MANY_POOLS", 1)
    monkeypatch.setattr("groq._pools._AT_ONCE", 3)
    pools, turns, is_over, begun = transport(), 0, False, list[int]()
    open_ones = [await pools.handle_async_request(request()) for _ in range(POOL_SIZE + 1)]  # the last in another pool
    handle: Any = httpx.AsyncHTTPTransport.handle_async_request

    async def noting(*arguments: Any) -> httpx.Response:
        begun.append(turns)
        response: httpx.Response = await handle(*arguments)
        return response

    async def count_turns() -> None:
        nonlocal turns
        while not is_over:
            turns += 1
            await asyncio.sleep(0)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", noting)
    counting = asyncio.create_task(count_turns())
    tasks = [asyncio.create_task(pools.handle_async_request(request())) for _ in range(20)]
    await asyncio.sleep(0)
    for late in (5, 11, 19):
        tasks[late].cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    is_over = True
    await counting
    assert [type(one) for one in outcomes].count(asyncio.CancelledError) == 3
    assert len(begun) == 17
    assert max(begun.count(turn) for turn in begun) <= 3
    assert network.total == len(open_ones) + 17
    await pools.aclose()
