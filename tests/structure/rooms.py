"""The table of rooms in CONTRIBUTING.md, parsed."""

from __future__ import annotations

import re
from typing import NamedTuple

from . import tree

_NAME = re.compile(r"`([^`]+)`")


class Room(NamedTuple):
    """One row: the parts of the package that it names, and the parts that they may import."""

    parts: list[str]
    may_import: frozenset[str]


def rooms() -> list[Room]:
    """The rows of the table, from the bottom of the house to its top."""
    text = tree.read(tree.ROOT / "CONTRIBUTING.md")
    table = text[text.index("| room |") :].split("\n\n")[0].splitlines()[2:]
    found: list[Room] = []
    above: set[str] = set()
    for row in table:
        names, _, allowed = (cell.strip() for cell in row.strip("|").split("|"))
        parts = _NAME.findall(names)
        assert allowed in ("nothing", "all above") or _NAME.findall(allowed), f"not a list of rooms: {allowed}"
        found.append(Room(parts, frozenset(above if allowed == "all above" else _NAME.findall(allowed))))
        above.update(parts)
    return found
