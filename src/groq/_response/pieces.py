"""The stages of `iter_bytes`, `iter_text` and `iter_lines`; `_transport.decoding` defines and runs stages."""

from __future__ import annotations

import codecs
from typing import Any

import httpx


class TextDecoder:
    """Decoder of text; undecodable bytes become U+FFFD.

    Args:
        encoding: Its name; the default is UTF-8.
    """

    def __init__(self, encoding: str | None) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding or "utf-8")("replace")

    def feed(self, data: bytes) -> list[str]:
        """Decode bytes, and return the complete characters."""
        text = self._decoder.decode(data)
        return [text] if text else []

    def flush(self) -> list[str]:
        """Return U+FFFD for an incomplete character."""
        text = self._decoder.decode(b"", True)
        return [text] if text else []


class Chunker:
    """Splitter of bytes or text into pieces of one size; the last one may be shorter.

    Args:
        size: The length of a piece; `None` leaves pieces unchanged.
    """

    def __init__(self, size: Any) -> None:
        if size is not None and not (isinstance(size, int) and size > 0):
            raise ValueError(f"chunk_size: expected a number of bytes from 1 up, or None, got {size!r}.")
        self._size: int | None = size
        self._kept: list[Any] = []
        self._length = 0

    def feed(self, data: Any) -> list[Any]:
        """Add data, and return the complete pieces."""
        size = self._size
        if size is None:
            return [data]
        self._kept.append(data)
        self._length += len(data)
        if self._length < size:
            return []
        whole = data[:0].join(self._kept)
        end = self._length - self._length % size
        self._kept, self._length = [whole[end:]], self._length - end
        return [whole[start : start + size] for start in range(0, end, size)]

    def flush(self) -> list[Any]:
        """Return the last piece."""
        return [self._kept[0][:0].join(self._kept)] if self._length else []


class LineSplitter:
    """Splitter of text into lines at LF and CRLF, up to a maximum length.

    It ignores other line ends of Unicode: strings in JSON Lines may contain them.

    Args:
        limit: The maximum number of characters in a line.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: list[str] = []  # parts of an incomplete line
        self._size = 0

    def feed(self, text: str) -> list[str]:
        """Add text, and return the complete lines.

        Raises:
            httpx.DecodingError: One is longer than the limit.
        """
        *lines, rest = text.split("\n")
        if lines:
            lines[0] = "".join([*self._kept, lines[0]])
            self._kept, self._size = [], 0
        if rest:
            self._keep(rest)
        return [line.removesuffix("\r") for line in lines]

    def _keep(self, text: str) -> None:
        self._kept.append(text)
        self._size += len(text)
        if self._size - text.endswith("\r") > self._limit:
            raise httpx.DecodingError(
                f"Expected lines of at most {self._limit:,} characters, got a longer one. Pass a larger max_body_bytes "
                "to the client, or read it with iter_bytes()."
            )

    def flush(self) -> list[str]:
        """Return the last line, which has no line end."""
        kept, self._kept = self._kept, []
        return ["".join(kept).removesuffix("\r")] if kept else []
