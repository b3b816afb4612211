"""`Stream` and `AsyncStream`: the bytes of a response → models, one event at a time.

Bytes go through `_sse.EventStreamParser` to events, and `_event_decoder` makes one model of each. The two iterators do
the reading; they hold the response and not the stream, so that dropping a stream frees its connection at once.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar, cast, get_args

import httpx
from typing_extensions import Self, TypeIs, override

from ._constants import DEFAULT_MAX_EVENT_BYTES
from ._event_decoder import EventDecoder
from ._exceptions import APIConnectionError, APIError, APIResponseValidationError, request_of
from ._logging import log_piece, logs_bodies
from ._rate_limits import HasRateLimits
from ._sse import EventStreamParser, EventTooLarge, ServerSentEvent
from ._transport.deadlines import async_next_piece, limit_reads, next_piece
from ._transport.reading import async_pieces_of, note_async_dropped, note_dropped, pieces_of, run_out
from ._transport_errors import TRANSPORT_ERRORS, connection_error, idle_error
from ._utils import async_sleep

__all__ = ["AsyncStream", "SSEBytesDecoder", "SSEDecoder", "ServerSentEvent", "Stream"]

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)

# Seconds to wait, after `[DONE]`, for the end of the body: with it the connection can serve the next request.
_DRAIN_TIMEOUT = 0.1
# After so many reads an async stream lets other tasks go on.
_READS_IN_A_ROW = 8
# How much of a body is kept until its first event shows that it is an event stream.
_HEAD_BYTES = 65_536


class SSEBytesDecoder(Protocol):
    """Anything that turns bytes into server-sent events."""

    def iter_bytes(self, iterator: Iterator[bytes]) -> Iterator[ServerSentEvent]:
        """Decode events from pieces of bytes."""
        ...

    def aiter_bytes(self, iterator: AsyncIterator[bytes]) -> AsyncIterator[ServerSentEvent]:
        """Decode events from pieces of bytes, async."""
        ...


class SSEDecoder(EventStreamParser):
    """Decodes server-sent events from an iterator of bytes.

    >>> events = SSEDecoder().iter_bytes(response.iter_bytes())
    """

    def iter_bytes(self, iterator: Iterator[bytes]) -> Iterator[ServerSentEvent]:
        """Decode events from pieces of bytes, cut anywhere; an unfinished last event is given too."""
        for piece in iterator:
            yield from self.feed(piece)
        yield from self.flush()

    async def aiter_bytes(self, iterator: AsyncIterator[bytes]) -> AsyncIterator[ServerSentEvent]:
        """Decode events from pieces of bytes, cut anywhere; an unfinished last event is given too."""
        async for piece in iterator:
            for event in self.feed(piece):
                yield event
        for event in self.flush():
            yield event


class Stream(HasRateLimits, Generic[_T]):
    """The answer as it is being written: iterate over it.

    >>> with client.chat.completions.create(..., stream=True) as stream:
    ...     for chunk in stream:
    ...         print(chunk.choices[0].delta.content or "", end="")

    The connection is released when the iteration ends or fails, by `close()`, and at the end of a `with` block. After a
    `break`, iterating again goes on where it stopped.

    Raises:
        APIError: The API reported an error inside the stream; `body` is the error object.
        APIConnectionError: The connection broke; `APITimeoutError` if nothing came for `timeout` seconds.
        APIResponseValidationError: An event is not what the API promises.
    """

    def __init__(self, *, cast_to: type[_T], response: httpx.Response, client: object = None) -> None:
        self._cast_to = cast_to
        self._client = client
        self._iterator = _Chunks(response, cast_to, client)

    @property
    def response(self) -> httpx.Response:
        """The response that is read; another one once a stream that failed before its first event was retried."""
        return self._iterator.response

    @property
    def _response_headers(self) -> httpx.Headers:
        return self.response.headers

    def __next__(self) -> _T:
        return cast("_T", self._iterator.__next__())  # the decoder was made for this type

    def __iter__(self) -> Iterator[_T]:
        # Not `self`: a patched `__iter__` that wraps this one would then call itself.
        return self._iterator

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop reading and release the connection; iterating then ends."""
        self._iterator.close()

    def keep_trying(
        self, resend: Callable[[APIConnectionError], httpx.Response] | None, *, deadline: float | None = None
    ) -> None:
        """Let the client send the request again after a failure before the first event.

        Args:
            resend: Gives another response, or raises the failure; `None` where there is no other.
            deadline: When all must be read, a time of `time.monotonic`; `None` for no limit.
        """
        self._iterator.resend = resend
        self._iterator.deadline = deadline


