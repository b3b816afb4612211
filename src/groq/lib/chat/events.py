"""The events of a streamed chat completion, which differ in `type`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias

from typing_extensions import TypeVar

from groq import types

from ..._utils._lazy import LazyModule
from .._json_values import parse_json
from .._text import Text
from .partial_json import PartialJson, partial_arguments

if TYPE_CHECKING:
    from .. import parse
else:  # for signatures: `import groq.lib.chat` is fast
    parse = LazyModule("groq.lib.parse")

T = TypeVar("T", default=None)


@dataclass(slots=True)
class ChunkEvent:
    """A chunk arrived. Its other events follow this one."""

    chunk: types.chat.ChatCompletionChunk
    type: Literal["chunk"] = "chunk"


@dataclass(slots=True)
class _TextDelta:
    """Base of the events that add to a text of a choice.

    Attributes:
        delta: The text that was added.
        choice: The index of the choice.
    """

    delta: str
    choice: int
    _text: Text
    _count: int

    @property
    def snapshot(self) -> str:
        """The text so far."""
        return self._text.first(self._count)


@dataclass(slots=True)
class ContentDeltaEvent(_TextDelta):
    """More text of an answer: `delta`, and `snapshot` with the text so far. `choice` is the index of the choice."""

    _json: PartialJson | None = field(default=None, repr=False, compare=False)
    type: Literal["content.delta"] = "content.delta"

    @property
    def parsed(self) -> Any:
        """With a type as `response_format`: the JSON value so far, not validated; `None` before the first one.

        Missing fields are absent, and the last text or number may be incomplete. For a long answer, this
        may be the value after an earlier delta.
        """
        return self._json.first(self._count) if self._json else None


@dataclass(slots=True)
class ContentDoneEvent(Generic[T]):
    """The text of an answer is complete. There is no such event if the answer does not match its type.

    Attributes:
        content: The text.
        choice: The index of the choice.
        parsed: The validated value, with a type as `response_format`.
    """

    content: str
    choice: int
    parsed: T | None = None
    type: Literal["content.done"] = "content.done"


@dataclass(slots=True)
class ReasoningDeltaEvent(_TextDelta):
    """More text of the reasoning, with `reasoning_format="parsed"`. It has the fields of `ContentDeltaEvent`."""

    type: Literal["reasoning.delta"] = "reasoning.delta"


@dataclass(slots=True)
class ReasoningDoneEvent:
    """The reasoning is complete."""

    reasoning: str
    choice: int
    type: Literal["reasoning.done"] = "reasoning.done"


@dataclass(slots=True)
class ToolCallArgumentsDeltaEvent:
    """More of the arguments of a tool call.

    Attributes:
        index: The position of the call among those of the message.
        name: The name of the function so far.
        delta: The JSON text that was added.
        choice: The index of the choice.
    """

    index: int
    name: str
    delta: str
    choice: int
    _text: Text
    _count: int
    type: Literal["tool_calls.function.arguments.delta"] = "tool_calls.function.arguments.delta"
    _json: PartialJson | None = field(default=None, repr=False, compare=False)

    @property
    def arguments(self) -> str:
        """The JSON text of the arguments so far."""
        return self._text.first(self._count)

    @property
    def parsed_arguments(self) -> Any:
        """The arguments so far, parsed but not validated; `None` before the first ones."""
        return self._json.first(self._count) if self._json else partial_arguments(self.arguments)


@dataclass(slots=True)
class ToolCallArgumentsDoneEvent:
    """A tool call is complete.

    Attributes:
        index: The position of the call among those of the message.
        id: The id of the call.
        name: The name of the function.
        arguments: The JSON text of the arguments. Models sometimes write invalid JSON.
        choice: The index of the choice.
    """

    index: int
    id: str | None
    name: str
    arguments: str
    choice: int
    type: Literal["tool_calls.function.arguments.done"] = "tool_calls.function.arguments.done"
    _parse: Callable[[str], Any] = field(default=parse_json, repr=False, compare=False)

    @property
    def parsed_arguments(self) -> Any:
        """The arguments, or `None` if they are invalid; `arguments` has the text.

        They are validated if the tool was given as a type or a function, otherwise any JSON value.
        """
        try:
            return self._parse(self.arguments)
        except Exception:  # one invalid call must not end the loop over the events
            return None


@dataclass(slots=True)
class LogprobsDeltaEvent:
    """The log probabilities of further tokens.

    Attributes:
        delta: The added items of `choices[].logprobs.content`.
        choice: The index of the choice.
    """

    delta: list[Any]
    choice: int
    type: Literal["logprobs.content.delta"] = "logprobs.content.delta"


@dataclass(slots=True)
class ExecutedToolEvent:
    """A tool that the API runs has started or returned.

    Attributes:
        tool: The fields of `ExecutedTool` that have arrived.
        choice: The index of the choice.
    """

    tool: dict[str, Any]
    choice: int
    type: Literal["executed_tool"] = "executed_tool"


@dataclass(slots=True)
class DoneEvent(Generic[T]):
    """The stream is complete. With a type as `response_format`, `completion.parsed` is the value."""

    completion: parse.ParsedChatCompletion[T]
    type: Literal["done"] = "done"


ChatCompletionEvent: TypeAlias = (
    ChunkEvent
    | ContentDeltaEvent
    | ContentDoneEvent[T]
    | ReasoningDeltaEvent
    | ReasoningDoneEvent
    | ToolCallArgumentsDeltaEvent
    | ToolCallArgumentsDoneEvent
    | LogprobsDeltaEvent
    | ExecutedToolEvent
    | DoneEvent[T]
)
