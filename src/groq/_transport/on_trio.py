"""The shell of `asynchronous` for trio."""

from __future__ import annotations

import contextlib
import math
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, TypeVar

import trio
from typing_extensions import override

from . import errors
from .connect import connecting
from .exchange import async_drive
from .http1 import Head
from .settings import Settings
from .sockets import SocketConnection
from .target import Target

_T = TypeVar("_T")


class Connection(SocketConnection):
    """A connection of trio."""

    run = staticmethod(async_drive)

    def __init__(self, opened: socket.socket) -> None:
        super().__init__(opened)
        self._token = trio.lowlevel.current_trio_token()

    @override
    async def wait(self, timeout: float | None, read: bool, write: bool) -> None:
        seconds = errors.seconds_left(timeout, self.deadline)
        with trio.move_on_after(math.inf if seconds is None else seconds) as scope:
            try:
                if read and write:
                    both = trio.lowlevel.wait_readable, trio.lowlevel.wait_writable
                    await _first_ready(*((event, self._socket) for event in both))
                else:
                    await (trio.lowlevel.wait_readable if read else trio.lowlevel.wait_writable)(self._socket)
            except trio.ClosedResourceError as err:
                raise OSError("The connection was closed.") from err
        if scope.cancelled_caught:
            raise TimeoutError("timed out")

    @override
    async def receive(self, timeout: float | None) -> None:
        """Wait for data, and feed it to the parser."""
        try:
            while (data := self._receive_now()) is None:
                await self.wait(timeout, True, False)
        except OSError as err:
            raise errors.read_error(err) from err
        self.parser.feed(data)

    async def upload(self, pieces: AsyncGenerator[bytes], timeout: float | None) -> Head | None:
        """Send a large body; stop and return the head of the response if it arrives before the end."""
        async with contextlib.aclosing(pieces):
            async for piece in pieces:
                if (head := await async_drive(self.uploading(piece, timeout))) is not None:
                    return head
        return None

    @override
    def abort(self) -> None:
        is_here = trio.lowlevel.in_trio_run() and trio.lowlevel.current_trio_token() is self._token
        try:
            if not is_here:  # only its own run can wake who waits for the socket
                self._token.run_sync_soon(self._abort)
                return
        except trio.RunFinishedError:
            super().abort()
            return
        self._abort()

    def _abort(self) -> None:
        trio.lowlevel.notify_closing(self._socket)
        super().abort()


async def _first_ready(*waits: tuple[Callable[[Any], Awaitable[None]], socket.socket]) -> list[socket.socket]:
    """Wait until one of the sockets is ready, and return those that are."""
    ready: list[socket.socket] = []
    async with trio.open_nursery() as nursery:

        async def wait(event: Callable[[Any], Awaitable[None]], opened: socket.socket) -> None:
            await event(opened)
            ready.append(opened)
            nursery.cancel_scope.cancel()

        for event, opened in waits:
            nursery.start_soon(wait, event, opened)
    return ready


async def open_connection(target: Target, settings: Settings, timeout: float | None) -> Any:
    """Connect to the host of a target, or to its proxy."""
    return await async_drive(connecting(target.endpoint, settings.sockets, timeout, _look_up, _writable, _adopt))


async def in_thread(function: Callable[[], _T]) -> _T:
    """Call a function that blocks."""
    return await trio.to_thread.run_sync(function)


async def _look_up(host: str, port: int, timeout: float | None) -> list[Any]:
    with trio.move_on_after(math.inf if timeout is None else timeout):
        return await trio.socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)
    raise TimeoutError("timed out")


async def _writable(pending: list[socket.socket], timeout: float | None) -> list[socket.socket]:
    with trio.move_on_after(math.inf if timeout is None else timeout):
        return await _first_ready(*((trio.lowlevel.wait_writable, opened) for opened in pending))
    return []


async def _adopt(opened: socket.socket) -> Connection:
    return Connection(opened)


class Waiter:
    """Lets a request wait in the queue of the pool."""

    def __init__(self) -> None:
        self._token = trio.lowlevel.current_trio_token()
        self._woken = trio.Event()

    def wake(self) -> None:
        """End the wait, from any thread."""
        with contextlib.suppress(trio.RunFinishedError):
            self._token.run_sync_soon(self._woken.set)

    async def wait(self, timeout: float | None) -> bool:
        """Wait, and return whether it was woken in time."""
        with trio.move_on_after(math.inf if timeout is None else timeout):
            await self._woken.wait()
        return self._woken.is_set()


class Turns:
    """Lets other tasks run between many requests that begin."""

    async def take(self) -> None:
        """Let other tasks run."""
        await trio.lowlevel.checkpoint()


def scheduler() -> Callable[[Callable[[], None]], None]:
    """Return a function that schedules another one in this run of trio, from any thread."""
    token = trio.lowlevel.current_trio_token()

    def schedule(function: Callable[[], None]) -> None:
        with contextlib.suppress(trio.RunFinishedError):
            token.run_sync_soon(function)

    return schedule


def is_over(token: trio.lowlevel.TrioToken) -> bool:
    """Return whether a run of trio has ended."""
    try:
        token.run_sync_soon(int)
    except trio.RunFinishedError:
        return True
    return False


def drop_keeper(_token: object, _keeper: object) -> None:
    """Do nothing: trio needs no keeper."""


async def after_close(_token: object, _keeper: object) -> None:
    """Do nothing: trio needs no keeper."""
