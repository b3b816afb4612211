"""Scripted replies from a file: JSON Lines, one reply a line, each a call of a method of `ReplyScript`.

The first of these members that a line has selects the method. The other members are the parameters of the method,
including `path`, `times` (null: all further requests) and `delay` if it has them.

    {"text": "Hello!", "reasoning": "…", "finish_reason": "length", "pace": 0.05, "headers": {"x-a": "b"}}
    {"json": {"value": [1, 2]}}
    {"tool_calls": [{"name": "double", "arguments": {"number": 1}, "id": "call_1"}], "text": "…"}
    {"completion": {"choices": [{"message": {"content": "Hello!"}, "finish_reason": "stop"}]}}
    {"error": 429, "message": "Slow down", "retry_after": 2, "times": 3, "path": "/openai/v1/models"}
    {"stream_error": "overloaded", "after": 2, "shape": "data"}
    {"disconnect": true, "after": 3}
    {"chunks": [{"id": "…", "choices": []}, "[DONE]"], "pace": 0.05}
    {"body": {"id": "…", "choices": []}, "status": 200, "headers": {"x-a": "b"}, "path": "/openai/v1/models"}

`completion` is a response body of the API; its first choice is sent, in chunks if the request streams. `chunks` are
the `data:` lines of a stream. `body` is a whole body: JSON, or a string that is sent unchanged. Empty lines and lines
that start with `#` are skipped.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .._strict_json import dump_json, is_array, is_object, object_at, parse_json
from .arguments import wrong_type, wrong_value
from .replies import Reply, ToolCall
from .reply_queue import ReplyQueue
from .reply_script import ReplyScript

_JSON = {"content-type": "application/json"}
_EVENTS = {"content-type": "text/event-stream"}


def queue_file(path: Path, replies: ReplyQueue) -> None:
    """Queue the replies of a file. Either all are queued, or none.

    Raises:
        OSError: The file cannot be read.
        ValueError: A line is not a reply. The message has its number.
    """
    script = _FileReplies(path)
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if not line.strip() or line.lstrip().startswith(b"#"):
            continue
        script.number = number
        try:
            _queue_line(script, line)
        except (TypeError, ValueError) as err:
            raise ValueError(f"{path}:{number}: {err}") from err
    script.move_to(replies)


class _FileReplies(ReplyScript):
    """Reply script whose origin is a line of a file."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.number = 0

    def move_to(self, replies: ReplyQueue) -> None:
        replies.extend(self._replies)

    def _origin(self) -> str:
        return f"{self._path}:{self.number}"


def _queue_line(script: ReplyScript, line: bytes) -> None:
    value = parse_json(line)
    if not is_object(value):
        raise wrong_type("a line", 'an object such as {"text": "Hello!"}', value)
    kind = next((kind for kind in _KINDS if kind in value), None)
    if kind is None:
        raise wrong_value("a line", f"one of the members {', '.join(_KINDS)}", [*value])
    method, convert = _KINDS[kind]
    options: dict[str, Any] = {name: item for name, item in value.items() if name != kind}
    allowed = {name for name in inspect.signature(method).parameters if name not in ("self", "calls")}
    if unknown := sorted(options.keys() - allowed):
        raise wrong_value(f"beside {kind!r}", f"only {', '.join(sorted(allowed - _CONVERTED))}", unknown)
    if not is_object(options.get("headers") or {}):
        raise wrong_type("headers", "an object of strings", options["headers"])
    arguments, more = convert(value[kind], options)
    method(script, *arguments, **{**options, **more})


Converted = tuple[tuple[Any, ...], Mapping[str, Any]]


def _same(value: Any, _options: Mapping[str, Any]) -> Converted:
    return (value,), {}


def _tool_calls(value: Any, _options: Mapping[str, Any]) -> Converted:
    if not is_array(value) or not all(is_object(call) and "name" in call for call in value):
        raise wrong_type("tool_calls", "a list of objects with 'name' and 'arguments'", value)
    return tuple(ToolCall.of(call["name"], call.get("arguments"), call.get("id")) for call in value), {}


def _completion(value: Any, _options: Mapping[str, Any]) -> Converted:
    choices = value.get("choices") if is_object(value) else None
    choice = choices[0] if is_array(choices) and choices else None
    if not is_object(choice) or not is_object(message := choice.get("message")):
        raise wrong_type("completion", "an object with 'choices', the first with a 'message'", value)
    listed: object = message.get("tool_calls") or []
    if not is_array(listed):
        raise wrong_type("tool_calls", "a list of objects with 'id' and 'function'", listed)
    made = [call if is_object(call) else {} for call in listed]
    calls = [{"id": call.get("id"), **object_at(call, "function")} for call in made]
    tools, _ = _tool_calls(calls, {})
    return (Reply(message.get("content"), message.get("reasoning"), tools, choice.get("finish_reason")),), {}


def _disconnect(value: Any, _options: Mapping[str, Any]) -> Converted:
    if value is not True:
        raise wrong_type("disconnect", "true (and 'after' for a number of chunks)", value)
    return (), {}


def _chunks(value: Any, options: Mapping[str, Any]) -> Converted:
    if not is_array(value):
        raise wrong_type("chunks", "a list of objects and strings", value)
    texts = (item.encode() if isinstance(item, str) else dump_json(item) for item in value)
    body = [b"data: " + text + b"\n\n" for text in texts]
    return (), {"body": body, "headers": {**_EVENTS, **(options.get("headers") or {})}}


def _body(value: Any, options: Mapping[str, Any]) -> Converted:
    if isinstance(value, str):
        return (), {"body": value}
    return (), {"body": dump_json(value), "headers": {**_JSON, **(options.get("headers") or {})}}


# Member → the method, and how the member becomes its arguments.
_KINDS: dict[str, tuple[Callable[..., None], Callable[[Any, Mapping[str, Any]], Converted]]] = {
    "tool_calls": (ReplyScript.reply_tool_calls, _tool_calls),
    "completion": (ReplyScript.queue, _completion),
    "error": (ReplyScript.reply_error, _same),
    "stream_error": (ReplyScript.reply_stream_error, _same),
    "disconnect": (ReplyScript.reply_disconnect, _disconnect),
    "chunks": (ReplyScript.reply_raw, _chunks),
    "body": (ReplyScript.reply_raw, _body),
    "json": (ReplyScript.reply_json, _same),
    "text": (ReplyScript.reply, _same),
}
# The parameters that the member itself becomes.
_CONVERTED = {"body", "reply", "value"}
