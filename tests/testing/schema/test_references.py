"""References within a schema."""

from __future__ import annotations

from groq.testing.schema.references import lookup


def test_finds_escaped_names_and_list_items() -> None:
    root = {"a/b": {"c~d": [{"type": "null"}]}}
    assert lookup("#/a~1b/c~0d/0", root) == {"type": "null"}
    assert lookup("#", root) == root
