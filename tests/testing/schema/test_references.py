"""References within a schema."""

from __future__ import annotations

from groq.testing.schema.references import lookup


def test_references_know_escapes_and_lists() -> None:
    root = {"a/b": {"c~d": [{"type": "null"}]}}
    assert lookup("#/a~1b/c~0d/0", root) == {"type": "null"}
    assert lookup("#", root) == root
