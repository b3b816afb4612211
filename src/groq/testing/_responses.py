"""Responses without a model, all pure: the request as one for a chat completion, which `_chat` decides.

`_responses_wire` writes the answer down. The service keeps nothing, so whatever needs it to is refused, as in the API.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from . import _responses_wire as wire
from ._call import Call
from ._chat import complete, said_by
from ._chat_rules import Problem
from ._replies import deliver
from ._spec import parse_body
from ._text import digest, prompt_tokens
from ._wire import Answer, is_array, is_object, object_at

# Name → whether this value of it asks for something; a null never does.
_UNSUPPORTED: dict[str, Callable[[object], bool]] = {
    "previous_response_id": lambda _: True,
    "store": lambda value: value is True,
    "truncation": lambda value: value != "disabled",
    "include": lambda _: True,
    "safety_identifier": lambda _: True,
    "prompt_cache_key": lambda _: True,
    "prompt": lambda _: True,
}
_REASONING_MODELS = ("openai/gpt-oss", "qwen/qwen3")
# How the parameters of a chat completion are called here; the first that fits decides.
_NAMES = (
    ("response_format.json_schema", "text.format"),
    ("response_format", "text.format"),
    ("max_completion_tokens", "max_output_tokens"),
    ("reasoning_effort", "reasoning.effort"),
    ("messages", "input"),
)


def create(call: Call) -> Answer:
    """Answer `POST /openai/v1/responses`."""
    problem = _unsupported(call)
    if problem is not None:
        return problem.answer()
    body = parse_body(call.request, "CreateResponseRequest")
    if isinstance(body, Answer):
        return body
    chat = as_chat(body)
    decided = chat if isinstance(chat, Problem) else complete(chat, call.take_reply)
    if isinstance(decided, Problem):
        return _renamed(decided).answer()
    assert is_object(chat)
    completion, reply = decided
    envelope = wire.Envelope(digest(said_by(body), 32), call.now, prompt_tokens(chat))
    answer = wire.answer(envelope, body, completion)
    return answer if reply is None else deliver(answer, reply, wire.break_off)


def as_chat(body: dict[str, Any]) -> dict[str, Any] | Problem:
    """The body of the chat completion that says the same; or what in the input cannot be said in one."""
    given = body["input"]
    items: list[dict[str, Any]] = given if is_array(given) else [{"role": "user", "content": given}]
    for index, item in enumerate(items):
        if item.get("type") == "item_reference":
            message = "item_reference is not supported, as no items are kept: send the item itself"
            return Problem(f"input.{index}", message)
    if not items:
        return Problem("input", "input: expected at least 1 item, got 0")
    instructions = body.get("instructions")
    first = [] if instructions is None else [{"role": "system", "content": instructions}]
    chat = {
        "model": body["model"],
        "messages": [*first, *map(_message, items)],
        "temperature": body.get("temperature"),
        "top_p": body.get("top_p"),
        "max_completion_tokens": body.get("max_output_tokens"),
        "tools": [_tool(tool) for tool in body.get("tools") or ()],
        "tool_choice": body.get("tool_choice"),
        "parallel_tool_calls": body.get("parallel_tool_calls"),
        "response_format": _response_format(object_at(object_at(body, "text"), "format")),
        **_reasoning(body),
    }
    return {name: value for name, value in chat.items() if value is not None}


def _unsupported(call: Call) -> Problem | None:
    """What the API has a name for and does not serve; the rest of the body is the business of its schema."""
    try:
        body = call.request.json
    except ValueError:
        return None
    for name, asks in _UNSUPPORTED.items():
        value = body.get(name) if is_object(body) else None
        if value is not None and asks(value):
            return Problem(name, f"{name} is not supported: this service keeps nothing between requests")
    return None


def _renamed(problem: Problem) -> Problem:
    """A problem of the chat completion, told by the names that are used here."""
    for chat_name, name in _NAMES:
        if problem.param.startswith(chat_name):
            param = name + problem.param.removeprefix(chat_name)
            return replace(problem, param=param, message=problem.message.replace(chat_name, name))
    return problem


def _message(item: dict[str, Any]) -> dict[str, Any]:
    if item.get("type") == "function_call":
        function = {"name": item["name"], "arguments": item["arguments"]}
        calls = [{"id": item["call_id"], "type": "function", "function": function}]
        return {"role": "assistant", "content": None, "tool_calls": calls}
    if item.get("type") == "function_call_output":
        return {"role": "tool", "tool_call_id": item["call_id"], "content": item["output"]}
    return {"role": item["role"], "content": _text(item["content"])}


def _text(content: object) -> str:
    """The text of a message; what is no text stands as `[input_image]` and so on."""
    if not is_array(content):
        return str(content)
    return " ".join(part["text"] if "text" in part else f"[{part['type']}]" for part in content)


def _tool(tool: dict[str, Any]) -> dict[str, Any]:
    if tool["type"] != "function":
        return {"type": tool["type"]}
    return {"type": "function", "function": {name: value for name, value in tool.items() if name != "type"}}


def _response_format(wanted: dict[str, Any]) -> dict[str, Any] | None:
    if wanted.get("type") != "json_schema":
        return wanted or None
    return {"type": "json_schema", "json_schema": {name: value for name, value in wanted.items() if name != "type"}}


def _reasoning(body: dict[str, Any]) -> dict[str, Any]:
    """Reasoning is shown when its effort is asked for, by models that reason."""
    effort = object_at(body, "reasoning").get("effort")
    if effort is None:
        return {}
    return {"reasoning_effort": effort, "include_reasoning": body["model"].startswith(_REASONING_MODELS)}
