"""Whether to try again, and after how long: pure."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping

from .._constants import INITIAL_RETRY_DELAY, MAX_RETRY_DELAY
from .._rate_limits import retry_after

# 408 request timeout, 409 lock timeout, 429 rate limit, 498 flex tier at capacity.
_RETRYABLE_STATUSES = frozenset({408, 409, 429, 498})
# What a server that answers so has not done: it refused the request before looking at it.
_REFUSED = frozenset({429, 503})
MAX_RETRY_AFTER = 60.0


def should_retry(status_code: int, headers: Mapping[str, str]) -> bool:
    """Whether a response with this status is worth another attempt; the API's `x-should-retry` wins."""
    advice = headers.get("x-should-retry")
    if advice == "true":
        return True
    if advice == "false":
        return False
    return status_code >= 500 or status_code in _RETRYABLE_STATUSES


def may_have_created(status_code: int, headers: Mapping[str, str]) -> bool:
    """Whether a creating request that got this answer may have been carried out nevertheless."""
    return status_code not in _REFUSED and headers.get("x-should-retry") != "true"


def retry_delay(
    retries_taken: int,
    headers: Mapping[str, str] | None,
    *,
    first: float = INITIAL_RETRY_DELAY,
    longest: float = MAX_RETRY_DELAY,
    jitter: Callable[[], float] = random.random,
    now: Callable[[], float] = time.time,
) -> float | None:
    """Seconds to wait before the next attempt; `None` where the API asks for more than `MAX_RETRY_AFTER`: give up.

    What the API asks for, to the letter; else exponential backoff from `first` to `longest`, less up to a quarter so
    that clients do not come back all at once.

    Args:
        retries_taken: Retries made so far; 0 before the first one.
        headers: Those of the response, `None` where there was none.
        first: Seconds before the first retry.
        longest: Seconds that backoff grows to.
        jitter: Gives a number in [0, 1).
        now: Gives the time in seconds since the epoch.
    """
    asked = None if headers is None else retry_after(headers, now=now)
    if asked is not None and asked > 0:
        return asked if asked <= MAX_RETRY_AFTER else None
    # The exponent is bounded because a float is: 2.0 ** 1024 overflows.
    backoff = min(first * 2.0 ** min(retries_taken, 64), longest)
    return backoff * (1 - 0.25 * jitter())


def is_asked_to_wait(headers: Mapping[str, str] | None) -> bool:
    """Whether the API says how long to wait: such a retry adds no load that it did not ask for."""
    asked = None if headers is None else retry_after(headers)
    return asked is not None and asked > 0
