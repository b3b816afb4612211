"""The conversation as plain JSON: find unanswered calls, insert results. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import pydantic

from ... import GroqError
from ..._request.arguments import checked_items
from ..._request.json_encoding import json_bytes
from ...types.chat import ChatCompletionMessage
from .._json_values import is_array, is_mapping, is_object, kind_of
from .results import Content, encodable

# The fields that a request accepts in a message of the model.
_ASSISTANT_FIELDS = ("role", "content", "name", "reasoning", "function_call", "tool_calls")


def plain_messages(messages: Iterable[object]) -> list[dict[str, Any]]:
    """Return messages as JSON values, by the rules of `create`. Answers are reduced to what a request accepts.

    Raises:
        TypeError: A value has no JSON form, or a message is not an object.
        ValueError: A value is NaN, infinity or a lone surrogate, or contains itself.
    """
    written = list(map(_reduced, checked_items(messages, "messages")))
    # As `extra_body`, whose messages are sent as written: the model, which decides about reasoning, is not known here.
    plain: Any = json.loads(json_bytes(None, {"messages": written}))["messages"]
    for message in plain:
        if not is_object(message):
            raise TypeError(f"Expected a message as a dict or a model, got {type(message).__name__}.")
    return cast("list[dict[str, Any]]", plain)  # checked above


def _reduced(message: object) -> object:
    if isinstance(message, ChatCompletionMessage):
        return _param(message)
    if not isinstance(message, pydantic.BaseModel) or getattr(message, "role", None) != "assistant":
        return message
    fields = {name: getattr(message, name, None) for name in _ASSISTANT_FIELDS}  # of another client's message
    return {name: value for name, value in fields.items() if value is not None}


def _param(message: ChatCompletionMessage) -> dict[str, Any]:
    """Return an answer without `null` fields and without unknown fields in its calls."""
    return {name: value for name, value in message.to_param().items() if value is not None}


def assistant_message(message: ChatCompletionMessage, index: int) -> dict[str, Any]:
    """Return a message of the model with complete calls: unique ids, and arguments as text.

    `index` is the index of the message: ids that replace missing or repeated ones contain it.

    Raises:
        GroqError: A call is not an object.
    """
    plain = _param(message)
    sent: Any = plain.pop("tool_calls", [])
    seen: set[str] = set()
    calls: list[dict[str, Any]] = []
    for position, call in enumerate(sent if is_array(sent) else [sent]):
        if not is_mapping(call):
            raise GroqError(f"Expected tool calls as objects, got {kind_of(call)}. Ask again: call next() on the run.")
        id = call.get("id")
        if not id or not isinstance(id, str) or id in seen:
            id = made_up_id(index, position)
        seen.add(id)
        function: Any = call.get("function")
        function = function if is_mapping(function) else {}
        arguments = function.get("arguments")
        if not isinstance(arguments, str):
            arguments = json.dumps(arguments or {})
        name = str(function.get("name") or "")
        calls.append({"id": id, "type": "function", "function": {"name": name, "arguments": arguments}})
    if calls:
        plain["tool_calls"] = calls
    else:
        plain.setdefault("content", "")
    return plain


def made_up_id(index: int, position: int) -> str:
    """Return an id for a call without one, unique in the conversation."""
    return f"call_{index}_{position}"


def unanswered_calls(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the calls in the model's last message that have no result."""
    start, end = _answers(messages)
    answered = {message.get("tool_call_id") for message in messages[start:end]}
    return [call for call in _calls(messages, start) if call["id"] not in answered]


def insert_result(messages: list[dict[str, Any]], id: str, content: Content, place: int = 0) -> int:
    """Insert a result after the other results for the model's last message.

    Return the place for the next one. With it, inserting many results takes linear time.
    """
    end = place if _is_end(messages, place) else _answers(messages)[1]
    if isinstance(content, str):
        content = encodable(content)
    messages.insert(end, {"role": "tool", "tool_call_id": id, "content": content})
    return end + 1


def sort_results(messages: list[dict[str, Any]]) -> None:
    """Sort the results for the model's last message by the order of its calls."""
    start, end = _answers(messages)
    answers = {message.get("tool_call_id"): message for message in messages[start:end]}
    ordered = [answers.pop(call["id"]) for call in _calls(messages, start) if call["id"] in answers]
    messages[start:end] = [*ordered, *answers.values()]


def is_finished(messages: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether the conversation ends with an answer of the model."""
    return bool(messages) and messages[-1].get("role") == "assistant" and not messages[-1].get("tool_calls")


def _answers(messages: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Return where the results for the model's last message begin and end."""
    start = len(messages)
    while start and messages[start - 1].get("role") != "assistant":
        start -= 1
    end = start
    while end < len(messages) and messages[end].get("role") == "tool":
        end += 1
    return start, end


def _is_end(messages: Sequence[Mapping[str, Any]], place: int) -> bool:
    """Return whether results end here, after others; the caller may have changed the messages."""
    before, after = messages[place - 1 : place], messages[place : place + 1]
    return bool(before) and before[0].get("role") == "tool" and not (after and after[0].get("role") == "tool")


def _calls(messages: Sequence[Mapping[str, Any]], start: int) -> list[dict[str, Any]]:
    return (messages[start - 1].get("tool_calls") or []) if start else []
