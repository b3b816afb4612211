"""A server on 127.0.0.1 that runs a function for each connection, for behaviour that `ScriptedServer` lacks."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

from .server import PATIENCE


@contextlib.contextmanager
def raw_server(*serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serve the first connection with the first function, and so on; yield the base URL for a client."""
    failures: list[BaseException] = []

    def run(listener: socket.socket) -> None:
        try:
            for one in serve:
                connection, _ = listener.accept()
                connection.settimeout(PATIENCE)
                with connection, contextlib.suppress(OSError):
                    one(connection)
        except AssertionError as err:
            failures.append(err)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=run, args=(listener,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(3 * PATIENCE)
        assert not thread.is_alive()
    assert not failures, failures


def read_until(connection: socket.socket, end: bytes) -> bytes:
    """Read up to these bytes."""
    came = bytearray()
    while end not in came:
        piece = connection.recv(65_536)
        assert piece, f"the connection ended after {bytes(came[-80:])!r}"
        came += piece
    return bytes(came)


def read_bytes(connection: socket.socket, number: int) -> None:
    """Read this number of bytes."""
    while number > 0:
        piece = connection.recv(min(number, 65_536))
        assert piece, "the connection ended"
        number -= len(piece)


class Flood:
    """Sends an endless body, and reads only the request head.

    Attributes:
        sent: The number of bytes sent.
        stalled: Set when no bytes could be sent for a second.
    """

    LIMIT = 300_000_000

    def __init__(self) -> None:
        self.sent = 0
        self.stalled = threading.Event()

    def __call__(self, connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 9000000000\r\n\r\n")
        connection.settimeout(1)
        try:
            while self.sent < self.LIMIT:
                self.sent += connection.send(bytes(1_000_000))
        finally:
            self.stalled.set()
