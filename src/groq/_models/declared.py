"""Generated types → pydantic core schemas: pure. `validators` builds validators from them.

pydantic's own generator also searches the installed packages for plugins, and builds a strict validator and a
serializer for every model. Most programs never use those; pydantic builds them on first use.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable
from typing import Annotated, Any, Literal, cast

import pydantic
from pydantic.fields import FieldInfo

from .._utils import is_subclass
from .lenient_schema import Schema

_PRIMITIVES: dict[Any, Schema] = {
    one: {"type": name}
    for one, name in {str: "str", int: "int", float: "float", bool: "bool", object: "any", Any: "any"}.items()
}


class _UnsupportedTypeError(Exception):
    """A type uses features that generated types do not have."""


def declared_schema(type_: Any) -> Schema | None:
    """Return the core schema of `BaseModel` or a generated type; `None` for others, whose schema pydantic generates."""
    try:
        return _schema(type_, ())
    except _UnsupportedTypeError:
        return None


def _schema(type_: Any, within: tuple[Any, ...]) -> Schema:
    """Return the schema of a type used in generated models."""
    if type_ in _PRIMITIVES:
        return _PRIMITIVES[type_]
    origin, arguments = typing.get_origin(type_), typing.get_args(type_)
    if origin is list:
        return {"type": "list", "items_schema": _schema(arguments[0], within)}
    if origin is dict:
        keys, values = (_schema(one, within) for one in arguments)
        return {"type": "dict", "keys_schema": keys, "values_schema": values}
    if origin is Literal:
        return {"type": "literal", "expected": list(arguments)}
    if origin in (typing.Union, types.UnionType):
        return _union(arguments, None, within)
    if origin is Annotated:
        return _field_schema(FieldInfo.from_annotation(type_), within)
    if is_subclass(type_, pydantic.BaseModel):
        return _model(type_, within)
    raise _UnsupportedTypeError


def _union(variants: Iterable[Any], discriminator: str | None, within: tuple[Any, ...]) -> Schema:
    schemas = [_schema(one, within) for one in variants if one is not type(None)]
    schema: Schema = {"type": "union", "choices": schemas} if len(schemas) > 1 else schemas[0]
    if discriminator:
        choices = {tag: one for one in schemas for tag in one["schema"]["fields"][discriminator]["schema"]["expected"]}
        schema = {"type": "tagged-union", "choices": choices, "discriminator": discriminator}
    return {"type": "nullable", "schema": schema} if type(None) in variants else schema


def _model(model: type[pydantic.BaseModel], within: tuple[Any, ...]) -> Schema:
    if model in within or not (model.__module__ == "groq" or model.__module__.startswith("groq.types.")):
        raise _UnsupportedTypeError
    fields = {name: _field(info, (*within, model)) for name, info in model.model_fields.items()}
    return {
        "type": "model",
        "cls": model,
        "schema": {"type": "model-fields", "fields": fields, "model_name": model.__name__},
        "config": {"extra_fields_behavior": "allow", "title": model.__name__},
    }


def _field(info: FieldInfo, within: tuple[Any, ...]) -> Schema:
    schema = _field_schema(info, within)
    if not info.is_required():
        schema = {"type": "default", "schema": schema, "default": info.default}
    return {"type": "model-field", "schema": schema} | ({"validation_alias": info.alias} if info.alias else {})


def _field_schema(info: FieldInfo, within: tuple[Any, ...]) -> Schema:
    if info.default_factory or (info.metadata and set(map(type, info.metadata)) != {pydantic.SerializeAsAny}):
        raise _UnsupportedTypeError
    if info.discriminator:
        name = cast("str", info.discriminator)  # generated types have no discriminator functions
        return _union(typing.get_args(info.annotation), name, within)
    return _schema(info.annotation, within)
