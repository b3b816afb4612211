"""Accept connections on the loopback interface: sockets and threads. `http` serves each connection."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from collections.abc import Callable

from .http import Application, Connection

HOST = "127.0.0.1"

_BACKLOG = 256
_JOIN_TIMEOUT = 5.0


class Listener:
    """Accepts connections on 127.0.0.1 in a daemon thread, and serves each in a daemon thread of its own.

    `max_body` returns the largest request body in bytes for a request target. `port` is the one in use, also when 0
    was asked for.

    Raises:
        OSError: The port is in use.
    """

    def __init__(self, port: int, app: Application, *, pace: float, max_body: Callable[[str], int]) -> None:
        self._app = app
        self._pace = pace
        self._max_body = max_body
        self._closing = threading.Event()
        # Only the accepting thread changes it, and `close` joins that thread before it reads.
        self._connections: dict[threading.Thread, socket.socket] = {}
        self._socket = socket.create_server((HOST, port), backlog=_BACKLOG)
        self._socket.setblocking(False)
        self.port: int = self._socket.getsockname()[1]
        self._wake_receiver, self._wake_sender = socket.socketpair()
        self._thread = threading.Thread(target=self._accept_all, name=f"groq-testing-{self.port}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Close every connection, end every thread, free the port."""
        self._closing.set()
        self._wake_sender.send(b".")
        self._thread.join()
        for sock in (self._socket, self._wake_sender, self._wake_receiver):
            sock.close()
        for sock in self._connections.values():
            with contextlib.suppress(OSError):  # The client may have closed it already.
                sock.shutdown(socket.SHUT_RDWR)
        deadline = time.monotonic() + _JOIN_TIMEOUT  # One for all: many may be busy.
        for thread in self._connections:
            if thread is not threading.current_thread():
                thread.join(max(0.0, deadline - time.monotonic()))

    def _accept_all(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            selector.register(self._wake_receiver, selectors.EVENT_READ)
            while not self._closing.is_set():
                selector.select()
                self._accept_one()

    def _accept_one(self) -> None:
        try:
            sock, _ = self._socket.accept()
        except BlockingIOError:  # Woken to close, or the client left before it was accepted.
            return
        except OSError:  # Out of file descriptors: wait until other connections close theirs.
            self._closing.wait(0.01)
            return
        sock.settimeout(None)
        thread = threading.Thread(target=self._serve, args=(sock,), name=f"{self._thread.name}-connection", daemon=True)
        self._connections = {other: client for other, client in self._connections.items() if other.is_alive()}
        self._connections[thread] = sock
        try:
            thread.start()
        except RuntimeError:  # Out of threads: reject this client, serve the others.
            del self._connections[thread]
            sock.close()

    def _serve(self, sock: socket.socket) -> None:
        with sock:
            Connection(sock, self._app, self._closing, self._pace, self._max_body).serve()
