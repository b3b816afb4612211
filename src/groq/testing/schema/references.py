"""`$ref`: resolve the references of a schema."""

from __future__ import annotations

from typing import Any

from .._strict_json import is_array, is_object

_REF_DEPTH = 64


class SchemaError(ValueError):
    """The schema itself is invalid: a `$ref` has no target or is circular, or a keyword has a wrong value."""


def resolve(schema: object, root: object) -> object:
    """Follow `$ref` to a schema without one; keywords beside a `$ref` are combined with its target.

    Raises:
        SchemaError: A `$ref` has no target or is circular.
    """
    for _ in range(_REF_DEPTH):
        if not is_object(schema) or "$ref" not in schema:
            return schema
        target = lookup(schema["$ref"], root)
        beside = {name: value for name, value in schema.items() if name not in ("$ref", "$defs", "definitions")}
        if beside:
            return {"allOf": [target, beside]}
        schema = target
    raise SchemaError("a $ref of the schema leads in a circle")


def lookup(ref: object, root: object) -> object:
    """Return the schema that a `$ref` such as `#/$defs/Name` points to.

    Raises:
        SchemaError: It has no target, or points outside the schema.
    """
    if not isinstance(ref, str) or not ref.startswith("#"):
        raise SchemaError(f"$ref {ref!r} is not supported: expected a place in the same schema, such as '#/$defs/Name'")
    found: Any = root
    for step in ref[1:].split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if is_object(found) and name in found:
            found = found[name]
        elif is_array(found) and name.isdigit() and int(name) < len(found):
            found = found[int(name)]
        else:
            raise SchemaError(f"$ref {ref!r} points to nothing")
    return found


def type_names(schema: object, root: object) -> list[str]:
    """Return the types that a schema or its alternatives name."""
    schema = resolve(schema, root)
    if not is_object(schema):
        return []
    wanted = schema.get("type", [])
    branches = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    names: list[str] = wanted if is_array(wanted) else [wanted]
    return names or [name for branch in branches for name in type_names(branch, root)]
