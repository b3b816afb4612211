"""`close` of a stream, a response or a client ends a read that is blocked in another thread, task or event loop."""

from __future__ import annotations

import os
import ssl
import threading
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import httpx
import pytest

from groq import APIConnectionError

from ..support.clients import CHAT, async_client, sync_client, sync_http_client
from ..support.events import DONE, texts
from ..support.run_python import run_python
from ..support.server import PATIENCE, ScriptedServer, chunked, sized
from ..support.tls import server_context

# Far below the timeout of the clients (10 s) and below the first retry delay (0.4 s).
SOON = 0.2


def stuck_server() -> ScriptedServer:
    """Return a server whose replies stop after the first chunk."""
    return ScriptedServer(*[chunked(texts("a"), threading.Event()) for _ in range(3)])


def silent_server() -> ScriptedServer:
    """Return a server that does not reply."""
    return ScriptedServer(*[[threading.Event()] for _ in range(3)])


class Reading:
    """A blocked read in another thread."""

    def __init__(self, server: ScriptedServer, read: Callable[[], object], *, requests: int = 1) -> None:
        self.error: BaseException | None = None
        self._read = read
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert server.wait_for_requests(requests)
        time.sleep(0.1)  # let the thread block on a read, which cannot be observed

    def _run(self) -> None:
        try:
            self._read()
        except BaseException as err:
            self.error = err

    def end(self, close: Callable[[], object]) -> float:
        """Close, and return the seconds that the blocked read took to end."""
        begin = time.monotonic()
        close()
        self._thread.join(PATIENCE)
        return time.monotonic() - begin


def plain_httpx_client() -> httpx.Client:
    """Return a client with an httpx.Client."""
    return httpx.Client(trust_env=False)


def httpx_fallback_client() -> httpx.Client:
    """Return a client whose requests need httpx's own transport."""
    return sync_http_client(event_hooks={"request": [lambda request: request.extensions.update(other=1)]})


HTTP_CLIENTS = [sync_http_client, plain_httpx_client, httpx_fallback_client]
OF_ALL_KINDS = pytest.mark.parametrize("http_client", HTTP_CLIENTS, ids=["default", "httpx", "httpx_fallback"])


@OF_ALL_KINDS
@pytest.mark.parametrize("what", ["stream", "raw_stream", "response", "text"])
def test_close_of_a_stream_ends_a_blocked_read(what: str, http_client: Callable[[], httpx.Client]) -> None:
    with stuck_server() as server, sync_client(server.url, max_retries=2, http_client=http_client()) as client:
        if what == "stream":
            stream = client.chat.completions.create(**CHAT, stream=True)
            next(stream)
            reading = Reading(server, partial(list, stream))
            assert reading.end(stream.close) < SOON
            assert reading.error is None
            assert list(stream) == []
        elif what == "raw_stream":
            raw = client.chat.completions.with_raw_response.create(**CHAT, stream=True)
            stream = raw.parse()
            next(stream)
            reading = Reading(server, partial(list, stream))
            assert reading.end(raw.close) < SOON
            assert isinstance(reading.error, APIConnectionError)
        else:
            with client.chat.completions.with_streaming_response.create(**CHAT, stream=True) as response:
                pieces: Any = response.iter_bytes() if what == "response" else response.iter_text()
                next(pieces)
                reading = Reading(server, partial(list, pieces))
                assert reading.end(response.close) < SOON
                assert isinstance(reading.error, APIConnectionError)


@OF_ALL_KINDS
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("max_retries", [0, 2])
def test_close_of_the_client_ends_a_blocked_call(
    max_retries: int, stream: bool, http_client: Callable[[], httpx.Client]
) -> None:
    options: dict[str, Any] = {"max_retries": max_retries, "http_client": http_client()}
    with silent_server() as server, sync_client(server.url, **options) as client:
        reading = Reading(server, lambda: client.chat.completions.create(**CHAT, stream=stream))
        assert reading.end(client.close) < SOON
        assert isinstance(reading.error, APIConnectionError)
        assert "client is closed" in str(reading.error)
        assert isinstance(reading.error.__cause__, httpx.RequestError)
        assert len(server.requests) == 1


@OF_ALL_KINDS
def test_close_of_the_client_ends_a_blocked_stream(http_client: Callable[[], httpx.Client]) -> None:
    with stuck_server() as server, sync_client(server.url, max_retries=2, http_client=http_client()) as client:
        stream = client.chat.completions.create(**CHAT, stream=True)
        next(stream)
        reading = Reading(server, partial(list, stream))
        assert reading.end(client.close) < SOON
        assert isinstance(reading.error, APIConnectionError)
        assert "client was closed" in str(reading.error)


