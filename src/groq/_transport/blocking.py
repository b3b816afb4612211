"""The transport for threads, and its backend. `round_trip` decides what to do; the backend blocks."""

from __future__ import annotations

import math
import select
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import httpx
from typing_extensions import Self, override

from .._utils._flows import drive
from . import errors
from .http1 import ResponseParser
from .httpx_fallback import HttpxFallback
from .httpx_interrupt import interrupt, interruptible
from .pool import POLL_INTERVAL, Pool, release_dropped
from .round_trip import RoundTrip
from .settings import Settings
from .sockets import SocketConnection

# Windows has no poll. With epoll, each wait would need a file descriptor.
_Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)
_MAX_SECONDS = 86_400 * 20  # poll takes at most 2**31 ms, about 25 days

_T = TypeVar("_T")


class Connection(SocketConnection):
    """A connection of a blocking client."""

    _poll: Any = None  # select.poll, for reads

    @override
    def wait(self, timeout: float | None, read: bool, write: bool) -> None:
        if self.deadline is not None:
            timeout = errors.seconds_left(timeout, self.deadline)
        if write or not hasattr(select, "poll"):
            events = selectors.EVENT_READ * read | selectors.EVENT_WRITE * write
            ready = _select([self._socket], events, timeout)
        else:  # faster than a selector
            if self._poll is None:
                self._poll = select.poll()
                self._poll.register(self._socket, select.POLLIN)
            ready = self._poll.poll(None if timeout is None else math.ceil(min(timeout, _MAX_SECONDS) * 1000))
        if not ready:
            raise TimeoutError("timed out")

    @override
    def receive(self, timeout: float | None) -> None:
        tls = self.tls
        try:
            data = b"" if tls is not None and tls.has_ended() else None
            while data is None:
                self.wait(timeout, True, False)
                data = self._receive_now()
        except (OSError, ValueError) as err:  # ValueError: closed by another thread
            raise errors.read_error(err) from err
        except RuntimeError as err:  # from poll
            raise httpx.ReadError("Another thread is reading this response.") from err
        self.parser.feed(data)


def _select(sockets: Iterable[socket.socket], events: int, timeout: float | None) -> list[Any]:
    """Wait until one of the sockets is ready, and return those that are."""
    with _Selector() as selector:
        for one in sockets:
            selector.register(one, events)
        return [key.fileobj for key, _ in selector.select(None if timeout is None else min(timeout, _MAX_SECONDS))]


class Backend:
    """The I/O of `round_trip` and `connect` for threads."""

    adopt = Connection  # makes a connection from a connected socket

    @staticmethod
    def look_up(host: str, port: int, _timeout: float | None) -> list[Any]:
        """Return the addresses of a host."""
        return socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)

    @staticmethod
    def in_thread(function: Callable[[], _T]) -> _T:
        """Call a function in this thread, which may block."""
        return function()

    @staticmethod
    def wait_writable(pending: list[socket.socket], timeout: float | None) -> list[socket.socket]:
        """Wait until one of the sockets is writable, and return those that are."""
        return _select(pending, selectors.EVENT_WRITE, timeout)

    @staticmethod
    def waiter() -> tuple[Callable[[], None], Callable[[float | None], None]]:
        """Return two functions for a queued request: one wakes it, from any thread; the other waits for that."""
        woken = threading.Event()

        def wait(timeout: float | None) -> None:
            until = None if timeout is None else time.monotonic() + timeout
            while not woken.wait(left := errors.seconds_left(POLL_INTERVAL, until)) and left:
                release_dropped()  # finalizers do not wake waiting requests

        return woken.set, wait


class ResponseBody(RoundTrip, httpx.SyncByteStream):
    """The body of a response; at its end the connection returns to the pool."""

    next_piece = staticmethod(next)

    @override
    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        connection = self.connection
        if not self.is_granted or connection is None:  # read to the end, or closed
            raise StopIteration
        parser: ResponseParser = connection.parser
        try:
            while not (piece := parser.next_piece()) and not parser.is_complete:
                connection.receive(self.read_timeout)
        except BaseException:
            self.finish()
            raise
        if parser.is_complete:
            self.finish()
            if not piece:
                raise StopIteration
        return piece

    @override
    def close(self) -> None:
        self.drop()


class HTTPTransport(httpx.HTTPTransport):
    """Transport for threads. Unsupported requests fall back to `httpx.HTTPTransport`: see `httpx_fallback`.

    The options are those of `Settings`.
    """

    def __init__(self, **options: Any) -> None:
        # The constructor of the base is not called: it would create a pool of httpcore, which only the fallback needs.
        self._settings = Settings(**options)
        self._fallback = HttpxFallback(httpx.HTTPTransport, self._settings)
        self.pool = Pool(self._settings.limits)

    @override
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._fallback.is_needed(request):
            with interruptible(self, request):
                return self._fallback.transport_for(request).handle_request(request)
        body = ResponseBody(self.pool, request, self._settings)
        return drive(body.send(request, Backend, self._settings))

    @override
    def __enter__(self) -> Self:
        return self

    @override
    def __exit__(self, *exc_info: object) -> None:
        self.close()

    @override
    def close(self) -> None:
        self.pool.close()
        interrupt(self)
        for transport in self._fallback.take_all():
            transport.close()

    def __del__(self) -> None:
        pool: Pool | None = self.__dict__.get("pool")  # the constructor may have failed
        if pool is not None:
            pool.abandon()
