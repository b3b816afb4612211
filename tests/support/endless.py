"""Bytes that a server sends without end, or that take long to come."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


class Flood:
    """The same bytes again and again, until the client has had enough or `size` bytes are sent.

    Attributes:
        is_spent: Whether all of them were; what the kernel buffers is far less.
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
    """Pieces with a pause of some seconds before each."""

    pieces: Iterable[bytes]
    pause: float

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            time.sleep(self.pause)  # it is the slowness that is tested
            yield piece
