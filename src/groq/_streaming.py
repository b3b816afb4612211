"""`Stream` and `AsyncStream`: the bytes of a response → models, one event at a time.

Bytes go through `_sse.EventStreamParser` to events, and `_event_decoder` makes one model of each. The two iterators do
the reading; they hold the response and not the stream, so that dropping a stream frees its connection at once.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar, cast, get_args

import anyio
import httpx
from typing_extensions import Self

from ._bounded_reads import bound_reads, reads_until
from ._event_decoder import EventDecoder
from ._exceptions import APIError, request_of
from ._sse import EventStreamParser, ServerSentEvent
from ._transport_errors import TRANSPORT_ERRORS, connection_error

__all__ = ["AsyncStream", "SSEBytesDecoder", "SSEDecoder", "ServerSentEvent", "Stream"]

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)

# Seconds to wait, after `[DONE]`, for the end of the body: with it the connection can serve the next request.
_DRAIN_TIMEOUT = 0.1
# How many pieces a closed connection may still hold; a transport of the user's might go on for ever.
_PIECES_LEFT = 256
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


class Stream(Generic[_T]):
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

    response: httpx.Response

    def __init__(self, *, cast_to: type[_T], response: httpx.Response, client: object = None) -> None:
        self.response = response
        self._cast_to = cast_to
        self._client = client
        self._iterator = _Chunks(response, EventDecoder(response, cast_to, client))

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


class AsyncStream(Generic[_T]):
    """The answer as it is being written: iterate over it with `async for`.

    >>> async with await client.chat.completions.create(..., stream=True) as stream:
    ...     async for chunk in stream:
    ...         print(chunk.choices[0].delta.content or "", end="")

    All that is said of `Stream` holds here.
    """

    response: httpx.Response

    def __init__(self, *, cast_to: type[_T], response: httpx.Response, client: object = None) -> None:
        self.response = response
        self._cast_to = cast_to
        self._client = client
        self._iterator = _AsyncChunks(response, EventDecoder(response, cast_to, client))

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


class _Chunks:
    """Reads a response and gives its chunks."""

    def __init__(self, response: httpx.Response, decoder: EventDecoder) -> None:
        self._response = response
        self._decoder = decoder
        self._parser = EventStreamParser()
        self._pieces = response.iter_bytes()
        self._head = b""
        self._ready: Iterator[ServerSentEvent] = iter(())
        self._reading = False
        self._at_end = False  # of the body
        self._ended = False  # and nothing more is given

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        decode = self._decoder.decode
        try:
            while True:
                for event in self._ready:
                    chunk = decode(event)
                    if chunk is not None:
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
                    raise StopIteration
                self._ready = iter(self._read())
        except TRANSPORT_ERRORS as err:
            if self._ended:  # another thread closed the stream
                raise StopIteration from None
            self.close()
            raise connection_error(err, request_of(self._response)) from err
        except APIError:
            self.close()
            raise

    def _read(self) -> list[ServerSentEvent]:
        if self._reading:
            raise self._decoder.interrupted()
        self._reading = True
        piece = next(self._pieces, None)
        self._reading = False
        return self._take(piece)

    def _take(self, piece: bytes | None) -> list[ServerSentEvent]:
        if piece is None:
            self._at_end = True
            return self._parser.flush()
        if not self._decoder.seen and len(self._head) < _HEAD_BYTES:
            self._head += piece
        return self._parser.feed(piece)

    def _drain(self) -> None:
        if not bound_reads(self._response.extensions.get("network_stream")):
            return
        with reads_until(time.monotonic() + _DRAIN_TIMEOUT) as deadline, contextlib.suppress(*TRANSPORT_ERRORS):
            for _ in self._pieces:
                if time.monotonic() > deadline:
                    break

    def close(self) -> None:
        self._ended = True
        self._ready = iter(())
        self._response.close()

    def __del__(self) -> None:
        if not getattr(self, "_ended", True):
            with contextlib.suppress(Exception):  # nobody could catch it here
                self.close()


class _AsyncChunks:
    """Reads a response and gives its chunks."""

    def __init__(self, response: httpx.Response, decoder: EventDecoder) -> None:
        self._response = response
        self._decoder = decoder
        self._parser = EventStreamParser()
        self._pieces = response.aiter_bytes()
        self._head = b""
        self._ready: Iterator[ServerSentEvent] = iter(())
        self._reading = False
        self._at_end = False  # of the body
        self._ended = False  # and nothing more is given

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        decode = self._decoder.decode
        try:
            while True:
                for event in self._ready:
                    chunk = decode(event)
                    if chunk is not None:
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
                    raise StopAsyncIteration
                self._ready = iter(await self._read())
        except TRANSPORT_ERRORS as err:
            if self._ended:  # another task closed the stream
                raise StopAsyncIteration from None
            await self.aclose()
            raise connection_error(err, request_of(self._response)) from err
        except APIError:
            await self.aclose()
            raise

    async def _read(self) -> list[ServerSentEvent]:
        if self._reading:
            raise self._decoder.interrupted()
        self._reading = True
        piece = await anext(self._pieces, None)
        self._reading = False
        return self._take(piece)

    def _take(self, piece: bytes | None) -> list[ServerSentEvent]:
        if piece is None:
            self._at_end = True
            return self._parser.flush()
        if not self._decoder.seen and len(self._head) < _HEAD_BYTES:
            self._head += piece
        return self._parser.feed(piece)

    async def _drain(self) -> None:
        with anyio.move_on_after(_DRAIN_TIMEOUT), contextlib.suppress(*TRANSPORT_ERRORS):
            async for _ in self._pieces:
                pass

    async def aclose(self) -> None:
        self._ended = True
        self._ready = iter(())
        await self._response.aclose()
        if self._response.extensions.get("http_version") != b"HTTP/2":
            # httpx reads through nested async generators. With the connection closed they end at once when run on;
            # left to the garbage collector, trio would warn of each.
            with contextlib.suppress(Exception), anyio.move_on_after(_DRAIN_TIMEOUT):
                for _ in range(_PIECES_LEFT):
                    await anext(self._pieces)
