"""`client.chat.completions.stream(...)`: a chat completion as typed events, accumulated as it arrives."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
from typing_extensions import Self

from groq import APIError, AsyncStream, GroqError, RateLimits, Stream

from .accumulator import ChatCompletionAccumulator
from .events import ChatCompletionEvent

if TYPE_CHECKING:
    from groq.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessage

_StreamT = TypeVar("_StreamT", bound="Stream[Any] | AsyncStream[Any]")


class _Accumulating:
    """What both streams share: everything but the reading."""

    def __init__(self) -> None:
        self._accumulator = ChatCompletionAccumulator()
        self._events: deque[ChatCompletionEvent] = deque()
        self._is_over = False
        self._is_complete = False

    @property
    def snapshot(self) -> ChatCompletion:
        """The completion so far. It remains after a failure, which carries it as `snapshot`, too."""
        return self._accumulator.snapshot

    def _take(self, chunk: ChatCompletionChunk | None) -> None:
        """Queue the events of a chunk; `None` is the end of the stream."""
        if chunk is not None:
            self._events.extend(self._accumulator.add(chunk))
        else:
            self._is_over = self._is_complete = True
            self._events.extend(self._accumulator.finish())

    def _check_complete(self) -> None:
        if not self._is_complete:
            raise GroqError("The stream was closed, or failed, before its end. Its `snapshot` has what arrived.")


class ChatCompletionStream(_Accumulating):
    """Iterates over the events of a chat completion.

    >>> with client.chat.completions.stream(messages=messages, model=model) as stream:
    ...     for event in stream:
    ...         if event.type == "content.delta":
    ...             print(event.delta, end="")
    >>> completion = stream.get_final_completion()

    The request is sent when the `with` block begins, or with the first event. Afterwards the connection is released.

    Raises:
        APIError: The stream failed. The exception has what arrived as `snapshot`, and so has this object.
    """

    def __init__(self, send: Callable[[], Stream[ChatCompletionChunk]]) -> None:
        super().__init__()
        self._send = send
        self._stream: Stream[ChatCompletionChunk] | None = None

    def __enter__(self) -> Self:
        self._started()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[ChatCompletionEvent]:
        return self

    def __next__(self) -> ChatCompletionEvent:
        while not self._events:
            if self._is_over:
                raise StopIteration
            try:
                self._take(next(self._started(), None))
            except APIError as err:
                self._is_over = True
                self._accumulator.attach_to(err)
                raise
        return self._events.popleft()

    @property
    def text(self) -> Iterator[str]:
        """The text of the first choice, as it arrives."""
        for event in self:
            if event.type == "content.delta" and event.choice == 0:
                yield event.delta

    def until_done(self) -> Self:
        """Read to the end.

        Raises:
            GroqError: The stream was closed, or failed, before its end.
        """
        for _ in self:
            pass
        self._check_complete()
        return self

    def get_final_completion(self) -> ChatCompletion:
        """Read to the end, and return the completion."""
        return self.until_done().snapshot

    def get_final_message(self) -> ChatCompletionMessage:
        """Read to the end, and return the message of the first choice."""
        return self.until_done().snapshot.choices[0].message

    def get_final_text(self) -> str:
        """Read to the end, and return the text of the first choice; empty if there is none."""
        return self.get_final_message().content or ""

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
        """The id of the request, for support, once the stream has started."""
        return self._begun().request_id

    @property
    def rate_limits(self) -> RateLimits | None:
        """The rate limits that the response reported, once the stream has started."""
        return self._begun().rate_limits

    def _begun(self) -> Stream[ChatCompletionChunk]:
        return _checked(self._stream)

    def _started(self) -> Stream[ChatCompletionChunk]:
        if self._stream is None:
            self._stream = self._send()
        return self._stream


class AsyncChatCompletionStream(_Accumulating):
    """Iterates over the events of a chat completion with `async for`.

    >>> async with client.chat.completions.stream(messages=messages, model=model) as stream:
    ...     async for event in stream:
    ...         if event.type == "content.delta":
    ...             print(event.delta, end="")
    >>> completion = await stream.get_final_completion()

    The rules are those of `ChatCompletionStream`.
    """

    def __init__(self, send: Callable[[], Awaitable[AsyncStream[ChatCompletionChunk]]]) -> None:
        super().__init__()
        self._send = send
        self._stream: AsyncStream[ChatCompletionChunk] | None = None

    async def __aenter__(self) -> Self:
        await self._started()
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        await self.close()

    def __aiter__(self) -> AsyncIterator[ChatCompletionEvent]:
        return self

    async def __anext__(self) -> ChatCompletionEvent:
        while not self._events:
            if self._is_over:
                raise StopAsyncIteration
            try:
                self._take(await anext(await self._started(), None))
            except APIError as err:
                self._is_over = True
                self._accumulator.attach_to(err)
                raise
        return self._events.popleft()

    @property
    async def text(self) -> AsyncIterator[str]:
        """The text of the first choice, as it arrives."""
        async for event in self:
            if event.type == "content.delta" and event.choice == 0:
                yield event.delta

    async def until_done(self) -> Self:
        """Read to the end.

        Raises:
            GroqError: The stream was closed, or failed, before its end.
        """
        async for _ in self:
            pass
        self._check_complete()
        return self

    async def get_final_completion(self) -> ChatCompletion:
        """Read to the end, and return the completion."""
        return (await self.until_done()).snapshot

    async def get_final_message(self) -> ChatCompletionMessage:
        """Read to the end, and return the message of the first choice."""
        return (await self.until_done()).snapshot.choices[0].message

    async def get_final_text(self) -> str:
        """Read to the end, and return the text of the first choice; empty if there is none."""
        return (await self.get_final_message()).content or ""

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
        """The id of the request, for support, once the stream has started."""
        return self._begun().request_id

    @property
    def rate_limits(self) -> RateLimits | None:
        """The rate limits that the response reported, once the stream has started."""
        return self._begun().rate_limits

    def _begun(self) -> AsyncStream[ChatCompletionChunk]:
        return _checked(self._stream)

    async def _started(self) -> AsyncStream[ChatCompletionChunk]:
        if self._stream is None:
            self._stream = await self._send()
        return self._stream


def _checked(stream: _StreamT | None) -> _StreamT:
    if stream is None:
        raise GroqError("The stream has not started. Enter its `with` block, or read its first event.")
    return stream
