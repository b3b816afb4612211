# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List, Optional

from ..._models import BaseModel

__all__ = ["ChatCompletionTokenLogprob", "TopLogprob"]


class TopLogprob(BaseModel):
    """One of the most likely tokens at a position."""

    bytes: Optional[List[int]] = None
    """The token as UTF-8 bytes, or `None`."""

    logprob: float
    """Natural logarithm of the token's probability."""

    token: str
    """The token as a string."""


class ChatCompletionTokenLogprob(BaseModel):
    """A token of the answer with its log probability."""

    bytes: Optional[List[int]] = None
    """The token as UTF-8 bytes, for characters that span several tokens; or `None`."""

    logprob: float
    """Natural logarithm of the token's probability."""

    token: str
    """The token as a string."""

    top_logprobs: List[TopLogprob]
    """The most likely tokens at this position, as many as `top_logprobs` requested."""
