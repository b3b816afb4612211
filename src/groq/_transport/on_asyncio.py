"""The shell of `asynchronous` for asyncio and compatible event loops (uvloop).

A connection is an asyncio protocol that feeds its parser as data arrives, whoever waits. Only `_wait` awaits, for one
event: something has happened. So a cancelled task leaves nothing half done.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import socket
import ssl
import weakref
from collections import deque
from collections.abc import AsyncGenerator, Callable
from typing import Any, TypeVar

import httpx
from typing_extensions import override

from . import errors
from .connect import connecting
from .exchange import PIECE_BYTES, async_drive
from .http1 import Head, ResponseParser
from .pool import Pool, PooledConnection
from .settings import Settings
from .target import Target
from .tls import TlsLayer

# Back-pressure: reading pauses when so many bytes were received and not asked for.
_MAX_BUFFERED = 262_144
_NEVER = float("inf")
_T = TypeVar("_T")


class Connection(PooledConnection, asyncio.BufferedProtocol):
    """A connection, and the parser of its responses; also the `network_stream` of the responses."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.parser = ResponseParser()
        self._transport: Any = None  # asyncio.Transport, or uvloop's
        self._socket: Any = None
        self._tls: TlsLayer | None = None
        self._failure: Exception | None = None
        self._waiter: asyncio.Future[bool] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._late_at = _NEVER
        self._buffered = 0
        self._is_paused = False  # reading
        self._is_full = False  # the send buffer

    # Called by the event loop.

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._buffer = _buffer_of(self.loop)

    @override
    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer

    @override
    def buffer_updated(self, nbytes: int) -> None:
        self._take(bytes(self._buffer[:nbytes]))

    def _take(self, data: bytes) -> None:
        tls = self._tls
        if tls is not None:
            data = self._decrypted(tls, data)
            if not data:
                return
        self.parser.feed(data)
        if tls is not None and (tls.is_eof or tls.failure):  # behind this data
            self._fail(tls.failure)
        self._buffered += len(data)
        if self._buffered > _MAX_BUFFERED and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(False)

    @override
    def eof_received(self) -> bool:
        if self._tls is not None and (data := self._decrypted(self._tls, b"")):
            self.parser.feed(data)
        self._fail(None)
        return True  # the transport stays open: a response may be waiting in the parser

    @override
    def connection_lost(self, exc: Exception | None) -> None:
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
        """Note that nothing more is received."""
        if self._failure is None:
            if err is None:
                self.parser.feed(b"")
            self._failure = err or ConnectionError("The connection was closed.")
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(False)

    # Called by tasks.

    async def _wait(self, timeout: float | None, error: type[httpx.TimeoutException]) -> None:
        """Wait until something happens.

        Raises:
            httpx.TimeoutException: Nothing did.
        """
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
            raise error("timed out")

    def _check_time(self) -> None:
        """End a wait that is late. One timer serves all waits: cancelling one for each costs more than the wait."""
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
            raise httpx.ReadError("The response began in another event loop, and can be read in that only.")
        self._resume()
        if self._failure is not None:
            raise errors.read_error(self._failure) from self._failure
        await self._wait(timeout, httpx.ReadTimeout)

    def _resume(self) -> None:
        self._buffered = 0
        if self._is_paused:
            self._is_paused = False
            if not self._transport.is_closing():
                self._transport.resume_reading()

    async def write(self, data: bytes | memoryview, timeout: float | None = None) -> None:  # noqa: ARG002 - as in other shells
        """Send a small piece, which the event loop buffers."""
        if self._failure is not None:
            raise errors.write_error(self._failure) from self._failure
        self._transport.write(data if self._tls is None else self._tls.encrypt(data))

    async def upload(self, pieces: AsyncGenerator[bytes], timeout: float | None) -> Head | None:
        """Send a large body; stop and return the head of the response if it arrives before the end."""
        # When a write fails, asyncio closes its socket with everything that was received and not read.
        spare = _duplicate(self._socket)
        try:
            async with contextlib.aclosing(pieces):
                async for piece in pieces:
                    head = self.parser.next_head()
                    while head is None and self._is_full and self._failure is None:
                        await self._wait(timeout, httpx.WriteTimeout)
                        head = self.parser.next_head()
                    if head is not None:
                        return head
                    if self._failure is not None:
                        break
                    await self.write(piece)
                    await asyncio.sleep(0)  # the loop may send and receive
            if self._failure is not None:
                return self._head_from(spare, self._failure)
        finally:
            if spare is not None:
                spare.close()
        return None

    def _head_from(self, spare: socket.socket | None, failure: Exception) -> Head:
        if spare is not None:
            with contextlib.suppress(OSError):
                while data := spare.recv(PIECE_BYTES):
                    self._take(data)
                    if (head := self.parser.next_head()) is not None:
                        return head
        raise errors.write_error(failure) from failure

    async def late_head(self, failure: httpx.WriteError) -> Head:
        """Return the head of a response that came before the connection broke, or raise the failure."""
        head = self.parser.next_head()
        if head is None:
            raise failure from failure.__cause__
        return head

    async def start_tls(self, context: ssl.SSLContext, server_hostname: str, timeout: float | None) -> None:
        """Do the handshake."""
        self._tls = layer = TlsLayer(context, server_hostname, self._tls)
        try:
            while True:
                try:
                    is_complete = layer.handshake()
                finally:
                    if data := layer.outgoing():  # an alert, too
                        self._transport.write(data)
                if is_complete:
                    break
                if self._failure is not None:
                    raise self._failure
                await self._wait(timeout, httpx.ConnectTimeout)
            if data := layer.read():  # came with the end of the handshake
                self.parser.feed(data)
        except (OSError, ssl.CertificateError) as err:
            raise errors.connect_error(err) from err

    @override
    def is_usable(self) -> bool:
        self._resume()
        if self._failure is None and _is_readable(self._socket):  # the event loop has not had time to look
            if self._tls is None:
                return False
            with contextlib.suppress(OSError):  # a session ticket of TLS 1.3, perhaps, which is not data
                data = self._socket.recv(PIECE_BYTES)
                self._take(data) if data else self._fail(None)
        return self._failure is None and self.parser.is_untouched and not self._transport.is_closing()

    @override
    def abort(self) -> None:
        if self.loop.is_closed():
            self._socket.close()
            return
        try:
            is_here = asyncio.get_running_loop() is self.loop
        except RuntimeError:
            is_here = False
        if is_here:
            self._abort()
        else:
            with contextlib.suppress(RuntimeError):  # it was closed just now
                self.loop.call_soon_threadsafe(self._abort)

    def _abort(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._failure = self._failure or ConnectionError("The connection was closed.")
        with contextlib.suppress(OSError):  # now: asyncio closes it in the next turn of the loop
            self._socket.shutdown(socket.SHUT_RDWR)
        self._transport.abort()
        self._wake()

    def get_extra_info(self, info: str) -> Any:
        """Return what httpx documents for a `network_stream`; `None` for an unknown name."""
        if info == "ssl_object":
            return None if self._tls is None else self._tls.ssl_object
        if info == "is_readable":
            return not self.parser.is_untouched
        return self._transport.get_extra_info({"client_addr": "sockname", "server_addr": "peername"}.get(info, info))


def _buffer_of(loop: asyncio.AbstractEventLoop) -> memoryview:
    """Return the buffer that all connections of a loop read into.

    For a plain `Protocol`, asyncio allocates 256 KiB for each read, which malloc maps and unmaps each time.
    """
    return _buffers.get(loop) or _buffers.setdefault(loop, memoryview(bytearray(PIECE_BYTES)))


_buffers: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, memoryview] = weakref.WeakKeyDictionary()


