"""Type guards, also of JSON values."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from typing_extensions import TypeIs


def is_object(value: object) -> TypeIs[Mapping[str, Any]]:
    """Return whether a JSON value is an object; other mappings are not checked for their keys."""
    return isinstance(value, Mapping)


def is_array(value: object) -> TypeIs[list[Any]]:
    """Return whether a JSON value is an array."""
    return isinstance(value, list)


def is_partial(value: object) -> TypeIs[functools.partial[Any]]:
    """Return whether a value is a `functools.partial`."""
    return isinstance(value, functools.partial)
