"""Middleware: functions around a call, outside its retries. `_base_client` sends the call that the last one passes on.

Each middleware gets the `Call` and `call_next`, which runs the rest of the chain. It may call `call_next` never, once
or several times; each time the call is sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import partial
from types import CoroutineType
from typing import Any

from typing_extensions import override

from ._constants import RAW_RESPONSE_HEADER
from ._operations import OPERATIONS
from ._options import FinalRequestOptions
from ._request.arguments import describe_type, repeatable
from ._request.json_encoding import json_bytes, plain_json_bytes
from ._streaming.observed import report_dropped
from ._types import Headers, NotGiven, Query, RequestFiles, not_given
from ._utils import is_given, is_mapping

__all__ = ["Call", "CallNext", "Middleware"]


class Call:
    """One call, as passed to middleware before its first attempt.

    Treat it as immutable: `replace` returns a changed copy.

    Attributes:
        base_url: The URL of the API that the client sends to.
        cast_to: The type that the result is parsed into.
        options: The options of the call, which the properties read. Do not change them.
        stream: Whether the result is a `Stream`, or an `AsyncStream`.
        stream_cls: The class of that stream, such as `Stream[ChatCompletionChunk]`.
    """

    __slots__ = ("_client", "base_url", "cast_to", "options", "stream", "stream_cls")

    def __init__(
        self, options: FinalRequestOptions, cast_to: Any, stream: bool, stream_cls: Any, base_url: str, client: Any
    ) -> None:
        self.base_url: str = base_url
        self._client = client
        self.options: FinalRequestOptions = options
        self.stream_cls: Any = stream_cls
        self.cast_to: Any = cast_to
        self.stream: bool = stream

    @property
    def default_query(self) -> Query:
        """The query parameters of the client; those of the call override them."""
        return {**self._client._client.params, **self._client.default_query}

    @property
    def operation(self) -> str:
        """The method that was called, such as `"chat.completions.create"`; `"POST /path"` for another path."""
        return operation_name(self.method, self.path)

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.options.method.upper()

    @property
    def path(self) -> str:
        """The path, such as `"/openai/v1/chat/completions"`."""
        return self.options.url

    @property
    def body(self) -> dict[str, Any] | None:
        """A copy of the parameters in the body, with those of `extra_body`; `None` without a JSON body or form.

        Its lists belong to this call, not to the caller. Pass changed ones to `replace`.
        """
        options = self.options
        if options.json_data is None and options.extra_json is None:
            return None
        if options.content is not None:  # middleware may change the body, so it is encoded again
            _copy_body(options)
        body: Mapping[str, object] = options.json_data if is_mapping(options.json_data) else dict[str, object]()
        return {**{name: value for name, value in body.items() if is_given(value)}, **(options.extra_json or {})}

    @property
    def files(self) -> RequestFiles | None:
        """The files of a form."""
        return self.options.files

    @property
    def headers(self) -> dict[str, Any]:
        """A copy of the headers of this call, `extra_headers`, without those of the client."""
        return dict(self.options.headers) if is_given(self.options.headers) else {}

    @property
    def params(self) -> dict[str, Any]:
        """A copy of the query parameters of this call, without those of the client."""
        return dict(self.options.params)

    @property
    def timeout(self) -> Any:
        """The timeout of this call, `not_given` for that of the client."""
        return self.options.timeout

    @property
    def max_retries(self) -> int | NotGiven:
        """The retries of this call, `not_given` for those of the client."""
        return self.options.max_retries

    @property
    def is_raw(self) -> bool:
        """Whether the result is a response, from `with_raw_response` or `with_streaming_response`."""
        return self.options.response_mode is not None

    def content(self) -> bytes:
        """Return the JSON body as sent; `b""` for a call without one."""
        options = self.options
        if options.files is not None or (options.json_data is None and options.extra_json is None):
            return b""
        return options.content or json_bytes(options.json_data, options.extra_json)

    def replace(
        self,
        *,
        path: str | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Headers | None = None,
        params: Query | None = None,
        timeout: Any = not_given,
        max_retries: int | NotGiven = not_given,
        retry_refusals: bool = True,
    ) -> Call:
        """Return this call with some parts replaced.

        Args:
            path: Another path.
            body: All parameters of the body, those of `extra_body` included: `{**call.body, "model": "..."}`.
            headers: All headers of the call.
            params: All query parameters of the call.
            timeout: Seconds, an `httpx.Timeout`, or `None` for no timeout.
            max_retries: Retries of this call.
            retry_refusals: `False` for middleware that itself waits and retries after status 429, 498 and 503.
        """
        options = copy(self.options)
        if path is not None:
            options.url = path
        if body is not None:
            options.json_data, options.extra_json = repeatable(body, "body"), None
            options.content = None
        if headers is not None:
            mode = self.options.response_mode
            options.headers = headers if mode is None else {RAW_RESPONSE_HEADER: mode, **headers}
        if params is not None:
            options.params = params
        if timeout is not not_given:
            options.timeout = timeout
        if is_given(max_retries):
            options.max_retries = max_retries
        options.retry_refusals = options.retry_refusals and retry_refusals
        return Call(options, self.cast_to, self.stream, self.stream_cls, self.base_url, self._client)

    @override
    def __repr__(self) -> str:
        return f"<Call {self.operation}{' stream' if self.stream else ''}>"  # without the prompt


# Types of the result if a middleware forgot `await` or `return`.
_INVALID_RESULTS: frozenset[Any] = frozenset({CoroutineType, type(None)})

_BASE_CLIENT = f"{__package__}._base_client"

CallNext = Callable[[Call], Any]
Middleware = Callable[[Call, CallNext], Any]


def call_through(
    middleware: Sequence[Middleware], run: Callable[..., Any], send: Callable[..., Any], call: Call, hook: Any
) -> Any:
    """Send a call through the middleware, the first one outermost. Return the result of the first one.

    With `async_run_middleware` as `run`, the result is awaitable.
    """
    _prepare_body(call.options, hook)
    call_next, position = partial(_send, send), len(middleware)
    for function in reversed(middleware):
        position -= 1
        call_next = partial(run, function, position, call_next)
    return call_next(call)


def _prepare_body(options: FinalRequestOptions, hook: Any) -> None:
    """Make the body repeatable: middleware may send it several times, even concurrently.

    A body of plain JSON types is encoded now, at no extra cost, unless a `_prepare_options` hook may still change it.
    """
    report_dropped()
    if options.content is not None or (options.json_data is None and options.extra_json is None):
        return
    if getattr(hook, "__module__", "") == _BASE_CLIENT and options.files is None:
        options.content = plain_json_bytes(options.json_data, options.extra_json)
    if options.content is None:
        _copy_body(options)


def _copy_body(options: FinalRequestOptions) -> None:
    """Copy a body, with lists for its iterators, so that middleware cannot change the caller's objects."""
    options.json_data = repeatable(options.json_data, "body")
    if options.extra_json is not None:
        options.extra_json = repeatable(options.extra_json, "extra_body")
    options.content = None


