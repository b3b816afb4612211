"""The backend for asyncio and compatible event loops (uvloop). `asynchronous` sends through it.

A connection is an asyncio protocol that feeds its parser as data arrives. Only `_wait` awaits, for any event of the
connection, so a cancelled task leaves no operation half done.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import select
import socket
import ssl
import weakref
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from typing import Any, TypeVar

import httpx
from typing_extensions import override

from .._utils._flows import Flow, Step
from .._utils._sync import running_loop
from . import blocking, errors
from .http1 import Head, ResponseParser
from .pool import Pool, PooledConnection
from .round_trip import PIECE_BYTES
from .tls import TlsLayer

# Back-pressure: reading pauses when this many received bytes are unread.
_MAX_BUFFERED = 262_144
_REQUESTS_A_TURN = 20
_NEVER = float("inf")

_T = TypeVar("_T")


class Connection(PooledConnection, asyncio.BufferedProtocol):
    """A connection, and the parser of its responses; also the `network_stream` of the responses.

    For the methods that tasks call, see `SocketConnection`.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, opened: socket.socket, buffer: memoryview) -> None:
        self.loop = loop
        self.parser = ResponseParser()
        self._socket = opened
        self._buffer = buffer
        self._transport: Any = None  # asyncio.Transport, or uvloop's
        self._failure: Exception | None = None
        self._waiter: asyncio.Future[bool] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._late_at = _NEVER
        self._buffered = 0
        self._is_paused = False  # reading is paused
        self._is_full = False  # the send buffer is full

    # Called by the event loop.

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    @override
    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer

    @override
    def buffer_updated(self, nbytes: int) -> None:
        self._take(bytes(self._buffer[:nbytes]))

    def _take(self, data: bytes) -> None:
        tls = self.tls
        if tls is not None:
            data = self._decrypted(tls, data)
            if not data:
                return
        self.parser.feed(data)
        if tls is not None and (tls.is_eof or tls.failure):  # after this data
            self._fail(tls.failure)
        self._buffered += len(data)
        if self._buffered > _MAX_BUFFERED and not self._is_paused and not self._transport.is_closing():
            self._is_paused = True
            self._transport.pause_reading()
        self._wake()

    @override
    def eof_received(self) -> bool:
        if self.tls is not None:
            self._decrypted(self.tls, b"")
        self._fail(None)
        return True  # the transport stays open: a response may be waiting in the parser

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None:
            # After a failed write, asyncio closes the socket without reading what arrived, such as an early response.
            with contextlib.suppress(OSError):
                while self._buffered <= _MAX_BUFFERED and (data := self._socket.recv(PIECE_BYTES)):
                    self._take(data)
        self._fail(exc)

    @override
    def pause_writing(self) -> None:
        self._is_full = True

    @override
    def resume_writing(self) -> None:
        self._is_full = False
        self._wake()

    def _decrypted(self, tls: TlsLayer, data: bytes) -> bytes:
        try:
            data = tls.decrypt(data)
        except ssl.SSLError as err:
            self._fail(err)
            return b""
        if (replies := tls.outgoing()) and not self._transport.is_closing():
            self._transport.write(replies)
        if tls.is_eof and not data:
            self._fail(None)
        if not tls.is_ready:
            self._wake()
        return data

    def _fail(self, err: Exception | None) -> None:
        """Note that no more data will be received."""
        if self._failure is None:
            if err is None:
                self.parser.feed(b"")
            self._failure = err or ConnectionError("The connection was closed.")
        self._wake()

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(False)

    # Called by tasks.

    async def _wait(self, timeout: float | None) -> None:
        """Wait for the next event of the connection, such as data; raise `TimeoutError` after the timeout."""
        if self._waiter is not None:
            raise httpx.ReadError("Another task is reading this response.")
        if self.deadline is not None:
            timeout = errors.seconds_left(timeout, self.deadline)
        self._waiter = waiter = self.loop.create_future()
        self._late_at = _NEVER if timeout is None else self.loop.time() + timeout
        if timeout is not None and (self._timer is None or self._timer.when() > self._late_at):
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self.loop.call_at(self._late_at, self._check_time)
        try:
            is_late = await waiter
        finally:
            self._waiter = None
        if is_late:
            raise TimeoutError("timed out")

    def _check_time(self) -> None:
        """End a wait whose timeout has passed. One timer serves all waits: a timer for each would be slow."""
        self._timer = None
        if self._waiter is None or self._late_at == _NEVER:
            return
        if self.loop.time() < self._late_at:
            self._timer = self.loop.call_at(self._late_at, self._check_time)
        elif not self._waiter.done():
            self._waiter.set_result(True)

    async def receive(self, timeout: float | None) -> None:
        """Wait until data was fed to the parser."""
        if asyncio.get_running_loop() is not self.loop:
            raise httpx.ReadError("The response began in another event loop, and can be read only there.")
        self._resume()
        if self._failure is not None:
            raise errors.read_error(self._failure) from self._failure
        try:
            await self._wait(timeout)
        except TimeoutError as err:
            raise errors.read_error(err) from err

    def _resume(self) -> None:
        self._buffered = 0
        if self._is_paused:
            self._is_paused = False
            if not self._transport.is_closing():
                self._transport.resume_reading()

    def send(self, data: bytes | memoryview, _timeout: float | None) -> Iterable[Step]:
        """Send bytes as they are; the event loop buffers them."""
        if data and not self._transport.is_closing():  # uvloop would raise an error
            self._transport.write(data)
        return ()

    def write(self, data: bytes | memoryview, _timeout: float | None) -> Iterable[Step]:
        if self._failure is not None:
            raise errors.write_error(self._failure) from self._failure
        self._transport.write(data if self.tls is None else self.tls.encrypt(data))
        return ()

    def upload(self, piece: bytes, timeout: float | None) -> Flow[Head | None]:
        while (head := self.parser.next_head()) is None and self._is_full and self._failure is None:
            try:
                yield self._wait, timeout
            except TimeoutError as err:
                raise errors.write_error(err) from err
        if head is None:
            self.write(piece, timeout)
            yield asyncio.sleep, 0  # lets the event loop send and receive
        return head

    def receive_handshake(self) -> Flow[None]:
        if self._failure is not None:
            raise self._failure
        yield self._wait, None

    @override
    def is_usable(self) -> bool:
        self._resume()
        if self._failure is None and _is_readable(self._socket):  # the event loop has not polled it yet
            if self.tls is None:
                return False
            with contextlib.suppress(OSError):  # it may be a TLS 1.3 session ticket, which is not data
                data = self._socket.recv(PIECE_BYTES)
                self._take(data) if data else self._fail(None)
        return self._failure is None and self.parser.is_untouched and not self._transport.is_closing()

    @override
    def abort(self) -> None:
        if self.loop.is_closed():
            self._socket.close()
        elif running_loop() is self.loop:
            self._abort()
        else:
            _call_soon(self.loop, self._abort)

    def _abort(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._fail(ConnectionError("The connection was closed."))
        with contextlib.suppress(OSError):  # now: asyncio would close it in the next turn of the loop
            self._socket.shutdown(socket.SHUT_RDWR)
        self._transport.abort()

    def get_extra_info(self, info: str) -> Any:
        if info == "ssl_object":
            return None if self.tls is None else self.tls.ssl_object
        if info == "is_readable":
            return not self.parser.is_untouched
        return self._transport.get_extra_info({"client_addr": "sockname", "server_addr": "peername"}.get(info, info))


def _is_readable(opened: Any) -> bool:
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([opened], [], [], 0)[0])
    poll = select.poll()
    poll.register(opened.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _call_soon(loop: asyncio.AbstractEventLoop, function: Callable[[], object]) -> None:
    """Call a function in an event loop, from any thread; do nothing if the loop is closed."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(function)


def _set(event: asyncio.Future[None]) -> None:
    if not event.done():
        event.set_result(None)


class Backend:
    """An event loop of asyncio, and the pool of connections that a client has in it; see also `blocking.Backend`."""

    def __init__(self, limits: httpx.Limits) -> None:
        self.loop = asyncio.get_running_loop()
        self.pool = Pool(limits, functools.partial(_call_soon, self.loop))
        self._begun = 0  # requests that began in this turn of the event loop
        self._waiting: deque[asyncio.Future[None]] = deque()
        # Shared by all connections: for a plain `Protocol`, asyncio allocates 256 KiB for each read, which is slow.
        self._buffer = memoryview(bytearray(PIECE_BYTES))

    async def start(self) -> None:
        """Have `asyncio.run` close the pool at its end, when it closes async generators that have started."""
        for loop in list(_closers):  # copied: other threads may change it
            if loop.is_closed():
                _closers.pop(loop, None)
        if self.loop not in _closers:
            pools: weakref.WeakSet[Pool] = weakref.WeakSet()
            _closers[self.loop] = _close_at_end(pools), pools
            await anext(_closers[self.loop][0])
        _closers[self.loop][1].add(self.pool)

    async def take_turn(self) -> None:
        """Wait until a request may begin. Too many in one turn of the event loop would block it."""
        if self._begun >= _REQUESTS_A_TURN:
            self._waiting.append(turn := self.loop.create_future())
            await turn
            return
        if self._begun == 0:
            self.loop.call_soon(self._next_turn)
        self._begun += 1

    def _next_turn(self) -> None:
        self._begun = 0
        while self._waiting and self._begun < _REQUESTS_A_TURN:
            turn = self._waiting.popleft()
            if not turn.done():  # not cancelled
                turn.set_result(None)
                self._begun += 1
        if self._begun:
            self.loop.call_soon(self._next_turn)

    def is_over(self) -> bool:
        """Return whether the event loop has ended."""
        return self.loop.is_closed()

    async def wait_closed(self) -> None:
        """Wait until the connections of a closed pool are closed, which asyncio does in a later turn."""
        if running_loop() is self.loop:
            await _sockets_closed()

    async def look_up(self, host: str, port: int, timeout: float | None) -> list[Any]:
        # Not wait_for, which may lose a cancellation before Python 3.12.
        looking_up = asyncio.ensure_future(self.loop.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        try:
            await asyncio.wait([looking_up], timeout=timeout)
            if not looking_up.done():
                raise TimeoutError("timed out")
            return looking_up.result()
        finally:
            looking_up.cancel()

    async def in_thread(self, function: Callable[[], _T]) -> _T:
        return await self.loop.run_in_executor(None, function)

    async def wait_writable(self, pending: list[socket.socket], timeout: float | None) -> list[socket.socket]:
        ready: dict[socket.socket, None] = {}  # an ordered set
        woken = self.loop.create_future()

        def note(opened: socket.socket) -> None:
            ready[opened] = None
            _set(woken)

        try:
            for opened in pending:
                self.loop.add_writer(opened, note, opened)
            await asyncio.wait([woken], timeout=timeout)
        except NotImplementedError:  # by the default loop of Windows, which watches no sockets
            return await self.in_thread(functools.partial(blocking.Backend.wait_writable, pending, timeout))
        finally:
            with contextlib.suppress(NotImplementedError):
                for opened in pending:
                    self.loop.remove_writer(opened)
        return list(ready)

    async def adopt(self, opened: socket.socket) -> Connection:
        loop, buffer = self.loop, self._buffer
        try:
            _, connection = await loop.create_connection(lambda: Connection(loop, opened, buffer), sock=opened)
        except BaseException:
            opened.close()
            raise
        return connection

    def waiter(self) -> tuple[Callable[[], None], Callable[[float | None], Awaitable[None]]]:
        woken = self.loop.create_future()

        async def wait(timeout: float | None) -> None:
            await asyncio.wait([woken], timeout=timeout)

        return functools.partial(_call_soon, self.loop, functools.partial(_set, woken)), wait


# Event loop → an async generator that closes the pools when the loop ends, and these pools.
_closers: dict[asyncio.AbstractEventLoop, tuple[AsyncGenerator[None], weakref.WeakSet[Pool]]] = {}


async def _close_at_end(pools: Iterable[Pool]) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        for pool in list(pools):
            pool.close()
        await _sockets_closed()


async def _sockets_closed() -> None:
    for _ in range(2):
        await asyncio.sleep(0)
