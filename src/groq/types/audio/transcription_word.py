# Generated from openapi.yml by scripts/generate. Do not edit.


from ..._models import BaseModel
from ..._models.mixins import Subscript

__all__ = ["TranscriptionWord"]


class TranscriptionWord(Subscript, BaseModel):
    """A word of a recording."""

    end: float
    """End, in seconds."""

    start: float
    """Start, in seconds."""

    word: str
    """The word."""
