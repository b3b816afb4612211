"""The table of rooms in CONTRIBUTING.md, parsed."""

from __future__ import annotations

import re
from typing import NamedTuple

from . import tree

_NAME = re.compile(r"`([^`]+)`")


class Room(NamedTuple):
    """A row: parts of the package, and the parts that they may import, eagerly or lazily."""

    parts: list[str]
    may_import: frozenset[str]
    lazily: frozenset[str]


def rooms() -> list[Room]:
    """Return the rows of the table, from the lowest layer to the highest."""
    text = tree.read(tree.ROOT / "CONTRIBUTING.md")
    table = text[text.index("| room |") :].split("\n\n")[0].splitlines()[2:]
    found: list[Room] = []
    above: set[str] = set()
    for row in table:
        names, _, allowed = (cell.strip() for cell in row.strip("|").split("|"))
        parts = _NAME.findall(names)
        at_once, _, lazily = allowed.partition(", lazily ")
        assert at_once in ("nothing", "all above") or _NAME.findall(at_once), f"not a list of rooms: {at_once}"
        may_import = above if at_once == "all above" else _NAME.findall(at_once)
        found.append(Room(parts, frozenset(may_import), frozenset(_NAME.findall(lazily))))
        above.update(parts)
    return found
