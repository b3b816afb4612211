"""Combine JSON Schemas into one that accepts the values valid under all. Pure. `instances` uses the result."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .._strict_json import is_array, is_object
from .references import SchemaError, lookup
from .values import multiple_step, same

_DEFINITIONS = ("$ref", "$defs", "definitions", "$schema", "$id", "allOf")
_MAX_PAIRS = 10_000


class UnsatisfiableSchema(SchemaError):
    """No valid value was found: the schema allows none, or is too complex for this package."""


def flatten(schema: object, root: object, open_refs: frozenset[str]) -> tuple[object, frozenset[str]]:
    """Return a schema without `$ref` and `allOf` at its top, and `open_refs` with the references followed.

    Raises:
        UnsatisfiableSchema: A reference is among `open_refs`: the value would contain itself.
        SchemaError: A reference has no target.
    """
    if not is_object(schema):
        return schema, open_refs
    parts: list[object] = [{name: value for name, value in schema.items() if name not in _DEFINITIONS}]
    followed = open_refs
    if "$ref" in schema:
        ref = str(schema["$ref"])
        if ref in open_refs:
            raise UnsatisfiableSchema(f"no value found that fits the schema: {ref} would contain itself without end")
        target, inner = flatten(lookup(ref, root), root, open_refs | {ref})
        parts.insert(0, target)
        followed |= inner
    for member in schema.get("allOf", ()):
        flat, inner = flatten(member, root, open_refs)
        parts.append(flat)
        followed |= inner
    merged = parts[0]
    for part in parts[1:]:
        merged = merge(merged, part)
    return merged, followed


def merge(left: object, right: object) -> object:
    """Return a schema for the values valid under both; `False` if obviously no value is."""
    if left is True or right is True:
        return right if left is True else left
    if not is_object(left) or not is_object(right):
        return False
    merged = {**left, **right}
    for keyword in left.keys() & right.keys() & _MERGERS.keys():
        merged[keyword] = _MERGERS[keyword](left[keyword], right[keyword])
    if merged.get("type") == [] or merged.get("enum") == [] or _differ(left, right):
        return False
    return merged


def all_of(left: object, right: object) -> object:
    """Return an `allOf` of two schemas, which `flatten` merges later."""
    if left is False or right is False:
        return False
    return {"allOf": [left, right]}


def _differ(left: dict[str, Any], right: dict[str, Any]) -> bool:
    return "const" in left and "const" in right and not same(left["const"], right["const"])


def _types(left: Any, right: Any) -> list[str]:
    lefts: list[str] = left if is_array(left) else [left]
    rights: list[str] = right if is_array(right) else [right]
    shared = [kind for kind in lefts if kind in rights]
    if "number" in (*lefts, *rights) and "integer" in (*lefts, *rights) and "number" not in shared:
        shared += ["integer"] * ("integer" not in shared)
    return shared


def _by_name(left: Any, right: Any) -> dict[str, Any]:
    shared = {name: all_of(left[name], right[name]) for name in left.keys() & right.keys()}
    return {name: shared.get(name, schema) for name, schema in {**left, **right}.items()}


def _by_position(left: Any, right: Any) -> list[Any]:
    return [all_of(one, other) for one, other in itertools.zip_longest(left, right, fillvalue=True)]


def _pairs(left: Any, right: Any) -> list[Any]:
    if len(left) * len(right) > _MAX_PAIRS:
        raise UnsatisfiableSchema("no value found that fits the schema: the schema is too complex")
    return [all_of(one, other) for one in left for other in right]


def _common_multiple(left: Any, right: Any) -> float:
    one, other = multiple_step(left), multiple_step(right)
    scale = math.lcm(one.denominator, other.denominator)
    multiple = Fraction(math.lcm(int(one * scale), int(other * scale)), scale)
    return multiple.numerator if multiple.denominator == 1 else float(multiple)


_MERGERS: dict[str, Callable[[Any, Any], Any]] = {
    "type": _types,
    "nullable": lambda left, right: left and right,
    "enum": lambda left, right: [value for value in left if any(same(value, other) for other in right)],
    "properties": _by_name,
    "patternProperties": _by_name,
    "required": lambda left, right: list(dict.fromkeys([*left, *right])),
    "additionalProperties": all_of,
    "items": all_of,
    "prefixItems": _by_position,
    "uniqueItems": lambda left, right: left or right,
    "multipleOf": _common_multiple,
    "anyOf": _pairs,
    "oneOf": _pairs,
    "not": lambda left, right: {"anyOf": [left, right]},
    **dict.fromkeys(("minProperties", "minItems", "minLength", "minimum", "exclusiveMinimum"), max),
    **dict.fromkeys(("maxProperties", "maxItems", "maxLength", "maximum", "exclusiveMaximum"), min),
}
