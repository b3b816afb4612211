"""Errors of httpx → errors of this package: pure."""

from __future__ import annotations

import httpx

from ._exceptions import APIConnectionError, APITimeoutError

# What httpx raises when it cannot send a request or read a response. Anything else comes from a hook or a transport of
# the user's, and is theirs.
TRANSPORT_ERRORS = (httpx.RequestError, httpx.InvalidURL, httpx.StreamError)

# Another attempt would end in the same way.
_FINAL_ERRORS = (
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.TooManyRedirects,
    httpx.InvalidURL,
    httpx.StreamError,
)


def is_dead_loop(error: RuntimeError) -> bool:
    """Whether asyncio says that a pooled connection belongs to an event loop that is closed: it is gone, no more."""
    return "loop is closed" in str(error)


def is_retryable_error(error: BaseException | None) -> bool:
    """Whether another attempt may go better."""
    return not isinstance(error, _FINAL_ERRORS)


def connection_error(error: Exception, request: httpx.Request) -> APIConnectionError:
    """The error to raise in place of one of `TRANSPORT_ERRORS`."""
    # Queries and passwords may be secret.
    place = f"({request.method} {request.url.copy_with(userinfo=b'', query=None)})"
    if isinstance(error, httpx.TimeoutException):
        return APITimeoutError(request, message=f"Request timed out. {_timeout_detail(error, request)} {place}")
    detail = str(error) or type(error).__name__
    return APIConnectionError(message=f"Connection error. {detail} {place}", request=request)


_TIMEOUTS: dict[type[httpx.TimeoutException], tuple[str, str]] = {
    httpx.ConnectTimeout: ("connect", "No connection was made"),
    httpx.ReadTimeout: ("read", "No data came"),
    httpx.WriteTimeout: ("write", "No data could be sent"),
    httpx.PoolTimeout: ("pool", "No connection of the pool became free"),
}


def _timeout_detail(error: httpx.TimeoutException, request: httpx.Request) -> str:
    phase, what = _TIMEOUTS.get(type(error), ("", ""))
    seconds = request.extensions.get("timeout", {}).get(phase)
    if seconds is None:
        return str(error) or type(error).__name__
    return f"{what} within {seconds:g} s; if the model needs longer, pass a larger `timeout`."
