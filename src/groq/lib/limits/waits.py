"""Waits that another thread can interrupt, and calls into an event loop from other threads."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Generator
from typing import Any

import sniffio

_local = threading.local()


class CallCancelled(BaseException):
    """The result of a call is no longer wanted. Not an `Exception`, so that middleware lets it pass."""


class Waits:
    """The waits of a group of threads: for the rate limits, and before retries.

    Attributes:
        are_ended: `end` was called: the results are no longer wanted.
    """

    are_ended: bool

    def __init__(self) -> None:
        self._events: set[threading.Event] = set()
        self.are_ended = False

    def end(self) -> None:
        """End all waits, including later ones: they raise `CallCancelled`."""
        self.are_ended = True
        for event in list(self._events):  # an atomic copy; later waits check `are_ended`
            event.set()

    def wait(self, event: threading.Event, timeout: float | None = None) -> None:
        """Wait until the event is set, or for this many seconds."""
        self._events.add(event)
        if self.are_ended:
            event.set()
        try:
            event.wait(timeout)
        finally:
            self._events.discard(event)
        if self.are_ended:
            raise CallCancelled

    def sleep(self, seconds: float) -> None:
        """Wait for this many seconds."""
        self.wait(threading.Event(), seconds)

    @contextlib.contextmanager
    def of_this_thread(self) -> Generator[None]:
        """Let `end` interrupt the waits of this thread in this block."""
        _local.waits = self
        try:
            yield
        finally:
            _local.waits = None


def wait(event: threading.Event, timeout: float | None) -> None:
    """Wait until the event is set, or for this many seconds."""
    waits: Waits | None = getattr(_local, "waits", None)
    if waits is None:
        event.wait(timeout)
    else:
        waits.wait(event, timeout)


def sleep(seconds: float) -> None:
    """Wait for this many seconds."""
    waits: Waits | None = getattr(_local, "waits", None)
    if waits is None:
        time.sleep(seconds)
    else:
        waits.sleep(seconds)


def thread_safe(function: Callable[[], None]) -> Callable[[], bool]:
    """Return a function that schedules this one from any thread, and returns whether it will run.

    It runs in the event loop of this thread.
    """
    if sniffio.current_async_library() == "trio":
        trio: Any = sys.modules["trio"]
        schedule: Callable[..., Any] = trio.lowlevel.current_trio_token().run_sync_soon
    else:
        asyncio: Any = sys.modules["asyncio"]
        schedule = asyncio.get_running_loop().call_soon_threadsafe

    def call() -> bool:
        try:
            schedule(function)
        except RuntimeError:  # the event loop has ended
            return False
        return True

    return call
