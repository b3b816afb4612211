"""Display of an answer while it arrives: as plain text, or as markdown in a terminal."""

from __future__ import annotations

import re
import signal
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from itertools import pairwise
from time import monotonic
from typing import TYPE_CHECKING, Protocol

import click

from .output import clean, is_rich

if TYPE_CHECKING:
    from rich.console import Console

_LEFT_OF_WINDOW = 1  # columns; a full line would make the terminal scroll
_INTERVAL = 1 / 30
# The maximum share of time for drawing, which is slow for long blocks and must not delay the stream.
_MAX_DRAWING_SHARE = 1 / 5
_EMPTY = re.compile(r"(?: |\x1b\[[\d;]*m)*")


class Display(Protocol):
    """Protocol of displays, which show one answer after the other."""

    def add(self, text: str) -> None:
        """Show more text of the answer."""
        ...

    def status(self, text: str) -> None:
        """Show a status until there is text."""
        ...

    def note(self, text: str) -> None:
        """Show a remark between texts, such as a call of a function."""
        ...

    def end(self) -> None:
        """Finish the answer, complete or not."""
        ...


def display_for(*, plain: bool = False) -> Display:
    """Return the display for the standard output."""
    if plain or not is_rich(sys.stdout):
        return PlainDisplay()
    from rich.console import Console  # imported here, as all of rich: makes the start faster

    console = Console(highlight=False)
    return PlainDisplay() if console.legacy_windows else MarkdownDisplay(console)


class SilentDisplay:
    """Display that shows nothing, for answers that are printed as JSON."""

    def add(self, text: str) -> None:
        """Show nothing."""

    def status(self, text: str) -> None:
        """Show nothing."""

    def note(self, text: str) -> None:
        """Show nothing."""

    def end(self) -> None:
        """Show nothing."""


class PlainDisplay:
    """Display that writes the text as it arrives. Remarks go to the standard error if that is a terminal."""

    def __init__(self) -> None:
        self._is_line_open = False

    def add(self, text: str) -> None:
        """Write more text of the answer."""
        text = clean(text)
        if text:
            click.echo(text, nl=False)
            self._is_line_open = not text.endswith("\n")

    def status(self, text: str) -> None:
        """Show nothing, because it could not be removed."""

    def note(self, text: str) -> None:
        """Write a remark."""
        if sys.stderr.isatty():
            self.end()
            click.echo(clean(text), err=True)

    def end(self) -> None:
        """End the last line."""
        if self._is_line_open:
            click.echo()
        self._is_line_open = False


class MarkdownDisplay:
    """Display that renders markdown as it arrives, without flicker: it rewrites only lines that changed.

    Complete blocks, such as paragraphs, are final. Only the last block, which still grows, is rendered again.
    """

    def __init__(self, console: Console) -> None:
        self._screen = Screen(console)
        self._text = ""
        self._is_first_block = True
        self._next_drawing = 0.0

    def add(self, text: str) -> None:
        """Show more text of the answer."""
        self._text += clean(text)
        if monotonic() >= self._next_drawing:
            with interrupts_deferred():
                self._draw()

    def status(self, text: str) -> None:
        """Show a dim line until text arrives."""
        with interrupts_deferred():
            self._show_dim(text)

    def note(self, text: str) -> None:
        """Show a dim line."""
        with interrupts_deferred():
            self._show_dim(text)
            self._keep()

    def end(self) -> None:
        """Finish the last block."""
        with interrupts_deferred():
            self._finish_block()
            self._screen.show([])
            self._is_first_block = True

    def _show_dim(self, text: str) -> None:
        from rich.text import Text

        self._finish_block()
        line = Text(clean(text), style="dim", no_wrap=True, overflow="ellipsis")
        self._screen.show(self._screen.rendered(line))

    def _draw(self) -> None:
        started = monotonic()
        *complete, self._text = blocks(self._text)
        for block in complete:
            self._show(block)
            self._keep()
        if self._text.strip():
            self._show(self._text, is_growing=True)
        ended = monotonic()
        self._next_drawing = ended + max(_INTERVAL, (ended - started) / _MAX_DRAWING_SHARE)

    def _finish_block(self) -> None:
        self._draw()
        text, self._text = self._text, ""
        if text.strip():
            self._show(text)
            self._keep()

    def _show(self, text: str, *, is_growing: bool = False) -> None:
        from rich.markdown import Markdown

        screen = self._screen
        lines = screen.rendered(Markdown(text.strip("\n"), hyperlinks=False))
        if not self._is_first_block:
            lines.insert(0, "")
        if is_growing and len(lines) > screen.height and is_table(text):
            lines = [*lines[: screen.height - 1], "..."]  # columns may still change; lines above the window cannot
        screen.show(lines)

    def _keep(self) -> None:
        self._screen.keep()
        self._is_first_block = False


@contextmanager
def interrupts_deferred() -> Generator[None]:
    """Defer the `KeyboardInterrupt` of Ctrl-C to the end of this block, so that the state of the screen is known."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    interrupts: list[int] = []
    previous = signal.signal(signal.SIGINT, lambda number, _frame: interrupts.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
    if interrupts:
        raise KeyboardInterrupt


class Screen:
    """The lines at the bottom of a terminal that may still change."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lines: list[str] = []
        self._width = console.width

    @property
    def height(self) -> int:
        """The number of lines that can be changed."""
        return max(1, self._console.height - _LEFT_OF_WINDOW)

    def rendered(self, renderable: object) -> list[str]:
        """Return the lines of a rich renderable, without empty ones at both ends."""
        with self._console.capture() as capture:
            self._console.print(renderable)
        lines = capture.get().splitlines()
        filled = [number for number, line in enumerate(lines) if not _EMPTY.fullmatch(line)]
        return lines[filled[0] : filled[-1] + 1] if filled else []

    def show(self, lines: list[str]) -> None:
        """Show these lines, and write only those that changed."""
        if self._console.width != self._width:  # the terminal has wrapped the lines again
            self._width = self._console.width
            self.keep()
        old = self._lines
        first = next((at for at, pair in enumerate(zip(old, lines, strict=False)) if pair[0] != pair[1]), None)
        first = min(len(old), len(lines)) if first is None else first
        first = max(first, len(old) - self.height)  # lines above the top of the window cannot be changed
        up = len(old) - first
        written = (f"\x1b[{up}A" if up else "") + "\r"
        written += "".join(f"\x1b[K{line}\n" for line in lines[first:])
        left = len(old) - len(lines)
        if left > 0:
            written += "\x1b[K\n" * left + f"\x1b[{left}A"
        if up or lines[first:]:
            self._write(written)
        self._lines = lines

    def keep(self) -> None:
        """Make the lines final."""
        self._lines = []

    def _write(self, text: str) -> None:
        self._console.file.write(text)
        self._console.file.flush()


def blocks(text: str) -> list[str]:
    """Return the blocks of a markdown text, such as paragraphs. All except the last one are final."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    starts = [0, *[line for line, _ in _block_starts(text)[1:]], len(lines)]
    return ["".join(lines[start:end]) for start, end in pairwise(starts)]


def is_table(text: str) -> bool:
    """Return whether a markdown text ends with a table."""
    starts = _block_starts(text)
    return bool(starts) and starts[-1][1] == "table_open"


def _block_starts(text: str) -> list[tuple[int, str]]:
    """Return the first line and the type of each block."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt().enable("strikethrough").enable("table").parse(text)
    return [(token.map[0], token.type) for token in tokens if token.level == 0 and token.map and token.nesting >= 0]
