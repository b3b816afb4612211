"""The same synchronous test code for each engine: threads, asyncio, uvloop and trio.

An event loop runs in a thread of its own, so it runs while the test waits for a server.
"""

from __future__ import annotations

import abc
import asyncio
import concurrent.futures
import contextlib
import functools
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import anyio
import anyio.to_thread
import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from groq import DefaultAsyncHttpxClient, DefaultHttpxClient

from .server import PATIENCE

ENGINES = ("threads", "asyncio", "uvloop", "trio")

# httpx leaves generators of unfinished bodies to the garbage collector; trio warns about them.
LEAVES_BODIES_UNFINISHED = pytest.mark.filterwarnings("ignore:Async generator 'httpx._:ResourceWarning")

_T = TypeVar("_T")
_ErrorT = TypeVar("_ErrorT", bound=BaseException)
# A thread counts as waiting if it is at the same instruction for this many checks, this many seconds apart.
_LOOKS, _PAUSE = 20, 0.01


@dataclass(frozen=True)
class Outcome:
    """The result of a request: a read response or an error, and the seconds it took."""

    response: httpx.Response | None
    error: Exception | None
    seconds: float

    @property
    def answer(self) -> httpx.Response:
        """Return the response, or raise the error of the request."""
        if self.response is None:
            assert self.error is not None
            raise self.error
        return self.response

    @property
    def content(self) -> bytes:
        """Return the body, or raise the error of the request."""
        return self.answer.content

    def failure(self, kind: type[_ErrorT]) -> _ErrorT:
        """Return the error, which must be of this kind."""
        came = repr(self.error) if self.response is None else f"{self.response} {self.response.content[:80]!r}"
        assert isinstance(self.error, kind), f"expected {kind.__name__}, got {came}"
        return self.error


class Pending:
    """A started request."""

    def __init__(self, future: concurrent.futures.Future[Outcome]) -> None:
        self._future = future

    @property
    def is_over(self) -> bool:
        """Return whether there is an outcome."""
        return self._future.done()

    def outcome(self, patience: float = 2 * PATIENCE) -> Outcome:
        """Wait for the outcome; fail on a timeout."""
        try:
            return self._future.result(patience)
        except concurrent.futures.TimeoutError:
            raise AssertionError(f"the request hangs: no outcome in {patience} s") from None

    def cancel(self) -> None:
        """Cancel the task; not for threads."""
        self._future.cancel()


class OpenStream(abc.ABC):
    """A response whose body is read piece by piece."""

    response: httpx.Response

    @abc.abstractmethod
    def read(self) -> bytes:
        """Return the next piece, or `b""` at the end."""

    @abc.abstractmethod
    def close(self) -> None:
        """Close the response."""

    def read_all(self) -> bytes:
        """Return the rest."""
        return b"".join(iter(self.read, b""))


class OpenClient(abc.ABC):
    """A client of this package, `httpx_client`, whose requests an engine sends."""

    httpx_client: Any

    @abc.abstractmethod
    def start(self, url: str, method: str = "GET", **options: Any) -> Pending:
        """Start a request without waiting for it."""

    @abc.abstractmethod
    def send_after(self, wait: Callable[[], object], url: str, method: str = "GET", **options: Any) -> Outcome:
        """Send a request after `wait`, which blocks the event loop, so that the loop processes no event in between."""

    @abc.abstractmethod
    def together(self, urls: Iterable[str], method: str = "GET", **options: Any) -> list[Outcome]:
        """Send requests concurrently."""

    @abc.abstractmethod
    def settle(self) -> None:
        """Wait until every started request is blocked."""

    @abc.abstractmethod
    def open_stream(self, url: str, method: str = "GET", **options: Any) -> OpenStream:
        """Send a request and return its response unread."""

    @abc.abstractmethod
    def close(self) -> None:
        """Close the client."""

    def send(self, url: str, method: str = "GET", **options: Any) -> Outcome:
        """Send a request and read the response. The options are those of `build_request`, and `auth`."""
        return self.start(url, method, **options).outcome()

    @contextlib.contextmanager
    def stream(self, url: str, method: str = "GET", **options: Any) -> Iterator[OpenStream]:
        """Send a request and yield its response unread."""
        opened = self.open_stream(url, method, **options)
        try:
            yield opened
        finally:
            opened.close()

    def get_extra_info(self, opened: OpenStream, name: str) -> Any:
        """Return an attribute of the network stream of an open response."""
        return opened.response.extensions["network_stream"].get_extra_info(name)


