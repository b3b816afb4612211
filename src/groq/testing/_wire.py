"""Requests and answers as plain values. `_http` turns sockets into them, `_app` maps one to the other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard
from urllib.parse import parse_qsl, urlsplit

_ERROR_TYPES = {
    429: "requests",
    498: "capacity_exceeded",
}
_ERROR_CODES = {
    401: "invalid_api_key",
    413: "request_too_large",
    429: "rate_limit_exceeded",
    498: "capacity_exceeded",
}


class Headers(Mapping[str, str]):
    """Header fields; names are looked up without regard to case, repeated fields are joined with a comma."""

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
        # Values stay out: one of them is the API key.
        return f"Headers({list(self)})"


@dataclass(frozen=True)
class RecordedRequest:
    """One request as the server read it.

    `path` is percent-encoded as it came and has no query; `body` is the decoded payload, without chunked framing.
    The `repr` shows neither headers nor body.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Headers = field(default_factory=Headers, repr=False)
    body: bytes = field(default=b"", repr=False)

    @classmethod
    def from_target(cls, method: str, target: str, headers: Headers, body: bytes) -> RecordedRequest:
        """Build one from the target of a request line: `/path?query`, or a whole URL as proxies send it."""
        parts = urlsplit(target if target.startswith("http") else f"http://server{target}")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return cls(method, parts.path or "/", query, headers, body)

    @property
    def json(self) -> Any:
        """The body as JSON. Raises `ValueError` when it is not JSON."""
        return parse_json(self.body)


@dataclass(frozen=True)
class Answer:
    """What goes back: a body of known length, or pieces that are sent one by one as a chunked body."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes | tuple[bytes, ...] = b""
    delay: float = 0.0
    """Seconds before anything is sent."""
    pace: float | None = None
    """Seconds between pieces; `None` is the server's own pace."""
    disconnect: bool = False
    """Hang up instead of ending the body; with an empty body, instead of answering."""
    tokens: int = 0
    """Tokens to take from the rate-limit budget."""
    audio_seconds: float | None = None
    """Seconds of audio to take from it; `None` for all but requests with audio."""


def json_answer(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, {"content-type": "application/json", **(headers or {})}, dump_json(value))


def error_body(status: int, message: str, **fields: object) -> dict[str, Any]:
    """The body of an API error; `type` and `code` follow from the status unless given, `None` leaves a field out."""
    default_type = "internal_server_error" if status >= 500 else "invalid_request_error"
    defaults: dict[str, object] = {"type": _ERROR_TYPES.get(status, default_type), "code": _ERROR_CODES.get(status)}
    given = {name: value for name, value in fields.items() if value is not None}
    present = {name: value for name, value in {**defaults, **given}.items() if value is not None}
    return {"error": {"message": message, **present}}


def error_answer(status: int, message: str, **fields: object) -> Answer:
    return json_answer(error_body(status, message, **fields), status=status)


def parse_json(body: bytes) -> Any:
    """Decode strict JSON. Raises `ValueError` for anything else, also for `NaN` and for nesting beyond reason."""
    try:
        return json.loads(body, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def dump_json(value: object) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # A lone surrogate came in as an escape and can only go out as one.
        return json.dumps(value, separators=(",", ":")).encode()


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def object_at(parent: dict[str, Any], name: str) -> dict[str, Any]:
    """The object of this name; an empty one when there is none or null."""
    found = parent.get(name)
    return found if is_object(found) else {}


def is_array(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
