# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Optional

from ..._models import BaseModel
from ..._models.mixins import HasRateLimits
from .transcription import XGroq

__all__ = ["Translation"]


class Translation(HasRateLimits, BaseModel):
    """What was said, in English."""

    text: str
    """What was said, in English."""

    x_groq: Optional[XGroq] = None
    """What Groq adds."""
