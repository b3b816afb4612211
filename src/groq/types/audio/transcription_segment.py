# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List, Optional

from ..._models import BaseModel
from ..._models.mixins import Subscript

__all__ = ["TranscriptionSegment"]


class TranscriptionSegment(Subscript, BaseModel):
    """A part of a recording, about as long as a sentence."""

    id: int
    """Position among the segments, from 0."""

    end: float
    """End, in seconds."""

    seek: int
    """Start of the window of the recording that contains it, in hundredths of a second."""

    start: float
    """Start, in seconds."""

    text: str
    """The transcribed text."""

    tokens: List[int]
    """Ids of the tokens of the text."""

    audio_text: Optional[str] = None
    """The transcribed text."""

    avg_logprob: Optional[float] = None
    """Mean log probability of the tokens. Below -1, the text is often wrong."""

    chunk_end: Optional[int] = None
    """End of the chunk that contains it."""

    chunk_start: Optional[int] = None
    """Start of the chunk that contains it."""

    compression_ratio: Optional[float] = None
    """Compression ratio of the text. Above 2.4, the text may be repetitive."""

    no_speech_prob: Optional[float] = None
    """Probability that there is no speech."""

    temperature: Optional[float] = None
    """The temperature that was used."""

    token_scores: Optional[List[float]] = None
    """Score of each token."""
