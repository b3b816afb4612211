# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Optional

from ..._models import BaseModel
from ..._models.mixins import HasRateLimits

__all__ = ["Transcription", "XGroq"]


class XGroq(BaseModel):
    """What Groq adds to an answer."""

    id: Optional[str] = None
    """Id of the request, the same as the `x-request-id` header. Quote it when you ask for support."""


class Transcription(HasRateLimits, BaseModel):
    """What was said."""

    text: str
    """What was said."""

    x_groq: Optional[XGroq] = None
    """What Groq adds."""
