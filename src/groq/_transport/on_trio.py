"""The backend for trio. `asynchronous` sends through it."""

from __future__ import annotations

import contextlib
import functools
import math
import socket
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx
import trio
from typing_extensions import override

from . import errors
from .pool import Pool
from .sockets import SocketConnection

_T = TypeVar("_T")


class Connection(SocketConnection):
    """A connection of trio."""

    def __init__(self, opened: socket.socket) -> None:
        super().__init__(opened)
        self._token = trio.lowlevel.current_trio_token()

    @override
    async def wait(self, timeout: float | None, read: bool, write: bool) -> None:
        seconds = errors.seconds_left(timeout, self.deadline)
        with _move_on_after(seconds) as scope:
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
        try:
            while (data := self._receive_now()) is None:
                await self.wait(timeout, True, False)
        except OSError as err:
            raise errors.read_error(err) from err
        self.parser.feed(data)

    @override
    def abort(self) -> None:
        token: object = None
        with contextlib.suppress(RuntimeError):  # in no run; `in_trio_run` is new in trio 0.29
            token = trio.lowlevel.current_trio_token()
        if token is self._token:
            self._abort()
            return
        try:
            self._token.run_sync_soon(self._abort)  # only its own run can wake tasks that wait for the socket
        except trio.RunFinishedError:
            super().abort()

    def _abort(self) -> None:
        trio.lowlevel.notify_closing(self._socket)
        super().abort()


def _move_on_after(seconds: float | None) -> trio.CancelScope:
    return trio.move_on_after(math.inf if seconds is None else seconds)


async def _first_ready(*waits: tuple[Callable[[Any], Awaitable[None]], socket.socket]) -> list[socket.socket]:
    """Wait until one of the sockets is ready, and return those that are."""
    ready: list[socket.socket] = []
    async with trio.open_nursery() as nursery:

        async def wait(event: Callable[[Any], Awaitable[None]], opened: socket.socket) -> None:
            with contextlib.suppress(trio.ClosedResourceError):  # closed: the next use of the socket raises an error
                await event(opened)
            ready.append(opened)
            nursery.cancel_scope.cancel()

        for event, opened in waits:
            nursery.start_soon(wait, event, opened)
    return ready


def _call_soon(token: trio.lowlevel.TrioToken, function: Callable[[], object]) -> None:
    """Call a function in a run of trio, from any thread; do nothing if it has ended."""
    with contextlib.suppress(trio.RunFinishedError):
        token.run_sync_soon(function)


class Backend:
    """A run of trio, and the pool of connections that a client has in it; see also `on_asyncio.Backend`."""

    def __init__(self, limits: httpx.Limits) -> None:
        self.loop = trio.lowlevel.current_trio_token()
        self.pool = Pool(limits, functools.partial(_call_soon, self.loop))

    async def start(self) -> None:
        """Do nothing: sockets may outlive a trio run."""

    async def take_turn(self) -> None:
        """Let other tasks run."""
        await trio.lowlevel.checkpoint()

    def is_over(self) -> bool:
        """Return whether the run of trio has ended."""
        try:
            self.loop.run_sync_soon(int)
        except trio.RunFinishedError:
            return True
        return False

    async def wait_closed(self) -> None:
        """Do nothing: closing a pool closes its connections at once."""

    async def look_up(self, host: str, port: int, timeout: float | None) -> list[Any]:
        with _move_on_after(timeout):
            return await trio.socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)
        raise TimeoutError("timed out")

    async def in_thread(self, function: Callable[[], _T]) -> _T:
        return await trio.to_thread.run_sync(function)

    async def wait_writable(self, pending: list[socket.socket], timeout: float | None) -> list[socket.socket]:
        with _move_on_after(timeout):
            return await _first_ready(*((trio.lowlevel.wait_writable, opened) for opened in pending))
        return []

    async def adopt(self, opened: socket.socket) -> Connection:
        return Connection(opened)

    def waiter(self) -> tuple[Callable[[], None], Callable[[float | None], Awaitable[None]]]:
        woken = trio.Event()

        async def wait(timeout: float | None) -> None:
            with _move_on_after(timeout):
                await woken.wait()

        return functools.partial(_call_soon, self.loop, woken.set), wait
