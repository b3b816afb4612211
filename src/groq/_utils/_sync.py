"""Bridges between blocking and async code."""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar, cast

_P = ParamSpec("_P")
_R = TypeVar("_R")
_CallableT = TypeVar("_CallableT", bound=Callable[..., object])


def asyncify(function: Callable[_P, _R]) -> Callable[_P, Awaitable[_R]]:
    """Run a blocking function in a worker thread, under asyncio or trio."""

    @functools.wraps(function)
    async def wrapper(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        import anyio.to_thread  # here, not above: it makes import fast

        return await anyio.to_thread.run_sync(functools.partial(function, *args, **kwargs))

    return wrapper


def sleep(seconds: float) -> None:
    """Sleep, in a thread."""
    time.sleep(seconds)


async def async_sleep(seconds: float) -> None:
    """Sleep, under asyncio or trio; for 0 seconds let other tasks run."""
    import sniffio  # here, because only async code needs it

    library: Any = sys.modules[sniffio.current_async_library()]  # anyio is slow to import, and not needed otherwise
    await library.sleep(seconds)


def lru_cache(*, maxsize: int | None = 128) -> Callable[[_CallableT], _CallableT]:
    """`functools.lru_cache` that keeps the signature for type checkers."""
    return cast("Callable[[_CallableT], _CallableT]", functools.lru_cache(maxsize=maxsize))  # same call signature
