"""`groq transcribe` and `groq translate`: recordings → text, JSON or subtitles."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .base import PATH, TEXT, Command, State, model_option
from .clients import open_client
from .errors import INTERRUPTED, report
from .output import InputError, json_text, note, say
from .progress import progress
from .recording_parts import Parts, RecordingPart, in_parts
from .subtitles import clock
from .transcripts import FORMATS, Transcript
from .wav import NotWavError, read_wav

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
                help="Format of the output. Default: by the extension of the output, or text.",
            ),
            click.option("--json", "as_json", is_flag=True, help="The same as --format json."),
            click.option(
                "-o", "--output", type=PATH, metavar="PATH", help="File to write, or a folder for one file each."
            ),
            click.option("--prompt", type=TEXT, metavar="TEXT", help="Text that guides style and spelling of names."),
            click.option("--temperature", type=click.FloatRange(0, 1), metavar="0-1", help="Sampling temperature."),
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
    files: tuple[str, ...], format_: str | None, output: str | None, language: str | None, words: bool, **params: Any
) -> None:
    """Transcribe recordings. They are files or URLs; large files are sent in parts."""
    params["language"] = language
    if words:
        params["timestamp_granularities"] = ["segment", "word"]
    _run(files, format_, output, params, "transcriptions")


@click.command(cls=Command)
@_options
@model_option("whisper-large-v3")
def translate(files: tuple[str, ...], format_: str | None, output: str | None, **params: Any) -> None:
    """Translate recordings into English. They are files or URLs; large files are sent in parts."""
    _run(files, format_, output, params, "translations")


def _run(
    files: tuple[str, ...], format_: str | None, output: str | None, params: dict[str, Any], resource: str
) -> None:
    output = None if output == "-" else output
    folder = _folder(files, format_, output)
    format_ = "json" if params.pop("as_json") else format_ or _format_of(output, folder)
    if format_ != "json" and "timestamp_granularities" in params:
        raise click.UsageError("expected --json with --words: only the JSON has the times of words")
    _check_inputs(files)
    targets = _targets(files, format_, output, folder)
    _check_outputs(files, targets)
    if folder is None and output is not None and not Path(output).parent.is_dir():
        raise InputError(f"expected an existing folder for the output, got {output}")
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    sent = {name: value for name, value in params.items() if value is not None} | {"response_format": "verbose_json"}
    with open_client() as client:
        sys.exit(_transcribe_all(files, targets, format_, lambda transcript: _fill(transcript, client, sent, resource)))


def _transcribe_all(
    files: tuple[str, ...], targets: list[Path | None], format_: str, fill: Callable[[Transcript], None]
) -> int:
    """Write a transcript for each file, incomplete for a failed one; return the exit status."""
    from .. import AuthenticationError  # imported here: makes the start faster

    is_list = format_ == "json" and len(files) > 1 and targets[0] is None
    found: list[Transcript] = []
    status = 0
    for file, target in zip(files, targets, strict=True):
        transcript = Transcript(file)
        error: BaseException | None = None
        try:
            fill(transcript)
        except (Exception, KeyboardInterrupt) as err:
            error = err
        if transcript.texts:
            found.append(transcript)
            if not is_list:
                _put(transcript.formatted(format_), _partial(target) if transcript.is_partial else target)
        if error is not None:
            status = max(status, _report(error, transcript))
            if status == INTERRUPTED or isinstance(error, AuthenticationError):  # the others would fail, too
                break
    if is_list and found:
        _put(json_text([transcript.as_dict() for transcript in found]), None)
    return status


def _report(error: BaseException, transcript: Transcript) -> int:
    """Print an error, and which part of the transcript is missing; return the exit status."""
    where, start = transcript.file, transcript.missing_from
    if start is not None:
        where = f"{where}, part {len(transcript.texts) + 1}, from {clock(start)}"
        if transcript.texts:
            note(f"{transcript.file}: incomplete, the text from {clock(start)} on is missing")
    return report(error, click.get_current_context().ensure_object(State), where)


def _partial(target: Path | None) -> Path | None:
    """Return the file name for an incomplete transcript, different from that of a complete one."""
    return target and target.with_name(f"{target.name}.partial")


def _format_of(output: str | None, folder: Path | None) -> str:
    """Return the format for the extension of an output."""
    ending = Path(output).suffix.lower() if output is not None and folder is None else ""
    return next((name for name, known in FORMATS.items() if ending == f".{known}"), "text")


def _targets(files: tuple[str, ...], format_: str, output: str | None, folder: Path | None) -> list[Path | None]:
    """Return the file to write for each input, `None` for the standard output."""
    if folder is not None:
        return [folder / f"{_stem(file)}.{FORMATS[format_]}" for file in files]
    return [Path(output) if output is not None else None for _ in files]


def _folder(files: tuple[str, ...], format_: str | None, output: str | None) -> Path | None:
    """Return the folder for one output file for each input, which need not exist yet; `None` for a single output."""
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
    """Raise `InputError` for a file that is missing or unusable, and warn of truncated ones."""
    for file in files:
        if file == "-":
            raise InputError("expected files or URLs, got - for the standard input; write it to a file first")
        if not is_url(file):
            _check_input(Path(file))


def _check_input(path: Path) -> None:
    if not path.exists():
        raise InputError(f"no such file: {path}")
    if not path.is_file():
        raise InputError(f"expected a file, got {'a folder' if path.is_dir() else 'a pipe or a device'}: {path}")
    if path.stat().st_size == 0:
        raise InputError(f"expected a recording, got an empty file: {path}")
    try:
        wav = read_wav(path)
    except NotWavError:
        return
    except OSError as err:
        raise InputError(f"cannot read {path}: {err.strerror}") from err
    if wav.frames == 0:
        raise InputError(f"expected a recording, got a WAV file without samples: {path}")
    if wav.missing_frames:
        promised = clock(wav.promised_seconds)
        note(f"{path} is truncated: it ends at {clock(wav.seconds)}, its header promises {promised}")


def _check_outputs(files: tuple[str, ...], targets: list[Path | None]) -> None:
    """Raise `InputError` if an output would overwrite another one, or an input."""
    inputs = [Path(file) for file in files if not is_url(file)]
    names: dict[str, str] = {}
    for file, target in zip(files, targets, strict=True):
        if target is None:
            continue
        name = os.path.normcase(target)
        if name in names:
            raise InputError(f"{names[name]} and {file} would both be written to {target}; use a folder for each")
        names[name] = file
        if target.exists() and any(target.samefile(one) for one in inputs):
            raise InputError(f"{target} is an input, and would be overwritten; choose another --output")


def _stem(file: str) -> str:
    return Path(file.partition("?")[0] if is_url(file) else file).stem


def _put(text: str, target: Path | None) -> None:
    if target is None:
        say(text.removesuffix("\n"))
        return
    target.write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8")
    note(f"{target} written")


def _fill(transcript: Transcript, client: Groq, params: dict[str, Any], resource: str) -> None:
    """Transcribe a recording. After an exception, the transcript has the finished parts."""
    create: Callable[..., Any] = getattr(client.audio, resource).create
    if is_url(transcript.file):
        with progress(transcript.file):
            transcript.add(create(url=transcript.file, **params), 0.0)
        return
    path = Path(transcript.file)
    with in_parts(path) as parts:
        if parts is None:
            with progress(path.name):
                transcript.add(create(file=path, **params), 0.0)
        else:
            _add_parts(transcript, path, parts, lambda part: create(file=(part.name, part.content), **params))


def _add_parts(transcript: Transcript, path: Path, parts: Parts, send: Callable[[RecordingPart], Any]) -> None:
    minutes = parts.seconds / 60
    transcript.missing_from = 0.0
    with progress(f"{path.name}: {minutes:.0f} min", parts.seconds, unit="s") as update:
        for part in parts:
            update(part.start, None)
            transcript.add(send(part), part.start)
            transcript.missing_from = part.end
    transcript.missing_from = None
    transcript.duration = parts.seconds


def is_url(text: str) -> bool:
    """Return whether a recording is a URL, which the API fetches."""
    return text.startswith(("http://", "https://"))
