"""Every exception that the package raises.

GroqError                              all of them; alone: the client is set up wrongly
└── APIError                           a request went wrong
    ├── APIConnectionError             no (complete) response came
    │   └── APITimeoutError            not in time
    ├── APIResponseValidationError     a response came that is not what the API promises
    └── APIStatusError                 the API answered with a 4xx or 5xx status
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
from collections.abc import Callable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, Literal, cast

from typing_extensions import TypeIs, override

from ._rate_limits import RateLimits, rate_limits, retry_after
from ._redaction import redact_response, redacted_request, safe_text

if TYPE_CHECKING:
    import httpx

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
    """The base of every exception of this package."""

    @override
    def __reduce__(
        self,
    ) -> tuple[Callable[..., BaseException], tuple[type[BaseException], tuple[Any, ...], dict[str, Any]]]:
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
    """A request went wrong.

    Attributes:
        message: What happened, for people.
        request: The `httpx.Request` that was sent, its headers with credentials redacted.
        body: What the API said: the decoded body, its text, or `None` where there was none. For an error that
            arrives inside a stream, the inner `error` object.
        code: The API's error code, such as `"model_not_found"`, as it came (a string, or for some a number).
        type: The API's error type, such as `"invalid_request_error"`.
        param: The request parameter that the error is about.
        failed_generation: What the model wrote that could not be used; often not JSON.
        request_id: The `x-request-id` of the response; quote it when reporting a problem.
        rate_limits: What the response said of the rate limits; `None` where it said nothing, or none came.

    Source: https://console.groq.com/docs/errors
    """

    message: str
    request: httpx.Request
    body: object | None
    code: str | int | None
    type: str | None
    param: str | None
    failed_generation: str | None
    request_id: str | None
    rate_limits: RateLimits | None

    def __init__(self, message: str, request: httpx.Request, *, body: object | None) -> None:
        message = safe_text(message, request)
        super().__init__(message)
        self.message = message
        self.request = request
        self.body = body
        self.request_id = None
        self.rate_limits = None
        details = error_object(body)
        self.code = details.get("code")
        self.type = details.get("type")
        self.param = details.get("param")
        self.failed_generation = details.get("failed_generation")

    def note_headers(self, response: httpx.Response) -> None:
        """Take over what the headers of the response say of the request and the rate limits."""
        self.request_id = response.headers.get(REQUEST_ID_HEADER)
        self.rate_limits = rate_limits(response.headers)


class APIResponseValidationError(APIError):
    """A response came whose body is not what the API promises for this call."""

    response: httpx.Response
    status_code: int
    request_id: str | None

    def __init__(self, response: httpx.Response, body: object | None, *, message: str | None = None) -> None:
        super().__init__(
            message or "The API answered with data that does not fit the expected type.",
            request_of(response),
            body=body,
        )
        self.response = response
        self.status_code = response.status_code
        self.note_headers(response)


class APIStatusError(APIError):
    """The API answered with a 4xx or 5xx status, or named one in an error inside a stream.

    Attributes:
        retry_after: Seconds that the API asks to wait before another attempt; `None` where it does not say.
    """

    response: httpx.Response
    status_code: int
    request_id: str | None
    retry_after: float | None

    def __init__(self, message: str, *, response: httpx.Response, body: object | None) -> None:
        super().__init__(message, request_of(response), body=body)
        self.response = response
        self.status_code = response.status_code
        self.retry_after = retry_after(response.headers)
        self.note_headers(response)


class APIConnectionError(APIError):
    """No (complete) response came; `__cause__` is the error of the transport."""

    def __init__(self, *, message: str = "Connection error.", request: httpx.Request) -> None:
        super().__init__(message, request, body=None)


class APITimeoutError(APIConnectionError):
    """A response did not come within `timeout`, retries included."""

    def __init__(self, request: httpx.Request, *, message: str = "Request timed out.") -> None:
        super().__init__(message=message, request=request)


class BadRequestError(APIStatusError):
    """400: a parameter is wrong; `param` often says which."""

    status_code: Literal[400] = 400  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose


class ToolUseFailedError(BadRequestError):
    """400, code `tool_use_failed`: the model wrote a tool call that does not parse; see `failed_generation`."""


class JSONValidationError(BadRequestError):
    """400, code `json_validate_failed`: the model's JSON does not fit `response_format`; see `failed_generation`."""


class AuthenticationError(APIStatusError):
    """401: the API key is missing or wrong."""

    status_code: Literal[401] = 401  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose


class PermissionDeniedError(APIStatusError):
    """403: the key may not do this, or the plan does not include it."""

    status_code: Literal[403] = 403  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose


