"""How many retries a client may still make."""

from __future__ import annotations

import itertools
from collections import deque

_FIRST_TOKENS, _MOST_TOKENS, _ANSWERS_PER_TOKEN = 10, 100, 5


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
