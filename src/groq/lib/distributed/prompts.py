"""Row → an input of `map()`: pure."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from typing import Any, TypeAlias

from .row_batches import Row

Prompt: TypeAlias = str | Callable[[Row], Any]

_AFTER_NAME = re.compile(r"[.\[]")


def prompt_columns(prompt: Prompt) -> list[str]:
    """Return the columns that a template names; an empty list for a function.

    Raises:
        TypeError: It is neither a template nor a function.
        ValueError: The template is invalid.
    """
    if not isinstance(prompt, str):
        if callable(prompt):
            return []
        raise TypeError(
            f"prompt: expected a text with columns in braces or a function of a row, got a {type(prompt).__name__}."
        )
    try:
        fields = [field for _, field, _, _ in string.Formatter().parse(prompt) if field is not None]
    except ValueError as err:
        raise ValueError(f"prompt: {err}. Write {{{{ and }}}} for braces that are not around a column.") from None
    names = [_AFTER_NAME.split(field, maxsplit=1)[0] for field in fields]
    for name in names:
        if not name or name.isdigit():
            raise ValueError(
                f"prompt: expected the name of a column in braces, got {{{name}}}. Write {{{{ for a brace."
            )
    return names


def input_of(prompt: Prompt, row: Row) -> Any:
    """Return the input of `map()` for a row: the filled template, or the result of the function."""
    return string.Formatter().vformat(prompt, (), row) if isinstance(prompt, str) else prompt(row)
