"""Query parameters: nested values → flat name and text pairs."""

from __future__ import annotations

import math
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from .._types import NotGiven, Omit

_CONSTANTS: dict[object, str] = {True: "true", False: "false", None: ""}


class Querystring:
    """The encoding of query parameters: `client.qs`."""

    def stringify(self, params: Mapping[str, object]) -> str:
        """Return the parameters as a query string, without the question mark."""
        return urllib.parse.urlencode(query_pairs(params))

    def stringify_items(self, params: Mapping[str, object]) -> list[tuple[str, str]]:
        """Return the parameters as pairs of name and text."""
        return query_pairs(params)

    def parse(self, query: str) -> dict[str, list[str]]:
        """Return the values of each parameter of a query string."""
        return urllib.parse.parse_qs(query, keep_blank_values=True)


def query_pairs(params: Mapping[str, object]) -> list[tuple[str, str]]:
    """Flatten query parameters.

    Lists are joined with commas (`ids=1,2`), mappings use brackets (`filter[status]=done`), booleans are `true` and
    `false`, `None` is an empty value, and what was not given is left out.

    Raises:
        TypeError: A value that is none of these, nor a string or a number.
    """
    return [pair for name, value in params.items() for pair in _pairs(name, value)]


def _pairs(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, NotGiven | Omit):
        return
    if isinstance(value, Mapping):
        for key, inner in cast("Mapping[object, object]", value).items():  # nothing is known of the items
            yield from _pairs(f"{name}[{key}]", inner)
    elif isinstance(value, list | tuple | set | frozenset):
        items = cast("Iterable[object]", value)  # as above
        texts = [query_text(name, item) for item in items if not isinstance(item, NotGiven | Omit)]
        if texts:
            yield name, ",".join(texts)
    else:
        yield name, query_text(name, value)


def query_text(name: str, value: object) -> str:
    """One value as text.

    Raises:
        TypeError: It has no text form.
        ValueError: It is NaN or infinity, or has half a character.
    """
    if value is None or isinstance(value, bool):
        return _CONSTANTS[value]
    if isinstance(value, str | int | float):
        text = str(value)
        if (isinstance(value, float) and not math.isfinite(value)) or (not text.isascii() and not _is_utf_8(text)):
            raise ValueError(f"Parameter {name!r}: expected a finite number, or text for UTF-8, got {text!r}.")
        return text
    raise TypeError(
        f"Parameter {name!r}: expected a string, number, boolean, list or mapping, got {type(value).__name__}. "
        "Convert it to a string first."
    )


def _is_utf_8(text: str) -> bool:
    return text.encode("utf-8", "replace").decode() == text
