"""One response parsed by the transport, h11 and httptools."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import h11
import httptools
import httpx

from groq._transport.http1 import Fields, ResponseParser


class Case(NamedTuple):
    """The bytes that a server sends for one request before it closes the connection.

    Attributes:
        splits: Where the bytes are split, as fractions from 0 to 1.
    """

    raw: bytes
    method: str = "GET"
    splits: tuple[float, ...] = ()

    @property
    def pieces(self) -> list[bytes]:
        offsets = [0, *sorted(int(one * len(self.raw)) for one in self.splits), len(self.raw)]
        found = [self.raw[start:end] for start, end in itertools.pairwise(offsets)]
        return [one for one in found if one]


class Result(NamedTuple):
    """The result of a parser. An error is `None` instead."""

    status: int
    fields: Fields
    body: bytes
    can_reuse: bool


# The parsers.


def ours(case: Case) -> Result | None:
    parser = ResponseParser()
    parser.start(case.method)
    head, body, can_reuse = None, b"", False
    try:
        for piece in [*case.pieces, b""]:
            if head is not None and parser.is_complete:
                can_reuse = can_reuse and not piece  # more bytes follow
                continue
            parser.feed(piece)
            head = head or parser.next_head()
            while head is not None and not parser.is_complete:
                data = parser.next_piece()
                body += data
                if not data:
                    break
            can_reuse = parser.can_reuse
    except httpx.RemoteProtocolError:
        return None
    assert head is not None
    assert parser.is_complete
    return Result(head.status, _comparable(head.fields), body, can_reuse)


def of_h11(case: Case) -> Result | None:
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=65_536)
    connection.send(h11.Request(method=case.method, target="/", headers=[("Host", "x")]))
    connection.send(h11.EndOfMessage())
    head: h11.Response | None = None
    body = b""
    pieces = case.pieces
    try:
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(pieces.pop(0) if pieces else b"")
            elif isinstance(event, h11.Response):
                head = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif not isinstance(event, h11.InformationalResponse):
                break
    except h11.RemoteProtocolError:
        return None
    if head is None or not isinstance(event, h11.EndOfMessage):
        return None
    left, is_eof = connection.trailing_data
    can_reuse = connection.their_state is h11.DONE and not (left or pieces or is_eof)
    return Result(head.status_code, _comparable(head.headers.raw_items()), body, can_reuse)


class _Callbacks:
    """The callbacks of httptools."""

    def __init__(self) -> None:
        self.parser: Any = None
        self._begin()

    def _begin(self) -> None:
        self.fields: Fields = []
        self.body = b""
        self.is_head = self.is_complete = self.is_followed = self.can_reuse = False

    def on_message_begin(self) -> None:
        if self.is_complete:
            self.is_followed = True
        else:
            self._begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.is_head:  # otherwise a trailer
            self.fields.append((name, value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        if not self.is_complete and self.parser.get_status_code() >= 200:
            self.is_head = True
            self.status: int = self.parser.get_status_code()

    def on_body(self, data: bytes) -> None:
        if not self.is_complete:
            self.body += data

    def on_message_complete(self) -> None:
        if not self.is_head:
            self._begin()
        elif not self.is_complete:
            self.is_complete = True
            self.can_reuse = self.parser.should_keep_alive()


def of_httptools(case: Case) -> Result | None:
    found = _Callbacks()
    found.parser = httptools.HttpResponseParser(found)
    try:
        for piece in case.pieces:
            found.parser.feed_data(piece)
    except httptools.HttpParserError:
        found.is_followed = True
        if not (found.is_complete or (found.is_head and case.method == "HEAD")):
            return None
    if not found.is_head:
        return None
    names = {name.lower() for name, _ in found.fields}
    if case.method == "HEAD":  # httptools has no parameter for the method
        return Result(found.status, _comparable(found.fields), b"", False)
    if not found.is_complete and names & {b"content-length", b"transfer-encoding"}:
        return None
    return Result(found.status, _comparable(found.fields), found.body, found.can_reuse and not found.is_followed)


def _comparable(fields: Iterable[tuple[bytes, bytes]]) -> Fields:
    # h11 merges Content-Length and lowercases codings. Comparing the bodies covers the meaning of these fields.
    return [one for one in fields if one[0].lower() not in (b"content-length", b"transfer-encoding")]


PEERS: dict[str, Callable[[Case], Result | None]] = {"h11": of_h11, "httptools": of_httptools}
WE_REFUSE, IT_REFUSES = "we refuse it", "it refuses it"
WE_CLOSE, IT_CLOSES = "we do not reuse the connection", "it does not reuse the connection"


def difference(case: Case, peer: str) -> str:
    """Return the difference, or an empty string."""
    our, their = ours(case), PEERS[peer](case)
    if our is None or their is None:
        return "" if our is their else WE_REFUSE if our is None else IT_REFUSES
    if our[:3] != their[:3]:
        return f"expected {our}, got {their}"
    if our.can_reuse == their.can_reuse or (peer == "httptools" and case.method == "HEAD"):
        return ""
    return WE_CLOSE if their.can_reuse else IT_CLOSES
