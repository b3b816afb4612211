"""Endless or slow bytes of a server."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


class Flood:
    """The same bytes repeatedly, until the client disconnects or `size` bytes are sent.

    Attributes:
        is_spent: Whether all bytes were sent; the kernel buffers far less.
    """

    def __init__(self, piece: bytes, size: int = 32 << 20) -> None:
        self._block = piece * max(1, 65_536 // len(piece))
        self._size = size
        self.is_spent = False

    def __iter__(self) -> Iterator[bytes]:
        self.is_spent = False
        for _ in range(self._size // len(self._block)):
            yield self._block
        self.is_spent = True


@dataclass(frozen=True)
class Trickle:
    """Pieces with a pause in seconds before each."""

    pieces: Iterable[bytes]
    pause: float

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            time.sleep(self.pause)  # the delay is under test
            yield piece
