"""Requests that the chat API rejects although its schema allows them: one table of rules. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from .._strict_json import is_array, is_object, object_at
from ..schema.checker import WRONG_VALUE
from .answers import Refusal
from .catalogue import CONTEXT_WINDOWS
from .chat_tools import function_tools
from .text import prompt_tokens

_STRICT_MODELS = ("openai/gpt-oss-20b", "openai/gpt-oss-120b")
# The first matching prefix decides; other models accept every effort.
_EFFORTS = {
    "qwen/qwen3.8-27b": ("none", "default", "low", "medium", "high"),
    "qwen/qwen3": ("none", "default"),
    "openai/gpt-oss": ("low", "medium", "high"),
}
_REASONING_MODELS = ("openai/gpt-oss", "qwen/qwen3", "qwen-qwq", "deepseek-r1")
_SUBSCHEMA_MAPS = ("properties", "$defs", "definitions")
_SUBSCHEMA_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")


def check_rules(body: dict[str, Any]) -> None:
    """Check a request that is valid by the schema.

    Raises:
        Refusal: It breaks a rule. The error names the parameter.
    """
    for rule in _RULES:
        rule(body)


def _reasoning_options(body: dict[str, Any]) -> None:
    if body.get("reasoning_format") is not None and body.get("include_reasoning") is not None:
        message = "include_reasoning and reasoning_format exclude each other: give one of them"
        raise Refusal(message, param="include_reasoning")


def _raw_reasoning(body: dict[str, Any]) -> None:
    kind = object_at(body, "response_format").get("type", "text")
    if body.get("reasoning_format") == "raw" and (kind != "text" or function_tools(body) or body.get("tools")):
        message = "reasoning_format 'raw' cannot be combined with JSON mode or tools: use 'parsed' or 'hidden'"
        raise Refusal(message, param="reasoning_format")


def _reasoning_effort(body: dict[str, Any]) -> None:
    effort, model = body.get("reasoning_effort"), body["model"]
    allowed = next((efforts for prefix, efforts in _EFFORTS.items() if model.startswith(prefix)), None)
    if effort is not None and allowed is not None and effort not in allowed:
        message = f"{model} takes the reasoning_effort {', '.join(allowed)}; got {effort}"
        raise Refusal(message, param="reasoning_effort")


def _returned_reasoning(body: dict[str, Any]) -> None:
    if body["model"].startswith(_REASONING_MODELS):
        return
    for index, message in enumerate(body["messages"]):
        if message["role"] == "assistant" and message.get("reasoning") is not None:
            text = f"{body['model']} does not reason: leave it out (property 'reasoning' is unsupported)"
            raise Refusal(text, param=f"messages.{index}.reasoning")


def _function_definitions(body: dict[str, Any]) -> None:
    for index, tool in enumerate(body.get("tools") or ()):
        if tool["type"] == "function" and "function" not in tool:
            raise Refusal("A tool of type 'function' needs its `function`", param=f"tools.{index}.function")


def _mcp_servers(body: dict[str, Any]) -> None:
    for index, tool in enumerate(body.get("tools") or ()):
        if tool["type"] != "mcp":
            continue
        if not tool.get("server_label"):
            raise Refusal("A tool of type 'mcp' needs a `server_label`", param=f"tools.{index}.server_label")
        if not tool.get("server_url") and not tool.get("connector_id"):
            message = "A tool of type 'mcp' needs a `server_url` or a `connector_id`"
            raise Refusal(message, param=f"tools.{index}.server_url")
        if tool.get("connector_id") and not tool.get("authorization"):
            message = "A connector needs `authorization`, an OAuth access token"
            raise Refusal(message, param=f"tools.{index}.authorization")


def _prompt_length(body: dict[str, Any]) -> None:
    window = CONTEXT_WINDOWS.get(body["model"], math.inf)
    tokens = prompt_tokens(body)
    if tokens > window:
        message = f"Please reduce the length of the messages or completion: {tokens} tokens exceed the {window} of the"
        raise Refusal(f"{message} model", param="messages")


def _tool_choice(body: dict[str, Any]) -> None:
    for param, offered in (("tool_choice", "tools"), ("function_call", "functions")):
        choice = body.get(param)
        if choice == "required" and not body.get(offered):
            raise Refusal(f"{param} 'required' needs {offered} to choose from", param=param)
        if not is_object(choice):
            continue
        wanted = (choice.get("function") or choice)["name"]
        names = [function["name"] for function in function_tools(body)]
        if wanted not in names:
            known = ", ".join(names) or "none given"
            raise Refusal(f"{param} names {wanted!r}, expected one of {offered}: {known}", param=param)


def _strict_schema(body: dict[str, Any]) -> None:
    wanted = object_at(body, "response_format")
    if wanted.get("type") != "json_schema" or not wanted["json_schema"].get("strict"):
        return
    if body["model"] not in _STRICT_MODELS:
        message = f"strict JSON schemas are served by {' and '.join(_STRICT_MODELS)} only, not by {body['model']}"
        raise Refusal(message, param="response_format.json_schema.strict")
    try:
        _check_strict(wanted["json_schema"].get("schema", {}))
    except WRONG_VALUE as err:
        raise Refusal(f"a keyword of the schema has a wrong value: {err}", param="response_format") from err


def _check_strict(root: object) -> None:
    for path, schema in _objects(root, "response_format.json_schema.schema"):
        missing = [name for name in schema.get("properties", {}) if name not in schema.get("required", ())]
        if missing:
            message = f"strict schemas require every property: {', '.join(missing)} is missing"
            raise Refusal(message, param=f"{path}.required")
        if schema.get("additionalProperties") is not False:
            message = "strict schemas need `additionalProperties: false` on every object"
            raise Refusal(message, param=f"{path}.additionalProperties")


def _objects(schema: object, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema of an object within a schema, with its path."""
    if not is_object(schema):
        return
    kind = schema.get("type")
    if kind == "object" or (is_array(kind) and "object" in kind) or "properties" in schema:
        yield path, schema
    for keyword in _SUBSCHEMA_MAPS:
        for name, child in object_at(schema, keyword).items():
            yield from _objects(child, f"{path}.{keyword}.{name}")
    for keyword in _SUBSCHEMA_LISTS:
        for index, child in enumerate(schema.get(keyword) or ()):
            yield from _objects(child, f"{path}.{keyword}.{index}")
    yield from _objects(schema.get("items"), f"{path}.items")


_RULES: tuple[Callable[[dict[str, Any]], None], ...] = (
    _reasoning_options,
    _raw_reasoning,
    _reasoning_effort,
    _returned_reasoning,
    _function_definitions,
    _mcp_servers,
    _prompt_length,
    _tool_choice,
    _strict_schema,
)
