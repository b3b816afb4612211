"""MkDocs hook: expands `<!-- types: ... -->` and includes the changelog."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

MARKER = re.compile(r"^<!-- types: (.*) -->$", re.MULTILINE)
CHANGELOG_LINK = "[CHANGELOG.md](../CHANGELOG.md)"  # what GitHub shows
ROOT = Path(__file__).resolve().parent.parent
TYPES = ROOT / "src" / "groq" / "types"
OPTIONS = (
    "{heading_level: 3, show_root_heading: false, show_root_toc_entry: false}"
)


def modules(patterns: str) -> list[str]:
    """Return the modules of `groq.types` that match one of the patterns.

    `chat/*` matches `chat.chat_completion`.
    """
    paths = {
        path for one in patterns.split() for path in TYPES.glob(f"{one}.py")
    }
    return [
        ".".join(path.relative_to(TYPES).with_suffix("").parts)
        for path in sorted(paths)
        if path.stem != "__init__"
    ]


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Replace the markers of a page; MkDocs calls this."""

    def directives(match: re.Match[str]) -> str:
        return "\n\n".join(
            f"::: groq.types.{module}\n    options: {OPTIONS}"
            for module in modules(match[1])
        )

    if markdown.strip() == CHANGELOG_LINK:
        return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return MARKER.sub(directives, markdown)
