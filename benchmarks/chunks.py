"""CPU time of a streamed chunk, from bytes to model, beside pydantic's strict `validate_json` of the same JSON.

The bytes go through `httpx.Response` and `groq.Stream` as in a program, but come from memory: no server, no socket.
The best of several rounds counts. Nothing in the test suite depends on the numbers.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import httpx
import pydantic
from typing_extensions import override

from groq import Stream, __version__
from groq.types.chat import ChatCompletionChunk

GOAL_US = 12.0
PIECE_BYTES = 16 * 1024

REQUEST = httpx.Request("POST", "https://api.groq.com/openai/v1/chat/completions")


def chunk(**choice: Any) -> dict[str, Any]:
    """A chunk from the middle of an answer."""
    return {
        "id": "chatcmpl-7f0a6c1e-9b1d-4a57-8d3e-2c5b6f0e9a41",
        "object": "chat.completion.chunk",
        "created": 1793000000,
        "model": "openai/gpt-oss-20b",
        "system_fingerprint": "fp_5f849c5a0b",
        "choices": [
            {"index": 0, "delta": {"content": " latency"}, "logprobs": None, "finish_reason": None, **choice},
        ],
    }


NORMAL = chunk()
# A finish reason that this version does not know, a number as text, text as a number, a field that is new.
ODD = {**chunk(finish_reason="paused", index="0", delta={"content": 7, "mood": "good"}), "created": "yesterday"}


class Pieces(httpx.SyncByteStream):
    """A body in memory, cut as the network might cut it."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces

    @override
    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)


def event(data: dict[str, Any]) -> bytes:
    return b"data: %s\n\n" % encoded(data)


def encoded(data: dict[str, Any]) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode()


def event_per_piece(data: dict[str, Any], count: int) -> list[bytes]:
    return [*[event(data)] * count, b"data: [DONE]\n\n"]


def full_pieces(data: dict[str, Any], count: int) -> list[bytes]:
    body = b"".join(event_per_piece(data, count))
    return [body[start : start + PIECE_BYTES] for start in range(0, len(body), PIECE_BYTES)]


def read_stream(pieces: list[bytes], count: int) -> None:
    response = httpx.Response(
        200, headers={"content-type": "text/event-stream"}, stream=Pieces(pieces), request=REQUEST
    )
    seen = 0
    for _ in Stream(cast_to=ChatCompletionChunk, response=response):
        seen += 1
    assert seen == count, f"expected {count} chunks, got {seen}"


def validate_strictly(data: bytes, count: int) -> None:
    for _ in range(count):
        ChatCompletionChunk.model_validate_json(data, strict=True)


def best_us(work: Callable[[], None], *, count: int, rounds: int) -> float:
    """Microseconds of CPU time for one of `count`, in the best round."""
    work()  # validators are built on first use

    def once() -> float:
        started = time.process_time()
        work()
        return time.process_time() - started

    return min(once() for _ in range(rounds)) / count * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="run it once and small, to see that it runs")
    smoke: bool = parser.parse_args().smoke
    count, rounds = (100, 1) if smoke else (10_000, 9)

    def measured(work: Callable[[], None]) -> float:
        return best_us(work, count=count, rounds=rounds)

    reference = measured(partial(validate_strictly, encoded(NORMAL), count))
    print(f"groq {__version__}, pydantic {pydantic.VERSION}, Python {platform.python_version()}")
    print(f"{count} chunks of {len(event(NORMAL))} bytes, best of {rounds}; goal: at most {GOAL_US:g} µs a chunk\n")
    print(f"{'':56}{'µs a chunk':>12}{'ratio':>8}")
    print(f"{'pydantic, strict validate_json, normal chunk':56}{reference:12.2f}{1:8.2f}")
    for shape, data in (("normal chunk", NORMAL), ("unknown enum value, unexpected types", ODD)):
        for cut, pieces in (("16 KB pieces", full_pieces), ("an event a piece", event_per_piece)):
            taken = measured(partial(read_stream, pieces(data, count), count))
            print(f"{f'{shape}, {cut}':56}{taken:12.2f}{taken / reference:8.2f}")


if __name__ == "__main__":
    main()