def _send(send: Callable[..., Any], call: Call) -> Any:
    _check_call(call)
    # A copy, since sending changes it: the middleware may send the call again.
    return send(call.cast_to, call.options.__copy__(), call.stream, call.stream_cls)


def run_middleware(function: Middleware, position: int, call_next: CallNext, call: Call) -> Any:
    """Call one middleware, and check the call it received and its result."""
    _check_call(call)
    result = function(call, call_next)
    if type(result) in _INVALID_RESULTS:
        _check(result, position, call, "Groq calls plain functions; AsyncGroq calls async ones.")
    return result


async def async_run_middleware(function: Middleware, position: int, call_next: CallNext, call: Call) -> Any:
    """Call one middleware of an async client; see `run_middleware`."""
    _check_call(call)
    result = getattr(function, "async_call", function)(call, call_next)
    if not hasattr(result, "__await__"):
        raise TypeError(
            f"middleware[{position}]: expected an async function, got one that returns {describe_type(result)}. "
            "AsyncGroq calls async functions; Groq calls plain ones."
        )
    result = await result
    if type(result) in _INVALID_RESULTS:
        _check(result, position, call, "Await call_next(call).")
    return result


def _check_call(call: object) -> None:
    if type(call) is not Call:
        raise TypeError(
            f"call_next: expected a Call, got {type(call).__name__}. Pass on the call, or call.replace(...)."
        )


def _check(result: Any, position: int, call: Call, advice: str) -> None:
    if type(result) is CoroutineType:
        result.close()
        raise TypeError(f"middleware[{position}]: expected the result of the call, got a coroutine. {advice}")
    if call.cast_to not in (None, type(None)):
        raise TypeError(
            f"middleware[{position}]: expected the result of the call, got None. Return what call_next(call) returns."
        )


def operation_name(method: str, path: str) -> str:
    """Return the name of an operation, such as `chat.completions.create`; method and path for an unknown one."""
    path = path.partition("?")[0]
    request = f"{method} {path}"
    parts = request.split("/")
    candidates = ("/".join([*parts[:i], "{}", *parts[i + 1 :]]) for i in range(len(parts) - 1, 0, -1))
    return OPERATIONS.get(request) or next((OPERATIONS[one] for one in candidates if one in OPERATIONS), request)
