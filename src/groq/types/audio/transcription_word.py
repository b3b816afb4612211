# Generated from openapi.yml by scripts/generate. Do not edit.


from ..._models import BaseModel
from ..._models.mixins import Subscript

__all__ = ["TranscriptionWord"]


class TranscriptionWord(Subscript, BaseModel):
    """A word of a recording."""

    end: float
    """Where it ends, in seconds."""

    start: float
    """Where it begins, in seconds."""

    word: str
    """The word."""
