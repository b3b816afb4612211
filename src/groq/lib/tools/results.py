"""What the model reads about a call: its result or its error. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeAlias, cast

import pydantic
from pydantic_core import PydanticSerializationError, to_json, to_jsonable_python

from .._json_values import is_mapping

Content: TypeAlias = "str | list[dict[str, Any]]"

# Pydantic's own message also allows an array, for positional arguments.
_MESSAGES = {"arguments_type": "The arguments must be a JSON object"}
_PART_TYPES = frozenset({"text", "image_url"})


def content_of(result: object) -> Content:
    """Return a result as the content of a message: text, content parts, or JSON.

    Raises:
        ValueError: The result has no JSON form.
    """
    if isinstance(result, str):
        return str.__str__(result)  # the value, also of an enum
    if isinstance(result, list | tuple) and result and all(map(_is_part, cast("list[object]", result))):  # of any types
        parts = cast("list[dict[str, Any]]", to_jsonable_python(result))  # parts are objects
        return [
            {**part, "text": encodable(part["text"])} if isinstance(part.get("text"), str) else part for part in parts
        ]
    try:
        return to_json(result).decode()
    except PydanticSerializationError:  # perhaps of lone surrogates
        return encodable(json.dumps(result, ensure_ascii=False, separators=(",", ":"), default=to_jsonable_python))


def encodable(text: str) -> str:
    """Return the text without lone surrogates, which file names may have and requests may not."""
    return text.encode("utf-8", "replace").decode()


def _is_part(value: object) -> bool:
    return is_mapping(value) and value.get("type") in _PART_TYPES


def unknown_tool(name: str, known: Iterable[str]) -> str:
    """Return the answer to a call of a tool that does not exist."""
    return f"Error: there is no tool {name!r}. The tools are: {', '.join(known) or '(none)'}."


def invalid_arguments(error: pydantic.ValidationError) -> str:
    """Return the answer to a call with invalid arguments, in pydantic's words."""
    lines: list[str] = []
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        place = ".".join(map(str, one["loc"]))
        lines.append(f"- {place}{': ' if place else ''}{_MESSAGES.get(one['type'], one['msg'])}")
    return "\n".join(["Error: the arguments are invalid. Correct them and call the tool again.", *lines])


def refusal(answer: object) -> str:
    """Return the answer to a call that was not approved."""
    return answer if isinstance(answer, str) else "Error: the user did not approve this call. It was not run."


def failure(error: Exception) -> str:
    """Return the answer to a call that raised an exception."""
    text = str(error)
    return f"Error: {type(error).__name__}: {text}" if text else f"Error: {type(error).__name__}"
