"""Batches whose polls do not wait, and helpers that their tests share."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import anyio.lowlevel
import pytest

from groq.testing import LocalServer

MODEL = "openai/gpt-oss-20b"
FILES = "/openai/v1/files"
BATCHES = "/openai/v1/batches"


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds between two polls of batches; no time passes."""
    seconds: list[float] = []

    async def record(duration: float) -> None:
        seconds.append(duration)
        await anyio.lowlevel.checkpoint()

    monkeypatch.setattr("groq.lib.batches.driver.sleep", seconds.append)
    monkeypatch.setattr("groq.lib.batches.driver.sleep_async", record)
    return seconds


def sent(server: LocalServer, method: str, path: str) -> list[Any]:
    """The requests of this method to exactly this path."""
    return [one for one in server.requests if one.method == method and one.path == path]


def uploaded(server: LocalServer) -> list[list[dict[str, Any]]]:
    """The lines of each uploaded file."""
    return [lines_of(one.body) for one in sent(server, "POST", FILES)]


def lines_of(body: bytes) -> list[dict[str, Any]]:
    """The lines in the body of an upload."""
    return [json.loads(line) for line in body.splitlines() if line.startswith(b'{"custom_id"')]


def jsonl(values: Sequence[object]) -> str:
    """Values as the text of a JSONL file."""
    return "".join(json.dumps(value) + "\n" for value in values)


def result_line(custom_id: str, text: str = "Yes.", **changes: Any) -> dict[str, Any]:
    """A line of an output file."""
    message = {"role": "assistant", "content": text}
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": MODEL,
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
    }
    response = {"status_code": 200, "request_id": "req_1", "body": body}
    return {"id": "batch_req_1", "custom_id": custom_id, "response": response, "error": None, **changes}
