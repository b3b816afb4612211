"""The methods with which a test queues replies. They raise errors for invalid arguments at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from .._strict_json import dump_json, is_object
from .answers import Answer, error_answer, error_body
from .arguments import (
    check_error_status,
    check_headers,
    check_integer,
    check_seconds,
    check_text,
    is_row,
    wrong_type,
    wrong_value,
)
from .origins import calling_line
from .replies import BatchExpiry, FinishReason, Reply, StreamError, StreamErrorShape, ToolCall
from .reply_queue import ReplyQueue
from .routes import BATCHES_PATH, CHAT_PATH, RESPONSES_PATH, ROUTES

_MESSAGE = "An error requested by a test"
_BROKEN_TEXT = "This answer breaks off before its end."
# Batches and other clients write these without `/openai`; the server does not serve them there.
_V1_PATHS = tuple({"/v1/" + route.template.split("/")[3] for route in ROUTES if route.template.startswith("/openai")})


class ReplyScript:
    """Base of `LocalServer` that queues replies. Requests take them in order, one each.

    `reply`, `reply_json`, `reply_tool_call`, `reply_tool_calls`, `reply_stream_error` and `queue` replace the model.
    The next *valid* request for a chat completion or a response takes them; an invalid one gets the error of the API,
    and takes nothing. `reply_error`, `reply_raw` and `reply_disconnect` replace the whole API. The next request to
    `path` takes them, valid or not. `path` defaults to chat completions, and may have `{…}` for any one segment:
    `/openai/v1/batches/{batch_id}`. The lines of a batch take replies of both kinds.

    Common options: `times` is the number of requests that get the reply, `None` for all further ones. `delay` is the
    seconds before the answer begins; closing the server cancels it, so a test of a timeout may use a long one.
    `headers` are extra response headers, which override the usual ones.

    All raise `TypeError` or `ValueError` for invalid arguments.
    """

    def __init__(self) -> None:
        self._replies = ReplyQueue()

    @property
    def pending(self) -> int:
        """The number of queued replies that no request has taken; one with `times=None` always counts as one."""
        return len(self._replies)

    def queue(self, reply: Reply, *, times: int | None = 1) -> None:
        """Queue a `Reply`."""
        _check_times(times)
        _check_reply(reply)
        _check_sending(reply)
        self._replies.put(reply, times=times, paths=(CHAT_PATH, RESPONSES_PATH), origin=self._origin())

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
        """Queue a message with this text. Neither `stop` nor a token limit truncates it.

        `reasoning` becomes the message's `reasoning`. `pace` is in seconds between streamed events.
        """
        self.queue(Reply(text, reasoning, (), finish_reason, headers or {}, delay, pace), times=times)

    def reply_json(self, value: object, *, times: int | None = 1, delay: float = 0.0) -> None:
        """Queue a message whose text is `value` as JSON.

        Raises:
            TypeError: `value` cannot be encoded as JSON.
        """
        if isinstance(value, type):
            raise TypeError(
                f"value: expected a JSON value, got the class {value.__name__}. Pass what the model answers."
            )
        if hasattr(value, "model_dump"):
            name = type(value).__name__
            raise TypeError(f"value: expected a JSON value, got an object of {name}. Pass its model_dump(mode='json').")
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
        """Queue a message that calls one tool. `arguments` is an object, or text to send unchanged, valid or not."""
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
        message: str = _MESSAGE,
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
        """Queue an API error with this HTTP status. `type` and `code` default to those of the status.

        `retry_after` is in seconds and becomes a `retry-after` header; a 429 defaults to 1. `should_retry` becomes
        `x-should-retry`.
        """
        check_error_status(status)
        check_text("message", message)
        extra: dict[str, str] = {}
        if retry_after is not None:
            check_seconds("retry_after", retry_after)
        if retry_after is not None or status == 429:
            extra["retry-after"] = f"{1 if retry_after is None else retry_after:g}"
        if should_retry is not None:
            extra["x-should-retry"] = str(should_retry).lower()
        details: dict[str, Any] = {"type": type, "code": code, "param": param, "failed_generation": failed_generation}
        answer = error_answer(status, message, headers={**extra, **(headers or {})}, **details)
        self._put(replace(answer, delay=delay), times, path)

    def reply_stream_error(
        self,
        message: str = _MESSAGE,
        *,
        after: int = 1,
        text: str = _BROKEN_TEXT,
        status: int = 500,
        type: str | None = None,
        code: str | int | None = None,
        failed_generation: str | None = None,
        shape: StreamErrorShape = "event",
        times: int | None = 1,
    ) -> None:
        """Queue a stream that fails after `after` chunks of `text`; with 0, at once. The first chunk has no text.

        `shape` is the form of the failure: `"event"` is an `event: error`, `"data"` a plain `data:` line with an
        error object, `"chunk"` a chunk whose `x_groq.error` is the message. Streams of responses have no chunks:
        there `"chunk"` is a `response.failed`, and `after` counts events. A request without a stream gets a normal
        error with this `status`. In a stream, `status` only selects the defaults of `type` and `code`.
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
        """Queue a raw response. A sequence is sent chunked, each piece as one chunk, `pace` seconds apart.

        Without a `content-type` in `headers`, none is sent.
        """
        payload = _encode(body) if isinstance(body, (bytes, str)) else _encode_pieces(body)
        self._put(Answer(status, dict(headers or {}), payload, delay, pace), times, path)

    def reply_disconnect(
        self, *, after: int | None = None, text: str = _BROKEN_TEXT, times: int | None = 1, path: str = CHAT_PATH
    ) -> None:
        """Queue a dropped connection: before any answer, or after `after` chunks of a stream of `text`."""
        if after is None:
            self._put(Answer(disconnect=True), times, path)
        else:
            self.queue(Reply(text, disconnect_after=after), times=times)

    def expire_batch(self, *, after: int = 0, listed: bool = True, times: int | None = 1) -> None:
        """Let the next batch expire after `after` of its requests.

        The error file lists the others with the code `batch_expired`, unless `listed` is false.
        """
        _check_times(times)
        check_integer("after", after, "a number of requests from 0 on", least=0)
        self._replies.put(BatchExpiry(after, listed), times=times, paths=(BATCHES_PATH,), origin=self._origin())

    def _put(self, answer: Answer, times: int | None, path: str) -> None:
        _check_times(times)
        check_integer("status", answer.status, "an HTTP status from 200 to 599", least=200, most=599)
        _check_sending(answer)
        _check_path(path)
        self._replies.put(answer, times=times, paths=(path,), origin=self._origin())

    def _origin(self) -> str:
        return calling_line()


