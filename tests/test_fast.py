"""The clients that send through pyreqwest: what they send, what they give back, and how they fail."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import io
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

import httpx
import pytest

import groq
from groq import (
    DEFAULT_CONNECTION_LIMITS,
    DEFAULT_TIMEOUT,
    DefaultAsyncFastHttpxClient,
    DefaultFastHttpxClient,
)

from .support.fast import both, chain, fetch, full_listener, slow_reader
from .support.server import ScriptedServer, Step, chunked, head, sized

if sys.version_info < (3, 11):
    pytest.skip("pyreqwest needs Python 3.11", allow_module_level=True)

MAKERS: list[Callable[..., Any]] = [DefaultFastHttpxClient, DefaultAsyncFastHttpxClient]
JSON = "content-type: application/json"
NOWHERE = "http://127.0.0.1:1/"


class TestClients:
    def test_they_are_clients_of_httpx_with_our_defaults(self) -> None:
        clients: tuple[httpx.Client, httpx.AsyncClient] = (DefaultFastHttpxClient(), DefaultAsyncFastHttpxClient())
        assert isinstance(clients[0], httpx.Client)
        assert isinstance(clients[1], httpx.AsyncClient)
        for client in clients:
            assert client.timeout == DEFAULT_TIMEOUT
            assert client.follow_redirects
            transport: Any = client._transport
            assert transport._clients._settings._limits == DEFAULT_CONNECTION_LIMITS

    @pytest.mark.parametrize("name", ["DefaultFastHttpxClient", "DefaultAsyncFastHttpxClient"])
    def test_without_the_extra_they_say_what_to_install(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        monkeypatch.setitem(sys.modules, "pyreqwest", None)
        with pytest.raises(RuntimeError, match=r"pip install 'groq\[fast\]'"):
            getattr(groq, name)()

    @both
    def test_nothing_is_added_to_the_request(self, mode: str) -> None:
        headers = {"X-One": "1", "Content-Type": "text/plain"}
        with ScriptedServer(sized(b"{}", JSON)) as server:
            response = fetch(mode, f"{server.url}/a%20b?c=d", content=b"body", headers=headers)
            sent = server.requests[0]
        assert (response.json(), response.extensions["http_version"], sent.body) == ({}, b"HTTP/1.1", b"body")
        first, *lines = sent.head.decode().split("\r\n")
        assert first == "POST /a%20b?c=d HTTP/1.1"
        names = [line.partition(":")[0].lower() for line in lines]
        assert names == [name.decode().lower() for name, _ in response.request.headers.raw]
        assert sent.header("user-agent") == f"python-httpx/{httpx.__version__}"
        assert sent.header("host") == server.url.removeprefix("http://")

    @both
    def test_redirects_are_left_to_httpx(self, mode: str) -> None:
        moved = sized(b"", "location: /there", status="302 Found")
        with ScriptedServer(moved, sized(b"{}"), moved) as server:
            response = fetch(mode, f"{server.url}/here", "GET")
            assert [one.head.split()[1] for one in server.requests] == [b"/here", b"/there"]
            assert server.requests[1].header("referer") is None
            assert fetch(mode, server.url, "GET", follow_redirects=False).status_code == 302
        assert len(response.history) == 1

    @both
    def test_errors_are_not_retried(self, mode: str) -> None:
        with ScriptedServer(sized(b"", status="503 Busy"), sized(b"{}")) as server:
            assert fetch(mode, server.url).status_code == 503
            assert len(server.requests) == 1

    def test_cookies_are_not_kept(self) -> None:
        reply = sized(b"{}", "set-cookie: a=b; Path=/")
        with ScriptedServer(reply, reply) as server, DefaultFastHttpxClient() as client:
            client.get(server.url)
            client.get(server.url)
            assert (server.requests[1].header("cookie"), len(client.cookies), server.connections) == (None, 0, 1)

    @both
    def test_bodies_are_decoded_by_httpx(self, mode: str) -> None:
        with ScriptedServer(sized(gzip.compress(b"hello"), "content-encoding: gzip")) as server:
            response = fetch(mode, server.url, headers={"accept-encoding": "gzip"})
        assert (response.content, response.headers["content-encoding"]) == (b"hello", "gzip")

    @both
    def test_a_header_that_is_no_ascii_is_left_out(self, mode: str) -> None:
        reply = b"HTTP/1.1 200 OK\r\nx-a: \xc3\xa9\r\nx-b: 1\r\nx-b: 2\r\ncontent-length: 0\r\n\r\n"
        with ScriptedServer([reply]) as server:
            response = fetch(mode, server.url)
        assert response.headers.get_list("x-b") == ["1", "2"]
        assert "x-a" not in response.headers

    @both
    def test_bodies_without_a_length_end_with_the_connection(self, mode: str) -> None:
        with ScriptedServer([b"HTTP/1.0 200 OK\r\n\r\nab", Step.HANG_UP]) as server:
            response = fetch(mode, server.url)
        assert (response.content, response.extensions["http_version"]) == (b"ab", b"HTTP/1.0")

    @both
    def test_a_body_may_be_a_stream(self, mode: str) -> None:
        async def pieces() -> AsyncIterator[bytes]:
            await asyncio.sleep(0)
            yield b"a"
            yield b"bc"

        content: Any = pieces() if mode == "async" else iter([b"a", b"bc"])
        with ScriptedServer(sized(b"{}")) as server:
            fetch(mode, server.url, content=content, headers={"content-length": "3"})
            assert server.requests[0].body == b"abc"

    @both
    def test_a_form_is_sent_with_its_length(self, mode: str) -> None:
        with ScriptedServer(sized(b"{}")) as server:
            fetch(mode, server.url, files={"file": ("a.bin", io.BytesIO(b"x" * 1_000_000))})
            sent = server.requests[0]
        assert sent.header("content-length") == str(len(sent.body))
        assert b"x" * 1_000_000 in sent.body

    @both
    def test_errors_of_a_body_that_is_read_are_the_callers(self, mode: str) -> None:
        def pieces() -> Iterator[bytes]:
            yield b"a"
            raise OSError("disk")

        async def async_pieces() -> AsyncIterator[bytes]:
            for piece in pieces():
                yield piece

        content: Any = pieces() if mode == "sync" else async_pieces()
        with ScriptedServer(sized(b"{}")) as server, pytest.raises(OSError, match="disk"):
            fetch(mode, server.url, content=content, headers={"content-length": "9"})


FAULTS: dict[str, tuple[Iterable[Any], type[httpx.TransportError]]] = {
    "hangs up": ([Step.HANG_UP], httpx.RemoteProtocolError),
    "resets": ([Step.RESET], httpx.ReadError),
    "cut head": ([b"HTTP/1.1 200 OK\r\nconte", Step.HANG_UP], httpx.RemoteProtocolError),
    "garbage": ([b"what is this\r\n\r\n", Step.HANG_UP], httpx.RemoteProtocolError),
    "bad header": ([b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", Step.HANG_UP], httpx.RemoteProtocolError),
    "endless head": ([b"HTTP/1.1 200 OK\r\na: " + b"b" * 700_000, Step.HANG_UP], httpx.RemoteProtocolError),
    "short body": ([head("content-length: 9") + b"a", Step.HANG_UP], httpx.RemoteProtocolError),
    "reset body": ([head("content-length: 9") + b"a", Step.RESET], httpx.ReadError),
    "cut chunks": (chunked(b"a", Step.HANG_UP, end=False), httpx.RemoteProtocolError),
    "bad chunk": ([head("transfer-encoding: chunked") + b"zz\r\n", Step.HANG_UP], httpx.RemoteProtocolError),
}


class TestErrors:
    @both
    @pytest.mark.parametrize("fault", FAULTS)
    def test_a_server_that_fails(self, mode: str, fault: str) -> None:
        reply, expected = FAULTS[fault]
        with ScriptedServer(reply) as server, pytest.raises(httpx.TransportError) as caught:
            fetch(mode, server.url)
        assert type(caught.value) is expected
        assert caught.value.request.method == "POST"
        assert not [one for one in chain(caught.value) if type(one).__module__.startswith("pyreqwest")]

    @both
    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            (NOWHERE, httpx.ConnectError),
            ("http://no-such-host.invalid/", httpx.ConnectError),
            ("ftp://127.0.0.1/", httpx.UnsupportedProtocol),
        ],
    )
    def test_a_server_that_is_not_there(self, mode: str, url: str, expected: type[Exception]) -> None:
        with pytest.raises(httpx.TransportError) as caught:
            fetch(mode, url)
        assert type(caught.value) is expected

    @both
    @pytest.mark.parametrize("reply", [[], [head("content-length: 9") + b"a"], chunked(b"a", end=False)])
    def test_silence_ends_by_the_read_timeout(self, mode: str, reply: list[Any]) -> None:
        gate = threading.Event()
        with ScriptedServer([*reply, gate]) as server:
            with pytest.raises(httpx.TransportError) as caught:
                fetch(mode, server.url, timeout=httpx.Timeout(5, read=0.1))
            gate.set()
            assert server.wait_for_hang_up(0)
        assert type(caught.value) is httpx.ReadTimeout

    @both
    def test_each_request_has_timeouts_of_its_own(self, mode: str) -> None:
        timeouts = {"connect": 5, "read": 0.1, "write": 5, "pool": 5}
        with ScriptedServer([threading.Event()]) as server, pytest.raises(httpx.ReadTimeout):
            fetch(mode, server.url, timeout=None, extensions={"timeout": timeouts})

    @both
    @pytest.mark.parametrize("timeout", [0.2, httpx.Timeout(5, connect=0.2)])
    def test_a_host_that_does_not_answer_is_a_connect_timeout(self, mode: str, timeout: Any) -> None:
        with full_listener() as url, pytest.raises(httpx.TransportError) as caught:
            fetch(mode, url, timeout=timeout)
        assert type(caught.value) is httpx.ConnectTimeout

    @both
    def test_a_body_that_nobody_takes_is_a_write_timeout(self, mode: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            with pytest.raises(httpx.TransportError) as caught:
                fetch(mode, url, content=b"x" * 30_000_000, timeout=httpx.Timeout(5, write=0.2))
        assert type(caught.value) is httpx.WriteTimeout

    @both
    def test_a_slow_upload_is_no_read_timeout(self, mode: str) -> None:
        with slow_reader(total=12_000_000, pause=0.02) as url:
            started = time.monotonic()
            response = fetch(mode, url, content=b"x" * 12_000_000, timeout=httpx.Timeout(5, read=0.4))
            assert response.status_code == 200
            assert time.monotonic() - started > 0.4

    def test_a_pool_timeout(self) -> None:
        limits = httpx.Limits(max_connections=1)
        gate = threading.Event()
        with (
            ScriptedServer(chunked(b"a", gate), sized(b"{}")) as server,
            DefaultFastHttpxClient(limits=limits, timeout=httpx.Timeout(5, pool=0.05)) as client,
        ):
            with client.stream("GET", server.url):
                with pytest.raises(httpx.PoolTimeout):
                    client.get(server.url)
                gate.set()
            assert client.get(server.url).json() == {}

    def test_an_async_pool_timeout_and_turns(self) -> None:
        async def main() -> None:
            limits = httpx.Limits(max_connections=1)
            client = DefaultAsyncFastHttpxClient(limits=limits, timeout=httpx.Timeout(5, pool=0.05))
            async with client, client.stream("GET", server.url):
                with pytest.raises(httpx.PoolTimeout):
                    await client.get(server.url)
                waiting = asyncio.create_task(client.get(server.url, timeout=5))
                cancelled = asyncio.create_task(client.get(server.url, timeout=5))
                await asyncio.sleep(0)
                cancelled.cancel()
                gate.set()
            # The client is closed by now; its turn came before that or the request was refused.
            with contextlib.suppress(httpx.TransportError):
                await waiting
            with pytest.raises(asyncio.CancelledError):
                await cancelled
            async with DefaultAsyncFastHttpxClient(limits=limits) as other:
                answers = await asyncio.gather(*(other.get(server.url) for _ in range(5)))
            assert [one.status_code for one in answers] == [200] * 5

        gate = threading.Event()
        with ScriptedServer(chunked(b"a", gate), *([sized(b"{}")] * 6)) as server:
            asyncio.run(main())
