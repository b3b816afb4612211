"""MkDocs hook: the version in the header, and the changelog as a page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

CHANGELOG_LINK = "[CHANGELOG.md](../CHANGELOG.md)"  # what GitHub shows
ROOT = Path(__file__).resolve().parent.parent


def on_config(config: Any) -> None:
    """Add the version to the name of the site; MkDocs calls this."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    [version] = re.findall(r'^version = "(.+)"$', project, re.MULTILINE)
    config["site_name"] += f" {version}"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Return the changelog for its page; MkDocs calls this."""
    if markdown.strip() == CHANGELOG_LINK:
        return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return markdown
