"""How many retries a client may still make."""

from __future__ import annotations

import itertools
from collections import deque

_TOKENS, _ANSWERS_PER_TOKEN = 100, 5


class RetryQuota:
    """A bucket of 100 retries, which a client shares with its copies.

    A retry takes one, and gives it back if it is answered. Every fifth answered first attempt adds one, up to 100. An
    outage costs at most 100 retries beside one attempt a call, and a blip costs nothing. This is the retry budget of
    https://sre.google/sre-book/handling-overload/.
    """

    def __init__(self) -> None:
        # Each change is one atomic step of the interpreter. A lock could be left locked by a fork.
        self._tokens: deque[None] = deque([None] * _TOKENS, maxlen=_TOKENS)
        self._answers = itertools.count(1)

    def take(self) -> bool:
        """Take a retry; return whether there was one."""
        try:
            self._tokens.pop()
        except IndexError:
            return False
        return True

    def answered(self, *, is_retry: bool, holds_token: bool) -> None:
        """Note an answer that needs no retry."""
        if holds_token or (not is_retry and next(self._answers) % _ANSWERS_PER_TOKEN == 0):
            self._tokens.append(None)
