"""A server for many concurrent calls, in its own process, so that tests do not count its sockets and objects.

The `user` of a request selects its result: see `Fate`. Run as a program, it prints its port and serves until its
standard input ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
import json
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator

CHUNKS = 5
# Chunks of a truncated stream.
CHUNKS_BEFORE_TRUNCATION = 2


class Fate(str, enum.Enum):
    """The result of a request; those that end in `once` succeed when they are resent."""

    GOOD = "good"
    UNAVAILABLE = "503"
    UNAVAILABLE_ONCE = "503_once"
    RESET = "reset"
    RESET_ONCE = "reset_once"
    TRUNCATED = "truncated"
    SLOW = "slow"  # the pieces of the response arrive one by one, with short pauses
    CLOSED = "closed"  # the connection is closed after the response
    STUCK = "stuck"  # the end of the response never arrives


# Seconds between the pieces of a slow response.
PAUSE = 0.001


@contextlib.contextmanager
def load_server() -> Iterator[str]:
    """Run the server, and yield the base URL for a client."""
    command = [sys.executable, __file__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with process.stdin:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"


def text(user: str, number: int) -> str:
    """Return the text of one chunk, unique for each call."""
    return f"{user} {number}"


class _Barrier:
    """Waits for concurrent calls: no response is sent before `x-together` calls have arrived.

    Each call is counted once, because the transport sends a request again if a reused connection is closed.
    """

    def __init__(self) -> None:
        self._calls: set[str] = set()
        self._arrived = 0
        self._door = asyncio.Event()

    async def enter(self, call: str, together: int) -> None:
        if call in self._calls:
            return
        self._calls.add(call)
        self._arrived += 1
        door = self._door
        if self._arrived >= together:
            self._arrived, self._door = 0, asyncio.Event()
            door.set()
        await door.wait()


async def _serve(hall: _Barrier, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while await _answer(hall, reader, writer):
            await writer.drain()
    writer.close()


async def _answer(hall: _Barrier, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Respond to one request; return whether the connection is still open."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:] if line)
    asked = json.loads(await reader.readexactly(int(headers["content-length"])))
    user: str = asked["user"]
    fate, is_first = Fate(user.partition("-")[0]), headers["x-stainless-retry-count"] == "0"
    if is_first:
        await hall.enter(headers["x-call"], int(headers["x-together"]))
    elif fate in (Fate.UNAVAILABLE_ONCE, Fate.RESET_ONCE):
        fate = Fate.GOOD
    if fate in (Fate.UNAVAILABLE, Fate.UNAVAILABLE_ONCE):
        writer.write(b"HTTP/1.1 503 Busy\r\ncontent-length: 2\r\n\r\n{}")
        return True
    if fate in (Fate.RESET, Fate.RESET_ONCE):
        return _reset(writer)
    pieces = _streamed(user) if asked.get("stream") else _whole(user)
    for number, piece in enumerate(pieces):
        if fate is Fate.TRUNCATED and number == 1 + CHUNKS_BEFORE_TRUNCATION:
            await writer.drain()
            return _reset(writer)
        if fate is Fate.STUCK and number == len(pieces) - 1:
            await writer.drain()
            return bool(await reader.read(1))
        if writer.is_closing():  # the client has disconnected
            return False
        writer.write(piece)
        await asyncio.sleep(PAUSE if fate is Fate.SLOW else 0)  # let other tasks run
    return fate is not Fate.CLOSED


def _streamed(user: str) -> list[bytes]:
    """Return the head of an event stream, its chunks and its end."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    chunks = [_framed(_event(user, number)) for number in range(CHUNKS)]
    return [head, *chunks, _framed(b"data: [DONE]\n\n") + b"0\r\n\r\n"]


def _whole(user: str) -> list[bytes]:
    """Return a completion with the text of the first chunk; the pieces do not match the framing."""
    message = {"role": "assistant", "content": text(user, 0)}
    body = json.dumps({"id": user, "choices": [{"index": 0, "message": message}]}).encode()
    answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)
    return [answer[:9], answer[9:60], answer[60:-9], answer[-9:]]


def _event(user: str, number: int) -> bytes:
    choice = {"index": 0, "delta": {"content": text(user, number)}, "finish_reason": None}
    head = {"id": user, "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return b"data: " + json.dumps({**head, "choices": [choice]}).encode() + b"\n\n"


def _framed(piece: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(piece), piece)


def _reset(writer: asyncio.StreamWriter) -> bool:
    raw: socket.socket = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


async def _main() -> None:
    hall = _Barrier()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _serve(hall, reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - the one who started it waits for this
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_main())
