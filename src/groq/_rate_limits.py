"""Headers → rate limits and the time to wait before a retry: pure.

Source: https://console.groq.com/docs/rate-limits
"""

from __future__ import annotations

import email.utils
import math
import re
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ns": 1e-9}
_DURATION_PARTS = re.compile(r"([0-9.]+)(h|ms|m|s|us|µs|μs|ns)").findall


class RateLimit(NamedTuple):
    """One rate limit. Attributes are `None` if the API does not send them.

    Attributes:
        limit: Requests per day, tokens per minute, or seconds of audio per hour.
        remaining: Requests, tokens or seconds of audio left.
        reset: Seconds until `remaining` equals `limit` again.
    """

    limit: int | None
    remaining: int | None
    reset: float | None


_NO_LIMIT = RateLimit(None, None, None)


class RateLimits(NamedTuple):
    """Limits on requests (per day), tokens (per minute) and audio (per hour), from the headers of a response.

    The API has three more, without headers: requests per minute, tokens per day, audio per day. The message of a
    `RateLimitError` names the exceeded one. Cached tokens do not count.
    """

    requests: RateLimit
    tokens: RateLimit
    audio_seconds: RateLimit = _NO_LIMIT


def rate_limits(headers: Mapping[str, str]) -> RateLimits | None:
    """Return the limits in the headers of a response, or `None` without such headers."""
    limits = _all_limits(headers)
    return None if limits == [_NO_LIMIT] * 3 else RateLimits(*limits)


class HasRateLimits:
    """Mixin that reads `_response_headers`, for responses, streams and models that were a whole response."""

    @property
    def rate_limits(self) -> RateLimits | None:
        """The rate limits when this response was sent; `None` if the API sent none, and for copies."""
        headers: Mapping[str, str] | None = getattr(self, "_response_headers", None)
        return None if headers is None else rate_limits(headers)

    @property
    def request_id(self) -> str | None:
        """The `x-request-id` of this response, to include when you report a problem; `None` for copies."""
        headers: Mapping[str, str] | None = getattr(self, "_response_headers", None)
        return None if headers is None else headers.get("x-request-id")


def retry_after(headers: Mapping[str, str], *, now: Callable[[], float] = time.time) -> float | None:
    """Return the seconds to wait before a retry, or `None` if the headers are missing or invalid.

    `retry-after-ms` (milliseconds) overrides `retry-after` (seconds or an HTTP date), which is less precise. Without
    either, wait until each exhausted limit is reset.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after")
    seconds = _number(value)
    if seconds is not None:
        return seconds
    if value is not None:
        return _seconds_until(value, now)
    resets = [one.reset for one in _all_limits(headers) if one.remaining == 0 and one.reset is not None]
    return max(resets, default=None)


def duration_seconds(text: str) -> float | None:
    """Return the seconds of a duration in Go's format (`7.66s`, `2m59.56s`, `577.5ms`), or `None` if it is invalid."""
    text = text.strip()
    parts: list[tuple[str, str]] = _DURATION_PARTS(text)
    seconds = [number * _UNITS[unit] for value, unit in parts if (number := _number(value)) is not None]
    is_valid = 0 < len(text) <= 64 and len(seconds) == len(parts) and "".join(map("".join, parts)) == text
    return sum(seconds) if is_valid else None


def _all_limits(headers: Mapping[str, str]) -> list[RateLimit]:
    return [
        RateLimit(
            limit=_count(headers.get(f"x-ratelimit-limit-{unit}")),
            remaining=_count(headers.get(f"x-ratelimit-remaining-{unit}")),
            reset=duration_seconds(headers.get(f"x-ratelimit-reset-{unit}", "")),
        )
        for unit in ("requests", "tokens", "audio-seconds")
    ]


def _count(value: str | None) -> int | None:
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 20 else None


def _number(value: str | None) -> float | None:
    try:
        number = float(value) if value is not None and "_" not in value else math.nan  # float() accepts 1_000
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _seconds_until(http_date: str, now: Callable[[], float]) -> float | None:
    date = email.utils.parsedate_tz(http_date)
    if date is None:
        return None
    try:
        return email.utils.mktime_tz(date) - now()
    except (OverflowError, ValueError):  # a year that clocks cannot represent
        return None
