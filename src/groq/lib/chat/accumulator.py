"""The chunks of a streamed chat completion → the completion: pure. `stream` reads the chunks."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from typing import TYPE_CHECKING, Any, Generic

from typing_extensions import TypeVar

from groq import types

from ..._utils._lazy import LazyModule
from .._json_values import fields_of, is_array, is_object, plain
from .choice import Choice
from .events import ChatCompletionEvent, ChunkEvent, DoneEvent

if TYPE_CHECKING:
    from .. import parse
else:  # for signatures: `import groq.lib.chat` is fast
    parse = LazyModule("groq.lib.parse")

T = TypeVar("T", default=None)


def accumulate(chunks: Iterable[types.chat.ChatCompletionChunk]) -> types.chat.ChatCompletion:
    """Return the completion that the chunks of a stream add up to.

    >>> stream = client.chat.completions.create(..., stream=True)
    >>> completion = groq.accumulate(stream)

    Raises:
        APIError: The stream failed. The exception has what arrived as `snapshot`.
    """
    accumulator: ChatCompletionAccumulator = ChatCompletionAccumulator()
    try:
        for chunk in chunks:
            accumulator.add(chunk)
    except Exception as err:
        accumulator.attach_to(err)
        raise
    return accumulator.snapshot


async def accumulate_async(chunks: AsyncIterable[types.chat.ChatCompletionChunk]) -> types.chat.ChatCompletion:
    """Return the completion that the chunks of an async stream add up to; see `accumulate`."""
    accumulator: ChatCompletionAccumulator = ChatCompletionAccumulator()
    try:
        async for chunk in chunks:
            accumulator.add(chunk)
    except Exception as err:
        accumulator.attach_to(err)
        raise
    return accumulator.snapshot


class ChatCompletionAccumulator(Generic[T]):
    """Accumulator of the chunks of a stream, in time linear in their size.

    >>> accumulator = ChatCompletionAccumulator()
    >>> for chunk in stream:
    ...     for event in accumulator.add(chunk):
    ...         if event.type == "content.delta":
    ...             print(event.delta, end="")
    >>> accumulator.snapshot.choices[0].message.content

    Args:
        parser: Parses the answer and the arguments of tool calls; `stream()` creates it from its parameters.
    """

    def __init__(self, parser: parse.answer_parser.AnswerParser[T] | None = None) -> None:
        self._parser = parser
        self._fields: dict[str, Any] = {}
        self._names: set[str] = set()
        self._choices: dict[int, Choice] = {}

    def add(self, chunk: types.chat.ChatCompletionChunk) -> list[ChatCompletionEvent[T]]:
        """Add a chunk, and return its events: a `ChunkEvent`, then more specific ones."""
        events: list[ChatCompletionEvent[T]] = [ChunkEvent(chunk)]
        names = chunk.model_fields_set
        # Fields such as `id` and `model` are the same in each chunk.
        if names != self._names or chunk.usage is not None or chunk.x_groq is not None or chunk.model_extra:
            self._names = names
            self._add_fields(chunk)
        choices: Any = chunk.choices
        for delta in choices if is_array(choices) else ():
            if not hasattr(delta, "delta"):  # `null`, or another invalid choice
                continue
            index: Any = getattr(delta, "index", None)
            index = index if isinstance(index, int) else 0
            choice = self._choices.get(index)
            if choice is None:
                choice = self._choices[index] = Choice(index, self._parser)
            choice.add(delta, events)
        return events

    def finish(self) -> list[ChatCompletionEvent[T]]:
        """Return the events after the last chunk: unfinished parts are done, then the completion.

        Raises:
            OutputValidationError: The answer does not match the type.
        """
        from ..parse.answer_parser import AnswerParser  # imported here: it imports the types, which is slow

        events: list[ChatCompletionEvent[T]] = []
        for choice in self._choices.values():
            choice.finish(events)
        parser: AnswerParser[T] = self._parser or AnswerParser()
        events.append(DoneEvent(parser.completion(self.snapshot)))
        return events

    @property
    def snapshot(self) -> types.chat.ChatCompletion:
        """The completion so far. It shares nothing with the accumulator."""
        from groq.types.chat import ChatCompletion  # imported here: importing the types is slow

        choices = [self._choices[index].to_dict() for index in sorted(self._choices)]
        fields = {**self._fields, "object": "chat.completion", "choices": choices}
        return ChatCompletion.model_construct(**plain(fields))

    def attach_to(self, error: BaseException) -> None:
        """Set `snapshot` of an exception that ended the stream."""
        untyped: Any = error
        untyped.snapshot = self.snapshot

    def _add_fields(self, chunk: types.chat.ChatCompletionChunk) -> None:
        for name, value in fields_of(chunk).items():
            if name in ("choices", "object"):
                continue
            if name == "x_groq":
                self._add_x_groq(value)
            elif value is not None or name not in self._fields:
                self._fields[name] = value

    def _add_x_groq(self, value: Any) -> None:
        fields: Any = plain(value)
        if not is_object(fields):
            return
        usage = fields.pop("usage", None)
        if usage is not None and self._fields.get("usage") is None:
            self._fields["usage"] = usage
        breakdown = fields.pop("usage_breakdown", None)
        if breakdown is not None:
            self._fields["usage_breakdown"] = breakdown
        known: dict[str, Any] = self._fields.setdefault("x_groq", {})
        known.update({name: one for name, one in fields.items() if one is not None})
