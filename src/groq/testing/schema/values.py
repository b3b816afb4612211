"""JSON values by the rules of JSON Schema: types, equality, and descriptions for messages."""

from __future__ import annotations

import json
import math
from fractions import Fraction

from .._strict_json import is_array, is_object
from .references import SchemaError

_SHOWN_CHARACTERS = 40
_TYPE_NAMES = ((str, "string"), (int, "integer"), (dict, "object"), (list, "array"), (type(None), "null"))
_ARTICLES = {
    "boolean": "a boolean",
    "integer": "an integer",
    "number": "a number",
    "string": "a string",
    "array": "an array",
    "object": "an object",
}


def json_type(value: object) -> str:
    """Return the name of a value's JSON type; `integer` for whole numbers."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    return next(name for kind, name in _TYPE_NAMES if isinstance(value, kind))


def same(left: object, right: object) -> bool:
    """Return whether two values are equal in JSON: `1` is `1.0`, but `true` is not `1`."""
    if is_object(left) and is_object(right):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    if is_array(left) and is_array(right):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def multiple_step(step: object) -> Fraction:
    """Return the value of `multipleOf`.

    Raises:
        SchemaError: It is not a number above 0.
    """
    if isinstance(step, bool) or not isinstance(step, (int, float)) or not 0 < step < math.inf:
        raise SchemaError(f"the schema has a wrong value: multipleOf: expected a number above 0, got {describe(step)}")
    return Fraction(str(step))


def describe(value: object) -> str:
    """Describe a value for a message. Strings are omitted, as they may contain a prompt."""
    kind = json_type(value)
    if kind == "array":
        return f"an array of {len(value)}" if is_array(value) and value else "an empty array"
    if kind in ("integer", "number"):
        return f"the {kind} {value}"
    return with_article(kind)


def show(value: object) -> str:
    """Describe a value, and quote strings: if the schema allows only constants, a string is a name, not a prompt."""
    return quote(value) if isinstance(value, str) else describe(value)


def quote(value: object) -> str:
    """Return a value as JSON, truncated if it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


def with_article(kind: str) -> str:
    """Return `an object` for `object`, and so on."""
    return _ARTICLES.get(kind, kind)


def one_of(words: list[str]) -> str:
    """Join words as in `a, b or c`."""
    return " or ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} or {words[-1]}"
