"""A lock that is free in a forked child, which does not have the thread that holds it. `LocalServer` renews them."""

from __future__ import annotations

import threading
import weakref


class Lock:
    """A `threading.Lock` for a `with` statement, which `renew_all` makes anew."""

    def __init__(self) -> None:
        self.renew()
        _all.add(self)

    def renew(self) -> None:
        """Make the lock anew."""
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *exc_info: object) -> None:
        self._lock.release()


_all: weakref.WeakSet[Lock] = weakref.WeakSet()


def renew_all() -> None:
    """Make all locks anew: in a forked child."""
    for one in list(_all):
        one.renew()
