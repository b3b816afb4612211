"""Whether to retry, and after how long: pure."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping

from .._constants import INITIAL_RETRY_DELAY, MAX_RETRY_DELAY
from .._rate_limits import retry_after

# 408 request timeout, 409 lock timeout, 429 rate limit, 498 flex tier at capacity.
_RETRYABLE_STATUSES = frozenset({408, 409, 429, 498})
# A server that responds with these has not processed the request.
_REFUSED = frozenset({429, 503})
# A server that responds with these has too much to do.
REFUSALS = frozenset({429, 498, 503})
MAX_RETRY_AFTER = 60.0


def should_retry(status_code: int, headers: Mapping[str, str]) -> bool:
    """Return whether to retry after a response with this status. The header `x-should-retry` overrides the status."""
    advice = headers.get("x-should-retry")
    if advice == "true":
        return True
    if advice == "false":
        return False
    return status_code >= 500 or status_code in _RETRYABLE_STATUSES


def may_have_created(status_code: int, headers: Mapping[str, str]) -> bool:
    """Return whether a request that got this response may have created an object on the server."""
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
    """Return the seconds to wait before the next attempt, or `None` if the API asks for more than `MAX_RETRY_AFTER`.

    The delay that the API asks for; otherwise exponential backoff from `first` to `longest`, less up to a quarter so
    that clients do not retry at the same time.

    Args:
        retries_taken: Retries made so far; 0 before the first one.
        headers: The headers of the response, `None` if there is no response.
        first: Seconds before the first retry.
        longest: The maximum of the backoff, in seconds.
        jitter: Returns a number in [0, 1).
        now: Returns the time in seconds since the epoch.
    """
    asked = None if headers is None else retry_after(headers, now=now)
    if asked is not None and asked > 0:
        return asked if asked <= MAX_RETRY_AFTER else None
    # The exponent is bounded because a float is: 2.0 ** 1024 overflows.
    backoff = min(first * 2.0 ** min(retries_taken, 64), longest)
    return backoff * (1 - 0.25 * jitter())


def is_asked_to_wait(headers: Mapping[str, str] | None) -> bool:
    """Return whether the API asks for a delay. A retry after it is load that the API expects."""
    asked = None if headers is None else retry_after(headers)
    return asked is not None and asked > 0
