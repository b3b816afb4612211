# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Optional

from .._models import BaseModel

__all__ = ["CompletionTokensDetails", "CompletionUsage", "PromptTokensDetails"]


class PromptTokensDetails(BaseModel):
    """The tokens of the prompt in detail."""

    cached_tokens: int
    """Tokens from the prompt cache, which is automatic."""


class CompletionTokensDetails(BaseModel):
    """The tokens of the answer in detail."""

    reasoning_tokens: int
    """Tokens spent on reasoning."""


class CompletionUsage(BaseModel):
    """Tokens and time of a completion. Times are in seconds."""

    completion_tokens: int
    """Tokens of the answer, reasoning included."""

    prompt_tokens: int
    """Tokens of the prompt."""

    total_tokens: int
    """Tokens of prompt and answer together."""

    completion_time: Optional[float] = None
    """Seconds to generate the answer."""

    completion_tokens_details: Optional[CompletionTokensDetails] = None
    """The tokens of the answer in detail."""

    prompt_time: Optional[float] = None
    """Seconds to process the prompt."""

    prompt_tokens_details: Optional[PromptTokensDetails] = None
    """The tokens of the prompt in detail."""

    queue_time: Optional[float] = None
    """Seconds in the queue."""

    total_time: Optional[float] = None
    """Seconds for prompt and answer together."""