def _duplicate(opened: socket.socket) -> socket.socket | None:
    with contextlib.suppress(OSError):  # Windows has no such handles
        copy = socket.socket(fileno=os.dup(opened.fileno()))
        copy.setblocking(False)
        return copy
    return None


def _is_readable(opened: Any) -> bool:
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([opened], [], [], 0)[0])
    poll = select.poll()
    poll.register(opened.fileno(), select.POLLIN)
    return bool(poll.poll(0))


async def open_connection(target: Target, settings: Settings, timeout: float | None) -> Any:
    """Connect to the host of a target, or to its proxy."""
    return await async_drive(connecting(target.endpoint, settings.sockets, timeout, _look_up, _writable, _adopt))


async def in_thread(function: Callable[[], _T]) -> _T:
    """Call a function that blocks."""
    return await asyncio.get_running_loop().run_in_executor(None, function)


async def _look_up(host: str, port: int, timeout: float | None) -> list[Any]:
    # Not wait_for, which may lose a cancellation before Python 3.12.
    looking_up = asyncio.ensure_future(asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM))
    try:
        await asyncio.wait([looking_up], timeout=timeout)
        if not looking_up.done():
            raise TimeoutError("timed out")
        return looking_up.result()
    finally:
        looking_up.cancel()


async def _writable(pending: list[socket.socket], timeout: float | None) -> list[socket.socket]:
    """Wait until one of the sockets is writable, and return those that are."""
    loop = asyncio.get_running_loop()
    woken = asyncio.Event()
    ready: dict[socket.socket, None] = {}  # in order, and once

    def note(opened: socket.socket) -> None:
        ready[opened] = None
        woken.set()

    timer = None if timeout is None else loop.call_later(timeout, woken.set)
    try:
        for opened in pending:
            loop.add_writer(opened, note, opened)
        await woken.wait()
    finally:
        for opened in pending:
            loop.remove_writer(opened)
        if timer is not None:
            timer.cancel()
    return list(ready)


