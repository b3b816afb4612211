"""A hook of MkDocs: `<!-- types: batch_* -->` stands for all modules of `groq.types` with such a name, each in full."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

MARKER = re.compile(r"^<!-- types: (.*) -->$", re.MULTILINE)
TYPES = Path(__file__).resolve().parent.parent / "src" / "groq" / "types"


def modules(patterns: str) -> list[str]:
    """The modules that any of the patterns fits, such as `chat.chat_completion` for `chat/*`."""
    paths = sorted({path for pattern in patterns.split() for path in TYPES.glob(f"{pattern}.py")})
    return [".".join(path.relative_to(TYPES).with_suffix("").parts) for path in paths if path.stem != "__init__"]


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Write for each module what mkdocstrings reads; MkDocs calls this."""

    def written(match: re.Match[str]) -> str:
        options = "{heading_level: 3, show_root_heading: false, show_root_toc_entry: false}"
        return "\n\n".join(f"::: groq.types.{module}\n    options: {options}" for module in modules(match[1]))

    return MARKER.sub(written, markdown)
