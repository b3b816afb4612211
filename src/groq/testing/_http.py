"""HTTP/1.1 on the loopback interface: sockets and threads, no policy. `_app` says what to answer."""

from __future__ import annotations

import contextlib
import http.client
import selectors
import socket
import threading
import time
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from typing import BinaryIO, Protocol

from ._wire import Answer, Headers, RecordedRequest

HOST = "127.0.0.1"

_MAX_LINE = 65_536
_BACKLOG = 256
_JOIN_TIMEOUT = 5.0
_LINGER_TIMEOUT = 2.0
_BODILESS = (204, 304)


class Application(Protocol):
    """What a server answers. Called from many threads at once."""

    def answer(self, request: RecordedRequest) -> Answer: ...

    def refuse(self, status: int, message: str) -> Answer:
        """Answer a request that could not be read, or whose answer failed."""
        ...


class ProtocolError(Exception):
    """The bytes are not a request this server reads; it answers `status` and closes the connection."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Listener:
    """Accepts connections on 127.0.0.1 in a daemon thread, and serves each in a daemon thread of its own.

    `max_body` says how many bytes the body of a request may have, by its target. Raises `OSError` when the port is
    taken. `port` is the one in use, also when 0 was asked for.
    """

    def __init__(self, port: int, app: Application, *, pace: float, max_body: Callable[[str], int]) -> None:
        self._app = app
        self._pace = pace
        self._max_body = max_body
        self._closing = threading.Event()
        # Only the accepting thread changes it, and `close` waits for that one before it looks.
        self._connections: dict[threading.Thread, socket.socket] = {}
        self._socket = socket.create_server((HOST, port), backlog=_BACKLOG)
        self._socket.setblocking(False)
        self.port: int = self._socket.getsockname()[1]
        self._wake_receiver, self._wake_sender = socket.socketpair()
        self._thread = threading.Thread(target=self._accept_all, name=f"groq-testing-{self.port}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hang up on every client, end every thread, free the port."""
        self._closing.set()
        self._wake_sender.send(b".")
        self._thread.join()
        for sock in (self._socket, self._wake_sender, self._wake_receiver):
            sock.close()
        for sock in self._connections.values():
            _hang_up(sock)
        deadline = time.monotonic() + _JOIN_TIMEOUT  # For all of them: many may be in the middle of long work.
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
        except BlockingIOError:  # Woken to close, or the client left before it was let in.
            return
        except OSError:  # Out of file descriptors: others will close theirs.
            self._closing.wait(0.01)
            return
        sock.settimeout(None)
        thread = threading.Thread(target=self._serve, args=(sock,), name=f"{self._thread.name}-connection", daemon=True)
        self._connections = {other: client for other, client in self._connections.items() if other.is_alive()}
        self._connections[thread] = sock
        try:
            thread.start()
        except RuntimeError:  # No more threads to be had: this client is turned away, the others go on.
            del self._connections[thread]
            sock.close()

    def _serve(self, sock: socket.socket) -> None:
        try:
            _Connection(sock, self._app, self._closing, pace=self._pace, max_body=self._max_body).serve()
        finally:
            sock.close()


class _Connection:
    """One client: requests in, answers out, until either side is done."""

    def __init__(
        self,
        sock: socket.socket,
        app: Application,
        closing: threading.Event,
        *,
        pace: float,
        max_body: Callable[[str], int],
    ) -> None:
        self._socket = sock
        self._app = app
        self._closing = closing
        self._pace = pace
        self._max_body = max_body

    def serve(self) -> None:
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._socket.makefile("rb") as stream:
                while self._serve_one(stream):
                    pass
        except OSError:
            pass  # The client went away, which is its right.

    def _serve_one(self, stream: BinaryIO) -> bool:
        """Serve one request; return whether the connection stays open."""
        try:
            head = _read_head(stream)
            if head is None:
                return False
            method, target, version, headers = head
            body = self._read_body(stream, version, headers, self._max_body(target))
            request = RecordedRequest.from_target(method, target, headers, body)
        except (ProtocolError, ValueError) as err:
            self._refuse(stream, err)
            return False
        try:
            answer = self._app.answer(request)
        except Exception as err:  # A bug of ours must reach the test that met it, not end its connection.
            answer = self._app.refuse(500, f"The local test server failed: {type(err).__name__}: {err}")
        keep_alive = _keeps_alive(version, headers) and _keeps_alive("HTTP/1.1", Headers(answer.headers.items()))
        return self._send(answer, method=method, version=version, keep_alive=keep_alive)

    def _read_body(self, stream: BinaryIO, version: str, headers: Headers, most: int) -> bytes:
        coding = headers.get("transfer-encoding", "").strip().lower()
        length = _content_length(headers) if not coding else None
        if coding not in ("", "chunked"):
            raise ProtocolError(501, f"Transfer-Encoding {coding!r} is not supported: send chunked or Content-Length")
        if length is not None and length > most:
            raise ProtocolError(413, f"The body has {length} bytes; the most this server takes is {most}")
        if version != "HTTP/1.0" and headers.get("expect", "").lower() == "100-continue":
            self._socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if coding:
            return _read_chunked(stream, most)
        return _read_exactly(stream, length or 0)

    def _refuse(self, stream: BinaryIO, err: ProtocolError | ValueError) -> None:
        """Answer what could not be read, then let the client finish: closing at once would reset its connection."""
        answer = self._app.refuse(err.status if isinstance(err, ProtocolError) else 400, str(err))
        self._send(answer, method="", version="HTTP/1.1", keep_alive=False)
        self._socket.shutdown(socket.SHUT_WR)
        self._socket.settimeout(_LINGER_TIMEOUT)
        while stream.read(_MAX_LINE):
            pass

    def _send(self, answer: Answer, *, method: str, version: str, keep_alive: bool) -> bool:
        if self._closing.wait(answer.delay) or (answer.disconnect and not answer.body):
            return False
        if method == "HEAD" or answer.status in _BODILESS:
            self._socket.sendall(_render_head(answer, {}, keep_alive))
            return keep_alive
        if isinstance(answer.body, bytes):
            framing = {"content-length": str(len(answer.body))}
            self._socket.sendall(_render_head(answer, framing, keep_alive) + answer.body)
            return keep_alive and not answer.disconnect
        return self._send_pieces(answer, answer.body, chunked=version != "HTTP/1.0", keep_alive=keep_alive)

    def _send_pieces(self, answer: Answer, pieces: tuple[bytes, ...], *, chunked: bool, keep_alive: bool) -> bool:
        """Send each piece with one flush, paced; an HTTP/1.0 client gets them bare and the end of the connection."""
        keep_alive = keep_alive and chunked and not answer.disconnect
        framing = {"transfer-encoding": "chunked"} if chunked else {}
        self._socket.sendall(_render_head(answer, framing, keep_alive))
        pace = self._pace if answer.pace is None else answer.pace
        for index, piece in enumerate(pieces):
            if self._closing.is_set() or (index and pace and self._closing.wait(pace)):
                return False
            if piece:
                self._socket.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
        if chunked and not answer.disconnect:
            self._socket.sendall(b"0\r\n\r\n")
        return keep_alive


