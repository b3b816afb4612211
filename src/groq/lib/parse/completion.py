"""Chat completions with a parsed answer."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import pydantic

from groq.types.chat import ChatCompletion, ChatCompletionMessage
from groq.types.chat.chat_completion import Choice

__all__ = ["ParsedChatCompletion", "ParsedChoice", "ParsedMessage", "with_parsed"]

T = TypeVar("T")


class ParsedMessage(ChatCompletionMessage, Generic[T]):
    """A message whose text was parsed."""

    # Not in dumps: those have what the API sent, and can be sent back.
    parsed: T | None = pydantic.Field(default=None, exclude=True)
    """The value of the text. `None` if the model only asks for tools."""


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


def with_parsed(completion: ChatCompletion, values: list[Any]) -> ParsedChatCompletion[Any]:
    """Return the completion as a parsed one, with one value for each choice.

    It is the same object: a copy would lose `request_id` and `rate_limits`, which come from the headers.
    """
    untyped: Any = completion
    untyped.__class__ = ParsedChatCompletion
    for choice, value in zip(untyped.choices, values, strict=True):
        choice.__class__ = ParsedChoice
        choice.message.__class__ = ParsedMessage
        choice.message.parsed = value
    parsed: ParsedChatCompletion[Any] = untyped
    return parsed
