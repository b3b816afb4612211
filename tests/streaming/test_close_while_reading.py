"""`close` of a stream, a response or a client ends a read that is blocked in another thread, task or event loop."""

from __future__ import annotations

import threading
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import anyio
import anyio.to_thread
import httpx
import pytest

from groq import APIConnectionError

from ..support.clients import CHAT, async_client, sync_client
from ..support.events import texts
from ..support.server import PATIENCE, ScriptedServer, chunked

# Far below the timeout of the clients, which is 10 s; a retry would wait for 0.4 s.
SOON = 0.2


def stuck_server() -> ScriptedServer:
    """A server whose replies stop after the first chunk."""
    return ScriptedServer(*[chunked(texts("a"), threading.Event()) for _ in range(3)])


def silent_server() -> ScriptedServer:
    """A server that does not reply."""
    return ScriptedServer(*[[threading.Event()] for _ in range(3)])


class Reading:
    """A read in another thread, which is blocked by now."""

    def __init__(self, server: ScriptedServer, read: Callable[[], object]) -> None:
        self.error: BaseException | None = None
        self._read = read
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert server.wait_for_requests(1)
        time.sleep(0.1)  # nothing shows that a thread waits for data

    def _run(self) -> None:
        try:
            self._read()
        except BaseException as err:
            self.error = err

    def end(self, close: Callable[[], object]) -> float:
        """Close, and return the seconds until the read ended."""
        begin = time.monotonic()
        close()
        self._thread.join(PATIENCE)
        return time.monotonic() - begin


def own_client() -> httpx.Client:
    return httpx.Client(trust_env=False)


@pytest.mark.parametrize("http_client", [None, own_client], ids=["default", "httpx"])
@pytest.mark.parametrize("what", ["stream", "raw_stream", "response", "text"])
def test_close_of_a_stream_ends_a_blocked_read(what: str, http_client: Callable[[], httpx.Client] | None) -> None:
    options: dict[str, Any] = {"http_client": http_client()} if http_client else {}
    with stuck_server() as server, sync_client(server.url, max_retries=2, **options) as client:
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


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("max_retries", [0, 2])
def test_close_of_the_client_ends_a_blocked_call(max_retries: int, stream: bool) -> None:
    with silent_server() as server, sync_client(server.url, max_retries=max_retries) as client:
        reading = Reading(server, lambda: client.chat.completions.create(**CHAT, stream=stream))
        assert reading.end(client.close) < SOON
        assert isinstance(reading.error, APIConnectionError)
        assert "client is closed" in str(reading.error)
        assert isinstance(reading.error.__cause__, httpx.RequestError)
        assert len(server.requests) == 1


def test_close_of_the_client_ends_a_blocked_stream() -> None:
    with stuck_server() as server, sync_client(server.url, max_retries=2) as client:
        stream = client.chat.completions.create(**CHAT, stream=True)
        next(stream)
        reading = Reading(server, partial(list, stream))
        assert reading.end(client.close) < SOON
        assert isinstance(reading.error, APIConnectionError)
        assert "client was closed" in str(reading.error)


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
            # The other event loop takes time to start and end.
            assert time.monotonic() - begin < (SOON if where == "here" else 5)
    assert [type(err) for err in errors] == [StopAsyncIteration if closed == "stream" else APIConnectionError]
