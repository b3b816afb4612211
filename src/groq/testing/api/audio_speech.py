"""Speech without a voice: a sound as long as the spoken text would be. `audio_formats` encodes it."""

from __future__ import annotations

from typing import Any

from . import audio_formats
from .answers import Answer, Refusal
from .call import ApiCall
from .catalogue import ORPHEUS, ORPHEUS_MODELS, ORPHEUS_VOICES
from .spec import parse_body
from .text import count_tokens

# The defaults of the spec.
_DEFAULT_FORMAT = "mp3"
_DEFAULT_RATE = 48_000
# Limits of the orpheus models.
_ORPHEUS_CHARACTERS = 200
_ORPHEUS_FORMAT = "wav"
_DEFAULT_FORMATS = dict.fromkeys(ORPHEUS_MODELS, _ORPHEUS_FORMAT)

_CONTENT_TYPES = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "mulaw": "audio/basic",
}
_MS_PER_WORD = 300
_MIN_MS = 200
_MAX_MS = 5_000
_PIECE_BYTES = 16_384


def create(call: ApiCall) -> Answer:
    """Answer `POST /openai/v1/audio/speech`, in pieces as the API streams it."""
    body = parse_body(call.request, "CreateSpeechRequest")
    if body["model"] in ORPHEUS_MODELS:
        _check_orpheus(body)
    kind: str = body.get("response_format") or _DEFAULT_FORMATS.get(body["model"], _DEFAULT_FORMAT)
    sound = audio_formats.encode(kind, body.get("sample_rate") or _DEFAULT_RATE, _milliseconds(body))
    pieces = tuple(sound[at : at + _PIECE_BYTES] for at in range(0, len(sound), _PIECE_BYTES))
    return Answer(200, {"content-type": _CONTENT_TYPES[kind]}, pieces, tokens=count_tokens(body["input"]))


def _check_orpheus(body: dict[str, Any]) -> None:
    if body["model"] == ORPHEUS and body["voice"] not in ORPHEUS_VOICES:
        message = f"voice: expected one of {', '.join(ORPHEUS_VOICES)}, got {body['voice']!r}"
        raise Refusal(message, param="voice")
    if len(body["input"]) > _ORPHEUS_CHARACTERS:
        message = f"input: expected at most {_ORPHEUS_CHARACTERS} characters, got {len(body['input'])}"
        raise Refusal(message, param="input")
    kind = body.get("response_format")
    if kind not in (None, _ORPHEUS_FORMAT):
        message = f"response_format: {body['model']} has {_ORPHEUS_FORMAT} only, got {kind}"
        raise Refusal(message, param="response_format")


def _milliseconds(body: dict[str, Any]) -> int:
    spoken = _MS_PER_WORD * len(body["input"].split()) / (body.get("speed") or 1)
    return round(min(max(spoken, _MIN_MS), _MAX_MS))
