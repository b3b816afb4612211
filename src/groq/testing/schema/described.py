"""Constraints in the descriptions of a strict schema, where a model reads them. Pure.

The strict form of `groq.lib.schema` moves keywords that the API rejects to the last line of the description:
`format: "date", default: null`.
"""

from __future__ import annotations

import json
import re
from typing import Any

from .._strict_json import is_array, is_object

_KEYWORDS = frozenset(
    {
        *("default", "examples", "exclusiveMaximum", "exclusiveMinimum", "format", "maxItems", "maxLength"),
        *("maximum", "minItems", "minLength", "minimum", "multipleOf", "pattern", "uniqueItems"),
    }
)
_KEYWORD = re.compile(r"(\w+): ")
_DECODER = json.JSONDecoder()


def with_described(schema: Any) -> Any:
    """Return the schema with the constraints of its descriptions as keywords, at every depth."""
    if is_array(schema):
        return [with_described(one) for one in schema]
    if not is_object(schema):
        return schema
    found = {name: with_described(one) for name, one in schema.items()}
    description = schema.get("description")
    return {**_keywords(description.rpartition("\n")[2]), **found} if isinstance(description, str) else found


def _keywords(line: str) -> dict[str, Any]:
    """Return the keywords of a line; an empty dictionary if it is prose."""
    keywords: dict[str, Any] = {}
    position = 0
    while position < len(line):
        match = _KEYWORD.match(line, position)
        if match is None:
            return {}
        try:
            value, end = _DECODER.raw_decode(line, match.end())
        except (ValueError, RecursionError):
            return {}
        if match[1] in _KEYWORDS:
            keywords[match[1]] = value
        position = end + 2 if line.startswith(", ", end) else end
    return keywords
