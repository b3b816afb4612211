# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List, Optional, Union

from ..._models import BaseModel
from .transcription import XGroq
from .transcription_segment import TranscriptionSegment
from .translation import Translation

__all__ = ["TranslationVerbose"]


class TranslationVerbose(Translation, BaseModel):
    """What was said, in English, with its parts and their times."""

    duration: Union[float, str]
    """Seconds the recording lasts, as a number or as text; `float()` reads both."""

    language: str
    """The language of the text."""

    text: str
    """What was said, in English."""

    segments: Optional[List[TranscriptionSegment]] = None
    """The segments with their times."""

    task: Optional[str] = None
    """What was asked for, `translate`."""

    x_groq: Optional[XGroq] = None
    """What Groq adds."""
