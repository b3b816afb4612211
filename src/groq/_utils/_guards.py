"""Type guards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from typing_extensions import TypeIs

from groq._types import NotGiven, Omit

_T = TypeVar("_T")

# A constant, because Python would build the union `NotGiven | Omit` again for each argument of a call.
_OMITTED = (NotGiven, Omit)


def is_given(value: _T | NotGiven | Omit) -> TypeIs[_T]:
    """Return whether the caller passed a value, including `None`."""
    return not isinstance(value, _OMITTED)


def is_subclass(value: Any, base: type[_T]) -> TypeIs[type[_T]]:
    """Return whether the value is a class derived from `base`; `list[int]`, which Python 3.10 calls a type, is not."""
    return issubclass(type(value), type) and issubclass(value, base)


def is_tuple(value: object) -> TypeIs[tuple[Any, ...]]:
    """Return whether the value is a `tuple`."""
    return isinstance(value, tuple)


def is_mapping(value: object) -> TypeIs[Mapping[str, object]]:
    """Return whether the value is a mapping, whose keys are assumed to be strings."""
    return isinstance(value, Mapping)


def is_json_object(value: object) -> TypeIs[dict[str, Any]]:
    """Return whether a value decoded from JSON is an object, whose keys are strings."""
    return isinstance(value, dict)


def is_json_array(value: object) -> TypeIs[list[Any]]:
    """Return whether a value decoded from JSON is an array."""
    return isinstance(value, list)
