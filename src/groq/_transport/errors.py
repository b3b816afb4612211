"""What goes wrong on the network → the exception that httpx raises for it, with a message that says something."""

from __future__ import annotations

import errno
import signal
import ssl
import time

import httpx

_EOF_WITHOUT_CLOSE_NOTIFY = (
    "The TLS connection was closed without close_notify: the response may have been truncated, possibly by an attacker."
)


def connect_error(err: Exception) -> httpx.ConnectError | httpx.ConnectTimeout:
    """Return the error for a connection that could not be opened; raise one that is the caller's as it is."""
    _check_own(err)
    if _is_timeout(err):
        return httpx.ConnectTimeout(str(err) or "timed out")
    return httpx.ConnectError(_text(err))


def read_error(err: Exception) -> httpx.ReadError | httpx.ReadTimeout:
    """Return the error for a read that failed; raise one that is the caller's as it is."""
    _check_own(err)
    return httpx.ReadTimeout(str(err)) if _is_timeout(err) else httpx.ReadError(_text(err))


def write_error(err: Exception) -> httpx.WriteError | httpx.WriteTimeout:
    """Return the error for a write that failed; raise one that is the caller's as it is."""
    _check_own(err)
    return httpx.WriteTimeout(str(err)) if _is_timeout(err) else httpx.WriteError(_text(err))


def _is_timeout(err: Exception) -> bool:
    return isinstance(err, TimeoutError) and err.errno is None  # else the kernel gave up the connection


def _check_own(err: Exception) -> None:
    """Raise an error of a signal handler as it is: it came while we waited, and is not of the network."""
    handlers = [signal.getsignal(number) for number in signal.valid_signals()]
    codes = {_code_of(handler) for handler in handlers if callable(handler)} - {None}
    traceback = err.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code in codes:
            raise err
        traceback = traceback.tb_next


def _code_of(handler: object) -> object:
    """Return the code of a function, a method, a partial, or an object that can be called."""
    handler = getattr(handler, "func", handler)
    handler = handler if hasattr(handler, "__code__") else getattr(handler, "__func__", type(handler).__call__)
    return getattr(handler, "__code__", None)


def seconds_left(timeout: float | None, deadline: float | None) -> float | None:
    """Return the seconds that an operation may take, zero if the deadline is over; `None` for no limit."""
    if deadline is None:
        return timeout
    left = max(0.0, deadline - time.monotonic())
    return left if timeout is None else min(left, timeout)


def _text(err: BaseException) -> str:
    if isinstance(err, ssl.SSLEOFError):
        return _EOF_WITHOUT_CLOSE_NOTIFY
    if getattr(err, "errno", None) in (errno.EMFILE, errno.ENFILE):
        return (
            f"{err}. The process has no file descriptors left: close what is not used, or raise the limit (ulimit -n)."
        )
    return str(err) or type(err).__name__
