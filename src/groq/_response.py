"""What a call gives back: the parsed body, or a response object that parses it on demand.

`APIResponse` and `AsyncAPIResponse` wrap an `httpx.Response`; the functions at the end make the `with_raw_response` and
`with_streaming_response` forms of a method.
"""

from __future__ import annotations

import datetime
import functools
import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from typing import Any, ClassVar, Generic, ParamSpec, Protocol, TypeVar, cast, overload

import httpx
import pydantic
from typing_extensions import TypeIs, override

from ._bodies import async_read_body, read_body
from ._constants import RAW_RESPONSE_HEADER
from ._download import async_write_file, write_file
from ._exceptions import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    error_object,
    stream_error,
)
from ._models import BaseModel, FinalRequestOptions, is_error_body, json_parser, parse_plain_json, says_only_error
from ._rate_limits import HasRateLimits
from ._streaming import AsyncStream, Stream, extract_stream_chunk_type, is_async_stream, is_stream
from ._transport.deadlines import async_next_piece, limit_reads, next_piece, reads_until
from ._transport.decoding import Chunker, LineSplitter, TextDecoder, async_through, through
from ._transport.reading import async_pieces_of, pieces_of, settle_encoding
from ._transport_errors import TRANSPORT_ERRORS, connection_error
from ._utils import asyncify

_P = ParamSpec("_P")
_R = TypeVar("_R")
_To = TypeVar("_To")


class ParsesResponses(Protocol):
    """What a response needs to know of the client that sent the request."""

    total_timeout: float | None
    max_body_bytes: int
    _strict_response_validation: bool


class BaseAPIResponse(HasRateLimits, Generic[_R]):
    """The parts that `APIResponse` and `AsyncAPIResponse` share: everything but reading.

    Attributes:
        http_response: The `httpx.Response`.
        retries_taken: Retries made before this response came; 0 if the first attempt gave it.
    """

    http_response: httpx.Response
    retries_taken: int
    streamed_cls: ClassVar[type[BaseAPIResponse[Any]]]  # the form whose body is not read yet; of binary responses

    def __init__(
        self,
        *,
        raw: httpx.Response,
        cast_to: Any,
        client: ParsesResponses,
        stream: bool,
        stream_cls: type[Stream[Any]] | type[AsyncStream[Any]] | None,
        options: FinalRequestOptions,
        retries_taken: int = 0,
    ) -> None:
        settle_encoding(raw)
        self.http_response = raw
        self.retries_taken = retries_taken
        # A binary response parses into its bytes.
        self._cast_to: Any = bytes if is_response_class(cast_to) else cast_to
        self._client = client
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
        """The time from sending the request to closing the response, which must be read or closed by now."""
        return self.http_response.elapsed

    @property
    def is_closed(self) -> bool:
        """Whether the connection was released: the body was read, or `close` was called."""
        return self.http_response.is_closed

    @property
    def _response_headers(self) -> httpx.Headers:
        return self.headers

    @override
    def __repr__(self) -> str:
        reason = httpx.codes.get_reason_phrase(self.status_code)  # not what the server calls it
        return f"<{type(self).__name__} [{self.status_code} {reason}] type={type_name(self._cast_to)}>"

    def _failure(self, err: Exception) -> APIConnectionError:
        """The error in place of one of the transport."""
        deadline, total_timeout = self._options.deadline, self._client.total_timeout
        return connection_error(err, self.http_request, deadline=deadline, total_timeout=total_timeout)

    def _parse_read(self, to: Any) -> Any:
        if to not in self._parsed_by_type:
            strict = self._client._strict_response_validation  # pyright: ignore[reportPrivateUsage] # of the Protocol
            self._parsed_by_type[to] = parse_body(self.http_response, to, strict=strict)
        return self._parsed_by_type[to]

    def _parse_stream(self, to: Any) -> Any:
        stream_cls: Any = to or self._stream_cls
        if stream_cls not in self._parsed_by_type:
            chunk = extract_stream_chunk_type(stream_cls)
            stream = stream_cls(cast_to=chunk, response=self.http_response, client=self._client)
            if is_stream(stream) or is_async_stream(stream):
                stream.keep_trying(None, deadline=self._options.deadline)  # this response alone is there to be read
            self._parsed_by_type[stream_cls] = stream
        return self._parsed_by_type[stream_cls]


