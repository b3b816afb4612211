"""How many examples hypothesis tries."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

# With no other number said. The profile of --long has ten times as many.
USUAL = 30


def examples(number: int, **options: Any) -> settings:
    """Return settings with so many examples, or with ten times as many if the tests may be long."""
    assert settings.default is not None
    return settings(max_examples=number * settings.default.max_examples // USUAL, **options)
