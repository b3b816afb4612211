"""Split recordings that exceed the limit of the API. ffmpeg converts other formats to WAV."""

from __future__ import annotations

import array
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from .progress import progress
from .wav import NotWavError, read_wav

# https://console.groq.com/docs/speech-to-text: attached files have at most 25 MB.
MAX_BYTES = 25 * 1024 * 1024
_HEADER_BYTES = 1024  # more than the header of a part
# Silence is searched for in the last seconds that fit, in windows of a word's length.
_SEARCHED_SECONDS = 10
_WINDOWS_PER_SECOND = 20
# The sample rate of the models. An hour has 115 MB.
_FFMPEG_ARGUMENTS = ("-vn", "-ac", "1", "-ar", "16000", "-c:a", "pcm_s16le")


class RecordingPart(NamedTuple):
    """A part of a recording: file name, content, and its start and end in seconds."""

    name: str
    content: bytes
    start: float
    end: float


class Parts:
    """The parts of a WAV file, split at quiet places."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        self._wav = read_wav(path)
        self._most = max(1, (MAX_BYTES - _HEADER_BYTES) // self._wav.frame_bytes)

    @property
    def seconds(self) -> float:
        """The length of the recording."""
        return self._wav.seconds

    def __iter__(self) -> Iterator[RecordingPart]:
        wav, stem = self._wav, Path(self._name).stem
        start, number = 0, 1
        with self._path.open("rb") as source:
            while start < wav.frames:
                source.seek(wav.offset + start * wav.frame_bytes)
                data = source.read(min(self._most, wav.frames - start) * wav.frame_bytes)
                frames = len(data) // wav.frame_bytes
                if frames == 0:
                    raise click.ClickException("expected the rest of the file, which has become shorter meanwhile")
                if start + frames < wav.frames:
                    frames = self._quiet_frame(data, frames)
                end = start + frames
                content = wav.file_of(data[: frames * wav.frame_bytes])
                yield RecordingPart(f"{stem}-{number}.wav", content, start / wav.rate, end / wav.rate)
                start, number = end, number + 1

    def _quiet_frame(self, data: bytes, frames: int) -> int:
        """Return the middle of the quietest window near the end."""
        wav, size = self._wav, self._wav.frame_bytes
        window = max(1, wav.rate // _WINDOWS_PER_SECOND)
        first = max(frames - wav.rate * _SEARCHED_SECONDS, frames // 2)
        starts = range(first, frames - window + 1, window)
        if not starts:
            return frames
        windows = ((at, data[at * size : (at + window) * size]) for at in starts)
        loudness = {at: loudness_of(samples, wav.width, is_float=wav.is_float) for at, samples in windows}
        least = min(loudness.values())
        quiet = max(at for at, loud in loudness.items() if loud == least)  # the last one makes the fewest parts
        return quiet + window // 2


def loudness_of(data: bytes, width: int, *, is_float: bool = False) -> int:
    """Return the sum of the absolute values of samples, by their two highest bytes. `width` is their size in bytes.

    Without the sign bit, the first two bytes of floats have the order of their absolute values.
    """
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
    return sum(sample & 0x7FFF for sample in samples) if is_float else sum(map(abs, samples))


@contextmanager
def in_parts(path: Path) -> Generator[Parts | None]:
    """Yield the parts of a file, or `None` if it can be sent unchanged.

    Raises:
        click.ClickException: It is too large and not an uncompressed WAV file, and ffmpeg is missing or fails.
    """
    if path.stat().st_size <= MAX_BYTES:
        yield None
        return
    try:
        parts = Parts(path, path.name)
    except NotWavError:
        with TemporaryDirectory() as folder:
            yield Parts(_converted(path, Path(folder)), path.name)
        return
    yield parts


def _converted(path: Path, folder: Path) -> Path:
    ffmpeg = shutil.which("ffmpeg")
    limit = f"{path}: larger than {MAX_BYTES >> 20} MB, the most that the API takes"
    if ffmpeg is None:
        raise click.ClickException(
            f"{limit}. Only uncompressed WAV files are split here; install ffmpeg to split others"
        )
    target = folder / "recording.wav"
    command = [ffmpeg, "-nostdin", "-v", "error", "-i", str(path.resolve()), *_FFMPEG_ARGUMENTS, str(target)]
    with progress(f"{path.name}: convert"):
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["it failed"]
        raise click.ClickException(f"{limit}, and ffmpeg cannot read it: {words[-1]}")
    return target
