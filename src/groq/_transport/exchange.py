"""One request and its response: what to do on the network, step by step. No I/O; for sync and async.

`Exchange.send` is a generator: it yields functions with their arguments, such as `connection.write`. `drive` calls them
for threads, `async_drive` awaits them for event loops.
"""

from __future__ import annotations

import contextlib
import datetime
import ssl
import time
import weakref
from collections.abc import AsyncGenerator, Generator, Iterator
from typing import Any, TypeVar

import httpx

from .._constants import DEADLINE_EXTENSION, REPEATABLE_EXTENSION
from .connect import tunnel_request
from .errors import seconds_left
from .http1 import Head, ProtocolError, ResponseParser
from .pool import Lease, Pool
from .settings import Settings
from .tls import ContextSource

# A body up to this size is written together with the head. A larger one is written in pieces, between which an early
# response is looked for.
PIECE_BYTES = 65_536

KNOWN_EXTENSIONS = frozenset({"timeout", "sni_hostname", DEADLINE_EXTENSION, REPEATABLE_EXTENSION})

# https://www.rfc-editor.org/rfc/rfc9110#name-idempotent-methods
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})

_NO_TIMEOUTS: dict[str, float | None] = {}


# A function and its arguments. A driver calls it, or calls and awaits it, and sends the result back.
Step = tuple[Any, ...]
_T = TypeVar("_T")
Flow = Generator[Step, Any, _T]


def drive(flow: Flow[_T]) -> _T:
    """Run a flow whose functions block."""
    try:
        function, *arguments = next(flow)
        while True:
            try:
                value = function(*arguments)
            except BaseException as err:
                function, *arguments = flow.throw(err)
            else:
                function, *arguments = flow.send(value)
    except StopIteration as end:
        result: _T = end.value
        return result


async def async_drive(flow: Flow[_T]) -> _T:
    """Run a flow whose functions are async."""
    try:
        function, *arguments = next(flow)
        while True:
            try:
                value = await function(*arguments)
            except BaseException as err:
                function, *arguments = flow.throw(err)
            else:
                function, *arguments = flow.send(value)
    except StopIteration as end:
        result: _T = end.value
        return result


