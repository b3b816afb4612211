"""`AnswerParser`: reads the answer to one request, its tool calls included. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

import pydantic

from groq.types.chat import ChatCompletion

from .._json_values import is_array, kind_of
from .completion import ParseArguments, ParsedChatCompletion, with_parsed
from .errors import Attempt, ContentFilterFinishReasonError, LengthFinishReasonError, OutputValidationError
from .output_type import OutputType

__all__ = ["AnswerParser", "Failure", "fault_of", "parser_of", "reason_of"]

T = TypeVar("T")
Params: TypeAlias = dict[str, Any]

_FINISH_REASON_ERRORS: dict[str | None, tuple[type[OutputValidationError], str]] = {
    "length": (LengthFinishReasonError, "The answer is truncated: raise {limit}, or ask for less."),
    "content_filter": (ContentFilterFinishReasonError, "A content filter stopped the answer: change the prompt."),
}
_NO_MATCH = (OutputValidationError, "The answer does not match {name}: {reason}")
_MAX_REASONS = 10  # a list may have thousands of invalid items, and each reason costs tokens


class Failure(NamedTuple):
    """Why an answer has no value.

    Attributes:
        text: The text of the answer.
        reason: The reason, for people and models.
        finish_reason: The finish reason of the choice.
        cause: The exception that caused it, if any.
        limit: The parameter that limits the length of answers.
    """

    text: str
    reason: str
    finish_reason: str | None = None
    cause: Exception | None = None
    limit: str = "max_completion_tokens"

    @property
    def is_final(self) -> bool:
        """Whether another attempt would not help."""
        return self._error_class is not None

    @property
    def _error_class(self) -> tuple[type[OutputValidationError], str] | None:
        reason: object = self.finish_reason  # the server may have sent another type
        return _FINISH_REASON_ERRORS.get(reason) if isinstance(reason, str) else None

    def error(self, name: str, attempts: tuple[Attempt, ...]) -> OutputValidationError:
        """Return the exception; `name` is the name of the type."""
        class_, template = self._error_class or _NO_MATCH
        message = template.format(name=name, reason=self.reason, limit=self.limit)
        if self.text and not self.is_final:
            message += ". The answer is in the `text` of this error."  # not in the message, which may be logged
        error = class_(message, attempts=attempts, text=self.text)
        error.__cause__ = self.cause
        return error


class AnswerParser(Generic[T]):
    """Parser of answers, and of the arguments of tool calls.

    Attributes:
        output: The type of the answer; `None` for text.
        arguments: Name of a tool → the parser of its arguments.
    """

    def __init__(
        self, output: OutputType[T] | None = None, arguments: Mapping[str, ParseArguments] | None = None
    ) -> None:
        self.output = output
        self.arguments: Mapping[str, ParseArguments] = arguments or {}
        self._last: tuple[str, T | pydantic.ValidationError] | None = None

    def value(self, text: str) -> T | pydantic.ValidationError | None:
        """Return the value of an answer, or the validation error; `None` without an `output`.

        The last value is cached: a stream needs it for the event of the text, and for that of the completion.
        """
        if self.output is None:
            return None
        if self._last is None or self._last[0] != text:
            self._last = text, self._parsed(self.output, text)
        return self._last[1]

    def read(self, completion: ChatCompletion) -> ParsedChatCompletion[T] | Failure:
        """Return the completion with its values, or the failure of one."""
        if self.output is not None and (fault := fault_of(completion)):
            return Failure("", fault)
        values: list[T | None] = []
        for choice in completion.choices:
            message = choice.message
            text: Any = message.content or ""
            if self.output is not None and not isinstance(text, str):
                return Failure("", f"the content is {kind_of(text)}, not a string", choice.finish_reason)
            value = None if message.tool_calls and not text else self.value(text)
            if isinstance(value, pydantic.ValidationError):
                return Failure(text, reason_of(value), choice.finish_reason, value)
            values.append(value)
        return with_parsed(completion, values, self.arguments)

    def completion(self, completion: ChatCompletion) -> ParsedChatCompletion[T]:
        """Return the completion with its values.

        Raises:
            OutputValidationError: A value is missing.
        """
        found = self.read(completion)
        if isinstance(found, Failure):
            raise found.error(self.output.name if self.output else "", (completion,))
        return found

    def _parsed(self, output: OutputType[T], text: str) -> T | pydantic.ValidationError:
        try:
            return output.parse(text)
        except pydantic.ValidationError as err:
            return err


def fault_of(completion: ChatCompletion) -> str | None:
    """Return why a completion has no readable messages, or `None`."""
    choices: Any = completion.choices
    if not is_array(choices) or not choices:
        return "the completion has no choices"
    for index, choice in enumerate(choices):
        message = getattr(choice, "message", None)
        if not isinstance(choice, pydantic.BaseModel):
            return f"choices[{index}] is {kind_of(choice)}, not an object"
        if not isinstance(message, pydantic.BaseModel):
            return f"choices[{index}].message is {kind_of(message)}, not an object"
    return None


def parser_of(output: OutputType[T] | None, params: Params) -> tuple[AnswerParser[T], Params]:
    """Return the parser for an answer to `params`, and the parameters to send.

    `tools` may have types and functions; see `offered_tools`.
    """
    tools: Any = params.get("tools")
    if not tools:
        return AnswerParser(output), params
    from ..tools.offered_tools import offered_tools  # imported here: most answers have no tools

    sent, arguments = offered_tools(tools)
    return AnswerParser(output, arguments), {**params, "tools": sent}


def reason_of(error: pydantic.ValidationError) -> str:
    """Return pydantic's reasons without the input: exception messages must not quote the conversation."""
    details = error.errors(include_url=False)
    reasons = [": ".join(filter(None, (".".join(map(str, one["loc"])), one["msg"]))) for one in details]
    more = [f"and {len(reasons) - _MAX_REASONS} more"] if len(reasons) > _MAX_REASONS else []
    return "; ".join(reasons[:_MAX_REASONS] + more)
