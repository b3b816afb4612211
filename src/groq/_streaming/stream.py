"""`Stream` and `AsyncStream`: the bytes of a response → models, one event at a time.

`state.StreamState` decides what the two readers do. A reader holds the response and not the stream, so
that dropping a stream frees its connection at once.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from types import TracebackType
from typing import Any, ClassVar, Generic, Protocol, TypeVar, cast, get_args

import httpx
from typing_extensions import Self, override

from .._advice import Advising, consumed_stream_message, unsupported
from .._exceptions import APIConnectionError, APIError, GroqError, request_of
from .._rate_limits import HasRateLimits
from .._redaction import safe_text
from .._retry.failures import TRANSPORT_ERRORS
from .._transport.read_deadlines import async_next_piece, limit_reads, next_piece
from .._transport.reading import async_pieces_of, close, exhaust, note_async_dropped, note_dropped, pieces_of
from .._utils._flows import Flow, async_drive, drive
from .._utils._sync import async_sleep, running_loop
from .observed import AsyncObservedChunks, ObservedChunks, OnChunk, OnEnd
from .sse import EventStreamParser, ServerSentEvent
from .state import Need, StreamState

__all__ = ["AsyncStream", "SSEBytesDecoder", "SSEDecoder", "ServerSentEvent", "Stream"]

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)

# Seconds to wait for the end of the body after `[DONE]`, so that the connection can be reused.
_DRAIN_TIMEOUT = 0.1
# An async stream lets other tasks run after this many reads.
_READS_IN_A_ROW = 8


class SSEBytesDecoder(Protocol):
    """Protocol of decoders from bytes to server-sent events."""

    def iter_bytes(self, iterator: Iterator[bytes]) -> Iterator[ServerSentEvent]:
        """Decode events from pieces of bytes."""
        ...

    def aiter_bytes(self, iterator: AsyncIterator[bytes]) -> AsyncIterator[ServerSentEvent]:
        """Decode events from pieces of bytes, async."""
        ...


class SSEDecoder(EventStreamParser):
    """Decoder of server-sent events from an iterator of bytes.

    >>> events = SSEDecoder().iter_bytes(response.iter_bytes())
    """

    def iter_bytes(self, iterator: Iterator[bytes]) -> Iterator[ServerSentEvent]:
        """Decode events from pieces of bytes, split anywhere. An incomplete last event is yielded, too."""
        for piece in iterator:
            yield from self.feed(piece)
        yield from self.flush()

    async def aiter_bytes(self, iterator: AsyncIterator[bytes]) -> AsyncIterator[ServerSentEvent]:
        """Decode events from pieces of bytes, split anywhere. An incomplete last event is yielded, too."""
        async for piece in iterator:
            for event in self.feed(piece):
                yield event
        for event in self.flush():
            yield event


class _BaseReader:
    """Base of both readers: everything except I/O.

    Attributes:
        response: The response being read.
        state: Decides what to read, return and raise.
        is_consumed: All chunks were returned, and the iteration has ended.
        resend: The flow that sends the request again after a failure before the first chunk, or raises the failure.
    """

    resend: Callable[[APIConnectionError | None], Flow[httpx.Response]]
    _pieces_of: Callable[[httpx.Response], Any]

    def __init__(self, response: httpx.Response, cast_to: Any, client: object) -> None:
        self.state = StreamState(response, cast_to, client)
        self._begin(response)

    def _begin(self, response: httpx.Response) -> None:
        self.response = response
        self.pieces = self._pieces_of(response)
        self.reads = 0
        # Only responses that arrive over asyncio belong to an event loop.
        self.loop = running_loop() if "network_stream" in response.extensions else None
        self.is_closed = False
        self.is_consumed = False


class _Reader(_BaseReader):
    """Iterator over the chunks of a response."""

    _pieces_of = staticmethod(pieces_of)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        state = self.state
        while True:
            try:
                found = state.next_chunk()
                if type(found) is not Need:
                    return found
                if found is Need.DATA:
                    state.feed(_read(self, state.read_deadline()))
                elif found is Need.DRAIN:
                    _drain(self)
                elif found is Need.END:
                    self.is_consumed |= not self.is_closed
                    self.close()
                    raise StopIteration
                else:
                    _close(self)
                    self._begin(drive(state.resend(self.resend)))
            except APIError:
                self.close()
                raise
            except TRANSPORT_ERRORS as err:
                state.note_error(err)

    def close(self) -> None:
        self.state.close()
        self.is_closed = True
        _close(self)

    def __del__(self) -> None:
        if not getattr(self, "is_closed", True):
            note_dropped(self.response)


class _AsyncReader(_BaseReader):
    """Iterator over the chunks of a response."""

    _pieces_of = staticmethod(async_pieces_of)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        state = self.state
        while True:
            try:
                found = state.next_chunk()
                if type(found) is not Need:
                    return found
                if found is Need.DATA:
                    state.feed(await _async_read(self, state.read_deadline()))
                elif found is Need.DRAIN:
                    await _async_drain(self)
                elif found is Need.END:
                    self.is_consumed |= not self.is_closed
                    await self.aclose()
                    raise StopAsyncIteration
                else:
                    await _async_close(self)
                    self._begin(await async_drive(state.resend(self.resend)))
            except APIError:
                await self.aclose()
                raise
            except TRANSPORT_ERRORS as err:
                state.note_error(err)

    async def aclose(self) -> None:
        self.state.close()
        self.is_closed = True
        await _async_close(self)

    def __del__(self) -> None:
        if not getattr(self, "is_closed", True):
            note_async_dropped(self.response)


def _read(reader: _BaseReader, deadline: float | None) -> bytes | None:
    return next_piece(reader.response, reader.pieces, deadline)


async def _async_read(reader: _BaseReader, deadline: float | None) -> bytes | None:
    if reader.loop is not None and reader.loop is not running_loop():
        raise httpx.ReadError("The stream began in another event loop, and can be read only there.")
    reader.reads += 1
    if reader.reads % _READS_IN_A_ROW == 0:  # bytes that were received are read without waiting: let other tasks run
        await async_sleep(0)
    return await async_next_piece(reader.response, reader.pieces, deadline)


def _drain(reader: _BaseReader) -> None:
    deadline = time.monotonic() + _DRAIN_TIMEOUT
    if limit_reads(reader.response, deadline):  # else the read might not end
        with contextlib.suppress(*TRANSPORT_ERRORS):
            while next_piece(reader.response, reader.pieces, deadline) is not None:
                pass


async def _async_drain(reader: _BaseReader) -> None:
    deadline = time.monotonic() + _DRAIN_TIMEOUT
    with contextlib.suppress(*TRANSPORT_ERRORS):
        while await async_next_piece(reader.response, reader.pieces, deadline) is not None:
            pass


def _close(reader: _BaseReader) -> None:
    close(reader.response)


async def _async_close(reader: _BaseReader) -> None:
    if reader.loop is not None and reader.loop.is_closed():
        return
    await reader.response.aclose()
    if reader.response.extensions.get("http_version") != b"HTTP/2":
        await exhaust(reader.response, reader.pieces)


class _BaseStream(HasRateLimits, Advising, Generic[_T]):
    """Base of both streams."""

    _reader_class: ClassVar[Any]
    _iterator: Any

    def __init__(self, *, cast_to: type[_T], response: httpx.Response, client: object = None) -> None:
        self._cast_to = cast_to
        self._client = client
        self._iterator = self._reader_class(response, cast_to, client)

    @property
    def response(self) -> httpx.Response:
        """The response being read. It changes if the stream is retried before its first chunk."""
        response: httpx.Response = self._iterator.response
        return response

    @property
    def _response_headers(self) -> httpx.Headers:
        return self.response.headers

    @override
    def __repr__(self) -> str:
        from .._reprs import stream_text  # imported here: rarely needed

        return safe_text(f"<{stream_text(self)}>", request_of(self.response))

    def _repr_markdown_(self) -> str:
        return f"`{self!r}`"

    def _check_unread(self) -> None:
        # Tracers replace the reader with their own iterator.
        if getattr(self._iterator, "is_consumed", False):
            raise GroqError(consumed_stream_message(type(self)))


class Stream(_BaseStream[_T]):
    """Iterator over the chunks of an answer while the model generates it.

    >>> with client.chat.completions.create(..., stream=True) as stream:
    ...     for chunk in stream:
    ...         print(chunk.choices[0].delta.content or "", end="")

    The connection is released when the iteration ends or fails, by `close()`, and at the end of a `with` block. After a
    `break`, iterating again continues with the next chunk.

    Raises:
        APIError: The API reported an error inside the stream; `body` is the error object.
        APIConnectionError: The connection broke; `APITimeoutError` if nothing came for `timeout` seconds.
        APIResponseValidationError: An event does not match the type of the chunks.
    """

    _reader_class = _Reader

    def __next__(self) -> _T:
        return cast("_T", self._iterator.__next__())  # the decoder was made for this type

    def __iter__(self) -> Iterator[_T]:
        self._check_unread()
        # Not `self`: a patched `__iter__` that wraps this one would then call itself.
        return cast("Iterator[_T]", self._iterator)  # see `__next__`

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self.close()

    __aenter__: None = unsupported()

    def close(self) -> None:
        """Stop reading and release the connection; iterating then ends."""
        self._iterator.close()

    def observe(self, *, chunk: OnChunk | None = None, end: OnEnd | None = None) -> None:
        """Call functions with each chunk that is read, and once at the end of the stream.

        Args:
            chunk: Called with each chunk, before the loop gets it.
            end: Called once: with `None` at the end, with the exception that ended the stream, or with a
                `GeneratorExit` if it was closed or dropped before. A dropped stream is reported with the next call of
                any client that has middleware.
        """
        self._iterator = ObservedChunks(self._iterator, chunk, end)


class _AsyncClosing:
    """Mixin with `aclose`, which blocking streams do not have."""

    close: Callable[[], Awaitable[None]]

    async def aclose(self) -> None:
        """Close the stream, by the name that `contextlib.aclosing` calls."""
        await self.close()

    # `for` falls back to it. `__iter__` would make the stream an `Iterable`.
    __getitem__: None = unsupported()


class AsyncStream(_BaseStream[_T], _AsyncClosing):
    """Async iterator over the chunks of an answer while the model generates it.

    >>> async with await client.chat.completions.create(..., stream=True) as stream:
    ...     async for chunk in stream:
    ...         print(chunk.choices[0].delta.content or "", end="")

    The rules are those of `Stream`.
    """

    _reader_class = _AsyncReader

    async def __anext__(self) -> _T:
        return cast("_T", await self._iterator.__anext__())  # the decoder was made for this type

    def __aiter__(self) -> AsyncIterator[_T]:
        self._check_unread()
        # Not `self`: a patched `__aiter__` that wraps this one would then call itself.
        return cast("AsyncIterator[_T]", self._iterator)  # see `__anext__`

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        await self.close()

    __enter__: None = unsupported()

    async def close(self) -> None:
        """Stop reading and release the connection; iterating then ends."""
        await self._iterator.aclose()

    def observe(self, *, chunk: OnChunk | None = None, end: OnEnd | None = None) -> None:
        """Call functions with each chunk that is read, and once at the end of the stream.

        Args:
            chunk: Called with each chunk, before the loop gets it.
            end: Called once: with `None` at the end, with the exception that ended the stream, or with a
                `GeneratorExit` if it was closed or dropped before. A dropped stream is reported with the next call of
                any client that has middleware. An awaitable result is awaited.
        """
        self._iterator = AsyncObservedChunks(self._iterator, chunk, end)


def extract_stream_chunk_type(stream_cls: type) -> Any:
    """Return the `Chunk` of `Stream[Chunk]`, or of a class that derives from it.

    Raises:
        TypeError: The class names no chunk type.
    """
    for base in (stream_cls, *getattr(stream_cls, "__orig_bases__", ())):
        arguments = get_args(base)
        if arguments and not isinstance(arguments[0], TypeVar):
            return arguments[0]
    raise TypeError(f"stream_cls: expected a class such as Stream[Chunk], got {stream_cls!r} that names no chunk type.")


def attach_call(
    result: object, resend: Callable[[APIConnectionError | None], Flow[httpx.Response]] | None, deadline: float | None
) -> None:
    """Set how a stream is sent again after a failure before its first event, and its deadline.

    Args:
        result: The result of a call; only a stream is changed.
        resend: See `_BaseReader`; `None` if the request cannot be sent again.
        deadline: A time of `time.monotonic`; `None` for no limit.
    """
    reader: object = getattr(result, "_iterator", None)
    if not isinstance(reader, _BaseReader):
        return
    if resend is not None:
        reader.resend = resend
        reader.state.can_resend = True
    reader.state.deadline = deadline


for _cls in (Stream, AsyncStream):
    _cls.__module__ = "groq"  # the place that users import from
