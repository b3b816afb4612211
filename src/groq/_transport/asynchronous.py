"""The transport for event loops. `on_asyncio` and `on_trio` are its shells; each loop has its own pool."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import httpx
import sniffio
from typing_extensions import Self, override

from .._utils import asyncify
from . import handover, on_asyncio
from .exchange import Exchange, async_body_pieces, async_drive
from .http1 import ProtocolError, ResponseParser
from .pool import Pool
from .settings import Settings


class AsyncResponseBody(Exchange, httpx.AsyncByteStream):
    """The body of a response; at its end the connection returns to the pool."""

    body_pieces = staticmethod(async_body_pieces)

    @override
    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        connection = self.connection
        if not self.is_granted or connection is None:  # read to the end, or closed
            raise StopAsyncIteration
        parser: ResponseParser = connection.parser
        try:
            while not (piece := parser.next_piece()) and not parser.is_complete:
                await connection.receive(self.read_timeout)
        except ProtocolError as err:
            self.finish()
            raise httpx.RemoteProtocolError(str(err)) from err
        except BaseException:
            self.finish()
            raise
        if parser.is_complete:
            self.finish()
            if not piece:
                raise StopAsyncIteration
        return piece

    @override
    async def aclose(self) -> None:
        self.drop()


def _trio_shell() -> Any:
    from . import on_trio  # here, because it imports trio

    return on_trio


class _Here(NamedTuple):
    """The connections of one event loop.

    Attributes:
        loop: The event loop of asyncio, or the token of a run of trio.
        shell: `on_asyncio` or `on_trio`.
        turns: Paces the requests that begin.
        keeper: Closes the pool with the loop of asyncio.
    """

    loop: Any
    shell: Any
    pool: Pool
    turns: Any
    keeper: Any


class AsyncHTTPTransport(httpx.AsyncHTTPTransport):
    """Sends requests itself, and those that it does not support through `httpx.AsyncHTTPTransport`: see `handover`.

    Args:
        options: Those of `Settings`.
    """

    def __init__(self, **options: Any) -> None:
        # The constructor of the base is not called: it makes a pool of httpcore, which `handover` makes when needed.
        if "trio" in sys.modules:
            _trio_shell()  # now: later there may be no file descriptor to read a module with
        self._settings = Settings(**options)
        self._plain = handover.PlainTransports(httpx.AsyncHTTPTransport, self._settings)
        self._loops: dict[Any, _Here] = {}
        self._last: _Here | None = None

    @property
    def pools(self) -> list[Pool]:
        """The pools of all event loops."""
        return [here.pool for here in list(self._loops.values())]

    async def _here(self) -> _Here:
        trio = sys.modules.get("trio")
        is_trio = trio is not None and sniffio.current_async_library() == "trio"
        loop: Any = trio.lowlevel.current_trio_token() if trio and is_trio else asyncio.get_running_loop()
        last = self._last
        if last is not None and last.loop is loop:
            return last
        here = self._loops.get(loop)
        if here is None:
            for other in list(self._loops.values()):  # other threads may do so at the same time
                if other.shell.is_over(other.loop):
                    self._loops.pop(other.loop, None)
                    other.pool.close()
            here = await self._enter(loop, is_trio=is_trio)
        self._last = here
        return here

    async def _enter(self, loop: Any, *, is_trio: bool) -> _Here:
        shell: Any = _trio_shell() if is_trio else on_asyncio
        pool = Pool(self._settings.limits, shell.scheduler())
        keeper = None if is_trio else on_asyncio.close_with_loop(pool)
        if keeper is not None:
            await anext(keeper)
        self._loops[loop] = here = _Here(loop, shell, pool, shell.Turns(), keeper)
        return here

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if handover.is_needed_async(request, self._settings):
            if self._settings.context.made() is None:
                await asyncify(self._settings.context)()  # it reads files
            return await self._plain.of(request).handle_async_request(request)
        here = await self._here()
        if here.pool.is_busy:
            await here.turns.take()
        body = AsyncResponseBody(here.pool, request, self._settings)
        return await async_drive(body.send(request, here.shell, self._settings))

    @override
    async def __aenter__(self) -> Self:
        return self

    @override
    async def __aexit__(self, *exc_info: object) -> None:
        await self.aclose()

    @override
    async def aclose(self) -> None:
        loops, self._loops, self._last = self._loops, {}, None
        for here in loops.values():
            here.pool.close()
        for transport in self._plain.take_all():
            await transport.aclose()
        for here in loops.values():
            await here.shell.after_close(here.loop, here.keeper)

    def __del__(self) -> None:
        for here in self.__dict__.get("_loops", {}).values():  # the constructor may have failed
            here.pool.abandon()
            here.shell.drop_keeper(here.loop, here.keeper)
