"""Answers that come before their request was sent: that an upload is too large, and then the server hangs up.

asyncio, and TLS under asyncio and trio, lose such an answer when a write fails. For `_corked`.
"""

from __future__ import annotations

import contextlib
import ssl
from typing import Any

import anyio
import httpcore


def listen(stream: httpcore.AsyncNetworkStream) -> Any:
    """Let asyncio read on while much is written; gives its transport, which is to be told when to stop, if it is one.

    asyncio closes a connection where a write fails, and loses what came over it if nobody reads.
    """
    transport: Any = getattr(_socket_stream(stream), "_transport", None)
    if transport is not None:
        transport.resume_reading()
    return transport


async def read_what_came(stream: httpcore.AsyncNetworkStream, max_bytes: int, timeout: float | None) -> bytes:
    """Read from a connection where a write failed, which the TLS of anyio and of trio do not do any more."""
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
