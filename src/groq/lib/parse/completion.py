"""Chat completions with a parsed answer and parsed tool calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeAlias

import pydantic
from typing_extensions import TypeVar

from groq.types.chat import ChatCompletion, ChatCompletionMessage, ChatCompletionMessageToolCall
from groq.types.chat.chat_completion import Choice
from groq.types.chat.chat_completion_message_tool_call import Function

from .._json_values import is_array

__all__ = [
    "ParseArguments",
    "ParsedChatCompletion",
    "ParsedChoice",
    "ParsedFunction",
    "ParsedMessage",
    "ParsedToolCall",
    "with_parsed",
]

T = TypeVar("T", default=None)
ParseArguments: TypeAlias = Callable[[str], Any]


class ParsedFunction(Function):
    """The function and its arguments."""

    # Excluded from dumps, like `parsed` below: dumps have only what the API sent, and can be sent back.
    parsed_arguments: Any = pydantic.Field(default=None, exclude=True)
    """The validated arguments: the model, or a dictionary for a function. `None` if they are invalid, or if the tool
    was given as a dictionary.
    """


class ParsedToolCall(ChatCompletionMessageToolCall):
    """A tool call whose arguments were parsed."""

    function: ParsedFunction  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose
    """The function and its arguments."""


class ParsedMessage(ChatCompletionMessage, Generic[T]):
    """A message whose text was parsed."""

    parsed: T | None = pydantic.Field(default=None, exclude=True)
    """The value of the text. `None` if the model only calls tools."""

    tool_calls: list[ParsedToolCall] | None = None  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose
    """The tool calls of the model. Answer each with a `tool` message that has its id."""


class ParsedChoice(Choice, Generic[T]):
    """An answer whose text was parsed."""

    message: ParsedMessage[T]  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose
    """The message."""


class ParsedChatCompletion(ChatCompletion, Generic[T]):
    """A complete answer to a conversation, whose text was parsed."""

    choices: list[ParsedChoice[T]]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride] # narrower on purpose
    """The answers; one, as `n` must be 1."""

    @property
    def parsed(self) -> T | None:
        """The value of the first answer."""
        return self.choices[0].message.parsed if self.choices else None


def with_parsed(
    completion: ChatCompletion, values: Sequence[Any], arguments: Mapping[str, ParseArguments]
) -> ParsedChatCompletion[Any]:
    """Return the completion as a parsed one, with one value for each choice.

    It is the same object: a copy would lose `request_id` and `rate_limits`, which come from the headers.
    `arguments` parses the arguments of the tools with these names.
    """
    untyped: Any = completion
    untyped.__class__ = ParsedChatCompletion
    for choice, value in zip(untyped.choices, values, strict=True):
        choice.__class__ = ParsedChoice
        choice.message.__class__ = ParsedMessage
        choice.message.parsed = value
        calls: Any = choice.message.tool_calls
        for call in calls if is_array(calls) else ():
            _parse_call(call, arguments)
    parsed: ParsedChatCompletion[Any] = untyped
    return parsed


def _parse_call(call: Any, arguments: Mapping[str, ParseArguments]) -> None:
    function = getattr(call, "function", None)
    if not isinstance(function, Function):  # a built-in tool, or an invalid call
        return
    untyped: Any = function
    call.__class__ = ParsedToolCall
    untyped.__class__ = ParsedFunction
    parse = arguments.get(untyped.name) if isinstance(untyped.name, str) else None
    try:
        untyped.parsed_arguments = parse(untyped.arguments) if parse and isinstance(untyped.arguments, str) else None
    except Exception:  # models may write invalid arguments, and validators may raise anything; the text remains
        untyped.parsed_arguments = None
