"""Rate limits of each model: `app` refuses requests that exceed them, and adds their headers to every answer.

A default limit refuses nothing. It depends on the requests, not on the clock, so that tests are repeatable. It is
refilled when half of it is used: a client that respects the limits never waits.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from ...lib._mutex import Mutex
from .._strict_json import is_object
from ..server.messages import RecordedRequest
from ..server.multipart import boundary_of, parse_multipart
from .answers import Answer, error_answer
from .arguments import wrong_type, wrong_value

OTHERS = "*"
"""The key for all models without a limit of their own."""

_RATE = re.compile(r"([0-9]{1,12})/([0-9]{0,6})(s|min|h|day)")
_SECONDS = {"s": 1, "min": 60, "h": 3600, "day": 86_400}
_ROUNDING = 1e-9  # tolerance for sums of floats
_AUDIO = "audio-seconds"
_AUDIO_PATH = "/audio/"


@dataclass(frozen=True)
class Rate:
    """A limit on requests, tokens or audio per period, refilled continuously.

    Attributes:
        what: The limited quantity, as in headers: `requests`, `tokens` or `audio-seconds`.
        limit: The amount.
        seconds: The period.
        refuses: Whether requests are refused while it is exhausted.
    """

    what: str
    limit: int
    seconds: int
    refuses: bool = True

    @classmethod
    def parse(cls, name: str, what: str, text: object) -> Rate:
        """Parse a rate such as `"600/min"` or `"60/6s"`."""
        if not isinstance(text, str):
            raise wrong_type(name, "a rate such as '600/min', or a mapping of models to rates", text)
        found = _RATE.fullmatch(text)
        if found is None or int(found[1]) == 0 or int(found[2] or 1) == 0:
            raise wrong_value(name, "a rate such as '600/min', by s, min, h or day, or '60/6s'", text)
        return cls(what, int(found[1]), int(found[2] or 1) * _SECONDS[found[3]])


_DEFAULTS = (
    Rate("requests", 14_400, 86_400, refuses=False),
    Rate("tokens", 250_000, 60, refuses=False),
    Rate(_AUDIO, 7_200, 3600, refuses=False),
)


def rates_by_model(name: str, what: str, given: object) -> dict[str, Rate]:
    """Parse one rate for every model, or a mapping of models to rates, with `"*"` for the others."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        return {OTHERS: Rate.parse(name, what, given)}
    rates: dict[str, Rate] = {}
    for model, text in cast("Mapping[object, object]", given).items():  # callers may be untyped
        if not isinstance(model, str) or not model:
            raise wrong_type(name, "the id of a model, or '*' for all others, as key", model)
        rates[model] = Rate.parse(f"{name}[{model!r}]", what, text)
    return rates


