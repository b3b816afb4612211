"""pydantic core schema → lenient core schema: pure. `validators` builds validators from it.

Every field of every model becomes optional, with the type "its own, else any".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Schema = dict[str, Any]

_ANY: Schema = {"type": "any"}
# From JSON these types produce the same value as "any"; a value that does not match is kept unchanged either way.
_UNCHECKED_TYPES = frozenset({"any", "str", "int", "bool", "literal", "none"})
_KEY_TYPES = frozenset({"any", "str", "literal"})
_MODEL_TYPES = frozenset({"model", "definition-ref", "tagged-union"})
_ITEM_SCHEMAS = frozenset({"items_schema", "keys_schema", "values_schema"})


def lenient_schema(schema: Schema, unknown_model: Schema) -> Schema:
    """Return the lenient form of a core schema. It still rejects data of another kind.

    Unknown variants of a union are parsed into `unknown_model`, which accepts any object.
    """
    rewritten = _Rewriter(schema, unknown_model).rewrite(schema)
    # The items may be anything here, but the container itself is still checked.
    return {key: value for key, value in schema.items() if key not in _ITEM_SCHEMAS} if rewritten is _ANY else rewritten


class _Rewriter:
    """Recursive rewriter of a schema, with one method for each type that changes."""

    def __init__(self, schema: Schema, unknown_model: Schema) -> None:
        self._definitions = {one["ref"]: one for one in schema.get("definitions", ())}
        self._unknown_model = unknown_model
        self._expanding: set[str] = set()  # references, against infinite recursion
        self._rewrites: dict[str, Callable[[Schema], Schema]] = {
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

    def rewrite(self, schema: Schema) -> Schema:
        type_ = schema["type"]
        if type_ in _UNCHECKED_TYPES:
            return _ANY
        return self._rewrites[type_](schema) if type_ in self._rewrites else schema

    def _float(self, schema: Schema) -> Schema:
        # The API's value wins: strict, or "7" would become 7.0; finite, or 10**400 would become inf.
        return {**schema, "strict": True, "allow_inf_nan": False}

    def _nullable(self, schema: Schema) -> Schema:
        inner = self.rewrite(schema["schema"])
        return _ANY if inner is _ANY else {**schema, "schema": inner}

    def _dict(self, schema: Schema) -> Schema:
        rewritten = self._list(schema, "values_schema")
        return schema if rewritten is _ANY and schema.get("keys_schema", _ANY)["type"] not in _KEY_TYPES else rewritten

    def _list(self, schema: Schema, key: str = "items_schema") -> Schema:
        items = self.rewrite(schema.get(key, _ANY))
        if items is _ANY:
            return _ANY
        # A union for each number would be slow for embeddings; a list with one invalid number is kept unchanged.
        return {**schema, key: items if items["type"] == "float" else _or(items, _ANY)}

    def _with_definitions(self, schema: Schema) -> Schema:
        definitions = [self.rewrite(one) for one in schema["definitions"]]
        return {**schema, "schema": self.rewrite(schema["schema"]), "definitions": definitions}

    def _model(self, schema: Schema) -> Schema:
        return {**schema, "schema": self.rewrite(schema["schema"])}

    def _model_fields(self, schema: Schema) -> Schema:
        return {**schema, "fields": {name: self._field(one) for name, one in schema["fields"].items()}}

    def _field(self, field: Schema) -> Schema:
        schema: Schema = {"type": "default", "default": None, "schema": field["schema"]}
        if field["schema"]["type"] == "default":
            schema = field["schema"]
        return {**field, "schema": {**schema, "schema": _or(self.rewrite(schema["schema"]), _ANY)}}

    def _tagged_union(self, schema: Schema) -> Schema:
        choices = {tag: self.rewrite(one) for tag, one in schema["choices"].items()}
        return _or({**schema, "choices": choices}, self._unknown_model)

    def _union(self, schema: Schema) -> Schema:
        choices: list[Any] = [one[0] if isinstance(one, tuple) else one for one in schema["choices"]]
        rewritten = [self._variant(one) for one in choices]
        if all(one is _ANY for one in rewritten):
            return _ANY
        union = {**schema, "choices": rewritten}
        return _or(union, self._unknown_model) if any(one["type"] in _MODEL_TYPES for one in choices) else union

    def _variant(self, schema: Schema) -> Schema:
        """Rewrite a variant of a union, except fields with a single allowed value: those identify the variant."""
        if schema["type"] == "definition-ref":
            return self._referenced_variant(schema)
        rewritten = self.rewrite(schema)
        if schema["type"] != "model" or schema["schema"]["type"] != "model-fields":
            return rewritten
        fields = schema["schema"]["fields"]
        tags = {name: one for name, one in fields.items() if len(one["schema"].get("expected", ())) == 1}
        model_fields = rewritten["schema"]
        return {**rewritten, "schema": {**model_fields, "fields": {**model_fields["fields"], **tags}}}

    def _referenced_variant(self, schema: Schema) -> Schema:
        ref = schema["schema_ref"]
        if ref in self._expanding:  # a recursive model; identifying variants one level deep is enough
            return schema
        self._expanding.add(ref)
        try:
            return self._variant({key: value for key, value in self._definitions[ref].items() if key != "ref"})
        finally:
            self._expanding.remove(ref)


def _or(schema: Schema, other: Schema) -> Schema:
    return schema if schema is _ANY else {"type": "union", "mode": "left_to_right", "choices": [schema, other]}
