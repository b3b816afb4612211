"""WAV files, and requests with them."""

from __future__ import annotations

import io
import wave

from ..conftest import Api, Field, Response

WHISPER = ("model", "whisper-large-v3")


def wav(seconds: float = 1.5, rate: int = 8_000) -> bytes:
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(int(seconds * rate) * 2))
    return data.getvalue()


def hear(api: Api, task: str, *fields: Field, file: bytes | None = b"sound") -> Response:
    attached: tuple[Field, ...] = () if file is None else (("file", ("speech.wav", file)),)
    return api.upload(f"/openai/v1/audio/{task}", WHISPER, *attached, *fields)
