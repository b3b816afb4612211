"""The clients that send through pyreqwest: streams, threads, event loops, settings, and calls of this package."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from groq import (
    APIConnectionError,
    APITimeoutError,
    AsyncGroq,
    DefaultAsyncFastHttpxClient,
    DefaultFastHttpxClient,
    Groq,
)

from .support.clients import CHAT
from .support.fast import both, chain, fetch
from .support.server import PATIENCE, ScriptedServer, chunked, head, sized
from .support.tls import server_context

if sys.version_info < (3, 11):
    pytest.skip("pyreqwest needs Python 3.11", allow_module_level=True)

MAKERS: list[Callable[..., Any]] = [DefaultFastHttpxClient, DefaultAsyncFastHttpxClient]
NOWHERE = "http://127.0.0.1:1/"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class TestStreams:
    def test_pieces_are_given_as_they_arrive_and_closing_hangs_up(self) -> None:
        gate = threading.Event()
        with ScriptedServer(chunked(b"a", b"b", gate, end=False)) as server, DefaultFastHttpxClient() as client:
            with client.stream("GET", server.url) as response:
                pieces = response.iter_raw()
                assert next(pieces) + next(pieces) == b"ab"
            gate.set()
            assert server.wait_for_hang_up(0)

    def test_async_pieces_are_given_as_they_arrive_and_closing_hangs_up(self) -> None:
        async def main() -> None:
            async with DefaultAsyncFastHttpxClient() as client:
                async with client.stream("GET", server.url) as response:
                    pieces = response.aiter_raw()
                    assert await anext(pieces) + await anext(pieces) == b"ab"
                gate.set()
                assert await asyncio.to_thread(server.wait_for_hang_up, 0)

        gate = threading.Event()
        with ScriptedServer(chunked(b"a", b"b", gate, end=False)) as server:
            asyncio.run(main())

    @both
    def test_a_response_that_is_dropped_hangs_up(self, mode: str) -> None:
        async def drop() -> None:
            await clients[1].send(clients[1].build_request("GET", server.url), stream=True)

        clients = DefaultFastHttpxClient(), DefaultAsyncFastHttpxClient()
        gate = threading.Event()
        with ScriptedServer(chunked(b"a", gate, end=False)) as server:
            if mode == "async":
                asyncio.run(drop())
            else:
                clients[0].send(clients[0].build_request("GET", server.url), stream=True)
            gc.collect()  # a response of httpx and its stream hold each other
            gate.set()
            assert server.wait_for_hang_up(0)

    def test_another_thread_may_close_what_is_being_read(self) -> None:
        def read() -> None:
            with pytest.raises(httpx.ReadError):
                next(pieces)
            ended.set()

        ended, gate = threading.Event(), threading.Event()
        with ScriptedServer(chunked(b"a", gate, end=False)) as server, DefaultFastHttpxClient() as client:
            response = client.send(client.build_request("GET", server.url), stream=True)
            pieces = response.iter_raw()
            assert next(pieces) == b"a"
            reader = threading.Thread(target=read)
            reader.start()
            stream: Any = response.stream
            while stream._stream._reading is None or not stream._stream._reading._start:
                reader.join(0.001)  # until it waits
            response.close()
            assert ended.wait(PATIENCE)
            gate.set()
            assert server.wait_for_hang_up(0)
            reader.join(PATIENCE)

    def test_another_task_may_close_what_is_being_read(self) -> None:
        async def main() -> None:
            async with DefaultAsyncFastHttpxClient() as client:
                response = await client.send(client.build_request("GET", server.url), stream=True)
                pieces = response.aiter_raw()
                assert await anext(pieces) == b"a"
                reading = asyncio.ensure_future(anext(pieces))
                await asyncio.sleep(0.01)
                await response.aclose()
                with pytest.raises(httpx.ReadError):
                    await reading

        with ScriptedServer(chunked(b"a", threading.Event(), end=False)) as server:
            asyncio.run(main())

    def test_cancelling_a_task_that_waits_for_a_piece_hangs_up(self) -> None:
        async def main() -> None:
            async def read() -> None:
                response = await client.send(client.build_request("GET", server.url), stream=True)
                async for _ in response.aiter_raw():
                    begun.set()

            begun = asyncio.Event()
            async with DefaultAsyncFastHttpxClient(limits=httpx.Limits(max_connections=1)) as client:
                reading = asyncio.create_task(read())
                await begun.wait()
                await asyncio.sleep(0)
                reading.cancel("why")
                with pytest.raises(asyncio.CancelledError, match="why"):
                    await reading
                gate.set()
                assert await asyncio.to_thread(server.wait_for_hang_up, 0)
                assert (await client.get(server.url)).json() == {}

        gate = threading.Event()
        with ScriptedServer(chunked(b"a", gate, end=False), sized(b"{}")) as server:
            asyncio.run(main())

    def test_cancelling_a_request_gives_its_place_back(self) -> None:
        async def main() -> None:
            async with DefaultAsyncFastHttpxClient(limits=httpx.Limits(max_connections=1)) as client:
                with anyio.move_on_after(0.1) as scope:
                    await client.get(server.url)
                assert scope.cancelled_caught
                assert (await client.get(server.url)).json() == {}

        with ScriptedServer([threading.Event()], sized(b"{}")) as server:
            asyncio.run(main())


class TestThreadsAndLoops:
    def test_many_threads_share_a_client(self) -> None:
        def work() -> None:
            found.extend(client.get(server.url).json() for _ in range(20))

        found: list[Any] = []
        with ScriptedServer(*[sized(b"1")] * 160) as server, DefaultFastHttpxClient() as client:
            threads = [threading.Thread(target=work) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(PATIENCE)
            assert found == [1] * 160
            assert server.connections < 80

    def test_one_event_loop_after_another(self) -> None:
        client = DefaultAsyncFastHttpxClient()
        with ScriptedServer(*[sized(b"1")] * 2) as server:
            assert [asyncio.run(client.get(server.url)).json() for _ in range(2)] == [1, 1]
            assert server.connections == 1
        asyncio.run(client.aclose())

    def test_a_blocking_call_inside_an_event_loop(self) -> None:
        async def main() -> Any:
            with DefaultFastHttpxClient() as client:
                return client.get(server.url).json(), asyncio.get_running_loop().is_running()

        with ScriptedServer(sized(b"1")) as server:
            assert asyncio.run(main()) == (1, True)

    def test_another_event_loop_is_told_what_to_use(self) -> None:
        async def main() -> None:
            async with DefaultAsyncFastHttpxClient() as client:
                with pytest.raises(RuntimeError, match="DefaultAsyncHttpxClient"):
                    await client.get(NOWHERE)

        anyio.run(main, backend="trio")

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
    def test_a_fork_is_told_what_to_do(self) -> None:
        code = (
            "import os, warnings, groq\n"
            "warnings.simplefilter('ignore')\n"
            "client = groq.DefaultFastHttpxClient()\n"
            "try: client.get('http://127.0.0.1:1/')\n"
            "except Exception: pass\n"
            "if os.fork() == 0:\n"
            "    try: client.get('http://127.0.0.1:1/')\n"
            "    except RuntimeError as err: print('spawn' in str(err), flush=True)\n"
            "    try: groq.DefaultFastHttpxClient().get('http://127.0.0.1:1/')\n"
            "    except RuntimeError as err: print('spawn' in str(err), flush=True)\n"
            "    os._exit(0)\n"
            "os.wait()\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30)
        assert (done.stdout.split(), done.stderr) == (["True", "True"], "")

    def test_timeouts_that_differ_do_not_make_clients_without_end(self) -> None:
        with DefaultFastHttpxClient() as client:
            for number in range(1, 15):
                with pytest.raises(httpx.ConnectError):
                    client.get(NOWHERE, timeout=number)
            transport: Any = client._transport
            assert len(transport._clients._made) <= 12


class TestSettings:
    @pytest.mark.parametrize("maker", MAKERS)
    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"verify": ssl.create_default_context()}, "verify: expected True, False or the path"),
            ({"cert": ("a.pem", "b.pem", "secret")}, "cert: expected a key without a password"),
            ({"http1": False}, "http1, http2: expected at least one"),
            ({"verify": "/no/such/file.pem"}, "No such file"),
            ({"verify": __file__}, "verify: expected the path of a file"),
            ({"cert": __file__}, "verify, cert, proxy:"),
        ],
    )
    def test_what_cannot_be_honoured_is_refused_at_once(
        self, maker: Callable[..., Any], options: dict[str, Any], message: str
    ) -> None:
        with pytest.raises((TypeError, ValueError, OSError), match=message):
            maker(**options)

    @both
    @pytest.mark.parametrize("by", ["argument", "environment"])
    def test_a_proxy_is_used(self, mode: str, by: str, monkeypatch: pytest.MonkeyPatch) -> None:
        with ScriptedServer(sized(b"{}")) as server:
            proxy = server.url.replace("//", "//me:secret@")
            options: dict[str, Any] = {"proxy": proxy} if by == "argument" else {}
            if by == "environment":
                monkeypatch.setenv("HTTP_PROXY", proxy)
            fetch(mode, "http://api.invalid/a", **options)
            sent = server.requests[0]
        assert sent.head.startswith(b"POST http://api.invalid/a HTTP/1.1")
        assert (sent.header("host"), sent.header("proxy-authorization")) == ("api.invalid", "Basic bWU6c2VjcmV0")

    @both
    def test_hosts_that_need_no_proxy_get_none(self, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTP_PROXY", NOWHERE)
        with ScriptedServer(sized(b"{}"), sized(b"{}")) as server:
            assert fetch(mode, server.url, trust_env=False).status_code == 200
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        with ScriptedServer(sized(b"{}")) as server:
            assert fetch(mode, server.url).status_code == 200

    @both
    @pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "502 Bad Gateway"])
    def test_a_proxy_that_refuses_is_a_proxy_error(self, mode: str, status: str) -> None:
        with ScriptedServer(sized(b"", status=status)) as server, pytest.raises(httpx.ProxyError):
            fetch(mode, "https://api.invalid/", proxy=server.url)

    @both
    def test_certificates_are_verified(self, mode: str, tmp_path: Path) -> None:
        with tls_server(tmp_path) as (url, authority):
            with pytest.raises(httpx.ConnectError) as caught:
                fetch(mode, url)
            assert [one for one in chain(caught.value) if isinstance(one, ssl.SSLCertVerificationError)]
            assert fetch(mode, url, verify=authority).json() == {}
            assert fetch(mode, url, verify=False).json() == {}
            with pytest.raises(httpx.ConnectError):
                fetch(mode, url.replace("localhost", "127.0.0.1"), verify=authority)

    @both
    def test_a_certificate_of_the_client_is_shown(self, mode: str, tmp_path: Path) -> None:
        with tls_server(tmp_path, asks=True) as (url, authority):
            pair = (str(tmp_path / "leaf.pem"), str(tmp_path / "leaf.key"))
            assert fetch(mode, url, verify=authority, cert=pair).json() == {}
            with pytest.raises(httpx.TransportError):
                fetch(mode, url, verify=authority)


@contextlib.contextmanager
def tls_server(folder: Path, *, asks: bool = False) -> Iterator[tuple[str, str]]:
    """A server of https://localhost, and the file of the authority that signed its certificate."""
    context = server_context(folder)
    if asks:
        context.load_verify_locations(folder / "root.pem")
        context.verify_mode = ssl.CERT_REQUIRED

    def serve() -> None:
        while not ended.is_set():
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                wrapped = context.wrap_socket(connection, server_side=True)
                if wrapped.recv(65_536):
                    wrapped.sendall(head("content-length: 2", "connection: close") + b"{}")
                wrapped.close()

    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"https://localhost:{listener.getsockname()[1]}", str(folder / "root.pem")
        ended.set()
        socket.create_connection(listener.getsockname()).close()
        thread.join(PATIENCE)