async def _adopt(opened: socket.socket) -> Connection:
    loop = asyncio.get_running_loop()
    try:
        _, connection = await loop.create_connection(lambda: Connection(loop), sock=opened)
    except BaseException:
        opened.close()
        raise
    connection._socket = opened  # pyright: ignore[reportPrivateUsage] # of this module
    return connection


class Waiter:
    """Lets a request wait in the queue of the pool."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._woken: asyncio.Future[bool] = self._loop.create_future()

    def wake(self) -> None:
        """End the wait, from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._finish, True)

    def _finish(self, is_woken: bool) -> None:
        if not self._woken.done():
            self._woken.set_result(is_woken)

    async def wait(self, timeout: float | None) -> bool:
        """Wait, and return whether it was woken in time."""
        timer = None if timeout is None else self._loop.call_later(timeout, self._finish, False)
        try:
            return await self._woken
        finally:
            if timer is not None:
                timer.cancel()


class Turns:
    """Limits the requests that begin in one turn of the event loop, which would block it."""

    _AT_ONCE = 20

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._begun = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def take(self) -> None:
        """Wait until the request may begin."""
        if self._begun >= self._AT_ONCE:
            self._waiting.append(turn := self._loop.create_future())
            await turn
            return
        if self._begun == 0:
            self._loop.call_soon(self._next)
        self._begun += 1

    def _next(self) -> None:
        self._begun = 0
        while self._waiting and self._begun < self._AT_ONCE:
            turn = self._waiting.popleft()
            if not turn.done():  # not cancelled
                turn.set_result(None)
                self._begun += 1
        if self._begun:
            self._loop.call_soon(self._next)


def scheduler() -> Callable[[Callable[[], None]], None]:
    """Return a function that schedules another one in this event loop, from any thread."""
    loop = asyncio.get_running_loop()

    def schedule(function: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(function)

    return schedule


def is_over(loop: asyncio.AbstractEventLoop) -> bool:
    """Return whether an event loop has ended."""
    return loop.is_closed()


async def close_with_loop(pool: Pool) -> AsyncGenerator[None]:
    """Close the pool when the event loop closes: `asyncio.run` ends the async generators that have begun."""
    try:
        yield
    finally:
        pool.close()
        for _ in range(2):  # asyncio closes the sockets in a later turn
            await asyncio.sleep(0)


# Keepers whose event loop is not running: asyncio would schedule their end there, and warn that it never runs.
_idle_keepers: list[object] = []


def drop_keeper(loop: asyncio.AbstractEventLoop, keeper: object) -> None:
    """Keep the keeper of a closed pool from a loop that is not running. For finalisers."""
    if not loop.is_running() and not loop.is_closed():
        _idle_keepers.append(keeper)


async def after_close(loop: asyncio.AbstractEventLoop, keeper: AsyncGenerator[None]) -> None:
    """End the keeper of a closed pool."""
    if loop is asyncio.get_running_loop():
        await keeper.aclose()
    else:
        drop_keeper(loop, keeper)
