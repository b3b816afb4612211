"""Every exception that the package raises.

GroqError                              base, and for an invalid configuration
└── APIError                           a request failed
    ├── APIConnectionError             no response, or a truncated one
    │   └── APITimeoutError            not within the timeout
    ├── APIResponseValidationError     a response with an unexpected body
    └── APIStatusError                 a response with a 4xx or 5xx status
        ├── BadRequestError            400
        │   ├── ToolUseFailedError     400, code `tool_use_failed`
        │   └── JSONValidationError    400, code `json_validate_failed`
        ├── AuthenticationError        401
        ├── PermissionDeniedError      403
        ├── NotFoundError              404
        ├── ConflictError              409
        ├── UnprocessableEntityError   422
        ├── RateLimitError             429
        └── InternalServerError        500 and above
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, Literal, cast

from typing_extensions import override

from ._rate_limits import RateLimits, rate_limits, retry_after
from ._redaction import redact_response, redacted_request, safe_text
from ._utils._lazy import LazyModule

if TYPE_CHECKING:
    import httpx
else:  # makes `import groq` fast
    httpx = LazyModule("httpx")

# fmt: off
__all__ = [
    "APIConnectionError", "APIError", "APIResponseValidationError", "APIStatusError", "APITimeoutError",
    "AuthenticationError", "BadRequestError", "ConflictError", "GroqError", "InternalServerError",
    "JSONValidationError", "NotFoundError", "PermissionDeniedError", "RateLimitError", "ToolUseFailedError",
    "UnprocessableEntityError",
]
# fmt: on

REQUEST_ID_HEADER = "x-request-id"


def _rebuild(cls: type[BaseException], args: tuple[Any, ...], state: dict[str, Any]) -> BaseException:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class GroqError(Exception):
    """Base of every exception of this package.

    Attributes:
        hint: Advice of this package, such as where a refused key came from; often empty.
    """

    hint: str = ""  # a class attribute: `vars` and pickles have it only if it was set

    @override
    def __reduce__(self) -> tuple[Any, ...]:
        # The default calls cls(*args), which fails for keyword-only arguments.
        state = dict(self.__dict__)
        request, response = state.get("request"), state.get("response")
        if request is not None:
            state["request"] = redacted_request(request)
        if response is not None and state["request"] is not request:
            state["response"] = copy(response)
            redact_response(state["response"])
        return _rebuild, (type(self), self.args, state)


class APIError(GroqError):
    """A request failed.

    Attributes:
        message: What happened: for a response, its status and body.
        detail: The error message of the API; falls back to `message`.
        request: The `httpx.Request` that was sent, its headers with credentials redacted.
        body: The decoded body of the response, its text, or `None` without one. For an error inside a stream, the
            inner `error` object.
        code: The API's error code, such as `"model_not_found"`; some are numbers.
        type: The API's error type, such as `"invalid_request_error"`.
        param: The invalid request parameter.
        failed_generation: The model's output that the API rejected; often not JSON.
        request_id: The `x-request-id` of the response. Include it when you report a problem.
        rate_limits: The rate limits in the headers of the response, `None` without any.
        snapshot: What arrived before a typed stream failed, such as a `ChatCompletion`, otherwise `None`.

    Source: https://console.groq.com/docs/errors
    """

    snapshot: Any = None  # a class attribute, like `hint`

    def __init__(self, message: str, request: httpx.Request, *, body: object | None) -> None:
        message = safe_text(message, request)
        super().__init__(message)
        self.message = message
        self.request = request
        self.body = body
        self.request_id: str | None = None
        self.rate_limits: RateLimits | None = None
        details = error_object(body)
        code, texts = details.get("code"), {name: one for name, one in details.items() if isinstance(one, str)}
        self.code: str | int | None = code if isinstance(code, str | int) else None
        self.type: str | None = texts.get("type")
        self.param: str | None = texts.get("param")
        self.failed_generation: str | None = texts.get("failed_generation")

    @property
    def detail(self) -> str:
        """The error message of the API; falls back to `message`."""
        return safe_text(_sentence(self.body), self.request) or self.message

    @staticmethod
    def from_error_object(error: object, response: httpx.Response) -> APIError:
        """Return the exception for an `error` object in a response with status 200; its code determines the class."""
        return reported_error(error, None, response)


class APIResponseValidationError(APIError):
    """The body of a response does not have the type that the method declares."""

    response: httpx.Response
    status_code: int

    def __init__(self, response: httpx.Response, body: object | None, *, message: str | None = None) -> None:
        super().__init__(message or "The API returned data of an unexpected type.", request_of(response), body=body)
        self.response = response
        self.status_code = response.status_code
        _read_headers(self, response.headers)


class APIStatusError(APIError):
    """The API returned a 4xx or 5xx status, or an error with such a status inside a stream.

    Attributes:
        retry_after: Seconds to wait before another attempt, from the headers; `None` if they do not specify it.
    """

    response: httpx.Response
    status_code: int
    retry_after: float | None

    def __init__(self, message: str, *, response: httpx.Response, body: object | None) -> None:
        super().__init__(message, request_of(response), body=body)
        self.response = response
        self.status_code = response.status_code
        self.retry_after = retry_after(response.headers)
        _read_headers(self, response.headers)

    @override
    def __str__(self) -> str:
        """Return status, detail, code, parameter and request id in one line; a caller's message is unchanged."""
        status = f"Error code: {self.status_code}"
        if not self.message.startswith(status):
            return super().__str__()
        line = f"{status} - {self.detail}" if _sentence(self.body) else self.message
        kind = {"type": self.type} if self.code is None else {"code": self.code}
        fields = {**kind, "param": self.param, "request id": self.request_id}
        facts = ", ".join(f"{name}: {value}" for name, value in fields.items() if value)
        line = f"{line} ({facts})" if facts else line
        return safe_text(f"{line}. {self.hint}" if self.hint else line, self.request)


