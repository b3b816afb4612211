"""Connections over sockets that do not block, for `blocking` and `on_trio`, which only wait for the sockets."""

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
from .tls import TlsLayer, TlsStack

_READ_BYTES = 65_536
# Seconds for a response that may have arrived although the request could not be sent.
_EARLY_RESPONSE_TIMEOUT = 0.5


class SocketConnection(PooledConnection):
    """A socket, its TLS, and the parser of the responses that it receives; also the `network_stream` of the responses.

    Args:
        opened: A connected socket that does not block.
    """

    # Of the colours: `wait` waits until the socket can be read or written, and raises `TimeoutError` if that takes too
    # long; `receive` waits for data and feeds it to the parser; `late_head` runs `receiving_late_head`.
    wait: Any
    receive: Any
    late_head: Any

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened
        self._tls = TlsStack()
        self._replies = b""  # of TLS, which could not be sent yet
        self.parser = ResponseParser()

    def _receive_now(self) -> bytes | None:
        """Return what was received, `b""` at EOF, `None` if that is nothing yet."""
        if self._tls and self._tls.has_ended():
            return b""
        try:
            data = self._socket.recv(_READ_BYTES)
        except BlockingIOError:
            return None
        if self._tls:
            data = self._tls.decrypt(data)
            if replies := self._tls.replies():
                self._replies += replies
            if not data and not self._tls.is_eof:
                return None
        return data

    def _sending(self, data: bytes | memoryview, timeout: float | None) -> Flow[None]:
        while data:
            try:
                data = memoryview(data)[self._socket.send(data) :]
            except BlockingIOError:
                yield self.wait, timeout, False, True

    def _encrypted(self, data: bytes) -> bytes:
        replies, self._replies = self._replies, b""
        return replies + self._tls.encrypt(data) if self._tls else data

    def uploading(self, piece: bytes, timeout: float | None) -> Flow[Head | None]:
        """Send a piece of a large body; stop, and return the head of the response, if one has come."""
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
                late: Head = yield self.late_head, errors.write_error(err)
                return late
        return None

    def receiving_late_head(self, failure: httpx.WriteError) -> Flow[Head]:
        """Return the head of a response that came before the connection broke, or raise the failure."""
        try:
            while (head := self.parser.next_head()) is None:
                yield self.receive, _EARLY_RESPONSE_TIMEOUT
        except (httpx.TransportError, ProtocolError):
            raise failure from failure.__cause__
        return head

    def shaking_hands(self, context: ssl.SSLContext, server_hostname: str, timeout: float | None) -> Flow[None]:
        """Begin TLS."""
        layer = TlsLayer(context, server_hostname)
        try:
            while True:
                try:
                    is_complete = layer.handshake()
                except ssl.SSLError:
                    with contextlib.suppress(OSError):  # the alert
                        self._socket.send(self._tls.encrypt(layer.outgoing()))
                    raise
                if data := layer.outgoing():
                    yield from self._sending(self._tls.encrypt(data), timeout)
                if is_complete:
                    break
                while (received := self._receive_now()) is None:
                    yield self.wait, timeout, True, False
                layer.feed(received)
        except (OSError, ssl.CertificateError) as err:
            raise errors.connect_error(err) from err
        self._tls.push(layer)
        if data := layer.decrypt():  # came with the end of the handshake
            self.parser.feed(data)

    @override
    def is_usable(self) -> bool:
        try:
            # Over TLS something may come that is not data: a session ticket.
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
        """Return what httpx documents of a `network_stream`; `None` for what is not known."""
        if info == "socket":
            return self._socket
        if info == "ssl_object":
            return self._tls.ssl_object
        if info == "client_addr":
            return self._socket.getsockname()
        return self._socket.getpeername() if info == "server_addr" else None
