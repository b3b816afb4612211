"""Recorded uploads, and files to send."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from groq import file_from_path

from ...support.calls import AnyClient, finished
from ...support.forms import Part, form_parts
from ...support.wire import Wire

SOUND = b"RIFF\x00\xff\r\n--x\r\n\r\nWAVE"


MODEL = "whisper-large-v3"


class UploadWire(Wire):
    """Records uploads, and replies with these statuses in turn, then with 200."""

    def __init__(self) -> None:
        super().__init__()
        self.statuses: list[int] = []

    def respond(self, _request: httpx.Request) -> httpx.Response:
        if self.statuses:
            return httpx.Response(self.statuses.pop(0), json={"error": {"message": "later"}})
        return httpx.Response(200, json={"text": "hi", "id": "file_1"})

    @property
    def parts(self) -> list[Part]:
        (request,) = self.requests
        return form_parts(request)

    @property
    def file(self) -> Part:
        (part,) = [part for part in self.parts if part.filename is not None]
        return part


async def transcribe(client: AnyClient, **given: Any) -> Any:
    return await finished(client.audio.transcriptions.create(model=MODEL, **given))


class PathLike:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __fspath__(self) -> str:
        return str(self._path)


def named_bytes_io(name: Any) -> io.BytesIO:
    made = io.BytesIO(SOUND)
    made.name = name
    return made


def spooled(_: Path) -> Any:
    made = tempfile.SpooledTemporaryFile()  # noqa: SIM115 - in memory, and closed with the test
    made.write(SOUND)
    made.seek(0)
    return made


def unnamed_file(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_RDONLY), "rb")  # its `name` is a file descriptor


WAV = ("audio/x-wav", "audio/wav", "audio/vnd.wave")  # depends on the system


ANY = ("application/octet-stream",)


FILES: dict[str, tuple[Callable[[Path], Any], str, tuple[str, ...]]] = {
    "bytes": (lambda _: SOUND, "upload", ANY),
    "bytearray": (lambda _: bytearray(SOUND), "upload", ANY),
    "path": (lambda path: path, "two words.wav", WAV),
    "open file": (lambda path: path.open("rb"), "two words.wav", WAV),
    "unbuffered file": (lambda path: path.open("rb", buffering=0), "two words.wav", WAV),
    "file without a name": (unnamed_file, "upload", ANY),
    "spooled file": (spooled, "upload", ANY),
    "BytesIO": (lambda _: io.BytesIO(SOUND), "upload", ANY),
    "BytesIO with a name": (lambda _: named_bytes_io("a.wav"), "a.wav", WAV),
    "BytesIO with a path for a name": (lambda _: named_bytes_io("/tmp/x/a.wav"), "a.wav", WAV),
    "(name, bytes)": (lambda _: ("b.wav", SOUND), "b.wav", WAV),
    "(name, path)": (lambda path: ("b.mp3", path), "b.mp3", ("audio/mpeg",)),
    "(name, open file)": (lambda path: ("b.mp3", path.open("rb")), "b.mp3", ("audio/mpeg",)),
    "(None, path)": (lambda path: (None, path), "two words.wav", WAV),
    "(None, bytes)": (lambda _: (None, SOUND), "upload", ANY),
    "(name, bytes, type)": (lambda _: ("c.wav", SOUND, "audio/made-up"), "c.wav", ("audio/made-up",)),
    "(name, path, type)": (lambda path: ("c", path, "audio/made-up"), "c", ("audio/made-up",)),
    "(name, BytesIO, type, headers)": (
        lambda _: ("d.wav", io.BytesIO(SOUND), "audio/made-up", {"X-Part": "1"}),
        "d.wav",
        ("audio/made-up",),
    ),
    "file_from_path": (file_from_path, "two words.wav", WAV),
}


def close(file: Any) -> None:
    for one in file if isinstance(file, tuple) else (file,):
        if hasattr(one, "close"):
            one.close()
