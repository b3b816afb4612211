"""Waits before forks: a child would inherit the locks of other threads, such as those of importlib and of Rust."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

_MAX_DELAY = 3.0  # seconds


def forks_wait_while(is_busy: Callable[[], bool]) -> None:
    """Make every fork wait while this function returns true, but only a few seconds."""

    def wait() -> None:
        until = time.monotonic() + _MAX_DELAY
        while is_busy() and time.monotonic() < until:
            time.sleep(0.001)

    if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
        os.register_at_fork(before=wait)
