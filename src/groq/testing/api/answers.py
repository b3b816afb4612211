"""Answers of the API: JSON bodies, errors, and the exception that ends a request with an error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._strict_json import dump_json
from ..server import messages

_ERROR_TYPES = {
    403: "permissions_error",
    424: "external_connector_error",
    429: "requests",
    498: "capacity_exceeded",
}
_ERROR_CODES = {
    401: "invalid_api_key",
    403: "model_permission_blocked_org",
    413: "request_too_large",
    424: "http_error",
    429: "rate_limit_exceeded",
    498: "capacity_exceeded",
}
_ERROR_PARAMS = {424: "tools"}


@dataclass(frozen=True)
class Answer(messages.HttpAnswer):
    """An answer, and the amounts that it uses of the rate limits."""

    tokens: int = 0
    audio_seconds: float | None = None
    """`None` unless the request has audio."""

    is_recorded: bool = False
    """Whether it was recorded from the API: the headers of this server are omitted."""

    @property
    def summary(self) -> str:
        """A description for messages."""
        return "a disconnect" if self.disconnect and not self.body else f"status {self.status}"


class Refusal(Exception):
    """An API error that ends the handling of a request; `fields` are those of `error_answer`."""

    def __init__(self, message: str, *, status: int = 400, param: str | None = None, **fields: Any) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self._status = status
        self._fields = fields

    @property
    def answer(self) -> Answer:
        return error_answer(self._status, self.message, param=self.param, **self._fields)


def json_answer(
    value: object, *, status: int = 200, headers: Mapping[str, str] | None = None, tokens: int = 0
) -> Answer:
    return Answer(status, {"content-type": "application/json", **(headers or {})}, dump_json(value), tokens=tokens)


def error_body(status: int, message: str, **fields: object) -> dict[str, Any]:
    """Return the body of an API error. `type`, `code` and `param` default to those of the status."""
    default_type = "internal_server_error" if status >= 500 else "invalid_request_error"
    defaults = {
        "type": _ERROR_TYPES.get(status, default_type),
        "code": _ERROR_CODES.get(status),
        "param": _ERROR_PARAMS.get(status),
    }
    given = {name: value for name, value in fields.items() if value is not None}
    error: dict[str, object] = {"message": message, **defaults, **given}
    return {"error": {name: value for name, value in error.items() if value is not None}}


def error_answer(status: int, message: str, *, headers: Mapping[str, str] | None = None, **fields: object) -> Answer:
    """Return an API error; `fields` are those of `error_body`."""
    return json_answer(error_body(status, message, **fields), status=status, headers=headers)
