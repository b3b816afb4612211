"""Pieces of Markdown for the reference; `_docs_reference` assembles them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import NamedTuple


class Item(NamedTuple):
    """A parameter or an attribute, as it is shown."""

    name: str
    type: str
    note: str
    text: str


def definitions(items: Iterable[Item]) -> str:
    """Return a definition list: name, type, default, then the description."""
    blocks: list[str] = []
    for item in items:
        term = f"<code class='name'>{item.name}</code> " if item.name else ""
        term += f"<code class='type'>{item.type}</code>" if item.type else ""
        if item.note == "required":
            term += " <em class='required'>required</em>"
        elif item.note:
            default = html.escape(item.note, quote=False)
            term += f" <span class='default'>default <code>{default}</code></span>"
        text = fenced(item.text or "\N{NO-BREAK SPACE}").replace("\n", "\n    ")
        blocks.append(f"{term}\n:   {text}")
    return "\n\n".join(blocks)


def fenced(text: str) -> str:
    """Return a docstring with its examples and drawings as code."""
    blocks: list[str] = []
    for block in re.split(r"\n\n+", text.strip("\n ")):
        lines = block.splitlines() or [""]
        if "──" in block:
            blocks.append(f"```text\n{block}\n```")
        elif lines[0].startswith(">>>"):
            code = "\n".join(line[4:] if line.startswith((">>>", "...")) else f"# {line}" for line in lines)
            blocks.append(f"```python\n{code}\n```")
        else:
            blocks.append(block)
    return "\n\n".join(blocks)


def names_in_words(names: list[str]) -> str:
    code = [f"`{name}`" for name in names]
    return " and ".join([", ".join(code[:-1]), code[-1]] if code[1:] else code)
