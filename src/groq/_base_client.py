"""`BaseClient` builds requests and parses responses; `SyncAPIClient` and `AsyncAPIClient` do the I/O.

A call is a flow, see `_utils._flows`: `_steps` encodes it, `_retry.attempts` decides what to send and when,
`_process_response` returns the model, the response or the stream.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from operator import methodcaller
from types import TracebackType
from typing import Any, ClassVar, Generic, TypeVar

import httpx
from typing_extensions import Self, override

from ._advice import status_advice, unsupported
from ._constants import (
    DEFAULT_CONNECTION_LIMITS,
    DEFAULT_MAX_RETRIES,
    DEFAULT_TIMEOUT,
    HTTPX_DEFAULT_TIMEOUT,
    INITIAL_RETRY_DELAY,
    MAX_RETRY_AFTER,
    MAX_RETRY_DELAY,
)
from ._exceptions import APIConnectionError, APIStatusError, status_error_class
from ._middleware import Call, Middleware, async_run_middleware, call_through, run_middleware
from ._models import async_prepare, is_prepared, prepare
from ._options import ClientOptions, FinalRequestOptions, Option, check_http_client
from ._redaction import api_key_of, redact_causes, redacted_request
from ._request.arguments import checked_mapping
from ._request.builder import RequestBuilder
from ._request.content import async_body_content, body_content
from ._request.forms import file_parts
from ._request.platform import OtherPlatform, async_library, get_platform, library, platform_headers
from ._request.query import Querystring
from ._request.templates import RequestTemplates
from ._request.urls import checked_base_url
from ._response import APIResponse, AsyncAPIResponse, BaseAPIResponse
from ._response.binary import unread_class
from ._response.bodies import async_read_body, read_body
from ._response.parsing import body_type, check_no_error, error_body, parse_body
from ._retry.attempts import CallContext, attempts
from ._retry.failures import check_descriptors
from ._retry.policy import RetryQuota, retry_delay
from ._streaming import AsyncStream, Stream, extract_stream_chunk_type
from ._streaming.stream import attach_call
from ._transport.clients import (
    AsyncHttpxClientWrapper,
    DefaultAioHttpClient,
    DefaultAsyncHttpxClient,
    DefaultHttpxClient,
    SyncHttpxClientWrapper,
    async_close_client,
    async_send,
    async_take_turn,
    close_client,
    default_http_client,
    send,
    take_turn,
)
from ._transport.httpx_interrupt import is_interrupted
from ._transport.reading import async_close_dropped, close_dropped
from ._types import Headers, NotGiven, Omit, Query, not_given
from ._utils import async_sleep, asyncify, is_subclass, sleep
from ._utils._flows import Flow, async_drive, drive
from ._utils._urls import masked_url
from ._verbs import AsyncVerbs, SyncVerbs, make_request_options

# fmt: off
__all__ = [
    "DEFAULT_CONNECTION_LIMITS", "DEFAULT_MAX_RETRIES", "DEFAULT_TIMEOUT", "HTTPX_DEFAULT_TIMEOUT",
    "INITIAL_RETRY_DELAY", "MAX_RETRY_DELAY", "AsyncAPIClient", "AsyncHttpxClientWrapper", "BaseClient",
    "DefaultAioHttpClient", "DefaultAsyncHttpxClient", "DefaultHttpxClient", "OtherPlatform", "SyncAPIClient",
    "SyncHttpxClientWrapper", "_StreamT", "get_platform", "make_request_options",
]
# fmt: on

_StreamT = TypeVar("_StreamT", bound=Stream[Any])  # callers import it from here

_HttpxClientT = TypeVar("_HttpxClientT", bound=httpx.Client | httpx.AsyncClient)


class BaseClient(RequestBuilder, Generic[_HttpxClientT]):
    """Base of both clients: everything except I/O."""

    timeout: Option[float | httpx.Timeout | None] = Option()
    max_retries: Option[int] = Option()
    total_timeout: Option[float | None] = Option()
    stream_idle_timeout: Option[float | None] = Option()
    max_event_bytes: Option[int] = Option()
    max_body_bytes: Option[int] = Option()
    follow_cross_origin_redirects: Option[bool] = Option()
    middleware: Option[Sequence[Middleware]] = Option()
    _strict_response_validation: Option[bool] = Option()

    _client: _HttpxClientT
    _owns_client: bool = True
    _response_cls: ClassVar[type[APIResponse[Any]] | type[AsyncAPIResponse[Any]]]
    _default_stream_cls: ClassVar[Any]  # Stream or AsyncStream, to be subscripted

    # Static methods; all but the first are async in an async client.
    _library: ClassVar[Any]
    _take_turn: ClassVar[Any]
    _body_content: ClassVar[Any]
    _file_parts: ClassVar[Any]
    _prepare_type: ClassVar[Any]
    _read_response: ClassVar[Any]
    _close_response: ClassVar[Any]
    # Methods; async in an async client.
    _prepare_options: Callable[[FinalRequestOptions], Any]
    _prepare_request: Callable[[httpx.Request], Any]
    _send: Callable[[httpx.Request, float | None], Any]
    _sleep: Callable[[float], Any]

    def __init__(
        self,
        *,
        version: str,
        base_url: str | httpx.URL,
        timeout: float | httpx.Timeout | NotGiven | None = not_given,
        http_client: _HttpxClientT | None = None,
        custom_headers: Headers | None = None,
        custom_query: Query | None = None,
        **options: Any,
    ) -> None:
        if isinstance(timeout, NotGiven):
            # Keep a timeout that the caller set on their own client, but not httpx's default of 5 s.
            chosen = http_client is not None and http_client.timeout != HTTPX_DEFAULT_TIMEOUT
            timeout = http_client.timeout if http_client is not None and chosen else DEFAULT_TIMEOUT
        self._version = version
        self.base_url = base_url
        self._options = ClientOptions(timeout=timeout, **options)
        checked_headers: Any = checked_mapping("default_headers", custom_headers or {})
        self._custom_headers: Headers = checked_headers  # each header is checked when it is sent
        self._custom_query = checked_mapping("default_query", custom_query or {})
        self._templates = RequestTemplates()
        self._quota = RetryQuota()

    @property
    def base_url(self) -> httpx.URL:
        """The URL of the API, with or without a trailing `/openai/v1`."""
        return self._base_url

    @base_url.setter
    def base_url(self, url: str | httpx.URL) -> None:
        self._base_url = checked_base_url(url)
        self._base_url_text = f"{str(self._base_url).removesuffix('/')}/"

    @override
    def __repr__(self) -> str:
        from ._reprs import client_text  # imported here: rarely needed

        return client_text(self, masked_url(self._base_url))

    @property
    def user_agent(self) -> str:
        """The `User-Agent` header."""
        return f"{type(self).__name__}/Python {self._version}"

    @property
    @override
    def default_headers(self) -> dict[str, str | bytes | Omit]:
        """The headers of every request. Headers of a single request override them."""
        return {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": self.user_agent,
            **platform_headers(str(get_platform())),
            "X-Stainless-Async": self._library(),
            **self.auth_headers,
            **self._custom_headers,
        }

    @property
    def qs(self) -> Querystring:
        """The encoding of query parameters."""
        return Querystring()

    @property
    def custom_auth(self) -> httpx.Auth | None:
        """Authentication of httpx for each request, for subclasses to override."""
        return None

    def is_closed(self) -> bool:
        """Return whether the client is closed; a closed client cannot send."""
        return self._client.is_closed or is_interrupted(self._client)

    def _check_open(self, request: httpx.Request, cause: Exception | None) -> None:
        if self.is_closed() is True:  # `is True`: every attribute of a MagicMock is truthy
            request = redacted_request(request)
            if cause is not None:
                redact_causes(cause, request)
            raise APIConnectionError(
                message=f"Connection error. This client is closed; make a new {type(self).__name__}, "
                "or send before its `with` block ends.",
                request=request,
            ) from cause

    def _steps(self, cast_to: Any, options: FinalRequestOptions, stream: bool, stream_cls: Any) -> Flow[Any]:
        """Send a call, and return its result."""
        deadline = options.deadline
        options = yield self._prepare_options, options  # the hook may return another object
        options.deadline = deadline
        yield self._take_turn, self._client
        yield from self._read_body(options)
        self._encode(options)
        response = yield from self._attempts(options, stream=stream or options.response_mode == "stream")
        type_ = extract_stream_chunk_type(stream_cls) if stream and stream_cls is not None else cast_to
        try:
            if not is_prepared(type_):
                yield self._prepare_type, type_
            result = self._process_response(
                cast_to=cast_to, options=options, response=response, stream=stream, stream_cls=stream_cls
            )
        except BaseException as err:  # interrupted, cancelled, or a method of a subclass failed
            if not isinstance(err, GeneratorExit):  # a closed coroutine cannot await
                yield self._close_response, response
            raise
        if stream:
            attach_call(result, partial(self._attempts, options, stream=True), options.deadline)
        return result

    def _read_body(self, options: FinalRequestOptions) -> Flow[None]:
        if options.content is not None:
            options.content = yield self._body_content, options.content
        if options.files is not None:
            options.files = yield self._file_parts, options.files

    def _attempts(
        self, options: FinalRequestOptions, failure: APIConnectionError | None = None, *, stream: bool
    ) -> Flow[httpx.Response]:
        """Return the response of a call. `failure` is the error of a stream that failed before its first chunk."""
        client = self._client
        follows = client.follow_redirects if options.follow_redirects is None else options.follow_redirects
        call = CallContext(
            options,
            self._options,
            self._quota,
            self._max_retries(options),
            client.max_redirects if follows else None,
            self._build_request,
            self._check_open,
            self._calculate_retry_timeout,
            self._make_status_error_from_response,
            self._prepare_request,
            self._send,
            self._read_response,
            self._close_response,
            self._sleep,
        )
        return attempts(call, stream=stream, failure=failure)

    def _calculate_retry_timeout(
        self, remaining_retries: int, options: FinalRequestOptions, response_headers: httpx.Headers | None = None
    ) -> float | None:
        """Return the seconds to wait before the next attempt, or `None` for no further attempt.

        Tests and subclasses override this to change the delays of retries.

        Args:
            remaining_retries: Retries that are left, at least 1.
            options: The call.
            response_headers: The headers of the failed response, `None` if there is no response.
        """
        limit = self._max_retries(options)
        taken = options.retries_taken if limit == math.inf else limit - remaining_retries
        # Globals of this module: callers assign new values to them.
        return retry_delay(taken, response_headers, first=INITIAL_RETRY_DELAY, longest=MAX_RETRY_DELAY)

    def _process_response(
        self,
        *,
        cast_to: Any,
        options: FinalRequestOptions,
        response: httpx.Response,
        stream: bool,
        stream_cls: type[Stream[Any]] | type[AsyncStream[Any]] | None,
    ) -> Any:
        """Return the parsed, raw or streamed response. Only this method decides which."""
        if stream and stream_cls is None:
            stream_cls = self._default_stream_cls[cast_to]
        cast_to = body_type(cast_to, options.url)
        response_cls = self._response_class(cast_to, options.response_mode)
        if response_cls is not None:
            if response_cls is cast_to and options.method.upper() == "POST":  # the content of a file may be any JSON
                check_no_error(response)
            return response_cls(
                raw=response,
                cast_to=cast_to,
                client=self,
                stream=stream,
                stream_cls=stream_cls,
                options=options,
                retries_taken=options.retries_taken,
            )
        if stream_cls is not None and stream:
            return stream_cls(cast_to=extract_stream_chunk_type(stream_cls), response=response, client=self)
        return parse_body(response, cast_to, strict=self._options.is_strict)

    def _response_class(self, cast_to: Any, mode: str | None) -> type[BaseAPIResponse[Any]] | None:
        if is_subclass(cast_to, BaseAPIResponse):
            own: type[BaseAPIResponse[Any]] = cast_to
            return unread_class(own) if mode == "stream" else own
        return self._response_cls if mode is not None else None

    def _make_status_error_from_response(self, response: httpx.Response) -> APIStatusError:
        body = error_body(response)
        shown = body[:500] if isinstance(body, str) else str(body)
        message = f"Error code: {response.status_code}" + (f" - {shown}" if shown else "")
        error = self._make_status_error(message, body=body, response=response)
        error.hint = status_advice(self, error, api_key_of(error.request), MAX_RETRY_AFTER)
        return error

    def _make_status_error(self, err_msg: str, *, body: object, response: httpx.Response) -> APIStatusError:
        return status_error_class(response.status_code, body)(err_msg, response=response, body=body)


class SyncAPIClient(SyncVerbs, BaseClient[httpx.Client]):
    """A blocking client without resources: sends requests and retries."""

    _response_cls = APIResponse
    _default_stream_cls = Stream
    _library = staticmethod(library)
    _take_turn = staticmethod(take_turn)
    _body_content = staticmethod(body_content)
    _file_parts = staticmethod(file_parts)
    _prepare_type = staticmethod(prepare)
    _read_response = staticmethod(read_body)
    _close_response = staticmethod(methodcaller("close"))

    def __init__(self, *, http_client: httpx.Client | None = None, **kwargs: Any) -> None:
        check_http_client(http_client, httpx.Client)
        super().__init__(http_client=http_client, **kwargs)
        self._client = http_client or default_http_client(SyncHttpxClientWrapper, self.base_url, self.timeout)

    def close(self) -> None:
        """Close the connections. A copy made by `with_options` leaves them open: they belong to its original."""
        if self._owns_client:
            close_client(self._client)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self.close()

    __aenter__: None = unsupported()

    def _prepare_options(self, options: FinalRequestOptions) -> FinalRequestOptions:
        """Change the options of a call before it is encoded; a hook for subclasses."""
        return options

    def _prepare_request(self, request: httpx.Request) -> None:
        """Change the request before each attempt; a hook for subclasses."""

    def request(
        self, cast_to: Any, options: FinalRequestOptions, *, stream: bool = False, stream_cls: Any = None
    ) -> Any:
        """Send one call and return its result. `get`, `post` and the other verbs are the convenient form."""
        options.deadline = self._deadline()  # includes the time of middleware
        middleware = self._options.middleware
        try:
            if not middleware:
                return self._request(cast_to, options, stream, stream_cls)
            drive(self._read_body(options))
            call = Call(options, cast_to, stream, stream_cls, self._base_url_text, self)
            return call_through(middleware, run_middleware, self._request, call, self._prepare_options)
        except (OSError, ImportError) as err:  # raised by a lazy import, or by a file to upload
            check_descriptors(err, options.method, self._prepare_url(options.url))
            raise

    def _request(self, cast_to: Any, options: FinalRequestOptions, stream: bool, stream_cls: Any) -> Any:
        return drive(self._steps(cast_to, options, stream, stream_cls))

    def _send(self, request: httpx.Request, deadline: float | None) -> httpx.Response:
        close_dropped()
        return send(self._client, request, self.custom_auth, deadline)

    def _sleep(self, seconds: float) -> None:
        sleep(seconds)


class AsyncAPIClient(AsyncVerbs, BaseClient[httpx.AsyncClient]):
    """An async client without resources: sends requests and retries."""

    _response_cls = AsyncAPIResponse
    _default_stream_cls = AsyncStream
    _library = staticmethod(async_library)
    _take_turn = staticmethod(async_take_turn)
    _body_content = staticmethod(async_body_content)
    _file_parts = staticmethod(asyncify(file_parts))
    _prepare_type = staticmethod(async_prepare)
    _read_response = staticmethod(async_read_body)
    _close_response = staticmethod(methodcaller("aclose"))

    def __init__(self, *, http_client: httpx.AsyncClient | None = None, **kwargs: Any) -> None:
        check_http_client(http_client, httpx.AsyncClient)
        super().__init__(http_client=http_client, **kwargs)
        self._client = http_client or default_http_client(AsyncHttpxClientWrapper, self.base_url, self.timeout)

    async def close(self) -> None:
        """Close the connections. A copy made by `with_options` leaves them open: they belong to its original."""
        if self._owns_client:
            await async_close_client(self._client)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        await self.close()

    __enter__: None = unsupported()

    async def _prepare_options(self, options: FinalRequestOptions) -> FinalRequestOptions:
        """Change the options of a call before it is encoded; a hook for subclasses."""
        return options

    async def _prepare_request(self, request: httpx.Request) -> None:
        """Change the request before each attempt; a hook for subclasses."""

    async def request(
        self, cast_to: Any, options: FinalRequestOptions, *, stream: bool = False, stream_cls: Any = None
    ) -> Any:
        """Send one call and return its result. `get`, `post` and the other verbs are the convenient form."""
        options.deadline = self._deadline()  # includes the time of middleware
        middleware = self._options.middleware
        try:
            if not middleware:
                return await self._request(cast_to, options, stream, stream_cls)
            await async_drive(self._read_body(options))
            call = Call(options, cast_to, stream, stream_cls, self._base_url_text, self)
            return await call_through(middleware, async_run_middleware, self._request, call, self._prepare_options)
        except (OSError, ImportError) as err:  # raised by a lazy import, or by a file to upload
            check_descriptors(err, options.method, self._prepare_url(options.url))
            raise

    async def _request(self, cast_to: Any, options: FinalRequestOptions, stream: bool, stream_cls: Any) -> Any:
        return await async_drive(self._steps(cast_to, options, stream, stream_cls))

    async def _send(self, request: httpx.Request, deadline: float | None) -> httpx.Response:
        await async_close_dropped()
        return await async_send(self._client, request, self.custom_auth, deadline)

    async def _sleep(self, seconds: float) -> None:
        await async_sleep(seconds)
