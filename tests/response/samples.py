"""A completion that arrives in pieces, and calls that request it."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from groq._response import APIResponse, AsyncAPIResponse

from ..support.clients import (
    CHAT,
)
from ..support.wire import PieceWire

COMPLETION: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "openai/gpt-oss-20b",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hé\nyou"}, "finish_reason": "stop"}],
}


JSON = json.dumps(COMPLETION, ensure_ascii=False).encode()


class CompletionWire(PieceWire):
    """Replies with these pieces, or with a completion."""

    def __init__(self, *pieces: bytes | Exception, status: int = 200, headers: dict[str, str] | None = None) -> None:
        kept = {"content-type": "application/json", "x-request-id": "req_raw", **(headers or {})}
        super().__init__(*(pieces or (JSON,)), status=status, headers=kept)


class Seen(NamedTuple):
    """Attributes shared by responses of both kinds."""

    status_code: int
    request_id: str | None
    header: str | None
    method: str
    path: str
    http_version: str
    retries_taken: int
    is_closed: bool
    sent_model: str


def seen(response: APIResponse[Any] | AsyncAPIResponse[Any]) -> Seen:
    return Seen(
        response.status_code,
        response.request_id,
        response.headers.get("X-Request-ID"),
        response.method,
        response.url.path,
        response.http_version,
        response.retries_taken,
        response.is_closed,
        json.loads(response.http_request.content)["model"],
    )


EXPECTED = Seen(200, "req_raw", "req_raw", "POST", "/openai/v1/chat/completions", "HTTP/1.1", 0, True, CHAT["model"])
