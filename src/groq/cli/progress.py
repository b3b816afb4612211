"""Progress on the standard error, if it is a terminal that supports control codes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

from .output import clean, is_rich

_BAR_WIDTH = 30  # leaves room in 80 columns for the ^C that terminals print
# Called with the amount done, and the total if it is known.
Update = Callable[[float, float | None], None]


@contextmanager
def progress(what: str, total: float | None = None, *, in_bytes: bool = False, unit: str = "") -> Generator[Update]:
    """Show a bar while the block runs; without a total, it only pulses."""
    if not is_rich(sys.stderr):
        yield _ignore
        return
    from rich.console import Console  # imported here: makes the start faster
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    with_unit = TextColumn(f"{{task.completed:.0f}}/{{task.total:.0f}} {unit}")
    count = DownloadColumn() if in_bytes else with_unit if unit else MofNCompleteColumn()
    counts = [] if total is None and not in_bytes else [count]
    columns = (TextColumn("{task.description}", markup=False), BarColumn(_BAR_WIDTH), *counts, TimeElapsedColumn())
    left = [TimeRemainingColumn()] if counts else []
    with Progress(*columns, *left, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(clean(what), total=total)

        def update(done: float, new_total: float | None = None) -> None:
            shown.update(task, completed=done, total=total if new_total is None else new_total)

        yield update


def _ignore(_done: float, _total: float | None) -> None:
    return
