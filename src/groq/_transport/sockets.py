"""Connections over non-blocking sockets. `blocking` and `on_trio` add the waiting."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterable
from typing import Any

from typing_extensions import override

from .._utils._flows import Flow, Step
from . import errors
from .http1 import Head, ResponseParser
from .pool import PooledConnection

_READ_BYTES = 65_536


class SocketConnection(PooledConnection):
    """A connected non-blocking socket, its TLS, and the parser of its responses; also their `network_stream`."""

    # Backends implement `wait`, which waits until the socket is ready or raises `TimeoutError`, and `receive`, which
    # waits for data and feeds it to the parser.
    wait: Any
    receive: Any

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened
        self._replies = b""  # TLS records to send, such as alerts
        self._is_aborted = False
        self.parser = ResponseParser()

    def _receive_now(self) -> bytes | None:
        """Return received bytes, `b""` at EOF, or `None` if reading would block."""
        tls = self.tls
        if tls is not None and tls.has_ended():
            return b""
        try:
            data = self._socket.recv(_READ_BYTES)
        except BlockingIOError:
            return None
        if not data and self._is_aborted:
            raise ConnectionError("The connection was closed.")
        if tls is not None:
            data = tls.decrypt(data)
            if replies := tls.outgoing():
                self._replies += replies
            if not data and not tls.is_eof:
                return None
        return data

    def receive_handshake(self) -> Flow[None]:
        """Wait for data of a TLS handshake."""
        yield self.wait, None, True, False
        self._receive_now()

    def send(self, data: bytes | memoryview, timeout: float | None) -> Iterable[Step]:
        """Send bytes unencrypted."""
        try:
            sent = self._socket.send(data)
        except BlockingIOError:
            sent = 0
        return () if sent == len(data) else self._send_rest(memoryview(data)[sent:], timeout)

    def _send_rest(self, rest: memoryview, timeout: float | None) -> Flow[None]:
        while rest:
            yield self.wait, timeout, False, True
            with contextlib.suppress(BlockingIOError):
                rest = rest[self._socket.send(rest) :]

    def write(self, data: bytes | memoryview, timeout: float | None) -> Flow[None]:
        """Send data."""
        try:
            yield from self.send(self._encrypted(data), timeout)
        except (OSError, ValueError) as err:  # ValueError: closed by another thread
            raise errors.write_error(err) from err

    def _encrypted(self, data: bytes | memoryview) -> bytes | memoryview:
        replies, self._replies = self._replies, b""
        return replies + self.tls.encrypt(data) if self.tls is not None else data

    def upload(self, piece: bytes, timeout: float | None) -> Flow[Head | None]:
        """Send a piece of a large body; stop and return the head of the response if it has arrived."""
        try:
            rest = memoryview(self._encrypted(piece))
            while rest:
                data = self._receive_now()
                if data is not None:
                    self.parser.feed(data)
                    if (head := self.parser.next_head()) is not None:
                        return head
                try:
                    rest = rest[self._socket.send(rest) :]
                except BlockingIOError:
                    yield self.wait, timeout, True, True
        except (OSError, ValueError) as err:  # ValueError: closed by another thread
            raise errors.write_error(err) from err
        return None

    @override
    def is_usable(self) -> bool:
        try:
            # A TLS session ticket is not data.
            return self.parser.is_untouched and self._receive_now() is None
        except OSError:
            return False

    @override
    def abort(self) -> None:
        self._is_aborted = True
        with contextlib.suppress(OSError):  # already closed
            self._socket.shutdown(socket.SHUT_RDWR)  # ends a read in another thread
        self._socket.close()

    @override
    def leave_open(self) -> None:
        self._socket.detach()  # or Python reports a leak when the interpreter shuts down

    def get_extra_info(self, info: str) -> Any:
        """Return the information that httpx documents for a `network_stream`; `None` for an unknown name."""
        if info == "socket":
            return self._socket
        if info == "ssl_object":
            return None if self.tls is None else self.tls.ssl_object
        if info == "client_addr":
            return self._socket.getsockname()
        return self._socket.getpeername() if info == "server_addr" else None
