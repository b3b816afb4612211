"""Checks of the inputs of batches and bulk runs, before anything is sent."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any, cast

from .._request.arguments import describe_type
from ._json_values import is_mapping


def check_inputs(name: str, given: object, *, takes_async: bool) -> None:
    """Raise an error if the inputs are not iterable, are already consumed, or are a single input.

    Args:
        name: The name of the argument.
        given: The value of the argument, unless it is a path.
        takes_async: Whether it may be an async iterable.

    Raises:
        TypeError: It is not iterable, or a single input.
        ValueError: It is a consumed or closed generator.
    """
    got = describe_type(given)
    is_async = hasattr(given, "__aiter__") and not hasattr(given, "__iter__")
    if is_async and not takes_async:
        raise TypeError(f"{name}: expected an iterable of {name}, got {got}. An async iterable needs AsyncGroq.")
    if is_mapping(given) or _is_conversation(given):
        raise TypeError(f"{name}: expected an iterable of {name}, got a single one; put it into a list.")
    if isinstance(given, bytes | bytearray | type) or not (is_async or hasattr(given, "__iter__")):
        raise TypeError(f"{name}: expected an iterable of {name}, or the path of a JSONL file, got {got}. Pass a list.")
    generator: Any = given
    if getattr(generator, "gi_frame", given) is None or getattr(generator, "ag_frame", given) is None:
        raise ValueError(
            f"{name}: expected an iterable with {name}, got a generator that has ended: it was used before, or closed. "
            "Make another one, or pass a list."
        )


def cannot_open(name: str, path: str | os.PathLike[str], err: OSError) -> OSError:
    """Return the error for an unreadable file of inputs. The path may have been meant as a prompt."""
    return OSError(
        err.errno,
        f"{name}: expected an iterable, or the path of a JSONL file, and {os.fspath(path)!r:.80} cannot be opened: "
        f"{err.strerror}. For one prompt, pass a list with it.",
    )


def check_path(name: str, given: object, advice: str) -> None:
    """Check that an argument is a path.

    Raises:
        TypeError: It is not a path.
    """
    if not isinstance(given, str | os.PathLike):
        raise TypeError(f"{name}: expected the path of a file, got {type(given).__name__}. {advice}")


def _is_conversation(given: object) -> bool:
    if not isinstance(given, list | tuple) or not given:
        return False
    messages: Iterable[object] = cast("Sequence[object]", given)  # items of any type
    return all(is_mapping(one) and "role" in one and not one.keys() & {"messages", "body"} for one in messages)
