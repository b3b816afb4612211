"""Stages between the bytes of a body and its reader, such as decompression. No I/O.

`httpx` decompresses each piece as a whole, however large it becomes, and does not detect a truncated compressed body.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Generic, Protocol, TypeVar

import httpx
from typing_extensions import Self

# The maximum output of one call of zlib.
_STEP_BYTES = 262_144

_In = TypeVar("_In")
_Out = TypeVar("_Out")
_In_contra = TypeVar("_In_contra", contravariant=True)
_Out_co = TypeVar("_Out_co", covariant=True)


class Stage(Protocol[_In_contra, _Out_co]):
    """One stage between the bytes of a body and its reader."""

    def feed(self, data: _In_contra, /) -> Iterable[_Out_co]:
        """Add a piece, and return complete output."""
        ...

    def flush(self) -> Iterable[_Out_co]:
        """Return the rest at the end."""
        ...


class ContentDecoder:
    """Decompressor for the content coding `"gzip"` or `"deflate"`."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16 if coding == "gzip" else zlib.MAX_WBITS)
        self._is_first = True
        self._start = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the decompressed data, in pieces of bounded size.

        Raises:
            httpx.DecodingError: The data is not in this coding, or bytes follow the end of the compressed data.
        """
        data = self._start + data
        if self._is_first and len(data) < 2:  # the header of zlib has two bytes
            self._start = data
            return
        self._start = b""
        while data or not self._inflate.eof:
            try:
                piece = self._inflate.decompress(data, _STEP_BYTES)
            except zlib.error as err:
                if not (self._is_first and self._coding == "deflate"):
                    raise httpx.DecodingError(f"Expected a body in {self._coding}, got other bytes: {err}") from err
                # Some servers send deflate without the header of zlib.
                self._inflate, self._is_first = zlib.decompressobj(-zlib.MAX_WBITS), False
                continue
            self._is_first = False
            if self._inflate.unused_data:
                raise httpx.DecodingError(f"The body in {self._coding} has more bytes after its end.")
            data = self._inflate.unconsumed_tail
            if not piece:
                return
            yield piece

    def flush(self) -> Iterator[bytes]:
        """Check that the body was complete.

        Raises:
            httpx.RemoteProtocolError: It is truncated.
        """
        if self._start or (not self._inflate.eof and not self._is_first):
            raise httpx.RemoteProtocolError("The compressed body is truncated: it ended before it was complete.")
        return iter(())


def through(pieces: Iterator[_In], stage: Stage[_In, _Out]) -> Iterator[_Out]:
    """Pass pieces through a stage."""
    for piece in pieces:
        yield from stage.feed(piece)
    yield from stage.flush()


def async_through(pieces: AsyncIterator[_In], stage: Stage[_In, _Out]) -> AsyncIterator[_Out]:
    """Pass pieces through a stage; see `through`."""
    return _AsyncThrough(pieces, stage)


class _AsyncThrough(Generic[_In, _Out]):
    """An async iterator. Not a generator: trio warns of generators that are garbage-collected before their end."""

    def __init__(self, pieces: AsyncIterator[_In], stage: Stage[_In, _Out]) -> None:
        self._pieces = pieces
        self._stage = stage
        self._ready: Iterator[_Out] = iter(())
        self._is_over = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> _Out:
        while True:
            for one in self._ready:
                return one
            if self._is_over:
                raise StopAsyncIteration
            piece = await anext(self._pieces, None)
            self._is_over = piece is None
            self._ready = iter(self._stage.flush() if piece is None else self._stage.feed(piece))
