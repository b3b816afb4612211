# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Optional

from ..._models import BaseModel
from ..._models.mixins import HasRateLimits

__all__ = ["Transcription", "XGroq"]


class XGroq(BaseModel):
    """Extensions of Groq to a response."""

    id: Optional[str] = None
    """Id of the request, the same as the `x-request-id` header. Quote it when you ask for support."""


class Transcription(HasRateLimits, BaseModel):
    """The transcribed text."""

    text: str
    """The transcribed text."""

    x_groq: Optional[XGroq] = None
    """Extensions of Groq."""
