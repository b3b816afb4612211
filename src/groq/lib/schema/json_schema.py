"""Python type → JSON schema whose root is an object. `strict` has the strict form."""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar, Literal, NamedTuple, TypeAlias, get_args, get_origin

import pydantic
from pydantic.errors import PydanticUndefinedAnnotation, PydanticUserError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaWarningKind
from pydantic_core import PydanticSerializationError
from typing_extensions import override

from .strict import JsonSchema, StrictSchemaError, strict_schema

__all__ = ["JsonSchema", "RootSchema", "Strict", "json_schema_of", "name_of", "root_schema_of"]

Strict: TypeAlias = bool | Literal["auto"]

_NOT_IN_NAMES = re.compile(r"[^a-zA-Z0-9_-]+")
_MAX_NAME_LENGTH = 64


class RootSchema(NamedTuple):
    """A schema to send.

    Attributes:
        schema: The JSON schema. Its root is an object.
        is_strict: Whether it has the strict form.
        is_wrapped: Whether the type is not an object, and so is wrapped in one as its field `value`.
    """

    schema: JsonSchema
    is_strict: bool
    is_wrapped: bool


def json_schema_of(type_: Any, strict: Strict = "auto") -> JsonSchema:
    """Return the JSON schema that is sent for a type.

    In the strict form every property is required, no others are allowed, and keywords that the API rejects become
    part of the description. A type that is not an object is wrapped in one, as its field `value`.

    Args:
        type_: Any type that pydantic has a JSON schema for.
        strict: `True` for the strict form, `False` for pydantic's own, `"auto"` for the strict form if it can express
            the type. It cannot express `dict[str, int]` and `Any`, for example.

    Raises:
        StrictSchemaError: `strict` is `True`, and the strict form cannot express the type.
        TypeError: pydantic has no JSON schema for the type.
    """
    return root_schema_of(type_, strict).schema


def root_schema_of(type_: Any, strict: Strict = "auto") -> RootSchema:
    """Return the schema of `json_schema_of`, and its form."""
    schema = _pydantic_schema(type_)
    is_wrapped = schema.get("type") != "object"
    if is_wrapped:
        schema = _wrapped(schema)
    if strict:
        try:
            return RootSchema(strict_schema(schema), True, is_wrapped)
        except StrictSchemaError:
            if strict is True:
                raise
    return RootSchema(schema, False, is_wrapped)


def name_of(type_: Any) -> str:
    """Return a name for a type that the API accepts: `Page_int` for `Page[int]`."""
    parts = (get_origin(type_), *get_args(type_)) if get_args(type_) else (type_,)
    name = "_".join(getattr(part, "__name__", "") for part in parts)
    return _NOT_IN_NAMES.sub("_", name).strip("_")[:_MAX_NAME_LENGTH] or "output"


class UntitledJsonSchema(GenerateJsonSchema):
    """JSON schema generator that omits titles which only repeat the name of a field: they cost tokens."""

    ignored_warning_kinds: ClassVar[set[JsonSchemaWarningKind]] = {"skipped-choice", "non-serializable-default"}  # type: ignore[misc] # pydantic declares an attribute of instances

    @override
    def encode_default(self, dft: Any) -> Any:
        """Return a default as JSON. An infinite or NaN default is left out: JSON cannot encode it."""
        encoded = super().encode_default(dft)
        try:
            json.dumps(encoded, allow_nan=False)
        except ValueError as err:
            raise PydanticSerializationError("infinite, or NaN") from err
        return encoded

    @override
    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _pydantic_schema(type_: Any) -> JsonSchema:
    kind = type(type_).__name__
    if isinstance(type_, str | dict):  # pydantic would treat it as a forward reference or a core schema
        raise TypeError(f"expected a type, got a {kind}; a format written by hand is for create()")
    try:
        schema = pydantic.TypeAdapter(type_).json_schema(schema_generator=UntitledJsonSchema)
    except (PydanticUserError, PydanticUndefinedAnnotation) as err:
        raise TypeError(f"expected a type that pydantic has a JSON schema for, got {type_!r}: {err}") from err
    definitions = schema.get("$defs", {})
    name = schema.get("$ref", "").rpartition("/")[2]
    # A recursive type: its definition becomes the root, and remains for the references to it.
    return {"$defs": definitions, **definitions[name]} if name in definitions else schema


def _wrapped(schema: JsonSchema) -> JsonSchema:
    inner = {name: value for name, value in schema.items() if name != "$defs"}
    definitions = {"$defs": schema["$defs"]} if "$defs" in schema else {}
    return {**definitions, "type": "object", "properties": {"value": inner}, "required": ["value"]}
