"""`BaseClient` builds requests and reads answers; `SyncAPIClient` and `AsyncAPIClient` only do the I/O between.

A call: `_request` encodes it, `_send_with_retries` sends it and asks `_retry` on failure, `_process_response` gives the
model, the response or the stream.
"""

from __future__ import annotations

import logging
import math
import time
from functools import partial
from types import TracebackType
from typing import Any, ClassVar, Generic, TypeVar, cast

import httpx
from typing_extensions import Self, override

from ._bodies import async_read_body, read_body
from ._checks import check_http_client, checked_max_retries, checked_seconds, checked_size, checked_timeout
from ._constants import (
    DEFAULT_CONNECTION_LIMITS,
    DEFAULT_MAX_BODY_BYTES,
    DEFAULT_MAX_EVENT_BYTES,
    DEFAULT_MAX_RETRIES,
    DEFAULT_TIMEOUT,
    HTTPX_DEFAULT_TIMEOUT,
    INITIAL_RETRY_DELAY,
    MAX_RETRY_DELAY,
)
from ._exceptions import APIConnectionError, APIError, APIStatusError, status_error_class
from ._files import file_parts
from ._logging import log_request, log_response
from ._models import FinalRequestOptions, parse_plain_json
from ._platform import OtherPlatform, get_platform, platform_headers
from ._redirects import redirected_request
from ._request import checked_base_url, checked_mapping
from ._request_builder import RequestBuilder
from ._request_templates import RequestTemplates
from ._response import APIResponse, AsyncAPIResponse, BaseAPIResponse, check_no_error, is_response_class, parse_body
from ._retry import RetryQuota, creates, is_asked_to_wait, may_have_created, retry_delay, should_retry
from ._streaming import AsyncStream, Stream, extract_stream_chunk_type, is_async_stream, is_stream
from ._transport.clients import (
    AsyncHttpxClientWrapper,
    DefaultAioHttpClient,
    DefaultAsyncHttpxClient,
    DefaultHttpxClient,
    SyncHttpxClientWrapper,
    async_send,
    default_http_client,
    send,
)
from ._transport.deadlines import reads_until
from ._transport.reading import async_close_dropped, check_coding, close_dropped
from ._transport_errors import TRANSPORT_ERRORS, connection_error, is_dead_loop, is_retryable_error, may_have_arrived
from ._types import Headers, NotGiven, Omit, Query, not_given
from ._utils import async_sleep, asyncify
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
log = logging.getLogger(__name__)

_HttpxClientT = TypeVar("_HttpxClientT", bound=httpx.Client | httpx.AsyncClient)


