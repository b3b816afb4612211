# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Optional

from ..._models import BaseModel
from ..._models.mixins import HasRateLimits

__all__ = ["Transcription", "XGroq"]


class XGroq(BaseModel):
    """Groq's extensions of a response."""

    id: Optional[str] = None
    """Id of the request, the same as the `x-request-id` header. Include it when you report a problem."""


class Transcription(HasRateLimits, BaseModel):
    """The transcribed text."""

    text: str
    """The transcribed text."""

    x_groq: Optional[XGroq] = None
    """Groq's extensions."""
