"""`APIResponse` and `AsyncAPIResponse`: an `httpx.Response`, parsed on demand."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Iterator
from typing import Any, Generic, TypeVar, overload

import httpx
from typing_extensions import override

from .._advice import Advising
from .._exceptions import APIConnectionError
from .._options import FinalRequestOptions, options_of
from .._rate_limits import HasRateLimits
from .._redaction import redact_response
from .._retry.failures import TRANSPORT_ERRORS, connection_error
from .._streaming import AsyncStream, Stream, extract_stream_chunk_type
from .._streaming.stream import attach_call
from .._transport.decoding import async_through, through
from .._transport.read_deadlines import async_next_piece, next_piece
from .._transport.reading import async_close, async_pieces_of, close, fall_back_to_utf_8, pieces_of
from .._utils import is_subclass
from .bodies import async_read_body, read_body
from .parsing import parse_body, type_name
from .pieces import Chunker, LineSplitter, TextDecoder

_R = TypeVar("_R")
_To = TypeVar("_To")


class BaseAPIResponse(HasRateLimits, Advising, Generic[_R]):
    """Base of `APIResponse` and `AsyncAPIResponse`: everything except I/O.

    Attributes:
        http_response: The `httpx.Response`.
        retries_taken: Retries before this response; 0 if it answers the first attempt.
    """

    http_response: httpx.Response
    retries_taken: int

    def __init__(
        self,
        *,
        raw: httpx.Response,
        cast_to: Any,
        client: object,
        stream: bool,
        stream_cls: type[Stream[Any]] | type[AsyncStream[Any]] | None,
        options: FinalRequestOptions,
        retries_taken: int = 0,
    ) -> None:
        fall_back_to_utf_8(raw)
        redact_response(raw)
        self.http_response = raw
        self.retries_taken = retries_taken
        self._cast_to: Any = bytes if is_subclass(cast_to, BaseAPIResponse) else cast_to
        self._client = client
        self._client_options = options_of(client)
        self._is_sse_stream = stream
        self._stream_cls = stream_cls
        self._options = options
        self._parsed_by_type: dict[Any, Any] = {}

    @property
    def headers(self) -> httpx.Headers:
        """The headers of the response."""
        return self.http_response.headers

    @property
    def http_request(self) -> httpx.Request:
        """The request that was sent."""
        return self.http_response.request

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.http_response.status_code

    @property
    def url(self) -> httpx.URL:
        """The URL that the request was sent to."""
        return self.http_response.url

    @property
    def method(self) -> str:
        """The HTTP method of the request."""
        return self.http_request.method

    @property
    def http_version(self) -> str:
        """The HTTP version, such as `"HTTP/1.1"`."""
        return self.http_response.http_version

    @property
    def elapsed(self) -> datetime.timedelta:
        """The time from sending the request to closing the response. Raises `RuntimeError` before that."""
        return self.http_response.elapsed

    @property
    def is_closed(self) -> bool:
        """Whether the body was read or `close` was called, so that the connection is free."""
        return self.http_response.is_closed

    @property
    def _response_headers(self) -> httpx.Headers:
        return self.headers

    @override
    def __repr__(self) -> str:
        reason = httpx.codes.get_reason_phrase(self.status_code)  # the server's own phrase may be anything
        return f"<{type(self).__name__} [{self.status_code} {reason}] type={type_name(self._cast_to)}>"

    def _failure(self, err: Exception) -> APIConnectionError:
        """Return the exception to raise for a transport error."""
        deadline, total_timeout = self._options.deadline, self._client_options.total_timeout
        return connection_error(err, self.http_request, deadline=deadline, total_timeout=total_timeout)

    def _parse_read(self, to: Any) -> Any:
        if to not in self._parsed_by_type:
            self._parsed_by_type[to] = parse_body(self.http_response, to, strict=self._client_options.is_strict)
        return self._parsed_by_type[to]

    def _parse_stream(self, to: Any) -> Any:
        stream_cls: Any = to or self._stream_cls
        if stream_cls not in self._parsed_by_type:
            chunk = extract_stream_chunk_type(stream_cls)
            stream = stream_cls(cast_to=chunk, response=self.http_response, client=self._client)
            attach_call(stream, None, self._options.deadline)
            self._parsed_by_type[stream_cls] = stream
        return self._parsed_by_type[stream_cls]


class APIResponse(BaseAPIResponse[_R]):
    """Response to one call, with its headers. `parse()` returns what the plain call returns."""

    @overload
    def parse(self, *, to: type[_To]) -> _To: ...
    @overload
    def parse(self) -> _R: ...
    def parse(self, *, to: Any = None) -> Any:
        """Return the body as the type that the method declares, or as `to`: a model, `dict`, `str`, a `Stream[...]`, ….

        Raises:
            APIConnectionError: The body did not arrive completely.
            APIResponseValidationError: The body is not of that type.
        """
        if self._is_sse_stream:
            return self._parse_stream(to)
        self.read()
        return self._parse_read(to or self._cast_to)

    def read(self) -> bytes:
        """Return the body, which is read on the first call.

        Raises:
            APIConnectionError: The body did not arrive completely.
            APIResponseValidationError: The body has more than `max_body_bytes`.
        """
        try:
            read_body(self.http_response, self._client_options.max_body_bytes, self._options.deadline)
        except TRANSPORT_ERRORS as err:
            raise self._failure(err) from err
        return self.http_response.content

    def text(self) -> str:
        """Return the body as text."""
        self.read()
        return self.http_response.text

    def json(self) -> object:
        """Return the body, decoded from JSON.

        Raises:
            APIResponseValidationError: The body is not JSON.
        """
        self.read()
        return parse_body(self.http_response, object, strict=False)

    def close(self) -> None:
        """Close the response and free its connection."""
        close(self.http_response)

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Iterate over the body as it arrives, decompressed, in pieces of `chunk_size` bytes if given."""
        return self._iterate(through(pieces_of(self.http_response), Chunker(chunk_size)))

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        """Iterate over the body as it arrives, as text, in pieces of `chunk_size` characters if given."""
        return self._iterate(through(self._text_pieces(), Chunker(chunk_size)))

    def iter_lines(self) -> Iterator[str]:
        """Iterate over the lines of the body as they arrive, without line ends."""
        return self._iterate(through(self._text_pieces(), LineSplitter(self._client_options.max_body_bytes)))

    def _text_pieces(self) -> Iterator[str]:
        return through(pieces_of(self.http_response), TextDecoder(self.http_response.encoding))

    def _iterate(self, pieces: Iterator[_To]) -> Iterator[_To]:
        try:
            while (piece := next_piece(self.http_response, pieces, self._options.deadline)) is not None:
                yield piece
        except TRANSPORT_ERRORS as err:
            raise self._failure(err) from err


