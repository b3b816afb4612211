"""What the chat API refuses although its schema allows it: one table of rules, all pure. `_chat` asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ._tools import function_tools
from ._wire import Answer, error_answer, is_array, is_object, object_at

_STRICT_MODELS = ("openai/gpt-oss-20b", "openai/gpt-oss-120b")
# The first prefix that fits decides; a model of no known family is not held to anything.
_EFFORTS = {
    "qwen/qwen3.8-27b": ("none", "default", "low", "medium", "high"),
    "qwen/qwen3": ("none", "default"),
    "openai/gpt-oss": ("low", "medium", "high"),
}
_WITHOUT_REASONING = ("llama", "meta-llama/", "gemma", "moonshotai/kimi-k2-instruct")
_SUBSCHEMA_MAPS = ("properties", "$defs", "definitions")
_SUBSCHEMA_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")


@dataclass(frozen=True)
class Problem:
    """Why a request is refused, and which parameter is to blame."""

    param: str
    message: str
    code: str | None = None
    failed_generation: str | None = None

    def answer(self) -> Answer:
        return error_answer(
            400, self.message, param=self.param, code=self.code, failed_generation=self.failed_generation
        )


def find_problem(body: dict[str, Any]) -> Problem | None:
    """The first rule that a request, valid by the schema, breaks."""
    return next((problem for rule in _RULES if (problem := rule(body)) is not None), None)


def _reasoning_options(body: dict[str, Any]) -> Problem | None:
    if body.get("reasoning_format") is None or body.get("include_reasoning") is None:
        return None
    return Problem("include_reasoning", "include_reasoning and reasoning_format exclude each other: give one of them")


def _raw_reasoning(body: dict[str, Any]) -> Problem | None:
    if body.get("reasoning_format") != "raw":
        return None
    kind = object_at(body, "response_format").get("type", "text")
    if kind == "text" and not function_tools(body) and not body.get("tools"):
        return None
    message = "reasoning_format 'raw' cannot be combined with JSON mode or tools: use 'parsed' or 'hidden'"
    return Problem("reasoning_format", message)


def _reasoning_effort(body: dict[str, Any]) -> Problem | None:
    effort, model = body.get("reasoning_effort"), body["model"]
    allowed = next((efforts for prefix, efforts in _EFFORTS.items() if model.startswith(prefix)), None)
    if effort is None or allowed is None or effort in allowed:
        return None
    return Problem("reasoning_effort", f"{model} takes the reasoning_effort {', '.join(allowed)}; got {effort}")


def _returned_reasoning(body: dict[str, Any]) -> Problem | None:
    if not body["model"].startswith(_WITHOUT_REASONING):
        return None
    for index, message in enumerate(body["messages"]):
        if message["role"] == "assistant" and message.get("reasoning") is not None:
            text = f"{body['model']} does not reason: leave `reasoning` out of the messages sent back to it"
            return Problem(f"messages.{index}.reasoning", text)
    return None


def _function_definitions(body: dict[str, Any]) -> Problem | None:
    for index, tool in enumerate(body.get("tools") or ()):
        if tool["type"] == "function" and "function" not in tool:
            return Problem(f"tools.{index}.function", "A tool of type 'function' needs its `function`")
    return None


def _tool_choice(body: dict[str, Any]) -> Problem | None:
    for param, offered in (("tool_choice", "tools"), ("function_call", "functions")):
        choice = body.get(param)
        if choice == "required" and not body.get(offered):
            return Problem(param, f"{param} 'required' needs {offered} to choose from")
        if not is_object(choice):
            continue
        wanted = (choice.get("function") or choice)["name"]
        names = [function["name"] for function in function_tools(body)]
        if wanted not in names:
            return Problem(
                param, f"{param} names {wanted!r}, expected one of {offered}: {', '.join(names) or 'none given'}"
            )
    return None


def _strict_schema(body: dict[str, Any]) -> Problem | None:
    wanted = object_at(body, "response_format")
    if wanted.get("type") != "json_schema" or not wanted["json_schema"].get("strict"):
        return None
    if body["model"] not in _STRICT_MODELS:
        message = f"strict JSON schemas are served by {' and '.join(_STRICT_MODELS)} only, not by {body['model']}"
        return Problem("response_format.json_schema.strict", message)
    for path, schema in _objects(wanted["json_schema"].get("schema", {}), "response_format.json_schema.schema"):
        missing = [name for name in schema.get("properties", {}) if name not in schema.get("required", ())]
        if missing:
            return Problem(
                f"{path}.required", f"strict schemas require every property: {', '.join(missing)} is missing"
            )
        if schema.get("additionalProperties") is not False:
            return Problem(
                f"{path}.additionalProperties", "strict schemas need `additionalProperties: false` on every object"
            )
    return None


def _objects(schema: object, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of an object in a schema, with its path."""
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


_RULES: tuple[Callable[[dict[str, Any]], Problem | None], ...] = (
    _reasoning_options,
    _raw_reasoning,
    _reasoning_effort,
    _returned_reasoning,
    _function_definitions,
    _tool_choice,
    _strict_schema,
)
