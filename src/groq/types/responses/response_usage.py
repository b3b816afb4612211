# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Optional

from ..._models import BaseModel

__all__ = ["InputTokensDetails", "OutputTokensDetails", "ResponseUsage"]


class InputTokensDetails(BaseModel):
    """The tokens of the input in detail."""

    cached_tokens: int
    """Tokens from the prompt cache, which is automatic."""

    reasoning_tokens: Optional[int] = None
    """Tokens of earlier reasoning."""


class OutputTokensDetails(BaseModel):
    """The tokens of the output in detail."""

    cached_tokens: int
    """Tokens from the cache."""

    reasoning_tokens: int
    """Tokens spent on reasoning."""


class ResponseUsage(BaseModel):
    """Tokens of a response."""

    input_tokens: int
    """Tokens of the input."""

    input_tokens_details: InputTokensDetails
    """The tokens of the input in detail."""

    output_tokens: int
    """Tokens of the output, reasoning included."""

    output_tokens_details: OutputTokensDetails
    """The tokens of the output in detail."""

    total_tokens: int
    """Tokens of input and output together."""
