"""Forks: a child inherits the locks that other threads hold, such as those of importlib and of Rust."""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

_FunctionT = TypeVar("_FunctionT", bound=Callable[[], Any])
_MAX_DELAY, POLL_INTERVAL = 3.0, 0.001  # seconds


def register_at_fork(**functions: Callable[[], object]) -> None:
    """Call `os.register_at_fork`, except on Windows, which has no fork."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(**functions)


def after_fork_in_child(function: _FunctionT) -> _FunctionT:
    """Decorate a function that is called in every forked child."""
    register_at_fork(after_in_child=function)
    return function


def forks_wait_while(is_busy: _FunctionT) -> _FunctionT:
    """Decorate a function: every fork waits while it returns true, but only a few seconds."""
    register_at_fork(before=lambda: wait_while(is_busy, _MAX_DELAY))
    return is_busy


def wait_while(is_busy: Callable[[], object], seconds: float) -> None:
    """Wait while a function returns a true value, at most some seconds. It takes no lock."""
    until = time.monotonic() + seconds
    while is_busy() and time.monotonic() < until:
        time.sleep(POLL_INTERVAL)


if TYPE_CHECKING or sys.version_info >= (3, 12):
    cached_property = functools.cached_property
else:

    class cached_property(functools.cached_property):
        """`functools.cached_property` without its lock, which a fork could leave locked in the child."""

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            return self if instance is None else instance.__dict__.setdefault(self.attrname, self.func(instance))
