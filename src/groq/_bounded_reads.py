"""Deadlines, for the reads of one thread from connections that other threads may get next, and for tasks; and lines
that are not read for ever.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from typing import Any, TypeVar

import anyio
import httpx
from httpx._decoders import LineDecoder  # which splits lines as `iter_lines` does

_PIECE_BYTES = 65_536
_SHORTEST = 0.001  # seconds; zero would mean a socket that does not block
_STREAMS_ARE_MADE = ("connect_tcp.complete", "connect_unix_socket.complete", "start_tls.complete")
_NO_LIMIT = contextlib.nullcontext()  # made once: most calls have no deadline

_T = TypeVar("_T")

_local = threading.local()


class _BoundedRead:
    """The `read` of a network stream of httpcore, which heeds the deadline of the thread that calls it."""

    def __init__(self, read: Callable[..., bytes]) -> None:
        self._read = read

    def __call__(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._read(max_bytes, timeout=_bounded(timeout))


class _BoundedWrite:
    """The `write` of such a stream."""

    def __init__(self, write: Callable[..., None]) -> None:
        self._write = write

    def __call__(self, buffer: bytes, timeout: float | None = None) -> None:
        if len(buffer) <= _PIECE_BYTES or seconds_left() is None:
            self._write(buffer, timeout=_bounded(timeout))
            return
        whole = memoryview(buffer)  # in pieces, because each is given all of the time that is left
        for start in range(0, len(whole), _PIECE_BYTES):
            self._write(bytes(whole[start : start + _PIECE_BYTES]), timeout=_bounded(timeout))


def _bounded(timeout: float | None) -> float | None:
    left = seconds_left()
    if left is None:
        return timeout
    if left <= 0:  # what drips in is read at once, each time
        raise _passed()
    return left if timeout is None else min(left, timeout)


def bound_reads(stream: Any) -> bool:
    """Let the stream heed `reads_until`, once and for good; false for what is no stream of a connection.

    For streams of connections that are used again, too: their next request may have a deadline.
    """
    read = getattr(stream, "read", None)
    if read is not None and type(read) is not _BoundedRead:
        stream.read = _BoundedRead(read)
        if hasattr(stream, "write"):
            stream.write = _BoundedWrite(stream.write)
    return read is not None


def seconds_left() -> float | None:
    """Seconds that `reads_until` leaves this thread, zero or less when they are over; `None` for no limit."""
    deadline: float | None = getattr(_local, "deadline", None)
    return None if deadline is None else deadline - time.monotonic()


def reads_until(deadline: float | None) -> contextlib.AbstractContextManager[None]:
    """Within the block, what this thread reads and writes ends by `deadline`, a time of `time.monotonic`, if any."""
    return _NO_LIMIT if deadline is None else _limited(deadline)


@contextlib.contextmanager
def _limited(deadline: float) -> Generator[None]:
    outer: float | None = getattr(_local, "deadline", None)
    _local.deadline = deadline if outer is None else min(outer, deadline)
    try:
        yield
    finally:
        _local.deadline = outer


def async_reads_until(deadline: float | None) -> contextlib.AbstractAsyncContextManager[None]:
    """The block ends by `deadline`, a time of `time.monotonic`; `None` for no change.

    Raises:
        httpx.ReadTimeout: It did not end by itself.
    """
    return _NO_LIMIT if deadline is None else _ending(deadline)


@contextlib.asynccontextmanager
async def _ending(deadline: float) -> AsyncGenerator[None]:
    with anyio.move_on_after(deadline - time.monotonic()) as scope:
        yield
    if scope.cancelled_caught:
        raise _passed()


def next_piece(pieces: Iterator[_T], deadline: float | None) -> _T | None:
    """The next piece of a body, `None` at its end, by `deadline`, a time of `time.monotonic`; `None` for no limit.

    Raises:
        httpx.ReadTimeout: It is too late.
    """
    if deadline is None:
        return next(pieces, None)
    with reads_until(deadline):
        piece = next(pieces, None)
    if piece is not None and time.monotonic() >= deadline:  # of a connection that knows no bounds
        raise _passed()
    return piece


async def async_next_piece(pieces: AsyncIterator[_T], deadline: float | None) -> _T | None:
    """`next_piece`, async."""
    if deadline is None:
        return await anext(pieces, None)
    async with async_reads_until(deadline):
        piece = await anext(pieces, None)
    return piece


def lines_of(response: httpx.Response, limit: int) -> Iterator[str]:
    """The lines of a body, as `httpx.Response.iter_lines` gives them, none of which is kept beyond the limit.

    Raises:
        httpx.DecodingError: One has more characters.
    """
    lines = _Lines(limit)
    for text in response.iter_text():
        yield from lines.of(text)
    yield from lines.flush()


async def async_lines_of(response: httpx.Response, limit: int) -> AsyncIterator[str]:
    """`lines_of`, async."""
    lines = _Lines(limit)
    async for text in response.aiter_text():
        for line in lines.of(text):
            yield line
    for line in lines.flush():
        yield line


class _Lines(LineDecoder):
    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit
        self._kept = 0

    def of(self, text: str) -> list[str]:
        found: list[str] = self.decode(text)
        self._kept = 0 if found else self._kept + len(text)
        if self._kept > self._limit:
            raise httpx.DecodingError(
                f"Expected lines of at most {self._limit:,} characters, got a longer one. Pass a larger max_body_bytes "
                "to the client, or read it with iter_bytes()."
            )
        return found


def _passed() -> httpx.ReadTimeout:
    return httpx.ReadTimeout("The deadline has passed.")


def bounded_request(request: httpx.Request, deadline: float | None) -> httpx.Request:
    """The request, with none of its timeouts longer than the time that is left; as it is without a deadline."""
    if deadline is None:
        return request
    left = max(deadline - time.monotonic(), _SHORTEST)
    phases: dict[str, float | None] = request.extensions.get("timeout", {})
    phases = {name: phases.get(name) for name in ("connect", "read", "write", "pool")}
    request.extensions["timeout"] = {name: left if one is None else min(one, left) for name, one in phases.items()}
    return request


def bound_new_connections(event: str, info: dict[str, Any]) -> None:
    """Let the reads of each new connection heed `reads_until`, as the `trace` extension of a request.

    A response that drips in is read with many short reads, none of which takes long.
    https://www.encode.io/httpcore/extensions/#trace
    """
    if event.endswith(_STREAMS_ARE_MADE):
        bound_reads(info.get("return_value"))
