"""An async transport over many small connection pools, in place of one large one. For `_http`.

A pool of httpcore looks at each of its connections for each request, so that a thousand requests in flight cost a
thousand times a thousand looks. Small pools keep that flat. A request goes to the first pool while that has room, else
to one of the others; where none has room it waits its turn, first come, first served.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from types import TracebackType
from typing import Any, Generic, TypeVar, cast

import anyio
import anyio.lowlevel
import httpx
from typing_extensions import override

from ._closing import close_soon
from ._corked import cork

# Connections of a pool. With 50 requests in flight, 5 and 10 measure alike and 25 is twice as slow.
POOL_SIZE = 10
# From so many pools on, and so of a hundred requests in flight, there are many.
_MANY_POOLS = 10
# How many of those begin in one turn of the event loop.
_AT_ONCE = 20

_T = TypeVar("_T")


class PooledTransport(httpx.AsyncHTTPTransport):
    """`httpx.AsyncHTTPTransport` that opens further pools beside its own once that is full.

    Args:
        limits: Those of all pools together.
        kwargs: The other arguments of `httpx.AsyncHTTPTransport`, but for HTTP/2, where one connection is enough.
    """

    # The loop of asyncio that the connections belong to; trio does not tie them to its own.
    _loop: asyncio.AbstractEventLoop | None = None

    def __init__(self, *, limits: httpx.Limits, **kwargs: Any) -> None:
        self._limits = limits
        self._arguments = kwargs
        self._expiry = limits.keepalive_expiry
        self._connections_left = _number(limits.max_connections)
        self._kept_left = _number(limits.max_keepalive_connections)
        own_limits = self._take_limits()
        super().__init__(limits=own_limits, **kwargs)
        cork(self)
        self._own = _Pool(None, own_limits)
        self._others: set[_Pool] = set()
        # Of the others, those with room, the one to use next last: those that keep connections open, and the rest.
        self._keeping: list[_Pool] = []
        self._brief: list[_Pool] = []
        self._waiting: deque[_Turn] = deque()
        # Requests that have begun in this turn of the event loop, and those that may begin in the next ones.
        self._begun = 0
        self._later: deque[asyncio.Future[None]] = deque()

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._loop is not (loop := asyncio._get_running_loop()):
            if self._loop is not None and self._loop.is_closed():  # and so are the connections, unknown to httpcore
                PooledTransport.__init__(self, limits=self._limits, **self._arguments)
            self._loop = loop
        pool = self._enter() or await self._wait(request)
        send = super().handle_async_request if pool.transport is None else pool.transport.handle_async_request
        try:
            if self._keeping and self._keeping[0].is_expired(self._expiry):
                await self._close_pool(self._keeping.pop(0))
            if len(self._others) >= _MANY_POOLS:
                await self._begin()
            response = await _Unbroken(send(request), or_else=_close)
        except BaseException:
            self.leave(pool)
            raise
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _PooledStream(response.stream, self, pool)
        else:  # of a stand-in for the network, which has read it
            self.leave(pool)
        return response

    async def _begin(self) -> None:
        """Let the others go on: few begin in one turn of the event loop, so that it is not blocked for long."""
        if self._loop is None:
            await anyio.lowlevel.checkpoint()
        elif self._begun < _AT_ONCE:
            if self._begun == 0:
                self._loop.call_soon(self._next_turn)
            self._begun += 1
        else:
            self._later.append(turn := self._loop.create_future())
            await turn

    def _next_turn(self) -> None:
        self._begun = 0
        while self._later and self._begun < _AT_ONCE:
            turn = self._later.popleft()
            if not turn.done():  # not cancelled
                turn.set_result(None)
                self._begun += 1
        if self._begun and self._loop is not None:
            self._loop.call_soon(self._next_turn)

    def _enter(self) -> _Pool | None:
        pool = self._own
        if pool.in_flight == pool.room:
            pools = self._keeping or self._brief or self._open_pool()
            if not pools:
                return None
            pool = pools[-1]
            if pool.in_flight + 1 == pool.room:
                pools.pop()
        pool.in_flight += 1
        return pool

    async def _wait(self, request: httpx.Request) -> _Pool:
        turn = _Turn()
        self._waiting.append(turn)
        timeout = request.extensions.get("timeout", {}).get("pool")
        try:
            with anyio.fail_after(timeout):
                await turn.event.wait()
        except BaseException as err:
            if turn.pool is None:
                self._waiting.remove(turn)
            else:  # its turn came too late
                self.leave(turn.pool)
            if isinstance(err, TimeoutError):
                raise httpx.PoolTimeout("All connections are in use", request=request) from err
            raise
        assert turn.pool is not None  # set before the event is
        return turn.pool

    def leave(self, pool: _Pool) -> None:
        """A request of the pool has ended: its place goes to the one that waits longest."""
        if pool is not self._own and pool not in self._others:  # it was of another event loop
            return
        if self._waiting:
            self._waiting.popleft().give(pool)
            return
        if pool is not self._own and pool.in_flight == pool.room:
            (self._keeping if pool.keeps else self._brief).append(pool)
        pool.in_flight -= 1
        pool.used = time.monotonic()

    def _open_pool(self) -> list[_Pool]:
        if self._connections_left == 0:
            return []
        limits = self._take_limits()
        transport = httpx.AsyncHTTPTransport(limits=limits, **self._arguments)
        cork(transport)
        pool = _Pool(transport, limits)
        self._others.add(pool)
        pools = self._keeping if pool.keeps else self._brief
        pools.append(pool)
        return pools

    def _take_limits(self) -> httpx.Limits:
        room = min(POOL_SIZE, self._connections_left)
        kept = min(room, self._kept_left)
        self._connections_left -= room
        self._kept_left -= kept
        return httpx.Limits(max_connections=room, max_keepalive_connections=kept, keepalive_expiry=self._expiry)

    async def _close_pool(self, pool: _Pool) -> None:
        self._others.discard(pool)
        self._connections_left += pool.room
        self._kept_left += pool.kept
        if pool.transport is not None:
            with contextlib.suppress(Exception):  # its connections may belong to an event loop that is closed
                await pool.transport.aclose()

    @override
    async def aclose(self) -> None:
        await _Unbroken(self._close_all())

    @override
    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        try:
            await super().__aexit__(exc_type, exc_value, traceback)
        finally:
            await self._close_others()

    async def _close_all(self) -> None:
        try:
            await super().aclose()
        finally:
            await self._close_others()

    async def _close_others(self) -> None:
        self._keeping.clear()
        self._brief.clear()
        for pool in list(self._others):
            await self._close_pool(pool)


class _Pool:
    """One pool and what is in flight in it; without a transport it is that of `PooledTransport` itself."""

    def __init__(self, transport: httpx.AsyncHTTPTransport | None, limits: httpx.Limits) -> None:
        self.transport = transport
        self.room = _number(limits.max_connections)
        self.kept = _number(limits.max_keepalive_connections)
        self.keeps = self.kept > 0
        self.in_flight = 0
        self.used = 0.0  # when a request last ended

    def is_expired(self, seconds: float | None) -> bool:
        """Whether all of its connections have been idle for so long."""
        return seconds is not None and self.in_flight == 0 and time.monotonic() - self.used > seconds


class _Turn:
    """A request that waits, and the pool that it is given."""

    def __init__(self) -> None:
        self.event = anyio.Event()
        self.pool: _Pool | None = None

    def give(self, pool: _Pool) -> None:
        self.pool = pool
        self.event.set()


class _PooledStream(httpx.AsyncByteStream):
    """The body of a response, whose end makes room in the pool."""

    def __init__(self, stream: httpx.AsyncByteStream, transport: PooledTransport, pool: _Pool) -> None:
        self._stream = stream
        self._transport: PooledTransport | None = transport
        self._pool = pool

    @override
    def __aiter__(self) -> AsyncIterator[bytes]:
        self._pieces = self._stream.__aiter__()
        return self

    async def __anext__(self) -> bytes:
        try:
            return await _Unbroken(self._pieces.__anext__())
        except BaseException:  # the end, too; whoever is cancelled here may not come to closing the response
            await self.aclose()
            raise

    @override
    async def aclose(self) -> None:
        try:
            await _Unbroken(self._stream.aclose())
        finally:
            self._leave()

    def _leave(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.leave(self._pool)

    def __del__(self) -> None:
        if self._transport is not None:
            self._leave()
            close_soon(self._stream.aclose)


class _Unbroken(Generic[_T]):
    """Awaits something of httpcore, which is not cancelled where it only lets other tasks run.

    httpcore does not expect that there: having taken one of its locks, or while it closes a connection, it shields
    itself with a scope of anyio, which `asyncio.timeout`, `asyncio.wait_for` and `Task.cancel` pay no heed to. It would
    never give back the connection. So such a cancellation is held back until something is really waited for.

    Args:
        awaitable: What to await.
        or_else: What to do with the result if it comes together with a cancellation.
    """

    def __init__(self, awaitable: Awaitable[_T], or_else: Callable[[_T], Awaitable[None]] | None = None) -> None:
        self._awaitable = awaitable
        self._or_else = or_else

    def __await__(self) -> Generator[Any, Any, _T]:
        steps: Any = self._awaitable.__await__()  # a generator, or what behaves as one
        step, argument = steps.send, None
        held: asyncio.CancelledError | None = None
        while True:
            try:
                waited_for = step(argument)
            except StopIteration as end:
                if held is None:
                    return cast("_T", end.value)  # of the awaitable
                if self._or_else is not None:
                    yield from _Unbroken(self._or_else(end.value)).__await__()
                raise held from None
            except BaseException as err:
                raise held or err from None
            if held is not None and waited_for is not None and waited_for.cancel(*held.args):
                held = None
            try:
                step, argument = steps.send, (yield waited_for)
            except asyncio.CancelledError as err:
                # A scope of anyio that is cancelled says so here; it has looked for shields.
                if waited_for is None and anyio.current_effective_deadline() > -math.inf:
                    held, step, argument = err, steps.send, None
                else:
                    step, argument = steps.throw, err
            except BaseException as err:
                step, argument = steps.throw, err


async def _close(response: httpx.Response) -> None:
    if isinstance(response.stream, httpx.AsyncByteStream):
        await response.stream.aclose()


def _number(limit: int | None) -> int:
    return sys.maxsize if limit is None else limit
