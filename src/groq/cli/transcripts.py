"""`Transcript`: the text of a recording, joined from its parts. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .output import json_text
from .subtitles import Cue, srt, vtt

# Format → extension of the file.
FORMATS = {"text": "txt", "json": "json", "srt": "srt", "vtt": "vtt"}


@dataclass
class Transcript:
    """The text of a recording, with times from its beginning. It ends at `missing_from` if the rest failed."""

    file: str
    duration: float = 0.0
    language: str | None = None
    texts: list[str] = field(default_factory=list[str])
    segments: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    words: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    missing_from: float | None = None

    def add(self, part: Any, start: float) -> None:
        """Add the answer of the API for a part that begins at `start` seconds."""
        self.texts.append(part.text.strip())
        self.language = self.language or getattr(part, "language", None)
        self.duration = max(self.duration, start + float(getattr(part, "duration", 0) or 0))
        for segment in getattr(part, "segments", None) or ():
            moved = _moved(segment.to_dict(), start)
            self.segments.append({**moved, "id": len(self.segments)})
        self.words += [_moved(word.to_dict(), start) for word in getattr(part, "words", None) or ()]

    @property
    def is_partial(self) -> bool:
        """Whether the end is missing."""
        return self.missing_from is not None

    @property
    def text(self) -> str:
        """The whole text."""
        return " ".join(text for text in self.texts if text)

    @property
    def cues(self) -> list[Cue]:
        """The segments as subtitles; one subtitle if the API sent no segments."""
        cues = [Cue(one["start"], one["end"], one["text"].strip()) for one in self.segments]
        return cues or ([Cue(0.0, self.duration, self.text)] if self.text else [])

    def as_dict(self) -> dict[str, Any]:
        """Return the transcript for JSON."""
        known = {"file": self.file, "text": self.text, "language": self.language, "duration": _rounded(self.duration)}
        missing = {"missing_from": _rounded(self.missing_from)} if self.missing_from is not None else {}
        return {**known, **missing, "segments": self.segments, **({"words": self.words} if self.words else {})}

    def formatted(self, format_: str) -> str:
        """Return the transcript in one of `FORMATS`."""
        if format_ == "json":
            return json_text(self.as_dict())
        return self.text if format_ == "text" else (srt if format_ == "srt" else vtt)(self.cues)


def _moved(timed: dict[str, Any], start: float) -> dict[str, Any]:
    return {**timed, "start": _rounded(timed["start"] + start), "end": _rounded(timed["end"] + start)}


def _rounded(seconds: float) -> float:
    return round(seconds, 3)
