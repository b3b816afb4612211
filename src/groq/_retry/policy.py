"""Whether to retry, after how long, and how often: without I/O."""

from __future__ import annotations

import itertools
import random
import time
from collections import deque
from collections.abc import Callable, Mapping

from .._constants import INITIAL_RETRY_DELAY, MAX_RETRY_AFTER, MAX_RETRY_DELAY
from .._rate_limits import retry_after

# Besides 500 and above: request timeout, lock timeout, rate limit, flex tier at capacity.
_RETRYABLE_STATUSES = frozenset({408, 409, 429, 498})
_UNPROCESSED_STATUSES = frozenset({429, 503})
OVERLOAD_STATUSES = frozenset({429, 498, 503})
_QUOTA, _ANSWERS_PER_RETRY = 100, 5


def should_retry(status_code: int, headers: Mapping[str, str]) -> bool:
    """Return whether to retry after a response with this status. The header `x-should-retry` overrides the status."""
    advice = headers.get("x-should-retry")
    if advice == "true":
        return True
    return advice != "false" and (status_code >= 500 or status_code in _RETRYABLE_STATUSES)


def was_possibly_processed(status_code: int, headers: Mapping[str, str]) -> bool:
    """Return whether the server may have processed a request before it failed with this response."""
    return status_code not in _UNPROCESSED_STATUSES and headers.get("x-should-retry") != "true"


def retry_delay(
    retries_taken: int,
    headers: Mapping[str, str] | None,
    *,
    first: float = INITIAL_RETRY_DELAY,
    longest: float = MAX_RETRY_DELAY,
    jitter: Callable[[], float] = random.random,
    now: Callable[[], float] = time.time,
) -> float | None:
    """Return the seconds to wait before the next attempt, or `None` if the API requests more than `MAX_RETRY_AFTER`.

    Use the delay that the API requests. Otherwise use exponential backoff from `first` to `longest`, minus a jitter of
    up to a quarter, so that clients do not retry at the same time.

    Args:
        retries_taken: Retries made so far; 0 before the first one.
        headers: The headers of the response, `None` if there is no response.
        first: Seconds before the first retry.
        longest: The maximum of the backoff, in seconds.
        jitter: Returns a number in [0, 1).
        now: Returns the time in seconds since the epoch.
    """
    requested = None if headers is None else retry_after(headers, now=now)
    if requested is not None and requested > 0:
        return requested if requested <= MAX_RETRY_AFTER else None
    # The exponent is bounded because a float is: 2.0 ** 1024 overflows.
    backoff = min(first * 2.0 ** min(retries_taken, 64), longest)
    return backoff * (1 - 0.25 * jitter())


def is_delay_requested(headers: Mapping[str, str]) -> bool:
    """Return whether the API requests a delay, and so expects a retry after it."""
    return (retry_after(headers) or 0) > 0


class RetryQuota:
    """A token bucket of 100 retries, which a client shares with its copies.

    A retry takes one, and returns it if its response needs no retry. Every fifth first attempt with such a response
    adds one, up to 100. An outage costs at most 100 retries; a short failure costs none. This is the retry budget of
    https://sre.google/sre-book/handling-overload/.
    """

    def __init__(self) -> None:
        # Each change is atomic in the interpreter. A lock could be left locked by a fork.
        self._retries: deque[None] = deque([None] * _QUOTA, maxlen=_QUOTA)
        self._answers = itertools.count(1)

    def take(self) -> bool:
        """Take a retry; return whether there was one."""
        try:
            self._retries.pop()
        except IndexError:
            return False
        return True

    def answered(self, *, is_retry: bool, holds_retry: bool) -> None:
        """Record a response that needs no retry."""
        if holds_retry or (not is_retry and next(self._answers) % _ANSWERS_PER_RETRY == 0):
            self._retries.append(None)
