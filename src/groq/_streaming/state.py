"""What a stream reads, returns and raises next. No I/O except the clock: `stream` reads."""

from __future__ import annotations

import enum
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from .._exceptions import APIConnectionError, APIError, APIResponseValidationError, request_of
from .._options import options_of
from .._retry.failures import connection_error
from .._retry.logs import log_piece, logs_bodies
from .._utils._flows import Flow
from .decoder import EventDecoder
from .sse import EventStreamParser, EventTooLarge, ServerSentEvent

# How much of a body is kept until its first event shows that it is an event stream.
_HEAD_BYTES = 65_536


class Need(enum.Enum):
    """What a `StreamState` needs before its next chunk."""

    DATA = enum.auto()  # feed it the next piece of the body
    DRAIN = enum.auto()  # read the body to its end, so that the connection can be reused
    RESEND = enum.auto()  # send the request again, or raise the failure
    END = enum.auto()  # nothing: there is no further chunk


class StreamState:
    """The state of one stream: `feed` it the bytes, call `next_chunk`, report errors to `note_error`.

    Attributes:
        deadline: A time of `time.monotonic` by which all must be read; `None` for no limit.
        can_resend: The client can send the request again.
        failure: The failure that causes the request to be sent again.
    """

    def __init__(self, response: httpx.Response, cast_to: Any, client: object) -> None:
        self._cast_to = cast_to
        self._client = client
        self._options = options_of(client)
        self._logs_pieces = logs_bodies()
        self.deadline: float | None = None
        self.can_resend = False
        self.start(response)

    def start(self, response: httpx.Response) -> None:
        """Start with an unread response."""
        self._response = response
        self._decoder = EventDecoder(response, self._cast_to, strict=self._options.is_strict)
        self._parser = EventStreamParser(max_event_bytes=self._options.max_event_bytes)
        self._head = b""
        self._ready: Iterator[ServerSentEvent] = iter(())
        self._idle_until: float | None = None  # while an event is awaited
        self._is_reading = False
        self._is_interrupted = False  # a read was cancelled and its bytes are lost
        self._is_over = False
        self.failure: APIConnectionError | None = None

    def next_chunk(self) -> Any:
        """Return the next chunk, or the `Need` to satisfy before it.

        Raises:
            APIError: The API reported an error, the stream is truncated, or it failed and cannot be sent again.
        """
        try:
            for event in self._ready:
                chunk = self._decoder.decode(event)
                if chunk is not None:
                    self._idle_until = None
                    return chunk
                if self._decoder.has_done:
                    self.end()
                    return Need.DRAIN
            if self._decoder.is_at_eof and not self._is_over:
                self._decoder.raise_if_truncated(self._head)
                self._is_over = True
        except APIConnectionError as err:
            self._fail(err)
        if self.failure is not None:
            return self._resend()
        if self._is_interrupted:
            raise self._decoder.interrupted_error()
        if self._is_over:
            return Need.END
        if self._is_reading:
            self._is_interrupted = True
            raise self._decoder.interrupted_error()
        self._is_reading = True
        return Need.DATA

    def feed(self, piece: bytes | None) -> None:
        """Take the next piece of the body; `None` is EOF.

        Raises:
            APIResponseValidationError: An event is larger than `max_event_bytes`.
        """
        self._is_reading = False
        if piece is None:
            self._decoder.is_at_eof = True
            self._ready = iter(self._parser.flush())
            return
        if self._logs_pieces:
            log_piece(piece)
        if not self._decoder.has_chunks and len(self._head) < _HEAD_BYTES:
            self._head += piece
        try:
            self._ready = iter(self._parser.feed(piece))
        except EventTooLarge as err:
            raise APIResponseValidationError(
                self._response,
                None,
                message=f"{err} Pass a larger max_event_bytes to the client if you expect events this large.",
            ) from err

    def note_error(self, error: Exception) -> None:
        """Note that the transport raised this while the body was read."""
        # Another thread or task closed the stream, or all chunks were received.
        if (self._is_over or self._decoder.is_complete) and not self._is_interrupted:
            self.end()
        else:
            self._fail(self._error_for(error))

    def end(self) -> None:
        """End the stream: return no further chunk."""
        self._is_over = True
        self._ready = iter(())

    def close(self) -> None:
        """End the stream, and do not send its request again."""
        self.failure = None
        self.end()

    def read_deadline(self) -> float | None:
        """Return the time of `time.monotonic` by which the next read must end; `None` for no limit."""
        idle = self._options.stream_idle_timeout
        if idle is None:
            return self.deadline
        if self._idle_until is None:
            self._idle_until = time.monotonic() + idle
        return self._idle_until if self.deadline is None else min(self.deadline, self._idle_until)

    def resend(self, send: Callable[[APIConnectionError | None], Flow[httpx.Response]]) -> Flow[httpx.Response]:
        """Send the request again after a failure. If this is interrupted, the next read does it."""
        failure, self.failure = self.failure, None
        try:
            response = yield from send(failure)
        except BaseException as err:
            self.failure = None if isinstance(err, APIError) else failure
            raise
        finally:
            del failure  # breaks the cycle exception → traceback → frame
        self.start(response)
        return response

    def _fail(self, failure: APIConnectionError) -> None:
        self.failure = failure
        self.end()

    def _resend(self) -> Need:
        if self.can_resend and not self._decoder.has_chunks and not self._is_interrupted:
            return Need.RESEND
        failure, self.failure = self.failure, None
        try:
            raise failure or self._decoder.interrupted_error()
        finally:
            del failure  # breaks the cycle exception → traceback → frame

    def _error_for(self, error: Exception) -> APIConnectionError:
        """Return the error to raise for an error of the transport."""
        request, options = request_of(self._response), self._options
        is_idle = self._idle_until is not None and self._idle_until <= time.monotonic()
        # `is True`: every attribute of a MagicMock is truthy
        if not is_idle and getattr(self._client, "is_closed", bool)() is True:
            closed = httpx.ReadError("The client was closed; read its streams before its `with` block ends.")
            closed.__cause__ = error
            return connection_error(closed, request)
        return connection_error(
            error,
            request,
            deadline=self.deadline,
            total_timeout=options.total_timeout,
            idle_timeout=options.stream_idle_timeout if is_idle else None,
        )