class Engine(abc.ABC):
    """Sends requests in threads, or in an event loop."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def is_async(self) -> bool:
        """Whether there is an event loop."""
        return self.name != "threads"

    @abc.abstractmethod
    def _open(self, **options: Any) -> OpenClient:
        """Make a client."""

    @contextlib.contextmanager
    def open_client(self, **options: Any) -> Iterator[OpenClient]:
        """Make a client with these httpx options; the environment is ignored unless `trust_env=True`."""
        client = self._open(**{"timeout": PATIENCE, "trust_env": False, **options})
        try:
            yield client
        finally:
            client.close()

    def request(
        self,
        url: str,
        method: str = "GET",
        *,
        content: Any = None,
        headers: Any = None,
        timeout: Any = PATIENCE,
        extensions: dict[str, Any] | None = None,
        **client_options: Any,
    ) -> Outcome:
        """Send one request with a client made for it."""
        given = {"content": content, "headers": headers, "extensions": extensions}
        with self.open_client(timeout=timeout, **client_options) as client:
            return client.send(url, method, **{name: value for name, value in given.items() if value is not None})


@contextlib.contextmanager
def running(name: str) -> Iterator[Engine]:
    """Start an engine; skip the test if it is not installed."""
    if name == "threads":
        yield _Threads(name)
        return
    options: dict[str, Any] = {"loop_factory": _uvloop_factory()} if name == "uvloop" else {}
    with start_blocking_portal("trio" if name == "trio" else "asyncio", options) as portal:
        try:
            yield _Loop(name, portal)
        finally:
            portal.call(portal.stop, True)  # cancel hanging tasks, so that later tests do not hang


def _uvloop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    uvloop = pytest.importorskip("uvloop")

    class Loop(uvloop.Loop):  # type: ignore[name-defined,misc] # uvloop is optional
        """Resolves names with the `socket` module, like asyncio, so that tests can patch it."""

        async def getaddrinfo(self, host: Any, port: Any, **hints: int) -> Any:
            return await self.run_in_executor(None, functools.partial(socket.getaddrinfo, host, port, **hints))

    return Loop


def _run(portal: BlockingPortal, function: Callable[..., Awaitable[_T]], *args: object) -> _T:
    """Run in the event loop; fail if it hangs."""
    future = portal.start_task_soon(function, *args)
    try:
        return future.result(3 * PATIENCE)
    except concurrent.futures.TimeoutError:
        future.cancel()
        raise AssertionError(f"{function} hangs") from None


def _outcome(started: float, result: httpx.Response | Exception) -> Outcome:
    seconds = time.monotonic() - started
    if isinstance(result, httpx.Response):
        return Outcome(result, None, seconds)
    return Outcome(None, result, seconds)


# Threads.


class _Threads(Engine):
    def _open(self, **options: Any) -> OpenClient:
        return _ThreadsClient(DefaultHttpxClient(**options))


class _ThreadsClient(OpenClient):
    def __init__(self, client: httpx.Client) -> None:
        self.httpx_client = client
        self._threads: list[threading.Thread] = []

    def start(self, url: str, method: str = "GET", **options: Any) -> Pending:
        future: concurrent.futures.Future[Outcome] = concurrent.futures.Future()
        thread = threading.Thread(target=lambda: future.set_result(self._send(url, method, **options)), daemon=True)
        self._threads.append(thread)
        thread.start()
        return Pending(future)

    def send_after(self, wait: Callable[[], object], url: str, method: str = "GET", **options: Any) -> Outcome:
        wait()
        return self.send(url, method, **options)

    def together(self, urls: Iterable[str], method: str = "GET", **options: Any) -> list[Outcome]:
        return [one.outcome() for one in [self.start(url, method, **options) for url in urls]]

    def settle(self) -> None:
        before: list[Any] = []
        looks = 0
        while looks < _LOOKS:
            frames = sys._current_frames()
            alive = [frames.get(thread.ident or 0) for thread in self._threads if thread.is_alive()]
            now = [frame and (frame.f_code, frame.f_lasti) for frame in alive]  # not the frame: waits may repeat
            looks = looks + 1 if now == before else 0
            before = now
            time.sleep(_PAUSE)  # poll, because a thread that waits for a lock emits no trace event

    def open_stream(self, url: str, method: str = "GET", **options: Any) -> OpenStream:
        request, options = _request(self.httpx_client, url, method, options)
        return _ThreadsStream(self.httpx_client.send(request, stream=True, **options))

    def close(self) -> None:
        self.httpx_client.close()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _send(self, url: str, method: str, **options: Any) -> Outcome:
        started = time.monotonic()
        try:
            request, options = _request(self.httpx_client, url, method, options)
            return _outcome(started, self.httpx_client.send(request, **options))
        except Exception as err:
            return _outcome(started, err)


class _ThreadsStream(OpenStream):
    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._pieces = response.iter_raw()

    def read(self) -> bytes:
        return next(self._pieces, b"")

    def close(self) -> None:
        self.response.close()


# Event loops.


class _Loop(Engine):
    def __init__(self, name: str, portal: BlockingPortal) -> None:
        super().__init__(name)
        self._portal = portal

    def _open(self, **options: Any) -> OpenClient:
        return _LoopClient(self._portal, DefaultAsyncHttpxClient(**options))


class _LoopClient(OpenClient):
    def __init__(self, portal: BlockingPortal, client: httpx.AsyncClient) -> None:
        self.httpx_client = client
        self._portal = portal

    def start(self, url: str, method: str = "GET", **options: Any) -> Pending:
        return Pending(self._portal.start_task_soon(functools.partial(self._send, url, method, **options)))

    def send_after(self, wait: Callable[[], object], url: str, method: str = "GET", **options: Any) -> Outcome:
        async def send() -> Outcome:
            wait()
            return await self._send(url, method, **options)

        return Pending(self._portal.start_task_soon(send)).outcome()

    def together(self, urls: Iterable[str], method: str = "GET", **options: Any) -> list[Outcome]:
        return [one.outcome() for one in [self.start(url, method, **options) for url in urls]]

    def settle(self) -> None:
        _run(self._portal, anyio.wait_all_tasks_blocked)

    def open_stream(self, url: str, method: str = "GET", **options: Any) -> OpenStream:
        request, options = _request(self.httpx_client, url, method, options)
        send = functools.partial(self.httpx_client.send, request, stream=True, **options)
        return _LoopStream(self._portal, _run(self._portal, send))

    def close(self) -> None:
        _run(self._portal, self.httpx_client.aclose)

    def get_extra_info(self, opened: OpenStream, name: str) -> Any:
        return self._portal.call(super().get_extra_info, opened, name)

    async def _send(self, url: str, method: str, **options: Any) -> Outcome:
        started = time.monotonic()
        try:
            request, options = _request(self.httpx_client, url, method, options)
            return _outcome(started, await self.httpx_client.send(request, **options))
        except Exception as err:
            return _outcome(started, err)


class _LoopStream(OpenStream):
    def __init__(self, portal: BlockingPortal, response: httpx.Response) -> None:
        self.response = response
        self._portal = portal
        self._pieces: Any = response.aiter_raw()

    def read(self) -> bytes:
        return _run(self._portal, self._read)

    def close(self) -> None:
        _run(self._portal, self._close)

    async def _read(self) -> bytes:
        try:
            piece: bytes = await self._pieces.__anext__()
        except StopAsyncIteration:
            return b""
        return piece

    async def _close(self) -> None:
        await self._pieces.aclose()
        await self.response.aclose()


# Requests.


def _request(
    client: httpx.Client | httpx.AsyncClient, url: str, method: str, options: dict[str, Any]
) -> tuple[httpx.Request, dict[str, Any]]:
    """Return the request and the options for `send`."""
    of_send: dict[str, Any] = {name: options[name] for name in ("auth", "follow_redirects") if name in options}
    of_request = {name: value for name, value in options.items() if name not in of_send}
    content = of_request.get("content")
    if isinstance(client, httpx.AsyncClient) and not isinstance(content, bytes | str | None):
        of_request["content"] = _AsyncPieces(content)
    return client.build_request(method, url, **of_request), of_send


class _AsyncPieces:
    """Iterates over a synchronous, possibly blocking iterator. Not a generator, which would have to be closed."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        piece = await anyio.to_thread.run_sync(next, self._pieces, None)
        if piece is None:
            raise StopAsyncIteration
        return piece
