"""Sentinels and aliases that annotations across the package share."""

from __future__ import annotations

import os
import typing
from collections.abc import AsyncIterable, Iterator, Mapping, Sequence
from types import NoneType as NoneType
from typing import IO, TYPE_CHECKING, Annotated, Any, Literal, Protocol, TypeAlias, TypeVar, overload

from typing_extensions import TypedDict, override

if TYPE_CHECKING:
    from collections.abc import Iterable as Iterable

    import httpx

    Timeout: TypeAlias = httpx.Timeout
    Transport: TypeAlias = httpx.BaseTransport
    AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
    ProxiesTypes: TypeAlias = str | httpx.URL | httpx.Proxy | Mapping[str, str | httpx.URL | httpx.Proxy | None]

else:

    class _LazyHttpx:
        """httpx, imported when an annotation is evaluated."""

        def __getattr__(self, name: str) -> Any:
            import httpx  # lazy, so that importing type aliases does not import httpx

            return getattr(httpx, name)

    httpx = _LazyHttpx()

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)
ResponseT = TypeVar("ResponseT", bound=object)


class NotGiven:
    """Type of `not_given`, which selects the client's default; `None` as a timeout means no timeout.

    >>> client.chat.completions.create(..., timeout=None)  # no timeout
    >>> client.chat.completions.create(..., timeout=not_given)  # the client's timeout
    """

    def __bool__(self) -> Literal[False]:
        return False

    @override
    def __repr__(self) -> str:
        return "NOT_GIVEN"

    @override
    def __reduce__(self) -> str:
        return "not_given"  # pickle and copy preserve identity, which callers compare


class Omit:
    """Type of `omit`, which drops a parameter or header, even one with a default. `None` is sent as JSON `null`.

    >>> client.with_options(default_headers={"X-Trace": omit})
    """

    def __bool__(self) -> Literal[False]:
        return False

    @override
    def __repr__(self) -> str:
        return "omit"

    @override
    def __reduce__(self) -> str:
        return "omit"


not_given: NotGiven = NotGiven()
NOT_GIVEN: NotGiven = not_given
omit: Omit = Omit()

Query: TypeAlias = Mapping[str, object]
Body: TypeAlias = object
Headers: TypeAlias = Mapping[str, str | bytes | Omit]
AnyMapping: TypeAlias = Mapping[str, object]


class _AnyFile:
    """Annotation that makes pydantic accept any value: it has no schema for open files. The upload checks them."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return {"type": "any"}

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> Any:
        return {"type": "string", "format": "binary"}


Base64FileInput: TypeAlias = IO[bytes] | os.PathLike[str]
FileContent: TypeAlias = IO[bytes] | bytes | os.PathLike[str]
FileTypes: TypeAlias = Annotated[
    FileContent
    | tuple[str | None, FileContent]
    | tuple[str | None, FileContent, str | None]
    | tuple[str | None, FileContent, str | None, Mapping[str, str]],
    _AnyFile(),
]
RequestFiles: TypeAlias = Mapping[str, FileTypes | Omit] | Sequence[tuple[str, FileTypes]]


class RequestOptions(TypedDict, total=False):
    """Type of `options=` in `client.get`, `client.post` and the other verbs."""

    headers: Headers
    max_retries: int
    timeout: float | httpx.Timeout | NotGiven | None
    params: Query
    extra_json: AnyMapping
    idempotency_key: str
    follow_redirects: bool


# https://docs.pydantic.dev/latest/concepts/strict_mode/#type-adapter-and-typeddict: how a TypedDict is configured
RequestOptions.__pydantic_config__ = {"arbitrary_types_allowed": True}  # type: ignore[attr-defined]  # see the link


if TYPE_CHECKING:

    class SequenceNotStr(Protocol[_T_co]):
        """Sequence that is not a `str`: `Sequence[str]` would accept "ab" for `["a", "b"]`."""

        @overload
        def __getitem__(self, index: int, /) -> _T_co: ...
        @overload
        def __getitem__(self, index: slice, /) -> Sequence[_T_co]: ...
        def __contains__(self, value: object, /) -> bool: ...
        def __len__(self) -> int: ...
        def __iter__(self) -> Iterator[_T_co]: ...
        def index(self, value: Any, start: int = 0, stop: int = ..., /) -> int: ...  # str.index accepts a str only
        def count(self, value: Any, /) -> int: ...
        def __reversed__(self) -> Iterator[_T_co]: ...
else:

    class _AsList:
        """Generic alias that pydantic validates as a list: an iterator could be sent only once."""

        def __init__(self, alias: Any) -> None:
            self._alias = alias

        def __getitem__(self, item: Any) -> Any:
            return Annotated[self._alias[item], self]

        def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
            listed = {"type": "no-info", "function": self._listed}
            return {"type": "function-before", "function": listed, "schema": handler(list[typing.get_args(source)])}

        @staticmethod
        def _listed(value: Any) -> Any:
            if not isinstance(value, Iterator):
                return value
            items = list(value)
            if not items:  # consumed, perhaps by another variant of a union
                raise ValueError("expected a list, or an iterator with items, got an empty or already consumed one")
            return items

    Iterable = _AsList(typing.Iterable)
    SequenceNotStr = _AsList(typing.Sequence)

Content: TypeAlias = bytes | bytearray | memoryview | str | IO[bytes] | os.PathLike[str] | Iterable[bytes]
AsyncContent: TypeAlias = Content | AsyncIterable[bytes]


class Httpx2Client(Protocol):
    """Protocol of `httpx2.Client`; httpx2 need not be installed."""

    @property
    def is_closed(self) -> bool: ...
    def build_request(self, method: str, url: Any, /) -> Any: ...
    def send(self, request: Any, /) -> Any: ...
    def close(self) -> None: ...


class AsyncHttpx2Client(Protocol):
    """Protocol of `httpx2.AsyncClient`; httpx2 need not be installed."""

    @property
    def is_closed(self) -> bool: ...
    def build_request(self, method: str, url: Any, /) -> Any: ...
    async def send(self, request: Any, /) -> Any: ...
    async def aclose(self) -> None: ...


def __getattr__(name: str) -> object:
    # Lazy, so that importing type aliases does not import httpx.
    if name in ("Timeout", "Transport", "AsyncTransport", "ProxiesTypes"):
        proxy = str | httpx.URL | httpx.Proxy
        globals().update(
            Timeout=httpx.Timeout,
            Transport=httpx.BaseTransport,
            AsyncTransport=httpx.AsyncBaseTransport,
            ProxiesTypes=proxy | Mapping[str, proxy | None],
        )
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