class Exchange(Lease):
    """One request, its lease of a connection, and the body of the response: the base of both body classes.

    Attributes:
        target: Where it goes.
        head: The bytes of the request head.
        content: The whole body, where it is small; `None` where it is sent in pieces.
        length: The Content-Length of the body, `None` where it is sent in chunks.
        timeouts: Seconds by phase: connect, read, write, pool.
        read_timeout: That of the reads.
        deadline: A time of `time.monotonic`, for all phases together.
        is_repeatable: The request may be sent again if the server closed a kept connection without a response.
        is_encoded: The body of the response has a Content-Encoding.
    """

    body_pieces: Any  # of the request: an iterator, or an async one

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
        self._response: weakref.ref[httpx.Response] | None = None

    def send(self, request: httpx.Request, shell: Any, settings: Settings) -> Flow[httpx.Response]:
        """Send the request, and return the response, of which this is the body.

        Args:
            request: The request.
            shell: What opens connections and waits: `blocking`, `on_asyncio` or `on_trio`.
            settings: Of the transport.
        """
        try:
            while True:
                yield from self._connect(shell, settings)
                connection = self.connection
                is_reused, connection.is_reused = connection.is_reused, True
                connection.deadline = self.deadline
                connection.parser.start(request.method)
                try:
                    return self._respond((yield from self._exchange(request)))
                except (httpx.ReadError, httpx.WriteError, ProtocolError):
                    # The server closed the kept connection while the request was on its way.
                    if not (is_reused and self.is_repeatable and connection.parser.is_silent):
                        raise
                self.pool.replace(self)
        except BaseException as err:
            self.release(reuse=False)
            if isinstance(err, ProtocolError):
                raise httpx.RemoteProtocolError(str(err)) from err
            raise

    def _exchange(self, request: httpx.Request) -> Flow[Head]:
        connection, write_timeout = self.connection, self.timeouts.get("write")
        parser: ResponseParser = connection.parser
        head: Head | None = None
        if self.content is not None:
            try:
                # A view: tracebacks with locals print the arguments of steps, and the head has the key.
                yield connection.write, memoryview(self.head + self.content), write_timeout
            except httpx.WriteError as err:  # the server may have sent a response before it closed the connection
                parser.stop_reuse()
                head = yield connection.late_head, err
        else:
            yield connection.write, memoryview(self.head), write_timeout
            head = yield connection.upload, self.body_pieces(request, self.length), write_timeout
            if head is not None:
                parser.stop_reuse()
            else:  # it may have come just now
                head = parser.next_head()
        timeout, until = self.read_timeout, None
        while head is None:
            yield connection.receive, timeout
            head = parser.next_head()
            if head is None and timeout is not None:  # the whole head has one timeout, however its bytes drip
                until = until or time.monotonic() + timeout
                timeout = seconds_left(timeout, until)
        return head

    def _connect(self, shell: Any, settings: Settings) -> Flow[None]:
        """Get a connection from the pool, or open one."""
        pool, timeouts = self.pool, self.timeouts
        if not self.is_granted and not pool.acquire(self):
            waiter = shell.Waiter()
            self.wake = waiter.wake
            try:
                if not self.is_granted and not pool.is_closed:
                    yield waiter.wait, seconds_left(timeouts.get("pool"), self.deadline)
            except BaseException:
                self.release(reuse=True)  # what it was granted meanwhile is unused
                raise
            if not self.is_granted:
                if pool.is_closed:
                    raise httpx.ConnectError("The client is closed.")
                raise httpx.PoolTimeout("All connections are in use.")
            pool.check_usable(self)
        if self.connection is None:
            self.connection = yield from self._open(shell, settings)
            pool.opened(self, self.connection)

    def _open(self, shell: Any, settings: Settings) -> Flow[Any]:
        target = self.target
        # One timeout for all that it takes to connect.
        timeout = seconds_left(self.timeouts.get("connect"), self.deadline)
        until = None if timeout is None else time.monotonic() + timeout
        # Before there is a connection, because it may fail.
        context = (yield from _context(shell, settings.context)) if target.server_hostname else None
        try:
            connection = yield shell.open_connection, target, settings, timeout
        except httpx.ConnectError as err:
            if target.proxy is None:
                raise
            raise httpx.ConnectError(f"{err} (the proxy {target.proxy.url.netloc.decode()})") from err
        connection.deadline = until
        try:
            proxy = target.proxy
            if proxy is not None and proxy.url.scheme == "https":
                proxy_context = yield from _context(shell, settings.proxy_context(proxy))
                yield from _start_tls(connection, proxy_context, proxy.url.host, timeout)
            if proxy is not None and target.is_tunnelled:
                yield connection.write, memoryview(tunnel_request(target.host, target.port, proxy)), timeout
                yield from _await_tunnel(connection, timeout)
            if context is not None:
                yield from _start_tls(connection, context, target.server_hostname, timeout)
        except BaseException:
            connection.abort()
            raise
        return connection

    def _respond(self, head: Head) -> httpx.Response:
        connection, self.head = self.connection, b""  # not to keep the key
        self.is_encoded = connection.parser.content_encoding
        body: Any = self  # the subclasses are streams
        extensions = {
            "http_version": b"HTTP/" + head.version,
            "reason_phrase": head.reason,
            "network_stream": connection,
        }
        response = httpx.Response(head.status, headers=head.fields, stream=body, extensions=extensions)
        self._response = connection.holder = weakref.ref(response)
        return response

    def finish(self) -> None:
        """Give the connection back once the response is read, or close it; further calls do nothing."""
        connection = self.connection
        if connection is not None:
            connection.holder = None
            self.release(reuse=connection.parser.can_reuse)
            response = None if self._response is None else self._response()
            if response is not None:
                response.elapsed = datetime.timedelta(seconds=time.perf_counter() - self._started)

    def drop(self) -> None:
        """Close the body: what has been received may be all that is left of it."""
        connection = self.connection
        if connection is not None:
            with contextlib.suppress(ProtocolError):
                connection.parser.next_piece()
            self.finish()


