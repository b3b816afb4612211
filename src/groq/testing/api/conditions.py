"""What a busy API does: it refuses what exceeds its limits, is slow, and fails. `app` applies this to each request."""

from __future__ import annotations

import math
import random
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from .._json import is_object
from ..server.messages import RecordedRequest
from ..server.multipart import boundary_of, parse_multipart
from .answers import Answer, error_answer
from .arguments import check_seconds, wrong_type, wrong_value
from .rate_limits import limit_headers

DISCONNECT = "disconnect"
TRUNCATE = "truncate"

_Kind = TypeVar("_Kind")

_RATE = re.compile(r"([0-9]{1,12})/([0-9]{0,6})(s|min|h|day)")
_SECONDS = {"s": 1, "min": 60, "h": 3600, "day": 86_400}


@dataclass(frozen=True)
class Rate:
    """So many in a time, of one kind; refilled continuously."""

    what: str
    limit: int
    seconds: int

    @classmethod
    def parse(cls, name: str, what: str, text: object) -> Rate:
        """Parse a rate such as `"600/min"` or `"60/6s"`."""
        if not isinstance(text, str):
            raise wrong_type(name, "a rate such as '600/min'", text)
        found = _RATE.fullmatch(text)
        if found is None or int(found[1]) == 0 or int(found[2] or 1) == 0:
            raise wrong_value(name, "a rate such as '600/min', by s, min, h or day, or '60/6s'", text)
        return cls(what, int(found[1]), int(found[2] or 1) * _SECONDS[found[3]])


@dataclass
class _Meter:
    """What is left of a rate for one model; below zero after an answer with more tokens than were left."""

    rate: Rate
    level: float
    updated: float

    def refill(self, now: float) -> None:
        refilled = (now - self.updated) * self.rate.limit / self.rate.seconds
        self.level, self.updated = min(self.level + refilled, self.rate.limit), now

    @property
    def wait(self) -> float:
        """Seconds until a request is accepted: one of this kind must be left."""
        return max(1 - self.level, 0) * self.rate.seconds / self.rate.limit

    @property
    def spent(self) -> int:
        return self.rate.limit - math.floor(self.level)

    def headers(self) -> dict[str, str]:
        return limit_headers(self.rate.what, self.spent, self.rate.limit, self.rate.seconds * 1000)


_ROUNDING = 1e-9  # 0.2 + 0.4 + 0.3 + 0.1 is above 1


@dataclass
class Conditions:
    """The conditions of one server. Thread-safe.

    Attributes:
        rates: Limits that refuse, for each model.
        latency: Seconds before each answer.
        failures: Status, `"disconnect"` or `"truncate"` → the part of the requests that fail so. Their sum is at most
            1.
        slow: Seconds → the part of the requests whose answers take so much longer. Their sum is at most 1.
    """

    rates: list[Rate] = field(default_factory=list[Rate])
    latency: float = 0.0
    failures: Mapping[int | str, float] = field(default_factory=dict[int | str, float])
    slow: Mapping[float, float] = field(default_factory=dict[float, float])
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        check_seconds("latency", self.latency)
        for kind in _checked_parts("failures", "{503: 0.05}", self.failures):
            is_status = isinstance(kind, int) and not isinstance(kind, bool) and 400 <= kind <= 599
            if not is_status and kind not in (DISCONNECT, TRUNCATE):
                expected = "an error status from 400 to 599, or 'disconnect', or 'truncate'"
                raise wrong_value("failures", expected, kind)
        for seconds in _checked_parts("slow", "{5.0: 0.01}", self.slow):
            check_seconds("slow", seconds)
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Start over with full limits."""
        self._meters: dict[str, list[_Meter]] = {}

    def failure(self, number: int) -> Answer | None:
        """Return the failure of the request with this number, if it fails. It depends on the number alone."""
        kind = _drawn(self.failures, number)
        if isinstance(kind, int):
            return error_answer(kind, "This failure was asked for with `failures`.")
        return Answer(disconnect=True) if kind == DISCONNECT else None

    def spoiled(self, number: int, answer: Answer) -> Answer:
        """Return the answer to the request with this number, truncated or slow if it is its turn."""
        if _drawn(self.failures, number) == TRUNCATE:
            answer = _truncated(answer)
        seconds = _drawn(self.slow, f"slow {number}")
        return answer if seconds is None else replace(answer, delay=answer.delay + seconds)

    def refusal(self, request: RecordedRequest) -> Answer | None:
        """Return a 429 if a limit is used up; otherwise, count the request."""
        model = self._limited_model(request)
        if model is None:
            return None
        with self._lock:
            meters = self._refilled(model)
            longest = max(meters, key=lambda one: one.wait)
            if longest.wait > 0:
                return _refusal(model, longest)
            for one in meters:
                if one.rate.what == "requests":
                    one.level -= 1
        return None

    def applied(self, request: RecordedRequest, answer: Answer) -> Answer:
        """Return the answer with the headers of the limits, delayed by the latency. Count its tokens."""
        if self.latency:
            answer = replace(answer, delay=answer.delay + self.latency)
        model = self._limited_model(request)
        if model is None:
            return answer
        with self._lock:
            meters = self._refilled(model)
            for one in meters:
                if one.rate.what == "tokens":
                    one.level -= answer.tokens
            headers = {name: value for one in meters for name, value in one.headers().items()}
        return replace(answer, headers={**headers, **answer.headers})

    def _limited_model(self, request: RecordedRequest) -> str | None:
        return _model(request) if self.rates else None

    def _refilled(self, model: str) -> list[_Meter]:
        now = self.clock()
        if model not in self._meters:
            self._meters[model] = [_Meter(rate, rate.limit, now) for rate in self.rates]
        for one in self._meters[model]:
            one.refill(now)
        return self._meters[model]


def _checked_parts(name: str, example: str, parts: Mapping[Any, Any]) -> list[Any]:
    """Return the keys of a mapping whose values are parts of the requests."""
    given = cast("object", parts)  # callers may be untyped
    if not isinstance(given, Mapping):
        raise wrong_type(name, f"a mapping such as {example}", given)
    for kind, part in parts.items():
        if isinstance(part, bool) or not isinstance(part, (int, float)) or not 0 <= part <= 1:
            raise wrong_value(f"{name}[{kind!r}]", "the part of the requests, from 0 to 1", part)
    if sum(parts.values()) > 1 + _ROUNDING:
        raise wrong_value(name, "parts of the requests with a sum of at most 1", dict(parts))
    return list(parts)


def _drawn(parts: Mapping[_Kind, float], seed: int | str) -> _Kind | None:
    """Return the kind that falls to this seed, if one does."""
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


def _refusal(model: str, meter: _Meter) -> Answer:
    rate, wait = meter.rate, f"{meter.wait:.3f}"
    message = (
        f"Rate limit reached for model `{model}` on {rate.what}: limit {rate.limit} in {rate.seconds} s, "
        f"used {meter.spent}. Please try again in {wait}s."
    )
    return error_answer(429, message, type=rate.what, headers={"retry-after": wait})


def _model(request: RecordedRequest) -> str | None:
    """Return the model that a body or a form names; `None` without one, and for an invalid body."""
    content_type = request.headers.get("content-type", "")
    try:
        if "json" in content_type:
            body: Any = request.json
            model = body.get("model") if is_object(body) else None
        else:
            parts = parse_multipart(request.body, boundary_of(content_type))
            model = next((part.content.decode() for part in parts if part.name == "model"), None)
    except ValueError:
        return None
    return model if isinstance(model, str) else None