def _check_times(times: object) -> None:
    if times is not None:
        check_integer("times", times, "a number of requests from 1 on, or None for all from here on", least=1)


def _check_sending(reply: Reply | Answer) -> None:
    check_seconds("delay", reply.delay)
    if reply.pace is not None:
        check_seconds("pace", reply.pace)
    check_headers(reply.headers)


def _check_reply(reply: object) -> None:
    if not isinstance(reply, Reply):
        raise wrong_type("reply", "a Reply", reply)
    for name in ("text", "reasoning", "finish_reason"):
        check_text(name, getattr(reply, name))
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
        raise wrong_type("tool_calls", "each to be a ToolCall", call)
    check_text("id of a ToolCall", call.id)
    for name in ("name", "arguments"):
        value = getattr(call, name)
        if not isinstance(value, str):
            raise wrong_type(f"{name} of a ToolCall", "a string (ToolCall.of takes arguments as an object)", value)


def _check_path(path: object) -> None:
    """Require a path in the form that clients send. The server need not serve it."""
    expected = "a path such as '/openai/v1/models'"
    if not isinstance(path, str):
        raise wrong_type("path", expected, path)
    if path.startswith(_V1_PATHS):
        raise wrong_value("path", f"'/openai{path}', as the client sends it", path)
    if not path.startswith("/") or path.endswith("/"):
        raise wrong_value("path", expected, path)


def _tool_call(given: object) -> ToolCall:
    """Return one call of `reply_tool_calls`."""
    expected = "each to be a ToolCall or a pair of name and arguments"
    if isinstance(given, ToolCall):
        return given
    if not is_row(given):
        raise wrong_type("calls", expected, given)
    if given and (is_row(given[0]) or isinstance(given[0], ToolCall)):
        raise TypeError("calls: expected separate arguments, got a list of them. Write reply_tool_calls(*calls).")
    if not 1 <= len(given) <= 3:
        raise wrong_value("calls", expected, given)
    return ToolCall.of(*given)


def _encode_pieces(body: Iterable[object]) -> tuple[bytes, ...]:
    # Not any iterable: a mapping would send its keys.
    if is_object(body) or not isinstance(body, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        raise wrong_type("body", "bytes, a string or a sequence of them (for JSON, its text)", body)
    return tuple(map(_encode, body))


def _encode(piece: object) -> bytes:
    if not isinstance(piece, (bytes, str)):
        raise wrong_type("body", "each piece to be bytes or a string", piece)
    return piece.encode() if isinstance(piece, str) else piece
