"""pydantic model → tool dictionary."""

from __future__ import annotations

from typing import Any

from groq import types

from .json_schema import name_of, root_schema_of


def pydantic_function_tool(
    model: Any, *, name: str | None = None, description: str | None = None, strict: bool = False
) -> types.chat.ChatCompletionToolParam:
    """Return a tool for `tools=[...]` whose arguments are the fields of a model.

    >>> client.chat.completions.create(..., tools=[pydantic_function_tool(GetWeather)])

    Args:
        model: A pydantic model, dataclass or TypedDict.
        name: The name of the function. By default, the name of the model.
        description: What the function does. By default, the docstring of the model.
        strict: Whether the arguments must follow the schema exactly. Every field is required then.

    Raises:
        StrictSchemaError: `strict` is `True`, and the strict form cannot express the model.
        TypeError: The type is not an object, or pydantic has no JSON schema for it.
    """
    schema, is_strict, is_wrapped = root_schema_of(model, strict)
    if is_wrapped:
        raise TypeError(f"expected a type with fields, such as a pydantic model, got {model!r}")
    description = description or schema.get("description")
    tool: types.chat.ChatCompletionToolParam = {
        "type": "function",
        "function": {"name": name or name_of(model), "parameters": schema},
    }
    if description:
        tool["function"]["description"] = description
    if is_strict:
        tool["function"]["strict"] = True
    return tool
