# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Union

from typing_extensions import Literal, Required, TypedDict

from ..._types import FileTypes

__all__ = ["TranslationCreateParams"]


class TranslationCreateParams(TypedDict, total=False):
    """Parameters of a translation."""

    model: Required[Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]]]
    """Id of the model to use."""

    file: FileTypes
    """The recording: bytes, an open binary file, a path, or a tuple `(name, content)`, `(name, content, media type)`.
    The API detects the audio format from the file extension. Either this or `url`.
    """

    prompt: str
    """English text that guides style and spelling of names, such as an example or the preceding text."""

    response_format: Literal["json", "text", "verbose_json"]
    """Selects the return type: the default `json` a `Translation`, `text` a `str`, `verbose_json` a
    `TranslationVerbose` with timestamps.
    """

    temperature: float
    """Sampling temperature, 0 to 1. With 0, the default, the model raises it automatically if necessary."""

    url: str
    """A URL from which the API can fetch the recording, or the recording as a `data:` URL. Either this or `file`."""
