"""Checks of the arguments of `LocalServer` and `ReplyScript`, so that errors are raised where tests pass them."""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args

if TYPE_CHECKING:
    from typing_extensions import TypeIs

# Below the longest wait of any platform, which is 49 days.
MAX_SECONDS = 1_000_000

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def wrong_type(name: str, expected: str, got: object) -> TypeError:
    return TypeError(f"{name}: expected {expected}, got {reprlib.repr(got)}")


def wrong_value(name: str, expected: str, got: object) -> ValueError:
    return ValueError(f"{name}: expected {expected}, got {reprlib.repr(got)}")


def is_row(value: object) -> TypeIs[tuple[Any, ...] | list[Any]]:
    return isinstance(value, (tuple, list))


def check_text(name: str, value: object) -> None:
    """Require a string or `None`."""
    if value is not None and not isinstance(value, str):
        raise wrong_type(name, "a string or None", value)


def check_choice(name: str, value: object, choices: Any) -> None:
    """Require one of the values of a `Literal`."""
    if value not in get_args(choices):
        raise wrong_value(name, f"one of {', '.join(map(repr, get_args(choices)))}", value)


def check_integer(name: str, value: object, expected: str, *, least: int, most: float = math.inf) -> None:
    """Require an integer in this range."""
    _check_number(name, value, int, expected, least, most)


def check_seconds(name: str, value: object) -> None:
    """Require a number of seconds that every platform can wait."""
    _check_number(name, value, (int, float), f"a number of seconds from 0 to {MAX_SECONDS}", 0, MAX_SECONDS)


def check_error_status(status: object) -> None:
    """Require the HTTP status of an error."""
    check_integer("status", status, "that of an error, from 400 to 599", least=400, most=599)


def check_headers(headers: Mapping[str, object]) -> None:
    """Require names and values that HTTP allows."""
    for name, value in headers.items():
        if _HEADER_NAME.fullmatch(name) is None:
            raise wrong_value("headers", "names of letters, digits and hyphens", name)
        if not str(value).isprintable() or not str(value).isascii():
            raise ValueError(f"headers: expected a value of printable ASCII for {name!r}, got other characters")


def _check_number(name: str, value: Any, kind: Any, expected: str, least: int, most: float) -> None:
    if isinstance(value, bool) or not isinstance(value, kind):
        raise wrong_type(name, expected, value)
    if not least <= value <= most:
        raise wrong_value(name, expected, value)
