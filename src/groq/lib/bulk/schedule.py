"""`Schedule`: when to read inputs, and which result to return next. Pure; `threads` and `tasks` send."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

InputT = TypeVar("InputT")
ResultT = TypeVar("ResultT")

_READ_AHEAD = 2  # unanswered inputs for each worker, so that the next one is ready
_MAX_KEPT = 8  # inputs and results for each worker, including those that wait for an earlier result


class Schedule(Generic[ResultT]):
    """The order of inputs and results. Its size does not grow with the number of inputs.

    Other threads may call `finish` and `fail`: each is one atomic operation, so that an interrupt of the iterating
    thread loses no result. The other methods are for that thread only.

    Args:
        concurrency: The number of workers.
        ordered: Whether results are returned in the order of the inputs, or as they arrive.

    Attributes:
        is_reading: An input is being read.
        finish: Keeps the result of an index until it is returned.
        fail: Records an exception that ends the run. The first one counts.
    """

    is_reading: bool

    def __init__(self, concurrency: int, *, ordered: bool = True) -> None:
        self.concurrency = concurrency
        self.is_reading = False
        self._has_ended = False
        self._input_error: BaseException | None = None
        self._failures: list[BaseException] = []
        self._is_ordered = ordered
        self._read = 0
        self._returned = 0
        finished: dict[int, ResultT] = {}  # by index, if ordered
        arrived: deque[ResultT] = deque()  # in order of arrival, if unordered
        self._finished, self._arrived = finished, arrived
        # Without a reference to the schedule: threads keep them, and the traceback of its error keeps the iterator.
        self.finish: Callable[[int, ResultT], object]
        self.finish = finished.__setitem__ if ordered else lambda _, result: arrived.append(result)
        self.fail: Callable[[BaseException], object] = self._failures.append

    @property
    def unfinished(self) -> int:
        """The number of inputs that were read and have no result yet."""
        return self._read - self._returned - len(self._finished) - len(self._arrived)

    @property
    def has_ended(self) -> bool:
        """Whether there are no more inputs."""
        return self._has_ended or self.has_failed

    @property
    def has_failed(self) -> bool:
        """Whether an exception ended the run: no further result arrives."""
        return bool(self._failures)

    @property
    def error(self) -> BaseException | None:
        """The exception that ended the inputs or the run."""
        return self._failures[0] if self._failures else self._input_error

    @property
    def wants_input(self) -> bool:
        """Whether to read another input."""
        return (
            not (self.has_ended or self.is_reading)
            and self.unfinished < _READ_AHEAD * self.concurrency
            and self._read - self._returned < _MAX_KEPT * self.concurrency
        )

    def read_from(self, inputs: Iterator[InputT], submit: Callable[[tuple[int, InputT]], object]) -> None:
        """Read an input, and submit it with its index.

        An error of the iterator ends the inputs: it is raised after the results of those before it.

        Raises:
            BaseException: Other exceptions, such as KeyboardInterrupt, now and again after those results.
        """
        try:
            one = next(inputs)
            submit((self._read, one))
            self._read += 1  # after the submission: nothing waits for an input that was not submitted
        except StopIteration:
            self.end()
        except Exception as err:
            self.end(err)
        except BaseException as err:
            self.end(err)
            raise

    def read(self) -> int:
        """Return the index of an input that was read."""
        self._read += 1
        return self._read - 1

    def end(self, error: BaseException | None = None) -> None:
        """Record the end of the inputs, or the exception that ended them."""
        self._has_ended = True
        self._input_error = error

    @property
    def is_ready(self) -> bool:
        """Whether the next result is available."""
        return self._returned in self._finished if self._is_ordered else bool(self._arrived)

    def pop(self) -> ResultT:
        """Return the next result. It calls no function, because CPython may raise a KeyboardInterrupt after a call."""
        kept: Any = self._finished if self._is_ordered else self._arrived  # a mapping or a sequence
        index = self._returned if self._is_ordered else 0
        result: ResultT = kept[index]
        self._returned += 1
        del kept[index]
        return result

    @property
    def is_over(self) -> bool:
        """Whether all inputs were read, and all results that will arrive were returned."""
        return self.has_failed or (self.has_ended and self._returned >= self._read)
