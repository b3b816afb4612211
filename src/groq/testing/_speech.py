"""Speech without a voice: sound as long as the text would take to say. `_sound` makes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from . import _sound
from ._call import Call
from ._catalogue import ORPHEUS, ORPHEUS_VOICES
from ._spec import parse_body
from ._text import count_tokens
from ._wire import Answer, error_answer

# What the spec says of a request that does not say it itself.
_DEFAULT_FORMAT = "mp3"
_DEFAULT_RATE = 48_000

_CONTENT_TYPES = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "mulaw": "audio/basic",
}
_MS_PER_WORD = 300
_LEAST_MS = 200
_MOST_MS = 5_000
_PIECE_BYTES = 16_384


def create(call: Call) -> Answer:
    """Answer `POST /openai/v1/audio/speech`, in pieces as the API streams it."""
    body = parse_body(call.request, "CreateSpeechRequest")
    if isinstance(body, Answer):
        return body
    if body["model"] == ORPHEUS and body["voice"] not in ORPHEUS_VOICES:
        message = f"voice: expected one of {', '.join(ORPHEUS_VOICES)}, got {body['voice']!r}"
        return error_answer(400, message, param="voice")
    kind: str = body.get("response_format") or _DEFAULT_FORMAT
    sound = _sound.encode(kind, body.get("sample_rate") or _DEFAULT_RATE, _milliseconds(body))
    pieces = tuple(sound[at : at + _PIECE_BYTES] for at in range(0, len(sound), _PIECE_BYTES))
    answer = Answer(200, {"content-type": _CONTENT_TYPES[kind]}, pieces)
    return replace(answer, tokens=count_tokens(body["input"]))


def _milliseconds(body: dict[str, Any]) -> int:
    spoken = _MS_PER_WORD * len(body["input"].split()) / (body.get("speed") or 1)
    return round(min(max(spoken, _LEAST_MS), _MOST_MS))
