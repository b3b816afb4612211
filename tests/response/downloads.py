"""The two calls that return bytes, in each form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ..support.answers import SPEECH
from ..support.calls import AnyClient
from ..support.wire import PieceWire

PIECES = [b"RIFF\x00\xff", b"\r\n", b"WAVE" * 100]


SOUND = b"".join(PIECES)


class DownloadWire(PieceWire):
    """Replies with these pieces of audio."""

    def __init__(self) -> None:
        super().__init__(*PIECES, headers={"content-type": "audio/wav"})


Call = Callable[..., Any]


def speech(client: AnyClient, form: str | None = None) -> Any:
    resource: Any = client.audio.speech
    return (resource if form is None else getattr(resource, form)).create(**SPEECH)


def file(client: AnyClient, form: str | None = None) -> Any:
    resource: Any = client.files
    return (resource if form is None else getattr(resource, form)).content("file_1")


RAW, STREAMED = "with_raw_response", "with_streaming_response"


FORMS = pytest.mark.parametrize("form", [None, RAW])
