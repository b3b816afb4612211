"""Bytes → server-sent events: pure. `stream` reads the bytes.

Rules: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
"""

from __future__ import annotations

import json
from typing import Any

from typing_extensions import override

from .._constants import DEFAULT_MAX_EVENT_BYTES

BOM = b"\xef\xbb\xbf"


class ServerSentEvent:
    """One server-sent event.

    Attributes:
        raw: The data as bytes.
        event: The event type, or `None`.
        id: The last event id of the stream so far, or `None`.
        retry: The reconnection time that this event sets, in milliseconds, or `None`.
    """

    __slots__ = ("event", "id", "raw", "retry")

    def __init__(
        self,
        *,
        event: str | None = None,
        data: str | bytes | None = None,
        id: str | None = None,
        retry: int | None = None,
    ) -> None:
        self.raw: bytes = data if isinstance(data, bytes) else (data or "").encode()
        self.event: str | None = event
        self.id: str | None = id
        self.retry: int | None = retry

    @property
    def data(self) -> str:
        """The data as text; invalid UTF-8 becomes U+FFFD."""
        return self.raw.decode("utf-8", "replace")

    def json(self) -> Any:
        """Return the data, decoded from JSON.

        Raises:
            ValueError: The data is not JSON.
        """
        return json.loads(self.data)

    @override
    def __repr__(self) -> str:
        return f"ServerSentEvent(event={self.event!r}, data={self.data!r}, id={self.id!r}, retry={self.retry!r})"


class EventTooLarge(ValueError):
    """An event exceeds `max_event_bytes`."""


class EventStreamParser:
    """Parser for an event stream that arrives in arbitrary pieces, in linear time.

    Args:
        max_event_bytes: Maximum size of an event, and so of the buffer for an incomplete one.
    """

    def __init__(self, *, max_event_bytes: int = DEFAULT_MAX_EVENT_BYTES) -> None:
        self._max_event_bytes = max_event_bytes
        self._buffered = 0  # bytes of the incomplete data and line
        self._start: bytes | None = b""  # a possible prefix of a BOM; None after the first bytes
        self._after_cr = False  # the last piece ended in CR: skip a following LF
        self._partial: list[bytes] = []  # the pieces of an incomplete line
        self._in_comment = False  # that line is a comment; it is not kept
        self._pending = False  # fields of the current event were read
        self._data: list[bytes] = []
        self._event: str | None = None
        self._retry: int | None = None
        self._last_id: str | None = None

    def feed(self, piece: bytes) -> list[ServerSentEvent]:
        """Parse the next bytes, and return the events that they complete.

        Raises:
            EventTooLarge: An event has more than `max_event_bytes`.
        """
        may_be_large = self._buffered + len(piece) > self._max_event_bytes
        events = self._parse(piece)
        if may_be_large and (
            self._buffered > self._max_event_bytes or any(len(one.raw) > self._max_event_bytes for one in events)
        ):
            raise EventTooLarge(f"Expected events of at most {self._max_event_bytes:,} bytes, got a larger one.")
        return events

    def _parse(self, piece: bytes) -> list[ServerSentEvent]:
        if self._start is not None:
            piece = self._without_bom(piece)
        if self._after_cr or b"\r" in piece:
            piece = self._with_lf_only(piece)
        if self._in_comment:
            end = piece.find(b"\n")
            if end < 0:
                return []
            piece = b":" + piece[end:]
            self._in_comment = False
        if b"\n" not in piece:
            self._keep(piece)
            return []
        if self._partial:
            piece = b"".join((*self._partial, piece))
            self._buffered -= sum(map(len, self._partial))
            self._partial.clear()
        events: list[ServerSentEvent] = []
        *blocks, rest = piece.split(b"\n\n")
        for block in blocks:
            if block.startswith(b"data: ") and not self._pending and b"\n" not in block:
                events.append(ServerSentEvent(data=block[6:], id=self._last_id))  # the fast path: nearly all events
            elif not block.startswith(b":") or self._pending or b"\n" in block:  # not a comment alone
                for line in (*block.split(b"\n"), b""):
                    self._parse_line(line, events)
        if rest:
            *lines, last = rest.split(b"\n")
            for line in lines:
                self._parse_line(line, events)
            self._keep(last)
        return events

    def _keep(self, part: bytes) -> None:
        """Keep a piece of an incomplete line, unless it is a comment."""
        if not self._partial and part.startswith(b":"):
            self._in_comment = True
        elif part:
            self._partial.append(part)
            self._buffered += len(part)

    def flush(self) -> list[ServerSentEvent]:
        """Return the event at EOF that no blank line terminated, if any.

        The standard drops it, but many servers end with `data: [DONE]` and no blank line.
        """
        events: list[ServerSentEvent] = []
        last_line = b"".join((self._start or b"", *self._partial))
        self._start = None
        self._partial.clear()
        if last_line:
            self._parse_line(last_line, events)
        self._dispatch(events)
        return events

    def _without_bom(self, piece: bytes) -> bytes:
        piece = (self._start or b"") + piece
        if len(piece) < len(BOM) and BOM.startswith(piece):
            self._start = piece
            return b""
        self._start = None
        return piece.removeprefix(BOM)

    def _with_lf_only(self, piece: bytes) -> bytes:
        if self._after_cr and piece.startswith(b"\n"):
            piece = piece[1:]
            self._after_cr = False
        if not piece:
            return piece
        self._after_cr = piece.endswith(b"\r")
        return piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _parse_line(self, line: bytes, events: list[ServerSentEvent]) -> None:
        if not line:
            self._dispatch(events)
            return
        if line.startswith(b":"):  # a comment
            return
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        self._pending = True
        if name == b"data":
            self._data.append(value)
            self._buffered += len(value) + 1
        elif name == b"event":
            self._event = value.decode("utf-8", "replace") or None
        elif name == b"id":
            if b"\0" not in value:
                self._last_id = value.decode("utf-8", "replace")
        elif name == b"retry" and value.isdigit() and len(value) < 20:  # int() rejects thousands of digits
            self._retry = int(value)

    def _dispatch(self, events: list[ServerSentEvent]) -> None:
        if not self._pending:
            return
        if self._data:
            data = self._data[0] if len(self._data) == 1 else b"\n".join(self._data)
            events.append(ServerSentEvent(event=self._event, data=data, id=self._last_id, retry=self._retry))
            self._buffered -= sum(map(len, self._data)) + len(self._data)
            self._data = []
        self._event = None
        self._retry = None
        self._pending = False
