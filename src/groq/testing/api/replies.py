"""Scripted replies as values, and their effects on an answer. Pure."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from .._strict_json import dump_json
from .answers import Answer
from .arguments import wrong_type

FinishReason = Literal["stop", "length", "tool_calls", "function_call"]
StreamErrorShape = Literal["event", "data", "chunk"]


@dataclass(frozen=True)
class ToolCall:
    """A call of a function. `arguments` is text and need not be valid JSON, as with real models."""

    name: str
    arguments: str = "{}"
    id: str | None = None
    """`None`: the server generates one, which is the same for the same request."""

    @classmethod
    def of(cls, name: str, arguments: Mapping[str, Any] | str | None = None, id: str | None = None) -> ToolCall:
        """Create a call; `arguments` is an object, JSON text, or `None` for an empty object.

        Raises:
            TypeError: The arguments are of another type, or cannot be encoded as JSON.
        """
        _check_arguments(arguments)
        text = arguments if isinstance(arguments, str) else dump_json(dict(arguments or {})).decode()
        return cls(name, text, id)


@dataclass(frozen=True)
class StreamError:
    """A failure after the headers: `body` is the `{"error": …}` object, sent after `after` chunks."""

    body: Mapping[str, Any]
    status: int
    after: int
    shape: StreamErrorShape = "event"


@dataclass(frozen=True)
class Reply:
    """The answer of a model. It is sent in chunks if a stream was requested, otherwise as one body."""

    text: str | None = None
    reasoning: str | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    finish_reason: FinishReason | None = None
    """Default: `tool_calls` if there are any, else `stop`."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Extra response headers; they override the usual ones."""
    delay: float = 0.0
    """Seconds before the answer begins."""
    pace: float | None = None
    """Seconds between streamed events; `None` uses the server's default."""
    stream_error: StreamError | None = None
    disconnect_after: int | None = None
    """Chunks of a stream to send before the connection is closed; without a stream, no answer is sent."""

    @property
    def summary(self) -> str:
        """A description for messages."""
        if self.stream_error is not None:
            return f"a stream that fails after {self.stream_error.after} chunks"
        if self.disconnect_after is not None:
            return f"a stream that breaks off after {self.disconnect_after} chunks"
        if self.tool_calls:
            return f"a call of {', '.join(call.name for call in self.tool_calls)}"
        return f"the message {reprlib.repr(self.text or '')}"


@dataclass(frozen=True)
class BatchExpiry:
    """The end of a batch before its last line."""

    after: int
    """The number of lines that are run before it."""
    listed: bool = True
    """Whether the error file lists the other lines."""

    @property
    def summary(self) -> str:
        """A description for messages."""
        return f"an expiry after {self.after} lines"


def deliver(answer: Answer, reply: Reply, end_with_error: Callable[[Answer, StreamError], Answer]) -> Answer:
    """Return the answer with the options of its reply: delayed, paced, truncated, or ended by `end_with_error`."""
    failure = reply.stream_error
    if failure is not None:
        if isinstance(answer.body, bytes):
            return Answer(failure.status, {"content-type": "application/json"}, dump_json(failure.body), reply.delay)
        answer = end_with_error(answer, failure)
    if reply.disconnect_after is not None:
        pieces = answer.body[: reply.disconnect_after] if isinstance(answer.body, tuple) else b""
        answer = replace(answer, body=pieces, disconnect=True)
    return replace(answer, delay=reply.delay, pace=reply.pace, headers={**answer.headers, **reply.headers})


def _check_arguments(arguments: object) -> None:
    if arguments is not None and not isinstance(arguments, (Mapping, str)):
        raise wrong_type("arguments", "an object, JSON text or None", arguments)
