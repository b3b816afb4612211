"""MkDocs hook: version in the header, and files of the repository as pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

# A page that contains only a link, for GitHub, is replaced by the linked file.
LINK = re.compile(r"\[(?P<name>[A-Z]+\.md)\]\((?P<up>(?:\.\./)+)(?P=name)\)")
ROOT = Path(__file__).resolve().parent.parent


def on_config(config: Any) -> None:
    """Add the version to the name of the site; MkDocs calls this."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    [version] = re.findall(r'^version = "(.+)"$', project, re.MULTILINE)
    config["site_name"] += f" {version}"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Include the file that a page links to; MkDocs calls this."""
    if not (match := LINK.fullmatch(markdown.strip())):
        return markdown
    text = (ROOT / match["name"]).read_text(encoding="utf-8")
    return text.replace("](docs/", f"]({match['up'].removeprefix('../')}")


def on_page_content(html: str, **_: Any) -> str:
    """Label cells with their column, for phones; MkDocs calls this."""

    def labelled(table: re.Match[str]) -> str:
        heads = [
            re.sub("<.*?>", "", head)
            for head in re.findall("<th.*?>(.*?)</th>", table[0])
        ]

        def row(match: re.Match[str]) -> str:
            cells = match[0].split("<td")
            named = zip(heads, cells[1:], strict=True)
            return cells[0] + "".join(
                f'<td data-label="{head}"{cell}' for head, cell in named
            )

        return re.sub(r"<tr>\s*<td.*?</tr>", row, table[0], flags=re.DOTALL)

    return re.sub("<table>.*?</table>", labelled, html, flags=re.DOTALL)
