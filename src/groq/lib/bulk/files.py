"""Values of JSONL files, read a piece at a time."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import anyio.to_thread

from .._batch_lines import LineError, parse_value

_PIECE = 1 << 18  # bytes that are read at once, to the end of a line

Line = tuple[int, bytes]


class LineReader:
    """The lines of a file that are not blank, with their numbers from 1.

    Args:
        path: The file.
        size: Read only what begins before this byte; by default to the end.
    """

    def __init__(self, path: str | os.PathLike[str], size: int | None = None) -> None:
        self._file = Path(path).open("rb")  # noqa: SIM115 - closed at the end, and by `close`
        self._size = size
        self._position = 0
        self._number = 0

    def piece(self) -> list[Line]:
        """Return the next lines, an empty list at the end of the file."""
        found: list[Line] = []
        while not found and not self._file.closed:
            lines = self._file.readlines(_PIECE)
            for line in lines:
                if self._size is not None and self._position >= self._size:
                    lines.clear()  # what was appended since
                    break
                self._number += 1
                self._position += len(line)
                if line.strip():
                    found.append((self._number, line))
            if not lines:
                self.close()
        return found

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class FileValues(Iterator[Any]):
    """The JSON values of the lines, or for an invalid one a `LineError`."""

    def __init__(self, reader: LineReader) -> None:
        self._reader = reader
        self._lines: deque[Line] = deque()

    def __next__(self) -> Any:
        if not self._lines:
            self._lines.extend(self._reader.piece())
        if not self._lines:
            raise StopIteration
        return value_of(*self._lines.popleft())


class ThreadedFileValues(AsyncIterator[Any]):
    """The same, read in worker threads."""

    def __init__(self, reader: LineReader) -> None:
        self._reader = reader
        self._lines: deque[Line] = deque()

    async def __anext__(self) -> Any:
        if not self._lines:
            self._lines.extend(await anyio.to_thread.run_sync(self._reader.piece))
        if not self._lines:
            raise StopAsyncIteration
        return value_of(*self._lines.popleft())


def value_of(number: int, line: bytes) -> Any:
    """Return the JSON value of a line, or a `LineError` that names it."""
    try:
        return parse_value(line)
    except LineError as err:
        return LineError(f"line {number}: {err}")
