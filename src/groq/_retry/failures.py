"""Exceptions of httpx → exceptions of this package: pure, except for the clock."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator

import httpx

from .._exceptions import APIConnectionError, APITimeoutError
from .._redaction import redact_causes, redacted_request
from .._request.redirects import RefusedRedirect
from .._utils._file_descriptors import descriptor_advice

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
# Raised before anything of the request was sent.
_UNSENT_ERRORS = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)

# Phase of a request → what was expected, what came, what to do.
_TIMEOUTS = {
    "connect": "Expected a connection within {:g} s, got none. Check base_url, the proxy and the network.",
    "read": "Expected data within {:g} s, got none. If the model needs longer, pass a larger `timeout`.",
    "write": "Expected to send data within {:g} s, sent none. If the network is slow, pass a larger `timeout`.",
    "pool": "Expected a free connection within {:g} s, got none. Close streams, or allow more connections.",
}


def is_transport_error(error: Exception) -> bool:
    """Return whether the transport raised an error, or asyncio for a connection of a closed or another event loop."""
    if isinstance(error, TRANSPORT_ERRORS):
        return True
    texts = ("loop is closed", "different event loop", "different loop")
    return isinstance(error, RuntimeError) and any(text in str(error) for text in texts)


def is_retryable_error(error: BaseException | None) -> bool:
    """Return whether another attempt may succeed."""
    is_certificate_refused = any(isinstance(one, ssl.SSLCertVerificationError) for one in _with_causes(error))
    return not isinstance(error, _FINAL_ERRORS) and not is_certificate_refused


def was_possibly_sent(error: BaseException | None) -> bool:
    """Return whether the server may have received the request."""
    return not isinstance(error, _UNSENT_ERRORS)


def check_descriptors(error: Exception, method: str, url: str | httpx.URL) -> None:
    """Raise an `APIConnectionError` if an import or a file failed because no file descriptor is left."""
    if advice := descriptor_advice(error):
        message = f"Connection error. {error}. {advice}"
        raise APIConnectionError(message=message, request=httpx.Request(method, url)) from error


def connection_error(
    error: Exception,
    request: httpx.Request,
    *,
    deadline: float | None = None,
    total_timeout: float | None = None,
    idle_timeout: float | None = None,
) -> APIConnectionError:
    """Return the error to raise for one of `TRANSPORT_ERRORS`, which becomes its cause.

    Args:
        error: The error of the transport.
        request: What was sent.
        deadline: The deadline of the call, a time of `time.monotonic`; `None` for no limit.
        total_timeout: The option that set the deadline.
        idle_timeout: The `stream_idle_timeout`, if no event came within it.
    """
    request = redacted_request(request)
    redact_causes(error, request)
    failure: APIConnectionError
    if deadline is not None and time.monotonic() >= deadline:
        failure = _timeout_error(
            request,
            f"Expected the call, with retries and body, to end within total_timeout={total_timeout} s; it took longer. "
            "Pass a larger total_timeout if you can wait.",
        )
    elif idle_timeout is not None:
        failure = _timeout_error(
            request,
            f"Expected an event of the stream within stream_idle_timeout={idle_timeout:g} s, got none. "
            "If the model needs longer, pass a larger stream_idle_timeout.",
        )
    elif isinstance(error, httpx.TimeoutException):
        failure = _timeout_error(request, _timeout_detail(error, request))
    else:
        advice = ". Check base_url and the network." if type(error) is httpx.ConnectError else ""
        message = f"Connection error. {_detail(error)} {_method_and_url(request)}{advice}"
        failure = APIConnectionError(message=message, request=request)
    failure.__cause__ = error
    return failure


def _timeout_error(request: httpx.Request, detail: str) -> APITimeoutError:
    return APITimeoutError(request, message=f"Request timed out. {detail} {_method_and_url(request)}")


def _timeout_detail(error: httpx.TimeoutException, request: httpx.Request) -> str:
    phase = type(error).__name__.removesuffix("Timeout").lower()  # such as "connect" for ConnectTimeout
    seconds = request.extensions.get("timeout", {}).get(phase)
    return _TIMEOUTS[phase].format(seconds) if seconds is not None else str(error) or type(error).__name__


def _detail(error: BaseException) -> str:
    """Return the message of an error, or of the system error that caused it."""
    causes = (str(one) for one in _with_causes(error) if one is error or isinstance(one, OSError))
    return next(filter(None, causes), type(error).__name__)


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _method_and_url(request: httpx.Request) -> str:
    return f"({request.method} {request.url.copy_with(userinfo=b'', query=None)})"  # both may be secret
