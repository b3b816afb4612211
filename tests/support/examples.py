"""How many examples hypothesis tries."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

# With no other number said.
THOROUGH = 30
PROFILES = {"usual": 20, "thorough": THOROUGH, "long": 10 * THOROUGH}


def examples(number: int, **options: Any) -> settings:
    """Return settings with so many examples if the tests are thorough; with fewer or more in the other profiles."""
    assert settings.default is not None
    return settings(max_examples=max(1, number * settings.default.max_examples // THOROUGH), **options)
