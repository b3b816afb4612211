"""Type guards beside those of `lib._json_values`: callers may pass any mapping, and partials."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from typing_extensions import TypeIs


def is_object(value: object) -> TypeIs[Mapping[str, Any]]:
    """Return whether a value is a mapping. Its keys are not checked."""
    return isinstance(value, Mapping)


def is_partial(value: object) -> TypeIs[functools.partial[Any]]:
    """Return whether a value is a `functools.partial`."""
    return isinstance(value, functools.partial)
