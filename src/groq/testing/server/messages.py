"""Requests and answers as plain values. `http` reads and writes them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .._strict_json import parse_json


class Headers(Mapping[str, str]):
    """Header fields. Names ignore case, repeated fields are joined with a comma.

    Not `httpx.Headers`: the server needs only the standard library.
    """

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields: dict[str, tuple[str, str]] = {}
        for name, value in fields:
            earlier = self._fields.get(name.lower())
            self._fields[name.lower()] = (name, f"{earlier[1]}, {value}" if earlier else value)

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()][1]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._fields.values())

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        # Without values: one of them is the API key.
        return f"Headers({list(self)})"


@dataclass(frozen=True)
class RecordedRequest:
    """One request as the server read it.

    `path` is percent-encoded as received, without the query. `body` is the payload without chunked framing and
    content coding. The `repr` shows neither headers nor body.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Headers = field(default_factory=Headers, repr=False)
    body: bytes = field(default=b"", repr=False)
    target: str = field(default="/", repr=False)
    """Path and query as received."""

    @classmethod
    def from_target(cls, method: str, target: str, headers: Headers, body: bytes) -> RecordedRequest:
        """Build one from the target of a request line: `/path?query`, or an absolute URL as sent to proxies.

        Raises:
            ValueError: The target is not a valid URL.
        """
        parts = urlsplit(target if target.startswith("http") else f"http://server{target}")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        path = parts.path or "/"
        return cls(method, path, query, headers, body, f"{path}?{parts.query}" if parts.query else path)

    @property
    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ValueError: The body is not JSON.
        """
        return parse_json(self.body)


class Pieces(ABC):
    """A body that is sent while it arrives. It is iterated over once, in the thread of the connection."""

    @abstractmethod
    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces. An `OSError` closes the connection before the end of the body."""

    @abstractmethod
    def close(self) -> None:
        """Called once, after the last piece or earlier, also if no piece was sent."""


@dataclass(frozen=True)
class HttpAnswer:
    """An answer of the server: a body of known length, or pieces that are sent one by one as a chunked body."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes | tuple[bytes, ...] | Pieces = b""
    delay: float = 0.0
    """Seconds before anything is sent."""
    pace: float | None = None
    """Seconds between pieces; `None` uses the server's default."""
    disconnect: bool = False
    """Close the connection before the end of the body or, with an empty body, before the answer."""
    pauses: tuple[float, ...] = ()
    """Seconds before each piece; they override `pace`."""
