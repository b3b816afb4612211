"""Request bodies: Python values → JSON."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import json
import math
import numbers
import uuid
from collections.abc import AsyncIterable, Iterable, Mapping
from typing import Any, NoReturn, cast

import pydantic
from pydantic_core import PydanticSerializationError

from .._models import BaseModel
from .._types import omit
from .._utils import is_given, is_json_array, is_json_object, is_mapping
from .arguments import checked_mapping, describe_type

_MAX_DEPTH = 200  # deeper nesting is a mistake, and would exhaust the stack
_MAX_INTEGER_BITS = 10_000  # Python does not convert much larger integers to text
_dumps = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def json_bytes(body: object, extra: object = None) -> bytes:
    """Return a request body as JSON; `extra` overrides properties of its top level.

    Omitted values are dropped at any depth, and `None` becomes `null`. Besides JSON types it accepts pydantic models,
    dataclasses, mappings, iterables, enums, dates, UUIDs and the number types of other libraries.

    Raises:
        TypeError: A value has no JSON form; the message has its path.
        ValueError: The body has NaN, infinity, a lone surrogate, or a value that contains itself.
    """
    body = _merged_body(body, extra)
    try:
        # Plain JSON types take one pass in C, which fails on any other type before consuming iterators.
        return _dumps(body).encode()
    except (TypeError, ValueError, RecursionError):
        return _dumps(_jsonable(body, "", 0)).encode()


def form_fields(body: object, extra: object = None) -> Mapping[str, object]:
    """Return the fields of a form as plain JSON types, by the rules of `json_bytes`."""
    return checked_mapping("body", _jsonable(_merged_body(body or {}, extra), "", 0))


def _merged_body(body: object, extra: object) -> object:
    if extra is not None:
        body = {**checked_mapping("body", body or {}), **checked_mapping("extra_body", extra)}
    if is_mapping(body):
        body = {name: value for name, value in body.items() if value is not omit and is_given(value)}
    return body


def _jsonable(value: object, path: str, depth: int) -> object:
    """Convert a value to plain JSON types, consuming each iterable once."""
    if depth > _MAX_DEPTH:
        raise ValueError(f"{_shown(path)}: nested more than {_MAX_DEPTH} deep; does a value contain itself?")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, enum.Enum):
        return _jsonable(value.value, path, depth + 1)
    if isinstance(value, str):
        return _checked_text(value, path)
    if isinstance(value, numbers.Integral):
        return _checked_integer(int(value), path)
    if isinstance(value, numbers.Real | decimal.Decimal):
        return _checked_number(float(value), path)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return _jsonable_container(value, path, depth + 1)


def _jsonable_container(value: Any, path: str, depth: int) -> object:
    if isinstance(value, pydantic.BaseModel):
        return _jsonable(_model_fields(value, path), path, depth)
    if hasattr(value, "__fields_set__") and not isinstance(value, type):  # a model of pydantic.v1
        return _jsonable(value.dict(by_alias=True, exclude_unset=True), path, depth)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        pairs = cast("Mapping[Any, object]", value).items()  # keys are checked below
        return {_key(name, path): _jsonable(item, f"{path}.{name}", depth) for name, item in pairs if is_given(item)}
    if isinstance(value, type | bytes | bytearray | memoryview) or not isinstance(value, Iterable):
        _reject(value, path)
    items = enumerate(cast("Iterable[object]", value))  # items of any type
    return [_jsonable(item, f"{path}[{index}]", depth) for index, item in items if is_given(item)]


def _model_fields(model: pydantic.BaseModel, path: str) -> Any:
    """Return the fields of a model without those that are `None` by default.

    Of a model of this package, return only the fields that were set and that a request accepts.
    """
    try:
        explicit = model.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
        full = model.model_dump(mode="json", by_alias=True, warnings=False)
    except (PydanticSerializationError, UnicodeDecodeError) as err:
        name = describe_type(model)
        raise TypeError(f"{_shown(path)}: expected a model that JSON can hold, got {name}: {err}.") from err
    if not isinstance(model, BaseModel):
        return _without_default_nulls(full, explicit)
    accepted = model.__request_fields__
    if accepted is None:
        return explicit
    sendable = {name: value for name, value in explicit.items() if name in accepted}
    # Responses have `null` for absent parts. Requests to some models reject it, except as the content.
    return {name: value for name, value in sendable.items() if value is not None or name == "content"}


def _without_default_nulls(full: Any, explicit: Any) -> Any:
    """Drop each `None` from `full` that is not in `explicit`, and so is a default."""
    if is_json_object(full) and is_json_object(explicit):
        items = full.items()
        return {k: _without_default_nulls(v, explicit.get(k)) for k, v in items if k in explicit or v is not None}
    if is_json_array(full) and is_json_array(explicit):
        return [_without_default_nulls(one, other) for one, other in zip(full, explicit, strict=False)]
    return full


def _key(name: object, path: str) -> str:
    if isinstance(name, str):
        return _checked_text(name.value if isinstance(name, enum.Enum) else name, path)
    if name is None or isinstance(name, int | float):
        return _dumps(name)  # the conversion of `json.dumps`
    raise TypeError(f"{_shown(path)}: expected keys that are strings, got {type(name).__name__} ({name!r}).")


def _checked_text(text: str, path: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as err:
        raise ValueError(
            f"{_shown(path)}: the text has a lone surrogate at position {err.start}, which UTF-8 cannot encode. "
            'Clean it first, for example with text.encode("utf-8", "replace").decode().'
        ) from err
    return str(text)


def _checked_integer(number: int, path: str) -> int:
    if (bits := number.bit_length()) > _MAX_INTEGER_BITS:
        raise ValueError(f"{_shown(path)}: expected an integer of at most {_MAX_INTEGER_BITS:,} bits, got {bits:,}.")
    return number


def _checked_number(number: float, path: str) -> float:
    if not math.isfinite(number):
        raise ValueError(f"{_shown(path)}: expected a finite number, got {number}; JSON has no form for it.")
    return number


def _reject(value: Any, path: str) -> NoReturn:
    hint = "Convert it to JSON types first."
    if isinstance(value, type):
        hint = "Pass an instance, or for a pydantic class its `model_json_schema()`."
    elif isinstance(value, bytes | bytearray | memoryview):
        hint = 'Decode it first, or encode it as text: base64.b64encode(data).decode("ascii").'
    elif isinstance(value, AsyncIterable):
        hint = "Collect it first: [item async for item in ...]."
    raise TypeError(f"{_shown(path)}: expected a value that JSON can hold, got {describe_type(value)}. {hint}")


def _shown(path: str) -> str:
    path = path.removeprefix(".") or "body"
    return path if len(path) <= 80 else f"{path[:60]}…"
