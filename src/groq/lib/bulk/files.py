"""Lines of JSONL files, read in pieces."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import anyio.to_thread

from .._batch_lines import LineError, parse_value

_PIECE = 1 << 18  # bytes to read at once, up to the end of a line

Line = tuple[int, bytes]
_T = TypeVar("_T")


class LineReader:
    """Reader of the non-blank lines of a file, with line numbers from 1.

    Args:
        path: The file.
        size: Read only lines that begin before this offset. Default: all.

    Attributes:
        position: How many bytes were read.
    """

    position: int

    def __init__(self, path: str | os.PathLike[str], size: int | None = None) -> None:
        self._file = Path(path).open("rb")  # noqa: SIM115 - closed at the end, and by `close`
        self._size = size
        self.position = 0
        self._number = 0

    def piece(self) -> list[Line]:
        """Return the next lines, an empty list at the end of the file."""
        found: list[Line] = []
        while not found and not self._file.closed:
            lines = self._file.readlines(_PIECE)
            for line in lines:
                if self._size is not None and self.position >= self._size:
                    lines.clear()  # they were appended since
                    break
                self._number += 1
                self.position += len(line)
                if line.strip():
                    found.append((self._number, line))
            if not lines:
                self.close()
        return found

    def values(self) -> list[Any]:
        """Return the JSON values of the next lines; a `LineError` for each invalid line."""
        return [value_of(number, line) for number, line in self.piece()]

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class PieceItems(Iterator[_T]):
    """Iterator over the items of the pieces that a function returns, until a piece is empty."""

    def __init__(self, next_piece: Callable[[], Iterable[_T]]) -> None:
        self._next_piece = next_piece
        self._ready: deque[_T] = deque()

    def __next__(self) -> _T:
        if not self._ready:
            self._ready.extend(self._next_piece())
        if not self._ready:
            raise StopIteration
        return self._ready.popleft()


class ThreadedPieceItems(AsyncIterator[_T]):
    """The async form of `PieceItems`; the function runs in worker threads."""

    def __init__(self, next_piece: Callable[[], Iterable[_T]]) -> None:
        self._next_piece = next_piece
        self._ready: deque[_T] = deque()

    async def __anext__(self) -> _T:
        if not self._ready:
            self._ready.extend(await anyio.to_thread.run_sync(self._next_piece))
        if not self._ready:
            raise StopAsyncIteration
        return self._ready.popleft()


def value_of(number: int, line: bytes) -> Any:
    """Return the JSON value of a line, or a `LineError` with its number."""
    try:
        return parse_value(line)
    except LineError as err:
        return LineError(f"line {number}: {err}")
