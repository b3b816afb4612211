"""Query parameters: nested values → flat name and text pairs."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from .._utils import is_given
from .arguments import MAX_DEPTH, too_deep
from .scalars import plain_scalar

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
    """Return query parameters as flat pairs; omitted ones are dropped.

    Lists are joined with commas (`ids=1,2`), mappings use brackets (`filter[status]=done`), booleans are `true` and
    `false`, dates are in ISO 8601, and `None` drops a parameter or an item.

    Raises:
        TypeError: A value has another type, and is not a string or a number.
        ValueError: A value is NaN, infinity, text that UTF-8 cannot encode, or contains itself.
    """
    return [pair for name, value in params.items() for pair in _pairs(query_text("name", name), value)]


def _pairs(name: str, value: object, depth: int = 0) -> Iterator[tuple[str, str]]:
    if depth > MAX_DEPTH:
        raise too_deep(name)
    if value is None or not is_given(value):
        return
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[object, object]", value).items():  # items of any type
            yield from _pairs(f"{name}[{query_text(name, key)}]", item, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        items = cast("Iterable[object]", value)  # items of any type
        texts = [query_text(name, item) for item in items if item is not None and is_given(item)]
        if texts:
            yield name, ",".join(texts)
    else:
        yield name, query_text(name, value)


def query_text(name: str, value: object) -> str:
    """Return one value as text."""
    plain = plain_scalar(value, f"Parameter {name!r}")
    if plain is None or isinstance(plain, bool):
        return _CONSTANTS[plain]
    if isinstance(plain, str | int | float):
        return str(plain)
    raise TypeError(
        f"Parameter {name!r}: expected a string, number, boolean, list or mapping, got {type(value).__name__}. "
        "Convert it to a string first."
    )
