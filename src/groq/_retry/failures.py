"""Exceptions of httpx → exceptions of this package: pure, except for the clock."""

from __future__ import annotations

import ssl
import time

import httpx

from .._exceptions import APIConnectionError, APITimeoutError
from .._redaction import redact_causes, redacted_request
from .._request.redirects import RefusedRedirect
from .._utils._descriptors import descriptor_hint

# What httpx raises if it cannot send a request or read a response. Other exceptions come from hooks and transports of
# the caller, and are not converted.
TRANSPORT_ERRORS = (httpx.RequestError, httpx.InvalidURL, httpx.StreamError)

# Another attempt would fail in the same way.
_FINAL_ERRORS = (
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.TooManyRedirects,
    httpx.InvalidURL,
    httpx.StreamError,
    httpx.DecodingError,
    RefusedRedirect,
)
# Nothing of the request was sent yet.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


def is_dead_loop(error: RuntimeError) -> bool:
    """Return whether asyncio reports a connection of an event loop that is closed or not running."""
    return any(part in str(error) for part in ("loop is closed", "different event loop", "different loop"))


def is_retryable_error(error: BaseException | None) -> bool:
    """Return whether another attempt may succeed."""
    return not isinstance(error, _FINAL_ERRORS) and not _is_refused_certificate(error)


def may_have_arrived(error: BaseException | None) -> bool:
    """Return whether the server may have received the request."""
    return not isinstance(error, _NOT_SENT)


def idle_error(request: httpx.Request, seconds: float | None) -> APITimeoutError:
    """Return the error for a stream without an event for `stream_idle_timeout`."""
    return APITimeoutError(
        request,
        message=f"Request timed out. No event of the stream came within stream_idle_timeout={seconds:g} s "
        f"{place(request)}",
    )


def place(request: httpx.Request) -> str:
    """Return the method and the URL of a request, for a message."""
    return f"({request.method} {request.url.copy_with(userinfo=b'', query=None)})"  # both may be secret


def _is_refused_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def check_descriptors(error: Exception, method: str, url: str | httpx.URL) -> None:
    """Raise an `APIConnectionError` for an import or a file that failed for want of a file descriptor."""
    if hint := descriptor_hint(error):
        message = f"Connection error. {error}. {hint}"
        raise APIConnectionError(message=message, request=httpx.Request(method, url)) from error


def connection_error(
    error: Exception, request: httpx.Request, *, deadline: float | None = None, total_timeout: object = None
) -> APIConnectionError:
    """Return the error to raise for one of `TRANSPORT_ERRORS`, which becomes its cause.

    Args:
        error: The error of the transport.
        request: What was sent.
        deadline: When the call had to end, a time of `time.monotonic`; `None` for no limit.
        total_timeout: The option that the deadline is of.
    """
    request = redacted_request(request)
    redact_causes(error, request)
    if deadline is not None and time.monotonic() >= deadline:
        message = f"The call took longer than total_timeout={total_timeout} s, retries and body included"
        failure: APIConnectionError = APITimeoutError(request, message=f"Request timed out. {message} {place(request)}")
    else:
        failure = _error_for(error, request)
    failure.__cause__ = error
    return failure


def _error_for(error: Exception, request: httpx.Request) -> APIConnectionError:
    if isinstance(error, httpx.TimeoutException):
        return APITimeoutError(
            request, message=f"Request timed out. {_timeout_detail(error, request)} {place(request)}"
        )
    hint = " Check base_url and the network." if type(error) is httpx.ConnectError else ""
    return APIConnectionError(message=f"Connection error. {_detail(error)} {place(request)}{hint}", request=request)


def _detail(error: BaseException) -> str:
    """Return the message of an error, or that of the system error that caused it."""
    detail, cause = str(error), error.__cause__ or error.__context__
    while cause is not None and not detail:
        detail = str(cause) if isinstance(cause, OSError) else ""
        cause = cause.__cause__ or cause.__context__
    return detail or type(error).__name__


# The phase, what did not happen in time, and what to do.
_TIMEOUTS: dict[type[httpx.TimeoutException], tuple[str, str, str]] = {
    httpx.ConnectTimeout: ("connect", "No connection was made", "check base_url, the proxy and the network"),
    httpx.ReadTimeout: ("read", "No data came", "if the model needs longer, pass a larger `timeout`"),
    httpx.WriteTimeout: ("write", "No data could be sent", "if the network is slow, pass a larger `timeout`"),
    httpx.PoolTimeout: ("pool", "No connection of the pool became free", "close streams, or allow more connections"),
}


def _timeout_detail(error: httpx.TimeoutException, request: httpx.Request) -> str:
    phase, what, advice = _TIMEOUTS.get(type(error), ("", "", ""))
    seconds = request.extensions.get("timeout", {}).get(phase)
    if seconds is None:
        return str(error) or type(error).__name__
    return f"{what} within {seconds:g} s; {advice}."