class BaseClient(RequestBuilder, Generic[_HttpxClientT]):
    """What both clients share: everything that needs no I/O."""

    timeout: float | httpx.Timeout | None
    max_retries: int
    total_timeout: float | None
    stream_idle_timeout: float | None
    max_event_bytes: int
    max_body_bytes: int
    follow_cross_origin_redirects: bool

    _client: _HttpxClientT
    _owns_client: bool = True
    _strict_response_validation: bool
    _response_cls: ClassVar[type[APIResponse[Any]] | type[AsyncAPIResponse[Any]]]
    _default_stream_cls: ClassVar[Any]  # Stream or AsyncStream, to be subscripted

    def __init__(
        self,
        *,
        version: str,
        base_url: str | httpx.URL,
        max_retries: int = DEFAULT_MAX_RETRIES,
        timeout: float | httpx.Timeout | NotGiven | None = not_given,
        http_client: _HttpxClientT | None = None,
        custom_headers: Headers | None = None,
        custom_query: Query | None = None,
        total_timeout: float | None = None,
        stream_idle_timeout: float | None = None,
        max_event_bytes: int = DEFAULT_MAX_EVENT_BYTES,
        max_body_bytes: int = DEFAULT_MAX_BODY_BYTES,
        follow_cross_origin_redirects: bool = False,
        _strict_response_validation: bool = False,
    ) -> None:
        if isinstance(timeout, NotGiven):
            # A timeout that the caller put on their own client is meant; httpx's own default of 5 s is not.
            chosen = http_client is not None and http_client.timeout != HTTPX_DEFAULT_TIMEOUT
            timeout = http_client.timeout if http_client is not None and chosen else DEFAULT_TIMEOUT
        self._version = version
        self.base_url = base_url
        self.max_retries = checked_max_retries(max_retries)
        self.timeout = checked_timeout(timeout)
        self._custom_headers = cast("Headers", checked_mapping("default_headers", custom_headers or {}))  # see there
        self._custom_query = checked_mapping("default_query", custom_query or {})
        self.total_timeout = checked_seconds("total_timeout", total_timeout)
        self.stream_idle_timeout = checked_seconds("stream_idle_timeout", stream_idle_timeout)
        self.max_event_bytes = checked_size("max_event_bytes", max_event_bytes)
        self.max_body_bytes = checked_size("max_body_bytes", max_body_bytes)
        self.follow_cross_origin_redirects = follow_cross_origin_redirects
        self._strict_response_validation = _strict_response_validation
        self._templates = RequestTemplates()
        self._quota = RetryQuota()

    @property
    def base_url(self) -> httpx.URL:
        """Where the API is; a trailing `/openai/v1` makes no difference."""
        return self._base_url

    @base_url.setter
    def base_url(self, url: str | httpx.URL) -> None:
        self._base_url = checked_base_url(url)
        self._base_url_text = str(self._base_url)

    @property
    def user_agent(self) -> str:
        """The `User-Agent` header."""
        return f"{type(self).__name__}/Python {self._version}"

    @property
    @override
    def default_headers(self) -> dict[str, str | Omit]:
        """The headers of every request, before those of a single one are laid over them."""
        return {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": self.user_agent,
            **platform_headers(str(get_platform())),
            "X-Stainless-Async": self._async_library(),
            **self.auth_headers,
            **self._custom_headers,
        }

    @property
    @override
    def default_query(self) -> dict[str, object]:
        """The query parameters of every request."""
        return dict(self._custom_query)

    def is_closed(self) -> bool:
        """Whether `close` was called; a closed client cannot send."""
        return self._client.is_closed

    def _async_library(self) -> str:
        return "false"

    @override
    def _timeout(self, options: FinalRequestOptions) -> float | httpx.Timeout | None:
        return checked_timeout(self.timeout if isinstance(options.timeout, NotGiven) else options.timeout)

    @override
    def _max_retries(self, options: FinalRequestOptions) -> int:
        return (
            self.max_retries if isinstance(options.max_retries, NotGiven) else checked_max_retries(options.max_retries)
        )

    def _check_open(self, request: httpx.Request) -> None:
        if self._client.is_closed is True:  # not a stand-in of a test, whose attributes are all true
            raise APIConnectionError(
                message=f"Connection error. This client is closed; make a new {type(self).__name__}, "
                "or send before its `with` block ends.",
                request=request,
            )

    def _wait_before_retry(
        self, options: FinalRequestOptions, failure: APIConnectionError | httpx.Response
    ) -> float | None:
        """Seconds to wait before the next attempt, which is counted; `None` if the failure is the answer."""
        if options.retries_taken >= self._max_retries(options):
            return None
        if isinstance(failure, APIConnectionError):
            headers, status, what = None, None, type(failure).__name__
            worthwhile, risky = is_retryable_error(failure.__cause__), may_have_arrived(failure.__cause__)
        else:
            headers, status, what = failure.headers, failure.status_code, f"status {failure.status_code}"
            worthwhile, risky = should_retry(status, headers), may_have_created(status, headers)
        if not worthwhile or (risky and creates(options.method, options.url)):
            return None
        # Both are read here, from this module: callers assign them.
        seconds = retry_delay(options.retries_taken, headers, first=INITIAL_RETRY_DELAY, longest=MAX_RETRY_DELAY)
        if seconds is None or (options.deadline is not None and time.monotonic() + seconds >= options.deadline):
            return None
        is_free = self._max_retries(options) == math.inf or (status == 429 and is_asked_to_wait(headers))
        if not is_free and not self._quota.take():
            log.info("Not retrying: too many calls of this client have failed lately")
            return None
        options.retries_taken += 1
        log.info("Retrying in %.3f s, retry %d, after %s", seconds, options.retries_taken, what)
        return seconds

    def _redirection(self, response: httpx.Response, options: FinalRequestOptions) -> httpx.Request | None:
        """The request that a redirect asks for, `None` where it is not to be followed."""
        follows = self._client.follow_redirects if options.follow_redirects is None else options.follow_redirects
        if not follows:
            return None
        if len(response.history) >= self._client.max_redirects:
            raise httpx.TooManyRedirects("Exceeded maximum allowed redirects.", request=response.request)
        return redirected_request(response, any_origin=self.follow_cross_origin_redirects)

    def _failure(self, err: Exception, request: httpx.Request, options: FinalRequestOptions) -> APIConnectionError:
        """The error to raise, or to retry after, in place of one of the transport."""
        return connection_error(err, request, deadline=options.deadline, total_timeout=self.total_timeout)

    def _process_response(
        self,
        *,
        cast_to: Any,
        options: FinalRequestOptions,
        response: httpx.Response,
        stream: bool,
        stream_cls: type[Stream[Any]] | type[AsyncStream[Any]] | None,
    ) -> Any:
        """Parsed, raw or streamed: decided here and nowhere else."""
        if stream and stream_cls is None:
            stream_cls = self._default_stream_cls[cast_to]
        response_cls = self._response_class(cast_to, options.response_mode)
        if response_cls is not None:
            if response_cls is cast_to and options.method.upper() == "POST":  # speech; a file may hold any JSON
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
        return parse_body(response, cast_to, strict=self._strict_response_validation)

    def _response_class(self, cast_to: Any, mode: str | None) -> type[BaseAPIResponse[Any]] | None:
        if is_response_class(cast_to):
            return cast_to.streamed_cls if mode == "stream" else cast_to
        return self._response_cls if mode is not None else None

    def _make_status_error_from_response(self, response: httpx.Response) -> APIStatusError:
        body: object
        try:
            body = parse_plain_json(response.content)
        except httpx.StreamError:  # the body was lost on the way, or a hook took it
            body = ""
        except ValueError:
            body = response.text.strip()
        shown = body[:500] if isinstance(body, str) else str(body)
        message = f"Error code: {response.status_code}" + (f" - {shown}" if shown else "")
        return self._make_status_error(message, body=body, response=response)

    def _make_status_error(self, err_msg: str, *, body: object, response: httpx.Response) -> APIStatusError:
        return status_error_class(response.status_code, body)(err_msg, response=response, body=body)


