"""Descriptions from docstrings."""

from __future__ import annotations

import inspect
from typing import NamedTuple


class Description(NamedTuple):
    """The descriptions of a function and of its parameters in a docstring."""

    text: str
    parameters: dict[str, str]


def read_docstring(docstring: str | None) -> Description:
    """Parse a Google, NumPy or Sphinx docstring; without `docstring-parser`, return the whole text as description."""
    text = inspect.cleandoc(docstring or "")
    try:
        import docstring_parser  # imported here: optional, the extra `tools`
    except ImportError:
        return Description(text, {})
    try:
        parsed = docstring_parser.parse(text)
    except docstring_parser.ParseError:
        return Description(text, {})
    parts = [part for part in (parsed.short_description, parsed.long_description) if part]
    described = {one.arg_name: one.description for one in parsed.params if one.description}
    return Description("\n\n".join(parts), described)
