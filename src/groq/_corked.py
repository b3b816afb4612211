"""Requests that leave in one piece: the head waits for the body, and both for the answer to be read. For `_http`.

httpcore writes head and body one after the other, which are two system calls, two TLS records and two packets. What is
written here is kept until the first read, unless it grows large. Not for HTTP/2, where one request is written while
another one's answer is read.
"""

from __future__ import annotations

import contextlib
import socket
from typing import Any

import anyio
import httpcore
import httpx
from typing_extensions import override

from ._early_answers import has_more, read_what_came, spare_socket

_MOST_HELD = 65_536
# Seconds for an answer that came while the request was sent; TLS may have sent something else.
_ANSWER_TIMEOUT = 0.5


def cork(transport: httpx.HTTPTransport | httpx.AsyncHTTPTransport) -> None:
    """Let the connections that the transport makes from now on send each request in one piece."""
    pool: Any = transport._pool  # pyright: ignore[reportPrivateUsage] # httpx has no argument for it
    is_async = isinstance(transport, httpx.AsyncHTTPTransport)
    pool._network_backend = (AsyncCorkedBackend if is_async else CorkedBackend)(pool._network_backend)


class CorkedTransport(httpx.HTTPTransport):
    """`httpx.HTTPTransport` that sends each request in one piece."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        cork(self)


class CorkedBackend(httpcore.NetworkBackend):
    """Makes connections as another backend does, and corks them."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    @override
    def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        return CorkedStream(self._backend.connect_tcp(*args, **kwargs))

    @override
    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        return CorkedStream(self._backend.connect_unix_socket(*args, **kwargs))

    @override
    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class AsyncCorkedBackend(httpcore.AsyncNetworkBackend):
    """Makes connections as another backend does, and corks them."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    @override
    async def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        return AsyncCorkedStream(await self._backend.connect_tcp(*args, **kwargs))

    @override
    async def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        return AsyncCorkedStream(await self._backend.connect_unix_socket(*args, **kwargs))

    @override
    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


class CorkedStream(httpcore.NetworkStream):
    """A connection that holds back what is written until something is read."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream
        self._held: list[bytes] = []
        self._size = 0
        self._timeout: float | None = None
        self._stalled: httpcore.WriteTimeout | None = None  # the server may have answered, and read no more

    @override
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._held:
            with contextlib.suppress(httpcore.WriteError):  # as httpcore: the server may have answered and gone
                self._send([b"".join(self._held)])
        if self._stalled is None:
            return self._stream.read(max_bytes, timeout=timeout)
        try:
            return self._stream.read(max_bytes, timeout=_ANSWER_TIMEOUT)
        except httpcore.ReadTimeout:
            raise self._stalled from None

    @override
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        self._held.append(buffer)
        self._size += len(buffer)
        self._timeout = timeout
        if self._size > _MOST_HELD:
            self._send(self._held)

    def _send(self, pieces: list[bytes]) -> None:
        self._held, self._size = [], 0
        try:
            for piece in pieces:
                self._stream.write(piece, timeout=self._timeout)
        except httpcore.WriteTimeout as err:
            if not self.get_extra_info("is_readable"):
                raise
            self._stalled = err
            raise httpcore.WriteError("The server has answered, and reads no more.") from err

    @override
    def close(self) -> None:
        self._stream.close()

    @override
    def start_tls(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        return CorkedStream(self._stream.start_tls(*args, **kwargs))

    @override
    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class AsyncCorkedStream(httpcore.AsyncNetworkStream):
    """A connection that holds back what is written until something is read."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._held: list[bytes] = []
        self._size = 0
        self._timeout: float | None = None
        self._spare: socket.socket | None = None  # while much is written
        self._is_cut = False
        self._stalled: httpcore.WriteTimeout | None = None  # as above

    @override
    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._held:
            with contextlib.suppress(httpcore.WriteError):  # as httpcore: the server may have answered and gone
                await self._send([b"".join(self._held)])
        spare, self._spare = self._spare, None
        if spare is None and not self._is_cut:
            return await self._stream.read(max_bytes, timeout=timeout)
        timeout = timeout if self._stalled is None else _ANSWER_TIMEOUT
        with spare or contextlib.nullcontext():
            try:
                try:
                    return await self._stream.read(max_bytes, timeout=timeout)
                except httpcore.ReadError:
                    self._is_cut = True
                    return await read_what_came(self._stream, spare, max_bytes, timeout)
            except httpcore.ReadTimeout as err:
                raise self._stalled or err from None

    @override
    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        self._held.append(buffer)
        self._size += len(buffer)
        self._timeout = timeout
        if self._size > _MOST_HELD:
            self._spare = self._spare or spare_socket(self._stream)
            await self._send(self._held)

    async def _send(self, pieces: list[bytes]) -> None:
        self._held, self._size = [], 0
        try:
            for piece in pieces:
                await self._stream.write(piece, timeout=self._timeout)
        except httpcore.WriteError:
            self._is_cut = True
            raise
        except httpcore.WriteTimeout as err:
            if not self.get_extra_info("is_readable"):
                raise
            self._is_cut, self._stalled = True, err
            raise httpcore.WriteError("The server has answered, and reads no more.") from err

    @override
    async def aclose(self) -> None:
        if self._spare is not None:
            self._spare.close()
        await self._stream.aclose()

    @override
    async def start_tls(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        try:
            return AsyncCorkedStream(await self._stream.start_tls(*args, **kwargs))
        except BaseException:  # cancelled, which httpcore does not expect here
            with anyio.CancelScope(shield=True):
                await self._stream.aclose()
            raise

    @override
    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable" and has_more(self._stream):
            return True
        return self._stream.get_extra_info(info)