class AsyncStream(HasRateLimits, Generic[_T]):
    """The answer as it is being written: iterate over it with `async for`.

    >>> async with await client.chat.completions.create(..., stream=True) as stream:
    ...     async for chunk in stream:
    ...         print(chunk.choices[0].delta.content or "", end="")

    All that is said of `Stream` holds here.
    """

    def __init__(self, *, cast_to: type[_T], response: httpx.Response, client: object = None) -> None:
        self._cast_to = cast_to
        self._client = client
        self._iterator = _AsyncChunks(response, cast_to, client)

    @property
    def response(self) -> httpx.Response:
        """The response that is read; another one once a stream that failed before its first event was retried."""
        return self._iterator.response

    @property
    def _response_headers(self) -> httpx.Headers:
        return self.response.headers

    async def __anext__(self) -> _T:
        return cast("_T", await self._iterator.__anext__())  # the decoder was made for this type

    def __aiter__(self) -> AsyncIterator[_T]:
        # Not `self`: a patched `__aiter__` that wraps this one would then call itself.
        return self._iterator

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop reading and release the connection; iterating then ends."""
        await self._iterator.aclose()

    def keep_trying(
        self,
        resend: Callable[[APIConnectionError], Awaitable[httpx.Response]] | None,
        *,
        deadline: float | None = None,
    ) -> None:
        """Let the client send the request again after a failure before the first event; the arguments are as above."""
        self._iterator.resend = resend
        self._iterator.deadline = deadline


def extract_stream_chunk_type(stream_cls: type) -> Any:
    """The `Chunk` of `Stream[Chunk]`, or of a class that derives from it.

    Raises:
        TypeError: The class does not say.
    """
    for base in (stream_cls, *getattr(stream_cls, "__orig_bases__", ())):
        arguments = get_args(base)
        if arguments and not isinstance(arguments[0], TypeVar):
            return arguments[0]
    raise TypeError(f"stream_cls: expected a class such as Stream[Chunk], got {stream_cls!r} that names no chunk type.")


def is_stream(value: object) -> TypeIs[Stream[Any]]:
    """Whether a call gave a stream."""
    return isinstance(value, Stream)


def is_async_stream(value: object) -> TypeIs[AsyncStream[Any]]:
    """Whether a call gave an async stream."""
    return isinstance(value, AsyncStream)


class _Reading:
    """What both readers share: everything but the reading.

    Attributes:
        response: What is read.
        deadline: A time of `time.monotonic` by which all must be read.
    """

    def __init__(self, response: httpx.Response, cast_to: Any, client: object) -> None:
        self._cast_to = cast_to
        self._client = client
        idle: object = getattr(client, "stream_idle_timeout", None)
        self._idle_timeout = float(idle) if isinstance(idle, int | float) else None
        size: object = getattr(client, "max_event_bytes", None)
        self._max_event_bytes = size if isinstance(size, int) else DEFAULT_MAX_EVENT_BYTES
        self._logs_pieces = logs_bodies()
        self.deadline: float | None = None
        self._begin(response)

    def _begin(self, response: httpx.Response) -> None:
        self.response = response
        self._decoder = EventDecoder(response, self._cast_to, self._client)
        self._parser = EventStreamParser(max_event_bytes=self._max_event_bytes)
        self._head = b""
        self._ready: Iterator[ServerSentEvent] = iter(())
        self._idle_until: float | None = None  # while an event is waited for
        self._reading = False
        self._interrupted = False  # and so a piece is lost
        self._at_end = False  # of the body
        self._ended = False  # and nothing more is given

    def _take(self, piece: bytes | None) -> list[ServerSentEvent]:
        if piece is None:
            self._at_end = self._decoder.at_end = True
            return self._parser.flush()
        if self._logs_pieces:
            log_piece(piece)
        if not self._decoder.seen and len(self._head) < _HEAD_BYTES:
            self._head += piece
        try:
            return self._parser.feed(piece)
        except EventTooLarge as err:
            raise APIResponseValidationError(
                self.response, None, message=f"{err} Pass a larger max_event_bytes to the client if that is meant."
            ) from err

    def _read_by(self) -> float | None:
        """When the next read has to be over, a time of `time.monotonic`."""
        if self._idle_timeout is not None and self._idle_until is None:
            self._idle_until = time.monotonic() + self._idle_timeout
        times = [one for one in (self.deadline, self._idle_until) if one is not None]
        return min(times, default=None)

    def _begin_read(self) -> None:
        if self._reading:
            self._interrupted = True
            raise self._decoder.interrupted()
        self._reading = True

    def _failure(self, err: Exception) -> APIConnectionError:
        """The error in place of one of the transport."""
        request, now = request_of(self.response), time.monotonic()
        if self._idle_until is not None and self._idle_until <= now and (self.deadline is None or now < self.deadline):
            failure: APIConnectionError = idle_error(request, self._idle_timeout)
            failure.__cause__ = err
            return failure
        if getattr(self._client, "is_closed", bool)() is True:
            closed = httpx.ReadError("The client was closed; read its streams before its `with` block ends.")
            closed.__cause__ = err
            return connection_error(closed, request)
        total_timeout: object = getattr(self._client, "total_timeout", None)
        return connection_error(err, request, deadline=self.deadline, total_timeout=total_timeout)


class _Chunks(_Reading):
    """Reads a response and gives its chunks.

    Attributes:
        resend: Sends the request again after a failure before the first event, or raises the failure.
    """

    resend: Callable[[APIConnectionError], httpx.Response] | None = None

    @override
    def _begin(self, response: httpx.Response) -> None:
        super()._begin(response)
        self._pieces = pieces_of(response)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        while True:
            try:
                return self._next()
            except TRANSPORT_ERRORS as err:
                # Another thread closed the stream, or nothing more had to come.
                if (self._ended or self._decoder.is_whole) and not self._interrupted:
                    self.close()
                    raise StopIteration from None
                failure = self._failure(err)
            except APIConnectionError as err:
                failure = err
            except APIError:
                self.close()
                raise
            self.close()
            try:
                if self.resend is None or self._decoder.seen or self._interrupted:
                    raise failure
                response = self.resend(failure)
            finally:
                del failure  # which would hold this frame, and so the connection, until the garbage collector runs
            self._begin(response)

    def _next(self) -> Any:
        decode = self._decoder.decode
        while True:
            for event in self._ready:
                chunk = decode(event)
                if chunk is not None:
                    self._idle_until = None
                    return chunk
                if self._decoder.done:
                    self._drain()
                    self._ended = True
                    break
            if self._at_end and not self._ended:
                self._decoder.check_complete(self._head)
                self._ended = True
            if self._ended:
                self.close()
                if self._interrupted:
                    raise self._decoder.interrupted()
                raise StopIteration
            self._ready = iter(self._read())

    def _read(self) -> list[ServerSentEvent]:
        self._begin_read()
        piece = next_piece(self.response, self._pieces, self._read_by())
        self._reading = False
        return self._take(piece)

    def _drain(self) -> None:
        deadline = time.monotonic() + _DRAIN_TIMEOUT
        if limit_reads(self.response, deadline):  # else the read might not end
            with contextlib.suppress(*TRANSPORT_ERRORS):
                while next_piece(self.response, self._pieces, deadline) is not None:
                    pass

    def close(self) -> None:
        self._ended = True
        self._ready = iter(())
        self.response.close()

    def __del__(self) -> None:
        if not getattr(self, "_ended", True):
            note_dropped(self.response)


class _AsyncChunks(_Reading):
    """Reads a response and gives its chunks.

    Attributes:
        resend: Sends the request again after a failure before the first event, or raises the failure.
    """

    resend: Callable[[APIConnectionError], Awaitable[httpx.Response]] | None = None

    @override
    def _begin(self, response: httpx.Response) -> None:
        super()._begin(response)
        self._pieces = async_pieces_of(response)
        self._reads = 0
        # Only a connection belongs to a loop, and trio has no such ties.
        self._loop = _running_loop() if "network_stream" in response.extensions else None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        while True:
            try:
                return await self._next()
            except TRANSPORT_ERRORS as err:
                # Another task closed the stream, or nothing more had to come.
                if (self._ended or self._decoder.is_whole) and not self._interrupted:
                    await self.aclose()
                    raise StopAsyncIteration from None
                failure = self._failure(err)
            except APIConnectionError as err:
                failure = err
            except APIError:
                await self.aclose()
                raise
            await self.aclose()
            try:
                if self.resend is None or self._decoder.seen or self._interrupted:
                    raise failure
                response = await self.resend(failure)
            finally:
                del failure  # which would hold this frame, and so the connection, until the garbage collector runs
            self._begin(response)

    async def _next(self) -> Any:
        decode = self._decoder.decode
        while True:
            for event in self._ready:
                chunk = decode(event)
                if chunk is not None:
                    self._idle_until = None
                    return chunk
                if self._decoder.done:
                    await self._drain()
                    self._ended = True
                    break
            if self._at_end and not self._ended:
                self._decoder.check_complete(self._head)
                self._ended = True
            if self._ended:
                await self.aclose()
                if self._interrupted:
                    raise self._decoder.interrupted()
                raise StopAsyncIteration
            self._ready = iter(await self._read())

    async def _read(self) -> list[ServerSentEvent]:
        if self._loop is not None and self._loop is not _running_loop():
            raise httpx.ReadError("The stream began in another event loop, and can be read in that only.")
        self._reads += 1
        if self._reads % _READS_IN_A_ROW == 0:  # what has arrived is read without waiting, while other tasks wait
            await async_sleep(0)
        self._begin_read()
        piece = await async_next_piece(self.response, self._pieces, self._read_by())
        self._reading = False
        return self._take(piece)

    async def _drain(self) -> None:
        deadline = time.monotonic() + _DRAIN_TIMEOUT
        with contextlib.suppress(*TRANSPORT_ERRORS):
            while await async_next_piece(self.response, self._pieces, deadline) is not None:
                pass

    async def aclose(self) -> None:
        self._ended = True
        self._ready = iter(())
        if self._loop is None or not self._loop.is_closed():
            await _close(self.response, self._pieces)

    def __del__(self) -> None:
        if not getattr(self, "_ended", True):
            note_async_dropped(self.response)


async def _close(response: httpx.Response, pieces: AsyncIterator[bytes]) -> None:
    await response.aclose()
    if response.extensions.get("http_version") != b"HTTP/2":
        await run_out(response, pieces)


def _running_loop() -> Any:
    """Return the event loop of asyncio that runs in this thread; where nobody has imported asyncio, none does."""
    asyncio: Any = sys.modules.get("asyncio")
    try:
        return None if asyncio is None else asyncio.get_running_loop()
    except RuntimeError:
        return None
