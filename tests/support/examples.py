"""The number of examples of hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

# The default number of examples.
THOROUGH = 30
PROFILES = {"usual": 20, "thorough": THOROUGH, "long": 10 * THOROUGH}


def examples(number: int, **options: Any) -> settings:
    """Return settings with this number of examples if the tests are thorough; fewer or more in other profiles."""
    assert settings.default is not None
    return settings(max_examples=max(1, number * settings.default.max_examples // THOROUGH), **options)
