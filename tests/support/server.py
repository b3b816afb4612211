"""A server on 127.0.0.1 that sends scripted bytes, piece by piece, and notes what its clients do.

It knows no HTTP but where a request ends: what it sends is the test's business, so it can also send what no proper
server would.
"""

from __future__ import annotations

import contextlib
import enum
import os
import socket
import ssl
import struct
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TypeAlias

# Seconds after which waiting for anything counts as a failure.
PATIENCE = 10.0
_MUCH = 10_000_000


class Step(enum.Enum):
    """What a reply may hold besides bytes."""

    HANG_UP = enum.auto()
    RESET = enum.auto()
    END_TLS = enum.auto()  # say that the connection ends, then hang up
    GARBAGE = enum.auto()  # bytes that are no TLS, then hang up
    READ_ON = enum.auto()  # some of a body that is still being sent, so that its sender must have looked around by now


# An event is a gate: the server sends nothing more before the test sets it.
Piece: TypeAlias = bytes | Step | threading.Event


@dataclass(frozen=True)
class Request:
    """A request as it came, and the connection it came over, counted from 0."""

    connection: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str | None:
        """The value of a header."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.decode("latin-1").partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None


class ScriptedServer:
    """Answers the first request with the first reply, and so on; connections stay open until a reply ends them.

    Args:
        replies: What to answer with.
        tls: Makes it a server of https://localhost.
        hasty: Answer each request once its head is there, and read the body only then.
    """

    def __init__(self, *replies: Iterable[Piece], tls: ssl.SSLContext | None = None, hasty: bool = False) -> None:
        self._tls = tls
        self._hasty = hasty
        self.requests: list[Request] = []
        self._script = [list(reply) for reply in replies]
        self._replies = iter(self._script)
        self._lock = threading.Lock()
        self._replied = threading.Condition(self._lock)
        self._replies_sent = 0
        self._connections: list[socket.socket] = []
        self._hang_ups: list[threading.Event] = []
        self._threads: list[threading.Thread] = []
        self._closing = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._host, self._port = self._listener.getsockname()[:2]

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return f"https://localhost:{self._port}" if self._tls else f"http://{self._host}:{self._port}"

    @property
    def connections(self) -> int:
        """How many connections were made so far."""
        with self._lock:
            return len(self._connections)

    def wait_for_hang_up(self, connection: int = 0) -> bool:
        """Wait until the client has closed a connection; `False` if it does not."""
        return self._hang_ups[connection].wait(PATIENCE)

    def wait_for_replies(self, number: int) -> bool:
        """Wait until so many replies have been sent to their end; `False` if they are not."""
        with self._lock:
            return self._replied.wait_for(lambda: self._replies_sent >= number, PATIENCE)

    def __enter__(self) -> ScriptedServer:
        self._start(self._accept)
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._closing = True
        for piece in (piece for reply in self._script for piece in reply):
            if isinstance(piece, threading.Event):
                piece.set()
        socket.create_connection((self._host, self._port)).close()  # wakes accept()
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
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
                if self._closing:
                    connection.close()
                    return
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with self._lock:
                    number = len(self._connections)
                    self._connections.append(connection)
                    self._hang_ups.append(threading.Event())
                self._start(self._serve, connection, number)

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection, contextlib.suppress(OSError), self._secured(connection) as stream:
            for head, body in _requests(stream, hasty=self._hasty):
                with self._lock:
                    self.requests.append(Request(number, head, body))
                    reply = next(self._replies, None)
                if reply is None or not _send(stream, reply):
                    break
                with self._lock:
                    self._replies_sent += 1
                    self._replied.notify_all()
        self._hang_ups[number].set()

    def _secured(self, connection: socket.socket) -> socket.socket:
        return connection if self._tls is None else self._tls.wrap_socket(connection, server_side=True)


def _requests(connection: socket.socket, *, hasty: bool) -> Iterator[tuple[bytes, bytes]]:
    received = b""
    while True:
        while b"\r\n\r\n" not in received:
            piece = connection.recv(65_536)
            if not piece:
                return
            received += piece
        head, _, received = received.partition(b"\r\n\r\n")
        length = int(Request(0, head, b"").header("content-length") or 0)
        if hasty:
            yield head, b""
        pieces, missing = [received], length - len(received)
        while missing > 0:
            piece = connection.recv(65_536)
            if not piece:
                return
            pieces.append(piece)
            missing -= len(piece)
        received = b"".join(pieces)
        if not hasty:
            yield head, received[:length]
        received = received[length:]


def _send(connection: socket.socket, reply: Iterable[Piece]) -> bool:
    """Send a reply; whether the connection is still there afterwards."""
    for piece in reply:
        if isinstance(piece, bytes):
            connection.sendall(piece)
        elif isinstance(piece, threading.Event):
            piece.wait(PATIENCE)
        elif piece is Step.READ_ON:
            for _ in range(_MUCH // 65_536):
                connection.recv(65_536)
        else:
            if piece is Step.END_TLS:
                assert isinstance(connection, ssl.SSLSocket)
                connection.setblocking(False)  # to wait for no answer
                connection.unwrap()
            elif piece is Step.GARBAGE:
                os.write(connection.fileno(), b"\x17\x03\x03\x00\x20" + bytes(32))
            elif piece is Step.RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
    return True


def head(*headers: str, status: str = "200 OK") -> bytes:
    """The first bytes of a response."""
    return "\r\n".join((f"HTTP/1.1 {status}", "x-request-id: req_test", *headers, "", "")).encode()


def sized(body: bytes, *headers: str, status: str = "200 OK") -> list[Piece]:
    """A whole response that says how long it is."""
    return [head(f"content-length: {len(body)}", *headers, status=status) + body]


def chunked(*pieces: Piece, end: bool = True) -> list[Piece]:
    """An event stream whose pieces are sent one by one; without its end, the client cannot know that it is over."""
    reply: list[Piece] = [head("content-type: text/event-stream", "transfer-encoding: chunked")]
    reply += [b"%x\r\n%b\r\n" % (len(piece), piece) if isinstance(piece, bytes) else piece for piece in pieces]
    if end:
        reply.append(b"0\r\n\r\n")
    return reply
