"""The options of a client and of one call, validated when they are passed."""

from __future__ import annotations

import dataclasses
import math
import numbers
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast, overload

import httpx
from typing_extensions import Self

from ._constants import (
    DEFAULT_MAX_BODY_BYTES,
    DEFAULT_MAX_EVENT_BYTES,
    DEFAULT_MAX_RETRIES,
    DEFAULT_TIMEOUT,
    RAW_RESPONSE_HEADER,
)
from ._types import AnyMapping, Body, Headers, NotGiven, Omit, Query, RequestFiles, not_given
from ._utils import is_tuple

_T = TypeVar("_T")

_MAX_TIMEOUT = 1e9  # seconds; the clocks of some systems overflow beyond
_RAW_RESPONSE = RAW_RESPONSE_HEADER.lower()


def checked_max_retries(name: str, number: Any) -> int:
    """Return the number of retries: a whole number, at least 0, or infinity."""
    if isinstance(number, bool) or not (isinstance(number, numbers.Integral) or number == math.inf):
        raise TypeError(f"{name}: expected an integer, got {number!r}. Pass 0 for no retries, math.inf for no limit.")
    if number < 0:
        raise ValueError(f"{name}: expected 0 or more, got {number}. Pass 0 for no retries.")
    return cast("int", math.inf if number == math.inf else int(number))  # infinity compares like an integer


def checked_timeout(name: str, timeout: Any) -> float | httpx.Timeout | None:
    """Return a timeout; `None` for no limit.

    Accepts the forms of httpx: seconds, an `httpx.Timeout`, or a tuple (connect, read) or (connect, read, write, pool).
    """
    checked: float | httpx.Timeout | None = timeout
    if timeout is DEFAULT_TIMEOUT:  # the common case
        return checked
    if hasattr(timeout, "as_dict"):  # of httpx or of httpx2, which may have phases of 0 seconds
        phases: dict[str, float | None] = timeout.as_dict()
        for phase, seconds in phases.items():
            if seconds != 0:
                _checked_seconds(f"{name} ({phase})", seconds)
        return checked if isinstance(checked, httpx.Timeout) else httpx.Timeout(**phases)
    if not is_tuple(timeout):
        return _checked_seconds(name, timeout)
    if len(timeout) not in (2, 4):
        raise TypeError(f"{name}: expected (connect, read) or (connect, read, write, pool), got {timeout!r}.")
    connect, read, write, pool = (*(_checked_seconds(name, one) for one in timeout), None, None)[:4]
    return httpx.Timeout(connect=connect, read=read, write=write, pool=pool)


def _checked_seconds(name: str, seconds: Any) -> float | None:
    if seconds is None or (isinstance(seconds, float) and seconds == math.inf):
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, numbers.Real):
        expected = "seconds, an httpx.Timeout, a tuple or None" if name == "timeout" else "seconds or None"
        raise TypeError(f"{name}: expected {expected}, got {seconds!r}. Pass None for no limit.")
    number = seconds if isinstance(seconds, int | float) else float(seconds)  # numpy's, for example
    if not 0 < number <= _MAX_TIMEOUT:
        raise ValueError(
            f"{name}: expected more than 0 seconds and less than 30 years, got {seconds}. Pass None for no limit."
        )
    return number


def _checked_size(name: str, size: Any) -> int:
    if size == math.inf:
        return sys.maxsize
    if isinstance(size, bool) or not isinstance(size, numbers.Integral) or int(size) < 1:
        raise ValueError(f"{name}: expected a number of bytes from 1 up, got {size!r}. Pass math.inf for no limit.")
    return int(size)


def _checked_middleware(name: str, middleware: Any) -> tuple[Any, ...]:
    if middleware is None:
        return ()
    if callable(middleware) or not hasattr(middleware, "__iter__"):
        raise TypeError(f"{name}: expected a list of functions, got {middleware!r}. Pass [it].")
    checked: tuple[Any, ...] = tuple(middleware)
    for position, one in enumerate(checked):
        if isinstance(one, type) or not callable(one):
            advice = f" Pass an instance: {one.__name__}(...)." if isinstance(one, type) else ""
            raise TypeError(f"{name}[{position}]: expected a function of (call, call_next), got {one!r}.{advice}")
    return checked