class SyncAPIClient(SyncVerbs, BaseClient[httpx.Client]):
    """The blocking client, without resources: sends requests and retries."""

    _response_cls = APIResponse
    _default_stream_cls = Stream

    def __init__(self, *, http_client: httpx.Client | None = None, **kwargs: Any) -> None:
        check_http_client(http_client, httpx.Client)
        super().__init__(http_client=http_client, **kwargs)
        self._client = http_client or default_http_client(SyncHttpxClientWrapper, self.timeout)

    def close(self) -> None:
        """Close the connections; a copy made by `with_options` leaves those that it shares open."""
        if self._owns_client:
            self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self.close()

    def _prepare_options(self, options: FinalRequestOptions) -> FinalRequestOptions:
        """A hook for subclasses: change what is to be sent, before it is encoded."""
        return options

    def _prepare_request(self, request: httpx.Request) -> None:
        """A hook for subclasses: change the request, before each attempt."""

    @override
    def request(
        self, cast_to: Any, options: FinalRequestOptions, *, stream: bool = False, stream_cls: Any = None
    ) -> Any:
        """Send one call and give what it promises; the verbs below are the convenient form."""
        options = self._prepare_options(options)
        self._encode(options, None if options.files is None else file_parts(options.files))
        response = self._send_with_retries(options, stream=stream or options.response_mode == "stream")
        result = self._process_response(
            cast_to=cast_to, options=options, response=response, stream=stream, stream_cls=stream_cls
        )
        if is_stream(result):
            result.keep_trying(partial(self._send_with_retries, options, stream=True), deadline=options.deadline)
        return result

    def _send_with_retries(
        self, options: FinalRequestOptions, outcome: httpx.Response | APIConnectionError | None = None, *, stream: bool
    ) -> httpx.Response:
        """Send until there is a response; `outcome` is that of an attempt before, of a stream that gave no event."""
        while True:
            if outcome is None:
                request = self._build_request(options)
                self._prepare_request(request)
                outcome = self._send_once(request, options, stream=stream)
            if not isinstance(outcome, APIConnectionError) and outcome.is_success:
                self._quota.answered()
                return outcome
            wait = self._wait_before_retry(options, outcome)
            if isinstance(outcome, APIConnectionError):
                if wait is None:
                    try:
                        raise outcome
                    finally:
                        del outcome  # which would hold this frame until the garbage collector runs
            elif wait is None:
                if not should_retry(outcome.status_code, outcome.headers):
                    self._quota.answered()
                self._read_error_body(outcome)
                raise self._make_status_error_from_response(outcome)
            else:
                outcome.close()
            self._sleep(wait)
            outcome = None

    def _send_once(
        self, request: httpx.Request, options: FinalRequestOptions, *, stream: bool
    ) -> httpx.Response | APIConnectionError:
        self._check_open(request)
        log_request(request)
        try:
            close_dropped()
            response = self._send(request, options, stream=stream)
        except httpx.HTTPStatusError as err:  # a hook of the user's called raise_for_status()
            response = err.response
        except TRANSPORT_ERRORS as err:
            return self._failure(err, request, options)
        log_response(response, request)
        return response

    def _send(self, request: httpx.Request, options: FinalRequestOptions, *, stream: bool) -> httpx.Response:
        # Not left to httpx: redirects are looked at before they are followed, and bodies are counted as they are read.
        response = send(self._client, request)
        try:
            while 300 <= response.status_code < 400 and response.has_redirect_location:
                following = self._redirection(response, options)
                if following is None:
                    break
                response.close()
                history = [*response.history, response]
                response = send(self._client, following)
                response.history = history
            if response.is_success and stream:
                check_coding(response)
            elif response.is_success:
                read_body(response, self.max_body_bytes)
            elif not stream:
                self._read_error_body(response)
        except BaseException:
            response.close()
            raise
        return response

    def _read_error_body(self, response: httpx.Response) -> None:
        try:
            read_body(response, self.max_body_bytes)
        except (APIError, *TRANSPORT_ERRORS) as err:  # the status says more than the lost body
            log.debug("The body of the error could not be read: %s", type(err).__name__)
            response.close()

    def _sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class AsyncAPIClient(AsyncVerbs, BaseClient[httpx.AsyncClient]):
    """The async client, without resources: sends requests and retries."""

    _response_cls = AsyncAPIResponse
    _default_stream_cls = AsyncStream

    def __init__(self, *, http_client: httpx.AsyncClient | None = None, **kwargs: Any) -> None:
        check_http_client(http_client, httpx.AsyncClient)
        super().__init__(http_client=http_client, **kwargs)
        self._client = http_client or default_http_client(AsyncHttpxClientWrapper, self.timeout)

    @override
    def _async_library(self) -> str:
        import sniffio  # here, because only async code needs it

        try:
            return f"async:{sniffio.current_async_library()}"
        except sniffio.AsyncLibraryNotFoundError:  # headers looked at outside of a coroutine
            return "unknown"

    async def close(self) -> None:
        """Close the connections; a copy made by `with_options` leaves those that it shares open."""
        if self._owns_client:
            await self._client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        await self.close()

    async def _prepare_options(self, options: FinalRequestOptions) -> FinalRequestOptions:
        """A hook for subclasses: change what is to be sent, before it is encoded."""
        return options

    async def _prepare_request(self, request: httpx.Request) -> None:
        """A hook for subclasses: change the request, before each attempt."""

    @override
    async def request(
        self, cast_to: Any, options: FinalRequestOptions, *, stream: bool = False, stream_cls: Any = None
    ) -> Any:
        """Send one call and give what it promises; the verbs below are the convenient form."""
        options = await self._prepare_options(options)
        self._encode(options, None if options.files is None else await asyncify(file_parts)(options.files))
        response = await self._send_with_retries(options, stream=stream or options.response_mode == "stream")
        result = self._process_response(
            cast_to=cast_to, options=options, response=response, stream=stream, stream_cls=stream_cls
        )
        if is_async_stream(result):
            result.keep_trying(partial(self._send_with_retries, options, stream=True), deadline=options.deadline)
        return result

    async def _send_with_retries(
        self, options: FinalRequestOptions, outcome: httpx.Response | APIConnectionError | None = None, *, stream: bool
    ) -> httpx.Response:
        """Send until there is a response; `outcome` is that of an attempt before, of a stream that gave no event."""
        while True:
            if outcome is None:
                request = self._build_request(options)
                await self._prepare_request(request)
                outcome = await self._send_once(request, options, stream=stream)
            if not isinstance(outcome, APIConnectionError) and outcome.is_success:
                self._quota.answered()
                return outcome
            wait = self._wait_before_retry(options, outcome)
            if isinstance(outcome, APIConnectionError):
                if wait is None:
                    try:
                        raise outcome
                    finally:
                        del outcome  # which would hold this frame until the garbage collector runs
            elif wait is None:
                if not should_retry(outcome.status_code, outcome.headers):
                    self._quota.answered()
                await self._read_error_body(outcome)
                raise self._make_status_error_from_response(outcome)
            else:
                await outcome.aclose()
            await self._sleep(wait)
            outcome = None

    async def _send_once(
        self, request: httpx.Request, options: FinalRequestOptions, *, stream: bool
    ) -> httpx.Response | APIConnectionError:
        self._check_open(request)
        log_request(request)
        try:
            await async_close_dropped()
            async with reads_until(None, options.deadline):
                response = await self._send(request, options, stream=stream)
        except httpx.HTTPStatusError as err:  # a hook of the user's called raise_for_status()
            response = err.response
        except TRANSPORT_ERRORS as err:
            return self._failure(err, request, options)
        except RuntimeError as err:
            if not is_dead_loop(err):
                raise
            return self._failure(err, request, options)
        log_response(response, request)
        return response

    async def _send(self, request: httpx.Request, options: FinalRequestOptions, *, stream: bool) -> httpx.Response:
        # Not left to httpx: redirects are looked at before they are followed, and bodies are counted as they are read.
        response = await async_send(self._client, request)
        try:
            while 300 <= response.status_code < 400 and response.has_redirect_location:
                following = self._redirection(response, options)
                if following is None:
                    break
                await response.aclose()
                history = [*response.history, response]
                response = await async_send(self._client, following)
                response.history = history
            if response.is_success and stream:
                check_coding(response)
            elif response.is_success:
                await async_read_body(response, self.max_body_bytes)
            elif not stream:
                await self._read_error_body(response)
        except BaseException:
            await response.aclose()
            raise
        return response

    async def _read_error_body(self, response: httpx.Response) -> None:
        try:
            await async_read_body(response, self.max_body_bytes)
        except (APIError, *TRANSPORT_ERRORS) as err:  # the status says more than the lost body
            log.debug("The body of the error could not be read: %s", type(err).__name__)
            await response.aclose()

    async def _sleep(self, seconds: float) -> None:
        await async_sleep(seconds)
