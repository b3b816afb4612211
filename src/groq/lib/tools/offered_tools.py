"""The tools of a request, and the parsers of the arguments of their calls. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias, cast

import pydantic

from ...types.chat import ChatCompletionToolParam
from .._json_values import is_mapping
from ..parse.completion import ParseArguments
from ..schema.function_tool import pydantic_function_tool
from ..schema.json_schema import name_of
from .functions import Tool, as_tool, listed

OfferedTool: TypeAlias = type[Any] | Tool[..., Any] | Callable[..., Any] | ChatCompletionToolParam


def offered_tools(values: Iterable[object]) -> tuple[list[ChatCompletionToolParam], dict[str, ParseArguments]]:
    """Return the parameters of tools, and name → parser of the arguments for types and functions.

    Args:
        values: Types with fields, functions, tools, and parameters, which are sent unchanged.

    Raises:
        TypeError: A value is not a tool.
    """
    params: list[ChatCompletionToolParam] = []
    arguments: dict[str, ParseArguments] = {}
    for value in listed(values):
        if is_mapping(value):
            params.append(cast("ChatCompletionToolParam", value))  # the API checks it
        elif isinstance(value, type):
            params.append(pydantic_function_tool(value))
            arguments[name_of(value)] = pydantic.TypeAdapter[Any](value).validate_json
        else:
            tool = as_tool(value)
            params.append(tool.to_param())
            arguments[tool.name] = tool.parameters.parse
    return params, arguments
