"""Waiting for pyreqwest: for its coroutines within the timeouts of httpx, in a thread or a task, and for a place.

pyreqwest runs requests in a thread of its own and gives coroutines of asyncio. Tasks await them; a thread runs them
itself, so that it can stop waiting at any time.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import math
import queue
import threading
import time
import types
from asyncio.events import _get_running_loop, _set_running_loop  # pyright: ignore[reportPrivateUsage] # for event loops
from collections import deque
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator
from typing import Any

import httpx

from ._bounded_reads import seconds_left

# Seconds by which a limit on reading outlasts an equal one on connecting, so that the latter is the one reported.
_GRACE = 0.05


class Upload:
    """A body that is sent in pieces, and how far that is.

    Attributes:
        moved: When the last piece was taken, a time of `time.monotonic`; `None` before the first.
        is_sent: Whether all were.
    """

    def __init__(self, pieces: Any) -> None:
        self._pieces = pieces
        self.moved: float | None = None
        self.is_sent = False

    def stream(self) -> Any:
        """What pyreqwest iterates over: in its own thread, or in the event loop where that is the only way."""
        return self._each() if isinstance(self._pieces, Iterable) else self._async_each()

    def _each(self) -> Iterator[Any]:
        for piece in self._pieces:
            self.moved = time.monotonic()
            yield piece
        self._end()

    async def _async_each(self) -> AsyncIterator[Any]:
        async for piece in self._pieces:
            self.moved = time.monotonic()
            yield piece
        self._end()

    def _end(self) -> None:
        self.moved = time.monotonic()
        self.is_sent = True

    @property
    def phase(self) -> str:
        """The timeout that holds now."""
        if self.is_sent:
            return "read"
        return "connect" if self.moved is None else "write"


_TIMEOUTS: dict[str, type[httpx.TimeoutException]] = {
    "connect": httpx.ConnectTimeout,
    "write": httpx.WriteTimeout,
    "read": httpx.ReadTimeout,
}


class Stopped(Exception):
    """What was waited for was closed by somebody else."""


class Waiting:
    """A coroutine of pyreqwest, a time limit, and what waits for it: a thread or a task."""

    __slots__ = ("_coroutine", "_future", "_is_late", "_is_over", "_request", "_start", "_timer", "_upload", "_woken")

    def __init__(self, coroutine: Any, request: httpx.Request, upload: Upload | None = None) -> None:
        self._coroutine = coroutine
        self._request = request
        self._upload = upload
        self._start = 0.0  # until there is something to wait for
        self._woken: queue.SimpleQueue[Any] | None = None  # of a thread
        self._future: asyncio.Future[None] | None = None  # of a task
        self._timer: asyncio.TimerHandle | None = None
        self._is_over = False
        self._is_late = False

    def _phase(self) -> str:
        return "read" if self._upload is None else self._upload.phase

    def _left(self) -> float | None:
        """Seconds until it is over; `None` for no limit."""
        phases: dict[str, float | None] = self._request.extensions.get("timeout", {})
        seconds, since = phases.get(self._phase()), self._start
        if seconds is None:
            return None
        if self._upload is not None and self._upload.moved is not None:
            since = self._upload.moved
        elif seconds == phases.get("connect"):
            seconds += _GRACE
        return since + seconds - time.monotonic()

    def _look_in(self) -> float | None:
        """Seconds until it has to be looked whether it is over."""
        left = self._left()
        if self._upload is None or self._upload.is_sent:
            return left
        # Which timeout holds may change while nobody looks.
        phases: dict[str, float | None] = self._request.extensions.get("timeout", {})
        return min((one for one in (left, phases.get("write"), phases.get("read")) if one is not None), default=None)

    def _timeout(self) -> httpx.TimeoutException:
        phase = self._phase()
        return _TIMEOUTS[phase](f"The {phase} operation timed out", request=self._request)

    def stop(self) -> None:
        """End it from another thread or task."""
        self._is_over = True
        with contextlib.suppress(RuntimeError):  # it runs just now, and then sees that it is over
            self._coroutine.close()
        if self._woken is not None:
            self._woken.put(None)
        future = self._future
        if future is not None and not future.get_loop().is_closed():
            future.get_loop().call_soon_threadsafe(self._end_wait)

    def run(self) -> Any:
        """Wait in this thread.

        The coroutine asks the event loop for a future and calls it back when there is something new. So for as long as
        it runs it gets something that looks like a loop, made of C functions alone.
        """
        woken: queue.SimpleQueue[Any] = queue.SimpleQueue()
        loop: Any = types.SimpleNamespace(create_future=_new_future, call_soon_threadsafe=woken.put)
        self._woken = woken
        coroutine, send = self._coroutine, self._coroutine.send
        try:
            while not self._is_over:
                outer = _get_running_loop()
                _set_running_loop(loop)
                try:
                    is_pending = send(None)
                finally:
                    _set_running_loop(outer)
                if is_pending:
                    self._start = self._start or time.monotonic()
                    self._wait(woken)
        except StopIteration as done:
            return done.value
        except BaseException:
            coroutine.close()
            raise
        raise Stopped

    def _wait(self, woken: queue.SimpleQueue[Any]) -> None:
        limits = [one for one in (self._look_in(), seconds_left()) if one is not None]
        try:
            woken.get(timeout=max(min(limits), 0) if limits else None)
        except queue.Empty:
            limits = [one for one in (self._left(), seconds_left()) if one is not None]
            if limits and min(limits) <= 0:
                raise self._timeout() from None

    def __await__(self) -> Generator[Any, Any, Any]:
        """Wait in this task."""
        loop = asyncio.get_running_loop()
        bell: Any = _bell(loop)
        coroutine, send = self._coroutine, self._coroutine.send
        try:
            while not self._is_over:
                _set_running_loop(bell)
                try:
                    self._future = send(None)
                finally:
                    _set_running_loop(loop)
                if self._timer is None:
                    self._start = self._start or time.monotonic()
                    self._start_timer(loop)
                yield self._future
                if self._is_late:
                    raise self._timeout()
        except StopIteration as done:
            return done.value
        except BaseException:
            coroutine.close()
            raise
        finally:
            if self._timer is not None:
                self._timer.cancel()
        raise Stopped

    def _start_timer(self, loop: asyncio.AbstractEventLoop) -> None:
        left = self._look_in()
        if left is not None:
            self._timer = loop.call_later(left, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        left = self._left()
        if left is None or left > 0:  # an upload that goes on
            self._start_timer(loop)
        else:
            self._is_late = True
            self._end_wait()

    def _end_wait(self) -> None:
        if self._future is not None and not self._future.done():
            self._future.set_result(None)


class _Bell:
    """Stands for an event loop, to wake its tasks from pyreqwest's thread: many with one call of the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._ready: deque[tuple[Callable[..., object], Any]] = deque()
        self._is_rung = False
        self.create_future = loop.create_future

    def __getattr__(self, name: str) -> Any:
        return getattr(self.loop, name)

    def call_soon_threadsafe(self, callback: Callable[..., object], *args: Any, **kwargs: Any) -> None:
        if kwargs:
            self.loop.call_soon_threadsafe(callback, *args, **kwargs)
            return
        self._ready.append((callback, args))
        if not self._is_rung:
            self._is_rung = True
            self.loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._is_rung = False  # first: what comes from now on rings again
        ready = self._ready
        while ready:
            callback, args = ready.popleft()
            callback(*args)


