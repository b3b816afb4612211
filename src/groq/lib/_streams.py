"""Base classes of the event streams of `chat` and `responses`: read, accumulate and close a streamed response."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterable, Iterator
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar

import httpx
from typing_extensions import Self

from groq import AsyncStream, GroqError, RateLimits, Stream

from .._advice import Advising, consumed_stream_message, unsupported
from .._reprs import markdown
from ._mutex import Mutex

_ChunkT = TypeVar("_ChunkT")
_ChunkT_contra = TypeVar("_ChunkT_contra", contravariant=True)
_EventT = TypeVar("_EventT")
_EventT_co = TypeVar("_EventT_co", covariant=True)
_SnapshotT = TypeVar("_SnapshotT")
_SnapshotT_co = TypeVar("_SnapshotT_co", covariant=True)
_StreamT = TypeVar("_StreamT", bound="Stream[Any] | AsyncStream[Any]")


class Accumulator(Protocol[_ChunkT_contra, _EventT_co, _SnapshotT_co]):
    """Protocol of objects that accumulate chunks, and return the events of each."""

    def add(self, chunk: _ChunkT_contra, /) -> Iterable[_EventT_co]:
        """Add a chunk."""
        ...

    def finish(self) -> Iterable[_EventT_co]:
        """Return the events after the last chunk."""
        ...

    @property
    def snapshot(self) -> _SnapshotT_co:
        """The accumulated response."""
        ...


class Accumulating(Advising, Generic[_ChunkT, _EventT, _SnapshotT]):
    """Base of both streams: everything except I/O."""

    def __init__(self, accumulator: Accumulator[_ChunkT, _EventT, _SnapshotT]) -> None:
        self._accumulator = accumulator
        self._events: deque[_EventT] = deque()
        self._sending = Mutex()
        self._is_over = False
        self._is_complete = False

    @property
    def snapshot(self) -> _SnapshotT:
        """The response so far. It remains available after a failure."""
        return self._accumulator.snapshot

    def _take(self, chunk: _ChunkT | None) -> None:
        """Queue the events of a chunk; `None` is the end of the stream."""
        if chunk is not None:
            self._events.extend(self._accumulator.add(chunk))
        else:
            self._is_over = self._is_complete = True
            self._events.extend(self._accumulator.finish())

    def _fail(self, error: Any) -> bool:
        """Attach the snapshot to an error; return whether to raise the error."""
        self._is_over = True
        error.snapshot = self.snapshot
        return True

    def __repr__(self) -> str:
        state = "read to its end" if self._is_complete else "closed" if self._is_over else "open, iterate over it"
        return f"<{type(self).__name__}: {state}>"

    def _repr_markdown_(self) -> str:
        snapshot = markdown(self.snapshot)
        return f"{snapshot}\n\n`{self!r}`" if snapshot else f"`{self!r}`"

    @contextlib.contextmanager
    def _sent_once(self) -> Generator[None]:
        if not self._sending.acquire(blocking=False):
            raise RuntimeError(  # not a GroqError, which would be noted as the end of the stream
                "Another thread or task is sending the request of this stream. Read a stream in one of them, and hand "
                "events to others by a queue."
            )
        try:
            yield
        finally:
            self._sending.release()

    def _check_unread(self) -> None:
        if self._is_complete and not self._events:
            raise GroqError(consumed_stream_message(type(self)))

    def _check_complete(self) -> None:
        if not self._is_complete:
            raise GroqError("The stream was closed, or failed, before its end. Its `snapshot` has what arrived.")


class EventStream(Accumulating[_ChunkT, _EventT, _SnapshotT]):
    """Iterator over the events of a streamed response, which it accumulates."""

    def __init__(
        self, send: Callable[[], Stream[_ChunkT]], accumulator: Accumulator[_ChunkT, _EventT, _SnapshotT]
    ) -> None:
        super().__init__(accumulator)
        self._send = send
        self._stream: Stream[_ChunkT] | None = None

    def __enter__(self) -> Self:
        self._started()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self.close()

    __aenter__: None = unsupported()

    def __iter__(self) -> Iterator[_EventT]:
        self._check_unread()
        return self

    def __next__(self) -> _EventT:
        while not self._events:
            if self._is_over:
                raise StopIteration
            try:
                chunk = next(self._started(), None)
                if chunk is None and self._is_over:  # closed during the read: the answer is incomplete
                    raise StopIteration
                self._take(chunk)
            except GroqError as err:
                if self._fail(err):
                    raise
        return self._events.popleft()

    def until_done(self) -> Self:
        """Read to the end.

        Raises:
            GroqError: The stream was closed, or failed, before its end.
        """
        while next(self, None) is not None:
            pass
        self._check_complete()
        return self

    def close(self) -> None:
        """Stop reading and release the connection. Iterating then ends."""
        self._is_over = True
        if self._stream is not None:
            self._stream.close()

    @property
    def response(self) -> httpx.Response:
        """The HTTP response, once the stream has started."""
        return self._begun().response

    @property
    def request_id(self) -> str | None:
        """The `x-request-id` of the response, once the stream has started."""
        return self._begun().request_id

    @property
    def rate_limits(self) -> RateLimits | None:
        """The rate limits that the response reported, once the stream has started."""
        return self._begun().rate_limits

    def _begun(self) -> Stream[_ChunkT]:
        return _checked(self._stream)

    def _started(self) -> Stream[_ChunkT]:
        if self._stream is None:
            with self._sent_once():
                self._stream = self._send()
            if self._is_over:  # closed meanwhile
                self._stream.close()
        return self._stream


class AsyncEventStream(Accumulating[_ChunkT, _EventT, _SnapshotT]):
    """Async iterator over the events of a streamed response, which it accumulates."""

    def __init__(
        self,
        send: Callable[[], Awaitable[AsyncStream[_ChunkT]]],
        accumulator: Accumulator[_ChunkT, _EventT, _SnapshotT],
    ) -> None:
        super().__init__(accumulator)
        self._send = send
        self._stream: AsyncStream[_ChunkT] | None = None

    async def __aenter__(self) -> Self:
        await self._started()
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        await self.close()

    __enter__: None = unsupported()

    def __aiter__(self) -> AsyncIterator[_EventT]:
        self._check_unread()
        return self

    async def __anext__(self) -> _EventT:
        while not self._events:
            if self._is_over:
                raise StopAsyncIteration
            try:
                chunk = await anext(await self._started(), None)
                if chunk is None and self._is_over:  # closed during the read: the answer is incomplete
                    raise StopAsyncIteration
                self._take(chunk)
            except GroqError as err:
                if self._fail(err):
                    raise
        return self._events.popleft()

    async def until_done(self) -> Self:
        """Read to the end.

        Raises:
            GroqError: The stream was closed, or failed, before its end.
        """
        while await anext(self, None) is not None:
            pass
        self._check_complete()
        return self

    async def close(self) -> None:
        """Stop reading and release the connection. Iterating then ends."""
        self._is_over = True
        if self._stream is not None:
            await self._stream.close()

    @property
    def response(self) -> httpx.Response:
        """The HTTP response, once the stream has started."""
        return self._begun().response

    @property
    def request_id(self) -> str | None:
        """The `x-request-id` of the response, once the stream has started."""
        return self._begun().request_id

    @property
    def rate_limits(self) -> RateLimits | None:
        """The rate limits that the response reported, once the stream has started."""
        return self._begun().rate_limits

    def _begun(self) -> AsyncStream[_ChunkT]:
        return _checked(self._stream)

    async def _started(self) -> AsyncStream[_ChunkT]:
        if self._stream is None:
            with self._sent_once():
                self._stream = await self._send()
            if self._is_over:  # closed meanwhile
                await self._stream.close()
        return self._stream


def _checked(stream: _StreamT | None) -> _StreamT:
    if stream is None:
        raise GroqError("The stream has not started. Enter its `with` block, or read its first event.")
    return stream
