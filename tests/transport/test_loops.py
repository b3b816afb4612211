"""One async client in several event loops: one after another, and at the same time."""

from __future__ import annotations

import asyncio
import concurrent.futures
import functools
import gc
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import httpx
import pytest
import trio

from groq import DefaultAsyncHttpxClient

from ..support.blackhole import blackhole
from ..support.engines import LEAVES_BODIES_UNFINISHED
from ..support.ports import closed_port
from ..support.server import PATIENCE, Piece, ScriptedServer, head, sized

# asyncio warns about transports that were still open when their loop closed.
pytestmark = [pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"), LEAVES_BODIES_UNFINISHED]

BACKENDS = ("asyncio", "uvloop", "trio")


class ProactorLikeLoop(asyncio.SelectorEventLoop):
    """A loop without `add_reader` and `add_writer`, like the default loop of Windows."""

    add_reader = asyncio.AbstractEventLoop.add_reader
    add_writer = asyncio.AbstractEventLoop.add_writer
    remove_reader = asyncio.AbstractEventLoop.remove_reader
    remove_writer = asyncio.AbstractEventLoop.remove_writer


def run(backend: str, function: Callable[..., Awaitable[Any]], *args: object) -> Any:
    """Run in an event loop that is closed afterwards."""
    options: dict[str, Any] = {}
    if backend == "uvloop":
        options["loop_factory"] = pytest.importorskip("uvloop").new_event_loop
    return anyio.run(function, *args, backend="trio" if backend == "trio" else "asyncio", backend_options=options)


def make_client(**options: Any) -> httpx.AsyncClient:
    """Return a client for use in several loops."""
    return DefaultAsyncHttpxClient(**{"timeout": 10, "trust_env": False, **options})


async def call(client: httpx.AsyncClient, url: str, *, times: int = 1, last: bool = False) -> list[bytes]:
    """Send requests one after another; close the client if these are the last ones."""
    contents = [(await client.get(url)).content for _ in range(times)]
    if last:
        await client.aclose()
    return contents


def in_threads(number: int, function: Callable[[int], Any]) -> list[Any]:
    """Call a function concurrently in several threads; return its results and exceptions. Fail if one hangs."""
    ready = threading.Barrier(number)
    futures: list[concurrent.futures.Future[Any]] = [concurrent.futures.Future() for _ in range(number)]

    def work(index: int) -> None:
        ready.wait(PATIENCE)
        try:
            futures[index].set_result(function(index))
        except Exception as err:
            futures[index].set_result(err)

    for index in range(number):
        threading.Thread(target=work, args=(index,), daemon=True).start()
    done = concurrent.futures.wait(futures, 2.5 * PATIENCE)
    assert not done.not_done, f"{len(done.not_done)} of {number} threads hang"
    return [future.result() for future in futures]


def is_clear(error: object) -> bool:
    """Return whether an error says that the client is used in several loops."""
    return isinstance(error, RuntimeError | httpx.TransportError) and "loop" in str(error)


@pytest.mark.parametrize("backend", BACKENDS)
def test_consecutive_loops_connect_anew(backend: str) -> None:
    with ScriptedServer(*[sized(b"ok")] * 6) as server:
        client = make_client()
        for number in range(3):
            function = functools.partial(call, client, server.url, times=2, last=number == 2)
            assert run(backend, function) == [b"ok"] * 2
        gc.collect()
        assert backend == "trio" or server.used == [0, 0, 1, 1, 2, 2]  # trio sockets outlive a run


def test_client_closes_its_connections_with_releases_of_trio_before_0_29(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(trio.lowlevel, "in_trio_run", raising=False)
    with ScriptedServer(*[sized(b"ok")] * 2) as server:
        client = make_client()
        assert run("trio", call, client, server.url) == [b"ok"]  # after its end, the idle connection remains
        assert run("trio", functools.partial(call, client, server.url, last=True)) == [b"ok"]


def test_loop_that_watches_no_sockets_connects() -> None:
    async def connect(client: httpx.AsyncClient) -> list[bytes]:
        with pytest.raises(httpx.ConnectError, match="refused"):
            await client.get(f"http://127.0.0.1:{refusing_port}")
        with blackhole() as port, pytest.raises(httpx.ConnectTimeout):
            await client.get(f"http://127.0.0.1:{port}", timeout=0.3)
        return await call(client, server.url, times=2, last=True)

    options = {"loop_factory": ProactorLikeLoop}
    with closed_port() as refusing_port, ScriptedServer(*[sized(b"ok")] * 2) as server:
        assert anyio.run(connect, make_client(), backend="asyncio", backend_options=options) == [b"ok"] * 2
        assert server.used == [0, 0]


def test_loops_of_different_kinds_connect_anew() -> None:
    kinds = ("asyncio", "trio", "uvloop", "trio", "asyncio")
    with ScriptedServer(*[sized(b"ok")] * 5) as server:
        client = make_client()
        for number, backend in enumerate(kinds):
            assert run(backend, functools.partial(call, client, server.url, last=number == 4)) == [b"ok"]
        gc.collect()
        assert server.used == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("backend", BACKENDS)
def test_connections_of_a_closed_loop_do_not_count_towards_the_limit(backend: str) -> None:
    with ScriptedServer(*[sized(b"ok")] * 3) as server:
        client = make_client(limits=httpx.Limits(max_connections=1), timeout=httpx.Timeout(10, pool=2))
        for number in range(3):
            assert run(backend, functools.partial(call, client, server.url, last=number == 2)) == [b"ok"]
        gc.collect()


def test_open_response_of_a_closed_loop_does_not_count_towards_the_limit() -> None:
    with ScriptedServer([head("content-length: 9"), b"some"], sized(b"ok")) as server:
        client = make_client(limits=httpx.Limits(max_connections=1), timeout=httpx.Timeout(10, pool=2))

        async def leave_open() -> httpx.Response:
            return await client.send(client.build_request("GET", server.url), stream=True)

        response = run("asyncio", leave_open)
        assert run("asyncio", functools.partial(call, client, server.url, last=True)) == [b"ok"]
        del response
        gc.collect()


@pytest.mark.parametrize("backend", BACKENDS)
def test_client_may_be_closed_in_another_loop(backend: str) -> None:
    with ScriptedServer(sized(b"ok")) as server:
        client = make_client()
        run(backend, call, client, server.url)
        run(backend, client.aclose)
        assert client.is_closed
        gc.collect()
        assert server.wait_for_hang_up()


@pytest.mark.parametrize("backend", ["asyncio", "uvloop"])
def test_concurrent_loops_work_or_raise_a_clear_error(backend: str) -> None:
    """Each loop may have its own connections or raise immediately; none may hang or get the response of another."""
    threads, calls = 8, 15
    with ScriptedServer(otherwise=lambda request: sized(request.target)) as server:
        client = make_client()

        def view(number: int) -> Any:
            return run(backend, functools.partial(call, client, f"{server.url}/{number}", times=calls))

        for number, outcome in enumerate(in_threads(threads, view)):
            assert outcome == [f"/{number}".encode()] * calls or is_clear(outcome), repr(outcome)
        assert run(backend, functools.partial(call, client, f"{server.url}/last", last=True)) == [b"/last"]
        gc.collect()


def test_concurrent_loops_with_few_connections_work_or_raise_a_clear_error() -> None:
    limits = httpx.Limits(max_connections=2)
    with ScriptedServer(otherwise=lambda request: sized(request.target)) as server:
        client = make_client(limits=limits)

        def view(number: int) -> Any:
            return run("asyncio", functools.partial(call, client, f"{server.url}/{number}", times=5))

        for number, outcome in enumerate(in_threads(8, view)):
            assert outcome == [f"/{number}".encode()] * 5 or is_clear(outcome), repr(outcome)
        asyncio.run(client.aclose())
        gc.collect()


def test_stream_continues_while_another_loop_uses_the_client() -> None:
    gate = threading.Event()
    stream: list[Piece] = [head("content-length: 8"), b"some", gate, b"more"]
    with ScriptedServer(stream, otherwise=lambda request: sized(request.target)) as server:
        client = make_client()
        outcomes: list[Any] = []

        def view(_: int) -> Any:
            return run("asyncio", functools.partial(call, client, f"{server.url}/other", times=3))

        async def main() -> bytes:
            async with client.stream("GET", server.url) as response:
                pieces = response.aiter_raw()
                first = await pieces.__anext__()
                outcomes.extend(await anyio.to_thread.run_sync(in_threads, 1, view))
                gate.set()
                whole = first + b"".join([piece async for piece in pieces])
            await client.aclose()
            return whole

        assert asyncio.run(main()) == b"somemore"
        assert outcomes == [[b"/other"] * 3] or is_clear(outcomes[0]), repr(outcomes)
        gc.collect()


@pytest.mark.parametrize("is_closed", [False, True], ids=["loop_is_open", "loop_is_closed"])
def test_reading_a_response_of_another_loop_is_a_clear_error(is_closed: bool) -> None:
    gate = threading.Event()
    with ScriptedServer([head("content-length: 8"), b"some", gate, b"more"], sized(b"ok")) as server:
        client = make_client()
        first, second = asyncio.new_event_loop(), asyncio.new_event_loop()

        async def start() -> httpx.Response:
            return await client.send(client.build_request("GET", server.url), stream=True)

        async def read(response: httpx.Response) -> object:
            try:
                return await asyncio.wait_for(response.aread(), PATIENCE / 2)
            except Exception as err:
                return err

        response = first.run_until_complete(start())
        if is_closed:
            first.run_until_complete(first.shutdown_asyncgens())
            first.close()
        outcome = second.run_until_complete(read(response))
        assert is_clear(outcome), repr(outcome)
        gate.set()
        assert second.run_until_complete(call(client, server.url, last=True)) == [b"ok"]
        for loop in (first, second):
            loop.close()
        del response
        gc.collect()
