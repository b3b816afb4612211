"""Multipart forms, checked against a schema of the spec. Uploads and audio parse their requests here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._strict_json import is_object, parse_json
from ..schema.references import type_names
from ..server.messages import RecordedRequest
from ..server.multipart import FormPart, MultipartError, boundary_of, parse_multipart
from .answers import Refusal
from .spec import load_spec, require_valid


@dataclass(frozen=True)
class Form:
    """The fields of a form."""

    values: dict[str, Any] = field(default_factory=dict[str, Any])
    """By name: arrays without their brackets, files as their filename."""
    files: dict[str, FormPart] = field(default_factory=dict[str, FormPart])


def parse_form(request: RecordedRequest, schema_name: str) -> Form:
    """Return the form.

    Raises:
        Refusal: The body is not a form, or violates the schema. The error names the field.
    """
    properties = load_spec()["components"]["schemas"][schema_name]["properties"]
    form = Form()
    try:
        for part in parse_multipart(request.body, boundary_of(request.headers.get("content-type", ""))):
            _add(form, part, properties)
    except MultipartError as err:
        raise Refusal(str(err)) from err
    require_valid(form.values, schema_name)
    return form


def _add(form: Form, part: FormPart, properties: dict[str, Any]) -> None:
    name = part.name.removesuffix("[]")
    # A spec may name an array with or without brackets.
    schema = properties.get(name, properties.get(f"{name}[]", {}))
    is_array = "array" in type_names(schema, load_spec())
    if is_array and part.name == name:
        raise _refusal(name, f"expected the name with brackets, `{name}[]`, as it is an array")
    if part.name != name and not is_array:
        raise _refusal(part.name, "expected no field of this name")
    key = name if name in properties or not is_array else f"{name}[]"
    value = _value(part, schema["items"] if is_array else schema)
    if is_array:
        form.values.setdefault(key, []).append(value)
        return
    if key in form.values:
        raise _refusal(key, "expected it once")
    form.values[key] = value
    if part.filename is not None:
        form.files[key] = part


def _value(part: FormPart, schema: object) -> object:
    """Return the value of a field, converted to the type in its schema where possible."""
    is_file = is_object(schema) and schema.get("format") == "binary"
    if is_file != (part.filename is not None):
        expected = "a file: its part needs a `filename`" if is_file else "text, not a file"
        raise _refusal(part.name, f"expected {expected}")
    if part.filename is not None:
        return part.filename
    try:
        text = part.content.decode()
    except UnicodeDecodeError:
        raise _refusal(part.name, "expected text in UTF-8") from None
    if "string" in type_names(schema, load_spec()):
        return text
    try:
        return parse_json(part.content)  # Numbers and booleans are written as in JSON.
    except ValueError:
        return text


def _refusal(name: str, message: str) -> Refusal:
    return Refusal(f"{name}: {message}", param=name)
