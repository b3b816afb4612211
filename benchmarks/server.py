"""The server of the benchmarks: one process, answers made beforehand, nothing checked. Prints its port and serves."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
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
TOGETHER = 2_000  # chunks of a stream that arrives in one go
TRICKLE = 40  # chunks of a stream of which each arrives alone


def chunk(content: str = " latency", **choice: Any) -> bytes:
    """One event of a stream."""
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
    """A piece of a chunked body."""
    return b"%x\r\n%s\r\n" % (len(piece), piece)


def json_answer(body: bytes) -> bytes:
    """A response with a JSON body."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: req_01\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


STREAM_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
DONE = framed(b"data: [DONE]\n\n") + b"0\r\n\r\n"


def stream(events: list[bytes]) -> bytes:
    """A response with all events in one piece."""
    return STREAM_HEAD + framed(b"".join(events)) + DONE


def embeddings(count: int = 2048, size: int = 768) -> bytes:
    """A response with many vectors."""
    draw = random.Random(1)
    rows = ([round(draw.uniform(-1, 1), 7) for _ in range(size)] for _ in range(count))
    data = [{"object": "embedding", "index": index, "embedding": row} for index, row in enumerate(rows)]
    body = {"object": "list", "model": "m", "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}
    return json_answer(json.dumps(body, separators=(",", ":")).encode())


class Answers(asyncio.Protocol):
    """Serves one connection; what to answer with is named in the `user` of the request."""

    _made: ClassVar[dict[bytes, bytes]] = {}

    def __init__(self) -> None:
        self._transport: Any = None
        self._received = b""

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
        if b"bench-trickle" in body:
            self._transport.write(STREAM_HEAD)
            self._trickle(TRICKLE)
            return
        for name in (b"bench-together", b"bench-unknown", b"bench-huge", b"bench-embeddings"):
            if name in body:
                self._transport.write(self._answer_named(name))
                return
        self._transport.write(self._answer_named(b"completion"))

    def _trickle(self, left: int) -> None:
        self._transport.write(framed(chunk()) if left else DONE)
        if left:
            asyncio.get_running_loop().call_later(0.001, self._trickle, left - 1)

    @classmethod
    def _answer_named(cls, name: bytes) -> bytes:
        if name not in cls._made:
            makers: dict[bytes, Callable[[], bytes]] = {
                b"completion": lambda: json_answer(json.dumps(COMPLETION).encode()),
                b"bench-together": lambda: stream([chunk()] * TOGETHER),
                b"bench-unknown": lambda: stream([chunk(finish_reason="paused")] * TOGETHER),
                b"bench-huge": lambda: stream([chunk("x" * (16 * 1024 * 1024))]),
                b"bench-embeddings": embeddings,
            }
            cls._made[name] = makers[name]()
        return cls._made[name]


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Answers, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
