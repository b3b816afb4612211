"""Row → parameters of a chat completion: pure."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from .batches import Row

Prompt: TypeAlias = str | Callable[[Row], Any]
Build: TypeAlias = Callable[[Row], dict[str, Any]]

_FIRST_NAME = re.compile(r"[^.\[]*")


def columns_of(prompt: Prompt) -> list[str]:
    """Return the columns that a template names; none for a function.

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
    names = [_FIRST_NAME.match(field)[0] for field in fields]  # type: ignore[index]  # it matches any text
    for name in names:
        if not name or name.isdigit():
            raise ValueError(
                f"prompt: expected the name of a column in braces, got {{{name}}}. Write {{{{ for a brace."
            )
    return names


def request_of(prompt: Prompt, row: Row) -> dict[str, Any]:
    """Return the parameters for a row: its `messages`, and others that a function returns.

    Raises:
        TypeError: The function returns something else than a text, messages or parameters.
    """
    made: Any = string.Formatter().vformat(prompt, (), row) if isinstance(prompt, str) else prompt(row)
    if isinstance(made, str):
        return {"messages": [{"role": "user", "content": str(made)}]}
    if isinstance(made, Mapping):
        return dict(made)
    if isinstance(made, Sequence) and not isinstance(made, bytes):
        return {"messages": list(made)}
    kind = type(made).__name__
    raise TypeError(f"prompt: expected the function to return a text, messages or parameters, got a {kind}.")
