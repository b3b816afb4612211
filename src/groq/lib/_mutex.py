"""A lock that is released in a forked child, where the thread that held it does not exist."""

from __future__ import annotations

import threading
import weakref

from typing_extensions import override

from .._utils._forks import after_fork_in_child


class Mutex:
    """A `threading.Lock` that a forked child replaces."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        _all.add(self)

    def acquire(self, *, blocking: bool = True) -> bool:
        """Acquire the lock; return whether it was acquired."""
        return self._lock.acquire(blocking)

    def release(self) -> None:
        """Release the lock, which a fork may have replaced since it was acquired."""
        if self._lock.locked():
            self._lock.release()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *exc_info: object) -> None:
        self.release()

    @override
    def __reduce__(self) -> tuple[type[Mutex], tuple[()]]:
        return type(self), ()  # a copy is not locked

    def renew(self) -> None:
        """Replace the lock."""
        self._lock = threading.Lock()


_all: weakref.WeakSet[Mutex] = weakref.WeakSet()


@after_fork_in_child
def _reset_after_fork() -> None:
    for one in list(_all):
        one.renew()
