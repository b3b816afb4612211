"""Checks of the arguments of a call, before anything is sent."""

from __future__ import annotations

import dataclasses
import enum
import inspect
import json
from collections.abc import Iterable, Iterator, Mapping
from types import GeneratorType
from typing import Any, TypeVar, cast

import pydantic

from .._types import omit
from .._utils import is_given, is_mapping
from .scalars import shown_path

MAX_DEPTH = 200  # deeper nesting is a mistake, and would exhaust the stack
# Never sent as a list of items, although they or their instances are iterable.
NOT_LISTS = (str, bytes, bytearray, memoryview, enum.Enum, Mapping, pydantic.BaseModel, type)

_T = TypeVar("_T")
_SCALARS = frozenset({bool, float, int, str, type(None)})
_EXAMPLES = {"messages": '[{"role": "user", "content": "..."}]'}


def checked_iterable(name: str, value: _T) -> _T:
    """Return the value if it is an iterable of items, `None` or omitted.

    Raises:
        TypeError: The value is a single item. Strings, mappings and models are iterable, but count as one.
    """
    if value is omit or value is None or not is_given(value):
        return value
    if isinstance(value, str | bytes | Mapping | pydantic.BaseModel) or not hasattr(value, "__iter__"):
        got, example = describe_type(value), _EXAMPLES.get(name, "[...]")
        raise TypeError(f"{name}: expected a list, or another iterable of items, got {got}. Pass {example}.")
    return value


def checked_items(value: Iterable[_T], path: str) -> Iterator[_T]:
    """Yield the items of an iterable.

    Raises:
        ValueError: The value is an iterator without items. It is probably consumed, because it was sent before.
    """
    generator = cast("Any", value)  # its type arguments are unknown
    is_new = isinstance(value, GeneratorType) and inspect.getgeneratorstate(generator) == inspect.GEN_CREATED
    is_empty = True
    for item in value:
        is_empty = False
        yield item
    if is_empty and isinstance(value, Iterator) and not is_new:
        got = f"an empty or already consumed {describe_type(value)}"
        raise ValueError(f"{path}: expected a list, or an iterator with items, got {got}. Pass a list.")


def repeatable(value: Any, path: str) -> Any:
    """Return a deep copy of dictionaries and lists, with lists for other iterables, which may be read only once.

    Raises:
        ValueError: An iterator is consumed, or a value contains itself.
    """
    try:
        return _copied(value, path, 0)
    except RecursionError as err:
        sent = {name: one for name, one in value.items() if is_given(one)} if is_mapping(value) else value
        try:  # encoding accepts deeper values of plain JSON types
            return json.loads(json.dumps(sent))
        except (TypeError, ValueError, RecursionError):
            raise too_deep(str(err)) from None


def _copied(value: Any, path: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise RecursionError(path)
    items: Any = value
    kind = cast("object", type(items))  # of any type
    if kind is dict or isinstance(value, Mapping):
        return {
            name: item if type(item) in _SCALARS else _copied(item, name, depth + 1)
            for name, item in items.items()
            if item is not omit  # encoding drops these, too
        }
    if kind is not list and kind is not tuple:
        if isinstance(value, NOT_LISTS) or not isinstance(value, Iterable) or _is_encoded_whole(value):
            return items
        items = checked_items(items, path)
    return [item if type(item) in _SCALARS else _copied(item, path, depth + 1) for item in items]


def too_deep(path: str) -> ValueError:
    """Return the error for a value that is nested too deeply."""
    return ValueError(f"{shown_path(path)}: nested more than {MAX_DEPTH} deep; does a value contain itself?")


def checked_mapping(what: str, value: object) -> Mapping[str, object]:
    """Return the value if it is a mapping; otherwise raise a `TypeError`."""
    if is_mapping(value):
        return value
    raise TypeError(f"{what}: expected a mapping, got {type(value).__name__}. Pass a dictionary.")


def describe_type(value: Any) -> str:
    """Return the type of a value for an error message."""
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def _is_encoded_whole(value: Any) -> bool:
    """Return whether an iterable is not encoded as a list of its items: a dataclass, a model or an array."""
    return dataclasses.is_dataclass(value) or hasattr(value, "__fields_set__") or hasattr(value, "dtype")
