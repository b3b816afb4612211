"""Whether to try again, and after how long: pure. `_base_client` does the sleeping."""

from __future__ import annotations

import itertools
import random
import time
from collections import deque
from collections.abc import Callable, Mapping

from ._constants import INITIAL_RETRY_DELAY, MAX_RETRY_DELAY
from ._rate_limits import retry_after

# 408 request timeout, 409 lock timeout, 429 rate limit, 498 flex tier at capacity.
_RETRYABLE_STATUSES = frozenset({408, 409, 429, 498})
# What a server that answers so has not done: it refused the request before looking at it.
_REFUSED = frozenset({429, 503})
# A second POST to one of these makes a second file, batch or tuning.
_CREATING = ("/files", "/batches", "/fine_tunings")

MAX_RETRY_AFTER = 60.0

_FIRST_TOKENS, _MOST_TOKENS, _ANSWERS_PER_TOKEN = 10, 100, 5


def should_retry(status_code: int, headers: Mapping[str, str]) -> bool:
    """Whether a response with this status is worth another attempt; the API's `x-should-retry` wins."""
    advice = headers.get("x-should-retry")
    if advice == "true":
        return True
    if advice == "false":
        return False
    return status_code >= 500 or status_code in _RETRYABLE_STATUSES


def creates(method: str, path: str) -> bool:
    """Whether the request makes something on the server, which a repetition would make twice."""
    return method.upper() == "POST" and path.partition("?")[0].rstrip("/").endswith(_CREATING)


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


class RetryQuota:
    """How many retries a client may still make: a token bucket, shared with its copies.

    It starts with 10 tokens, a retry takes one, and every fifth answered call brings one back, up to 100. So the
    retries of a client are at most ten and a fifth of its answered calls, and an outage does not multiply its load:
    with nothing answered, there is no retry after the first ten. This is the retry budget of
    https://sre.google/sre-book/handling-overload/.
    """

    def __init__(self) -> None:
        # Both change in one step of the interpreter: no lock, which a fork could leave locked for ever.
        self._tokens: deque[None] = deque([None] * _FIRST_TOKENS, maxlen=_MOST_TOKENS)
        self._answers = itertools.count(1)

    def take(self) -> bool:
        """Take a token for a retry; false if there is none."""
        try:
            self._tokens.pop()
        except IndexError:
            return False
        return True

    def answered(self) -> None:
        """A call got an answer that needs no retry."""
        if next(self._answers) % _ANSWERS_PER_TOKEN == 0:
            self._tokens.append(None)
