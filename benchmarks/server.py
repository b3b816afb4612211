"""The server of the benchmarks: one process that sends precomputed responses and does not validate requests.

The argument is a folder for its files: `marks`, where readers of streams acknowledge chunks, and `root.pem`, its root
certificate. Prints its port and its TLS port (0 without openssl, which creates the certificate), then serves.
"""

from __future__ import annotations

import asyncio
import json
import mmap
import random
import re
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from typing_extensions import override

COMPLETION: dict[str, Any] = {
    "id": "chatcmpl-7f0a6c1e",
    "object": "chat.completion",
    "created": 1793000000,
    "model": "openai/gpt-oss-20b",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Low latency keeps people in the flow."},
            "logprobs": None,
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 18, "completion_tokens": 8, "total_tokens": 26, "total_time": 0.02},
    "system_fingerprint": "fp_5f849c5a0b",
    "x_groq": {"id": "req_01"},
}
TOGETHER = 2_000  # chunks of a stream that arrives together
TRICKLE = 40  # chunks of a stream that sends one per millisecond
SLOTS = 256  # streams that can acknowledge their chunks at once
PAUSE = 0.0001  # seconds before each chunk that arrives on its own, so that the client has to wait for it
ASKED = re.compile(rb'"bench-([a-z]+)-?(\d*)-?(\d*)"')  # name, number of chunks, slot


def chunk(content: str = " latency", **choice: Any) -> bytes:
    """Return one event of a stream."""
    data = {
        "id": "chatcmpl-7f0a6c1e",
        "object": "chat.completion.chunk",
        "created": 1793000000,
        "model": "openai/gpt-oss-20b",
        "system_fingerprint": "fp_5f849c5a0b",
        "choices": [{"index": 0, "delta": {"content": content}, "logprobs": None, "finish_reason": None, **choice}],
    }
    return b"data: %s\n\n" % json.dumps(data, separators=(",", ":")).encode()


def framed(piece: bytes) -> bytes:
    """Return a piece in chunked framing."""
    return b"%x\r\n%s\r\n" % (len(piece), piece)


