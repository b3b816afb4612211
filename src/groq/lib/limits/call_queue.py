"""The queue of calls to one model: which is sent next, and when. Pure; `limiter` waits and sends.

Calls are sent first come, first served. The first one is sent when the limits have room for it, no pause is
active, and fewer calls than the window allows are in flight. The window follows AIMD (additive increase, multiplicative
decrease), like the congestion window of TCP: https://www.rfc-editor.org/rfc/rfc5681
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import takewhile

from groq import RateLimits

from .bucket import Bucket

_FIRST_WINDOW = 16.0
_FIRST_OUTPUT = 256.0  # expected tokens of the first answer
_BYTES_A_TOKEN = 4.0  # before the first answer
_DEVIATIONS = 4.0  # kept in the bucket, for answers that are longer than expected
_WEIGHT = 0.1  # weight of the newest answer in the averages


@dataclass(eq=False)
class QueuedCall:
    """One call that waits or is in flight.

    Attributes:
        size: The bytes of its request.
        limit: The maximum tokens of the answer, if the request sets one.
        wake: Called when the call may be next; returns whether it is still waiting.
        number: Its position in the order of arrival.
        tokens: The reserved tokens.
        sent_at: When it was sent.
        holds_place: Whether it counts against the window. A stream counts until it begins: its reader may make calls.
        holds_request: Whether a request is reserved for it that the server may not have counted yet.
        is_open: Whether it was sent and not settled.
        is_inner: Whether middleware makes it while it sends another call to the model. It uses the place of that call:
            if all places were taken by calls that wait for inner ones, they would deadlock.
    """

    size: int
    limit: int | None
    wake: Callable[[], bool]
    number: int = 0
    tokens: float = 0.0
    sent_at: float = 0.0
    holds_place: bool = False
    holds_request: bool = False
    is_open: bool = False
    is_inner: bool = False


@dataclass
class CallQueue:
    """The calls to one model.

    Attributes:
        requests: The limit on requests.
        tokens: The limit on tokens.
        max_in_flight: The largest window.
        window: How many calls may be in flight.
        in_flight: How many calls are in flight.
        paused_until: No call is sent before this time.
    """

    requests: Bucket
    tokens: Bucket
    max_in_flight: float
    window: float = _FIRST_WINDOW
    in_flight: int = 0
    paused_until: float = -math.inf
    _queue: OrderedDict[int, QueuedCall] = field(default_factory=OrderedDict[int, QueuedCall])  # by number
    _arrived: int = 0
    _is_probing: bool = True  # the window doubles until the first refusal
    _decreased_at: float = -math.inf
    _output: float = _FIRST_OUTPUT
    _bytes_a_token: float = _BYTES_A_TOKEN
    _deviation: float = 0.0  # average difference between used and reserved tokens

    def __post_init__(self) -> None:
        self.window = min(self.window, self.max_in_flight)

    def enter(self, queued: QueuedCall) -> None:
        """Queue a call. A refused call keeps its position; an inner call goes first."""
        if not queued.number:
            self._arrived += 1
            queued.number = self._arrived
            self._queue[queued.number] = queued
            if queued.is_inner:
                self._queue.move_to_end(queued.number, last=False)
            return
        earlier = list(takewhile(lambda number: number < queued.number, self._queue))
        self._queue[queued.number] = queued
        for number in (queued.number, *reversed(earlier)):
            self._queue.move_to_end(number, last=False)

    def admit(self, queued: QueuedCall, now: float, patience: float = math.inf) -> float:
        """Return 0 if the call is sent now, otherwise the seconds until the next attempt; infinity to wait for `wake`.

        A call that would have to wait longer than `patience` is sent now, and the server reports the error.
        """
        if self.head is not queued or (self.in_flight >= max(1, int(self.window)) and not queued.is_inner):
            return math.inf
        tokens = min(self._expected(queued), self.tokens.size)
        needed = tokens + _DEVIATIONS * self._deviation
        wait = max(self.paused_until - now, self.requests.wait_for(1, now), self.tokens.wait_for(needed, now))
        if 0 < wait <= patience:
            return wait
        del self._queue[queued.number]
        self.requests.reserve(1)
        self.tokens.reserve(tokens)
        queued.tokens, queued.sent_at = tokens, now
        queued.is_open = queued.holds_request = True
        queued.holds_place = not queued.is_inner
        self.in_flight += queued.holds_place
        return 0.0

    def leave(self, queued: QueuedCall) -> None:
        """Remove a call, waiting or in flight."""
        self._queue.pop(queued.number, None)
        self._settle(queued, 0, 1)  # the server may have counted the request

    def wake_next(self) -> None:
        """Wake the next call. Calls whose event loop has ended are removed."""
        while (head := self.head) is not None and not head.wake():
            del self._queue[head.number]

    @property
    def head(self) -> QueuedCall | None:
        """The next call."""
        return next(iter(self._queue.values()), None)

    def begun(self, queued: QueuedCall) -> None:
        """Settle the request of a stream that has begun. Its tokens stay reserved until it ends."""
        self._leave_window(queued)
        self._settle_request(queued, 1)

    def learn(self, limits: RateLimits | None, now: float) -> None:
        """Update the limits from those that a response reports. Settle its call first: they include it."""
        if limits is not None:
            self.requests.learn(limits.requests, now)
            self.tokens.learn(limits.tokens, now)

    def answered(self, queued: QueuedCall, prompt_tokens: int | None, total_tokens: int | None) -> None:
        """Settle an answered call, with the used tokens if they are known."""
        self._settle(queued, queued.tokens if total_tokens is None else total_tokens, 1)
        if total_tokens is not None:
            prompt = total_tokens if prompt_tokens is None else prompt_tokens
            self._deviation += _WEIGHT * (abs(total_tokens - queued.tokens) - self._deviation)
            self._output += _WEIGHT * (total_tokens - prompt - self._output)
            self._bytes_a_token += _WEIGHT * (queued.size / max(prompt, 1) - self._bytes_a_token)
        self.window = min(self.window + (1 if self._is_probing else 1 / self.window), self.max_in_flight)

    def refused(self, queued: QueuedCall, pause: float, now: float) -> None:
        """Settle a refused call, which used nothing, and pause all calls to the model."""
        self._settle(queued, 0, 0)
        self.paused_until = max(self.paused_until, now + pause)
        if queued.sent_at >= self._decreased_at:  # refusals of calls in flight together count once
            self.window = max(self.window / 2, 1.0)
            self._is_probing = False
            self._decreased_at = now

    def _settle(self, queued: QueuedCall, tokens: float, requests: int) -> None:
        if queued.is_open:
            queued.is_open = False
            self._leave_window(queued)
            self._settle_request(queued, requests)
            self.tokens.settle(queued.tokens, tokens)

    def _settle_request(self, queued: QueuedCall, used: int) -> None:
        if queued.holds_request:
            queued.holds_request = False
            self.requests.settle(1, used)

    def _leave_window(self, queued: QueuedCall) -> None:
        if queued.holds_place:
            queued.holds_place = False
            self.in_flight -= 1

    def _expected(self, queued: QueuedCall) -> float:
        output = self._output if queued.limit is None else min(self._output, queued.limit)
        return queued.size / self._bytes_a_token + output
