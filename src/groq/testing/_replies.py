"""Scripted replies: what a test queues, in the order in which requests will take it. `_chat` renders them."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from ._wire import Answer, dump_json, error_answer, error_body

CHAT_PATH = "/openai/v1/chat/completions"

FinishReason = Literal["stop", "length", "tool_calls", "function_call"]
StreamErrorShape = Literal["event", "data", "chunk"]

_Kind = TypeVar("_Kind", "Reply", Answer)


@dataclass(frozen=True)
class ToolCall:
    """A call of a function. `arguments` is JSON text as on the wire, where it need not be valid JSON."""

    name: str
    arguments: str = "{}"
    id: str | None = None
    """`None` lets the server make one, the same for the same request."""

    @classmethod
    def of(cls, name: str, arguments: Mapping[str, Any] | str | None = None, id: str | None = None) -> ToolCall:
        """Make one from arguments as an object, as JSON text, or from none at all."""
        text = arguments if isinstance(arguments, str) else dump_json(dict(arguments or {})).decode()
        return cls(name, text, id)


@dataclass(frozen=True)
class StreamError:
    """A failure after the headers: `body` is the `{"error": …}` object, sent once `after` chunks are out."""

    body: Mapping[str, Any]
    status: int
    after: int
    shape: StreamErrorShape = "event"


@dataclass(frozen=True)
class Reply:
    """What the model would say. A request that asked for a stream gets it in chunks, any other in one piece."""

    text: str | None = None
    reasoning: str | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    finish_reason: FinishReason | None = None
    """`None` stands for `tool_calls` when there are any and `stop` when there are none."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Extra response headers; they win over the usual ones."""
    delay: float = 0.0
    """Seconds before the answer begins."""
    pace: float | None = None
    """Seconds between streamed events; `None` is the server's own pace."""
    stream_error: StreamError | None = None
    disconnect_after: int | None = None
    """Chunks of a stream to send before the connection is dropped; a request without a stream gets no answer."""


@dataclass
class _Entry:
    path: str
    reply: Reply | Answer
    times: int | None


