"""Typed answers: a Python type → a value of this type."""

from . import answer_parser as answer_parser  # for the signatures of `lib.chat`
from .completion import ParsedChatCompletion, ParsedChoice, ParsedFunction, ParsedMessage, ParsedToolCall
from .entry_points import parse, parse_async
from .errors import ContentFilterFinishReasonError, LengthFinishReasonError, OutputValidationError
from .output_type import OutputType
from .strict_models import STRICT_MODELS

# fmt: off
__all__ = [
    "STRICT_MODELS", "ContentFilterFinishReasonError", "LengthFinishReasonError", "OutputType",
    "OutputValidationError", "ParsedChatCompletion", "ParsedChoice", "ParsedFunction", "ParsedMessage",
    "ParsedToolCall", "parse", "parse_async",
]
# fmt: on
