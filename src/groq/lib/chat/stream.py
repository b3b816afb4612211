"""`client.chat.completions.stream(...)`: a chat completion as typed events, accumulated as it arrives."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Generic

from typing_extensions import TypeVar

from groq import AsyncStream, Stream, omit
from groq.types.chat import ChatCompletion, ChatCompletionChunk

from .._streams import AsyncEventStream, EventStream
from ..parse.answer_parser import AnswerParser, parser_of
from ..parse.completion import ParsedChatCompletion, ParsedMessage
from ..parse.output_type import optional_output_type_of
from ..parse.strict_models import strict_for
from ..schema.json_schema import Strict
from .accumulator import ChatCompletionAccumulator
from .events import ChatCompletionEvent

T = TypeVar("T", default=None)


class ChatCompletionStream(EventStream[ChatCompletionChunk, ChatCompletionEvent[T], ChatCompletion], Generic[T]):
    """Iterator over the events of a chat completion.

    >>> with client.chat.completions.stream(messages=messages, model=model) as stream:
    ...     for event in stream:
    ...         if event.type == "content.delta":
    ...             print(event.delta, end="")
    >>> completion = stream.get_final_completion()

    The request is sent when the `with` block begins, or with the first event. Afterwards the connection is released.

    Raises:
        APIError: The stream failed. The exception has what arrived as `snapshot`, and so has this object.
        OutputValidationError: The stream is complete, but the answer does not match the type. Raised by the iteration,
            and again by the methods that return the final completion.
        LengthFinishReasonError: The answer is truncated.
        ContentFilterFinishReasonError: A content filter stopped the answer.
    """

    def __init__(self, send: Callable[[], Stream[ChatCompletionChunk]], parser: AnswerParser[T] | None = None) -> None:
        self._parser: AnswerParser[T] = parser or AnswerParser()
        super().__init__(send, ChatCompletionAccumulator(self._parser))

    @property
    def text(self) -> Iterator[str]:
        """The text of the first choice, as it arrives."""
        for event in self:
            if event.type == "content.delta" and event.choice == 0:
                yield event.delta

    def get_final_completion(self) -> ParsedChatCompletion[T]:
        """Read to the end, and return the completion."""
        return self._parser.completion(self.until_done().snapshot)

    def get_final_message(self) -> ParsedMessage[T]:
        """Read to the end, and return the message of the first choice."""
        return self.get_final_completion().choices[0].message

    def get_final_text(self) -> str:
        """Read to the end, and return the text of the first choice; or an empty string."""
        return self.get_final_message().content or ""


class AsyncChatCompletionStream(
    AsyncEventStream[ChatCompletionChunk, ChatCompletionEvent[T], ChatCompletion], Generic[T]
):
    """Async iterator over the events of a chat completion.

    >>> async with client.chat.completions.stream(messages=messages, model=model) as stream:
    ...     async for event in stream:
    ...         if event.type == "content.delta":
    ...             print(event.delta, end="")
    >>> completion = await stream.get_final_completion()

    The rules are those of `ChatCompletionStream`.
    """

    def __init__(
        self, send: Callable[[], Awaitable[AsyncStream[ChatCompletionChunk]]], parser: AnswerParser[T] | None = None
    ) -> None:
        self._parser: AnswerParser[T] = parser or AnswerParser()
        super().__init__(send, ChatCompletionAccumulator(self._parser))

    @property
    async def text(self) -> AsyncIterator[str]:
        """The text of the first choice, as it arrives."""
        async for event in self:
            if event.type == "content.delta" and event.choice == 0:
                yield event.delta

    async def get_final_completion(self) -> ParsedChatCompletion[T]:
        """Read to the end, and return the completion."""
        return self._parser.completion((await self.until_done()).snapshot)

    async def get_final_message(self) -> ParsedMessage[T]:
        """Read to the end, and return the message of the first choice."""
        return (await self.get_final_completion()).choices[0].message

    async def get_final_text(self) -> str:
        """Read to the end, and return the text of the first choice; or an empty string."""
        return (await self.get_final_message()).content or ""


def stream(
    create: Callable[..., Stream[ChatCompletionChunk]],
    *,
    model: str,
    response_format: Any = omit,
    strict: Strict = "auto",
    **params: Any,
) -> ChatCompletionStream[Any]:
    """Stream a chat completion as typed events. See `ChatCompletionStream`.

    Args:
        create: `client.chat.completions.create`.
        model: Id of the model.
        response_format: The format of the answer, or a type, as of `parse`.
        strict: Whether to send the strict form of the schema of a type.
        params: Other parameters of `create`. `tools` may have types and functions.
    """
    parser, request = _request(response_format, strict, {**params, "model": model})
    return ChatCompletionStream(lambda: create(**request), parser)


def stream_async(
    create: Callable[..., Awaitable[AsyncStream[ChatCompletionChunk]]],
    *,
    model: str,
    response_format: Any = omit,
    strict: Strict = "auto",
    **params: Any,
) -> AsyncChatCompletionStream[Any]:
    """Stream a chat completion as typed events; see `stream`. `create` is the method of an `AsyncGroq`."""
    parser, request = _request(response_format, strict, {**params, "model": model})
    return AsyncChatCompletionStream(lambda: create(**request), parser)


def _request(response_format: Any, strict: Strict, params: dict[str, Any]) -> tuple[AnswerParser[Any], dict[str, Any]]:
    output = optional_output_type_of(response_format, strict_for(params["model"], strict))
    format = output.response_format if output else response_format
    return parser_of(output, {**params, "response_format": format, "stream": True})
