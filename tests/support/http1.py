"""Bytes of HTTP/1.1 responses, in pieces, through the parser of the transport."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from groq._transport.http1 import Head, ResponseParser

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
EMPTY = OK + b"Content-Length: 0\r\n\r\n"


class Parsed(NamedTuple):
    """A response, and whether its connection can be reused."""

    head: Head
    body: bytes
    can_reuse: bool


def parsed(pieces: list[bytes], method: str = "GET", *, eof: bool = False) -> Parsed | None:
    """Parse a response from pieces, and return it; `None` if it is incomplete."""
    parser = ResponseParser()
    parser.start(method)
    head: Head | None = None
    body = b""
    for piece in [*pieces, *([b""] if eof else [])]:
        parser.feed(piece)
        head = head or parser.next_head()
        while head is not None and not parser.is_complete:
            data = parser.next_piece()
            body += data
            if not data:
                break
    return None if head is None or not parser.is_complete else Parsed(head, body, parser.can_reuse)


def splits(raw: bytes) -> Iterator[list[bytes]]:
    """Yield the bytes in one piece, in two at every offset, and one by one."""
    yield [raw]
    for offset in range(1, len(raw)):
        yield [raw[:offset], raw[offset:]]
    yield [raw[at : at + 1] for at in range(len(raw))]
