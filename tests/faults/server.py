"""A server on 127.0.0.1 whose replies are bytes of the test's choosing, and end as the test says.

One serves many rows: `answer` says what comes next, and connections that are kept open go on with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
import re
import socket
import struct
import threading
from dataclasses import dataclass
from types import TracebackType

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_PATIENCE = 10.0


class End(enum.Enum):
    """What happens to the connection after a reply."""

    KEEP = enum.auto()
    FIN = enum.auto()
    RST = enum.auto()
    STALL = enum.auto()


@dataclass(frozen=True)
class Reply:
    """Bytes to answer one request with."""

    data: bytes
    end: End = End.KEEP


class FaultServer:
    """Answers each request with the next reply; the last one is repeated.

    Attributes:
        requests: How many came since `answer` was called.
    """

    def __init__(self) -> None:
        self.requests = 0
        self._counted = threading.Condition()
        self.url = ""
        self._replies = [Reply(b"", End.FIN)]
        self._started = threading.Event()
        self._handlers: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=asyncio.run, args=(self._main(),), daemon=True)

    def answer(self, *replies: Reply) -> None:
        """Say what the next requests are answered with."""
        self._replies = list(replies)
        self.requests = 0

    def saw(self, requests: int) -> bool:
        """Whether so many requests have come; a client that gave up may be ahead of this server, so wait for them."""
        with self._counted:
            self._counted.wait_for(lambda: self.requests >= requests, _PATIENCE)
        return self.requests == requests

    def hang_up(self) -> None:
        """Close every connection, so that a request which nobody waits for is not taken for one of the next test."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(_PATIENCE)

    async def _hang_up(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._handlers)

    def __enter__(self) -> FaultServer:
        self._thread.start()
        assert self._started.wait(_PATIENCE)
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(_PATIENCE)
        assert not self._thread.is_alive()

    async def _main(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = "http://{}:{}".format(*server.sockets[0].getsockname()[:2])
        self._started.set()
        await self._stop.wait()
        server.close()
        await self._hang_up()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._handlers.add(task)
        self._writers.add(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while await self._answer_one(reader, writer):
                pass
        writer.close()
        self._writers.discard(writer)
        self._handlers.discard(task)

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer a request; whether another may come."""
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        await reader.readexactly(int(length[1]) if length else 0)
        if writer.transport.is_closing():
            return False
        reply = self._replies[min(self.requests, len(self._replies) - 1)]
        with self._counted:
            self.requests += 1
            self._counted.notify_all()
        writer.write(reply.data)
        await writer.drain()
        if reply.end is End.STALL:
            await reader.read()  # until the client leaves
        elif reply.end is End.RST:
            # https://man7.org/linux/man-pages/man7/socket.7.html, SO_LINGER: closed with a reset
            connection = writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        return reply.end is End.KEEP


def response(body: bytes, *headers: str, status: str = "200 OK", sized: bool = True) -> bytes:
    """A response, with its length among the headers unless it goes on to the end of the connection."""
    length = [f"content-length: {len(body)}"] if sized else []
    return "\r\n".join((f"HTTP/1.1 {status}", *headers, *length, "", "")).encode() + body


def chunked(*pieces: bytes) -> bytes:
    """The pieces in chunked framing."""
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def chunked_response(*pieces: bytes, headers: tuple[str, ...] = ()) -> bytes:
    """A response whose body is sent in pieces, each of which says its length."""
    return response(chunked(*pieces), "transfer-encoding: chunked", *headers, sized=False)
