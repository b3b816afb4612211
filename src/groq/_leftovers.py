"""Connections that cannot be used again after a response: of those where more came, and of dropped responses.

httpcore keeps a connection if bytes came behind a response in the same read as its end; they would answer the next
request. A response that nobody closes keeps its connection for ever. For `_base_client`.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
from typing_extensions import override

from ._closing import close_soon


def guard_connection(response: httpx.Response) -> None:
    """See to it that the connection is closed if more came than the response, and if that is dropped unclosed."""
    pool_stream: Any = response.stream
    while True:  # through what httpx, httpcore and `_pools` put around the stream of the connection
        stream: Any = getattr(pool_stream, "_stream", None) or getattr(pool_stream, "_httpcore_stream", None)
        connection: Any = getattr(stream, "_connection", None)
        if connection is not None or stream is None:
            break
        pool_stream = stream
    protocol = getattr(connection, "_h11_state", None)
    if protocol is not None:  # else it is HTTP/2, or a transport of another kind
        is_async = isinstance(response.stream, httpx.AsyncByteStream)
        pool_stream._stream = (_AsyncGuarded if is_async else _Guarded)(stream, protocol, pool_stream)


class _Guarded(httpx.SyncByteStream):
    def __init__(self, stream: Any, protocol: Any, pool_stream: Any) -> None:
        self._stream = stream
        self._protocol = protocol
        self._pool_stream = pool_stream  # while it is open: closes it when the response is dropped

    @override
    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    @override
    def close(self) -> None:
        self._pool_stream = None
        _spoil(self._protocol)
        self._stream.close()

    def __del__(self) -> None:
        pool_stream, self._pool_stream = self._pool_stream, None
        if pool_stream is not None:
            with contextlib.suppress(Exception):  # nobody could catch it here
                pool_stream.close()


class _AsyncGuarded(httpx.AsyncByteStream):
    def __init__(self, stream: Any, protocol: Any, pool_stream: Any) -> None:
        self._stream = stream
        self._protocol = protocol
        self._pool_stream = pool_stream  # as above

    @override
    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._stream)

    @override
    async def aclose(self) -> None:
        self._pool_stream = None
        _spoil(self._protocol)
        await self._stream.aclose()

    def __del__(self) -> None:
        pool_stream, self._pool_stream = self._pool_stream, None
        if pool_stream is not None:
            close_soon(pool_stream.aclose)


def _spoil(protocol: Any) -> None:
    if protocol.trailing_data[0]:
        protocol.send_failed()  # which makes httpcore close the connection in place of keeping it
