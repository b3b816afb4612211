"""The event loop that runs here, and closing in a task of it what was dropped unclosed. For streams and finalisers."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

_tasks: set[asyncio.Task[None]] = set()  # the loop itself holds tasks weakly


def running_loop() -> asyncio.AbstractEventLoop | None:
    """The event loop of asyncio that runs in this thread; where nobody has imported asyncio, none does."""
    asyncio: Any = sys.modules.get("asyncio")
    loop: asyncio.AbstractEventLoop | None = None if asyncio is None else asyncio._get_running_loop()
    return loop


def close_soon(close: Callable[[], Awaitable[object]]) -> None:
    """Call and await `close` in a task of its own; where no event loop runs, nothing is done."""
    with contextlib.suppress(Exception):  # no loop runs here, or the interpreter is going down
        trio: Any = sys.modules.get("trio")
        if trio is not None and trio.lowlevel.in_trio_run():
            trio.lowlevel.current_task()  # raises where the run only begins: one more task would break it
            trio.lowlevel.spawn_system_task(_close, close)
            return
        loop = running_loop()
        if loop is not None:
            _tasks.add(task := loop.create_task(_close(close)))
            task.add_done_callback(_tasks.discard)


async def _close(close: Callable[[], Awaitable[object]]) -> None:
    with contextlib.suppress(Exception):  # its connection may belong to a loop that is closed
        await close()
