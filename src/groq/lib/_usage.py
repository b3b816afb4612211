"""The total usage of several answers: pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, overload

from groq import BaseModel
from groq.types import CompletionUsage

from ._json_values import is_object

_UsageT = TypeVar("_UsageT", bound=BaseModel)


@overload
def total_usage(usages: Iterable[CompletionUsage | None]) -> CompletionUsage | None: ...
@overload
def total_usage(usages: Iterable[_UsageT | None], class_: type[_UsageT]) -> _UsageT | None: ...
def total_usage(usages: Iterable[Any], class_: Any = CompletionUsage) -> Any:
    """Return the sum of all tokens and times, including details; `None` without any usage."""
    total: dict[str, Any] = {}
    for usage in usages:
        if isinstance(usage, BaseModel):  # else the server sent another type
            _add(total, usage.to_dict(warnings=False))
    return class_.model_construct(**total) if total else None


def _add(total: dict[str, Any], values: dict[str, Any]) -> None:
    for name, value in values.items():
        known = total.get(name)
        if is_object(value):
            added: dict[str, Any] = known if is_object(known) else {}
            _add(added, value)
            total[name] = added
        elif isinstance(value, int | float) and isinstance(known, int | float):
            total[name] = known + value
        elif value is not None:
            total[name] = value
