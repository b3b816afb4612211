"""Uncompressed WAV files. `wave` of the standard library does not read floats and, before Python 3.12, most 24 bits."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_FORMAT = struct.Struct("<HHIIHH")
_SUBFORMAT = slice(24, 26)
_CHUNK = struct.Struct("<4sI")
# A program that writes to a pipe does not know the size: it writes 0, or nearly the maximum of 31 or 32 bits.
_MIN_UNKNOWN = 0x7FFF_0000


class NotWavError(Exception):
    """The file is not a WAV file, or a compressed one."""


@dataclass(frozen=True)
class Wav:
    """The format of a WAV file, and where its samples are. A frame has one sample of each channel."""

    format: bytes
    offset: int
    frames: int
    missing_frames: int
    rate: int
    frame_bytes: int
    width: int
    is_float: bool

    @property
    def seconds(self) -> float:
        """The length of the recording."""
        return self.frames / self.rate

    @property
    def promised_seconds(self) -> float:
        """The length according to the header, which exceeds `seconds` if the file is truncated."""
        return (self.frames + self.missing_frames) / self.rate

    def file_of(self, data: bytes) -> bytes:
        """Return a file of the same format with other samples."""
        padding = b"\0" * (len(data) % 2)
        return _chunk(b"RIFF", b"WAVE" + _chunk(b"fmt ", self.format) + _chunk(b"data", data) + padding)


def read_wav(path: Path) -> Wav:
    """Read the header of a file.

    Raises:
        NotWavError: It is not a WAV file, or a compressed one.
    """
    format_ = b""
    with path.open("rb") as file:
        riff = file.read(12)
        if (riff[:4], riff[8:]) != (b"RIFF", b"WAVE"):
            raise NotWavError
        while True:
            head = file.read(_CHUNK.size)
            if len(head) < _CHUNK.size:
                raise NotWavError
            name, size = _CHUNK.unpack(head)
            if name == b"data":
                return _wav(format_, file.tell(), size, path.stat().st_size - file.tell())
            content_end = file.tell() + size + size % 2
            if name == b"fmt ":
                format_ = file.read(min(size, 64))  # the longest known format has 40 bytes
            file.seek(content_end)


def _wav(format_: bytes, offset: int, promised: int, found: int) -> Wav:
    if len(format_) < _FORMAT.size:
        raise NotWavError
    tag, channels, rate, _, frame_bytes, bits = _FORMAT.unpack_from(format_)
    if tag == _EXTENSIBLE:
        tag = int.from_bytes(format_[_SUBFORMAT], "little")
    width = (bits + 7) // 8
    widths = {_PCM: (1, 2, 3, 4), _FLOAT: (4, 8)}.get(tag, ())
    if width not in widths or rate == 0 or channels == 0 or frame_bytes != channels * width:
        raise NotWavError
    if promised == 0 or promised >= _MIN_UNKNOWN:
        promised = found
    frames = min(promised, found) // frame_bytes
    return Wav(format_, offset, frames, promised // frame_bytes - frames, rate, frame_bytes, width, tag == _FLOAT)


def _chunk(name: bytes, content: bytes) -> bytes:
    return _CHUNK.pack(name, len(content)) + content
