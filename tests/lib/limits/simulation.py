"""A server with rate limits and its clients, in simulated time."""

from __future__ import annotations

import heapq
import itertools
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from groq import RateLimit, RateLimits
from groq.lib.limits.call_queue import CallQueue, QueuedCall


@dataclass
class Limit:
    """A limit that the server refills continuously."""

    size: float
    period: float = 60.0
    level: float = math.nan
    updated: float = 0.0

    def __post_init__(self) -> None:
        self.level = self.size

    def refill(self, now: float) -> None:
        self.level = min(self.level + (now - self.updated) * self.size / self.period, self.size)
        self.updated = now

    def report(self) -> RateLimit:
        missing = self.size - max(self.level, 0)
        return RateLimit(int(self.size), max(int(self.level), 0), missing / self.size * self.period)


@dataclass
class Server:
    """Refuses requests over its limits, and counts requests."""

    requests: Limit
    tokens: Limit
    has_headers: bool = True
    concurrent: float = math.inf
    in_flight: int = 0
    answered: int = 0
    refused: int = 0
    used: float = 0.0

    def arrive(self, now: float, tokens: float) -> float | None:
        """Return the delay in seconds for a refused request, `None` for an answered one."""
        for limit in (self.requests, self.tokens):
            limit.refill(now)
        short = max(
            (1 - self.requests.level) * self.requests.period / self.requests.size,
            (tokens - self.tokens.level) * self.tokens.period / self.tokens.size,
        )
        if short > 0 or self.in_flight >= self.concurrent:
            self.refused += 1
            return max(short, 0.05)
        self.requests.level -= 1
        self.tokens.level -= tokens
        self.in_flight += 1
        return None

    def answer(self, now: float, tokens: float) -> RateLimits | None:
        """Count an answered request, and return the limits in its response headers."""
        self.in_flight -= 1
        self.answered += 1
        self.used += tokens
        for limit in (self.requests, self.tokens):
            limit.refill(now)
        return RateLimits(self.requests.report(), self.tokens.report()) if self.has_headers else None


@dataclass
class Simulation:
    """Sends prompts through queues to a server.

    Attributes:
        now: The simulated time.
        answered_at: Prompt → the time of its answer.
    """

    server: Server
    random: random.Random
    latency: Callable[[], float] = lambda: 0.5
    now: float = 0.0
    answered_at: dict[int, float] = field(default_factory=dict[int, float])
    in_flight_most: int = 0
    _events: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def at(self, time: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (time, next(self._numbers), event))

    def prompt(self, number: int, queue: CallQueue, prompt_tokens: int, output_tokens: int) -> None:
        """Queue a prompt now."""
        size = prompt_tokens * 5
        self._wait(number, queue, QueuedCall(size, None, bool), prompt_tokens, output_tokens)

    def run(self, until: float = math.inf) -> None:
        while self._events and self._events[0][0] <= until:
            self.now, _, event = heapq.heappop(self._events)
            event()

    def _wait(self, number: int, queue: CallQueue, queued: QueuedCall, prompt_tokens: int, output_tokens: int) -> None:
        is_sent = False

        def ask() -> None:
            nonlocal is_sent
            if is_sent:
                return
            wait = queue.admit(queued, self.now)
            if wait == 0:
                is_sent = True
                queue.wake_next()
                self.at(self.now + 0.01, lambda: self._arrive(number, queue, queued, prompt_tokens, output_tokens))
            elif wait != math.inf:
                self.at(self.now + wait + 1e-6, ask)

        def wake() -> bool:
            self.at(self.now, ask)
            return True

        queued.wake = wake
        queue.enter(queued)
        ask()

    def _arrive(
        self, number: int, queue: CallQueue, queued: QueuedCall, prompt_tokens: int, output_tokens: int
    ) -> None:
        tokens = prompt_tokens + output_tokens
        pause = self.server.arrive(self.now, tokens)
        if pause is not None:
            queue.refused(queued, pause, self.now)
            queue.wake_next()
            self._wait(number, queue, queued, prompt_tokens, output_tokens)
            return
        self.in_flight_most = max(self.in_flight_most, self.server.in_flight)

        def answer() -> None:
            limits = self.server.answer(self.now, tokens)
            self.answered_at[number] = self.now
            queue.answered(queued, prompt_tokens, tokens)
            queue.learn(limits, self.now)
            queue.wake_next()

        self.at(self.now + self.latency(), answer)
