"""The sum of the usage of several completions. Pure."""

from __future__ import annotations

from typing import Any, cast

from ...types import CompletionUsage


def no_usage() -> CompletionUsage:
    """Return a usage of nothing."""
    return CompletionUsage(completion_tokens=0, prompt_tokens=0, total_tokens=0)


def add_usage(total: CompletionUsage, more: CompletionUsage | None) -> CompletionUsage:
    """Return the sum of all numbers, details and times included."""
    return CompletionUsage.model_validate(_sum(total.to_dict(), more.to_dict())) if more else total


def _sum(total: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    summed = dict(total)
    for name, value in more.items():
        if isinstance(value, dict):
            summed[name] = _sum(total.get(name) or {}, cast("dict[str, Any]", value))  # JSON
        elif isinstance(value, int | float):
            summed[name] = (total.get(name) or 0) + value
    return summed
