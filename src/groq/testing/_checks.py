"""What people write in a test, checked where they write it. `_replies` and `_server` ask.

A wrong type is a `TypeError`, a wrong value a `ValueError`; both name the argument, what it must be, and what came.
"""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

# Below the longest wait of any platform, which is 49 days.
MAX_SECONDS = 1_000_000

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def wrong_type(name: str, expected: str, got: object) -> TypeError:
    return TypeError(f"{name} must be {expected}, got {reprlib.repr(got)}")


def wrong_value(name: str, expected: str, got: object) -> ValueError:
    return ValueError(f"{name} must be {expected}, got {reprlib.repr(got)}")


def is_row(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, (tuple, list))


def check_text(name: str, value: object) -> None:
    """A string or `None`."""
    if value is not None and not isinstance(value, str):
        raise wrong_type(name, "a string or None", value)


def check_integer(name: str, value: object, expected: str, *, least: int, most: float = math.inf) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong_type(name, expected, value)
    if not least <= value <= most:
        raise wrong_value(name, expected, value)


def check_seconds(name: str, value: object) -> None:
    expected = f"a number of seconds from 0 to {MAX_SECONDS}"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong_type(name, expected, value)
    if not 0 <= value <= MAX_SECONDS:
        raise wrong_value(name, expected, value)


def check_error_status(status: object) -> None:
    check_integer("status", status, "that of an error, from 400 to 599", least=400, most=599)


def check_headers(headers: Mapping[str, object]) -> None:
    for name, value in headers.items():
        if _HEADER_NAME.fullmatch(name) is None:
            raise wrong_value("the name of a header", "letters, digits and hyphens", name)
        if not str(value).isprintable() or not str(value).isascii():
            raise ValueError(f"the value of the header {name!r} must be printable ASCII")


# What batches and other clients call by a shorter path than the one that it is served under.
_PARTS = ("audio", "batches", "chat", "embeddings", "files", "models", "reranking", "responses")
_SHORTENED = tuple(f"/v1/{name}" for name in _PARTS)


def check_path(path: object) -> None:
    """A path of the API, or one that this server does not know yet."""
    expected = "a path such as '/openai/v1/models'"
    if not isinstance(path, str):
        raise wrong_type("path", expected, path)
    if path.startswith(_SHORTENED):
        raise wrong_value("path", f"'/openai{path}', as the client sends it,", path)
    if not path.startswith("/") or path.endswith("/"):
        raise wrong_value("path", expected, path)
