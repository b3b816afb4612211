"""Checks of the arguments of a call, before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import pydantic

from .._types import omit
from .._utils import is_given, is_mapping

_T = TypeVar("_T")
# What people who pass one thing in place of many may have meant.
_EXAMPLES = {"messages": '[{"role": "user", "content": "..."}]'}


def iterable(name: str, value: _T) -> _T:
    """Give the value back, unless it is one item where many are expected; `None` and what was not given are fine.

    Raises:
        TypeError: A string or a mapping, over which Python would iterate too, or nothing that can be iterated over.
    """
    if value is omit or value is None or not is_given(value):
        return value
    if isinstance(value, str | bytes | Mapping | pydantic.BaseModel) or not hasattr(value, "__iter__"):
        example = _EXAMPLES.get(name, "[...]")
        raise TypeError(f"{name}: expected a list, or another iterable of items, got {kind_of(value)}. Pass {example}.")
    return value


def checked_mapping(what: str, value: object) -> Mapping[str, object]:
    """Give the value back if it is a mapping.

    Raises:
        TypeError: It is not.
    """
    if is_mapping(value):
        return value
    raise TypeError(f"{what}: expected a mapping, got {type(value).__name__}. Pass a dictionary.")


def kind_of(value: Any) -> str:
    """Return how an error message names the type of a value."""
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__