class AsyncAPIResponse(BaseAPIResponse[_R]):
    """Response to one call, with its headers. `await parse()` returns what the plain call returns."""

    @overload
    async def parse(self, *, to: type[_To]) -> _To: ...
    @overload
    async def parse(self) -> _R: ...
    async def parse(self, *, to: Any = None) -> Any:
        """Return the body as the type that the method declares, or as `to`: a model, `dict`, an `AsyncStream[...]`, ….

        Raises:
            APIConnectionError: The body did not arrive completely.
            APIResponseValidationError: The body is not of that type.
        """
        if self._is_sse_stream:
            return self._parse_stream(to)
        await self.read()
        return self._parse_read(to or self._cast_to)

    async def read(self) -> bytes:
        """Return the body, which is read on the first call.

        Raises:
            APIConnectionError: The body did not arrive completely.
            APIResponseValidationError: The body has more than `max_body_bytes`.
        """
        try:
            await async_read_body(self.http_response, self._client_options.max_body_bytes, self._options.deadline)
        except TRANSPORT_ERRORS as err:
            raise self._failure(err) from err
        return self.http_response.content

    async def text(self) -> str:
        """Return the body as text."""
        await self.read()
        return self.http_response.text

    async def json(self) -> object:
        """Return the body, decoded from JSON.

        Raises:
            APIResponseValidationError: The body is not JSON.
        """
        await self.read()
        return parse_body(self.http_response, object, strict=False)

    async def close(self) -> None:
        """Close the response and free its connection."""
        await async_close(self.http_response)

    def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Iterate over the body as it arrives, decompressed, in pieces of `chunk_size` bytes if given."""
        return self._iterate(async_through(async_pieces_of(self.http_response), Chunker(chunk_size)))

    def iter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        """Iterate over the body as it arrives, as text, in pieces of `chunk_size` characters if given."""
        return self._iterate(async_through(self._text_pieces(), Chunker(chunk_size)))

    def iter_lines(self) -> AsyncIterator[str]:
        """Iterate over the lines of the body as they arrive, without line ends."""
        return self._iterate(async_through(self._text_pieces(), LineSplitter(self._client_options.max_body_bytes)))

    def _text_pieces(self) -> AsyncIterator[str]:
        return async_through(async_pieces_of(self.http_response), TextDecoder(self.http_response.encoding))

    async def _iterate(self, pieces: AsyncIterator[_To]) -> AsyncIterator[_To]:
        try:
            while (piece := await async_next_piece(self.http_response, pieces, self._options.deadline)) is not None:
                yield piece
        except TRANSPORT_ERRORS as err:
            raise self._failure(err) from err
