"""Messages → the JSON of the semantic conventions for content: pure. Used only with `capture_content`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .._json_values import is_array, is_object, parse_json, plain

_Part = dict[str, Any]


def input_content(body: Mapping[str, Any]) -> dict[str, str]:
    """Return the attributes with the input of a request."""
    attributes: dict[str, str] = {}
    messages = body.get("messages", body.get("input"))
    if messages is not None:
        items = _array(messages) or [messages]
        attributes["gen_ai.input.messages"] = dumped([_message(one) for one in items])
    if (instructions := body.get("instructions")) is not None:
        attributes["gen_ai.system_instructions"] = dumped(_parts(instructions))
    if tools := body.get("tools"):
        attributes["gen_ai.tool.definitions"] = dumped(tools)
    return attributes


def output_content(result: object) -> dict[str, str]:
    """Return the attribute with the output of the model; an empty dictionary for a result without text."""
    answer = _object(result)
    if is_array(answer.get("choices")):
        choices = map(_object, answer["choices"])
        messages = [
            {**_chat_message(_object(one.get("message"))), "finish_reason": one.get("finish_reason") or ""}
            for one in choices
        ]
    elif is_array(answer.get("output")):
        messages = [_message(item) for item in answer["output"]]
    elif isinstance(answer.get("text"), str):
        messages = [{"role": "assistant", "parts": _parts(answer["text"])}]
    else:
        return {}
    return {"gen_ai.output.messages": dumped(messages)}


def dumped(value: object) -> str:
    """Return a value as JSON. Values without a JSON form become strings."""
    return json.dumps(plain(value), ensure_ascii=False, default=_jsonable)


def _message(value: object) -> dict[str, Any]:
    """Return a message, or an item of the Responses API, as a message."""
    item = _object(value)
    kind = item.get("type")
    if not item:
        return {"role": "user", "parts": _parts(value)}
    if kind == "function_call":
        return {"role": "assistant", "parts": [_call(item.get("call_id"), item)]}
    if kind == "function_call_output":
        return {"role": "tool", "parts": [_result(item.get("call_id"), item.get("output"))]}
    if kind == "reasoning":
        texts = [*_array(item.get("content")), *_array(item.get("summary"))]
        parts = [{"type": "reasoning", "content": _object(one).get("text", "")} for one in texts]
        return {"role": "assistant", "parts": parts}
    if kind not in (None, "message"):
        return {"role": "assistant", "parts": [item]}
    return _chat_message(item)


def _chat_message(message: dict[str, Any]) -> dict[str, Any]:
    content = message.get("content")
    parts: list[_Part] = []
    if isinstance(reasoning := message.get("reasoning"), str):
        parts.append({"type": "reasoning", "content": reasoning})
    if message.get("role") == "tool":
        parts.append(_result(message.get("tool_call_id"), content))
    elif content is not None:
        parts += _parts(content)
    for call in map(_object, _array(message.get("tool_calls"))):
        parts.append(_call(call.get("id"), _object(call.get("function"))))
    named = {"name": message["name"]} if isinstance(message.get("name"), str) else {}
    return {"role": message.get("role", "assistant"), "parts": parts, **named}


def _parts(content: object) -> list[_Part]:
    return [_part(one) for one in _array(content)] or [{"type": "text", "content": content}]


def _part(value: object) -> _Part:
    part = _object(value)
    if isinstance(part.get("text"), str):
        return {"type": "text", "content": part["text"]}
    image = part.get("image_url")
    url = image.get("url") if is_object(image) else image
    return {"type": "uri", "modality": "image", "uri": url} if isinstance(url, str) else part


def _call(id: object, function: Mapping[str, Any]) -> _Part:
    arguments = function.get("arguments")
    try:
        parsed: object = parse_json(arguments) if isinstance(arguments, str) else arguments
    except ValueError:
        parsed = arguments
    return {"type": "tool_call", "id": id, "name": function.get("name", ""), "arguments": parsed}


def _result(id: object, response: object) -> _Part:
    return {"type": "tool_call_response", "id": id, "response": response}


def _object(value: object) -> dict[str, Any]:
    found = plain(value)
    return found if is_object(found) else {}


def _array(value: Any) -> list[Any]:
    items = value  # of any types
    return list(items) if isinstance(value, list | tuple) else []


def _jsonable(value: object) -> object:
    found = plain(value)
    return str(value) if found is value else found
