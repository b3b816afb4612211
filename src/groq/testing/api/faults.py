"""Delays and failures of a busy API. `app` applies them to each request."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from .answers import Answer, error_answer
from .arguments import check_seconds, wrong_type, wrong_value

DISCONNECT = "disconnect"
TRUNCATE = "truncate"

_Kind = TypeVar("_Kind")

_ROUNDING = 1e-9  # tolerance: 0.2 + 0.4 + 0.3 + 0.1 is above 1


@dataclass(frozen=True)
class Faults:
    """The faults and delays of one server.

    Attributes:
        latency: Seconds before each answer.
        failures: Status, `"disconnect"` or `"truncate"` → the share of the requests that fail so. Their sum is at most
            1.
        slow: Seconds → the share of the requests whose answers take that much longer. Their sum is at most 1.
    """

    latency: float = 0.0
    failures: Mapping[int | str, float] = field(default_factory=dict[int | str, float])
    slow: Mapping[float, float] = field(default_factory=dict[float, float])

    def __post_init__(self) -> None:
        check_seconds("latency", self.latency)
        for kind in _checked_parts("failures", "{503: 0.05}", self.failures):
            is_status = isinstance(kind, int) and not isinstance(kind, bool) and 400 <= kind <= 599
            if not is_status and kind not in (DISCONNECT, TRUNCATE):
                expected = "an error status from 400 to 599, or 'disconnect', or 'truncate'"
                raise wrong_value("failures", expected, kind)
        for seconds in _checked_parts("slow", "{5.0: 0.01}", self.slow):
            check_seconds("slow", seconds)

    def failure(self, number: int) -> Answer | None:
        """Return the failure of the request with this number, if it fails. It depends only on the number."""
        kind = _pick(self.failures, number)
        if isinstance(kind, int):
            return error_answer(kind, "This failure was requested with `failures`.")
        return Answer(disconnect=True) if kind == DISCONNECT else None

    def with_fault(self, number: int, answer: Answer) -> Answer:
        """Return the answer to the request with this number, which may be truncated or slow."""
        if _pick(self.failures, number) == TRUNCATE:
            answer = _truncated(answer)
        seconds = _pick(self.slow, f"slow {number}")
        return answer if seconds is None else replace(answer, delay=answer.delay + seconds)

    def delayed(self, answer: Answer) -> Answer:
        """Return the answer, delayed by the latency."""
        return replace(answer, delay=answer.delay + self.latency) if self.latency else answer


def _checked_parts(name: str, example: str, parts: Mapping[Any, Any]) -> list[Any]:
    """Check a mapping whose values are shares of the requests, and return its keys."""
    given = cast("object", parts)  # callers may be untyped
    if not isinstance(given, Mapping):
        raise wrong_type(name, f"a mapping such as {example}", given)
    for kind, part in parts.items():
        if isinstance(part, bool) or not isinstance(part, (int, float)) or not 0 <= part <= 1:
            raise wrong_value(f"{name}[{kind!r}]", "the part of the requests, from 0 to 1", part)
    if sum(parts.values()) > 1 + _ROUNDING:
        raise wrong_value(name, "parts of the requests with a sum of at most 1", dict(parts))
    return list(parts)


def _pick(parts: Mapping[_Kind, float], seed: int | str) -> _Kind | None:
    """Return the kind for this seed, if any."""
    chance = random.Random(seed).random()
    for kind, part in parts.items():
        if chance < part:
            return kind
        chance -= part
    return None


def _truncated(answer: Answer) -> Answer:
    """Return the first half of the answer, after which the connection is closed."""
    if isinstance(answer.body, tuple):
        return replace(answer, body=answer.body[: len(answer.body) // 2], disconnect=True)
    if isinstance(answer.body, bytes):
        headers = {**answer.headers, "content-length": str(len(answer.body))}
        return replace(answer, headers=headers, body=answer.body[: len(answer.body) // 2], disconnect=True)
    return answer