_local = threading.local()


def _bell(loop: asyncio.AbstractEventLoop) -> _Bell:
    """The bell of the loop of this thread."""
    kept: _Bell | None = getattr(_local, "bell", None)
    if kept is None or kept.loop is not loop:
        kept = _local.bell = _Bell(loop)
    return kept


_new_future = functools.partial(iter, (True,))  # yields something, unlike a coroutine that need not wait


class ThreadPlaces:
    """As many places as there may be connections; each is held by a request until its response ends."""

    def __init__(self, number: int | None) -> None:
        self._free: queue.SimpleQueue[None] | None = None if number is None else queue.SimpleQueue()
        if self._free is not None:
            for _ in range(number or 0):
                self._free.put(None)

    def take(self, request: httpx.Request) -> None:
        if self._free is None:
            return
        try:
            self._free.get_nowait()
        except queue.Empty:
            seconds: float | None = request.extensions.get("timeout", {}).get("pool")
            try:
                self._free.get(timeout=seconds)
            except queue.Empty:
                raise httpx.PoolTimeout("All connections are in use", request=request) from None

    def leave(self) -> None:
        if self._free is not None:
            self._free.put(None)


class TaskPlaces:
    """The same for tasks, of one event loop after another; who waits longest is next."""

    def __init__(self, number: int | None) -> None:
        self._free = math.inf if number is None else number
        self._turns: deque[asyncio.Future[None]] = deque()

    async def take(self, request: httpx.Request) -> None:
        if self._free > 0:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._turns.append(turn)
        try:
            await asyncio.wait({turn}, timeout=request.extensions.get("timeout", {}).get("pool"))
        except BaseException:
            if not turn.cancel():  # its turn came too late
                self.leave()
            raise
        if turn.cancel():
            raise httpx.PoolTimeout("All connections are in use", request=request)

    def leave(self) -> None:
        while self._turns:
            turn = self._turns.popleft()
            loop = turn.get_loop()
            if loop is _get_running_loop():
                if not turn.done():
                    turn.set_result(None)
                    return
            elif not loop.is_closed():  # collected by another thread
                loop.call_soon_threadsafe(self._hand_over, turn)
                return
        self._free += 1

    def _hand_over(self, turn: asyncio.Future[None]) -> None:
        if turn.done():
            self.leave()
        else:
            turn.set_result(None)
