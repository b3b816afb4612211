# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Optional

from .._models import BaseModel

__all__ = ["CompletionTokensDetails", "CompletionUsage", "PromptTokensDetails"]


class PromptTokensDetails(BaseModel):
    """The tokens of the prompt in detail."""

    cached_tokens: int
    """Tokens that came from the prompt cache, which works by itself."""


class CompletionTokensDetails(BaseModel):
    """The tokens of the answer in detail."""

    reasoning_tokens: int
    """Tokens spent on reasoning."""


class CompletionUsage(BaseModel):
    """Tokens and time a completion took. Times are in seconds."""

    completion_tokens: int
    """Tokens of the answer, reasoning included."""

    prompt_tokens: int
    """Tokens of the prompt."""

    total_tokens: int
    """Tokens of prompt and answer together."""

    completion_time: Optional[float] = None
    """Seconds it took to write the answer."""

    completion_tokens_details: Optional[CompletionTokensDetails] = None
    """The tokens of the answer in detail."""

    prompt_time: Optional[float] = None
    """Seconds it took to read the prompt."""

    prompt_tokens_details: Optional[PromptTokensDetails] = None
    """The tokens of the prompt in detail."""

    queue_time: Optional[float] = None
    """Seconds the request waited."""

    total_time: Optional[float] = None
    """Seconds for prompt and answer together."""
