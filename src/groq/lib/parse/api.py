"""The interface of `request_flow` to an API: how to request a type, and how to read the answer. Pure."""

from __future__ import annotations

import time
from typing import Any, Protocol, TypeVar

from groq import JSONValidationError
from groq.types.chat import ChatCompletion

from .._usage import total_usage
from .answer_parser import AnswerParser, Failure, Params
from .completion import ParsedChatCompletion
from .output_type import OutputType

__all__ = ["Api", "ChatApi"]

_AnswerT = TypeVar("_AnswerT")
_ParsedT = TypeVar("_ParsedT")


class Api(Protocol[_AnswerT, _ParsedT]):
    """Protocol of an API that can answer with a type."""

    def request(self, output: OutputType[Any], messages: list[Any], params: Params) -> Params:
        """Return the parameters of a request."""
        ...

    def read(self, parser: AnswerParser[Any], answer: _AnswerT) -> _ParsedT | Failure:
        """Return the answer with its value, or the failure."""
        ...

    def accepted(self, text: str, error: JSONValidationError, model: str) -> _AnswerT:
        """Return the answer that the API would have sent if it had accepted the text."""
        ...

    def sum_usage(self, answer: _ParsedT, earlier: list[_AnswerT]) -> None:
        """Add the usage of earlier answers."""
        ...


class ChatApi:
    """The interface of `request_flow` to `chat.completions.create`."""

    def request(self, output: OutputType[Any], messages: list[Any], params: Params) -> Params:
        return {**params, "messages": messages, "response_format": output.response_format}

    def read(self, parser: AnswerParser[Any], answer: ChatCompletion) -> ParsedChatCompletion[Any] | Failure:
        return parser.read(answer)

    def accepted(self, text: str, error: JSONValidationError, model: str) -> ChatCompletion:
        from groq.types.chat import ChatCompletion  # imported here: importing the types is slow

        return ChatCompletion.model_construct(
            id=error.request_id or "",
            object="chat.completion",
            created=int(time.time()),
            model=model,
            choices=[
                {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}},
            ],
        )

    def sum_usage(self, answer: ParsedChatCompletion[Any], earlier: list[ChatCompletion]) -> None:
        answer.usage = total_usage(one.usage for one in (*earlier, answer))