def _context(shell: Any, source: ContextSource) -> Flow[ssl.SSLContext]:
    """Return the TLS context; the first one reads files, which would block an event loop."""
    return source.made() or (yield shell.in_thread, source)


def _start_tls(connection: Any, context: ssl.SSLContext, name: str, timeout: float | None) -> Flow[None]:
    if not connection.parser.is_untouched:  # it would pass for what the server sends over TLS
        raise httpx.ConnectError("The server sends data before the TLS handshake.")
    yield connection.start_tls, context, name, timeout


def _await_tunnel(connection: Any, timeout: float | None) -> Flow[None]:
    parser: ResponseParser = connection.parser
    parser.start("CONNECT")
    try:
        while (head := parser.next_head()) is None:
            yield connection.receive, timeout
    except (ProtocolError, httpx.ReadError) as err:
        raise httpx.ProxyError(f"The proxy sends no valid response: {err}") from err
    except httpx.ReadTimeout as err:
        raise httpx.ConnectTimeout(f"The proxy sends no response: {err}") from err
    if not 200 <= head.status < 300:
        raise httpx.ProxyError(f"The proxy refuses a tunnel: {head.status} {head.reason.decode('ascii', 'replace')}")
    if not parser.is_untouched:  # it would pass for what the server sends over TLS
        raise httpx.ProxyError("The proxy sends more than the response to the request for a tunnel.")


def _small_content(request: httpx.Request, length: int | None) -> bytes | None:
    """Return a body that is written together with its head; `None` for one that is written in pieces."""
    if length is None or length > PIECE_BYTES or type(request.stream) is not httpx.ByteStream:
        return b"" if length == 0 and type(request.stream) is httpx.ByteStream else None
    content = b"".join(request.stream)
    if len(content) != length:
        raise _wrong_length(len(content), length)
    return content


def body_pieces(request: httpx.Request, length: int | None) -> Iterator[bytes]:
    """Yield the bytes of a body as they are sent, none longer than `PIECE_BYTES` except for the framing of a chunk.

    Raises:
        httpx.LocalProtocolError: They do not fit the Content-Length.
    """
    framing = _Framing(length)
    stream: Any = request.stream  # of a sync request
    for piece in stream:
        yield from framing.wrap(piece)
    yield from framing.end()


async def async_body_pieces(request: httpx.Request, length: int | None) -> AsyncGenerator[bytes]:
    """Yield the bytes of a body as they are sent; `body_pieces`, async."""
    if isinstance(request.stream, httpx.SyncByteStream):  # httpx's own are both; their async form leaves generators
        for wrapped in body_pieces(request, length):
            yield wrapped
        return
    framing = _Framing(length)
    stream: Any = request.stream
    async for piece in stream:
        for wrapped in framing.wrap(piece):
            yield wrapped
    for wrapped in framing.end():
        yield wrapped


class _Framing:
    """Puts the pieces of a body into chunks, or counts them against the Content-Length."""

    def __init__(self, length: int | None) -> None:
        self._length = length
        self._sent = 0

    def wrap(self, piece: bytes) -> Iterator[bytes]:
        for start in range(0, len(piece), PIECE_BYTES):
            part = piece[start : start + PIECE_BYTES]
            self._sent += len(part)
            if self._length is None:
                yield b"%x\r\n%b\r\n" % (len(part), part)
            elif self._sent > self._length:
                raise _wrong_length(self._sent, self._length)
            else:
                yield part

    def end(self) -> Iterator[bytes]:
        if self._length is None:
            yield b"0\r\n\r\n"
        elif self._sent != self._length:
            raise _wrong_length(self._sent, self._length)


def _wrong_length(sent: int, length: int) -> httpx.LocalProtocolError:
    what = "Too much" if sent > length else "Too little"
    return httpx.LocalProtocolError(f"{what} data for declared Content-Length: expected {length:,} bytes.")
