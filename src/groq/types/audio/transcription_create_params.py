# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import List, Union

from typing_extensions import Literal, Required, TypedDict

from ..._types import FileTypes
from .audio_language import AudioLanguage

__all__ = ["TranscriptionCreateParams"]


class TranscriptionCreateParams(TypedDict, total=False):
    """Parameters of a transcription."""

    model: Required[Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]]]
    """Id of the model to use."""

    file: FileTypes
    """The recording: bytes, an open binary file, a path, or a tuple `(name, content)`, `(name, content, media type)`.
    The API detects the audio format from the file extension. Either this or `url`.
    """

    language: Union[str, AudioLanguage]
    """The spoken language, as an ISO 639-1 code. It improves accuracy and speed."""

    prompt: str
    """Text in the language of the recording, which guides style and spelling of names: an example, or the preceding
    text.
    """

    response_format: Literal["json", "text", "verbose_json"]
    """Selects the return type: the default `json` a `Transcription`, `text` a `str`, `verbose_json` a
    `TranscriptionVerbose` with the language and timestamps.
    """

    temperature: float
    """Sampling temperature, 0 to 1. With 0, the default, the model raises it automatically if necessary."""

    timestamp_granularities: List[Literal["word", "segment"]]
    """Granularity of the timestamps: `segment`, `word` or both. Default `['segment']`. Requires
    `response_format="verbose_json"`.
    """

    url: str
    """A URL from which the API can fetch the recording, or the recording as a `data:` URL. Either this or `file`."""
