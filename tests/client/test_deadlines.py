"""`total_timeout` and `stream_idle_timeout`, over a socket."""

from __future__ import annotations

import threading
import time
from typing import Any

import anyio
import httpx
import pytest

from groq import (
    APIError,
    APITimeoutError,
    AsyncGroq,
    Groq,
    InternalServerError,
)

from ..support.answers import EVENT, LAST_EVENTS, STREAM_HEAD
from ..support.clients import CHAT, async_client, busy_connections, sync_client
from ..support.server import Piece, ScriptedServer, Step, sized
from ..support.waits import Calls, answering


class Slow:
    """A server that sends a small piece every 20 ms until its client disconnects."""

    def __init__(self, head: bytes, piece: bytes) -> None:
        self._head, self._piece = head, piece
        self.connections = 0

    async def serve(self, stream: Any) -> None:
        self.connections += 1
        with anyio.move_on_after(5):
            async with stream:
                try:
                    await stream.receive()
                    await stream.send(self._head)
                    while True:
                        await anyio.sleep(0.02)
                        await stream.send(self._piece)
                except (anyio.BrokenResourceError, anyio.EndOfStream):
                    return

    def __enter__(self) -> str:
        started, url = threading.Event(), []
        self._stop = threading.Event()

        async def main() -> None:
            listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
            url.append(f"http://127.0.0.1:{listener.extra(anyio.abc.SocketAttribute.local_port)}")
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(listener.serve, self.serve)
                started.set()
                while not self._stop.is_set():
                    await anyio.sleep(0.01)
                tasks.cancel_scope.cancel()
            await listener.aclose()

        self._thread = threading.Thread(target=anyio.run, args=(main,))
        self._thread.start()
        started.wait(5)
        return url[0]

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(5)


DRIPPING = (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" ")


SLOW = [
    pytest.param(b"", b"", id="nothing"),
    pytest.param(b"HTTP/1.1 200 OK\r\n", b"X", id="in_the_headers"),
    pytest.param(*DRIPPING, id="in_the_body"),
    pytest.param(b"HTTP/1.1 500 Oops\r\nContent-Length: 100000\r\n\r\n", b" ", id="in_the_body_of_an_error"),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("head", "piece"), SLOW)
async def test_call_ends_at_total_timeout(head: bytes, piece: bytes) -> None:
    with Slow(head, piece) as url:
        started = time.monotonic()
        async with async_client(url, total_timeout=0.2, max_retries=0) as client:
            with pytest.raises(APIError) as caught:
                await client.chat.completions.create(**CHAT)
            assert busy_connections(client) == 0
        assert time.monotonic() - started < 2
    assert isinstance(caught.value, InternalServerError | APITimeoutError)


@pytest.mark.parametrize(("head", "piece"), SLOW)
def test_blocking_call_ends_at_total_timeout(head: bytes, piece: bytes) -> None:
    with Slow(head, piece) as url:
        started = time.monotonic()
        with sync_client(url, total_timeout=0.2, max_retries=0) as client:
            with pytest.raises(APIError) as caught:
                client.chat.completions.create(**CHAT)
            assert busy_connections(client) == 0
        assert time.monotonic() - started < 2
    assert isinstance(caught.value, InternalServerError | APITimeoutError)


@pytest.mark.parametrize(("head", "piece"), [DRIPPING, (STREAM_HEAD, b": still here\n\n")])
def test_blocking_body_over_httpx_ends_at_total_timeout(head: bytes, piece: bytes) -> None:
    with Slow(head, piece) as url, httpx.Client() as http_client:
        client = sync_client(url, total_timeout=0.2, max_retries=0, http_client=http_client)
        started = time.monotonic()
        with pytest.raises(APITimeoutError, match="total_timeout"):
            client.chat.completions.create(**CHAT)
        assert time.monotonic() - started < 2


def test_message_names_total_timeout() -> None:
    with (
        Slow(b"", b"") as url,
        sync_client(url, total_timeout=0.1) as client,
        pytest.raises(APITimeoutError, match=r"Request timed out.*total_timeout=0\.1 s"),
    ):
        client.chat.completions.create(**CHAT)


def test_does_not_retry_past_total_timeout() -> None:
    calls = Calls(answering(503, {"retry-after": "30"}), total_timeout=10)
    with pytest.raises(InternalServerError):
        calls.client.chat.completions.create(**CHAT)
    assert (calls.requests, calls.waits) == (1, [])


