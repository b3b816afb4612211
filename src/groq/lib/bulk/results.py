"""`MapResult`, and the iterators over results: thin shells over `schedule`, and `threads` or `tasks`."""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from typing_extensions import Self, override

from ..._advice import unsupported_syntax
from ..parse.completion import ParsedChatCompletion
from .schedule import Schedule
from .tasks import AsyncWorkers
from .threads import Workers

ResultT = TypeVar("ResultT")
CompletionT = TypeVar("CompletionT")
T = TypeVar("T")


@dataclass(frozen=True)
class MapResult(Generic[CompletionT]):
    """The result of one input of `map()`: either `completion` or `error` is set.

    Attributes:
        index: The position of the input, from 0.
        custom_id: The id of the input, if it has one.
        input: The input.
        completion: The answer.
        error: Why there is no answer.
    """

    index: int
    custom_id: str | None
    input: Any
    completion: CompletionT | None = None
    error: Exception | None = None

    @property
    def parsed(self: MapResult[ParsedChatCompletion[T]]) -> T | None:
        """The value of the answer, with a type as `response_format`."""
        return self.completion.parsed if self.completion else None


class Results(Iterator[ResultT], Generic[ResultT]):
    """The results of a run, as an iterator."""

    def __init__(self, schedule: Schedule[ResultT], workers: Workers[Any, ResultT]) -> None:
        self._schedule = schedule
        self._workers = workers
        self._is_closed = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> ResultT:
        schedule, has_read = self._schedule, False
        while not self._is_closed:
            if schedule.wants_input and not (has_read and schedule.is_ready):
                has_read = True  # one for each finished result keeps the workers busy
                self._workers.read()
            elif schedule.is_ready:
                return schedule.pop()
            elif schedule.is_over:
                self.close()
                if schedule.error is not None:
                    raise schedule.error
            else:
                self._workers.wait()
        raise StopIteration

    def close(self) -> None:
        """End the run, and cancel the calls in flight."""
        self._is_closed = True
        self._workers.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self._workers.cancel()


class _ThreadSafeResults(Results[ResultT], Generic[ResultT]):
    """Results that threads may share, in the process that made them."""

    def __init__(self, schedule: Schedule[ResultT], workers: Workers[Any, ResultT]) -> None:
        super().__init__(schedule, workers)
        self._process = os.getpid()
        self._lock = threading.RLock()  # held by the thread that reads inputs and waits

    @override
    def __next__(self) -> ResultT:
        if os.getpid() != self._process:  # a forked child does not have the threads that send
            raise RuntimeError("The results belong to the process that called map(). Call map() in this one.")
        with self._lock:
            return super().__next__()


class MapResults(_ThreadSafeResults[MapResult[CompletionT]], Generic[CompletionT]):
    """The results of `client.chat.completions.map`, as an iterator. Threads that share it take turns.

    `close()`, the end of a `with` block, and dropping it cancel the calls that are in flight.
    """


class AsyncResults(AsyncIterator[ResultT], Generic[ResultT]):
    """The results of a run, as an async iterator."""

    def __init__(self, schedule: Schedule[ResultT], workers: AsyncWorkers[Any, ResultT]) -> None:
        self._schedule = schedule
        self._workers = workers
        self._is_closed = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ResultT:
        schedule, has_read = self._schedule, False
        while not self._is_closed:
            if schedule.wants_input and not (has_read and schedule.is_ready):
                has_read = True  # one for each finished result keeps the workers busy
                await self._workers.read()
            elif schedule.is_ready:
                return schedule.pop()
            elif schedule.is_over:
                await self.aclose()
                if schedule.error is not None:
                    raise schedule.error
            else:
                await self._workers.wait()
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """End the run, and cancel the calls in flight."""
        self._is_closed = True
        await self._workers.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __del__(self) -> None:
        self._workers.cancel()


class _LoopBoundResults(AsyncResults[ResultT], Generic[ResultT]):
    """Results that belong to the event loop in which the first one was requested."""

    @override
    async def __anext__(self) -> ResultT:
        if not self._is_closed:
            self._workers.check_loop()
        return await super().__anext__()


class _AsyncForAdvice:
    """Mixin for results of `async for`: other syntax raises an error that recommends it."""

    if not TYPE_CHECKING:  # type checkers would accept the syntax

        def __await__(self) -> NoReturn:
            raise unsupported_syntax(type(self), "__await__")

        def __getitem__(self, _index: int) -> NoReturn:  # `for` calls it
            raise unsupported_syntax(type(self), "__getitem__")


class AsyncMapResults(_AsyncForAdvice, _LoopBoundResults[MapResult[CompletionT]], Generic[CompletionT]):
    """The results of `client.chat.completions.map`, as an async iterator, on asyncio and trio.

    `aclose()`, the end of an `async with` block, and dropping it cancel the calls that are in flight.
    """
