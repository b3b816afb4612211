"""Network errors → the exceptions that httpx raises for them, with messages for errors without one."""

from __future__ import annotations

import errno
import functools
import signal
import ssl
import time

import httpx

from .._utils._file_descriptors import descriptor_advice


def _error_for(
    failed: type[httpx.NetworkError], timed_out: type[httpx.TimeoutException], err: Exception
) -> httpx.TransportError:
    """Return the httpx error for a failed step; raise an error of a signal handler unchanged."""
    _reraise_handler_error(err)
    if isinstance(err, TimeoutError) and err.errno is None:  # with an errno: the connection timed out in the kernel
        return timed_out(str(err) or "timed out")
    text = str(err) or type(err).__name__
    if isinstance(err, ssl.SSLEOFError):
        text = "TLS was closed without close_notify: the response may be truncated, possibly by an attacker."
    elif type(err) is ValueError or getattr(err, "errno", None) == errno.EBADF:  # by another thread
        text = "The connection was closed."
    elif advice := descriptor_advice(err):
        text = f"{err}. {advice}"
    return failed(text)


connect_error = functools.partial(_error_for, httpx.ConnectError, httpx.ConnectTimeout)
read_error = functools.partial(_error_for, httpx.ReadError, httpx.ReadTimeout)
write_error = functools.partial(_error_for, httpx.WriteError, httpx.WriteTimeout)


def _reraise_handler_error(err: Exception) -> None:
    """Raise an error unchanged if a signal handler raised it during the wait: it is not a network error."""
    handlers = [signal.getsignal(number) for number in signal.valid_signals()]
    codes = {_code_of(handler) for handler in handlers if callable(handler)} - {None}
    traceback = err.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code in codes:
            raise err
        traceback = traceback.tb_next


def _code_of(handler: object) -> object:
    """Return the code of a function, a method, a partial or another callable."""
    handler = getattr(handler, "func", handler)
    handler = handler if hasattr(handler, "__code__") else getattr(handler, "__func__", type(handler).__call__)
    return getattr(handler, "__code__", None)


def seconds_left(timeout: float | None, deadline: float | None) -> float | None:
    """Return the seconds left for an operation, zero past the deadline; `None` for no limit."""
    if deadline is None:
        return timeout
    left = max(0.0, deadline - time.monotonic())
    return left if timeout is None else min(left, timeout)
