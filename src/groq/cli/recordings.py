"""Recordings that are larger than the API takes, in parts: WAV files by the standard library, others by ffmpeg."""

from __future__ import annotations

import array
import io
import shutil
import subprocess
import sys
import wave
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from .progress import progress

# https://console.groq.com/docs/speech-to-text: attached files have at most 25 MB.
MAX_BYTES = 25 * 1024 * 1024
_HEADER_BYTES = 1024  # more than the one that `wave` writes
# Silence is looked for in the last part of what fits, in windows of a word's length.
_SEARCHED_SECONDS = 10
_WINDOWS_PER_SECOND = 20
# The rate that the models work with. Of an hour, it makes 115 MB.
_FFMPEG_ARGUMENTS = ("-vn", "-ac", "1", "-ar", "16000", "-c:a", "pcm_s16le")


class Part(NamedTuple):
    """A part of a recording: the name and the content of a file, and when it begins, in seconds."""

    name: str
    content: bytes
    start: float


class Parts:
    """The parts of a WAV file, cut where it is most quiet."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        self._room = MAX_BYTES - _HEADER_BYTES
        with wave.open(str(path), "rb") as source:
            self._rate = source.getframerate()
            self._channels = source.getnchannels()
            self._width = source.getsampwidth()
            self.frames: int = source.getnframes()

    @property
    def seconds(self) -> float:
        """The length of the recording."""
        return self.frames / self._rate

    def __iter__(self) -> Iterator[Part]:
        frame_bytes = self._channels * self._width
        most = max(1, self._room // frame_bytes)
        start, number = 0, 1
        with wave.open(str(self._path), "rb") as source:
            while start < self.frames:
                source.setpos(start)
                data = source.readframes(min(most, self.frames - start))
                if not data:  # the header promises more than there is
                    return
                frames = len(data) // frame_bytes
                if start + frames < self.frames:
                    frames = self._quiet_frame(data, frames)
                stem = Path(self._name).stem
                content = self._wav(data[: frames * frame_bytes])
                yield Part(f"{stem}-{number}.wav", content, start / self._rate)
                start, number = start + frames, number + 1

    def _quiet_frame(self, data: bytes, frames: int) -> int:
        """Return the middle of the most quiet window near the end."""
        window = max(1, self._rate // _WINDOWS_PER_SECOND)
        first = max(frames - self._rate * _SEARCHED_SECONDS, frames // 2)
        starts = range(first, frames - window + 1, window)
        if not starts:
            return frames
        size = self._channels * self._width
        loudness = {at: loudness_of(data[at * size : (at + window) * size], self._width) for at in starts}
        least = min(loudness.values())
        quiet = max(at for at, loud in loudness.items() if loud == least)  # the last one makes the fewest parts
        return quiet + window // 2

    def _wav(self, data: bytes) -> bytes:
        file = io.BytesIO()
        with wave.open(file, "wb") as target:
            target.setnchannels(self._channels)
            target.setsampwidth(self._width)
            target.setframerate(self._rate)
            target.writeframes(data)
        return file.getvalue()


def loudness_of(data: bytes, width: int) -> int:
    """Return the sum of the absolute values of samples of so many bytes, of which the two highest count."""
    if width == 1:  # unsigned
        return sum(abs(sample - 128) for sample in data)
    if width > 2:
        highest = bytearray(2 * (len(data) // width))
        highest[0::2] = data[width - 2 :: width]
        highest[1::2] = data[width - 1 :: width]
        data = bytes(highest)
    samples = array.array("h", data)
    if sys.byteorder == "big":
        samples.byteswap()
    return sum(map(abs, samples))


@contextmanager
def in_parts(path: Path) -> Generator[Parts | None]:
    """Give the parts of a file, or `None` if it can be sent as it is.

    Raises:
        click.ClickException: It is too large and not a WAV file, and ffmpeg is not there or cannot read it.
    """
    if path.stat().st_size <= MAX_BYTES:
        yield None
        return
    try:
        parts = Parts(path, path.name)
    except (wave.Error, EOFError):  # not WAV, or compressed
        with TemporaryDirectory() as folder:
            yield Parts(_converted(path, Path(folder)), path.name)
        return
    yield parts


def _converted(path: Path, folder: Path) -> Path:
    ffmpeg = shutil.which("ffmpeg")
    limit = f"{path}: larger than {MAX_BYTES >> 20} MB, the most that the API takes"
    if ffmpeg is None:
        raise click.ClickException(f"{limit}. Only WAV files can be split here: install ffmpeg to split others")
    target = folder / "recording.wav"
    command = [ffmpeg, "-nostdin", "-v", "error", "-i", str(path.resolve()), *_FFMPEG_ARGUMENTS, str(target)]
    with progress(f"{path.name}: convert"):
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["it failed"]
        raise click.ClickException(f"{limit}, and ffmpeg cannot read it: {words[-1]}")
    return target
