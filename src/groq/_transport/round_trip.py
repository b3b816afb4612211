"""One request and its response over a connection, as flows, for threads and event loops. No I/O."""

from __future__ import annotations

import contextlib
import datetime
import time
import weakref
from collections.abc import Callable
from typing import Any

import httpx

from .._constants import DEADLINE_EXTENSION, REPEATABLE_EXTENSION
from .._utils._flows import Flow
from .connect import connect
from .errors import seconds_left
from .http1 import Head, ResponseParser
from .pool import Lease, Pool
from .settings import Settings

# A body up to this size is written together with the head. Between the pieces of a larger one, `_upload` checks for an
# early response.
PIECE_BYTES = 65_536
# Seconds for a response that may have arrived although the request could not be sent.
_LATE_HEAD_TIMEOUT = 0.5

# https://www.rfc-editor.org/rfc/rfc9110#name-idempotent-methods
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})

_NO_TIMEOUTS: dict[str, float | None] = {}


class RoundTrip(Lease):
    """One request, its lease of a connection, and the body of the response: the base of both body classes.

    Attributes:
        head: The bytes of the request head.
        content: The whole body if it is small; `None` if it is sent in pieces.
        length: The Content-Length of the body; `None` if it is chunked.
        timeouts: Seconds by phase: connect, read, write, pool.
        deadline: The time of `time.monotonic` by which all phases end.
        is_repeatable: The request may be sent again if the server closed a reused connection without a response.
        is_encoded: The body of the response has a Content-Encoding.
    """

    next_piece: Any  # `next` of an iterator over the body of the request, or its async form

    def __init__(self, pool: Pool, request: httpx.Request, settings: Settings) -> None:
        extensions = request.extensions
        self.target = target = settings.target(request)
        super().__init__(pool, target.origin)
        self.head, self.length = settings.heads.encode(request, target)
        self.content = _small_content(request, self.length)
        self.timeouts: dict[str, float | None] = extensions.get("timeout") or _NO_TIMEOUTS
        self.read_timeout = self.timeouts.get("read")
        self.deadline: float | None = extensions.get(DEADLINE_EXTENSION)
        self.is_repeatable = self.content is not None and (
            extensions.get(REPEATABLE_EXTENSION) is True or request.method in _IDEMPOTENT
        )
        self.is_encoded = False
        self._started = time.perf_counter()

    def send(self, request: httpx.Request, backend: Any, settings: Settings) -> Flow[httpx.Response]:
        """Send the request, and return the response, whose body is this object."""
        try:
            while True:
                is_reused = yield from self._get_connection(backend, settings)
                connection = self.connection
                connection.deadline = self.deadline
                connection.parser.start(request.method)
                try:
                    return self._respond((yield from self._send_and_receive_head(request)))
                except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
                    # The server closed the reused connection while the request was being sent.
                    if not (is_reused and self.is_repeatable and connection.parser.is_silent):
                        raise
                self.pool.replace(self)
        except BaseException:
            self.release(reuse=False)
            raise

    def _get_connection(self, backend: Any, settings: Settings) -> Flow[bool]:
        """Get a connection from the pool, or open one; return whether it has carried a request before."""
        pool, timeouts = self.pool, self.timeouts
        if not self.is_granted and not pool.acquire(self):
            self.wake, wait = backend.waiter()
            try:
                if not self.is_granted and not pool.is_closed:
                    yield wait, seconds_left(timeouts.get("pool"), self.deadline)
            except BaseException:
                self.release(reuse=True)  # a connection granted meanwhile is unused
                raise
            if not self.is_granted:
                pool.check_open()
                raise httpx.PoolTimeout("All connections are in use.")
            pool.check_usable(self)
        is_reused = self.connection is not None
        if not is_reused:
            timeout = seconds_left(timeouts.get("connect"), self.deadline)
            yield from connect(self, self.target, settings, timeout, backend)
        return is_reused

    def _send_and_receive_head(self, request: httpx.Request) -> Flow[Head]:
        connection, write_timeout = self.connection, self.timeouts.get("write")
        parser: ResponseParser = connection.parser
        head: Head | None = None
        try:
            # Views, because tracebacks with locals print arguments, and the head contains the key.
            if self.content is not None:
                yield from connection.write(memoryview(self.head + self.content), write_timeout)
            else:
                yield from connection.write(memoryview(self.head), write_timeout)
                head = yield from self._upload(request.stream, write_timeout)
        except httpx.WriteError as err:
            head = yield from self._late_head(err)
        if head is not None or b": close\r\n" in self.head:  # `Connection: close`, §9.6 of RFC 9112
            parser.stop_reuse()
        if head is None and self.content is None:  # an early response may have just arrived
            head = parser.next_head()
        timeout, until = self.read_timeout, None
        while head is None:
            yield connection.receive, timeout
            head = parser.next_head()
            if head is None and timeout is not None:  # one timeout for the whole head, against byte-by-byte responses
                until = until or time.monotonic() + timeout
                timeout = seconds_left(timeout, until)
        return head

    def _upload(self, stream: Any, timeout: float | None) -> Flow[Head | None]:
        """Send a large body in pieces; stop and return the head of the response if it arrives before the end.

        Raises:
            httpx.LocalProtocolError: The pieces do not fit the Content-Length.
        """
        upload: Callable[[bytes, float | None], Flow[Head | None]] = self.connection.upload
        length, sent = self.length, 0
        # The bodies of httpx are sync and async; their async iterators leave generators to the garbage collector.
        pieces: Any = iter(stream) if isinstance(stream, httpx.SyncByteStream) else aiter(stream)
        try:
            while (piece := (yield self.next_piece, pieces, None)) is not None:
                for start in range(0, len(piece), PIECE_BYTES):
                    part = piece[start : start + PIECE_BYTES]
                    sent += len(part)
                    if length is None:
                        part = b"%x\r\n%b\r\n" % (len(part), part)
                    elif sent > length:
                        raise _wrong_length(sent, length)
                    if (head := (yield from upload(part, timeout))) is not None:
                        return head
            if length is None:
                return (yield from upload(b"0\r\n\r\n", timeout))
            if sent != length:
                raise _wrong_length(sent, length)
            return None
        finally:
            if hasattr(pieces, "aclose"):
                yield (pieces.aclose,)

    def _late_head(self, failure: httpx.WriteError) -> Flow[Head]:
        """Return the head of a response that arrived before the connection broke, or raise the failure."""
        connection = self.connection
        parser: ResponseParser = connection.parser
        try:
            while (head := parser.next_head()) is None:
                yield connection.receive, _LATE_HEAD_TIMEOUT
        except httpx.TransportError:
            raise failure from failure.__cause__
        return head

    def _respond(self, head: Head) -> httpx.Response:
        connection, self.head = self.connection, b""  # the head contains the key
        self.is_encoded = connection.parser.content_encoding
        body: Any = self  # the subclasses are streams
        extra = {"http_version": b"HTTP/" + head.version, "reason_phrase": head.reason, "network_stream": connection}
        response = httpx.Response(head.status, headers=head.fields, stream=body, extensions=extra)
        connection.holder = weakref.ref(response)
        return response

    def finish(self) -> None:
        """Return the connection to the pool if the response was read, or close it. Further calls do nothing."""
        connection = self.connection
        if connection is not None:
            holder, connection.holder = connection.holder, None
            self.release(reuse=connection.parser.can_reuse)
            response = None if holder is None else holder()
            if response is not None:
                response.elapsed = datetime.timedelta(seconds=time.perf_counter() - self._started)

    def drop(self) -> None:
        """Close the body. The connection is reused if the rest has been received."""
        connection = self.connection
        if connection is not None:
            with contextlib.suppress(httpx.RemoteProtocolError):
                connection.parser.next_piece()
            self.finish()


def _small_content(request: httpx.Request, length: int | None) -> bytes | None:
    """Return a body to write together with its head, or `None` to write it in pieces."""
    if length is None or length > PIECE_BYTES or type(request.stream) is not httpx.ByteStream:
        return None
    content = b"".join(request.stream)
    if len(content) != length:
        raise _wrong_length(len(content), length)
    return content


def _wrong_length(sent: int, length: int) -> httpx.LocalProtocolError:
    what = "Too much" if sent > length else "Too little"
    return httpx.LocalProtocolError(f"{what} data for declared Content-Length: expected {length:,} bytes.")
