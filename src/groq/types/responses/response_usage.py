# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Optional

from ..._models import BaseModel

__all__ = ["InputTokensDetails", "OutputTokensDetails", "ResponseUsage"]


class InputTokensDetails(BaseModel):
    """Details of the tokens of the input."""

    cached_tokens: int
    """Tokens that were read from the automatic prompt cache."""

    reasoning_tokens: Optional[int] = None
    """Tokens of earlier reasoning."""


class OutputTokensDetails(BaseModel):
    """Details of the tokens of the output."""

    cached_tokens: int
    """Tokens from the cache."""

    reasoning_tokens: int
    """Tokens spent on reasoning."""


class ResponseUsage(BaseModel):
    """Tokens of a response."""

    input_tokens: int
    """Tokens of the input."""

    input_tokens_details: InputTokensDetails
    """Details of the tokens of the input."""

    output_tokens: int
    """Tokens of the output, reasoning included."""

    output_tokens_details: OutputTokensDetails
    """Details of the tokens of the output."""

    total_tokens: int
    """Total tokens of input and output."""
