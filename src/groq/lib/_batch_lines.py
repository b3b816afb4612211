"""The lines of batch files: requests in input files, results in output files. Pure.

Source: https://console.groq.com/docs/batch
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ._json_values import is_array, is_mapping, is_object, kind_of

CHAT_URL = "/v1/chat/completions"

# Error codes of lines without a response. The API has further ones for lines that it did not process.
CONNECTION_ERROR = "connection_error"
TIMEOUT = "timeout"
EXPIRED = "batch_expired"
_TRANSIENT_CODES = frozenset({CONNECTION_ERROR, TIMEOUT, EXPIRED})
_TRANSIENT_STATUSES = frozenset({408, 409, 429, 498})


class LineError(ValueError):
    """A line is invalid. The message does not include its number."""


@dataclass(frozen=True)
class RequestLine:
    """A line of an input file.

    Attributes:
        custom_id: The id that identifies its result.
        body: The parameters of the request.
        url: The endpoint, without `/openai`.
        method: The HTTP method.
    """

    custom_id: str
    body: Mapping[str, Any]
    url: str = CHAT_URL
    method: str = "POST"

    def encode(self) -> bytes:
        """Return the line, with its newline."""
        return encode_line({"custom_id": self.custom_id, "method": self.method, "url": self.url, "body": self.body})


@dataclass(frozen=True)
class ResultLine:
    """A line of an output file.

    Attributes:
        custom_id: The id of the request.
        id: The id of the result.
        status_code: The HTTP status; `None` without a response.
        request_id: The id to include when you report a problem.
        body: The body of the response, also of an error response.
        error: Why there is no response: an object with `code` and `message`.
    """

    custom_id: str
    id: str | None = None
    status_code: int | None = None
    request_id: str | None = None
    body: Any = None
    error: Mapping[str, Any] | None = field(default=None)

    @property
    def is_success(self) -> bool:
        """Whether the response has a success status."""
        return self.status_code is not None and 200 <= self.status_code <= 299

    @property
    def is_transient(self) -> bool:
        """Whether the request failed temporarily, and a retry may succeed."""
        if self.is_success:
            return False
        if self.status_code is not None:
            return self.status_code in _TRANSIENT_STATUSES or self.status_code >= 500
        code = None if self.error is None else self.error.get("code")
        return self.error is None or (isinstance(code, str) and code in _TRANSIENT_CODES)

    def encode(self) -> bytes:
        """Return the line, with its newline."""
        response = None
        if self.status_code is not None:
            response = {"status_code": self.status_code, "request_id": self.request_id, "body": self.body}
        line = {"id": self.id, "custom_id": self.custom_id, "response": response, "error": self.error}
        return encode_line(line, allow_nan=True)  # a server may have sent NaN


def parse_request(line: bytes | str) -> RequestLine:
    """Parse a line of an input file.

    Raises:
        LineError: It is not a request of a batch.
    """
    return request_line_of(parse_object(line))


def request_line_of(found: Mapping[str, Any]) -> RequestLine:
    """Return the request that a parsed line describes.

    Raises:
        LineError: It is not a request of a batch.
    """
    custom_id, method, url, body = (found.get(name) for name in ("custom_id", "method", "url", "body"))
    if not isinstance(custom_id, str) or not custom_id:
        raise LineError(f"custom_id: expected a string with characters, got {_shown(custom_id)}")
    if method != "POST":
        raise LineError(f'method: expected "POST", got {_shown(method)}')
    if not isinstance(url, str) or not url.startswith("/"):
        raise LineError(f'url: expected the path of an endpoint such as "{CHAT_URL}", got {_shown(url)}')
    if not is_object(body):
        raise LineError(f"body: expected an object with the parameters of the request, got {kind_of(body)}")
    return RequestLine(custom_id, body, url)


def parse_result(line: bytes | str) -> ResultLine:
    """Parse a line of an output or error file.

    Raises:
        LineError: It is not a result of a batch.
    """
    return result_line_of(parse_object(line))


def result_line_of(found: Mapping[str, Any]) -> ResultLine:
    """Return the result that a parsed line describes.

    Raises:
        LineError: It is not a result of a batch.
    """
    custom_id, response, error = found.get("custom_id"), found.get("response"), found.get("error")
    if not isinstance(custom_id, str):
        raise LineError(f"custom_id: expected a string, got {_shown(custom_id)}")
    result: dict[str, Any] = {"custom_id": custom_id, "id": _text(found.get("id"))}
    if is_object(error):
        if is_object(error.get("code")) or is_array(error.get("code")):
            raise LineError(f"error.code: expected a string, got {kind_of(error['code'])}")
        result["error"] = error
    elif error is not None:
        result["error"] = {"code": None, "message": str(error)}
    if not is_object(response):
        return ResultLine(**result)
    status = response.get("status_code")
    if not isinstance(status, int) or isinstance(status, bool):
        raise LineError(f"response.status_code: expected a number, got {_shown(status)}")
    request_id = _text(response.get("request_id"))
    return ResultLine(**result, status_code=status, request_id=request_id, body=response.get("body"))


def parse_object(line: bytes | str) -> dict[str, Any]:
    """Parse a line as a JSON object.

    Raises:
        LineError: It is not.
    """
    value = parse_value(line)
    if not is_object(value):
        raise LineError(f"expected a JSON object, got {kind_of(value)}")
    return value


def parse_value(line: bytes | str) -> object:
    """Parse a line as JSON.

    Raises:
        LineError: It is not.
    """
    try:
        return json.loads(line)
    except UnicodeDecodeError as err:
        raise LineError(f"expected UTF-8, got {err.reason} in column {err.start + 1}") from err
    except json.JSONDecodeError as err:
        raise LineError(f"invalid JSON: {err.msg.removesuffix(' at')} in column {err.colno}") from err
    except ValueError as err:  # an integer with more digits than Python converts
        raise LineError(f"invalid JSON: {err}") from err
    except RecursionError as err:
        raise LineError("JSON that is nested too deeply") from err


def encode_line(value: Mapping[str, Any], *, allow_nan: bool = False) -> bytes:
    """Return an object as a line, with its newline. Answers of the API are written as requests accept them.

    Raises:
        TypeError: A value cannot be encoded as JSON.
        ValueError: A number is infinite or NaN.
    """
    dumps = functools.partial(json.dumps, value, separators=(",", ":"), allow_nan=allow_nan, default=_plain)
    text: str = dumps(ensure_ascii=False)
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:  # a lone surrogate, which UTF-8 cannot encode: escape it
        return dumps().encode() + b"\n"


def _plain(value: Any) -> Any:
    if hasattr(value, "to_param"):
        return value.to_param()
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", exclude_unset=True, warnings=False)
    if is_mapping(value):
        return dict(value)
    if isinstance(value, str | bytes) or not hasattr(value, "__iter__"):
        raise TypeError(f"expected a value with a JSON form, got {type(value).__name__}")
    return list(value)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _shown(value: object) -> str:
    return f"{value!r:.60}" if isinstance(value, str) else kind_of(value)