def _read_head(stream: BinaryIO) -> tuple[str, str, str, Headers] | None:
    """Read (method, target, version, headers); `None` when the client has nothing more to ask."""
    line = stream.readline(_MAX_LINE + 1)
    while line in (b"\r\n", b"\n"):
        line = stream.readline(_MAX_LINE + 1)
    if not line:
        return None
    if len(line) > _MAX_LINE:
        raise ProtocolError(414, "The request line is too long")
    words = line.decode("latin-1").split()
    if len(words) != 3 or not words[2].startswith("HTTP/"):
        raise ProtocolError(400, "Expected a request line such as 'POST /openai/v1/chat/completions HTTP/1.1'")
    method, target, version = words
    if not version.startswith("HTTP/1."):
        raise ProtocolError(505, f"{version} is not supported: use HTTP/1.1")
    try:
        fields = http.client.parse_headers(stream)
    except http.client.HTTPException as err:
        raise ProtocolError(431, f"The request header cannot be read: {err}") from err
    return method, target, version, Headers([(name, str(value)) for name, value in fields.items()])


def _content_length(headers: Headers) -> int:
    value = headers.get("content-length", "0").strip()
    if not (value.isascii() and value.isdigit()):
        raise ProtocolError(400, f"Content-Length must be a number of bytes, not {value!r}")
    return int(value)


def _read_exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise ConnectionResetError("the client left in the middle of a body")
    return data


def _read_chunked(stream: BinaryIO, max_body: int) -> bytes:
    pieces: list[bytes] = []
    total = 0
    while size := _chunk_size(stream.readline(_MAX_LINE)):
        total += size
        if total > max_body:
            raise ProtocolError(413, f"The body is too large; the most this server takes is {max_body} bytes")
        pieces.append(_read_exactly(stream, size))
        if stream.readline(3).strip():
            raise ProtocolError(400, "A chunk of the body is longer than its size line says")
    while stream.readline(_MAX_LINE).strip():
        pass  # Trailers carry nothing this server reads.
    return b"".join(pieces)


def _chunk_size(line: bytes) -> int:
    digits = line.split(b";")[0].strip()
    if not digits or digits.strip(b"0123456789abcdefABCDEF"):
        raise ProtocolError(400, "Expected the size of a chunk in hexadecimal digits")
    return int(digits, 16)


def _keeps_alive(version: str, headers: Headers) -> bool:
    wish = headers.get("connection", "").lower()
    return "keep-alive" in wish if version == "HTTP/1.0" else "close" not in wish


def _render_head(answer: Answer, framing: dict[str, str], keep_alive: bool) -> bytes:
    """The status line with all headers; what the answer says itself wins over framing and defaults."""
    try:
        reason = HTTPStatus(answer.status).phrase
    except ValueError:
        reason = "Unknown"
    fields = {"date": formatdate(usegmt=True), "connection": "keep-alive" if keep_alive else "close", **framing}
    fields.update({name.lower(): value for name, value in answer.headers.items()})
    lines = [f"HTTP/1.1 {answer.status} {reason}", *(f"{name}: {value}" for name, value in fields.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _hang_up(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):  # It may be closed on the other side already.
        sock.shutdown(socket.SHUT_RDWR)
