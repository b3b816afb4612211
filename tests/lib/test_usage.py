"""`total_usage`: sums of tokens and times."""

from __future__ import annotations

from typing import Any

import pytest

from groq.lib._usage import total_usage
from groq.types import CompletionUsage


def usage(**fields: Any) -> CompletionUsage:
    return CompletionUsage.model_construct(**fields)


def test_total_is_none_without_usage() -> None:
    assert total_usage([None, None]) is None


def test_total_of_one_usage_equals_it() -> None:
    one = usage(prompt_tokens=1, completion_tokens=2, total_tokens=3, queue_time=0.5, kind="new")
    assert total_usage([None, one]) == one


def test_details_and_unknown_fields_are_added() -> None:
    first = usage(prompt_tokens=1, prompt_tokens_details={"cached_tokens": 2}, new=1, queue_time=None)
    second = usage(prompt_tokens=3, prompt_tokens_details={"cached_tokens": 4}, new=2, queue_time=0.5, total_time=1.0)
    assert total_usage([first, second]) == usage(
        prompt_tokens=4, prompt_tokens_details={"cached_tokens": 6}, new=3, queue_time=0.5, total_time=1.0
    )


@pytest.mark.parametrize("odd", [None, "many", {"tokens": 1}], ids=str)
def test_ignores_values_of_other_types(odd: Any) -> None:
    total = total_usage([usage(prompt_tokens=odd), usage(prompt_tokens=2)])
    assert total == usage(prompt_tokens=2)


def test_arguments_are_not_changed() -> None:
    first = usage(prompt_tokens_details={"cached_tokens": 2})
    total_usage([first, first])
    assert first == usage(prompt_tokens_details={"cached_tokens": 2})