class ReplyQueue:
    """First in, first out, one line per path. Safe to share between threads."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._lock = threading.Lock()

    def __len__(self) -> int:
        with self._lock:
            return sum(entry.times or 1 for entry in self._entries)

    def put(self, reply: Reply | Answer, *, times: int | None, path: str = CHAT_PATH) -> None:
        """Queue for the next `times` requests of `path`; `None` is all of them. Raises `ValueError` on nonsense."""
        _refuse_nonsense(reply, times)
        with self._lock:
            self._entries.append(_Entry(path, reply, times))

    def take(self, path: str, kind: type[_Kind]) -> _Kind | None:
        """Take the next reply for `path`, but only when it is of this kind: what comes first goes first."""
        with self._lock:
            for index, entry in enumerate(self._entries):
                if entry.path != path:
                    continue
                if not isinstance(entry.reply, kind):
                    return None
                if entry.times is not None:
                    entry.times -= 1
                if entry.times == 0:
                    del self._entries[index]
                return entry.reply
        return None

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()


class ReplyScript:
    """The methods by which a test says what comes next. Replies are taken in order, one per request.

    What stands for the model (`reply`, `reply_json`, `reply_tool_call`, `reply_tool_calls`, `reply_stream_error`,
    `queue`) is for the next *valid* chat request: one that the API would refuse is refused, and takes nothing. What
    stands for the whole service (`reply_error`, `reply_raw`, `reply_disconnect`) is for the next request to `path`,
    valid or not; `path` is that of chat completions unless given.

    Options that most of them share: `times` is how many requests get the reply, `None` all from here on. `delay` is
    the number of seconds before the answer begins; closing the server does not wait for it, so a test of a timeout
    may use a long one. `headers` are extra response headers, which win over the usual ones.

    All raise `ValueError` for a value that makes no sense.
    """

    def __init__(self) -> None:
        self._replies = ReplyQueue()

    @property
    def pending(self) -> int:
        """How many queued replies no request has taken yet; one with `times=None` always counts as one."""
        return len(self._replies)

    def queue(self, reply: Reply, *, times: int | None = 1) -> None:
        """Queue a `Reply` built by hand."""
        self._replies.put(reply, times=times)

    def reply(
        self,
        text: str | None = None,
        *,
        reasoning: str | None = None,
        finish_reason: FinishReason | None = None,
        times: int | None = 1,
        delay: float = 0.0,
        pace: float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Queue a message with this text, sent as it is: neither `stop` nor a token limit shortens it.

        `reasoning` becomes the message's `reasoning`. `pace` is the number of seconds between streamed events.
        """
        self.queue(Reply(text, reasoning, (), finish_reason, headers or {}, delay, pace), times=times)

    def reply_json(self, value: object, *, times: int | None = 1, delay: float = 0.0) -> None:
        """Queue a message whose text is `value` as JSON. Raises `TypeError` when it has no JSON form."""
        self.queue(Reply(dump_json(value).decode(), delay=delay), times=times)

    def reply_tool_call(
        self,
        name: str,
        arguments: Mapping[str, Any] | str | None = None,
        *,
        id: str | None = None,
        text: str | None = None,
        reasoning: str | None = None,
        times: int | None = 1,
        delay: float = 0.0,
    ) -> None:
        """Queue a message that calls one tool. `arguments` is an object, or text to send as it is, broken or not."""
        self.queue(Reply(text, reasoning, (ToolCall.of(name, arguments, id),), delay=delay), times=times)

    def reply_tool_calls(
        self,
        *calls: ToolCall | tuple[str, Mapping[str, Any]],
        text: str | None = None,
        reasoning: str | None = None,
        times: int | None = 1,
        delay: float = 0.0,
    ) -> None:
        """Queue a message that calls several tools, each given as a `ToolCall` or as (name, arguments)."""
        made = tuple(call if isinstance(call, ToolCall) else ToolCall.of(*call) for call in calls)
        self.queue(Reply(text, reasoning, made, delay=delay), times=times)

    def reply_error(
        self,
        status: int,
        message: str = "An error that a test asked for",
        *,
        type: str | None = None,
        code: str | int | None = None,
        param: str | None = None,
        failed_generation: str | None = None,
        retry_after: float | None = None,
        should_retry: bool | None = None,
        times: int | None = 1,
        delay: float = 0.0,
        headers: Mapping[str, str] | None = None,
        path: str = CHAT_PATH,
    ) -> None:
        """Queue an API error with this HTTP status; `type` and `code` follow from it unless given.

        `retry_after` is in seconds and becomes a `retry-after` header; a 429 says 1 unless told otherwise.
        `should_retry` becomes `x-should-retry`.
        """
        details = {"type": type, "code": code, "param": param, "failed_generation": failed_generation}
        answer = error_answer(status, message, **details)
        fields = dict(answer.headers)
        if retry_after is not None or status == 429:
            fields["retry-after"] = f"{1 if retry_after is None else retry_after:g}"
        if should_retry is not None:
            fields["x-should-retry"] = str(should_retry).lower()
        fields.update(headers or {})
        self._replies.put(Answer(status, fields, answer.body, delay), times=times, path=path)

    def reply_stream_error(
        self,
        message: str = "An error that a test asked for",
        *,
        after: int = 1,
        text: str = "This answer breaks off before its end.",
        status: int = 500,
        type: str | None = None,
        code: str | int | None = None,
        failed_generation: str | None = None,
        shape: StreamErrorShape = "event",
        times: int | None = 1,
    ) -> None:
        """Queue a stream that fails once `after` chunks of `text` are out (0: at once; the first one has no text).

        `shape` is how the failure is written: `"event"` is an `event: error`, `"data"` a plain `data:` line with an
        error object, `"chunk"` a chunk whose `x_groq.error` is the message. A request without a stream gets an
        ordinary error with this `status`; in a stream `status` only decides what `type` and `code` default to.
        """
        body = error_body(status, message, type=type, code=code, failed_generation=failed_generation)
        self.queue(Reply(text, stream_error=StreamError(body, status, after, shape)), times=times)

    def reply_raw(
        self,
        *,
        status: int = 200,
        body: bytes | str | Sequence[bytes | str] = b"",
        headers: Mapping[str, str] | None = None,
        times: int | None = 1,
        delay: float = 0.0,
        pace: float | None = None,
        path: str = CHAT_PATH,
    ) -> None:
        """Queue a response byte for byte; a sequence is sent chunked, one flush per piece and `pace` seconds apart.

        There is no `content-type` unless `headers` has one.
        """
        payload = _encode(body) if isinstance(body, (bytes, str)) else tuple(map(_encode, body))
        self._replies.put(Answer(status, dict(headers or {}), payload, delay, pace), times=times, path=path)

    def reply_disconnect(self, *, after: int | None = None, times: int | None = 1, path: str = CHAT_PATH) -> None:
        """Queue a dropped connection: before any answer, or once a chat stream has sent `after` chunks."""
        if after is None:
            self._replies.put(Answer(disconnect=True), times=times, path=path)
        else:
            self.queue(Reply("This answer breaks off before its end.", disconnect_after=after), times=times)


def _refuse_nonsense(reply: Reply | Answer, times: int | None) -> None:
    if times is not None and times < 1:
        raise ValueError(f"times must be at least 1, or None for every request from here on; got {times}")
    if reply.delay < 0 or (reply.pace or 0) < 0:
        raise ValueError("delay and pace are seconds, and cannot be negative")
    if isinstance(reply, Reply):
        status, after = 200, reply.disconnect_after or 0
        if reply.stream_error is not None:
            status, after = reply.stream_error.status, min(after, reply.stream_error.after)
    else:
        status, after = reply.status, 0
    if after < 0:
        raise ValueError(f"after is a number of chunks, and cannot be negative; got {after}")
    if not 200 <= status <= 599:
        raise ValueError(f"status must be between 200 and 599, got {status}")
    for name, value in reply.headers.items():
        if not f"{name}{value}".isprintable() or not f"{name}{value}".isascii():
            raise ValueError(f"header {name!r} must be printable ASCII")


def _encode(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text
