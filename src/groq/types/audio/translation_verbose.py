# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List, Optional, Union

from ..._models import BaseModel
from .transcription import XGroq
from .transcription_segment import TranscriptionSegment
from .translation import Translation

__all__ = ["TranslationVerbose"]


class TranslationVerbose(Translation, BaseModel):
    """The English text, with timestamps."""

    duration: Union[float, str]
    """Duration of the recording in seconds, as a number or as text; `float()` accepts both."""

    language: str
    """The language of the text."""

    text: str
    """The English text."""

    segments: Optional[List[TranscriptionSegment]] = None
    """The segments with their timestamps."""

    task: Optional[str] = None
    """The task, `translate`."""

    x_groq: Optional[XGroq] = None
    """Groq's extensions."""
