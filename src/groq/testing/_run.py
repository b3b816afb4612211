"""Run a program like a shell, including signals and the exit status. `__main__` starts the server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

# Signals that a terminal sends to each process in the foreground.
_TERMINAL_SIGNALS = ("SIGINT", "SIGQUIT", "SIGBREAK")
_FORWARDED = (*_TERMINAL_SIGNALS, "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2")


class ProgramError(Exception):
    """The program cannot be started; the message is one line."""


def command_of(words: Sequence[str]) -> list[str]:
    """Return the command for what follows the options: the arguments of `python`, or any command after `--`.

    Raises:
        ProgramError: There is no such script.
    """
    if words[0] == "--":
        if len(words) == 1:
            raise ProgramError("expected a command after '--'")
        return list(words[1:])
    script = words[0]
    if not script.startswith("-"):
        path = Path(script)
        if not script or not path.exists():
            found = " (a command follows --)" if script and shutil.which(script) else ""
            raise ProgramError(f"no such script: {script!r}{found}")
        if path.is_dir() and not (path / "__main__.py").exists():
            raise ProgramError(f"expected the path of a script, got that of a folder: {script!r}")
    return [sys.executable, *words]


def run(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run a command with additional environment variables. Return its exit status in the form of a shell.

    Signals are forwarded to the command. This process ends after it.

    Raises:
        ProgramError: The command cannot be started.
    """
    with _forwarding() as forward:
        try:
            process = subprocess.Popen(command, env={**os.environ, **env})
        except OSError as err:
            raise ProgramError(f"cannot run {command[0]!r}: {err.strerror or err}") from err
        forward.to(process)
        code = process.wait()
    # A shell reports death by signal N, which is -N here, as 128 + N.
    return code if code >= 0 else 128 - code


class _Forward:
    """A handler that forwards signals to a process, including those that arrive before it is started."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._early: list[int] = []

    def to(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        for number in self._early:
            process.send_signal(number)

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        if signal.Signals(number).name in _TERMINAL_SIGNALS and _is_foreground():
            return
        if self._process is None:
            self._early.append(number)
        else:
            self._process.send_signal(number)


@contextmanager
def _forwarding() -> Generator[_Forward]:
    """Forward signals in this block. Ignored signals stay ignored."""
    forward = _Forward()
    numbers = [getattr(signal, name) for name in _FORWARDED if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    heeded = {number: handler for number, handler in before.items() if handler not in (signal.SIG_IGN, None)}
    for number in heeded:
        signal.signal(number, forward)
    try:
        yield forward
    finally:
        for number, handler in heeded.items():
            signal.signal(number, handler)


def _is_foreground() -> bool:
    """Return whether a terminal sends the signals of its keys to this process and the program."""
    if os.name == "nt":
        return True  # A console sends Ctrl-C to each of its processes.
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