class APIConnectionError(APIError):
    """There is no response, or it is truncated; `__cause__` is the error of the transport."""

    def __init__(self, *, message: str = "Connection error.", request: httpx.Request) -> None:
        super().__init__(message, request, body=None)


class APITimeoutError(APIConnectionError):
    """No response came within the timeout, in any attempt."""

    def __init__(self, request: httpx.Request, *, message: str = "Request timed out.") -> None:
        super().__init__(message=message, request=request)


class BadRequestError(APIStatusError):
    """400: a parameter is invalid; `param` often names it."""

    status_code: Literal[400] = 400  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose


class ToolUseFailedError(BadRequestError):
    """400, code `tool_use_failed`: the model wrote an invalid tool call; see `failed_generation`."""


class JSONValidationError(BadRequestError):
    """400, code `json_validate_failed`: the model's JSON does not match `response_format`; see `failed_generation`."""


class AuthenticationError(APIStatusError):
    """401: the API key is missing or invalid."""

    status_code: Literal[401] = 401  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose


class PermissionDeniedError(APIStatusError):
    """403: the key or the plan does not permit this."""

    status_code: Literal[403] = 403  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose


class NotFoundError(APIStatusError):
    """404: the model, file, batch or path does not exist."""

    status_code: Literal[404] = 404  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose


class ConflictError(APIStatusError):
    """409: another request changed the same object; retried by default."""

    status_code: Literal[409] = 409  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose


class UnprocessableEntityError(APIStatusError):
    """422: the API cannot process the request, although it is well-formed, or the model hallucinated."""

    status_code: Literal[422] = 422  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose


class RateLimitError(APIStatusError):
    """429: too many requests or tokens; retried by default, after `retry_after` seconds."""

    status_code: Literal[429] = 429  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose


class InternalServerError(APIStatusError):
    """500 and above: the API failed; retried by default."""


_STATUS_ERRORS = {cls.status_code: cls for cls in APIStatusError.__subclasses__() if cls is not InternalServerError}
_CODE_ERRORS: dict[tuple[int, str], type[APIStatusError]] = {
    (400, "tool_use_failed"): ToolUseFailedError,
    (400, "json_validate_failed"): JSONValidationError,
}


