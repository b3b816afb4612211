"""Segments of a transcription → SubRip and WebVTT. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

_VTT_HEAD = "WEBVTT\n\n"


class Cue(NamedTuple):
    """A text, and when it is spoken, in seconds from the beginning of the recording."""

    start: float
    end: float
    text: str


def srt(cues: Iterable[Cue]) -> str:
    """Return the text of a SubRip file."""
    return "\n".join(f"{number}\n{_times(cue, ',')}\n{_lines(cue)}\n" for number, cue in enumerate(cues, 1))


def vtt(cues: Iterable[Cue]) -> str:
    """Return the text of a WebVTT file. See https://www.w3.org/TR/webvtt1/."""
    escaped = (cue._replace(text=cue.text.replace("&", "&amp;").replace("<", "&lt;")) for cue in cues)
    return _VTT_HEAD + "\n".join(f"{_times(cue, '.')}\n{_lines(cue).replace('-->', '--&gt;')}\n" for cue in escaped)


def timestamp(seconds: float, point: str) -> str:
    """Return `01:02:03,004`, rounded to milliseconds."""
    rest, milliseconds = divmod(max(0, round(seconds * 1000)), 1000)
    rest, whole_seconds = divmod(rest, 60)
    hours, minutes = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}:{whole_seconds:02}{point}{milliseconds:03}"


def clock(seconds: float) -> str:
    """Return `01:02:03`, for messages."""
    return timestamp(int(seconds), ".")[:-4]


def _times(cue: Cue, point: str) -> str:
    return f"{timestamp(cue.start, point)} --> {timestamp(cue.end, point)}"


def _lines(cue: Cue) -> str:
    """Return the text without empty lines, which end a cue."""
    return "\n".join(line.strip() for line in cue.text.splitlines() if line.strip())
