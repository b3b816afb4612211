"""The exceptions of typed answers.

GroqError
└── OutputValidationError                    the answer does not match the type
    ├── LengthFinishReasonError              it is truncated
    └── ContentFilterFinishReasonError       a content filter stopped it
"""

from __future__ import annotations

from typing import TypeAlias

from groq import GroqError, JSONValidationError, types
from groq.types.chat import ChatCompletion

__all__ = ["Attempt", "ContentFilterFinishReasonError", "LengthFinishReasonError", "OutputValidationError"]

Attempt: TypeAlias = "ChatCompletion | types.responses.Response | JSONValidationError"


_MAX_MESSAGE = 10_000


class OutputValidationError(GroqError):
    """The model's answer does not match the type. `__cause__` is pydantic's or the API's error.

    Attributes:
        attempts: What each attempt returned: a `ChatCompletion`, a `Response` or a `JSONValidationError`.
        text: The model's last answer.
    """

    attempts: tuple[Attempt, ...]
    text: str

    def __init__(self, message: str, *, attempts: tuple[Attempt, ...], text: str) -> None:
        super().__init__(_safe(message))
        self.attempts = attempts
        self.text = text

    @property
    def completion(self) -> ChatCompletion | None:
        """The last completion. `None` if the API refused every answer with `json_validate_failed`."""
        completions = [attempt for attempt in self.attempts if isinstance(attempt, ChatCompletion)]
        return completions[-1] if completions else None

    @property
    def response(self) -> types.responses.Response | None:
        """The last response of the Responses API, as `completion` is the last chat completion."""
        from groq.types.responses import Response  # imported here: chat completions do not need it

        responses = [attempt for attempt in self.attempts if isinstance(attempt, Response)]
        return responses[-1] if responses else None


class LengthFinishReasonError(OutputValidationError):
    """The answer is truncated by `max_completion_tokens`, `max_output_tokens` or the context window."""


class ContentFilterFinishReasonError(OutputValidationError):
    """A content filter stopped the answer."""


def _safe(text: str) -> str:
    """Return text that may quote the model's answer, with control characters escaped, for messages and logs."""
    text = text if len(text) <= _MAX_MESSAGE else f"{text[: _MAX_MESSAGE - 1]}…"
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)
