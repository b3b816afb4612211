"""`Workers`: sends inputs in threads, for the blocking client. `schedule` decides."""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from ..limits.waits import Waits
from .schedule import Schedule

InputT = TypeVar("InputT")
ResultT = TypeVar("ResultT")


class Workers(Generic[InputT, ResultT]):
    """The workers of a run. An input starts a thread if all others are busy.

    Args:
        schedule: Used only by the iterating thread.
        inputs: Read by the iterating thread: many iterators are not thread-safe.
        send: Returns the result of an input, failures included.
        waits: Ended by `cancel`, which ends waiting calls.
        abort: Ends the calls in flight.
    """

    def __init__(
        self,
        schedule: Schedule[ResultT],
        inputs: Iterator[InputT],
        send: Callable[[InputT], ResultT],
        waits: Waits,
        abort: Callable[[], None],
    ) -> None:
        self._schedule = schedule
        self._inputs = inputs
        self._waits = waits
        self._abort = abort
        self._threads: list[threading.Thread] = []
        self._jobs: queue.SimpleQueue[tuple[int, InputT] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[int, Any] | None] = queue.SimpleQueue()
        self._work = _Work(send, self._jobs, self._done, waits)

    def read(self) -> None:
        """Read one input, and submit it."""
        job = self._schedule.read_from(self._inputs)
        if job is not None:
            self._jobs.put(job)
            if len(self._threads) < min(self._schedule.unfinished, self._schedule.concurrency):
                self._start()
        self._take()  # the next input may take long

    def wait(self) -> None:
        """Wait for results, and pass them to the schedule."""
        self._finish(self._done.get())
        self._take()

    def cancel(self) -> None:
        """Drop unsent inputs, and end the calls in flight."""
        self._work.is_cancelled = True
        self._waits.end()
        self._abort()
        self._done.put(None)
        self._jobs.put(None)

    def close(self) -> None:
        """Cancel, and wait for the threads to end."""
        self.cancel()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _start(self) -> None:
        context = contextvars.copy_context()  # such as spans of the caller
        # A daemon, so that a program can exit with an unclosed run.
        thread = threading.Thread(target=context.run, args=(self._work,), name="groq-map", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no more threads: the existing ones do the work
            if not self._threads:
                raise
        else:
            self._threads.append(thread)

    def _take(self) -> None:
        """Pass the available results to the schedule."""
        while not self._done.empty():
            self._finish(self._done.get())

    def _finish(self, done: tuple[int, Any] | None) -> None:
        if done is None or self._work.is_cancelled:
            return
        index, result = done
        if isinstance(result, BaseException):
            self._schedule.fail(result)
        else:
            self._schedule.finish(index, result)


class _Work:
    """The target of a thread. It has no reference to `Workers`, so that unclosed runs are garbage-collected."""

    def __init__(self, send: Callable[[Any], Any], jobs: Any, done: Any, waits: Waits) -> None:
        self.is_cancelled = False
        self._send = send
        self._jobs = jobs
        self._done = done
        self._waits = waits

    def __call__(self) -> None:
        with self._waits.of_this_thread():
            while (job := self._jobs.get()) is not None:
                if not self.is_cancelled:
                    self._done.put((job[0], self._result(job[1])))
        self._jobs.put(None)  # for the other threads, including later ones

    def _result(self, one: Any) -> Any:
        try:
            return self._send(one)
        except BaseException as err:  # such as SystemExit: raised by the iteration
            return err
