"""A core schema of pydantic → one that takes whatever a server may come to send: pure. `_models` uses it.

Every field of every model becomes "its type, else anything", and none is required.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Schema = dict[str, Any]

_ANY: Schema = {"type": "any"}
# For JSON these types give the same value as "anything" does where they fit, and where they do not the value is kept
# as it came: so they need no check at all.
_AS_IT_CAME = frozenset({"any", "str", "int", "bool", "literal", "none"})
_TEXT_KEYS = frozenset({"any", "str", "literal"})
_MODELS = frozenset({"model", "definition-ref", "tagged-union"})
_PARTS = frozenset({"items_schema", "keys_schema", "values_schema"})


def lenient_schema(schema: Schema, unknown_model: Schema) -> Schema:
    """Make the core schema of a type lenient; a body of another kind altogether still does not fit it.

    Args:
        schema: The core schema.
        unknown_model: The core schema of a model that takes any object, for variants of a union that are not known.
    """
    made = _Lenience(schema, unknown_model).schema(schema)
    # Where nothing in it needs a check, the kind of value that it is still does.
    return {key: value for key, value in schema.items() if key not in _PARTS} if made is _ANY else made


class _Lenience:
    def __init__(self, schema: Schema, unknown_model: Schema) -> None:
        self._definitions = {one["ref"]: one for one in schema.get("definitions", ())}
        self._unknown_model = unknown_model
        self._inside: set[str] = set()  # the definitions that are being written out
        self._changes: dict[str, Callable[[Schema], Schema]] = {
            "definitions": self._with_definitions,
            "dict": self._dict,
            "float": self._float,
            "list": self._list,
            "model": self._model,
            "model-fields": self._model_fields,
            "nullable": self._nullable,
            "tagged-union": self._tagged_union,
            "union": self._union,
        }

    def schema(self, schema: Schema) -> Schema:
        kind = schema["type"]
        if kind in _AS_IT_CAME:
            return _ANY
        return self._changes[kind](schema) if kind in self._changes else schema

    def _float(self, schema: Schema) -> Schema:
        # Strict, or "7" would become 7.0; finite, or 10**400 would become inf. The API's value wins.
        return {**schema, "strict": True, "allow_inf_nan": False}

    def _nullable(self, schema: Schema) -> Schema:
        inner = self.schema(schema["schema"])
        return _ANY if inner is _ANY else {**schema, "schema": inner}

    def _list(self, schema: Schema) -> Schema:
        return self._with_items(schema, "items_schema")

    def _dict(self, schema: Schema) -> Schema:
        made = self._with_items(schema, "values_schema")
        return schema if made is _ANY and schema.get("keys_schema", _ANY)["type"] not in _TEXT_KEYS else made

    def _with_items(self, schema: Schema, key: str) -> Schema:
        items = self.schema(schema.get(key, _ANY))
        if items is _ANY:
            return _ANY
        # A union per number would make long vectors slow; a list with one odd number is kept whole, as it came.
        return {**schema, key: items if items["type"] == "float" else _or(items, _ANY)}

    def _with_definitions(self, schema: Schema) -> Schema:
        definitions = [self.schema(one) for one in schema["definitions"]]
        return {**schema, "schema": self.schema(schema["schema"]), "definitions": definitions}

    def _model(self, schema: Schema) -> Schema:
        return {**schema, "schema": self.schema(schema["schema"])}

    def _model_fields(self, schema: Schema) -> Schema:
        return {**schema, "fields": {name: self._field(one) for name, one in schema["fields"].items()}}

    def _field(self, field: Schema) -> Schema:
        schema = field["schema"]
        if schema["type"] == "default":
            return {**field, "schema": {**schema, "schema": _or(self.schema(schema["schema"]), _ANY)}}
        return {**field, "schema": {"type": "default", "default": None, "schema": _or(self.schema(schema), _ANY)}}

    def _tagged_union(self, schema: Schema) -> Schema:
        choices = {tag: self.schema(one) for tag, one in schema["choices"].items()}
        return _or({**schema, "choices": choices}, self._unknown_model)

    def _union(self, schema: Schema) -> Schema:
        choices: list[Any] = [one[0] if isinstance(one, tuple) else one for one in schema["choices"]]
        made = [self._variant(one) for one in choices]
        if all(one is _ANY for one in made):
            return _ANY
        union = {**schema, "choices": made}
        return _or(union, self._unknown_model) if any(one["type"] in _MODELS for one in choices) else union

    def _variant(self, schema: Schema) -> Schema:
        """A variant of a union: lenient, but for fields with one value alone, which tell it from the others."""
        if schema["type"] == "definition-ref":
            return self._referred_variant(schema)
        made = self.schema(schema)
        if schema["type"] != "model" or schema["schema"]["type"] != "model-fields":
            return made
        fields = schema["schema"]["fields"]
        tags = {name: one for name, one in fields.items() if len(one["schema"].get("expected", ())) == 1}
        return {**made, "schema": {**made["schema"], "fields": {**made["schema"]["fields"], **tags}}}

    def _referred_variant(self, schema: Schema) -> Schema:
        ref = schema["schema_ref"]
        if ref in self._inside:  # a model that holds the union it is in; one level told apart is enough
            return schema
        self._inside.add(ref)
        try:
            return self._variant({key: value for key, value in self._definitions[ref].items() if key != "ref"})
        finally:
            self._inside.remove(ref)


def _or(schema: Schema, other: Schema) -> Schema:
    if schema is _ANY:
        return schema
    return {"type": "union", "mode": "left_to_right", "choices": [schema, other]}
