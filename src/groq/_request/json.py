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
from .._types import NotGiven, Omit, omit
from .._utils import is_given, is_json_array, is_json_object, is_mapping
from .arguments import checked_mapping, kind_of

# A JSON document deeper than this is a mistake, and would exhaust the stack.
_MAX_DEPTH = 200
_dumps = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def json_bytes(body: object, extra: object = None) -> bytes:
    """Encode a request body as JSON; `extra` is laid over its top level.

    What was not given is dropped at any depth, `None` is `null`. Besides JSON types it takes pydantic models,
    dataclasses, mappings, any iterable, enums, dates, UUIDs and the number types of other libraries.

    Raises:
        TypeError: A value that has no JSON form; the message says where it is.
        ValueError: NaN, infinity, a lone surrogate, or a value that contains itself.
    """
    body = _whole_body(body, extra)
    try:
        # The common case in one pass in C; it refuses everything that is not plain JSON, before consuming any of it.
        return _dumps(body).encode()
    except (TypeError, ValueError, RecursionError):
        return _dumps(_plain(body, "", 0)).encode()


def form_fields(body: object, extra: object = None) -> Mapping[str, object]:
    """The fields of a form as plain JSON types, under the rules of `json_bytes`."""
    return checked_mapping("body", _plain(_whole_body(body or {}, extra), "", 0))


def _whole_body(body: object, extra: object) -> object:
    if extra is not None:
        body = {**checked_mapping("body", body or {}), **checked_mapping("extra_body", extra)}
    if is_mapping(body):
        body = {name: value for name, value in body.items() if value is not omit and is_given(value)}
    return body


def _plain(value: object, where: str, depth: int) -> object:
    """Turn a value into plain JSON types, each iterable consumed once."""
    if depth > _MAX_DEPTH:
        raise ValueError(f"{_place(where)}: nested more than {_MAX_DEPTH} deep; does a value contain itself?")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, enum.Enum):
        return _plain(value.value, where, depth + 1)
    if isinstance(value, str):
        return _checked_text(value, where)
    if isinstance(value, numbers.Integral):
        return _checked_integer(int(value), where)
    if isinstance(value, numbers.Real | decimal.Decimal):
        return _checked_number(float(value), where)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return _plain_container(value, where, depth + 1)


def _plain_container(value: Any, where: str, depth: int) -> object:
    if isinstance(value, pydantic.BaseModel):
        return _plain(_model_data(value, where), where, depth)
    if hasattr(value, "__fields_set__") and not isinstance(value, type):  # a model of pydantic.v1
        return _plain(value.dict(by_alias=True, exclude_unset=True), where, depth)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = _fields_of(value)
    if isinstance(value, Mapping):
        pairs = cast("Mapping[Any, object]", value).items()  # keys are checked below
        return {
            _key(name, where): _plain(inner, f"{where}.{name}", depth)
            for name, inner in pairs
            if not isinstance(inner, Omit | NotGiven)
        }
    if isinstance(value, type | bytes | bytearray | memoryview) or not isinstance(value, Iterable):
        _refuse(value, where)
    items = cast("Iterable[object]", value)  # nothing is known of the items
    return [
        _plain(inner, f"{where}[{index}]", depth)
        for index, inner in enumerate(items)
        if not isinstance(inner, Omit | NotGiven)
    ]


def _fields_of(instance: Any) -> dict[str, Any]:
    return {field.name: getattr(instance, field.name) for field in dataclasses.fields(instance)}


def _model_data(model: pydantic.BaseModel, where: str) -> dict[str, Any]:
    """What a model says; fields left at a default of `None` are not said.

    A model of this package that came as a response keeps to the fields that a request accepts.
    """
    try:
        said = model.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
        whole = model.model_dump(mode="json", by_alias=True, warnings=False)
    except (PydanticSerializationError, UnicodeDecodeError) as err:
        raise TypeError(f"{_place(where)}: expected a model that JSON can hold, got {kind_of(model)}: {err}.") from err
    if not isinstance(model, BaseModel):
        spoken: dict[str, Any] = _without_silent_none(whole, said)
        return spoken
    accepted = model.__request_fields__
    if accepted is None:
        return said
    # `null` for an absent part is how responses say "none"; requests for some models refuse it.
    return {name: value for name, value in said.items() if name in accepted and _is_said(name, value)}


def _is_said(name: str, value: object) -> bool:
    return value is not None or name == "content"


def _without_silent_none(whole: Any, said: Any) -> Any:
    """Drop from `whole` the `None`s that are defaults rather than something that was `said`."""
    if is_json_object(whole) and is_json_object(said):
        items = whole.items()
        return {k: _without_silent_none(v, said.get(k)) for k, v in items if k in said or v is not None}
    if is_json_array(whole) and is_json_array(said):
        return [_without_silent_none(one, other) for one, other in zip(whole, said, strict=False)]
    return whole


def _key(name: object, where: str) -> str:
    if isinstance(name, str):
        return _checked_text(name.value if isinstance(name, enum.Enum) else name, where)
    if name is None or isinstance(name, int | float):
        return _dumps(name)  # as the quick way does
    raise TypeError(f"{_place(where)}: expected keys that are strings, got {type(name).__name__} ({name!r}).")


def _checked_text(text: str, where: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as err:
        raise ValueError(
            f"{_place(where)}: the text has a lone surrogate at position {err.start}, which UTF-8 cannot encode. "
            'Clean it first, for example with text.encode("utf-8", "replace").decode().'
        ) from err
    return str(text)


def _checked_integer(number: int, where: str) -> int:
    if number.bit_length() > 10_000:  # Python refuses to write more than some 4,300 digits
        raise ValueError(f"{_place(where)}: expected a number of a sensible size, got one of thousands of digits.")
    return number


def _checked_number(number: float, where: str) -> float:
    if not math.isfinite(number):
        raise ValueError(f"{_place(where)}: expected a finite number, got {number}; JSON has no form for it.")
    return number


def _refuse(value: Any, where: str) -> NoReturn:
    hint = "Convert it to JSON types first."
    if isinstance(value, type):
        hint = "Pass an instance, or for a pydantic class its `model_json_schema()`."
    elif isinstance(value, bytes | bytearray | memoryview):
        hint = 'Decode it first, or encode it as text: base64.b64encode(data).decode("ascii").'
    elif isinstance(value, AsyncIterable):
        hint = "Collect it first: [item async for item in ...]."
    raise TypeError(f"{_place(where)}: expected a value that JSON can hold, got {kind_of(value)}. {hint}")


def _place(where: str) -> str:
    where = where.removeprefix(".") or "body"
    return where if len(where) <= 80 else f"{where[:60]}…"
