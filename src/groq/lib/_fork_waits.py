"""Use of C libraries with process-wide locks, such as SQLite, in processes that fork."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Generator

from .._utils._forks import POLL_INTERVAL, register_at_fork, wait_while

_MAX_DELAY = 10.0  # seconds; SQLite waits up to 5 s for the lock of another process

# Threads, by `threading.get_ident`. Without a lock, which a fork could leave locked, too.
_inside: set[int] = set()
_forking: set[int] = set()


@contextlib.contextmanager
def fork_waits() -> Generator[None]:
    """Make forks by other threads wait for the end of this block: the child would inherit the locks locked."""
    thread = threading.get_ident()
    if thread in _inside or thread in _forking:  # in a finalizer or a signal handler
        yield
        return
    try:
        _inside.add(thread)
        while _forking:  # read after the thread was added; `_before_fork` does both in the opposite order
            _inside.discard(thread)
            time.sleep(POLL_INTERVAL)
            _inside.add(thread)
        yield
    finally:
        _inside.discard(thread)


def _before_fork() -> None:
    thread = threading.get_ident()
    _forking.add(thread)
    wait_while(lambda: _inside - {thread}, _MAX_DELAY)


def _after_fork_in_parent() -> None:
    _forking.discard(threading.get_ident())


def _after_fork_in_child() -> None:
    _inside.intersection_update({threading.get_ident()})  # no other thread exists
    _forking.clear()


register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child)
