"""`client.chat.completions.stream(...)`: a chat completion as typed events, accumulated as it arrives."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

from groq import AsyncStream, Stream

from .._streams import AsyncEventStream, EventStream
from .accumulator import ChatCompletionAccumulator
from .events import ChatCompletionEvent

if TYPE_CHECKING:
    from groq.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessage


class ChatCompletionStream(EventStream["ChatCompletionChunk", ChatCompletionEvent, "ChatCompletion"]):
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
        super().__init__(send, ChatCompletionAccumulator())

    @property
    def text(self) -> Iterator[str]:
        """The text of the first choice, as it arrives."""
        for event in self:
            if event.type == "content.delta" and event.choice == 0:
                yield event.delta

    def get_final_completion(self) -> ChatCompletion:
        """Read to the end, and return the completion."""
        return self.until_done().snapshot

    def get_final_message(self) -> ChatCompletionMessage:
        """Read to the end, and return the message of the first choice."""
        return self.until_done().snapshot.choices[0].message

    def get_final_text(self) -> str:
        """Read to the end, and return the text of the first choice; or an empty string."""
        return self.get_final_message().content or ""


class AsyncChatCompletionStream(AsyncEventStream["ChatCompletionChunk", ChatCompletionEvent, "ChatCompletion"]):
    """Iterates over the events of a chat completion with `async for`.

    >>> async with client.chat.completions.stream(messages=messages, model=model) as stream:
    ...     async for event in stream:
    ...         if event.type == "content.delta":
    ...             print(event.delta, end="")
    >>> completion = await stream.get_final_completion()

    The rules are those of `ChatCompletionStream`.
    """

    def __init__(self, send: Callable[[], Awaitable[AsyncStream[ChatCompletionChunk]]]) -> None:
        super().__init__(send, ChatCompletionAccumulator())

    @property
    async def text(self) -> AsyncIterator[str]:
        """The text of the first choice, as it arrives."""
        async for event in self:
            if event.type == "content.delta" and event.choice == 0:
                yield event.delta

    async def get_final_completion(self) -> ChatCompletion:
        """Read to the end, and return the completion."""
        return (await self.until_done()).snapshot

    async def get_final_message(self) -> ChatCompletionMessage:
        """Read to the end, and return the message of the first choice."""
        return (await self.until_done()).snapshot.choices[0].message

    async def get_final_text(self) -> str:
        """Read to the end, and return the text of the first choice; or an empty string."""
        return (await self.get_final_message()).content or ""
