"""Accept connections on the loopback interface: sockets and threads. `http` serves each connection."""

from __future__ import annotations

import contextlib
import errno
import os
import selectors
import socket
import threading
import time
from collections.abc import Callable

from .http import Application, ClientConnection

HOST = "127.0.0.1"

# `localhost` may resolve to this address, so it must not be free for other programs.
_HOST_V6 = "::1"
# A port that is free on one address may be in use on the other.
_ATTEMPTS = 20
_BACKLOG = 256
_JOIN_TIMEOUT = 5.0


class Listener:
    """Listener on 127.0.0.1 and ::1: it accepts in a daemon thread, and serves each connection in another one.

    `max_body` returns the largest request body in bytes for a request target. `port` is the port in use, also if 0
    was requested.

    Raises:
        OSError: The port is in use.
    """

    def __init__(self, port: int, app: Application, *, pace: float, max_body: Callable[[str], int]) -> None:
        self._app = app
        self._pace = pace
        self._max_body = max_body
        self._closing = threading.Event()
        self._is_parents = False
        # Only the accepting thread changes it, and `close` joins that thread before it reads.
        self._connections: dict[threading.Thread, socket.socket] = {}
        self._sockets = _listen(port)
        for sock in self._sockets:
            sock.setblocking(False)
        self.port: int = self._sockets[0].getsockname()[1]
        self._wake_receiver, self._wake_sender = socket.socketpair()
        self._thread = threading.Thread(target=self._accept_all, name=f"groq-testing-{self.port}", daemon=True)
        self._thread.start()

    def leave_to_parent(self) -> None:
        """Close the sockets that a forked child inherits, which would keep port and connections open."""
        self._is_parents = True
        for sock in (*self._sockets, self._wake_sender, self._wake_receiver, *self._connections.values()):
            with contextlib.suppress(OSError):  # already closed
                os.close(sock.detach())  # `close` would wait for files made from it

    def close(self) -> None:
        """Close every connection, end every thread, free the port. In a forked child, do nothing."""
        if self._is_parents:
            return
        self._closing.set()
        self._wake_sender.send(b".")
        self._thread.join()
        for sock in (*self._sockets, self._wake_sender, self._wake_receiver):
            sock.close()
        for sock in self._connections.values():
            with contextlib.suppress(OSError):  # The client may have closed it already.
                sock.shutdown(socket.SHUT_RDWR)
        deadline = time.monotonic() + _JOIN_TIMEOUT  # One for all threads: many may be busy.
        for thread in self._connections:
            if thread is not threading.current_thread():
                thread.join(max(0.0, deadline - time.monotonic()))

    def _accept_all(self) -> None:
        with selectors.DefaultSelector() as selector:
            for listening in self._sockets:
                selector.register(listening, selectors.EVENT_READ)
            selector.register(self._wake_receiver, selectors.EVENT_READ)
            while not self._closing.is_set():
                selector.select()
                for listening in self._sockets:
                    self._accept_one(listening)

    def _accept_one(self, listening: socket.socket) -> None:
        try:
            sock, _ = listening.accept()
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
            ClientConnection(sock, self._app, self._closing, self._pace, self._max_body).serve()


def _listen(port: int, attempts: int = _ATTEMPTS) -> list[socket.socket]:
    """Listen on both loopback addresses; on 127.0.0.1 alone if the machine has no IPv6.

    Raises:
        OSError: The port is in use on either address.
    """
    first = socket.create_server((HOST, port), backlog=_BACKLOG)
    try:
        address = (_HOST_V6, first.getsockname()[1])
        return [first, socket.create_server(address, family=socket.AF_INET6, backlog=_BACKLOG)]
    except OSError as err:
        if err.errno != errno.EADDRINUSE:
            return [first]
        first.close()
        if port or attempts == 1:
            raise
    return _listen(port, attempts - 1)
