"""The transport for event loops. `on_asyncio` and `on_trio` are its backends; each loop has its own pool."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import sniffio
from typing_extensions import Self, override

from .._utils import asyncify
from .._utils._flows import async_drive
from . import on_asyncio
from .http1 import ResponseParser
from .httpx_fallback import HttpxFallback
from .pool import Pool
from .round_trip import RoundTrip
from .settings import Settings


async def _next_piece(pieces: Iterator[bytes] | AsyncIterator[bytes], default: None) -> bytes | None:
    return next(pieces, default) if isinstance(pieces, Iterator) else await anext(pieces, default)


class AsyncResponseBody(RoundTrip, httpx.AsyncByteStream):
    """The body of a response; at its end the connection returns to the pool."""

    next_piece = staticmethod(_next_piece)

    @override
    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        connection = self.connection
        if not self.is_granted or connection is None:  # read to its end, or closed
            raise StopAsyncIteration
        parser: ResponseParser = connection.parser
        try:
            while not (piece := parser.next_piece()) and not parser.is_complete:
                await connection.receive(self.read_timeout)
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


def _trio_backend() -> Any:
    from .on_trio import Backend  # imported here: it imports trio

    return Backend


class AsyncHTTPTransport(httpx.AsyncHTTPTransport):
    """Transport for event loops. Unsupported requests fall back to `httpx.AsyncHTTPTransport`: see `httpx_fallback`.

    The options are those of `Settings`.
    """

    def __init__(self, **options: Any) -> None:
        # The constructor of the base is not called: it would create a pool of httpcore, which only the fallback needs.
        if "trio" in sys.modules:
            _trio_backend()  # now: later, no file descriptor may be left to read the module
        self._settings = Settings(**options)
        self._fallback = HttpxFallback(httpx.AsyncHTTPTransport, self._settings)
        self._backends: dict[Any, Any] = {}  # by event loop of asyncio, or token of a run of trio
        self._last_backend: Any = None

    @property
    def pools(self) -> list[Pool]:
        """The pools of all event loops."""
        return [backend.pool for backend in list(self._backends.values())]

    async def _backend(self) -> Any:
        """Return the backend of the running event loop."""
        trio = sys.modules.get("trio")
        is_trio = trio is not None and sniffio.current_async_library() == "trio"
        loop: Any = trio.lowlevel.current_trio_token() if trio and is_trio else asyncio.get_running_loop()
        last = self._last_backend
        if last is not None and last.loop is loop:
            return last
        backend = self._backends.get(loop)
        if backend is None:
            for other in list(self._backends.values()):  # copied: other threads may change it
                if other.is_over():
                    self._backends.pop(other.loop, None)
                    other.pool.close()
            backend = (_trio_backend() if is_trio else on_asyncio.Backend)(self._settings.limits)
            await backend.start()
            self._backends[loop] = backend
        self._last_backend = backend
        return backend

    async def take_turn(self) -> None:
        """Wait for a turn of the event loop if many requests are in flight: many that begin at once would block it."""
        last = self._last_backend
        if last is not None and last.pool.is_busy:
            await (await self._backend()).take_turn()

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._fallback.is_needed(request):
            if self._settings.context.existing() is None:
                await asyncify(self._settings.context)()  # reads files
            return await self._fallback.transport_for(request).handle_async_request(request)
        backend = await self._backend()
        body = AsyncResponseBody(backend.pool, request, self._settings)
        return await async_drive(body.send(request, backend, self._settings))

    @override
    async def __aenter__(self) -> Self:
        return self

    @override
    async def __aexit__(self, *exc_info: object) -> None:
        await self.aclose()

    @override
    async def aclose(self) -> None:
        backends, self._backends, self._last_backend = self._backends, {}, None
        for backend in backends.values():
            backend.pool.close()
        for transport in self._fallback.take_all():
            await transport.aclose()
        for backend in backends.values():
            await backend.wait_closed()

    def __del__(self) -> None:
        for backend in self.__dict__.get("_backends", {}).values():  # the constructor may have failed
            backend.pool.abandon()
