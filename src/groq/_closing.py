"""Closing what was dropped unclosed, in a task of the event loop that runs. For finalisers."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable
from typing import Any

_tasks: set[asyncio.Task[None]] = set()  # the loop itself holds tasks weakly


def close_soon(close: Callable[[], Awaitable[object]]) -> None:
    """Call and await `close` in a task of its own; where no event loop runs, nothing is done."""
    with contextlib.suppress(Exception):  # no loop runs here, or the interpreter is going down
        trio: Any = sys.modules.get("trio")
        if trio is not None and trio.lowlevel.in_trio_run():
            trio.lowlevel.spawn_system_task(_close, close)
            return
        loop = asyncio.get_running_loop()
        _tasks.add(task := loop.create_task(_close(close)))
        task.add_done_callback(_tasks.discard)


async def _close(close: Callable[[], Awaitable[object]]) -> None:
    with contextlib.suppress(Exception):  # its connection may belong to a loop that is closed
        await close()
