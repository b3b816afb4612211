"""What a value is: given or left out, a dictionary, a list, a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from typing_extensions import TypeIs

from groq._types import NotGiven, Omit

_T = TypeVar("_T")

# Not `NotGiven | Omit`, which Python would make anew for each of the forty arguments of a call.
_LEFT_OUT = (NotGiven, Omit)


def is_given(value: _T | NotGiven | Omit) -> TypeIs[_T]:
    """Whether the caller gave a value, `None` included."""
    return not isinstance(value, _LEFT_OUT)


def is_dict(value: object) -> TypeIs[dict[object, object]]:
    """Whether the value is a `dict`."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeIs[list[object]]:
    """Whether the value is a `list`."""
    return isinstance(value, list)


def is_mapping(value: object) -> TypeIs[Mapping[str, object]]:
    """Whether the value is a mapping; its keys are taken to be strings."""
    return isinstance(value, Mapping)


def is_json_object(value: object) -> TypeIs[dict[str, Any]]:
    """Whether a value decoded from JSON is an object, whose keys are strings."""
    return isinstance(value, dict)


def is_json_array(value: object) -> TypeIs[list[Any]]:
    """Whether a value decoded from JSON is an array."""
    return isinstance(value, list)
