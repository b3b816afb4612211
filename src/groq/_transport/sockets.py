"""Connections over non-blocking sockets. The shells `blocking` and `on_trio` add the waiting."""

from __future__ import annotations

import contextlib
import socket
import ssl
from typing import Any

import httpx
from typing_extensions import override

from . import errors
from .exchange import Flow
from .http1 import Head, ProtocolError, ResponseParser
from .pool import PooledConnection
from .tls import TlsLayer

_READ_BYTES = 65_536
# Seconds for a response that may have arrived although the request could not be sent.
_EARLY_RESPONSE_TIMEOUT = 0.5


class SocketConnection(PooledConnection):
    """A socket, its TLS, and the parser of its responses; also the `network_stream` of the responses.

    Args:
        opened: A connected non-blocking socket.
    """

    # Of each shell: `run` is `drive` or `async_drive`; `wait` waits until the socket is readable or writable, or raises
    # `TimeoutError`; `receive` waits for data and feeds it to the parser.
    run: Any
    wait: Any
    receive: Any

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened
        self._tls: TlsLayer | None = None
        self._replies = b""  # of TLS, not yet sent
        self.parser = ResponseParser()

    def write(self, data: bytes | memoryview, timeout: float | None) -> Any:
        """Send all of it."""
        return self.run(self._writing(data, timeout))

    def late_head(self, failure: httpx.WriteError) -> Any:
        """Return the head of a response that came before the connection broke, or raise the failure."""
        return self.run(self._receiving_late_head(failure))

    def start_tls(self, context: ssl.SSLContext, server_hostname: str, timeout: float | None) -> Any:
        """Do the handshake."""
        return self.run(self._shaking_hands(context, server_hostname, timeout))

    def _receive_now(self) -> bytes | None:
        """Return what was received, `b""` at EOF, `None` if there is nothing yet."""
        tls = self._tls
        if tls is not None and tls.has_ended():
            return b""
        try:
            data = self._socket.recv(_READ_BYTES)
        except BlockingIOError:
            return None
        if tls is not None:
            data = tls.decrypt(data)
            if replies := tls.outgoing():
                self._replies += replies
            if not data and not tls.is_eof:
                return None
        return data

    def _writing(self, data: bytes | memoryview, timeout: float | None) -> Flow[None]:
        try:
            rest = memoryview(self._encrypted(data))
            while rest:
                try:
                    rest = rest[self._socket.send(rest) :]
                except BlockingIOError:
                    yield self.wait, timeout, False, True
        except (OSError, ValueError) as err:  # ValueError: closed by another thread
            raise errors.write_error(err) from err

    def _encrypted(self, data: bytes | memoryview) -> bytes | memoryview:
        replies, self._replies = self._replies, b""
        return replies + self._tls.encrypt(data) if self._tls is not None else data

    def uploading(self, piece: bytes, timeout: float | None) -> Flow[Head | None]:
        """Send a piece of a large body; stop and return the head of the response if it has arrived."""
        rest = memoryview(self._encrypted(piece))
        while rest:
            try:
                data = self._receive_now()
                if data is not None:
                    self.parser.feed(data)
                    if (head := self.parser.next_head()) is not None:
                        return head
            except (OSError, ProtocolError) as err:
                raise errors.write_error(err) from err
            try:
                rest = rest[self._socket.send(rest) :]
            except BlockingIOError:
                try:
                    yield self.wait, timeout, True, True
                except OSError as err:
                    raise errors.write_error(err) from err
            except OSError as err:
                return (yield from self._receiving_late_head(errors.write_error(err)))
        return None

    def _receiving_late_head(self, failure: httpx.TransportError) -> Flow[Head]:
        try:
            while (head := self.parser.next_head()) is None:
                yield self.receive, _EARLY_RESPONSE_TIMEOUT
        except (httpx.TransportError, ProtocolError):
            raise failure from failure.__cause__
        return head

    def _shaking_hands(self, context: ssl.SSLContext, server_hostname: str, timeout: float | None) -> Flow[None]:
        self._tls = layer = TlsLayer(context, server_hostname, self._tls)
        try:
            while True:
                try:
                    is_complete = layer.handshake()
                except ssl.SSLError:
                    with contextlib.suppress(OSError):  # the alert
                        self._socket.send(layer.outgoing())
                    raise
                data = layer.outgoing()
                while data:
                    try:
                        data = data[self._socket.send(data) :]
                    except BlockingIOError:
                        yield self.wait, timeout, False, True
                if is_complete:
                    break
                yield self.wait, timeout, True, False
                self._receive_now()
            if data := layer.read():  # came with the end of the handshake
                self.parser.feed(data)
        except (OSError, ssl.CertificateError) as err:
            raise errors.connect_error(err) from err

    @override
    def is_usable(self) -> bool:
        try:
            # TLS may send a session ticket, which is not data.
            return self.parser.is_untouched and self._receive_now() is None
        except OSError:
            return False

    @override
    def abort(self) -> None:
        with contextlib.suppress(OSError):  # it is closed
            self._socket.shutdown(socket.SHUT_RDWR)  # which ends a read in another thread
        self._socket.close()

    @override
    def leave_open(self) -> None:
        self._socket.detach()  # else Python would report a leak when the interpreter shuts down

    def get_extra_info(self, info: str) -> Any:
        """Return what httpx documents for a `network_stream`; `None` for an unknown name."""
        if info == "socket":
            return self._socket
        if info == "ssl_object":
            return None if self._tls is None else self._tls.ssl_object
        if info == "client_addr":
            return self._socket.getsockname()
        return self._socket.getpeername() if info == "server_addr" else None
