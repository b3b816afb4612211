"""`groq transcribe` and `groq translate`: recordings → text, JSON or subtitles."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .base import PATH, TEXT, Command, model_option
from .clients import open_client
from .output import InputError, json_text, note, say
from .progress import progress
from .recordings import Part, Parts, in_parts
from .transcripts import FORMATS, Transcript

if TYPE_CHECKING:
    from .. import Groq

_F = TypeVar("_F", bound=Callable[..., Any])


def _options(function: _F) -> _F:
    for option in reversed(
        (
            click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILE..."),
            click.option(
                "-f",
                "--format",
                "format_",
                type=click.Choice([*FORMATS]),
                metavar="|".join(FORMATS),
                default="text",
                show_default=True,
                help="Format of the output.",
            ),
            click.option("--json", "as_json", is_flag=True, help="The same as --format json."),
            click.option(
                "-o", "--output", type=PATH, metavar="PATH", help="File to write, or a folder for one file each."
            ),
            click.option("--prompt", type=TEXT, metavar="TEXT", help="Shows the style and the spelling of names."),
            click.option(
                "--temperature", type=click.FloatRange(0, 1), metavar="0-1", help="How freely words are chosen."
            ),
        )
    ):
        function = option(function)
    return function


@click.command(cls=Command)
@_options
@model_option("whisper-large-v3-turbo", "whisper-large-v3")
@click.option("-l", "--language", metavar="CODE", help="Spoken language, such as en.")
@click.option("--words", is_flag=True, help="Add the time of each word to the JSON.")
def transcribe(
    files: tuple[str, ...], format_: str, output: str | None, language: str | None, words: bool, **params: Any
) -> None:
    """Transcribe recordings. They are files or URLs; large files are sent in parts."""
    params["language"] = language
    if words:
        params["timestamp_granularities"] = ["segment", "word"]
    _run(files, format_, output, params, "transcriptions")


@click.command(cls=Command)
@_options
@model_option("whisper-large-v3")
def translate(files: tuple[str, ...], format_: str, output: str | None, **params: Any) -> None:
    """Translate recordings into English. They are files or URLs; large files are sent in parts."""
    _run(files, format_, output, params, "translations")


def _run(files: tuple[str, ...], format_: str, output: str | None, params: dict[str, Any], resource: str) -> None:
    format_ = "json" if params.pop("as_json") else format_
    output = None if output == "-" else output
    folder = _folder(files, format_, output)
    _check_inputs(files)
    targets = [folder / f"{_stem(file)}.{FORMATS[format_]}" for file in files] if folder is not None else []
    _check_outputs(files, targets or ([] if output is None else [Path(output)]))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    params = {name: value for name, value in params.items() if value is not None}
    found: list[Transcript] = []
    with open_client() as client:
        for number, file in enumerate(files):
            transcript = _transcript(client, file, {**params, "response_format": "verbose_json"}, resource)
            if targets:
                _write(targets[number], transcript.formatted(format_))
            elif format_ != "json":
                _put(transcript.formatted(format_), output)
            found.append(transcript)
    if format_ == "json" and not targets:
        values = [transcript.as_dict() for transcript in found]
        _put(json_text(values[0] if len(values) == 1 else values), output)


def _folder(files: tuple[str, ...], format_: str, output: str | None) -> Path | None:
    """Return the folder for one file each, which need not exist yet; `None` if all of the output goes to one place."""
    path = Path(output) if output is not None else None
    ends_as_folder = output is not None and output.endswith(("/", os.sep))
    # With several files, a new path is a folder unless it looks like a file.
    is_new_folder = path is not None and len(files) > 1 and not path.exists() and not path.suffix
    if path is not None and (path.is_dir() or (not path.exists() and (ends_as_folder or is_new_folder))):
        return path
    if ends_as_folder:
        raise click.UsageError(f"expected a folder for the output, got a file: {output}")
    if len(files) > 1 and (output is not None or format_ in ("srt", "vtt")):
        raise click.UsageError("expected a folder for the output of several files: --output FOLDER/")
    return None


def _check_inputs(files: tuple[str, ...]) -> None:
    for file in files:
        if file == "-":
            raise InputError("expected files or URLs, got - for the standard input; write it to a file first")
        if not is_url(file) and not Path(file).is_file():
            raise InputError(f"no such file: {file}")


def _check_outputs(files: tuple[str, ...], targets: list[Path]) -> None:
    """Raise `InputError` if an output would overwrite another one, or an input."""
    inputs = [Path(file) for file in files if not is_url(file)]
    names: dict[str, str] = {}
    for file, target in zip(files, targets, strict=False):  # one target may be that of all files
        name = os.path.normcase(target)
        if name in names:
            raise InputError(f"{names[name]} and {file} would both be written to {target}; use a folder for each")
        names[name] = file
        if target.exists() and any(target.samefile(one) for one in inputs):
            raise InputError(f"{target} is an input, and would be overwritten; choose another --output")


def _stem(file: str) -> str:
    return Path(file.partition("?")[0] if is_url(file) else file).stem


def _put(text: str, output: str | None) -> None:
    if output is None:
        say(text.removesuffix("\n"))
    else:
        _write(Path(output), text)


def _write(path: Path, text: str) -> None:
    path.write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8")
    note(f"{path} written")


def _transcript(client: Groq, file: str, params: dict[str, Any], resource: str) -> Transcript:
    create: Callable[..., Any] = getattr(client.audio, resource).create
    transcript = Transcript(file)
    if is_url(file):
        with progress(file):
            transcript.add(create(url=file, **params), 0.0)
        return transcript
    path = Path(file)
    with in_parts(path) as parts:
        if parts is None:
            with progress(path.name):
                transcript.add(create(file=path, **params), 0.0)
        else:
            _add_parts(transcript, path, parts, lambda part: create(file=(part.name, part.content), **params))
    return transcript


def _add_parts(transcript: Transcript, path: Path, parts: Parts, send: Callable[[Part], Any]) -> None:
    minutes = parts.seconds / 60
    with progress(f"{path.name}: {minutes:.0f} min", parts.seconds) as update:
        for part in parts:
            update(part.start, None)
            transcript.add(send(part), part.start)
    transcript.duration = parts.seconds


def is_url(text: str) -> bool:
    """Return whether the service can fetch a recording by itself."""
    return text.startswith(("http://", "https://"))
