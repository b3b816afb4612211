"""Forks: a child inherits the locks that other threads hold, such as those of importlib and of Rust."""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

_MAX_DELAY = 3.0  # seconds


def forks_wait_while(is_busy: Callable[[], bool]) -> None:
    """Make every fork wait while this function returns true, but only a few seconds."""

    def wait() -> None:
        until = time.monotonic() + _MAX_DELAY
        while is_busy() and time.monotonic() < until:
            time.sleep(0.001)

    if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
        os.register_at_fork(before=wait)


if TYPE_CHECKING or sys.version_info >= (3, 12):
    cached_property = functools.cached_property
else:

    class cached_property(functools.cached_property):
        """`functools.cached_property` without its lock, which a fork could leave locked in the child."""

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            return self if instance is None else instance.__dict__.setdefault(self.attrname, self.func(instance))
