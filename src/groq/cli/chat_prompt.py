"""The prompt of `groq chat`: lines of a terminal, with editing and history, or of a pipe."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click
from typing_extensions import Self

from .output import InputError, decoded, note

if TYPE_CHECKING:
    from ..lib.tools import ToolContext

_QUOTES = '"""'
_KEPT_LINES = 1_000


class Prompt:
    """Reader of messages. `"\""` at the beginning of a line starts and ends a message of several lines."""

    def __init__(self, *, keeps_history: bool = True) -> None:
        self.is_terminal: bool = sys.stdin.isatty() and sys.stdout.isatty()
        self._readline: Any = _readline() if self.is_terminal else None
        self._history = history_path() if keeps_history and self._readline is not None else None

    def __enter__(self) -> Self:
        if self._history is not None:
            with contextlib.suppress(OSError):
                self._readline.read_history_file(self._history)
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        path = self._history
        if path is None:
            return
        with contextlib.suppress(OSError):  # the home directory may be read-only
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            self._readline.set_history_length(_KEPT_LINES)
            self._readline.write_history_file(path)

    def read(self) -> str:
        """Return the next message.

        Raises:
            EOFError: The input has ended.
            KeyboardInterrupt: The user pressed Ctrl-C.
            InputError: A pipe ended within a message of several lines.
        """
        line = self._line("> ")
        if not line.strip().startswith(_QUOTES):
            return line
        text = line.strip()[len(_QUOTES) :]
        try:
            while not text.rstrip().endswith(_QUOTES):
                text += f"\n{self._line('. ')}"
        except EOFError:
            if self.is_terminal:
                raise
            raise InputError(f"expected {_QUOTES} after the last message, got the end of the input") from None
        return text.rstrip()[: -len(_QUOTES)].strip("\n")

    def _line(self, mark: str) -> str:
        if self.is_terminal:
            return decoded(input(mark))
        line = sys.stdin.buffer.readline()
        if not line:
            raise EOFError
        return line.decode("utf-8", "replace").rstrip("\r\n")


def ask_approval(call: ToolContext) -> bool:
    """Ask the user whether a function may be called."""
    arguments = ", ".join(f"{name}={value!r}" for name, value in call.arguments.items())
    note("")
    return click.confirm(f"Call {call.name}({arguments})?", err=True)


def history_path() -> Path | None:
    """Return the file with the prompt history; `None` without a home directory."""
    try:
        state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    except RuntimeError:  # without HOME, and the user has no entry in passwd, as in containers
        return None
    return Path(state) / "groq" / "chat_history"


def _readline() -> Any:
    try:
        return importlib.import_module("readline")  # importing it adds editing and history to `input`
    except ImportError:  # not on Windows
        return None
