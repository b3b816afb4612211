"""Responses with a parsed text."""

from __future__ import annotations

from typing import Any, Generic

import pydantic
from typing_extensions import TypeVar

from groq.types.responses import Response

__all__ = ["ParsedResponse", "with_output_parsed"]

T = TypeVar("T", default=None)


class ParsedResponse(Response, Generic[T]):
    """A response of the model whose text was parsed; `output_text` is the text."""

    # Excluded from dumps: they have only what the API sent.
    output_parsed: T | None = pydantic.Field(default=None, exclude=True)
    """The value of the text. `None` if the model only calls tools."""


def with_output_parsed(response: Response, value: Any) -> ParsedResponse[Any]:
    """Return the response with its value. It is the same object, which has `request_id` and `rate_limits`."""
    untyped: Any = response
    untyped.__class__ = ParsedResponse
    untyped.output_parsed = value
    parsed: ParsedResponse[Any] = untyped
    return parsed
