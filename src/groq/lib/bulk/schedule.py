"""`Schedule`: when to read inputs, and which result to return next. Pure; `threads` and `tasks` send."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

InputT = TypeVar("InputT")
ResultT = TypeVar("ResultT")

_AHEAD = 2  # unanswered inputs for each worker, so that the next one is ready
_KEPT = 8  # inputs and results for each worker, including those that wait for an earlier result


class Schedule(Generic[ResultT]):
    """The order of inputs and results. Its size does not grow with the number of inputs.

    Args:
        concurrency: The number of workers.
        ordered: Whether results are returned in the order of the inputs, or as they arrive.

    Attributes:
        unfinished: How many inputs were read and have no result.
        is_reading: An input is being read.
        has_ended: There are no more inputs.
        has_failed: An exception ended the run: no further result arrives.
        error: The exception that ended the inputs or the run.
    """

    unfinished: int
    is_reading: bool
    has_ended: bool
    has_failed: bool
    error: BaseException | None

    def __init__(self, concurrency: int, *, ordered: bool = True) -> None:
        self.concurrency = concurrency
        self.unfinished = 0
        self.is_reading = False
        self.has_ended = self.has_failed = False
        self.error = None
        self._is_ordered = ordered
        self._read = 0
        self._returned = 0
        self._finished: dict[int, ResultT] = {}
        self._arrivals: deque[int] = deque()  # indexes of results, in order of arrival, if unordered

    @property
    def wants_input(self) -> bool:
        """Whether to read another input."""
        return (
            not (self.has_ended or self.is_reading)
            and self.unfinished < _AHEAD * self.concurrency
            and self._read - self._returned < _KEPT * self.concurrency
        )

    def read_from(self, inputs: Iterator[InputT]) -> tuple[int, InputT] | None:
        """Read an input, and return it with its index; `None` at the end.

        An error of the iterator ends the inputs: it is raised after the results of those before it.

        Raises:
            BaseException: Others, such as KeyboardInterrupt, are raised at once, and again after those results.
        """
        try:
            one = next(inputs)
        except StopIteration:
            self.end()
        except Exception as err:
            self.end(err)
        except BaseException as err:
            self.end(err)
            raise
        else:
            return self.read(), one
        return None

    def read(self) -> int:
        """Return the index of an input that was read."""
        self.unfinished += 1
        self._read += 1
        return self._read - 1

    def end(self, error: BaseException | None = None) -> None:
        """Record the end of the inputs, or the exception that ended them."""
        self.has_ended = True
        self.error = error

    def fail(self, error: BaseException) -> None:
        """Record an exception that ends the run. The first one counts."""
        if not self.has_failed:
            self.end(error)
            self.has_failed = True

    def finish(self, index: int, result: ResultT) -> None:
        """Keep a result until it is returned."""
        self.unfinished -= 1
        self._finished[index] = result
        if not self._is_ordered:
            self._arrivals.append(index)

    @property
    def is_ready(self) -> bool:
        """Whether the next result is available."""
        return self._returned in self._finished if self._is_ordered else bool(self._arrivals)

    def pop(self) -> ResultT:
        """Return the next result."""
        index = self._returned if self._is_ordered else self._arrivals.popleft()
        self._returned += 1
        return self._finished.pop(index)

    @property
    def is_over(self) -> bool:
        """Whether all inputs were read, and all results that will arrive were returned."""
        return self.has_failed or (self.has_ended and self._read == self._returned)
