"""Files whose `read` returns less than the rest of the file."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest

from ...support.calls import AnyClient
from ...support.forms import form
from .uploads import SOUND, UploadWire, transcribe

pytestmark = pytest.mark.anyio


class Raw:
    """A raw stream without `seekable`: it returns what has arrived, `None` for nothing yet."""

    def __init__(self, *pieces: bytes | None) -> None:
        self._pieces = list(pieces)

    def read(self, _size: int = -1) -> bytes | None:
        return self._pieces.pop(0) if self._pieces else b""


class Seekable(io.BytesIO):
    """A seekable file that returns at most two bytes."""

    def read(self, _size: int | None = -1, /) -> bytes:
        return super().read(2)


class Pipe(Raw):
    def seekable(self) -> bool:
        return False


class Response:
    """A response, whose whole content is returned each time."""

    def read(self) -> bytes:
        return SOUND


def mock() -> Mock:
    file = Mock()
    file.read.return_value = SOUND
    return file


PIECES = [SOUND[position : position + 2] for position in range(0, len(SOUND), 2)]
FILES: dict[str, Callable[[], Any]] = {
    "raw": lambda: Raw(*PIECES),
    "pipe": lambda: Pipe(*PIECES),
    "seekable": lambda: Seekable(SOUND),
    "equal pieces": lambda: Raw(*[b"0"] * 4),
    "response": Response,
    "mock": mock,
}


@pytest.mark.parametrize("kind", FILES)
async def test_file_is_read_to_its_end(client: AnyClient, wire: UploadWire, kind: str) -> None:
    await transcribe(client, file=("a.wav", FILES[kind]()))
    sent = [value[1] for name, value in form(wire.requests[0]) if name == "file"]
    assert sent == [b"0000" if kind == "equal pieces" else SOUND]


@pytest.mark.parametrize("kind", [Raw, Pipe])
@pytest.mark.parametrize("pieces", [[None], [b"abc", None, b"def"]], ids=["first", "later"])
async def test_rejects_nonblocking_file_without_data(
    client: AnyClient, wire: UploadWire, kind: type[Raw], pieces: list[bytes | None]
) -> None:
    with pytest.raises(TypeError, match=r"file: expected read\(\) to return bytes, got NoneType. Make the file block"):
        await transcribe(client, file=kind(*pieces))
    assert wire.requests == []


async def test_rejects_endless_stream_without_seekable(
    client: AnyClient, wire: UploadWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groq._request.content._MAX_BYTES", 3 * 1024 * 1024)
    endless = Raw(*[bytes(1024 * 1024)] * 5)
    with pytest.raises(ValueError, match="file: expected a pipe of at most 3 MiB"):
        await transcribe(client, file=endless)
    assert endless.read() != b""
    assert wire.requests == []
