# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List, Optional, Union

from ..._models import BaseModel
from .transcription import Transcription, XGroq
from .transcription_segment import TranscriptionSegment
from .transcription_word import TranscriptionWord

__all__ = ["TranscriptionVerbose"]


class TranscriptionVerbose(Transcription, BaseModel):
    """What was said, with its parts and their times."""

    duration: Union[float, str]
    """Seconds the recording lasts, as a number or as text; `float()` reads both."""

    language: str
    """The language that is spoken."""

    text: str
    """What was said."""

    segments: Optional[List[TranscriptionSegment]] = None
    """The segments, if `timestamp_granularities` has `segment`."""

    task: Optional[str] = None
    """What was asked for, `transcribe`."""

    words: Optional[List[TranscriptionWord]] = None
    """The words, if `timestamp_granularities` has `word`."""

    x_groq: Optional[XGroq] = None
    """What Groq adds."""
