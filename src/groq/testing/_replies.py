"""Scripted replies: what a test queues, in the order of the requests. `_chat` and `_responses` render them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar, get_args

from ._checks import (
    check_error_status,
    check_headers,
    check_integer,
    check_path,
    check_seconds,
    check_text,
    is_row,
    wrong_type,
    wrong_value,
)
from ._paths import is_same_path
from ._wire import Answer, dump_json, error_answer, error_body, is_object

CHAT_PATH = "/openai/v1/chat/completions"
RESPONSES_PATH = "/openai/v1/responses"
FILES_PATH = "/openai/v1/files"

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
        _check_arguments(arguments)
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
    paths: tuple[str, ...]
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

    def put(self, reply: Reply | Answer, *, times: int | None, paths: tuple[str, ...]) -> None:
        """Queue for the next `times` requests to any of `paths`; `None` is all of them.

        Raises `TypeError` or `ValueError` on nonsense.
        """
        _check(reply, times, paths)
        with self._lock:
            self._entries.append(_Entry(paths, reply, times))

    def take(self, path: str, kind: type[_Kind]) -> _Kind | None:
        """Take the next reply for `path`, but only when it is of this kind: what comes first goes first."""
        with self._lock:
            for index, entry in enumerate(self._entries):
                if not any(is_same_path(wanted, path) for wanted in entry.paths):
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
    `queue`) is for the next *valid* request for a chat completion or a response: one that the API would refuse is
    refused, and takes nothing. What stands for the whole service (`reply_error`, `reply_raw`, `reply_disconnect`) is
    for the next request to `path`, valid or not; `path` is that of chat completions unless given, and may have
    `{…}` for any one segment: `/openai/v1/batches/{batch_id}`. The lines of a batch take replies of both kinds.

    Options that most of them share: `times` is how many requests get the reply, `None` all from here on. `delay` is
    the number of seconds before the answer begins; closing the server does not wait for it, so a test of a timeout
    may use a long one. `headers` are extra response headers, which win over the usual ones.

    All raise `TypeError` or `ValueError` for a value that makes no sense. Replies that nobody takes are no error:
    `assert server.pending == 0` at the end of a test finds them.
    """

    def __init__(self) -> None:
        self._replies = ReplyQueue()

    @property
    def pending(self) -> int:
        """How many queued replies no request has taken yet; one with `times=None` always counts as one."""
        return len(self._replies)

    def queue(self, reply: Reply, *, times: int | None = 1) -> None:
        """Queue a `Reply` built by hand."""
        self._replies.put(reply, times=times, paths=(CHAT_PATH, RESPONSES_PATH))

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
        self.queue(Reply(text, reasoning, tuple(map(_tool_call, calls)), delay=delay), times=times)

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
        check_error_status(status)
        check_text("message", message)
        details = {"type": type, "code": code, "param": param, "failed_generation": failed_generation}
        answer = error_answer(status, message, **details)
        fields = dict(answer.headers)
        if retry_after is not None:
            check_seconds("retry_after", retry_after)
        if retry_after is not None or status == 429:
            fields["retry-after"] = f"{1 if retry_after is None else retry_after:g}"
        if should_retry is not None:
            fields["x-should-retry"] = str(should_retry).lower()
        fields.update(headers or {})
        self._replies.put(Answer(status, fields, answer.body, delay), times=times, paths=(path,))

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
        error object, `"chunk"` a chunk whose `x_groq.error` is the message; in the stream of a response, where there
        are no chunks, it is a `response.failed`, and `after` counts events. A request without a stream gets an
        ordinary error with this `status`; in a stream `status` only decides what `type` and `code` default to.
        """
        check_error_status(status)
        check_text("message", message)
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
        payload = _encode(body) if isinstance(body, (bytes, str)) else _encode_pieces(body)
        self._replies.put(Answer(status, dict(headers or {}), payload, delay, pace), times=times, paths=(path,))

    def reply_disconnect(self, *, after: int | None = None, times: int | None = 1, path: str = CHAT_PATH) -> None:
        """Queue a dropped connection: before any answer, or once a stream has sent `after` chunks."""
        if after is None:
            self._replies.put(Answer(disconnect=True), times=times, paths=(path,))
        else:
            self.queue(Reply("This answer breaks off before its end.", disconnect_after=after), times=times)


def deliver(answer: Answer, reply: Reply, break_off: Callable[[Answer, StreamError], Answer]) -> Answer:
    """The answer sent as its reply wants it: late, slowly, with a failure that `break_off` writes, cut short."""
    failure = reply.stream_error
    if failure is not None:
        if isinstance(answer.body, bytes):
            return Answer(failure.status, {"content-type": "application/json"}, dump_json(failure.body), reply.delay)
        answer = break_off(answer, failure)
    if reply.disconnect_after is not None:
        pieces = answer.body[: reply.disconnect_after] if isinstance(answer.body, tuple) else b""
        answer = replace(answer, body=pieces, disconnect=True)
    return replace(answer, delay=reply.delay, pace=reply.pace, headers={**answer.headers, **reply.headers})


def _check(reply: Reply | Answer, times: object, paths: tuple[str, ...]) -> None:
    if times is not None:
        check_integer("times", times, "a number of requests from 1 on, or None for all from here on", least=1)
    if isinstance(reply, Answer):
        check_integer("status", reply.status, "an HTTP status from 200 to 599", least=200, most=599)
    else:
        _check_reply(reply)
    check_seconds("delay", reply.delay)
    if reply.pace is not None:
        check_seconds("pace", reply.pace)
    check_headers(reply.headers)
    for path in paths:
        check_path(path)


def _check_reply(reply: object) -> None:
    if not isinstance(reply, Reply):
        raise wrong_type("reply", "a Reply", reply)
    check_text("text", reply.text)
    check_text("reasoning", reply.reasoning)
    check_text("finish_reason", reply.finish_reason)
    for call in reply.tool_calls:
        _check_tool_call(call)
    if reply.disconnect_after is not None:
        _check_after(reply.disconnect_after)
    if reply.stream_error is not None:
        shapes = get_args(StreamErrorShape)
        if reply.stream_error.shape not in shapes:
            raise wrong_value("shape", f"one of {', '.join(map(repr, shapes))}", reply.stream_error.shape)
        check_error_status(reply.stream_error.status)
        _check_after(reply.stream_error.after)


def _check_after(after: object) -> None:
    check_integer("after", after, "a number of chunks from 0 on", least=0)


def _check_tool_call(call: object) -> None:
    if not isinstance(call, ToolCall):
        raise wrong_type("a tool call", "a ToolCall", call)
    check_text("the id of a tool call", call.id)
    _check_part("name", call.name)
    _check_part("arguments", call.arguments)


def _check_part(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise wrong_type(f"{name} of a ToolCall", "a string (ToolCall.of takes arguments as an object)", value)


def _check_arguments(arguments: object) -> None:
    if arguments is not None and not isinstance(arguments, (Mapping, str)):
        raise wrong_type("arguments", "an object, JSON text or None", arguments)


def _tool_call(given: object) -> ToolCall:
    """A call of `reply_tool_calls`."""
    if isinstance(given, ToolCall):
        return given
    if not is_row(given):
        raise wrong_type("each call", "a ToolCall or a pair of name and arguments", given)
    if given and (is_row(given[0]) or isinstance(given[0], ToolCall)):
        raise TypeError("calls must be separate arguments, got a list of them: write reply_tool_calls(*calls)")
    if not 1 <= len(given) <= 3:
        raise wrong_value("each call", "a ToolCall or a pair of name and arguments", given)
    return ToolCall.of(*given)


def _encode_pieces(body: Iterable[object]) -> tuple[bytes, ...]:
    try:
        # The keys of an object would be sent, one by one.
        pieces = None if is_object(body) else list(body)
    except TypeError:
        pieces = None
    if pieces is None:
        raise wrong_type("body", "bytes, a string or a sequence of them (for JSON, its text)", body)
    encoded: list[bytes] = []
    for piece in pieces:
        if not isinstance(piece, (bytes, str)):
            raise wrong_type("each piece of the body", "bytes or a string", piece)
        encoded.append(_encode(piece))
    return tuple(encoded)


def _encode(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text
