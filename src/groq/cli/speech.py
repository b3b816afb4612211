"""`groq speak`: text → audio."""

from __future__ import annotations

import io
import re
import sys
import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .ask import read_stdin
from .base import PATH, TEXT, Command, json_option, model_option
from .clients import open_client
from .output import note, say_json
from .progress import progress

if TYPE_CHECKING:
    from .. import Groq

_ORPHEUS = "orpheus"
_MAX_CHARACTERS = 200  # the limit of these models for a request
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+|\n+")
_FORMATS = ("wav", "mp3", "flac", "ogg", "mulaw")


@click.command(cls=Command)
@click.argument("text", nargs=-1, type=TEXT)
@click.option("-o", "--output", type=PATH, metavar="FILE", help="File to write; - is the standard output.")
@model_option("canopylabs/orpheus-v1-english", "canopylabs/orpheus-arabic-saudi")
@click.option("--voice", default="autumn", show_default=True, metavar="NAME", help="Voice; they depend on the model.")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    metavar="|".join(_FORMATS),
    default="wav",
    show_default=True,
    help="Format of the audio; orpheus models have wav only.",
)
@click.option("--speed", type=click.FloatRange(0.5, 5), metavar="0.5-5", help="How fast to speak.")
@json_option
def speak(
    text: tuple[str, ...],
    output: str | None,
    model: str,
    voice: str,
    format_: str,
    speed: float | None,
    as_json: bool,
) -> None:
    """Speak a text. Without arguments, the standard input: `groq speak "Hello" -o hello.wav`."""
    spoken = (" ".join(text) if text else read_stdin()).strip()
    if not spoken:
        raise click.UsageError("expected a text, as an argument or on the standard input")
    if output in (None, "-") and (as_json or sys.stdout.isatty()):
        raise click.UsageError("expected a file for the audio: --output FILE")
    params: dict[str, Any] = {"model": model, "voice": voice, "response_format": format_}
    if speed is not None:
        params["speed"] = speed
    with open_client() as client:
        audio = _speak(client, spoken, params)
    if output in (None, "-"):
        sys.stdout.buffer.write(audio)
        return
    Path(output).write_bytes(audio)
    if as_json:
        say_json({"file": output, "bytes": len(audio), "model": model, "voice": voice, "format": format_})
    else:
        note(f"{output} written")


def _speak(client: Groq, text: str, params: dict[str, Any]) -> bytes:
    pieces = text_pieces(text, _MAX_CHARACTERS) if _ORPHEUS in params["model"] else [text]
    audio: list[bytes] = []
    with progress("speech", len(pieces)) as update:
        for piece in pieces:
            audio.append(client.audio.speech.create(input=piece, **params).content)
            update(len(audio), None)
    return audio[0] if len(audio) == 1 else joined(audio)


def text_pieces(text: str, most: int) -> list[str]:
    """Split a text into pieces of at most `most` characters, preferably between sentences, else between words."""
    pieces: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        sentence = sentence.strip()
        if pieces and len(pieces[-1]) + 1 + len(sentence) <= most:
            pieces[-1] = f"{pieces[-1]} {sentence}"
            continue
        while len(sentence) > most:
            at = sentence.rfind(" ", 0, most + 1)
            at = at if at > 0 else most
            pieces.append(sentence[:at].strip())
            sentence = sentence[at:].strip()
        if sentence:
            pieces.append(sentence)
    return pieces


def joined(recordings: list[bytes]) -> bytes:
    """Join WAV files."""
    file = io.BytesIO()
    with wave.open(file, "wb") as target:
        for number, recording in enumerate(recordings):
            with wave.open(io.BytesIO(recording), "rb") as source:
                if number == 0:
                    target.setnchannels(source.getnchannels())
                    target.setsampwidth(source.getsampwidth())
                    target.setframerate(source.getframerate())
                target.writeframes(source.readframes(source.getnframes()))
    return file.getvalue()
