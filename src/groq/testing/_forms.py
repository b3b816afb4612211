"""A multipart form against a schema of the spec. `_multipart` takes it apart, `_files` and `_audio` ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ._multipart import MultipartError, Part, boundary_of, parse_multipart
from ._schema import type_names
from ._spec import check_against_spec, load_spec
from ._wire import Answer, RecordedRequest, error_answer, is_object, parse_json


@dataclass(frozen=True)
class Form:
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    """The fields; an array has no brackets in its name here, a file is its name."""
    files: dict[str, Part] = field(default_factory=dict[str, Part])


class _FieldError(ValueError):
    def __init__(self, param: str, message: str) -> None:
        super().__init__(message)
        self.param = param


def parse_form(request: RecordedRequest, schema_name: str) -> Form | Answer:
    """The form that fits the schema, or the API's 400 that names the field and says what is wrong with it."""
    schema = load_spec()["components"]["schemas"][schema_name]
    try:
        parts = parse_multipart(request.body, boundary_of(request.headers.get("content-type", "")))
        form = Form()
        for part in parts:
            _add(form, part, schema["properties"])
    except MultipartError as err:
        return error_answer(400, str(err))
    except _FieldError as err:
        return error_answer(400, str(err), param=err.param)
    violation = check_against_spec(form.values, schema_name)
    if violation is not None:
        return error_answer(400, violation.message, param=violation.param or None)
    return form


def _add(form: Form, part: Part, properties: dict[str, Any]) -> None:
    name = part.name.removesuffix("[]")
    # The spec may name an array with its brackets or without; people of both kinds write specs.
    schema = properties.get(name, properties.get(f"{name}[]", {}))
    is_array = "array" in type_names(schema, load_spec())
    if is_array and part.name == name:
        raise _FieldError(name, f"{name}: expected the name with brackets, `{name}[]`, as it is an array")
    if part.name != name and not is_array:
        raise _FieldError(part.name, f"{part.name}: expected no field of this name")
    key = name if name in properties or not is_array else f"{name}[]"
    value = _value(part, schema["items"] if is_array else schema)
    if is_array:
        form.values.setdefault(key, []).append(value)
        return
    if key in form.values:
        raise _FieldError(key, f"{key}: expected it once")
    form.values[key] = value
    if part.filename is not None:
        form.files[key] = part


def _value(part: Part, schema: object) -> object:
    """The value of a field, of the type that its schema wants if its text can be read so."""
    is_file = is_object(schema) and schema.get("format") == "binary"
    if is_file != (part.filename is not None):
        expected = "a file: its part needs a `filename`" if is_file else "text, not a file"
        raise _FieldError(part.name, f"{part.name}: expected {expected}")
    if part.filename is not None:
        return part.filename
    try:
        text = part.content.decode()
    except UnicodeDecodeError:
        raise _FieldError(part.name, f"{part.name}: expected text in UTF-8") from None
    if "string" in type_names(schema, load_spec()):
        return text
    try:
        return parse_json(part.content)  # A number, or `true`, is written in a form as it is in JSON.
    except ValueError:
        return text
