# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List, Optional, Union

from ..._models import BaseModel
from .transcription import Transcription, XGroq
from .transcription_segment import TranscriptionSegment
from .transcription_word import TranscriptionWord

__all__ = ["TranscriptionVerbose"]


class TranscriptionVerbose(Transcription, BaseModel):
    """The transcribed text, with timestamps."""

    duration: Union[float, str]
    """Duration of the recording in seconds, as a number or as text; `float()` accepts both."""

    language: str
    """The spoken language."""

    text: str
    """The transcribed text."""

    segments: Optional[List[TranscriptionSegment]] = None
    """The segments, if `timestamp_granularities` has `segment`."""

    task: Optional[str] = None
    """The task, `transcribe`."""

    words: Optional[List[TranscriptionWord]] = None
    """The words, if `timestamp_granularities` has `word`."""

    x_groq: Optional[XGroq] = None
    """Groq's extensions."""
