"""Sample requests and their responses, as the API would send them."""

from __future__ import annotations

import json
from typing import Any

from groq import RateLimit, RateLimits

URL = "https://api.groq.com/openai/v1/chat/completions"
CHAT_PATH = "/openai/v1/chat/completions"
MESSAGES: Any = [{"role": "user", "content": "Hi"}]
CHAT: dict[str, Any] = {"messages": MESSAGES, "model": "openai/gpt-oss-20b"}
SPEECH: dict[str, Any] = {"input": "Hi", "model": "canopylabs/orpheus-v1-english", "voice": "hannah"}

COMPLETION: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hi"}}],
}
# A minimal completion.
EMPTY_COMPLETION: dict[str, Any] = {**COMPLETION, "id": "1", "choices": []}

EMPTY_BODY = json.dumps(EMPTY_COMPLETION).encode()
# A completion and an event that are short enough to truncate at every byte.
SMALL_BODY = b'{"choices":[{"message":{"content":"a"}}]}'
SMALL_EVENT = b'data: {"choices":[{"delta":{"content":"a"}}]}\n\n'

_CHUNK = (
    b'{"id":"1","object":"chat.completion.chunk","created":1,"model":"m",'
    b'"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":%s}]}'
)
EVENT = b"data: " + _CHUNK % b"null" + b"\n\n"
LAST_EVENTS = b"data: " + _CHUNK % b'"stop"' + b"\n\ndata: [DONE]\n\n"

STREAM_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

RATE_LIMIT_HEADERS = {
    "x-ratelimit-limit-requests": "14400",
    "x-ratelimit-remaining-requests": "14370",
    "x-ratelimit-reset-requests": "2m59.56s",
    "x-ratelimit-limit-tokens": "18000",
    "x-ratelimit-remaining-tokens": "0",
    "x-ratelimit-reset-tokens": "7.66s",
    "x-request-id": "req_1",
}
RATE_LIMITS = RateLimits(RateLimit(14400, 14370, 179.56), RateLimit(18000, 0, 7.66))