def json_answer(body: bytes) -> bytes:
    """Return a response with a JSON body."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: req_01\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


STREAM_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
DONE = framed(b"data: [DONE]\n\n") + b"0\r\n\r\n"


def stream(events: list[bytes]) -> bytes:
    """Return a response with all events in one piece."""
    return STREAM_HEAD + framed(b"".join(events)) + DONE


def embeddings(count: int = 2048, size: int = 768) -> bytes:
    """Return a response with many vectors."""
    draw = random.Random(1)
    rows = ([round(draw.uniform(-1, 1), 7) for _ in range(size)] for _ in range(count))
    data = [{"object": "embedding", "index": index, "embedding": row} for index, row in enumerate(rows)]
    body = {"object": "list", "model": "m", "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}
    return json_answer(json.dumps(body, separators=(",", ":")).encode())


class Turns:
    """Writes the streams whose chunks arrive on their own: one chunk to each waiting client, then a pause."""

    def __init__(self, marks: mmap.mmap) -> None:
        self._marks = marks
        self._streams: list[Alone] = []
        self._running: asyncio.Task[None] | None = None

    def add(self, transport: asyncio.WriteTransport, count: int, slot: int) -> None:
        """Begin a stream."""
        transport.write(STREAM_HEAD)
        self._streams.append(Alone(transport, count, self._marks, slot))
        if self._running is None:
            self._running = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while self._streams:
            await asyncio.to_thread(time.sleep, PAUSE)  # event loops have a timer resolution of a millisecond
            self._streams = [stream for stream in self._streams if stream.goes_on()]
        self._running = None


class Alone:
    """A stream that writes a chunk only after the client has acknowledged the previous one in shared memory."""

    def __init__(self, transport: asyncio.WriteTransport, count: int, marks: mmap.mmap, slot: int) -> None:
        self._transport = transport
        self._count = count
        self._marks = marks
        self._slot = slot
        self._sent = 0
        marks[slot] = 0

    def goes_on(self) -> bool:
        """Write a chunk if the previous one was read; return whether more chunks remain."""
        if self._transport.is_closing():
            return False
        if self._marks[self._slot] != self._sent % SLOTS:
            return True
        self._transport.write(framed(chunk()) if self._sent < self._count else DONE)
        self._sent += 1
        return self._sent <= self._count


class Answers(asyncio.Protocol):
    """Serves one connection. The `user` of a request selects the response."""

    _made: ClassVar[dict[str, bytes]] = {}

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._transport: Any = None
        self._received = b""
        self._left = 0  # remaining chunks, each written with its own send()
        self._is_full = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    @override
    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end].lower()
            _, named, rest = head.partition(b"content-length:")
            length = int(rest.split(b"\r\n")[0]) if named else 0
            if len(self._received) < end + 4 + length:
                return
            body = self._received[end + 4 : end + 4 + length]
            self._received = self._received[end + 4 + length :]
            self._answer(body)

    def _answer(self, body: bytes) -> None:
        asked = ASKED.search(body)
        name, count, slot = (part.decode() for part in asked.groups()) if asked else ("completion", "", "")
        if name == "trickle":
            self._transport.write(STREAM_HEAD)
            self._trickle(TRICKLE)
        elif name == "alone":
            self._turns.add(self._transport, int(count), int(slot))
        elif name == "written":
            # No buffering, so that no two chunks are sent together.
            self._transport.set_write_buffer_limits(0)
            self._transport.write(STREAM_HEAD)
            self._left = int(count)
            self._write_on()
        else:
            self._transport.write(self._answer_named(name))

    def _trickle(self, left: int) -> None:
        self._transport.write(framed(chunk()) if left else DONE)
        if left:
            asyncio.get_running_loop().call_later(0.001, self._trickle, left - 1)

    def _write_on(self) -> None:
        piece = framed(chunk())
        while self._left and not self._is_full:
            self._left -= 1
            self._transport.write(piece)
            if not self._left:
                self._transport.write(DONE)

    @override
    def pause_writing(self) -> None:
        self._is_full = True

    @override
    def resume_writing(self) -> None:
        self._is_full = False
        self._write_on()

    @classmethod
    def _answer_named(cls, name: str) -> bytes:
        if name not in cls._made:
            makers: dict[str, Callable[[], bytes]] = {
                "completion": lambda: json_answer(json.dumps(COMPLETION).encode()),
                "together": lambda: stream([chunk()] * TOGETHER),
                "unknown": lambda: stream([chunk(finish_reason="paused")] * TOGETHER),
                "huge": lambda: stream([chunk("x" * (16 * 1024 * 1024))]),
                "embeddings": embeddings,
            }
            cls._made[name] = makers[name]()
        return cls._made[name]


def tls_context(folder: Path) -> ssl.SSLContext | None:
    """Return the TLS context with a new certificate, whose root is `root.pem` in the folder."""
    openssl = shutil.which("openssl")
    if openssl is None:
        return None
    names = "subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\nauthorityKeyIdentifier=keyid\n"
    (folder / "leaf.cnf").write_text(names)
    key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    for command in (
        f"req -x509 {key} -keyout root.key -out root.pem -days 2 -subj /CN=root -addext keyUsage=critical,keyCertSign",
        f"req {key} -keyout leaf.key -out leaf.csr -subj /CN=leaf",
        "x509 -req -in leaf.csr -CA root.pem -CAkey root.key -CAcreateserial -out leaf.pem -days 2 -extfile leaf.cnf",
    ):
        subprocess.run([openssl, *command.split()], cwd=folder, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "leaf.pem", folder / "leaf.key")
    return context


async def main(folder: Path) -> None:
    (folder / "marks").write_bytes(bytes(SLOTS))
    with (folder / "marks").open("r+b") as file:
        turns = Turns(mmap.mmap(file.fileno(), SLOTS))
    ports = [0, 0]
    servers = []
    for index, context in enumerate((None, tls_context(folder))):
        if index == 0 or context is not None:
            server = await asyncio.get_running_loop().create_server(
                lambda: Answers(turns), "127.0.0.1", 0, backlog=2048, ssl=context
            )
            servers.append(server)
            ports[index] = server.sockets[0].getsockname()[1]
    print(*ports, flush=True)
    await asyncio.gather(*[server.serve_forever() for server in servers])


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
