"""JSON schema → the strict form that the API guarantees to follow: pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from .._json_values import is_object

__all__ = ["JsonSchema", "StrictSchemaError", "strict_schema"]

JsonSchema: TypeAlias = dict[str, Any]

# Sent unchanged. The API rejects other keywords ("minItems is not supported") or ignores them.
_SENT = frozenset({"$defs", "$ref", "anyOf", "description", "enum", "items", "properties", "title", "type"})
# Replaced by other keywords, or implied.
_REPLACED = frozenset({"additionalProperties", "const", "discriminator", "oneOf", "required"})
# These change the structure of values, for which a description is not enough.
_STRUCTURAL = frozenset(
    {
        *("$dynamicRef", "allOf", "contains", "dependentRequired", "dependentSchemas", "else", "if", "not"),
        *("patternProperties", "prefixItems", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"),
    }
)


class StrictSchemaError(ValueError):
    """The strict form cannot express a type."""


def strict_schema(schema: JsonSchema) -> JsonSchema:
    """Return the strict form of a schema.

    Raises:
        StrictSchemaError: The strict form cannot express it.
    """
    return _strict(schema, "")


def _strict(schema: object, path: str) -> JsonSchema:
    if not is_object(schema):
        raise _error("any value", path)
    schema = _with_one_branch_merged(schema)
    structural = sorted(_STRUCTURAL & schema.keys())
    if structural:
        raise _error(f"`{structural[0]}`", path)
    branches = schema.get("anyOf", schema.get("oneOf"))
    strict: JsonSchema = {name: value for name, value in schema.items() if name in _SENT}
    if branches is not None:
        strict["anyOf"] = [_strict(one, f"{path}/{index}") for index, one in enumerate(branches)]
    if "const" in schema:
        strict["enum"] = [schema["const"]]
    if "$defs" in schema:
        strict["$defs"] = {name: _strict(one, f"$defs/{name}") for name, one in schema["$defs"].items()}
    if _has_type(schema, "object") or "properties" in schema:
        strict.update(_object_keywords(schema, path))
    if _has_type(schema, "array"):
        strict["items"] = _strict(schema.get("items"), f"{path}/items")
    if not strict.keys() & {"$ref", "anyOf", "enum", "properties", "type"}:
        raise _error("any value", path)
    _describe(strict, {name: one for name, one in schema.items() if name not in _SENT | _REPLACED})
    return _without_siblings_of_ref(strict)


def _object_keywords(schema: JsonSchema, path: str) -> JsonSchema:
    is_open = schema.get("additionalProperties", "properties" not in schema)
    if is_open is not False:
        raise _error("an object with any keys", path)
    properties = {name: _strict(one, f"{path}/{name}") for name, one in schema.get("properties", {}).items()}
    return {"properties": properties, "required": list(properties), "additionalProperties": False}


def _has_type(schema: JsonSchema, name: str) -> bool:
    types = schema.get("type", ())
    return name == types if isinstance(types, str) else name in types


def _with_one_branch_merged(schema: JsonSchema) -> JsonSchema:
    branches = schema.get("allOf", ())
    if len(branches) == 1 and is_object(branches[0]) and not branches[0].keys() & schema.keys():
        return {**{name: one for name, one in schema.items() if name != "allOf"}, **branches[0]}
    return schema


def _describe(strict: JsonSchema, keywords: Mapping[str, Any]) -> None:
    """Add keywords to the description, where the model reads them."""
    notes = [f"{name}: {json.dumps(value, ensure_ascii=False, default=str)}" for name, value in keywords.items()]
    if notes:
        known = [strict["description"]] if strict.get("description") else []
        strict["description"] = "\n".join([*known, ", ".join(notes)])


def _without_siblings_of_ref(strict: JsonSchema) -> JsonSchema:
    """Move `$ref` into an `anyOf`: a recursive definition cannot be inlined."""
    if "$ref" not in strict or len(strict) == 1:
        return strict
    siblings = {name: value for name, value in strict.items() if name != "$ref"}
    return {"anyOf": [{"$ref": strict["$ref"]}], **siblings}


def _error(what: str, path: str) -> StrictSchemaError:
    where = path.strip("/") or "its root"
    return StrictSchemaError(
        f"strict schemas cannot express {what}, which the type has at {where}: give that part a type with fixed "
        "fields, or pass strict='auto' or False"
    )
