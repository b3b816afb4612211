"""Bridges between blocking and async code."""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


def asyncify(function: Callable[_P, _R]) -> Callable[_P, Awaitable[_R]]:
    """Return an async function that runs a blocking one in a worker thread, on asyncio or trio."""

    @functools.wraps(function)
    async def wrapper(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        import anyio.to_thread  # imported here: makes `import groq` fast

        return await anyio.to_thread.run_sync(functools.partial(function, *args, **kwargs))

    return wrapper


def sleep(seconds: float) -> None:
    """Sleep in the calling thread."""
    time.sleep(seconds)


async def async_sleep(seconds: float) -> None:
    """Sleep on asyncio or trio; 0 seconds yield to other tasks."""
    import sniffio  # imported here: only async code needs it

    library: Any = sys.modules[sniffio.current_async_library()]  # importing anyio for this would be slow
    await library.sleep(seconds)


def running_loop() -> Any:
    """Return asyncio's running event loop in this thread, or `None`. It does not import asyncio."""
    asyncio: Any = sys.modules.get("asyncio")
    try:
        return None if asyncio is None else asyncio.get_running_loop()
    except RuntimeError:
        return None
