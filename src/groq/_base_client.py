"""`BaseClient` builds requests and reads answers; `SyncAPIClient` and `AsyncAPIClient` only do the I/O between.

A call: `_request` encodes it, `_send_with_retries` sends it and asks `_retry` on failure, `_process_response` gives the
model, the response or the stream.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, ClassVar, Generic, TypeVar, cast

import anyio
import httpx
import sniffio
from typing_extensions import Self, override

from ._constants import (
    DEFAULT_CONNECTION_LIMITS,
    DEFAULT_MAX_RETRIES,
    DEFAULT_TIMEOUT,
    HTTPX_DEFAULT_TIMEOUT,
    INITIAL_RETRY_DELAY,
    MAX_RETRY_DELAY,
)
from ._exceptions import REQUEST_ID_HEADER, APIConnectionError, APIStatusError, status_error_class
from ._files import Parts, field_parts, file_parts
from ._http import (
    AsyncHttpxClientWrapper,
    DefaultAioHttpClient,
    DefaultAsyncHttpxClient,
    DefaultHttpxClient,
    SyncHttpxClientWrapper,
)
from ._models import FinalRequestOptions, parse_plain_json
from ._platform import OtherPlatform, get_platform, platform_headers
from ._qs import query_pairs
from ._request import api_url, checked_base_url, checked_mapping, form_fields, json_bytes, merge_headers
from ._request_templates import RequestTemplates
from ._response import APIResponse, AsyncAPIResponse, BaseAPIResponse, is_response_class, parse_body
from ._retry import retry_delay, should_retry
from ._streaming import AsyncStream, Stream, extract_stream_chunk_type
from ._transport_errors import TRANSPORT_ERRORS, connection_error, is_dead_loop, is_retryable_error
from ._types import Body, Headers, NotGiven, Omit, Query, RequestOptions, not_given
from ._utils import asyncify, is_given
from ._verbs import AsyncVerbs, SyncVerbs

# fmt: off
__all__ = [
    "DEFAULT_CONNECTION_LIMITS", "DEFAULT_MAX_RETRIES", "DEFAULT_TIMEOUT", "HTTPX_DEFAULT_TIMEOUT",
    "INITIAL_RETRY_DELAY", "MAX_RETRY_DELAY", "AsyncAPIClient", "AsyncHttpxClientWrapper", "BaseClient",
    "DefaultAioHttpClient", "DefaultAsyncHttpxClient", "DefaultHttpxClient", "OtherPlatform", "SyncAPIClient",
    "SyncHttpxClientWrapper", "_StreamT", "get_platform", "make_request_options",
]
# fmt: on

_StreamT = TypeVar("_StreamT", bound=Stream[Any])  # callers import it from here
_LONGEST_TIMEOUT = 1e9  # seconds; the clocks of some systems overflow beyond
log = logging.getLogger(__name__)

_HttpxClientT = TypeVar("_HttpxClientT", bound=httpx.Client | httpx.AsyncClient)


class BaseClient(Generic[_HttpxClientT]):
    """What both clients share: everything that needs no I/O."""

    timeout: float | httpx.Timeout | None
    max_retries: int

    _client: _HttpxClientT
    _owns_client: bool = True
    _strict_response_validation: bool
    _idempotency_header: str | None = None
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
        _strict_response_validation: bool = False,
    ) -> None:
        if isinstance(timeout, NotGiven):
            # A timeout that the caller put on their own client is meant; httpx's own default of 5 s is not.
            chosen = http_client is not None and http_client.timeout != HTTPX_DEFAULT_TIMEOUT
            timeout = http_client.timeout if http_client is not None and chosen else DEFAULT_TIMEOUT
        self._version = version
        self.base_url = base_url
        self.max_retries = _checked_max_retries(max_retries)
        self.timeout = _checked_timeout(timeout)
        self._custom_headers = cast("Headers", checked_mapping("default_headers", custom_headers or {}))  # see there
        self._custom_query = checked_mapping("default_query", custom_query or {})
        self._strict_response_validation = _strict_response_validation
        self._templates = RequestTemplates()

    @property
    def base_url(self) -> httpx.URL:
        """Where the API is; a trailing `/openai/v1` makes no difference."""
        return self._base_url

    @base_url.setter
    def base_url(self, url: str | httpx.URL) -> None:
        self._base_url = checked_base_url(url)
        self._base_url_text = str(self._base_url)

    @property
    def auth_headers(self) -> dict[str, str]:
        """The headers that carry the key; read for each request."""
        return {}

    @property
    def user_agent(self) -> str:
        """The `User-Agent` header."""
        return f"{type(self).__name__}/Python {self._version}"

    @property
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
    def default_query(self) -> dict[str, object]:
        """The query parameters of every request."""
        return dict(self._custom_query)

    def is_closed(self) -> bool:
        """Whether `close` was called; a closed client cannot send."""
        return self._client.is_closed

    def _async_library(self) -> str:
        return "false"

    def _prepare_url(self, url: str) -> str:
        return api_url(self._base_url_text, url)

    def _header_layers(
        self, options: FinalRequestOptions, timeout: float | httpx.Timeout | None, retries_taken: int
    ) -> list[Headers]:
        """The headers of one attempt; each layer is laid over those before it."""
        read_timeout = timeout.read if isinstance(timeout, httpx.Timeout) else timeout
        own = {"x-stainless-retry-count": str(retries_taken)}
        if read_timeout is not None:
            own["x-stainless-read-timeout"] = str(read_timeout)
        if self._idempotency_header and options.idempotency_key and options.method.lower() != "get":
            own[self._idempotency_header] = options.idempotency_key
        return [self.default_headers, own, options.headers if is_given(options.headers) else {}]

    def _build_request(self, options: FinalRequestOptions, *, retries_taken: int = 0) -> httpx.Request:
        client, method, content = self._client, options.method.upper(), options.content
        timeout = self._timeout(options)
        url = self._prepare_url(options.url)
        query = query_pairs({**self.default_query, **options.params})
        layers = self._header_layers(options, timeout, retries_taken)
        is_plain = content is not None and not query and "?" not in url
        if content is not None and is_plain:
            request = self._templates.build(client, method, url, headers=layers, content=content, timeout=timeout)
            if request is not None:
                return request
        headers = merge_headers(*layers)
        if content is None:  # nothing to describe; or httpx names the multipart boundary
            headers = {name: value for name, value in headers.items() if name.lower() != "content-type"}
        params = httpx.QueryParams(tuple(query))
        if "?" in url:  # httpx would drop what the path has
            params = httpx.URL(url).params.merge(params)
        request = client.build_request(
            method, url, params=params or None, headers=headers, content=content, files=options.parts, timeout=timeout
        )
        if is_plain:
            self._templates.keep(client, url, layers, request)
        return request

    def _encode(self, options: FinalRequestOptions, files: Parts | None) -> None:
        """Encode the body once, for every attempt; bad values fail here, before anything is sent."""
        if isinstance(options.content, str):
            options.content = options.content.encode()
        content: Any = options.content  # callers may be untyped
        if content is not None and not isinstance(content, bytes):  # what is read once could not be sent again
            raise TypeError(f"content: expected bytes or str, got {type(content).__name__}. Read it first.")
        if files is not None:  # a form, also where only fields are given
            options.parts = [*field_parts(form_fields(options.json_data, options.extra_json)), *files]
        elif options.content is None and (options.json_data is not None or options.extra_json is not None):
            options.content = json_bytes(options.json_data, options.extra_json)

    def _send_options(self, options: FinalRequestOptions) -> dict[str, Any]:
        return {} if options.follow_redirects is None else {"follow_redirects": options.follow_redirects}

    def _timeout(self, options: FinalRequestOptions) -> float | httpx.Timeout | None:
        return _checked_timeout(self.timeout if isinstance(options.timeout, NotGiven) else options.timeout)

    def _max_retries(self, options: FinalRequestOptions) -> int:
        return (
            self.max_retries if isinstance(options.max_retries, NotGiven) else _checked_max_retries(options.max_retries)
        )

    def _check_open(self, request: httpx.Request) -> None:
        if self._client.is_closed is True:  # not a stand-in of a test, whose attributes are all true
            raise APIConnectionError(
                message=f"Connection error. This client is closed; make a new {type(self).__name__}, "
                "or send before its `with` block ends.",
                request=request,
            )

    def _delay(self, failure: APIConnectionError | httpx.Response, retries_taken: int) -> float:
        headers = failure.headers if isinstance(failure, httpx.Response) else None
        # Both are read here, from this module: callers assign them.
        seconds = retry_delay(retries_taken, headers, first=INITIAL_RETRY_DELAY, longest=MAX_RETRY_DELAY)
        reason = f"status {failure.status_code}" if isinstance(failure, httpx.Response) else type(failure).__name__
        log.info("Retrying in %.3f s, retry %d, after %s", seconds, retries_taken + 1, reason)
        return seconds

    def _process_response(
        self,
        *,
        cast_to: Any,
        options: FinalRequestOptions,
        response: httpx.Response,
        stream: bool,
        stream_cls: type[Stream[Any]] | type[AsyncStream[Any]] | None,
        retries_taken: int = 0,
    ) -> Any:
        """Parsed, raw or streamed: decided here and nowhere else."""
        if stream and stream_cls is None:
            stream_cls = self._default_stream_cls[cast_to]
        response_cls = self._response_class(cast_to, options.response_mode)
        if response_cls is not None:
            return response_cls(
                raw=response,
                cast_to=cast_to,
                client=self,
                stream=stream,
                stream_cls=stream_cls,
                options=options,
                retries_taken=retries_taken,
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
        _check_http_client(http_client, httpx.Client)
        super().__init__(http_client=http_client, **kwargs)
        self._client = http_client or SyncHttpxClientWrapper(timeout=self.timeout)

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
        response, retries_taken = self._send_with_retries(options, stream=stream or options.response_mode == "stream")
        return self._process_response(
            cast_to=cast_to,
            options=options,
            response=response,
            stream=stream,
            stream_cls=stream_cls,
            retries_taken=retries_taken,
        )

    def _send_with_retries(self, options: FinalRequestOptions, *, stream: bool) -> tuple[httpx.Response, int]:
        max_retries = self._max_retries(options)
        retries_taken = 0
        while True:
            request = self._build_request(options, retries_taken=retries_taken)
            self._prepare_request(request)
            outcome = self._send_once(request, options, stream=stream)
            if isinstance(outcome, APIConnectionError):
                if retries_taken >= max_retries or not is_retryable_error(outcome.__cause__):
                    raise outcome
            elif outcome.is_success:
                return outcome, retries_taken
            elif retries_taken >= max_retries or not should_retry(outcome.status_code, outcome.headers):
                self._read_error_body(outcome)
                raise self._make_status_error_from_response(outcome)
            else:
                outcome.close()
            self._sleep(self._delay(outcome, retries_taken))
            retries_taken += 1

    def _send_once(
        self, request: httpx.Request, options: FinalRequestOptions, *, stream: bool
    ) -> httpx.Response | APIConnectionError:
        self._check_open(request)
        log.debug("Sending %s %s", options.method, options.url)
        try:
            response = self._client.send(request, stream=stream, **self._send_options(options))
        except httpx.HTTPStatusError as err:  # a hook of the user's called raise_for_status()
            response = err.response
        except TRANSPORT_ERRORS as err:
            failure = connection_error(err, request)
            failure.__cause__ = err
            return failure
        _log_response(response, options)
        return response

    def _read_error_body(self, response: httpx.Response) -> None:
        try:
            response.read()
        except TRANSPORT_ERRORS as err:  # the status says more than the lost body
            log.debug("The body of the error could not be read: %s", type(err).__name__)
            response.close()

    def _sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class AsyncAPIClient(AsyncVerbs, BaseClient[httpx.AsyncClient]):
    """The async client, without resources: sends requests and retries."""

    _response_cls = AsyncAPIResponse
    _default_stream_cls = AsyncStream

    def __init__(self, *, http_client: httpx.AsyncClient | None = None, **kwargs: Any) -> None:
        _check_http_client(http_client, httpx.AsyncClient)
        super().__init__(http_client=http_client, **kwargs)
        self._client = http_client or AsyncHttpxClientWrapper(timeout=self.timeout)

    @override
    def _async_library(self) -> str:
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
        response, retries_taken = await self._send_with_retries(
            options, stream=stream or options.response_mode == "stream"
        )
        return self._process_response(
            cast_to=cast_to,
            options=options,
            response=response,
            stream=stream,
            stream_cls=stream_cls,
            retries_taken=retries_taken,
        )

    async def _send_with_retries(self, options: FinalRequestOptions, *, stream: bool) -> tuple[httpx.Response, int]:
        max_retries = self._max_retries(options)
        retries_taken = 0
        while True:
            request = self._build_request(options, retries_taken=retries_taken)
            await self._prepare_request(request)
            outcome = await self._send_once(request, options, stream=stream)
            if isinstance(outcome, APIConnectionError):
                if retries_taken >= max_retries or not is_retryable_error(outcome.__cause__):
                    raise outcome
            elif outcome.is_success:
                return outcome, retries_taken
            elif retries_taken >= max_retries or not should_retry(outcome.status_code, outcome.headers):
                await self._read_error_body(outcome)
                raise self._make_status_error_from_response(outcome)
            else:
                await outcome.aclose()
            await self._sleep(self._delay(outcome, retries_taken))
            retries_taken += 1

    async def _send_once(
        self, request: httpx.Request, options: FinalRequestOptions, *, stream: bool
    ) -> httpx.Response | APIConnectionError:
        self._check_open(request)
        log.debug("Sending %s %s", options.method, options.url)
        try:
            response = await self._client.send(request, stream=stream, **self._send_options(options))
        except httpx.HTTPStatusError as err:  # a hook of the user's called raise_for_status()
            response = err.response
        except TRANSPORT_ERRORS as err:
            failure = connection_error(err, request)
            failure.__cause__ = err
            return failure
        except RuntimeError as err:
            if not is_dead_loop(err):
                raise
            failure = connection_error(err, request)
            failure.__cause__ = err
            return failure
        _log_response(response, options)
        return response

    async def _read_error_body(self, response: httpx.Response) -> None:
        try:
            await response.aread()
        except TRANSPORT_ERRORS as err:  # the status says more than the lost body
            log.debug("The body of the error could not be read: %s", type(err).__name__)
            await response.aclose()

    async def _sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds)


def make_request_options(
    *,
    query: Query | None = None,
    extra_headers: Headers | None = None,
    extra_query: Query | None = None,
    extra_body: Body | None = None,
    idempotency_key: str | None = None,
    timeout: float | httpx.Timeout | NotGiven | None = not_given,
) -> RequestOptions:
    """Gather the `extra_*` arguments of a method into the `options` of a verb."""
    options: RequestOptions = {}
    if extra_headers is not None and is_given(extra_headers):
        options["headers"] = cast("Headers", checked_mapping("extra_headers", extra_headers))  # each header is checked
    if extra_body is not None and is_given(extra_body):
        options["extra_json"] = cast("Mapping[str, object]", extra_body)  # checked when it is encoded
    if query is not None or extra_query is not None:
        options["params"] = {**(query or {}), **checked_mapping("extra_query", extra_query or {})}
    if is_given(timeout):
        options["timeout"] = timeout
    if idempotency_key is not None:
        options["idempotency_key"] = idempotency_key
    return options


def _log_response(response: httpx.Response, options: FinalRequestOptions) -> None:
    if log.isEnabledFor(logging.DEBUG):
        request_id = response.headers.get(REQUEST_ID_HEADER)
        log.debug("Got %s for %s %s, request id %s", response.status_code, options.method, options.url, request_id)


def _checked_max_retries(max_retries: Any) -> int:
    if isinstance(max_retries, bool) or (not isinstance(max_retries, int) and max_retries != math.inf):
        raise TypeError(
            f"max_retries: expected a whole number, got {max_retries!r}. Pass 0 for no retries, math.inf for ever."
        )
    if max_retries < 0:
        raise ValueError(f"max_retries: expected 0 or more, got {max_retries}. Pass 0 for no retries.")
    return cast("int", max_retries)  # or infinity, which compares like one


def _checked_timeout(timeout: Any) -> float | httpx.Timeout | None:
    if timeout == math.inf:
        return None
    phases: dict[str, Any] = {} if timeout is DEFAULT_TIMEOUT else {"": timeout}  # nearly always it is
    if phases and isinstance(timeout, httpx.Timeout):
        phases = timeout.as_dict()
    for phase, seconds in phases.items():
        what = f"timeout ({phase})" if phase else "timeout"
        if seconds is not None and (isinstance(seconds, bool) or not isinstance(seconds, int | float)):
            raise TypeError(
                f"{what}: expected seconds, an httpx.Timeout or None, got {seconds!r}. Pass None to wait for ever."
            )
        if seconds is not None and not 0 < seconds <= _LONGEST_TIMEOUT:
            raise ValueError(
                f"{what}: expected more than 0 seconds and less than 30 years, got {seconds}. "
                "Pass None to wait for ever."
            )
    return cast("float | httpx.Timeout | None", timeout)  # checked above


def _check_http_client(http_client: object, expected: type[httpx.Client] | type[httpx.AsyncClient]) -> None:
    if http_client is None or isinstance(http_client, expected):
        return
    hint = "Groq takes an httpx.Client, AsyncGroq an httpx.AsyncClient."
    raise TypeError(f"http_client: expected an httpx.{expected.__name__}, got {type(http_client).__name__}. {hint}")
