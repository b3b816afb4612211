"""Bytes that a server sends behind a response: the connection is closed, or they would answer the next request.

httpcore keeps such a connection if they came in the same read as the end of the response. For `_base_client`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
from typing_extensions import override


def guard_connection(response: httpx.Response) -> None:
    """See to it that closing the response closes its connection, too, if more came than the response."""
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
        pool_stream._stream = (_AsyncGuarded if is_async else _Guarded)(stream, protocol)


class _Guarded(httpx.SyncByteStream):
    def __init__(self, stream: Any, protocol: Any) -> None:
        self._stream = stream
        self._protocol = protocol

    @override
    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    @override
    def close(self) -> None:
        _spoil(self._protocol)
        self._stream.close()


class _AsyncGuarded(httpx.AsyncByteStream):
    def __init__(self, stream: Any, protocol: Any) -> None:
        self._stream = stream
        self._protocol = protocol

    @override
    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._stream)

    @override
    async def aclose(self) -> None:
        _spoil(self._protocol)
        await self._stream.aclose()


def _spoil(protocol: Any) -> None:
    if protocol.trailing_data[0]:
        protocol.send_failed()  # which makes httpcore close the connection in place of keeping it