def status_error_class(status_code: int, body: object | None) -> type[APIStatusError]:
    """Return the class for a status, or the more specific one for a known `code` in the body."""
    code = error_object(body).get("code")
    if isinstance(code, str) and (status_code, code) in _CODE_ERRORS:
        return _CODE_ERRORS[status_code, code]
    return _STATUS_ERRORS.get(status_code, InternalServerError if status_code >= 500 else APIStatusError)


_STREAM_HEADERS = frozenset({"content-type", "content-length", "content-encoding", "transfer-encoding", "connection"})

# Code or type of an error inside a stream → the status that the API uses for it elsewhere: streams have status 200.
_CODE_STATUSES: dict[str, int] = {
    "tool_use_failed": 400,
    "json_validate_failed": 400,
    "blocked_api_access": 400,
    "model_decommissioned": 400,
    "invalid_request_error": 400,
    "invalid_api_key": 401,
    "not_available_for_plan": 403,
    "model_permission_blocked_org": 403,
    "model_permission_blocked_project": 403,
    "permissions_error": 403,
    "model_not_found": 404,
    "request_too_large": 413,
    "external_connector_error": 424,
    "rate_limit_exceeded": 429,
    "capacity_exceeded": 498,
    "internal_server_error": 500,
    "server_error": 500,
    "service_unavailable": 503,
    "overloaded": 503,
    "overloaded_error": 503,
}


def reported_error(error: object, parent: object, response: httpx.Response, *, prefix: str = "") -> APIError:
    """Return the exception for an error in a response with status 200, most often inside a stream.

    The status or the code of the error, or the status of its `parent`, determines the class. The error, normally an
    object, becomes the `body`. `prefix` is the text before its message.
    """
    details = error_object(error)
    text = details.get("message") or (error if isinstance(error, str) else "")
    message, body = f"{prefix}{text}".strip() or "An error occurred during streaming.", details or error
    fields = [one.get(key) for one in (details, _mapping(parent)) for key in ("status_code", "status", "code")]
    names = [value for value in (details.get("code"), details.get("type")) if isinstance(value, str)]
    candidates = (*map(_status, fields), *map(_CODE_STATUSES.get, names))
    status = next((status for status in candidates if status is not None), None)
    if status is not None:
        equivalent = _response_of_status(status, body, response)
        return status_error_class(status, body)(message, response=equivalent, body=body)
    failure = APIError(message, request_of(response), body=body)
    _read_headers(failure, response.headers)
    return failure


def _read_headers(error: APIError, headers: httpx.Headers) -> None:
    error.request_id = headers.get(REQUEST_ID_HEADER)
    error.rate_limits = rate_limits(headers)


def _response_of_status(status: int, error: object, streamed: httpx.Response) -> httpx.Response:
    """Return the response that reports the error outside a stream; callers can read its body."""
    headers = [(name, value) for name, value in streamed.headers.multi_items() if name not in _STREAM_HEADERS]
    content = json.dumps({"error": error}, default=str).encode()
    headers.append(("content-type", "application/json"))
    return httpx.Response(status, headers=headers, content=content, request=request_of(streamed))


def _status(value: object) -> int | None:
    """Return a value as the status of an error, given as a number or as text; `None` for another value."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 3:
        value = int(value)
    return value if isinstance(value, int) and 400 <= value <= 599 else None


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}  # decoded JSON has string keys


def _sentence(body: object | None) -> str:
    """Return the API's error message in a body. Gateways use `detail`, or a string as `error`."""
    details = error_object(body)
    found = details.get("message") or details.get("detail") or _mapping(body).get("error")
    return found if isinstance(found, str) else ""


def request_of(response: httpx.Response) -> httpx.Request:
    """Return the request of a response, or an empty request if the response was created without one."""
    try:
        return response.request
    except RuntimeError:
        return httpx.Request("GET", "")


def error_object(body: object | None) -> Mapping[str, Any]:
    """Return the inner error of `{"error": {...}}`, or the body itself; `{}` if that is not an object."""
    mapping = _mapping(body)
    return _mapping(mapping.get("error", mapping))


for _name in __all__:
    globals()[_name].__module__ = "groq"  # tracebacks and pickles show the public module
