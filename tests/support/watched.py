"""Await a coroutine and cancel it at a chosen suspension point, on every event loop."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from typing import Any


class Watched:
    """Awaits a coroutine and cancels it at one of its suspension points, counted from 1.

    Args:
        coroutine: The coroutine.
        place: Where to cancel it.
        cancel: Called just before that point, with the object that the event loop waits for.
    """

    def __init__(self, coroutine: Coroutine[Any, Any, None], place: int, cancel: Callable[[Any], object]) -> None:
        self._coroutine = coroutine
        self._place = place
        self._cancel = cancel
        self.waits = 0

    def __await__(self) -> Generator[Any, Any, None]:
        step, argument = self._coroutine.send, None
        while True:
            try:
                wanted = step(argument)
            except StopIteration:
                return
            self.waits += 1
            if self.waits == self._place:
                self._cancel(wanted)
            try:
                step, argument = self._coroutine.send, (yield wanted)
            except BaseException as err:
                step, argument = self._coroutine.throw, err
