"""JSON values: parsing, guards, plain copies, and merging of deltas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from typing_extensions import TypeIs

from .._utils import is_json_array as is_array
from .._utils import is_json_object as is_object
from ._text import Text

# fmt: off
__all__ = [
    "append", "field_of", "fields_of", "is_array", "is_mapping", "is_object", "kind_of", "merge", "parse_json", "plain",
]
# fmt: on

_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "an array",
}


def parse_json(text: str) -> Any:
    """Parse JSON.

    Raises:
        ValueError: The text is not JSON, or is nested too deeply. Models may generate either.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None


def is_mapping(value: object) -> TypeIs[Mapping[str, Any]]:
    """Return whether a value is a mapping; callers may use other classes than `dict`."""
    return isinstance(value, Mapping)


def kind_of(value: object) -> str:
    """Return the JSON type of a value, for error messages."""
    return _KINDS.get(type(value), "an object")


def plain(value: Any) -> Any:
    """Return a deep copy in which models become dictionaries of the fields that were sent, and `Text` becomes `str`."""
    if hasattr(value, "model_dump"):
        return value.model_dump(by_alias=True, exclude_unset=True, warnings=False)
    if is_object(value):
        return {name: plain(one) for name, one in value.items()}
    if is_array(value):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, Text) else value


def fields_of(value: Any) -> dict[str, Any]:
    """Return the fields that were sent. The server may send an object that was not parsed into a model."""
    if is_object(value):
        return dict(value)
    return {name: field_of(value, name) for name in getattr(value, "model_fields_set", ())}


def field_of(model: Any, name: str) -> Any:
    """Return a field that was sent. Not by `getattr`: an unknown field may have the name of a method."""
    data = model.__dict__
    return data[name] if name in data else model.model_extra[name]


def merge(fields: dict[str, Any], name: str, value: Any) -> None:
    """Merge the value of a delta into a field: append strings and lists, merge objects, replace other values.

    Strings of several deltas become a `Text`, so that the time is linear.
    """
    known: Any = fields.get(name)
    if known is None:
        fields[name] = value
    elif isinstance(known, str | Text) and isinstance(value, str):
        append(fields, name, value)
    elif is_array(known) and is_array(value):
        known.extend(value)
    elif is_object(known) and is_object(value):
        for key, one in value.items():
            merge(known, key, one)
    elif value is not None:
        fields[name] = value


def append(fields: dict[str, Any], name: str, piece: str) -> None:
    """Append to a text, which replaces a value of another type."""
    known: Any = fields.get(name)
    if not isinstance(known, Text):
        fields[name] = text = Text()
        if isinstance(known, str):
            text.append(known)
        known = text
    known.append(piece)