class TestCalls:
    """Through the clients of this package."""

    def test_a_refused_certificate_is_not_retried(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with tls_server(tmp_path) as (url, _):
            client = Groq(api_key="k", base_url=url, max_retries=3, http_client=DefaultFastHttpxClient())
            slept: list[float] = []
            monkeypatch.setattr(client, "_sleep", slept.append)
            with pytest.raises(APIConnectionError, match="certificate"):
                client.chat.completions.create(**CHAT)
            assert not slept

    @pytest.mark.parametrize("drip", [b" ", b""])
    def test_a_blocking_call_ends_by_its_total_timeout(self, drip: bytes) -> None:
        with dripping_server(drip) as url:
            client = Groq(
                api_key="k", base_url=url, total_timeout=0.3, max_retries=0, http_client=DefaultFastHttpxClient()
            )
            with pytest.raises(APITimeoutError, match=r"total_timeout=0\.3"):
                client.chat.completions.create(**CHAT)

    def test_an_async_call_ends_by_its_total_timeout(self) -> None:
        async def main() -> None:
            http_client = DefaultAsyncFastHttpxClient()
            client = AsyncGroq(api_key="k", base_url=url, total_timeout=0.3, max_retries=0, http_client=http_client)
            with pytest.raises(APITimeoutError, match=r"total_timeout=0\.3"):
                await client.chat.completions.create(**CHAT)

        with dripping_server(b" ") as url:
            asyncio.run(main())


@contextlib.contextmanager
def dripping_server(drip: bytes) -> Iterator[str]:
    """A server whose answer comes slowly and never ends."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.recv(65_536)
            connection.sendall(head("content-length: 100000") if drip else b"")
            while not stop.wait(0.02):
                connection.sendall(drip)

    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        stop.set()
        thread.join(PATIENCE)
