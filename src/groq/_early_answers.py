"""Answers that come before their request was sent: that an upload is too large, and then the server hangs up.

asyncio closes its socket where a write fails, with all that came and was not read; TLS, under asyncio and trio, reads
nothing any more. For `_corked`.
"""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
from typing import Any

import anyio
import httpcore

_PIECE_BYTES = 65_536
# What the system holds for a connection is not much more.
_MOST_PIECES = 128


def spare_socket(stream: httpcore.AsyncNetworkStream) -> socket.socket | None:
    """A second handle of a socket of asyncio, from which can be read when that has closed its own."""
    transport: Any = getattr(_socket_stream(stream), "_transport", None)
    if transport is not None:
        with contextlib.suppress(OSError):  # Windows has no such handles
            spare = socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno()))
            spare.setblocking(False)
            return spare
    return None


async def read_what_came(
    stream: httpcore.AsyncNetworkStream, spare: socket.socket | None, max_bytes: int, timeout: float | None
) -> bytes:
    """Read from a connection that broke while the request was sent.

    Raises:
        httpcore.ReadError: Nothing came.
    """
    if spare is not None:
        _hand_over(spare, _socket_stream(stream))
    inner: Any = getattr(stream, "_stream", None)
    coming, tls = _undecrypted(inner), getattr(inner, "_ssl_object", None)
    if coming is None or tls is None:
        return await stream.read(max_bytes, timeout=timeout)
    below = inner.transport_stream
    receive = getattr(below, "receive", None) or below.receive_some
    with anyio.move_on_after(timeout):
        try:
            while True:
                with contextlib.suppress(ssl.SSLWantReadError):
                    return bytes(tls.read(max_bytes))
                piece = await receive()
                if not piece:
                    raise EOFError("The connection was cut.")
                coming.write(piece)
        except Exception as err:  # each library has its own
            raise httpcore.ReadError(str(err) or type(err).__name__) from err
    raise httpcore.ReadTimeout


def _hand_over(spare: socket.socket, socket_stream: Any) -> None:
    """Give what the system still holds to the stream of anyio that reads it."""
    with contextlib.suppress(OSError):  # there is no more
        for _ in range(_MOST_PIECES):
            piece = spare.recv(_PIECE_BYTES)
            if not piece:
                break
            socket_stream._protocol.data_received(piece)


def has_more(stream: httpcore.AsyncNetworkStream) -> bool:
    """Whether something came that was not read, but is not in the socket any more: it would answer the next request."""
    undecrypted = _undecrypted(getattr(stream, "_stream", None))
    unread: Any = getattr(getattr(_socket_stream(stream), "_protocol", None), "read_queue", None)
    return bool(unread) or bool(undecrypted is not None and undecrypted.pending)


def _socket_stream(stream: httpcore.AsyncNetworkStream) -> Any:
    """The socket of anyio below a stream of httpcore."""
    inner: Any = getattr(stream, "_stream", None)
    return getattr(inner, "transport_stream", inner)


def _undecrypted(inner: Any) -> Any:
    """What came over TLS and was not looked at yet: of anyio, or of trio."""
    return getattr(inner, "_read_bio", None) or getattr(inner, "_incoming", None)
