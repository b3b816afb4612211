"""A deadline for the reads of one thread from connections that other threads may get next."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Generator
from typing import Any

_local = threading.local()


class _BoundedRead:
    """The `read` of a network stream of httpcore, which heeds the deadline of the thread that calls it."""

    def __init__(self, read: Callable[..., bytes]) -> None:
        self._read = read

    def __call__(self, max_bytes: int, timeout: float | None = None) -> bytes:
        deadline: float | None = getattr(_local, "deadline", None)
        if deadline is not None:
            timeout = max(deadline - time.monotonic(), 0.001)
        return self._read(max_bytes, timeout=timeout)


def bound_reads(stream: Any) -> bool:
    """Let reads from the stream heed `reads_until`, once and for good; false for what is no stream of a connection."""
    read = getattr(stream, "read", None)
    if read is not None and not isinstance(read, _BoundedRead):
        stream.read = _BoundedRead(read)
    return read is not None


@contextlib.contextmanager
def reads_until(deadline: float) -> Generator[float]:
    """Within the block, reads of this thread end by `deadline`, a time of `time.monotonic`."""
    _local.deadline = deadline
    try:
        yield deadline
    finally:
        _local.deadline = None
