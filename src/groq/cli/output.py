"""Output: text, JSON and tables on the standard output, remarks on the standard error."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import IO, Any, Protocol

import click

# A model's text must not control the terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_GAP = "  "


class InputError(click.ClickException):
    """The user's input is invalid in a way that `--help` does not explain."""

    exit_code = 2


class JsonObject(Protocol):
    """A model of the API."""

    def to_dict(self) -> dict[str, object]:
        """Return the model as the API sent it."""
        ...


def prepare_streams() -> None:
    """Make the standard streams replace characters that they cannot encode, make them blocking, reopen closed ones.

    The parent process may have made them non-blocking, as Node.js does: reads would end early, and writes fail.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115  # until the process ends
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # until the process ends
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # until the process ends
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):  # not a file, as in tests; not on Windows
            os.set_blocking(stream.fileno(), True)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and not is_utf8(stream):
            reconfigure(errors="replace")


def silence_stdout() -> None:
    """Redirect the standard output, so that flushing it at exit raises no further error."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # not a file, as in tests
        return


def is_utf8(stream: IO[str]) -> bool:
    """Return whether a stream can encode all characters."""
    return (getattr(stream, "encoding", None) or "").lower().replace("-", "") in ("utf8", "utf8sig")


def is_rich(stream: IO[str]) -> bool:
    """Return whether a stream supports colours and control codes."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return stream.isatty() and not plain


def decoded(text: str) -> str:
    """Return text of the command line as UTF-8, for locales in which Python could not decode it."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def clean(text: str) -> str:
    """Return text without control characters, except tabs and line ends."""
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """Return text on one line, without control characters."""
    return clean(" ".join(text.split()))


def say(text: str) -> None:
    """Print a line of text."""
    click.echo(clean(text))


def say_path(path: str) -> None:
    """Print the path of a file with its original bytes, so that a shell can pass it on."""
    from ..lib._text import is_unicode  # imported here: makes the start faster

    if is_unicode(path):
        say(path)
    else:
        click.echo(os.fsencode(path))


def note(text: str) -> None:
    """Print a line on the standard error."""
    click.echo(clean(text), err=True)


def json_text(value: Any, *, indent: int | None = 2) -> str:
    """Return JSON that the standard output can encode."""
    return json.dumps(value, indent=indent, ensure_ascii=not is_utf8(sys.stdout), default=_plain)


def say_json(value: Any, *, indent: int | None = 2) -> None:
    """Print a value, which may contain models, as JSON."""
    click.echo(json_text(value, indent=indent))


def _plain(value: JsonObject) -> dict[str, object]:
    return value.to_dict()


def say_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows in columns. A missing value is a dash."""
    lines = [list(head), *([clean("-" if value is None else str(value)) for value in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        say(_GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def size_of(number: int | None) -> str | None:
    """Return a size for display."""
    if number is None or number < 1000:
        return None if number is None else f"{number} B"
    power = 1 if number < 999_500 else 2 if number < 999_500_000 else 3
    return f"{number / 1000**power:.3g} {'kMG'[power - 1]}B"


def time_of(seconds: int | None) -> str | None:
    """Return a timestamp as local time for display."""
    import time  # imported here: makes the start faster

    return None if seconds is None else time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
