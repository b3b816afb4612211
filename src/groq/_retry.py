"""Whether to try again, and after how long: pure. `_base_client` does the sleeping."""

from __future__ import annotations

import email.utils
import math
import random
import time
from collections.abc import Callable, Mapping

from ._constants import INITIAL_RETRY_DELAY, MAX_RETRY_DELAY

# 408 request timeout, 409 lock timeout, 429 rate limit, 498 flex tier at capacity.
_RETRYABLE_STATUSES = frozenset({408, 409, 429, 498})

MAX_RETRY_AFTER = 60.0


def should_retry(status_code: int, headers: Mapping[str, str]) -> bool:
    """Whether a response with this status is worth another attempt; the API's `x-should-retry` wins."""
    advice = headers.get("x-should-retry")
    if advice == "true":
        return True
    if advice == "false":
        return False
    return status_code >= 500 or status_code in _RETRYABLE_STATUSES


def retry_delay(
    retries_taken: int,
    headers: Mapping[str, str] | None,
    *,
    first: float = INITIAL_RETRY_DELAY,
    longest: float = MAX_RETRY_DELAY,
    jitter: Callable[[], float] = random.random,
    now: Callable[[], float] = time.time,
) -> float:
    """Seconds to wait before the next attempt.

    What the API asks for, if it asks for no more than `MAX_RETRY_AFTER`; else exponential backoff from `first` to
    `longest`, less up to a quarter so that clients do not come back all at once.

    Args:
        retries_taken: Retries made so far; 0 before the first one.
        headers: Those of the response, `None` where there was none.
        first: Seconds before the first retry.
        longest: Seconds that backoff grows to.
        jitter: Gives a number in [0, 1).
        now: Gives the time in seconds since the epoch.
    """
    asked = None if headers is None else retry_after(headers, now=now)
    if asked is not None and 0 < asked <= MAX_RETRY_AFTER:
        return asked
    # The exponent is bounded because a float is: 2.0 ** 1024 overflows.
    backoff = min(first * 2.0 ** min(retries_taken, 64), longest)
    return backoff * (1 - 0.25 * jitter())


def retry_after(headers: Mapping[str, str], *, now: Callable[[], float] = time.time) -> float | None:
    """Seconds that the API asks to wait; `None` where it does not say, or says nothing that can be read.

    `retry-after-ms` (milliseconds) is more precise than `retry-after` (seconds or an HTTP date), so it wins.
    """
    precise = _number(headers.get("retry-after-ms"))
    if precise is not None:
        return precise / 1000
    value = headers.get("retry-after")
    seconds = _number(value)
    if seconds is not None or value is None:
        return seconds
    return _seconds_until(value, now)


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
