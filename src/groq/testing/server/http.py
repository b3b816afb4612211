"""HTTP/1.1 over one connection: read requests, write answers. `listener` accepts, an `Application` answers.

The parser of `_transport` reads responses only.
"""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from typing import BinaryIO, Protocol

from .codings import gunzip
from .messages import Headers, HttpAnswer, Pieces, RecordedRequest

_MAX_LINE = 65_536
_LINGER_TIMEOUT = 2.0
_BODILESS = (204, 304)


class Application(Protocol):
    """Protocol of an application that answers requests. It is called from many threads concurrently."""

    def answer(self, request: RecordedRequest) -> HttpAnswer: ...

    def refuse(self, status: int, message: str) -> HttpAnswer: ...


class ProtocolError(Exception):
    """The request is invalid or not supported. The server answers `status` and closes the connection."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class ClientConnection:
    """The connection of one client: reads requests and sends answers until either side closes it."""

    sock: socket.socket
    app: Application
    closing: threading.Event
    """Set when the server closes: ends delays and streams."""
    pace: float
    """Seconds between the pieces of an answer without its own `pace`."""
    max_body: Callable[[str], int]
    """Returns the largest request body in bytes for a request target."""

    def serve(self) -> None:
        try:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.sock.makefile("rb") as stream:
                while self._serve_one(stream):
                    pass
        except OSError:
            pass  # The client closed the connection.

    def _serve_one(self, stream: BinaryIO) -> bool:
        """Serve one request; return whether the connection stays open."""
        try:
            head = _read_head(stream)
            if head is None:
                return False
            method, target, version, headers = head
            most = self.max_body(target)
            body = _decode(self._read_body(stream, version, headers, most), headers, most)
            request = RecordedRequest.from_target(method, target, headers, body)
        except (ProtocolError, ValueError) as err:
            self._refuse(stream, err)
            return False
        try:
            answer = self.app.answer(request)
        except Exception as err:  # A test should see a bug of this server, not a closed connection.
            answer = self.app.refuse(500, f"The local test server failed: {type(err).__name__}: {err}")
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
            self.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if coding:
            return _read_chunked(stream, most)
        return _read_exactly(stream, length or 0)

    def _refuse(self, stream: BinaryIO, err: ProtocolError | ValueError) -> None:
        """Answer an invalid request, then drain the connection: closing at once would reset it."""
        answer = self.app.refuse(err.status if isinstance(err, ProtocolError) else 400, str(err))
        self._send(answer, method="", version="HTTP/1.1", keep_alive=False)
        self.sock.shutdown(socket.SHUT_WR)
        self.sock.settimeout(_LINGER_TIMEOUT)
        while stream.read(_MAX_LINE):
            pass

    def _send(self, answer: HttpAnswer, *, method: str, version: str, keep_alive: bool) -> bool:
        try:
            return self._send_open(answer, method=method, version=version, keep_alive=keep_alive)
        finally:
            if isinstance(answer.body, Pieces):
                answer.body.close()

    def _send_open(self, answer: HttpAnswer, *, method: str, version: str, keep_alive: bool) -> bool:
        if self.closing.wait(answer.delay) or (answer.disconnect and not answer.body):
            return False
        if answer.status in _BODILESS:
            self.sock.sendall(_render_head(answer, {}, keep_alive))
            return keep_alive
        if isinstance(answer.body, bytes):
            framing = {"content-length": str(len(answer.body))}
            body = b"" if method == "HEAD" else answer.body
            self.sock.sendall(_render_head(answer, framing, keep_alive) + body)
            return keep_alive and not answer.disconnect
        if method == "HEAD":
            self.sock.sendall(_render_head(answer, {}, keep_alive))
            return keep_alive
        return self._send_pieces(answer, answer.body, chunked=version != "HTTP/1.0", keep_alive=keep_alive)

    def _send_pieces(self, answer: HttpAnswer, pieces: Iterable[bytes], *, chunked: bool, keep_alive: bool) -> bool:
        """Send the pieces one by one, paced; without chunked framing for HTTP/1.0, where closing ends the body."""
        keep_alive = keep_alive and chunked and not answer.disconnect
        framing = {"transfer-encoding": "chunked"} if chunked else {}
        self.sock.sendall(_render_head(answer, framing, keep_alive))
        pace = self.pace if answer.pace is None else answer.pace
        for index, piece in enumerate(pieces):
            pause = answer.pauses[index] if answer.pauses else pace * bool(index)
            if self.closing.is_set() or (pause and self.closing.wait(pause)):
                return False
            if piece:
                self.sock.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
        if chunked and not answer.disconnect:
            self.sock.sendall(b"0\r\n\r\n")
        return keep_alive


def _read_head(stream: BinaryIO) -> tuple[str, str, str, Headers] | None:
    """Read (method, target, version, headers); `None` at EOF."""
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


def _decode(body: bytes, headers: Headers, most: int) -> bytes:
    """Return the body without its content coding."""
    coding = headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity"):
        return body
    if coding not in ("gzip", "x-gzip"):
        raise ProtocolError(415, f"Content-Encoding {coding!r} is not supported: send gzip, or no coding")
    decoded = gunzip(body, most)
    if decoded is None:
        raise ProtocolError(413, f"The decompressed body is too large; the most this server takes is {most} bytes")
    return decoded


def _read_exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise ConnectionResetError("the body is truncated: the client closed the connection")
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
        pass  # Trailers are ignored.
    return b"".join(pieces)


def _chunk_size(line: bytes) -> int:
    digits = line.split(b";")[0].strip()
    if not digits or digits.strip(b"0123456789abcdefABCDEF"):
        raise ProtocolError(400, "Expected the size of a chunk in hexadecimal digits")
    return int(digits, 16)


def _keeps_alive(version: str, headers: Headers) -> bool:
    wish = headers.get("connection", "").lower()
    return "keep-alive" in wish if version == "HTTP/1.0" else "close" not in wish


def _render_head(answer: HttpAnswer, framing: dict[str, str], keep_alive: bool) -> bytes:
    """Return status line and headers; those of the answer override framing and defaults."""
    try:
        reason = HTTPStatus(answer.status).phrase
    except ValueError:
        reason = "Unknown"
    fields = {"date": formatdate(usegmt=True), "connection": "keep-alive" if keep_alive else "close", **framing}
    fields.update({name.lower(): value for name, value in answer.headers.items()})
    lines = [f"HTTP/1.1 {answer.status} {reason}", *(f"{name}: {value}" for name, value in fields.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