# `eq` and `repr` are unused, and generating them slows down the import.
@dataclass(frozen=True, eq=False, repr=False)
class ClientOptions:
    """Options for sending, retrying and reading. The docstring of `Groq` describes each one.

    To add one, add a field here, an `Option` to `BaseClient`, and a parameter to `Groq.__init__` and `Groq.copy`.
    """

    timeout: float | httpx.Timeout | None = field(metadata={"check": checked_timeout})
    max_retries: int = field(default=DEFAULT_MAX_RETRIES, metadata={"check": checked_max_retries})
    total_timeout: float | None = field(default=None, metadata={"check": _checked_seconds})
    stream_idle_timeout: float | None = field(default=None, metadata={"check": _checked_seconds})
    max_event_bytes: int = field(default=DEFAULT_MAX_EVENT_BYTES, metadata={"check": _checked_size})
    max_body_bytes: int = field(default=DEFAULT_MAX_BODY_BYTES, metadata={"check": _checked_size})
    follow_cross_origin_redirects: bool = False
    middleware: tuple[Any, ...] = field(default=(), metadata={"check": _checked_middleware})
    _strict_response_validation: bool = False

    def __post_init__(self) -> None:
        for name, check in _CHECKS:
            object.__setattr__(self, name, check(name, getattr(self, name)))

    @property
    def is_strict(self) -> bool:
        """Whether responses must match the declared types."""
        return self._strict_response_validation

    def changed(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return these options with some changed, as arguments of a client.

        Options that groq 1.7.0 lacks are left out while they have their default: constructors of subclasses written
        for it may not accept them.
        """
        values = {one.name: options.get(one.name, not_given) for one in _FIELDS}
        kept = {name: getattr(self, name) if isinstance(value, NotGiven) else value for name, value in values.items()}
        return {one.name: kept[one.name] for one in _FIELDS if one.name in _SHARED or kept[one.name] != one.default}


_FIELDS = dataclasses.fields(ClientOptions)
_CHECKS = [(one.name, one.metadata["check"]) for one in _FIELDS if one.metadata]
_DEFAULTS = ClientOptions(DEFAULT_TIMEOUT)
_SHARED = frozenset({"timeout", "max_retries", "_strict_response_validation"})


def options_of(client: object) -> ClientOptions:
    """Return the options of a client, or the defaults for an object that has none, such as a mock."""
    options = getattr(client, "_options", None)
    return options if isinstance(options, ClientOptions) else _DEFAULTS


class Option(Generic[_T]):
    """Descriptor that reads and assigns one of the `ClientOptions` of a client."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, client: None, owner: type) -> Self: ...
    @overload
    def __get__(self, client: object, owner: type) -> _T: ...
    def __get__(self, client: Any, owner: type) -> Any:
        return self if client is None else getattr(client._options, self._name)

    def __set__(self, client: Any, value: _T) -> None:
        changed: dict[str, Any] = {self._name: value}
        client._options = dataclasses.replace(client._options, **changed)


@dataclass
class FinalRequestOptions:
    """The options of one call. A `_prepare_options` hook may change them until the call is encoded."""

    method: str
    url: str
    params: Query = field(default_factory=dict[str, object])
    headers: Headers | NotGiven = field(default=not_given, repr=False)  # may contain a key
    max_retries: int | NotGiven = not_given
    timeout: Any = not_given  # float | httpx.Timeout | None | NotGiven
    files: RequestFiles | None = None
    idempotency_key: str | None = None
    follow_redirects: bool | None = None
    json_data: Body | None = None
    extra_json: AnyMapping | None = None
    content: Any = None  # bytes, once it is encoded
    parts: list[tuple[str, tuple[Any, ...]]] | None = None  # of a form, once it is encoded
    deadline: float | None = None  # of the whole call, on the clock `time.monotonic`
    retries_taken: int = 0  # so far, in this call
    retry_refusals: bool = True  # False: a rate limiter retries 429, 498 and 503

    @classmethod
    def construct(cls, _fields_set: set[str] | None = None, **values: Any) -> FinalRequestOptions:
        """Create the options from keywords, as pydantic models do."""
        return cls(**values)

    def __copy__(self) -> FinalRequestOptions:
        new = object.__new__(type(self))  # `copy` without this is ten times slower
        new.__dict__ = self.__dict__.copy()
        return new

    @property
    def response_mode(self) -> str | None:
        """`"true"` for a raw response, `"stream"` for an unread one, `None` for the parsed model."""
        if self.headers is not_given or not isinstance(self.headers, Mapping):
            return None
        for name, value in self.headers.items():
            if str(name).lower() == _RAW_RESPONSE and not isinstance(value, Omit):
                return value.decode("latin-1") if isinstance(value, bytes) else value
        return None


def check_http_client(http_client: object, expected: type[httpx.Client] | type[httpx.AsyncClient]) -> None:
    """Raise a `TypeError` if the value is not an httpx client of the expected kind."""
    if http_client is not None and not isinstance(http_client, expected):
        advice = "Groq takes an httpx.Client, AsyncGroq an httpx.AsyncClient."
        raise TypeError(
            f"http_client: expected an httpx.{expected.__name__}, got {type(http_client).__name__}. {advice}"
        )
