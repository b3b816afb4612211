"""Options of the client and of calls: checked where they are given, with what to pass in the message. Pure."""

from __future__ import annotations

import math
import sys
from typing import Any, cast

import httpx

from ._constants import DEFAULT_TIMEOUT

_LONGEST_TIMEOUT = 1e9  # seconds; the clocks of some systems overflow beyond


def checked_max_retries(max_retries: Any) -> int:
    """A number of retries.

    Raises:
        TypeError: It is no number.
        ValueError: It is negative.
    """
    if isinstance(max_retries, bool) or (not isinstance(max_retries, int) and max_retries != math.inf):
        raise TypeError(
            f"max_retries: expected a whole number, got {max_retries!r}. Pass 0 for no retries, math.inf for ever."
        )
    if max_retries < 0:
        raise ValueError(f"max_retries: expected 0 or more, got {max_retries}. Pass 0 for no retries.")
    return cast("int", max_retries)  # or infinity, which compares like one


def checked_timeout(timeout: Any) -> float | httpx.Timeout | None:
    """A timeout, `None` for none.

    Raises:
        TypeError: It is neither seconds nor an `httpx.Timeout`.
        ValueError: It is not positive, or longer than clocks can hold.
    """
    phases: dict[str, Any] = {"": timeout}
    if timeout is DEFAULT_TIMEOUT:  # nearly always it is
        phases = {}
    elif hasattr(timeout, "as_dict"):  # of httpx or of httpx2
        phases = timeout.as_dict()
        timeout = timeout if isinstance(timeout, httpx.Timeout) else httpx.Timeout(**phases)
    elif timeout == math.inf:
        return None
    for phase, seconds in phases.items():
        what = f"timeout ({phase})" if phase else "timeout"
        if seconds is not None and (isinstance(seconds, bool) or not isinstance(seconds, int | float)):
            raise TypeError(
                f"{what}: expected seconds, an httpx.Timeout or None, got {seconds!r}. Pass None to wait for ever."
            )
        _check_range(what, seconds)
    return cast("float | httpx.Timeout | None", timeout)  # checked above


def checked_seconds(name: str, seconds: Any) -> float | None:
    """A time in seconds, `None` for no limit.

    Raises:
        TypeError: It is no number.
        ValueError: It is not positive, or longer than clocks can hold.
    """
    if seconds is None or seconds == math.inf:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise TypeError(f"{name}: expected seconds or None, got {seconds!r}. Pass None for no limit.")
    _check_range(name, seconds)
    return seconds


def _check_range(what: str, seconds: float | None) -> None:
    if seconds is not None and not 0 < seconds <= _LONGEST_TIMEOUT:
        raise ValueError(
            f"{what}: expected more than 0 seconds and less than 30 years, got {seconds}. Pass None to wait for ever."
        )


def checked_size(name: str, size: Any) -> int:
    """A number of bytes; infinity is one that no memory reaches.

    Raises:
        ValueError: It is no whole number from 1 up.
    """
    if size == math.inf:
        return sys.maxsize
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise ValueError(f"{name}: expected a number of bytes from 1 up, got {size!r}. Pass math.inf for no limit.")
    return size


def check_http_client(http_client: object, expected: type[httpx.Client] | type[httpx.AsyncClient]) -> None:
    """Refuse a client of the other kind, or something else.

    Raises:
        TypeError: It is not of the expected class.
    """
    if http_client is None or isinstance(http_client, expected):
        return
    hint = "Groq takes an httpx.Client, AsyncGroq an httpx.AsyncClient."
    raise TypeError(f"http_client: expected an httpx.{expected.__name__}, got {type(http_client).__name__}. {hint}")
