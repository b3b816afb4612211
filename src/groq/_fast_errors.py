"""Errors of pyreqwest → errors of httpx: pure. `_fast` raises them.

What pyreqwest raises says little by its class; what went wrong is in the messages of its causes.
"""

from __future__ import annotations

import ssl
from typing import Any

import httpx

# A part of a message → what httpx calls that; the first that is found counts, so that what is special comes first.
_BY_MESSAGE: tuple[tuple[str, type[httpx.TransportError]], ...] = (
    ("scheme is not allowed", httpx.UnsupportedProtocol),
    ("invalid peer certificate", httpx.ConnectError),
    ("failed to create underlying connection", httpx.ConnectError),  # of a proxy that is not there
    ("tunnel error", httpx.ProxyError),
    ("socks", httpx.ProxyError),
    ("client error (connect)", httpx.ConnectError),
    ("connection closed before message completed", httpx.RemoteProtocolError),
    ("end of file", httpx.RemoteProtocolError),
    ("eof", httpx.RemoteProtocolError),
    ("unexpected message", httpx.RemoteProtocolError),
    ("http2 error", httpx.RemoteProtocolError),
    ("broken pipe", httpx.WriteError),
    ("connection reset", httpx.ReadError),
    ("connection error", httpx.ReadError),
    ("invalid ", httpx.RemoteProtocolError),
    ("too large", httpx.RemoteProtocolError),
    ("builder error", httpx.LocalProtocolError),
)
_MESSAGES = {
    "connection closed before message completed": "Server disconnected without sending a response.",
    "end of file before message length reached": "peer closed connection without sending complete message body",
    "unexpected EOF during chunk size line": "peer closed connection without sending complete message body",
}


def httpx_error(error: Exception, request: httpx.Request, *, is_sending: bool = False) -> httpx.TransportError:
    """The error to raise in place of one of pyreqwest.

    Args:
        error: What it raised.
        request: Which request failed.
        is_sending: Whether the body was not sent to its end.
    """
    messages = causes(error)
    text = " / ".join(messages).lower()
    message = next((_MESSAGES[one] for one in messages if one in _MESSAGES), messages[-1])
    if "timed out" in text or "deadline has elapsed" in text:
        kind: type[httpx.TransportError] = httpx.ConnectTimeout if "(connect)" in text else httpx.ReadTimeout
    else:
        kind = next((kind for part, kind in _BY_MESSAGE if part in text), httpx.ReadError)
    if is_sending and kind is httpx.ReadError:
        kind = httpx.WriteError
    mapped = kind(message, request=request)
    if "invalid peer certificate" in text:
        # By this `_transport_errors` knows that another attempt would end in the same way.
        mapped.__cause__ = ssl.SSLCertVerificationError(message)
    return mapped


def causes(error: Exception) -> list[str]:
    """The messages of an error and its causes, the innermost last."""
    details: Any = getattr(error, "details", None) or {}
    listed: Any = details.get("causes") or ()
    return [str(getattr(error, "message", error)), *(_text(one) for one in listed)]


def _text(cause: Any) -> str:
    return cause if isinstance(cause, str) else str(cause.get("message"))
