"""Headers → rate limits, and how long the API asks to wait: pure.

Source: https://console.groq.com/docs/rate-limits
"""

from __future__ import annotations

import email.utils
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ns": 1e-9}


@dataclass(frozen=True, slots=True)
class RateLimit:
    """One limit: how much it allows, how much is left, and when it is whole again; `None` where the API does not say.

    Attributes:
        limit: What is allowed: requests per day, or tokens per minute.
        remaining: What is left of it.
        reset: Seconds until all of it is there again.
    """

    limit: int | None
    remaining: int | None
    reset: float | None


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The limits on requests (per day) and on tokens (per minute), as the headers of a response tell them."""

    requests: RateLimit
    tokens: RateLimit


def rate_limits(headers: Mapping[str, str]) -> RateLimits | None:
    """The limits that the headers of a response name, `None` where they name none."""
    limits = RateLimits(requests=_limit(headers, "requests"), tokens=_limit(headers, "tokens"))
    return None if limits == _NOTHING else limits


class HasRateLimits:
    """Gives a response, a stream, or a model that was a whole response what its `_response_headers` said."""

    @property
    def rate_limits(self) -> RateLimits | None:
        """The rate limits when this response was sent; `None` where the API named none, and for copies."""
        headers: Mapping[str, str] | None = getattr(self, "_response_headers", None)
        return None if headers is None else rate_limits(headers)

    @property
    def request_id(self) -> str | None:
        """The `x-request-id` of this response; quote it when reporting a problem. `None` for copies."""
        headers: Mapping[str, str] | None = getattr(self, "_response_headers", None)
        return None if headers is None else headers.get("x-request-id")


def retry_after(headers: Mapping[str, str], *, now: Callable[[], float] = time.time) -> float | None:
    """Seconds that the API asks to wait; `None` where it does not say, or says nothing that can be read.

    `retry-after-ms` (milliseconds) is more precise than `retry-after` (seconds or an HTTP date), so it wins. Without
    either, it is the time until a limit of which nothing remains is reset.
    """
    precise = _number(headers.get("retry-after-ms"))
    if precise is not None:
        return precise / 1000
    value = headers.get("retry-after")
    seconds = _number(value)
    if seconds is not None:
        return seconds
    if value is not None:
        return _seconds_until(value, now)
    limits = rate_limits(headers)
    spent = [one.reset for one in (limits.requests, limits.tokens) if one.remaining == 0] if limits else []
    return max((reset for reset in spent if reset is not None), default=None)


def duration_seconds(text: str) -> float | None:
    """The seconds of a duration as Go writes it (`7.66s`, `2m59.56s`, `577.5ms`, `1h2m3s`); `None` if it is none."""
    total, number, rest = 0.0, "", text.strip()
    if not rest or len(rest) > 64:
        return None
    while rest:
        digits = len(rest) - len(rest.lstrip("0123456789."))
        number, rest = rest[:digits], rest[digits:]
        letters = len(rest) - len(rest.lstrip("hmsunµμ"))
        unit, rest = _UNITS.get(rest[:letters]), rest[letters:]
        value = _number(number)
        if unit is None or value is None:
            return None
        total += value * unit
    return total


def _limit(headers: Mapping[str, str], what: str) -> RateLimit:
    reset = headers.get(f"x-ratelimit-reset-{what}")
    return RateLimit(
        limit=_count(headers.get(f"x-ratelimit-limit-{what}")),
        remaining=_count(headers.get(f"x-ratelimit-remaining-{what}")),
        reset=None if reset is None else duration_seconds(reset),
    )


_NOTHING = RateLimits(RateLimit(None, None, None), RateLimit(None, None, None))


def _count(value: str | None) -> int | None:
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 20 else None


def _number(value: str | None) -> float | None:
    try:
        number = float(value) if value is not None and "_" not in value else math.nan  # float() takes 1_000
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _seconds_until(http_date: str, now: Callable[[], float]) -> float | None:
    date = email.utils.parsedate_tz(http_date)
    if date is None:
        return None
    try:
        return email.utils.mktime_tz(date) - now()
    except (OverflowError, ValueError):  # a year that no clock can hold
        return None
