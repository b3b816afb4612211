"""The options of the client and of one call, checked where they are given."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import httpx

from ._constants import DEFAULT_TIMEOUT, RAW_RESPONSE_HEADER
from ._types import AnyMapping, Body, Headers, NotGiven, Omit, Query, RequestFiles, not_given

_LONGEST_TIMEOUT = 1e9  # seconds; the clocks of some systems overflow beyond
_RAW_RESPONSE = RAW_RESPONSE_HEADER.lower()


@dataclass
class FinalRequestOptions:
    """One call, as the resources hand it to the client."""

    method: str
    url: str
    params: Query = field(default_factory=dict[str, object])
    headers: Headers | NotGiven = not_given
    max_retries: int | NotGiven = not_given
    timeout: Any = not_given  # float | httpx.Timeout | None | NotGiven
    files: RequestFiles | None = None
    idempotency_key: str | None = None
    follow_redirects: bool | None = None
    json_data: Body | None = None
    extra_json: AnyMapping | None = None
    content: bytes | None = None
    parts: list[tuple[str, tuple[Any, ...]]] | None = None  # of a form, once it is encoded
    deadline: float | None = None  # of the whole call, on the clock `time.monotonic`
    retries_taken: int = 0  # so far, in this call

    @classmethod
    def construct(cls, _fields_set: set[str] | None = None, **values: Any) -> FinalRequestOptions:
        """Make the options from keywords; the name that other clients of this shape use."""
        return cls(**values)

    @property
    def response_mode(self) -> str | None:
        """`"true"` for a raw response, `"stream"` for one whose body is not read yet, `None` for the parsed model."""
        if self.headers is not_given or not isinstance(self.headers, Mapping):
            return None
        for name, value in self.headers.items():
            if str(name).lower() == _RAW_RESPONSE and not isinstance(value, Omit):
                return value
        return None


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