def test_close_ends_a_call_over_a_reused_connection() -> None:
    with (
        ScriptedServer(sized(b"{}"), [threading.Event()]) as server,
        sync_client(server.url, http_client=plain_httpx_client()) as client,
    ):
        client.get("/first", cast_to=object)
        reading = Reading(server, lambda: client.get("/second", cast_to=object), requests=2)
        assert server.connections == 1
        assert reading.end(client.close) < SOON
        assert "client is closed" in str(reading.error)


def test_close_ends_a_call_over_tls(tmp_path: Path) -> None:
    with ScriptedServer([threading.Event()], tls=server_context(tmp_path)) as server:
        http_client = httpx.Client(trust_env=False, verify=ssl.create_default_context(cafile=tmp_path / "root.pem"))
        with sync_client(server.url, http_client=http_client, max_retries=2) as client:
            reading = Reading(server, lambda: client.chat.completions.create(**CHAT))
            assert reading.end(client.close) < SOON
            assert "client is closed" in str(reading.error)


def test_trace_extension_of_the_caller_is_called_and_kept() -> None:
    events: list[str] = []

    def note(event: str, info: dict[str, Any]) -> None:
        assert info is not None
        events.append(event)

    with ScriptedServer(sized(b"{}")) as server:
        hook = {"request": [lambda request: request.extensions.update(trace=note)]}
        with sync_client(server.url, http_client=httpx.Client(trust_env=False, event_hooks=hook)) as client:
            client.get("/anything", cast_to=object)
    assert "connection.connect_tcp.complete" in events
    assert "http11.response_closed.complete" in events


FORK = """
import httpx
client = Groq(**options, http_client=httpx.Client(trust_env=False))
stream = client.chat.completions.create(**chat, stream=True)
next(stream)
child = os.fork()
if not child:
    {close}.close()
    os._exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
print(sum(1 for _ in stream))
client.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("close", ["stream", "client"])
def test_close_in_a_forked_process_keeps_the_connection_of_the_parent(close: str) -> None:
    pause = threading.Event()
    with ScriptedServer(chunked(texts("a"), pause, texts("b"), DONE)) as server:
        threading.Timer(1, pause.set).start()
        assert run_python(FORK.format(close=close), server.url)[0] == "1\n"


@pytest.mark.anyio
@pytest.mark.parametrize("where", ["here", "in_another_loop"])
@pytest.mark.parametrize("closed", ["stream", "client", "client_of_call"])
async def test_close_ends_a_blocked_read_of_another_task(closed: str, where: str, anyio_backend: str) -> None:
    errors: list[Exception] = []
    made = silent_server() if closed == "client_of_call" else stuck_server()
    with made as server:
        async with async_client(server.url, max_retries=2) as client:
            stream: Any = None
            if closed != "client_of_call":
                stream = await client.chat.completions.create(**CHAT, stream=True)
                await stream.__anext__()

            async def read() -> None:
                try:
                    if stream is None:
                        await client.chat.completions.create(**CHAT)
                    else:
                        await stream.__anext__()
                except (APIConnectionError, StopAsyncIteration) as err:
                    errors.append(err)

            close: Callable[[], Awaitable[None]] = stream.close if closed == "stream" else client.close
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(read)
                await anyio.to_thread.run_sync(server.wait_for_requests, 1)
                await anyio.sleep(0.05)
                begin = time.monotonic()
                if where == "here":
                    await close()
                else:
                    await anyio.to_thread.run_sync(partial(anyio.run, close, backend=anyio_backend))
            # Another event loop takes time to start and stop.
            assert time.monotonic() - begin < (SOON if where == "here" else 5)
    assert [type(err) for err in errors] == [StopAsyncIteration if closed == "stream" else APIConnectionError]


def test_observer_does_not_report_a_closed_stream_as_complete() -> None:
    reports: list[BaseException | None] = []
    with stuck_server() as server, sync_client(server.url) as client:
        stream = client.chat.completions.create(**CHAT, stream=True)
        stream.observe(end=reports.append)
        next(stream)
        reading = Reading(server, partial(list, stream))
        reading.end(stream.close)
    assert [type(report) for report in reports] == [GeneratorExit]


@pytest.mark.anyio
async def test_observer_does_not_report_a_closed_async_stream_as_complete() -> None:
    reports: list[BaseException | None] = []
    with stuck_server() as server:
        async with async_client(server.url) as client:
            stream = await client.chat.completions.create(**CHAT, stream=True)
            stream.observe(end=reports.append)
            await anext(stream)
            async with anyio.create_task_group() as group:
                group.start_soon(_read_all, stream)
                await anyio.sleep(0.1)  # let the task block on a read, which cannot be observed
                await stream.close()
    assert [type(report) for report in reports] == [GeneratorExit]


async def _read_all(stream: Any) -> None:
    async for _ in stream:
        pass
