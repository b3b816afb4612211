"""Request bodies: Python values → JSON."""

from __future__ import annotations

import dataclasses
import json
import numbers
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, cast

import pydantic

from .._advice import not_json_message
from .._types import omit
from .._utils import is_given, is_json_object, is_mapping
from .arguments import MAX_DEPTH, checked_items, checked_mapping, describe_type, too_deep
from .history import may_consume, with_answers
from .models import model_fields
from .scalars import plain_scalar, shown_path

_PLAIN_CONTAINERS = frozenset({dict, list, tuple})
_dumps = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def json_bytes(body: object, extra: object = None) -> bytes:
    """Return a request body as JSON; `extra` overrides properties of its top level.

    Omitted values are dropped at any depth, and `None` becomes `null`. Besides JSON types it accepts pydantic models,
    dataclasses, mappings, iterables, enums, dates, UUIDs and the number types of other libraries.

    Raises:
        TypeError: A value cannot be encoded as JSON; the message contains its path.
        ValueError: The body has NaN, infinity, a lone surrogate, or a value that contains itself.
    """
    if (content := plain_json_bytes(body, extra)) is not None:
        return content
    return _dumps(_jsonable(_sent_body(_merged_body(body, extra), extra), "", 0)).encode()


def plain_json_bytes(body: object, extra: object) -> bytes | None:
    """Return a body of plain JSON types as `json_bytes` does, in one pass in C, or `None`. It consumes no iterator."""
    try:
        body = _merged_body(body, extra)
        if is_json_object(body) and may_consume(body):
            return None
        return _dumps(_sent_body(body, extra)).encode()
    except (TypeError, ValueError, RecursionError):
        return None


def form_fields(body: object, extra: object = None) -> Mapping[str, object]:
    """Return the fields of a form as plain JSON types, by the rules of `json_bytes`."""
    return checked_mapping("body", _jsonable(_merged_body(body or {}, extra), "", 0))


def _sent_body(body: object, extra: object) -> object:
    if not is_json_object(body):
        return body
    return with_answers(body, checked_mapping("extra_body", extra) if extra else ())


def _merged_body(body: object, extra: object) -> object:
    if extra is not None:
        body = {**checked_mapping("body", body or {}), **checked_mapping("extra_body", extra)}
    if type(body) is dict or is_mapping(body):  # for speed
        fields = cast("Mapping[str, object]", body)  # keys are checked when it is encoded
        return {name: value for name, value in fields.items() if value is not omit and is_given(value)}
    return body


def _jsonable(value: object, path: str, depth: int) -> object:
    """Convert a value to plain JSON types, consuming each iterable once."""
    if depth > MAX_DEPTH:
        raise too_deep(path)
    if type(value) not in _PLAIN_CONTAINERS:  # for speed
        value = plain_scalar(value, path)
        if value is None or isinstance(value, str | int | float):
            return value
    return _jsonable_container(value, path, depth + 1)


def _jsonable_container(value: Any, path: str, depth: int) -> object:
    if isinstance(value, pydantic.BaseModel):
        return _jsonable(model_fields(value, path), path, depth)
    if hasattr(value, "__fields_set__") and not isinstance(value, type):  # a model of pydantic.v1
        return _jsonable(value.dict(by_alias=True, exclude_unset=True), path, depth)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        pairs = cast("Mapping[Any, object]", value).items()  # keys are checked below
        return {_key(name, path): _jsonable(item, f"{path}.{name}", depth) for name, item in pairs if is_given(item)}
    if isinstance(value, type | bytes | bytearray | memoryview) or not isinstance(value, Iterable):
        _reject(value, path)
    items = checked_items(cast("Iterable[object]", value), shown_path(path))  # items of any type
    return [_jsonable(item, f"{path}[{index}]", depth) for index, item in enumerate(items) if is_given(item)]


def _key(name: object, path: str) -> str:
    plain = plain_scalar(name, path) if isinstance(name, str | numbers.Real) else name
    if isinstance(plain, str):
        return plain
    if plain is None or isinstance(plain, int | float):
        return _dumps(plain)  # the conversion of `json.dumps`
    raise TypeError(f"{shown_path(path)}: expected keys that are strings, got {type(name).__name__} ({name!r}).")


def _reject(value: Any, path: str) -> NoReturn:
    advice = not_json_message(value, path.removeprefix(".").partition("[")[0])
    raise TypeError(f"{shown_path(path)}: expected a value that JSON can hold, got {describe_type(value)}. {advice}")