class APIResponse(BaseAPIResponse[_R]):
    """The response to one call, headers and all; `parse()` gives what the plain call would."""

    @overload
    def parse(self, *, to: type[_To]) -> _To: ...
    @overload
    def parse(self) -> _R: ...
    def parse(self, *, to: Any = None) -> Any:
        """The body as the type that the method promises, or as `to`: a model, `dict`, `str`, a `Stream[...]`, ….

        Raises:
            APIResponseValidationError: The body is something else.
        """
        if self._is_sse_stream:
            return self._parse_stream(to)
        self.read()
        return self._parse_read(to or self._cast_to)

    def read(self) -> bytes:
        """The body; read once, then kept."""
        try:
            limit_reads(self.http_response, self._options.deadline)
            read_body(self.http_response, self._client.max_body_bytes)
        except TRANSPORT_ERRORS as err:
            raise self._failure(err) from err
        return self.http_response.content

    def text(self) -> str:
        """The body as text."""
        self.read()
        return self.http_response.text

    def json(self) -> object:
        """The body, decoded from JSON.

        Raises:
            APIResponseValidationError: It is not JSON.
        """
        self.read()
        return parse_body(self.http_response, object, strict=False)

    def close(self) -> None:
        """Release the connection."""
        self.http_response.close()

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The body as it arrives, decompressed, in pieces of `chunk_size` bytes if given."""
        chunker = Chunker(_checked_size(chunk_size))
        return self._iterate(through(pieces_of(self.http_response), chunker))

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        """The body as it arrives, as text."""
        return self._iterate(through(self._text_pieces(), Chunker(_checked_size(chunk_size))))

    def iter_lines(self) -> Iterator[str]:
        """The body as it arrives, line by line, line ends stripped."""
        return self._iterate(through(self._text_pieces(), LineSplitter(self._client.max_body_bytes)))

    def _text_pieces(self) -> Iterator[str]:
        return through(pieces_of(self.http_response), TextDecoder(self.http_response.encoding))

    def _iterate(self, pieces: Iterator[_To]) -> Iterator[_To]:
        try:
            while (piece := next_piece(self.http_response, pieces, self._options.deadline)) is not None:
                yield piece
        except TRANSPORT_ERRORS as err:
            raise self._failure(err) from err


class AsyncAPIResponse(BaseAPIResponse[_R]):
    """The response to one call, headers and all; `await parse()` gives what the plain call would."""

    @overload
    async def parse(self, *, to: type[_To]) -> _To: ...
    @overload
    async def parse(self) -> _R: ...
    async def parse(self, *, to: Any = None) -> Any:
        """The body as the type that the method promises, or as `to`: a model, `dict`, `str`, an `AsyncStream[...]`, ….

        Raises:
            APIResponseValidationError: The body is something else.
        """
        if self._is_sse_stream:
            return self._parse_stream(to)
        await self.read()
        return self._parse_read(to or self._cast_to)

    async def read(self) -> bytes:
        """The body; read once, then kept."""
        try:
            async with reads_until(self.http_response, self._options.deadline):
                await async_read_body(self.http_response, self._client.max_body_bytes)
        except TRANSPORT_ERRORS as err:
            raise self._failure(err) from err
        return self.http_response.content

    async def text(self) -> str:
        """The body as text."""
        await self.read()
        return self.http_response.text

    async def json(self) -> object:
        """The body, decoded from JSON.

        Raises:
            APIResponseValidationError: It is not JSON.
        """
        await self.read()
        return parse_body(self.http_response, object, strict=False)

    async def close(self) -> None:
        """Release the connection."""
        await self.http_response.aclose()

    def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """The body as it arrives, decompressed, in pieces of `chunk_size` bytes if given."""
        chunker = Chunker(_checked_size(chunk_size))
        return self._iterate(async_through(async_pieces_of(self.http_response), chunker))

    def iter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        """The body as it arrives, as text."""
        return self._iterate(async_through(self._text_pieces(), Chunker(_checked_size(chunk_size))))

    def iter_lines(self) -> AsyncIterator[str]:
        """The body as it arrives, line by line, line ends stripped."""
        return self._iterate(async_through(self._text_pieces(), LineSplitter(self._client.max_body_bytes)))

    def _text_pieces(self) -> AsyncIterator[str]:
        return async_through(async_pieces_of(self.http_response), TextDecoder(self.http_response.encoding))

    async def _iterate(self, pieces: AsyncIterator[_To]) -> AsyncIterator[_To]:
        try:
            while (piece := await async_next_piece(self.http_response, pieces, self._options.deadline)) is not None:
                yield piece
        except TRANSPORT_ERRORS as err:
            raise self._failure(err) from err


class StreamedBinaryAPIResponse(APIResponse[bytes]):
    """A file of the API, not read yet: `with_streaming_response` gives it."""

    def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Write the file as it arrives; it appears under its name only once it is whole.

        Raises:
            APIConnectionError: The connection broke; nothing is left behind.
        """
        write_file(file, self.iter_bytes(chunk_size))


class AsyncStreamedBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """A file of the API, not read yet: `with_streaming_response` gives it."""

    async def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Write the file as it arrives; it appears under its name only once it is whole.

        Raises:
            APIConnectionError: The connection broke; nothing is left behind.
        """
        await async_write_file(file, self.iter_bytes(chunk_size))


class BinaryAPIResponse(APIResponse[bytes]):
    """A file of the API, read: speech, or the content of a file."""

    streamed_cls: ClassVar[type[BaseAPIResponse[Any]]] = StreamedBinaryAPIResponse

    @property
    def content(self) -> bytes:
        """The file."""
        return self.http_response.content

    def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the file; it appears under its name only once it is whole."""
        write_file(file, [self.content])

    def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """`write_to_file`, by the name that the streamed form has."""
        write_file(file, self.iter_bytes(chunk_size))


class AsyncBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """A file of the API, read: speech, or the content of a file."""

    streamed_cls: ClassVar[type[BaseAPIResponse[Any]]] = AsyncStreamedBinaryAPIResponse

    @property
    def content(self) -> bytes:
        """The file."""
        return self.http_response.content

    async def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the file; it appears under its name only once it is whole."""
        await asyncify(write_file)(file, [self.content])

    async def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """`write_to_file`, by the name that the streamed form has."""
        await async_write_file(file, self.iter_bytes(chunk_size))


def _checked_size(chunk_size: Any) -> int | None:
    if chunk_size is None or (isinstance(chunk_size, int) and chunk_size > 0):
        return chunk_size
    raise ValueError(f"chunk_size: expected a number of bytes from 1 up, or None, got {chunk_size!r}.")


def is_response_class(cast_to: Any) -> TypeIs[type[BaseAPIResponse[Any]]]:
    """Whether a method gives the response itself, whose body is bytes, in every mode."""
    return isinstance(cast_to, type) and issubclass(cast_to, BaseAPIResponse)


def to_raw_response_wrapper(func: Callable[_P, _R]) -> Callable[_P, APIResponse[_R]]:
    """The form of a method that returns the response, read, in place of the model."""
    untyped: Any = func

    @functools.wraps(func)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> APIResponse[_R]:
        response: APIResponse[_R] = untyped(*args, **_with_mode(kwargs, "raw"))
        return response

    return wrapped


def async_to_raw_response_wrapper(
    func: Callable[_P, Awaitable[_R]],
) -> Callable[_P, Awaitable[AsyncAPIResponse[_R]]]:
    """The form of an async method that returns the response, read, in place of the model."""
    untyped: Any = func

    @functools.wraps(func)
    async def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> AsyncAPIResponse[_R]:
        response: AsyncAPIResponse[_R] = await untyped(*args, **_with_mode(kwargs, "raw"))
        return response

    return wrapped


def to_streamed_response_wrapper(func: Callable[_P, _R]) -> Callable[_P, AbstractContextManager[APIResponse[_R]]]:
    """The form of a method that returns the response, not read yet, in a `with` block that closes it."""
    untyped: Any = func

    @functools.wraps(func)
    @contextmanager
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> Generator[APIResponse[_R]]:
        response: APIResponse[_R] = untyped(*args, **_with_mode(kwargs, "stream"))
        try:
            yield response
        finally:
            response.close()

    return wrapped


def async_to_streamed_response_wrapper(
    func: Callable[_P, Awaitable[_R]],
) -> Callable[_P, AbstractAsyncContextManager[AsyncAPIResponse[_R]]]:
    """The form of an async method that returns the response, not read yet, in an `async with` block that closes it."""
    untyped: Any = func

    @functools.wraps(func)
    @asynccontextmanager
    async def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> AsyncGenerator[AsyncAPIResponse[_R]]:
        response: AsyncAPIResponse[_R] = await untyped(*args, **_with_mode(kwargs, "stream"))
        try:
            yield response
        finally:
            await response.close()

    return wrapped


def to_custom_raw_response_wrapper(func: Callable[_P, object], _response_cls: type[_R]) -> Callable[_P, _R]:
    """`to_raw_response_wrapper` for a method whose responses are of a class of their own."""
    return cast("Callable[_P, _R]", to_raw_response_wrapper(func))  # the method's `cast_to` makes it that class


def async_to_custom_raw_response_wrapper(
    func: Callable[_P, Awaitable[object]], _response_cls: type[_R]
) -> Callable[_P, Awaitable[_R]]:
    """`async_to_raw_response_wrapper` for a method whose responses are of a class of their own."""
    return cast("Callable[_P, Awaitable[_R]]", async_to_raw_response_wrapper(func))  # as above


def to_custom_streamed_response_wrapper(
    func: Callable[_P, object], _response_cls: type[_R]
) -> Callable[_P, AbstractContextManager[_R]]:
    """`to_streamed_response_wrapper` for a method whose responses are of a class of their own."""
    return cast("Callable[_P, AbstractContextManager[_R]]", to_streamed_response_wrapper(func))  # as above


def async_to_custom_streamed_response_wrapper(
    func: Callable[_P, Awaitable[object]], _response_cls: type[_R]
) -> Callable[_P, AbstractAsyncContextManager[_R]]:
    """`async_to_streamed_response_wrapper` for a method whose responses are of a class of their own."""
    wrapped = async_to_streamed_response_wrapper(func)
    return cast("Callable[_P, AbstractAsyncContextManager[_R]]", wrapped)  # as above


def _with_mode(kwargs: dict[str, Any], mode: str) -> dict[str, Any]:
    headers: Any = kwargs.get("extra_headers") or {}
    return {**kwargs, "extra_headers": {**headers, RAW_RESPONSE_HEADER: mode}}


def parse_body(response: httpx.Response, cast_to: Any, *, strict: bool) -> Any:
    """The body of a response that was read, as the type that the method promises.

    Args:
        response: The response.
        cast_to: A model or any other type that JSON can be parsed into, or `str`, `bytes`, `None`, `httpx.Response`.
        strict: Validate as pydantic does, in place of leniently.

    Raises:
        APIResponseValidationError: The body is something else.
    """
    as_it_is = _PLAIN_BODIES.get(cast_to)
    if as_it_is is not None:
        return as_it_is(response)
    try:
        model = json_parser(cast_to, strict=strict)(response.content)
    except pydantic.ValidationError as err:
        body = _decoded(response)
        if is_error_body(body):
            raise _reported_error(response, body) from err
        content_type = response.headers.get("content-type", "no content type")
        raise APIResponseValidationError(
            response,
            body,
            message=f"Expected {type_name(cast_to)} as JSON, got {_excerpt(response.text)} ({content_type}). "
            f"Check the base URL and what stands between it and you. {err.error_count()} problem(s); see __cause__.",
        ) from err
    if isinstance(model, BaseModel):
        if model.__pydantic_extra__ and says_only_error(model):
            raise _reported_error(response, model.__pydantic_extra__)
        object.__setattr__(model, "_response_headers", response.headers)  # a slot, which pydantic does not know
    return model


def check_no_error(response: httpx.Response) -> None:
    """Raise the error that the body of a response with status 200 is, in place of the file that was asked for."""
    if "json" in response.headers.get("content-type", ""):
        body = _decoded(response)
        if is_error_body(body) and len(body) == 1:
            raise _reported_error(response, body)


def _reported_error(response: httpx.Response, body: Mapping[str, Any]) -> APIError:
    error = body["error"]
    details = error_object(error)
    message = details.get("message") or (error if isinstance(error, str) else "")
    return stream_error(f"The API answered with an error, and status 200. {message}".strip(), error, body, response)


def type_name(type_: Any) -> str:
    """What to call a type in a message."""
    return type_.__name__ if isinstance(type_, type) else str(type_)


_PLAIN_BODIES: dict[Any, Callable[[httpx.Response], Any]] = {
    None: lambda _: None,
    type(None): lambda _: None,
    str: lambda response: response.text,
    bytes: lambda response: response.content,
    httpx.Response: lambda response: response,
}


def _decoded(response: httpx.Response) -> object:
    try:
        return parse_plain_json(response.content)
    except ValueError:
        return response.text


def _excerpt(text: str) -> str:
    if not text:
        return "an empty body"
    return repr(text if len(text) <= 200 else text[:200] + "…")
