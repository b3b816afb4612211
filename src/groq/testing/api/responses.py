"""Responses without a model: translate the request to a chat completion, which `chat` answers. Pure.

`responses_rendering` renders the answer. Like the API, it rejects parameters that need state between requests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._strict_json import digest, is_array, is_object, object_at
from .answers import Answer, Refusal
from .call import ApiCall
from .chat import complete, content_parameters
from .replies import deliver
from .responses_rendering import Envelope, end_with_error, render
from .spec import parse_body
from .text import prompt_tokens

# Name → whether a value needs an unsupported feature; null never does.
_UNSUPPORTED: dict[str, Callable[[object], bool]] = {
    "previous_response_id": lambda _: True,
    "store": lambda value: value is True,
    "truncation": lambda value: value != "disabled",
    "include": lambda _: True,
    "safety_identifier": lambda _: True,
    "prompt_cache_key": lambda _: True,
    "prompt": lambda _: True,
}
_APPROVAL = "mcp_approval_response"
# Items of the conversation that are not messages.
_MCP_ITEMS = ("mcp_list_tools", "mcp_call", "mcp_approval_request", _APPROVAL)
_REFUSED_ITEMS = {
    "item_reference": "item_reference is not supported, as no items are kept: send the item itself",
    "reasoning": "reasoning is not supported in the input: leave it out",
}
_REASONING_MODELS = ("openai/gpt-oss", "qwen/qwen3")
# Parameter of a chat completion → its name here; the first match decides.
_NAMES = (
    ("response_format.json_schema", "text.format"),
    ("response_format", "text.format"),
    ("max_completion_tokens", "max_output_tokens"),
    ("reasoning_effort", "reasoning.effort"),
    ("messages", "input"),
)


def create(call: ApiCall) -> Answer:
    """Answer `POST /openai/v1/responses`."""
    _reject_unsupported(call)
    body = parse_body(call.request, "CreateResponseRequest")
    chat = as_chat(body)
    try:
        completion, reply = complete(chat, call)
    except Refusal as refusal:
        _rename(refusal)
        raise
    wants_metrics = "inference-metrics" in call.request.headers.get("groq-beta", "")
    envelope = Envelope(digest(content_parameters(body), 32), call.now, prompt_tokens(chat), wants_metrics)
    answer = render(envelope, body, completion)
    return answer if reply is None else deliver(answer, reply, end_with_error)


def as_chat(body: dict[str, Any]) -> dict[str, Any]:
    """Return the body of the equivalent chat completion.

    Raises:
        Refusal: The input is empty, or has an item that requests do not accept.
    """
    given = body["input"]
    items: list[dict[str, Any]] = given if is_array(given) else [{"role": "user", "content": given}]
    for index, item in enumerate(items):
        if message := _REFUSED_ITEMS.get(item.get("type", "")):
            raise Refusal(message, param=f"input.{index}")
    if not items:
        raise Refusal("input: expected at least 1 item, got 0", param="input")
    messages = [_message(item) for item in items if item.get("type") not in _MCP_ITEMS]
    instructions = body.get("instructions")
    first = [] if instructions is None else [{"role": "system", "content": instructions}]
    chat = {
        "model": body["model"],
        "messages": [*first, *messages],
        "temperature": body.get("temperature"),
        "top_p": body.get("top_p"),
        "max_completion_tokens": body.get("max_output_tokens"),
        "tools": [_tool(tool) for tool in body.get("tools") or ()],
        "tool_choice": body.get("tool_choice"),
        "parallel_tool_calls": body.get("parallel_tool_calls"),
        "response_format": _response_format(object_at(object_at(body, "text"), "format")),
        "mcp_approvals": {
            item["approval_request_id"]: item["approve"] for item in items if item.get("type") == _APPROVAL
        },
        **_reasoning(body),
    }
    return {name: value for name, value in chat.items() if value is not None}


def _reject_unsupported(call: ApiCall) -> None:
    """Raise a refusal for parameters that the API names but does not support. The schema checks the rest."""
    try:
        body = call.request.json
    except ValueError:
        return
    for name, needs_feature in _UNSUPPORTED.items():
        value = body.get(name) if is_object(body) else None
        if value is not None and needs_feature(value):
            raise Refusal(f"{name} is not supported: this service keeps nothing between requests", param=name)


def _rename(refusal: Refusal) -> None:
    """Change the parameter names of a chat completion to those of responses."""
    param = refusal.param or ""
    for chat_name, name in _NAMES:
        if param.startswith(chat_name):
            refusal.message = refusal.message.replace(chat_name, name)
            refusal.param = name + param.removeprefix(chat_name)
            return


def _message(item: dict[str, Any]) -> dict[str, Any]:
    if item.get("type") == "function_call":
        function = {"name": item["name"], "arguments": item["arguments"]}
        calls = [{"id": item["call_id"], "type": "function", "function": function}]
        return {"role": "assistant", "content": None, "tool_calls": calls}
    if item.get("type") == "function_call_output":
        return {"role": "tool", "tool_call_id": item["call_id"], "content": item["output"]}
    return {"role": item["role"], "content": _text(item["content"])}


def _text(content: object) -> str:
    """Return the text of a message; parts without text become `[input_image]` and so on."""
    if not is_array(content):
        return str(content)
    return " ".join(part["text"] if "text" in part else f"[{part['type']}]" for part in content)


def _tool(tool: dict[str, Any]) -> dict[str, Any]:
    if tool["type"] != "function":
        return tool
    return {"type": "function", "function": _without_type(tool)}


def _response_format(wanted: dict[str, Any]) -> dict[str, Any] | None:
    if wanted.get("type") != "json_schema":
        return wanted or None
    return {"type": "json_schema", "json_schema": _without_type(wanted)}


def _without_type(value: dict[str, Any]) -> dict[str, Any]:
    return {name: item for name, item in value.items() if name != "type"}


def _reasoning(body: dict[str, Any]) -> dict[str, Any]:
    """Return the reasoning options: reasoning models return it if an effort was requested."""
    effort = object_at(body, "reasoning").get("effort")
    if effort is None:
        return {}
    return {"reasoning_effort": effort, "include_reasoning": body["model"].startswith(_REASONING_MODELS)}
