"""`AsyncWorkers`: sends inputs in tasks, for the async client on asyncio and trio. `schedule` decides."""

from __future__ import annotations

import contextlib
import contextvars
import sys
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from typing import Any, Generic, TypeVar

import anyio
import anyio.abc
import anyio.lowlevel
import sniffio

from ..limits.waits import thread_safe
from .schedule import Schedule

InputT = TypeVar("InputT")
ResultT = TypeVar("ResultT")


class AsyncWorkers(Generic[InputT, ResultT]):
    """The workers of a run. They run in a background task group while the caller processes results.

    Args:
        schedule: Decides what is read and returned.
        inputs: The inputs. A background task reads an async iterator; the iterating task reads a plain one.
        send: Returns the result of an input, failures included.
        release: Called by `cancel`, to close the input file.
    """

    # Created when the run starts, because they need an event loop.
    _has_arrived: anyio.Event
    _wants_input: anyio.Event

    def __init__(
        self,
        schedule: Schedule[ResultT],
        inputs: Iterator[InputT] | AsyncIterator[InputT],
        send: Callable[[InputT], Awaitable[ResultT]],
        release: Callable[[], None] = lambda: None,
    ) -> None:
        self._schedule = schedule
        self._inputs = inputs
        self._send = send
        self._release = release
        self._jobs: deque[tuple[int, InputT]] = deque()
        self._active = 0  # sending tasks
        self._background: _Background | None = None
        self._is_awaited = False
        self._is_cancelled = False

    async def read(self) -> None:
        """Read one input and submit it, or have the background task read an async iterator."""
        if self._background is None:
            self._has_arrived, self._wants_input = anyio.Event(), anyio.Event()
            background = _Background()
            with self._in_one_task():
                await background.start()
            if self._is_cancelled:  # by another task
                background.cancel()
                return
            self._background = background
            if isinstance(self._inputs, AsyncIterator):
                self._background.group.start_soon(self._read_all, self._inputs)
        if isinstance(self._inputs, AsyncIterator):
            self._schedule.is_reading = True
            self._wants_input.set()
            return
        with self._in_one_task():
            self._schedule.read_from(self._inputs, self._submit)
            await anyio.lowlevel.checkpoint()  # lets calls run while inputs are read

    async def wait(self) -> None:
        """Wait until there are results or inputs.

        Raises:
            RuntimeError: Another task is waiting.
        """
        with self._in_one_task():
            await self._has_arrived.wait()
        self._has_arrived = anyio.Event()

    def check_loop(self) -> None:
        """Raise an error if the event loop of the tasks has ended: no result would arrive.

        Raises:
            RuntimeError: It has.
        """
        if self._background is not None and self._background.ended.is_set():
            raise RuntimeError(
                "The results belong to the event loop in which the first one was read, and it has ended. "
                "Iterate in one event loop, or call map() again in this one."
            )

    def cancel(self) -> None:
        """Drop unsent inputs, and cancel the calls in flight. Any thread may call this."""
        self._is_cancelled = True
        self._release()
        if self._background is not None:
            self._background.cancel()

    async def close(self) -> None:
        """Cancel, and wait for the tasks to end."""
        self.cancel()
        if self._background is not None:
            self._has_arrived.set()  # another task may be waiting
            with anyio.CancelScope(shield=True):
                await self._background.ended.wait()

    @contextlib.contextmanager
    def _in_one_task(self) -> Generator[None]:
        if self._is_awaited:
            raise RuntimeError(
                "Another task waits for the next result. Iterate in one task, and hand results to others by a queue."
            )
        self._is_awaited = True
        try:
            yield
        finally:
            self._is_awaited = False

    def _submit(self, job: tuple[int, InputT]) -> None:
        self._jobs.append(job)
        if self._active < self._schedule.concurrency and self._background is not None:
            self._active += 1
            self._background.group.start_soon(self._work)

    async def _work(self) -> None:
        try:
            while self._jobs:
                index, one = self._jobs.popleft()
                self._schedule.finish(index, await self._send(one))
                self._has_arrived.set()
        except BaseException as err:  # such as SystemExit: raised by the iteration
            self._raise_if_cancelled(err)
            self._schedule.fail(err)
            self._has_arrived.set()
        finally:
            self._active -= 1

    def _raise_if_cancelled(self, error: BaseException) -> None:
        """Raise the exception if it cancels this task. The caller's code may have awaited another, cancelled task."""
        is_closing = self._background is None or self._background.group.cancel_scope.cancel_called
        if is_closing and isinstance(error, anyio.get_cancelled_exc_class()):
            raise error

    async def _read_all(self, inputs: AsyncIterator[InputT]) -> None:
        """Read inputs on demand, all in one task: a generator may contain a task group."""
        try:
            while not self._schedule.has_ended:
                await self._wants_input.wait()
                self._wants_input = anyio.Event()
                await self._read_next(inputs)
        finally:
            aclose: Any = getattr(inputs, "aclose", None)
            if aclose is not None:  # trio warns of unclosed generators
                # The run is over, and in trio an error here would end the program. A generator with a task group
                # raises a BaseExceptionGroup.
                with contextlib.suppress(BaseException):
                    await aclose()

    async def _read_next(self, inputs: AsyncIterator[InputT]) -> None:
        try:
            one = await anext(inputs)
            self._submit((self._schedule.read(), one))
        except StopAsyncIteration:
            self._schedule.end()
        except BaseException as err:
            self._raise_if_cancelled(err)
            self._schedule.end(err)
        finally:
            self._schedule.is_reading = False
            self._has_arrived.set()


class _Background:
    """A task group in a task that outlives the call that started it."""

    group: anyio.abc.TaskGroup
    cancel: Callable[[], object]

    def __init__(self) -> None:
        self.ended = anyio.Event()
        self._started = anyio.Event()
        self._cancelled = anyio.Event()
        self._task: Any = None  # asyncio does not keep a reference

    async def start(self) -> None:
        """Start the task in the running event loop."""
        self.cancel = thread_safe(self._cancelled.set)
        library: Any = sys.modules[sniffio.current_async_library()]
        if library.__name__ == "trio":
            library.lowlevel.spawn_system_task(self._run, context=contextvars.copy_context())
        else:
            self._task = library.create_task(self._run())
        try:
            await self._started.wait()
        except BaseException:  # cancelled
            self.cancel()
            raise

    async def _run(self) -> None:
        try:
            async with anyio.create_task_group() as self.group:
                self._started.set()
                await self._cancelled.wait()
                self.group.cancel_scope.cancel()
        finally:
            self.ended.set()
