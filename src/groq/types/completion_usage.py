# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Optional

from .._models import BaseModel

__all__ = ["CompletionTokensDetails", "CompletionUsage", "PromptTokensDetails"]


class PromptTokensDetails(BaseModel):
    """Details of the tokens of the prompt."""

    cached_tokens: int
    """Tokens that were read from the automatic prompt cache."""


class CompletionTokensDetails(BaseModel):
    """Details of the tokens of the answer."""

    reasoning_tokens: int
    """Tokens spent on reasoning."""


class CompletionUsage(BaseModel):
    """Tokens and time of a completion. Times are in seconds."""

    completion_tokens: int
    """Tokens of the answer, reasoning included."""

    prompt_tokens: int
    """Tokens of the prompt."""

    total_tokens: int
    """Total tokens of prompt and answer."""

    completion_time: Optional[float] = None
    """Seconds to generate the answer."""

    completion_tokens_details: Optional[CompletionTokensDetails] = None
    """Details of the tokens of the answer."""

    prompt_time: Optional[float] = None
    """Seconds to process the prompt."""

    prompt_tokens_details: Optional[PromptTokensDetails] = None
    """Details of the tokens of the prompt."""

    queue_time: Optional[float] = None
    """Seconds in the queue."""

    total_time: Optional[float] = None
    """Total seconds for prompt and answer."""
