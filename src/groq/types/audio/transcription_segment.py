# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List, Optional

from ..._models import BaseModel
from ..._models.mixins import Subscript

__all__ = ["TranscriptionSegment"]


class TranscriptionSegment(Subscript, BaseModel):
    """A part of a recording, a sentence or so."""

    id: int
    """Position among the segments, from 0."""

    end: float
    """Where it ends, in seconds."""

    seek: int
    """Where the window of the recording that it was heard in begins, in hundredths of a second."""

    start: float
    """Where it begins, in seconds."""

    text: str
    """What was said."""

    tokens: List[int]
    """Ids of the tokens of the text."""

    audio_text: Optional[str] = None
    """The text as it was heard."""

    avg_logprob: Optional[float] = None
    """Mean log probability of the tokens. Below -1, the text may well be wrong."""

    chunk_end: Optional[int] = None
    """Where the chunk that it was heard in ends."""

    chunk_start: Optional[int] = None
    """Where the chunk that it was heard in begins."""

    compression_ratio: Optional[float] = None
    """How much the text can be compressed. Above 2.4, it may repeat itself."""

    no_speech_prob: Optional[float] = None
    """Probability that nothing is said here."""

    temperature: Optional[float] = None
    """The temperature that was used."""

    token_scores: Optional[List[float]] = None
    """Score of each token."""
