# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Union

from typing_extensions import Literal, Required, TypedDict

__all__ = ["SpeechCreateParams"]


class SpeechCreateParams(TypedDict, total=False):
    """Parameters of speech."""

    input: Required[str]
    """The text to speak. The orpheus models take up to 200 characters, and directions such as `[cheerful]`."""

    model: Required[
        Union[
            str,
            Literal[
                "canopylabs/orpheus-v1-english", "canopylabs/orpheus-arabic-saudi", "playai-tts", "playai-tts-arabic"
            ],
        ]
    ]
    """Id of the model to use. `playai-tts` and `playai-tts-arabic` are the older family."""

    voice: Required[str]
    """The voice. `canopylabs/orpheus-v1-english` has `autumn`, `diana`, `hannah`, `austin`, `daniel` and `troy`; voices
    depend on the model.
    """

    response_format: Literal["flac", "mp3", "mulaw", "ogg", "wav"]
    """The format of the audio. Default `mp3`. The orpheus models support only `wav`."""

    sample_rate: Literal[8000, 16000, 22050, 24000, 32000, 44100, 48000]
    """Sample rate in Hz. Default 48000."""

    speed: float
    """Speed of the speech, from 0.5 (half as fast) to 5, default 1."""
