# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Optional

from ..._models import BaseModel
from ..._models.mixins import HasRateLimits
from .transcription import XGroq

__all__ = ["Translation"]


class Translation(HasRateLimits, BaseModel):
    """The English text."""

    text: str
    """The English text."""

    x_groq: Optional[XGroq] = None
    """Groq's extensions."""
