"""A server on 127.0.0.1 that sends scripted bytes, piece by piece, and records requests.

It parses requests only to find their end, and sends any bytes, invalid ones included.
"""

from __future__ import annotations

import contextlib
import enum
import os
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import TypeAlias

from typing_extensions import Self

from .endless import Flood, Trickle

# The time limit of any wait, in seconds.
PATIENCE = 10.0
_MUCH = 10_000_000


class Step(enum.Enum):
    """An element of a reply other than bytes."""

    HANG_UP = enum.auto()
    RESET = enum.auto()
    END_TLS = enum.auto()  # send close_notify, then hang up
    GARBAGE = enum.auto()  # send bytes that are not TLS, then hang up
    STALL = enum.auto()  # send nothing more until the client disconnects
    READ_ON = enum.auto()  # read so much of the body that its sender has checked for an early response


@dataclass(frozen=True)
class Drip:
    """Bytes that are sent one by one, with a pause in seconds before each."""

    data: bytes
    pause: float


@dataclass(frozen=True)
class Tunnel:
    """Relays bytes between the client and an address until one side closes."""

    host: str
    port: int


# An event makes the server pause until the test sets it.
Piece: TypeAlias = bytes | Step | threading.Event | Drip | Tunnel | Flood | Trickle


@dataclass(frozen=True)
class Request:
    """A request as received, and the number of its connection, from 0.

    Attributes:
        body: Without the framing of chunks.
        reads: The sizes of the reads of this request; with TLS, of its records.
    """

    connection: int
    head: bytes
    body: bytes
    reads: tuple[int, ...] = field(default=(), compare=False)

    @property
    def target(self) -> bytes:
        """The request target."""
        return self.head.split(b" ", 2)[1]

    @property
    def fields(self) -> list[tuple[bytes, bytes]]:
        """The header fields, in their original order and case."""
        lines = (line.partition(b":") for line in self.head.split(b"\r\n")[1:])
        return [(name, value.strip()) for name, _, value in lines]

    def header(self, name: str) -> str | None:
        """The value of a header."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.decode("latin-1").partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None


class ScriptedServer:
    """Sends the first reply to the first request, and so on; connections stay open until a reply closes them.

    Args:
        replies: The replies.
        tls: Serve at https://localhost.
        hasty: Reply after the head of each request, and read the body afterwards.
        host: The address to listen on.
        port: The port to listen on; by default, a free one.
        otherwise: Returns the reply when the replies are used up. Without it, the connection is closed.
    """

    def __init__(
        self,
        *replies: Iterable[Piece],
        tls: ssl.SSLContext | None = None,
        hasty: bool = False,
        host: str = "127.0.0.1",
        port: int = 0,
        otherwise: Callable[[Request], Iterable[Piece]] | None = None,
    ) -> None:
        self._tls = tls
        self._hasty = hasty
        self._otherwise = otherwise
        self.requests: list[Request] = []
        self._script = [list(reply) for reply in replies]
        self._replies = iter(self._script)
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._replies_sent = 0
        self._connections: list[socket.socket] = []
        self._hang_ups: list[threading.Event] = []
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, port), family=family, backlog=256)
        self._host, self.port = self._listener.getsockname()[:2]

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return self.url_of("localhost" if self._tls else self._host)

    def url_of(self, host: str) -> str:
        """Return the base URL with another name for this machine."""
        return f"{'https' if self._tls else 'http'}://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def connections(self) -> int:
        """The number of connections so far."""
        with self._lock:
            return len(self._connections)

    def wait_for_hang_up(self, connection: int = 0) -> bool:
        """Wait until the client has closed a connection; return `False` on a timeout."""
        return self._hang_ups[connection].wait(PATIENCE)

    def wait_for_replies(self, number: int) -> bool:
        """Wait until this number of replies has been sent; return `False` on a timeout."""
        with self._lock:
            return self._changed.wait_for(lambda: self._replies_sent >= number, PATIENCE)

    def wait_for_requests(self, number: int) -> bool:
        """Wait until this number of requests has arrived; return `False` on a timeout."""
        with self._lock:
            return self._changed.wait_for(lambda: len(self.requests) >= number, PATIENCE)

    @property
    def used(self) -> list[int]:
        """The connection of each request."""
        return [request.connection for request in self.requests]

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._closing.set()
        for piece in (piece for reply in self._script for piece in reply):
            if isinstance(piece, threading.Event):
                piece.set()
        with contextlib.suppress(ConnectionRefusedError):  # a client has just woken accept()
            socket.create_connection((self._host, self.port)).close()  # wake accept()
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)  # a TLS shutdown would disturb a reader
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()

    def _start(self, target: object, *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)  # type: ignore[arg-type] # any callable
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with self._listener:
            while True:
                connection, _ = self._listener.accept()
                if self._closing.is_set():
                    connection.close()
                    return
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with self._lock:
                    number = len(self._connections)
                    self._connections.append(connection)
                    self._hang_ups.append(threading.Event())
                    self._changed.notify_all()
                self._start(self._serve, connection, number)

    def _serve(self, connection: socket.socket, number: int) -> None:
        try:
            with connection, contextlib.suppress(OSError), self._secured(connection) as stream:
                with self._lock:
                    self._connections[number] = stream
                if not self._closing.is_set():
                    self._answer(stream, number)
        finally:
            self._hang_ups[number].set()

    def _answer(self, stream: socket.socket, number: int) -> None:
        if isinstance(stream, ssl.SSLSocket):
            stream.do_handshake()
        for head, body, reads in _requests(stream, hasty=self._hasty):
            request = Request(number, head, body, reads)
            with self._lock:
                self.requests.append(request)
                self._changed.notify_all()
                reply: Iterable[Piece] | None = next(self._replies, None)
            if reply is None and self._otherwise is not None:
                reply = self._otherwise(request)
            if reply is None or not _send(stream, reply, self._closing):
                break
            with self._lock:
                self._replies_sent += 1
                self._changed.notify_all()

    def _secured(self, connection: socket.socket) -> socket.socket:
        if self._tls is None:
            return connection
        # Handshake later, because the connection could not be closed during the handshake.
        return self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)


def _requests(connection: socket.socket, *, hasty: bool) -> Iterator[tuple[bytes, bytes, tuple[int, ...]]]:
    incoming = _Incoming(connection)
    with contextlib.suppress(EOFError):
        while True:
            head = incoming.until(b"\r\n\r\n")[:-4]
            request = Request(0, head, b"")
            if hasty:
                yield head, b"", ()
            if (request.header("transfer-encoding") or "").lower() == "chunked":
                body = b"".join(_chunks(incoming))
            else:
                body = incoming.exactly(int(request.header("content-length") or 0))
            if not hasty:
                yield head, body, tuple(incoming.reads)
            incoming.reads.clear()


def _chunks(incoming: _Incoming) -> Iterator[bytes]:
    while size := int(incoming.until(b"\r\n"), 16):
        yield incoming.exactly(size)
        assert incoming.exactly(2) == b"\r\n"
    assert incoming.until(b"\r\n") == b"\r\n"


class _Incoming:
    """Bytes read from a connection; raises `EOFError` at its end."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._data = bytearray()
        self.reads: list[int] = []

    def until(self, end: bytes) -> bytes:
        while end not in self._data:
            self._read()
        return self.exactly(self._data.index(end) + len(end))

    def exactly(self, size: int) -> bytes:
        while len(self._data) < size:
            self._read()
        taken = bytes(memoryview(self._data)[:size])
        del self._data[:size]
        return taken

    def _read(self) -> None:
        piece = self._connection.recv(1 << 20)
        if not piece:
            raise EOFError
        self.reads.append(len(piece))
        self._data += piece


