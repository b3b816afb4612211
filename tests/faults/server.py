"""A server that sends any bytes and then keeps, closes, resets or stalls the connection."""

from __future__ import annotations

import contextlib
import enum
import socket
from dataclasses import dataclass

from ..support.server import PATIENCE, Piece, Request, ScriptedServer, Step


class End(enum.Enum):
    """What happens to the connection after a reply."""

    KEEP = None
    FIN = Step.HANG_UP
    RST = Step.RESET
    STALL = Step.STALL


@dataclass(frozen=True)
class Reply:
    """The bytes of one response."""

    data: bytes
    end: End = End.KEEP


class FaultServer(ScriptedServer):
    """Sends the next reply to each request; the last one is repeated. `requests` are those since `answer`."""

    def __init__(self) -> None:
        super().__init__(otherwise=self._next)
        self._queue = [Reply(b"", End.FIN)]
        self._closed = 0

    def answer(self, *replies: Reply) -> None:
        """Set the replies to the next requests."""
        self._queue = list(replies)
        self.requests.clear()

    def saw(self, requests: int) -> bool:
        """Wait for this number of requests, which may lag behind a client that gave up; return whether they came."""
        return self.wait_for_requests(requests) and len(self.requests) == requests

    def hang_up(self) -> None:
        """Close every connection, so that no late request counts for the next test."""
        with self._lock:
            connections, hang_ups = self._connections[self._closed :], self._hang_ups[self._closed :]
            self._closed = len(self._connections)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        assert all(hang_up.wait(PATIENCE) for hang_up in hang_ups)

    def _next(self, _request: Request) -> list[Piece]:
        reply = self._queue[min(len(self.requests), len(self._queue)) - 1]
        return [reply.data] if reply.end.value is None else [reply.data, reply.end.value]


def response(body: bytes, *headers: str, status: str = "200 OK", sized: bool = True) -> bytes:
    """Return a response; without `sized`, it ends with the connection."""
    length = [f"content-length: {len(body)}"] if sized else []
    return "\r\n".join((f"HTTP/1.1 {status}", *headers, *length, "", "")).encode() + body


def chunked(*pieces: bytes) -> bytes:
    """Return the pieces in chunked framing."""
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def chunked_response(*pieces: bytes, headers: tuple[str, ...] = ()) -> bytes:
    """Return a response in chunked framing."""
    return response(chunked(*pieces), "transfer-encoding: chunked", *headers, sized=False)
