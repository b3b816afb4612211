"""Scalars, also those of other libraries → scalars of JSON. Bodies and queries share these rules."""

from __future__ import annotations

import datetime
import decimal
import enum
import math
import numbers
import operator
import uuid
from typing import Any

# Constants, because Python would build a union for each value.
_NUMBERS = (numbers.Real, decimal.Decimal)
_DATES = (datetime.date, datetime.time)
_MAX_INTEGER_BITS = 10_000  # Python does not convert much larger integers to text


def plain_scalar(value: Any, path: str) -> Any:
    """Return a scalar as a string, number, boolean or `None`; return a value of another kind unchanged."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, enum.Enum):
        return plain_scalar(value.value, path)
    if isinstance(value, str):
        return _checked_text(value, path)
    if isinstance(value, numbers.Integral):
        integer = operator.index(value) if isinstance(value, int) else int(value)
        if (bits := integer.bit_length()) > _MAX_INTEGER_BITS:
            expected = f"an integer of at most {_MAX_INTEGER_BITS:,} bits"
            raise ValueError(f"{shown_path(path)}: expected {expected}, got {bits:,}.")
        return integer
    if isinstance(value, _NUMBERS):
        number = float.__float__(value) if isinstance(value, float) else float(value)
        if not math.isfinite(number):
            raise ValueError(f"{shown_path(path)}: expected a finite number, got {number}; JSON has no form for it.")
        return number
    if isinstance(value, _DATES):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    unboxed = _unboxed(value)
    return value if unboxed is value else plain_scalar(unboxed, path)


def shown_path(path: str) -> str:
    """Return the path of a value for an error message."""
    path = path.removeprefix(".") or "body"
    return path if len(path) <= 80 else f"{path[:60]}…"


def _checked_text(text: str, path: str) -> str:
    """Return the plain string, ignoring `__str__` of a subclass. Raise a `ValueError` for a lone surrogate."""
    try:
        str.encode(text)
    except UnicodeEncodeError as err:
        raise ValueError(
            f"{shown_path(path)}: expected text for UTF-8, got a lone surrogate at position {err.start}. "
            'Clean it first, for example with text.encode("utf-8", "replace").decode().'
        ) from err
    return str.__str__(text)


def _unboxed(value: Any) -> Any:
    """Unwrap the number or boolean in a scalar such as `numpy.bool_`; return other values unchanged."""
    if hasattr(value, "dtype"):  # a scalar or an array of numpy, torch and others
        item: Any = value.item() if getattr(value, "shape", None) == () else value
        # numpy returns dates of nanoseconds as an `int`, but they have no `__index__`.
        return value if type(item) is int and not hasattr(value, "__index__") else item
    if not isinstance(value, type) and not hasattr(value, "__iter__"):
        for convert, protocol in ((operator.index, "__index__"), (float, "__float__")):
            if hasattr(value, protocol):
                try:
                    return convert(value)
                except (TypeError, ValueError):  # the type has the method, this value does not support it
                    return value
    return value
