"""`BulkJob`: the input and output files of a run, and which requests are left. Its methods block."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from .._batch_lines import LineError, RequestLine, ResultLine
from .._mutex import Mutex
from .errors import BulkFileError
from .files import LineReader, value_of
from .ids import Ids, default_id, line_of
from .inputs import request_line
from .output import OutputFile
from .recovery import is_done
from .summary import BulkSummary, Counts

_MAX_PROBLEMS = 20


class BulkJob:
    """One run over an input file.

    Args:
        source: The input file.
        output: The output file.
        defaults: Parameters of requests that do not have their own.
        urls: The endpoints that requests may name.
        retry_failed: Retry requests that failed temporarily in an earlier run.
    """

    def __init__(
        self,
        source: str | os.PathLike[str],
        output: str | os.PathLike[str],
        defaults: Mapping[str, Any],
        urls: Collection[str],
        *,
        retry_failed: bool,
    ) -> None:
        self._source = os.fspath(source)
        self._path = os.fspath(output)
        self._defaults = defaults
        self._urls = urls
        self._retry_failed = retry_failed
        self._counts = Counts()
        self._lock = Mutex()
        self._started_at = time.monotonic()
        self._ids = Ids()
        self._output: OutputFile | None = None
        self._reader: LineReader | None = None

    def open(self) -> None:
        """Check the input, and find the requests with a result in the output.

        Raises:
            BulkFileError: A line of the input is invalid, or two lines have the same custom id. Or the output has
                lines that are not results, or the result of a line that was edited since. Nothing was sent, and
                the output is unchanged.
        """
        size = self._check_input()
        self._output = OutputFile(self._path)
        is_retried = False
        for result in self._output.results():
            self._check_line_of(result)
            if not is_done(result, retry_failed=self._retry_failed):
                is_retried = True
            elif self._ids.finish(result.custom_id):
                self._counts.skip(result)
        if is_retried:
            self._output.remove_all_but(self._is_kept)
        self._reader = LineReader(self._source, size)
        self._started_at = time.monotonic()

    def requests(self) -> list[RequestLine]:
        """Return the next requests without a result, an empty list at the end."""
        left: list[RequestLine] = []
        while not left and self._reader is not None and (piece := self._reader.piece()):
            found = (self._checked_before(number, line) for number, line in piece)
            left = [one for one in found if not self._ids.is_done(one.custom_id)]
        return left

    def record(self, result: ResultLine) -> None:
        """Append a result to the output, and count it. Thread-safe."""
        with self._lock:
            if self._output is not None:
                self._output.append(result)
                self._counts.add(result)

    def finish(self) -> None:
        """Check that the output file is still at its path.

        Raises:
            BulkFileError: The output was deleted, moved or replaced during the run.
        """
        if self._output is not None:
            self._output.check_place()

    @property
    def summary(self) -> BulkSummary:
        """The counts so far."""
        return self._counts.summary(time.monotonic() - self._started_at)

    def close(self) -> None:
        """Close the files."""
        self._ids.close()
        if self._reader is not None:
            self._reader.close()
        with self._lock:  # after a second Ctrl-C, threads may still record results
            output, self._output = self._output, None
        if output is not None:
            try:
                output.sync()
            finally:
                output.close()

    def _check_input(self) -> int:
        """Count the requests, and add their ids. Return the size of the input, which may grow."""
        try:
            found = os.stat(self._source)
            if not stat.S_ISREG(found.st_mode):
                raise BulkFileError(f"{self._source}: expected a regular file for the input, which is read twice.")
            if os.path.exists(self._path) and os.path.samefile(self._source, self._path):
                raise BulkFileError(f"{self._source}: the input and the output are one file. Choose another output.")
            reader = LineReader(self._source)
        except OSError as err:
            raise BulkFileError(f"{self._source}: cannot read the input: {err.strerror}.") from err
        try:
            problems = list(_first(self._problems(reader), _MAX_PROBLEMS))
        finally:
            reader.close()
        if problems:
            advice = _JSON_ADVICE if any("invalid JSON" in one for one in problems) else ""
            raise BulkFileError("\n  ".join([f"{self._source}: nothing was sent, because of", *problems]) + advice)
        return reader.position

    def _problems(self, reader: LineReader) -> Iterator[str]:
        """Yield the errors of the input."""
        while piece := reader.piece():
            for number, line in piece:
                try:
                    request = self._request(number, line)
                except (TypeError, ValueError) as err:
                    yield str(err)
                    continue
                self._counts.total += 1
                earlier = self._ids.add(request.custom_id, number)
                if earlier is not None:
                    yield f"lines {earlier} and {number}: both have the custom_id {request.custom_id!r:.80}"

    def _is_kept(self, result: ResultLine) -> bool:
        """Return whether a result is kept: its request is done, or not in this input."""
        return is_done(result, retry_failed=True) or not self._ids.is_known(result.custom_id)

    def _check_line_of(self, result: ResultLine) -> None:
        """Raise an error if the input no longer has the line of a result."""
        number = line_of(result.custom_id)
        if number is not None and not self._ids.is_known(result.custom_id):
            raise BulkFileError(
                f"{self._source}: line {number} is not the one that {self._path} has a result of: lines were inserted, "
                "changed or removed since. Restore the file, or choose another output; with a custom_id in each line, "
                "an input can be edited."
            )

    def _checked_before(self, number: int, line: bytes) -> RequestLine:
        """Return a request of the input. Raise an error if its line has changed since `open`."""
        try:
            request = self._request(number, line)
        except LineError as err:
            raise BulkFileError(f"{self._source}: the input was changed during the run: {err}") from err
        if not self._ids.is_known(request.custom_id):
            raise BulkFileError(f"{self._source}: the input was changed during the run: line {number} differs.")
        return request

    def _request(self, number: int, line: bytes) -> RequestLine:
        value = value_of(number, line)
        if isinstance(value, LineError):
            raise value
        try:
            request = request_line(value, default_id(number, line), self._defaults)
            self._check(request)
        except (TypeError, ValueError) as err:
            raise LineError(f"line {number}: {err}") from err
        return request

    def _check(self, request: RequestLine) -> None:
        if request.url not in self._urls:
            raise LineError(f"url: expected one of {', '.join(self._urls)}, got {request.url!r:.80}")
        if request.body.get("stream"):
            raise LineError("stream: expected false or nothing")
        if "model" not in request.body:
            raise LineError("model: expected the id of a model; pass model=... for lines that do not name one")


# For files of plain text.
_JSON_ADVICE = '\nEach line is a request in JSON; a prompt is a JSON string, in double quotes: "What is latency?"'


def _first(problems: Iterator[str], most: int) -> Iterator[str]:
    for count, problem in enumerate(problems):
        if count == most:
            yield "more errors of this kind"
            return
        yield problem
