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
    """The workers of a run. A thread is started when an input finds all others busy.

    Args:
        schedule: Used by the thread that iterates only.
        inputs: Read by the thread that iterates: many iterators are not thread-safe.
        send: Returns the result of an input, failures included.
        waits: Ended by `cancel`, and with them the calls that wait.
        abort: Ends the calls that are in flight.
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
        """Read one input, and have it sent."""
        job = self._schedule.read_from(self._inputs)
        if job is not None:
            self._jobs.put(job)
            if len(self._threads) < min(self._schedule.unfinished, self._schedule.concurrency):
                self._start()
        self._take()  # the next input may be long in coming

    def wait(self) -> None:
        """Wait until there are results, and hand them to the schedule."""
        self._finish(self._done.get())
        self._take()

    def cancel(self) -> None:
        """Drop the inputs that were not sent, and end the calls that are in flight."""
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
        context = contextvars.copy_context()  # spans and other context of the caller
        # A daemon, so that a program can end with a run that nobody closed.
        thread = threading.Thread(target=context.run, args=(self._work,), name="groq-map", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the system has no more threads; those that there are do the work
            if not self._threads:
                raise
        else:
            self._threads.append(thread)

    def _take(self) -> None:
        """Hand the results that are there to the schedule."""
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
    """What a thread does. It does not know `Workers`, so that a run that nobody closed is garbage-collected."""

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
        self._jobs.put(None)  # for the other threads, also for one that starts later

    def _result(self, one: Any) -> Any:
        try:
            return self._send(one)
        except BaseException as err:  # such as SystemExit: raised where the run is iterated
            return err
