"""An async transport over many small connection pools, in place of one large one. For `_http`.

A pool of httpcore looks at each of its connections for each request, so that a thousand requests in flight cost a
thousand times a thousand looks. Small pools keep that flat. A request goes to the first pool while that has room, else
to one of the others; where none has room it waits its turn, first come, first served.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections import deque
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any

import anyio
import httpx
from typing_extensions import override

from ._corked import cork

# Connections of a pool. With 50 requests in flight, 5 and 10 measure alike and 25 is twice as slow.
POOL_SIZE = 10


class PooledTransport(httpx.AsyncHTTPTransport):
    """`httpx.AsyncHTTPTransport` that opens further pools beside its own once that is full.

    Args:
        limits: Those of all pools together.
        kwargs: The other arguments of `httpx.AsyncHTTPTransport`, but for HTTP/2, where one connection is enough.
    """

    def __init__(self, *, limits: httpx.Limits, **kwargs: Any) -> None:
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

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        pool = self._enter() or await self._wait(request)
        try:
            if self._keeping and self._keeping[0].is_expired(self._expiry):
                await self._close_pool(self._keeping.pop(0))
            if pool.transport is None:
                response = await super().handle_async_request(request)
            else:
                response = await pool.transport.handle_async_request(request)
        except BaseException:
            self.leave(pool)
            raise
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _PooledStream(response.stream, self, pool)
        else:  # of a stand-in for the network, which has read it
            self.leave(pool)
        return response

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
        try:
            await super().aclose()
        finally:
            await self._close_others()

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
        return self._stream.__aiter__()

    @override
    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            self._leave()

    def _leave(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.leave(self._pool)

    def __del__(self) -> None:
        self._leave()


def _number(limit: int | None) -> int:
    return sys.maxsize if limit is None else limit
