"""`client.responses.stream(...)`: the events of a response, accumulated as they arrive."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TypeAlias

from typing_extensions import override

from groq import AsyncStream, Stream, types

from .._streams import AsyncEventStream, EventStream
from .accumulator import ResponseAccumulator, text_of
from .failure import failure_of

_Event: TypeAlias = "types.responses.ResponseStreamEvent"


class ResponseStream(EventStream["_Event", "_Event", "types.responses.Response"]):
    """Iterator over the events of a response.

    >>> with client.responses.stream(input="Hi", model="openai/gpt-oss-20b") as stream:
    ...     for event in stream:
    ...         if event.type == "response.output_text.delta":
    ...             print(event.delta, end="")
    >>> response = stream.get_final_response()

    The request is sent when the `with` block begins, or with the first event. Afterwards the connection is released.

    Raises:
        APIError: The stream failed, or the response did: after the event `response.failed`. The exception has what
            arrived as `snapshot`, and so has this object.
    """

    def __init__(self, send: Callable[[], Stream[types.responses.ResponseStreamEvent]]) -> None:
        super().__init__(send, ResponseAccumulator())

    @override
    def _take(self, chunk: types.responses.ResponseStreamEvent | None) -> None:
        if chunk is None and (failure := failure_of(self.snapshot, self.response)):
            raise failure
        super()._take(chunk)

    @property
    def text(self) -> Iterator[str]:
        """The text of the messages, as it arrives."""
        for event in self:
            if piece := text_of(event):
                yield piece

    def get_final_response(self) -> types.responses.Response:
        """Read to the end, and return the response."""
        return self.until_done().snapshot


class AsyncResponseStream(AsyncEventStream["_Event", "_Event", "types.responses.Response"]):
    """Async iterator over the events of a response.

    >>> async with client.responses.stream(input="Hi", model="openai/gpt-oss-20b") as stream:
    ...     async for event in stream:
    ...         if event.type == "response.output_text.delta":
    ...             print(event.delta, end="")
    >>> response = await stream.get_final_response()

    The rules are those of `ResponseStream`.
    """

    def __init__(self, send: Callable[[], Awaitable[AsyncStream[types.responses.ResponseStreamEvent]]]) -> None:
        super().__init__(send, ResponseAccumulator())

    @override
    def _take(self, chunk: types.responses.ResponseStreamEvent | None) -> None:
        if chunk is None and (failure := failure_of(self.snapshot, self.response)):
            raise failure
        super()._take(chunk)

    @property
    async def text(self) -> AsyncIterator[str]:
        """The text of the messages, as it arrives."""
        async for event in self:
            if piece := text_of(event):
                yield piece

    async def get_final_response(self) -> types.responses.Response:
        """Read to the end, and return the response."""
        return (await self.until_done()).snapshot