@pytest.mark.anyio
@pytest.mark.parametrize("option", ["total_timeout", "stream_idle_timeout"])
async def test_comments_do_not_extend_deadline_of_stream(option: str) -> None:
    limits: dict[str, Any] = {option: 0.2}
    with Slow(STREAM_HEAD + EVENT, b": still here\n\n") as url:
        started = time.monotonic()
        with sync_client(url, **limits) as client:
            stream = client.chat.completions.create(**CHAT, stream=True)
            next(stream)
            with pytest.raises(APITimeoutError, match=option):
                next(stream)
            assert busy_connections(client) == 0
        async with async_client(url, **limits) as aclient:
            astream = await aclient.chat.completions.create(**CHAT, stream=True)
            await astream.__anext__()
            with pytest.raises(APITimeoutError, match=option):
                await astream.__anext__()
            assert busy_connections(aclient) == 0
        assert time.monotonic() - started < 4


@pytest.mark.anyio
@pytest.mark.parametrize("way", ["read", "parse", "iter_bytes", "iter_lines", "stream"])
async def test_total_timeout_covers_body_read_by_caller(way: str) -> None:
    head, piece = (STREAM_HEAD + EVENT, b": still here\n\n") if way == "stream" else DRIPPING
    asked: dict[str, Any] = {**CHAT, "stream": way == "stream"}

    def use(response: Any) -> Any:
        return response.parse() if way == "stream" else getattr(response, way)()

    async def use_async(response: Any) -> None:
        made = use(response)
        made = made if way.startswith("iter") else await made
        if way not in ("read", "parse"):
            [piece async for piece in made]

    with Slow(head, piece) as url:
        started = time.monotonic()
        with sync_client(url, total_timeout=0.3) as client:
            with (
                pytest.raises(APITimeoutError, match=r"total_timeout=0\.3 s"),
                client.chat.completions.with_streaming_response.create(**asked) as response,
            ):
                list(use(response))
            assert busy_connections(client) == 0
        async with async_client(url, total_timeout=0.3) as aclient:
            with pytest.raises(APITimeoutError, match=r"total_timeout=0\.3 s"):
                async with aclient.chat.completions.with_streaming_response.create(**asked) as aresponse:
                    await use_async(aresponse)
            assert busy_connections(aclient) == 0
        assert time.monotonic() - started < 4


def test_idle_timeout_excludes_time_of_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic
    server = ScriptedServer([STREAM_HEAD + EVENT, EVENT + LAST_EVENTS, Step.HANG_UP])
    with server, sync_client(server.url, stream_idle_timeout=0.5) as client:
        stream = client.chat.completions.create(**CHAT, stream=True)
        next(stream)
        monkeypatch.setattr(time, "monotonic", lambda: now() + 1)  # more than the idle timeout has passed
        assert len(list(stream)) == 2


@pytest.mark.parametrize("name", ["total_timeout", "stream_idle_timeout"])
@pytest.mark.parametrize("value", [0, -1, "5", True, float("nan")])
def test_rejects_invalid_deadline_by_name(name: str, value: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=name):
        Groq(api_key="k", **{name: value})
    with pytest.raises((TypeError, ValueError), match=name):
        AsyncGroq(api_key="k", **{name: value})


def test_copies_inherit_and_override_deadlines() -> None:
    client = Groq(api_key="k", total_timeout=5, stream_idle_timeout=2, max_event_bytes=9, max_body_bytes=8)
    copy = client.with_options(timeout=1)
    assert (copy.total_timeout, copy.stream_idle_timeout, copy.max_event_bytes, copy.max_body_bytes) == (5, 2, 9, 8)
    other = client.with_options(total_timeout=None, max_body_bytes=7)
    assert (other.total_timeout, other.stream_idle_timeout, other.max_body_bytes) == (None, 2, 7)


def test_total_timeout_applies_to_reused_connection() -> None:
    answer = b'{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[]}'
    drip: list[Piece] = [b"HTTP/1.1 200 OK\r\nX: ", *[b"a"] * 3]
    gate = threading.Event()
    with ScriptedServer(sized(answer), [*drip, gate]) as server, sync_client(server.url) as client:
        client.chat.completions.create(**CHAT)
        with pytest.raises(APITimeoutError, match="total_timeout"):
            client.with_options(total_timeout=0.2).chat.completions.create(**CHAT)
        gate.set()
        assert server.connections == 1