def _send(connection: socket.socket, reply: Iterable[Piece], closing: threading.Event) -> bool:
    """Send a reply; return whether the connection is still open."""
    for piece in reply:
        if isinstance(piece, bytes):
            connection.sendall(piece)
        elif isinstance(piece, threading.Event):
            piece.wait(PATIENCE)
        elif isinstance(piece, Drip):
            for byte in piece.data:
                if closing.wait(piece.pause):
                    return False
                connection.sendall(bytes([byte]))
        elif isinstance(piece, Tunnel):
            _relay(connection, piece)
            return False
        elif isinstance(piece, Flood | Trickle):
            for part in piece:
                connection.sendall(part)
        elif piece is Step.READ_ON:
            for _ in range(_MUCH // 65_536):
                connection.recv(65_536)
        elif piece is Step.STALL:
            while connection.recv(65_536):
                pass
            return False
        else:
            if piece is Step.END_TLS:
                assert isinstance(connection, ssl.SSLSocket)
                connection.setblocking(False)  # without waiting for a response
                connection.unwrap()
            elif piece is Step.GARBAGE:
                os.write(connection.fileno(), b"\x17\x03\x03\x00\x20" + bytes(32))
            elif piece is Step.RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
    return True


def _relay(client: socket.socket, tunnel: Tunnel) -> None:
    with socket.create_connection((tunnel.host, tunnel.port), PATIENCE) as server:
        server.settimeout(None)
        others = {client: server, server: client}
        while True:
            has_more = isinstance(client, ssl.SSLSocket) and client.pending()
            for source in [client] if has_more else select.select([client, server], [], [])[0]:
                data = source.recv(65_536)
                if not data:
                    return
                others[source].sendall(data)


def head(*headers: str, status: str = "200 OK") -> bytes:
    """Return the head of a response."""
    return "\r\n".join((f"HTTP/1.1 {status}", "x-request-id: req_test", *headers, "", "")).encode()


def sized(body: bytes, *headers: str, status: str = "200 OK") -> list[Piece]:
    """Return a complete response with a content-length."""
    return [head(f"content-length: {len(body)}", *headers, status=status) + body]


def chunked(*pieces: Piece, end: bool = True) -> list[Piece]:
    """Return an event stream whose pieces are sent one by one; without its end, the body is incomplete."""
    reply: list[Piece] = [head("content-type: text/event-stream", "transfer-encoding: chunked")]
    reply += [b"%x\r\n%b\r\n" % (len(piece), piece) if isinstance(piece, bytes) else piece for piece in pieces]
    if end:
        reply.append(b"0\r\n\r\n")
    return reply
