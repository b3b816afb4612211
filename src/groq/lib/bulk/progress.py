"""Progress of a run: a bar on terminals and in notebooks, lines elsewhere, or a function of the caller."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Generator
from importlib import import_module
from typing import Any, TextIO, TypeAlias

from .summary import BulkSummary

Reporter: TypeAlias = Callable[[BulkSummary], object]
Progress: TypeAlias = Reporter | bool | None

_INTERVAL = 15.0  # seconds between two lines


@contextlib.contextmanager
def reporting(progress: Progress, file: TextIO | None = None) -> Generator[Reporter]:
    """Return a function that reports the progress of a run.

    Args:
        progress: A function, whether to show it, or `None` to show it on terminals and in notebooks only.
        file: The file to write to. Default: stderr.
    """
    stream: TextIO | None = file or sys.stderr  # None in programs without a console
    has_bar = stream is not None and (stream.isatty() or in_notebook())
    if callable(progress):
        yield progress
    elif stream is None or progress is False or (progress is None and not has_bar):
        yield _nothing
    else:
        shown = (_bar(stream) if has_bar else None) or ProgressLines(stream)
        try:
            yield shown
        finally:
            shown.close()


def in_notebook() -> bool:
    """Return whether this code runs in a notebook."""
    ipython: Any = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return shell is not None and "IPKernelApp" in shell.config


class ProgressLines:
    """Reporter that writes a line every 15 seconds, and one at the end."""

    def __init__(self, file: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._file = file
        self._clock = clock
        self._next = clock() + _INTERVAL
        self._newest: BulkSummary | None = None

    def __call__(self, summary: BulkSummary) -> None:
        self._newest = summary
        if self._clock() >= self._next:
            self._next = self._clock() + _INTERVAL
            self._write(summary)

    def close(self) -> None:
        """Write the last line."""
        if self._newest is not None:
            self._write(self._newest, self._newest.advice if self._newest.done == self._newest.total else "")

    def _write(self, summary: BulkSummary, advice: str = "") -> None:
        with contextlib.suppress(OSError, ValueError):  # a closed pipe or file does not end the run
            self._file.write("\n".join(filter(None, (describe(summary), advice))) + "\n")
            self._file.flush()


class _Bar:
    """Reporter that updates a bar of tqdm."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar
        self._advice = ""

    def __call__(self, summary: BulkSummary) -> None:
        bar = self._bar
        if bar.total != summary.total:
            bar.total, bar.initial = summary.total, summary.skipped
        bar.set_postfix_str(f"{summary.failed:,} failed, {summary.tokens:,} tokens", refresh=False)
        bar.update(summary.done - bar.n)
        self._advice = summary.advice if summary.done == summary.total else ""

    def close(self) -> None:
        self._bar.close()
        if self._advice:
            self._bar.write(self._advice, file=sys.stderr)


def _bar(file: TextIO) -> _Bar | None:
    """Return a bar; `None` if tqdm, or the widgets that it needs in a notebook, are missing."""
    try:
        tqdm: Any = import_module("tqdm.auto")
        return _Bar(tqdm.tqdm(total=0, unit=" requests", file=file))
    except ImportError:
        return None


def describe(summary: BulkSummary) -> str:
    """Return the progress of a run in one line."""
    share = f" ({summary.done / summary.total:.0%})" if summary.total else ""
    parts = [f"{summary.done:,} of {summary.total:,}{share}"]
    if summary.skipped:
        failed = f" ({summary.skipped_failed:,} failed)" if summary.skipped_failed else ""
        parts.append(f"{summary.skipped:,} from before{failed}")
    parts += [f"{summary.failed:,} failed", f"{summary.rate:.3g} per second", f"{summary.tokens:,} tokens"]
    if summary.seconds_left and summary.done < summary.total:
        parts.append(f"{duration(summary.seconds_left)} left")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """Return a duration as `1:02:03` or `2:03`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _nothing(_summary: BulkSummary) -> None: ...