class NotFoundError(APIStatusError):
    """404: there is no such model, file, batch or path."""

    status_code: Literal[404] = 404  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose


class ConflictError(APIStatusError):
    """409: another request changed the same object; retried by default."""

    status_code: Literal[409] = 409  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose


class UnprocessableEntityError(APIStatusError):
    """422: the request is well-formed but makes no sense to the API, or the model hallucinated."""

    status_code: Literal[422] = 422  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose


class RateLimitError(APIStatusError):
    """429: too many requests or tokens; retried by default, after the time that `retry-after` names."""

    status_code: Literal[429] = 429  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose


class InternalServerError(APIStatusError):
    """500 and above: the API failed; retried by default."""


_STATUS_ERRORS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}
_CODE_ERRORS: dict[tuple[int, object], type[APIStatusError]] = {
    (400, "tool_use_failed"): ToolUseFailedError,
    (400, "json_validate_failed"): JSONValidationError,
}


def status_error_class(status_code: int, body: object | None) -> type[APIStatusError]:
    """The class for a status; a known `code` in the body makes it more precise."""
    code = error_object(body).get("code")
    precise = _CODE_ERRORS.get((status_code, code)) if isinstance(code, str) else None
    if precise is not None:
        return precise
    return _STATUS_ERRORS.get(status_code, InternalServerError if status_code >= 500 else APIStatusError)


_OF_THE_STREAM = frozenset({"content-type", "content-length", "content-encoding", "transfer-encoding", "connection"})

# Of errors inside a stream, whose status is 200: code or type → the status that the API answers with elsewhere.
_CODE_STATUSES: dict[object, int] = {
    "tool_use_failed": 400,
    "json_validate_failed": 400,
    "blocked_api_access": 400,
    "invalid_request_error": 400,
    "invalid_api_key": 401,
    "not_available_for_plan": 403,
    "model_not_found": 404,
    "rate_limit_exceeded": 429,
    "capacity_exceeded": 498,
    "internal_server_error": 500,
    "server_error": 500,
    "service_unavailable": 503,
    "overloaded": 503,
    "overloaded_error": 503,
}


def stream_error(message: str, error: object, beside: object, response: httpx.Response) -> APIError:
    """The error for one that arrives inside a stream: of the class of the status that it names, or that its code has.

    Args:
        message: For people.
        error: The error object, or what came in its place; it becomes the `body`.
        beside: What the error object came in, which may name the status too.
        response: The response that was streamed; a status error gets one with that status and the error as its body.
    """
    details = error_object(error)
    named = [_status(one.get(key)) for one in (details, _object(beside)) for key in ("status_code", "status", "code")]
    known = [_CODE_STATUSES.get(value) for value in (details.get("code"), details.get("type")) if _is_text(value)]
    status = next((status for status in (*named, *known) if status is not None), None)
    failure: APIError
    if status is None:
        failure = APIError(message, request_of(response), body=error)
    else:
        told = _response_of_status(status, error, response)
        failure = status_error_class(status, error)(message, response=told, body=error)
    failure.note_headers(response)
    return failure


def _response_of_status(status: int, error: object, streamed: httpx.Response) -> httpx.Response:
    """The response that the API would have given, had it known before the stream began.

    Callers read the text of the response of a status error; that of a stream cannot be read once it was iterated over.
    """
    import httpx  # here, not above: it makes import fast

    headers = [(name, value) for name, value in streamed.headers.multi_items() if name not in _OF_THE_STREAM]
    content = json.dumps({"error": error}, default=str).encode()
    headers.append(("content-type", "application/json"))
    return httpx.Response(status, headers=headers, content=content, request=request_of(streamed))


def _status(value: object) -> int | None:
    if _is_text(value) and value.isascii() and value.isdigit() and len(value) == 3:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 400 <= value <= 599:
        return value
    return None


def _is_text(value: object) -> TypeIs[str]:
    return isinstance(value, str)


def _object(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}  # decoded JSON has string keys


def request_of(response: httpx.Response) -> httpx.Request:
    """The request of a response; one that says nothing for a response that was made by hand."""
    try:
        return response.request
    except RuntimeError:
        import httpx  # here, not above: it makes import fast

        return httpx.Request("GET", "")


def error_object(body: object | None) -> Mapping[str, Any]:
    """The inner error of `{"error": {...}}`, the body itself if it is one, else nothing."""
    if not isinstance(body, Mapping):
        return {}
    mapping = cast("Mapping[str, Any]", body)  # a decoded JSON object has string keys
    inner = mapping.get("error", mapping)
    return cast("Mapping[str, Any]", inner) if isinstance(inner, Mapping) else {}  # as above


for _name in __all__:
    globals()[_name].__module__ = "groq"  # tracebacks and pickles name the place that users import from
