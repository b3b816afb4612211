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
        schedule: Decides what is read and returned. The workers finish inputs, the iterating thread does the rest.
        inputs: The inputs. Only the iterating thread reads them: many iterators are not thread-safe.
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
        self._has_arrived = threading.Event()
        self._work = _Work(send, self._jobs, schedule.finish, schedule.fail, self._has_arrived.set, waits)

    def read(self) -> None:
        """Read one input, and submit it."""
        self._schedule.read_from(self._inputs, self._submit)

    def wait(self) -> None:
        """Wait for the next result, or the end of the run."""
        self._has_arrived.wait()
        self._has_arrived.clear()

    def cancel(self) -> None:
        """Drop unsent inputs, and end the calls in flight."""
        self._work.is_cancelled = True
        self._waits.end()
        self._abort()
        self._has_arrived.set()
        self._jobs.put(None)

    def close(self) -> None:
        """Cancel, and wait for the threads to end."""
        self.cancel()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _submit(self, job: tuple[int, InputT]) -> None:
        self._jobs.put(job)
        if len(self._threads) < min(self._schedule.unfinished + 1, self._schedule.concurrency):
            self._start()

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


class _Work:
    """The target of a thread. It has no reference to `Workers`, so that unclosed runs are garbage-collected."""

    def __init__(
        self,
        send: Callable[[Any], Any],
        jobs: Any,
        finish: Callable[[int, Any], object],
        fail: Callable[[BaseException], object],
        notify: Callable[[], None],
        waits: Waits,
    ) -> None:
        self.is_cancelled = False
        self._send = send
        self._jobs = jobs
        self._finish = finish
        self._fail = fail
        self._notify = notify
        self._waits = waits

    def __call__(self) -> None:
        with self._waits.of_this_thread():
            while (job := self._jobs.get()) is not None:
                if not self.is_cancelled:
                    self._answer(*job)
        self._jobs.put(None)  # for the other threads, including later ones

    def _answer(self, index: int, one: Any) -> None:
        try:
            self._finish(index, self._send(one))
        except BaseException as err:  # such as SystemExit: raised by the iteration
            if not self.is_cancelled:
                self._fail(err)
        self._notify()
