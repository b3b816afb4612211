"""A scripted model, and runs of it with both runners under both event loops."""

from __future__ import annotations

import json
from typing import Any, Literal

import anyio
import httpx
import pytest

from groq import ToolUseFailedError
from groq.lib.tools import AsyncToolRunner, ToolRunner, run_tools, run_tools_async
from groq.types.chat import ChatCompletion

Kind = Literal["sync", "asyncio", "trio"]
KINDS: tuple[Kind, ...] = ("sync", "asyncio", "trio")
every_kind = pytest.mark.parametrize("kind", KINDS)

QUESTION: dict[str, Any] = {"role": "user", "content": "Hi"}


class Model:
    """Answers with its replies (a text, a list of calls, or an exception), and records the requests as JSON."""

    def __init__(self, *replies: str | list[tuple[str, Any]] | BaseException) -> None:
        self._replies = list(replies)
        self.requests: list[dict[str, Any]] = []

    def create(self, **params: Any) -> ChatCompletion:
        self.requests.append(json.loads(json.dumps(params)))
        reply = self._replies.pop(0)
        if isinstance(reply, BaseException):
            raise reply
        return completion(reply, number=len(self.requests))

    async def async_create(self, **params: Any) -> ChatCompletion:
        await anyio.lowlevel.checkpoint()
        return self.create(**params)

    @property
    def last_messages(self) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = self.requests[-1]["messages"]
        return messages

    @property
    def results(self) -> list[Any]:
        """The contents of the tool messages of the last request."""
        return [message["content"] for message in self.last_messages if message["role"] == "tool"]


def completion(reply: str | list[tuple[str, Any]], *, number: int = 1) -> ChatCompletion:
    """Return a completion with a text, or with calls: pairs of a name and arguments as JSON text or a value."""
    message: dict[str, Any] = {"role": "assistant", "content": None}
    if isinstance(reply, str):
        message["content"] = reply
    else:
        message["tool_calls"] = [
            {
                "id": f"call-{number}-{position}",
                "type": "function",
                "function": {"name": name, "arguments": text if isinstance(text, str) else json.dumps(text)},
            }
            for position, (name, text) in enumerate(reply)
        ]
    return ChatCompletion.model_validate(
        {
            "id": f"chatcmpl-{number}",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12, "total_time": 0.5},
        }
    )


def tool_use_failed(failed_generation: str | None, message: str = "Failed to call a function.") -> ToolUseFailedError:
    body = {"error": {"message": message, "code": "tool_use_failed", "failed_generation": failed_generation}}
    request = httpx.Request("POST", "https://api.test")
    response = httpx.Response(400, json=body, request=request, headers={"x-request-id": "req_1"})
    return ToolUseFailedError("Error code: 400", response=response, body=body)


def start(model: Model, *tools: Any, **options: Any) -> ToolRunner:
    options = {"tools": tools, "messages": [QUESTION], "model": "m", **options}
    runner: ToolRunner = run_tools(model.create, **options)
    return runner


def start_async(model: Model, *tools: Any, **options: Any) -> AsyncToolRunner:
    options = {"tools": tools, "messages": [QUESTION], "model": "m", **options}
    runner: AsyncToolRunner = run_tools_async(model.async_create, **options)
    return runner


def begin(kind: Kind, model: Model, *tools: Any, **options: Any) -> ToolRunner | AsyncToolRunner:
    return (start if kind == "sync" else start_async)(model, *tools, **options)


def finish(kind: Kind, runner: ToolRunner | AsyncToolRunner) -> None:
    """Run to the end."""
    if isinstance(runner, ToolRunner):
        runner.until_done()
    else:
        anyio.run(runner.until_done, backend=kind)


def one_turn(kind: Kind, runner: ToolRunner | AsyncToolRunner) -> ChatCompletion:
    if isinstance(runner, ToolRunner):
        return next(runner)
    return anyio.run(runner.__anext__, backend=kind)


def play(kind: Kind, model: Model, *tools: Any, **options: Any) -> ToolRunner | AsyncToolRunner:
    """Begin a run and finish it."""
    runner = begin(kind, model, *tools, **options)
    finish(kind, runner)
    return runner