@dataclass
class _Meter:
    """The remaining amount of a rate for one model; negative after an answer with more tokens than were left."""

    rate: Rate
    level: float
    updated: float

    def refill(self, now: float) -> None:
        if self.rate.refuses:
            refilled = (now - self.updated) * self.rate.limit / self.rate.seconds
            self.level, self.updated = min(self.level + refilled, self.rate.limit), now

    def take(self, amount: int) -> None:
        self.level -= amount
        if not self.rate.refuses:
            self.level = self.rate.limit - self.spent % (self.rate.limit // 2)

    @property
    def wait(self) -> float:
        """Seconds until a request is accepted, for which at least 1 must be left."""
        return max(1 - _ROUNDING - self.level, 0) * self.rate.seconds / self.rate.limit

    @property
    def spent(self) -> int:
        return self.rate.limit - math.floor(self.level + _ROUNDING)

    def headers(self) -> dict[str, str]:
        return limit_headers(self.rate.what, self.spent, self.rate.limit, self.rate.seconds * 1000)


class ServerRateLimits:
    """The limits of one server: requests, tokens and seconds of audio for each model. Thread-safe.

    Args:
        rates: For each quantity, model → a limit that refuses requests.
        clock: Returns seconds.
    """

    def __init__(self, *rates: Mapping[str, Rate], clock: Callable[[], float] = time.monotonic) -> None:
        self._rates = rates
        self._clock = clock
        self._lock = Mutex()
        self._meters: dict[str | None, list[_Meter]] = {}

    def reset(self) -> None:
        """Start over with full limits."""
        with self._lock:
            self._meters = {}

    def change(self, *rates: Mapping[str, Rate] | None) -> None:
        """Replace the limits; `None` keeps the old ones. A model keeps its remaining amount, up to the new limit."""
        with self._lock:
            before = {model: self._refilled(model) for model in list(self._meters)}
            self._rates = tuple(old if new is None else new for old, new in zip(self._rates, rates, strict=True))
            self._meters = {}
            for model, meters in before.items():
                left = {(one.rate.what, one.rate.refuses): one.level for one in meters}
                for one in self._refilled(model):
                    one.level = min(left.get((one.rate.what, one.rate.refuses), one.level), one.level)

    def refusal(self, model: str | None) -> Answer | None:
        """Return a 429 if a limit of the model is exhausted; otherwise, count the request."""
        with self._lock:
            meters = self._refilled(model)
            longest = max(meters, key=lambda one: one.wait)
            if longest.wait > 0:
                return _refusal(model, longest)
            meters[0].take(1)
        return None

    def applied(self, model: str | None, answer: Answer) -> Answer:
        """Count the use of an answer, and return it with the headers of the limits."""
        taken = {"tokens": answer.tokens, _AUDIO: math.ceil(answer.audio_seconds or 0)}
        headers: dict[str, str] = {}
        with self._lock:
            for one in self._refilled(model):
                one.take(taken.get(one.rate.what, 0))
                # A recorded answer has the headers of the API; those of audio come with audio.
                is_shown = one.rate.refuses or not answer.is_recorded
                if is_shown and (one.rate.what != _AUDIO or answer.audio_seconds is not None):
                    headers.update(one.headers())
        return replace(answer, headers={**headers, **answer.headers})

    def _refilled(self, model: str | None) -> list[_Meter]:
        """Return the meters of a model: requests, tokens, audio."""
        now = self._clock()
        if model not in self._meters:
            asked = [rates.get(model, rates.get(OTHERS)) for rates in self._rates] if model is not None else []
            rates = {rate.what: rate for rate in (*_DEFAULTS, *asked) if rate is not None}
            self._meters[model] = [_Meter(rate, rate.limit, now) for rate in rates.values()]
        for one in self._meters[model]:
            one.refill(now)
        return self._meters[model]


def model_of(request: RecordedRequest) -> str | None:
    """Return the model that a body or a form names; `None` without one, and for an invalid body."""
    content_type = request.headers.get("content-type", "")
    is_form = content_type.strip().lower().startswith("multipart/")
    try:
        if not is_form:  # endpoints read JSON with any content type
            body: Any = request.json
            model = body.get("model") if is_object(body) else None
        elif _AUDIO_PATH in request.path:  # other forms are files, which are large
            parts = parse_multipart(request.body, boundary_of(content_type))
            model = next((part.content.decode() for part in parts if part.name == "model"), None)
        else:
            return None
    except ValueError:
        return None
    return model if isinstance(model, str) else None


def limit_headers(name: str, spent: int, limit: int, window_ms: int) -> dict[str, str]:
    """Return the three headers of one limit. `remaining` is at least 0; `reset` is the time until the limit is full."""
    return {
        f"x-ratelimit-limit-{name}": str(limit),
        f"x-ratelimit-remaining-{name}": str(max(limit - spent, 0)),
        f"x-ratelimit-reset-{name}": go_duration(-(-spent * window_ms // limit)),
    }


def go_duration(milliseconds: int) -> str:
    """Return a duration in Go's format: `0s`, `577ms`, `7.66s`, `2m59.56s`, `1h2m3s`."""
    if 0 < milliseconds < 1000:
        return f"{milliseconds}ms"
    minutes, rest_ms = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds, thousandths = divmod(rest_ms, 1000)
    fraction = f".{thousandths:03d}".rstrip("0") if thousandths else ""
    prefix = f"{hours}h{minutes}m" if hours else f"{minutes}m" if minutes else ""
    return f"{prefix}{seconds}{fraction}s"


def _refusal(model: str | None, meter: _Meter) -> Answer:
    rate, wait = (
        meter.rate,
        f"{math.ceil(meter.wait * 1000) / 1000:.3f}",
    )  # rounded up: a client that waits for less is refused again
    message = (
        f"Rate limit reached for model `{model}` on {rate.what}: limit {rate.limit} in {rate.seconds} s, "
        f"used {meter.spent}. Please try again in {wait}s."
    )
    return error_answer(429, message, type=rate.what, headers={"retry-after": wait})
