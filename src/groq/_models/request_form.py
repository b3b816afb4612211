"""Answers of the API → plain dictionaries for the history that a request sends."""

from __future__ import annotations

from typing import Any

from .._utils import is_json_array, is_json_object
from .base import BaseModel

_TEXT = "output_text"
_OUTPUT_PARTS = (_TEXT, "reasoning_text")  # requests reject both


def request_form(answer: BaseModel) -> Any:
    """Return an answer as plain JSON values, copied, with only the fields that a request accepts."""
    return with_plain_text(_accepted(answer))


def with_plain_text(message: dict[str, Any]) -> dict[str, Any]:
    """Return the message with its output text as a string; unchanged if it has other parts."""
    parts = message.get("content")
    if message.get("role") != "assistant" or not is_json_array(parts):
        return message
    if not all(is_json_object(part) and part.get("type") in _OUTPUT_PARTS for part in parts):
        return message
    return {**message, "content": "".join(str(part.get("text") or "") for part in parts if part["type"] == _TEXT)}


def _accepted(value: Any) -> Any:
    """Return the fields that were set and that requests accept, at any depth."""
    if is_json_array(value):
        return [_accepted(item) for item in value]
    if is_json_object(value):
        return {name: _accepted(item) for name, item in value.items()}
    if not isinstance(value, BaseModel):
        return value
    fields = type(value).model_fields
    names = {name: info.alias or name for name, info in fields.items() if not info.exclude}
    accepted = value.__request_fields__ or names.values()
    given = {names[name]: _accepted(getattr(value, name)) for name in names.keys() & value.model_fields_set}
    # Responses have `null` for absent parts. Requests to some models reject it, except as the content.
    return {
        name: given[name]
        for name in names.values()
        if name in given and name in accepted and (given[name] is not None or name == "content")
    }
