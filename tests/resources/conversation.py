"""Responses of the Responses API, and calls that return them."""

from __future__ import annotations

from typing import Any

import httpx

from groq import (
    AsyncStream,
    Stream,
)

from ..generated_operations import OPERATIONS
from ..support.calls import AnyClient, finished
from ..support.events import Body, event
from ..support.spec import check_against_spec
from ..support.wire import Wire

(OPERATION,) = [operation for operation in OPERATIONS if operation.method == "responses.create"]


ASK: dict[str, Any] = {"input": "Hi", "model": "openai/gpt-oss-20b"}


CALL: dict[str, Any] = {
    "type": "function_call",
    "id": "fc_1",
    "call_id": "call_1",
    "name": "get_weather",
    "arguments": '{"city": "Paris"}',
    "status": "completed",
}


def text(*texts: Any) -> dict[str, Any]:
    content = [{"type": "output_text", "text": one, "annotations": []} for one in texts]
    return {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": content}


def answer(*output: Any, **fields: Any) -> dict[str, Any]:
    return {**OPERATION.response, "output": list(output), **fields}


def named(data: dict[str, Any]) -> bytes:
    return event(data, data["type"])


class ResponsesWire(Wire):
    """Replies with `content`: events if it is bytes, else JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.content: Any = answer(text("Hello!"))

    def respond(self, _request: httpx.Request) -> httpx.Response:
        if isinstance(self.content, bytes):
            headers = {"content-type": "text/event-stream", "x-request-id": "req_1"}
            return httpx.Response(200, headers=headers, stream=Body([self.content]))
        return httpx.Response(200, json=self.content)

    @property
    def sent(self) -> Any:
        check_against_spec(self.last, "createResponse")
        return self.body


async def create(client: AnyClient, **given: Any) -> Any:
    return await finished(client.responses.create(**{**ASK, **given}))


async def events_of(client: AnyClient, into: list[Any] | None = None) -> list[Any]:
    found: list[Any] = [] if into is None else into
    stream = await create(client, stream=True)
    if isinstance(stream, Stream):
        found.extend(stream)
    else:
        assert isinstance(stream, AsyncStream)
        async for one in stream:
            found.append(one)  # noqa: PERF401 - events before an error count
    return found
