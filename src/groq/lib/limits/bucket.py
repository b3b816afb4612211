"""One rate limit as a token bucket that is learned from the headers of responses: pure.

The API refills its limits continuously. For each it reports the size, the remaining amount, and the time until it is
full. The rate is the missing amount divided by that time. Source: https://console.groq.com/docs/rate-limits
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from groq import RateLimit

# Fraction of a bucket. If less is missing, the rounding of the headers makes the rate inexact.
_MIN_MEASURED_SHARE = 0.001


@dataclass
class Bucket:
    """A rate limit. Before the first response it is unlimited.

    Attributes:
        share: The fraction of the limit that may be used, if other processes use the rest.
        size: Its capacity: the share of the limit.
        rate: The refill per second.
        level: The content at the time `updated`, on the clock of the caller.
        reserved: The expected use by calls in flight.
    """

    share: float = 1.0
    size: float = math.inf
    rate: float = math.inf
    level: float = math.inf
    updated: float = 0.0
    reserved: float = 0.0

    def wait_for(self, amount: float, now: float) -> float:
        """Return the seconds until a call that needs this amount may be sent; 0 if it may be sent now."""
        self._refill(now)
        needed = min(amount, self.size)  # a call that needs more than the capacity waits for a full bucket
        if self.level >= needed:
            return 0.0
        return (needed - self.level) / self.rate

    def reserve(self, amount: float) -> None:
        """Take the amount for a call that is being sent."""
        self.level -= amount
        self.reserved += amount

    def settle(self, reserved: float, used: float) -> None:
        """Replace the reserved amount of a call by the used one."""
        self.reserved -= reserved
        self.level = min(self.level + reserved - used, self.size)

    def learn(self, limit: RateLimit, now: float) -> None:
        """Update the bucket from the limit that a response reports."""
        if not limit.limit:
            return
        self._refill(now)
        is_new = math.isinf(self.size)
        self.size = limit.limit * self.share
        remaining = limit.limit if limit.remaining is None else limit.remaining
        missing = limit.limit - remaining
        if limit.reset and missing >= limit.limit * _MIN_MEASURED_SHARE:
            self.rate = missing / limit.reset * self.share
        elif math.isinf(self.rate):
            self.rate = self.size / 60  # until a response has used enough to measure it
        # The server may or may not have counted the calls in flight; the lower level is the safe one.
        reported = remaining - self.reserved
        if self.share == 1 or is_new:
            self.level = reported * (self.share if is_new else 1)
        self.level = min(self.level, reported, self.size)

    def _refill(self, now: float) -> None:
        if self.rate != math.inf:
            self.level = min(self.level + max(now - self.updated, 0.0) * self.rate, self.size)
        self.updated = now
