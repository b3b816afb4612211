"""`RateLimiter`: the middleware. `call_queue` decides; this module waits and sends."""

from __future__ import annotations

import contextlib
import functools
import logging
import math
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Generator
from contextvars import ContextVar
from typing import Any

import anyio
import httpx
from typing_extensions import override

from groq import APIStatusError, AsyncStream, Call, CallNext, RateLimits, Stream

from ..._utils._forks import after_fork_in_child
from .bucket import Bucket
from .call_queue import CallQueue, QueuedCall
from .errors import RateLimitTimeoutError
from .waits import sleep, thread_safe, wait

_log = logging.getLogger("groq")
_TOO_MANY_REQUESTS = 429
_OVERLOAD_STATUSES = frozenset({_TOO_MANY_REQUESTS, 498, 503})
_FIRST_PAUSE = 0.5  # seconds, without a `retry-after`; doubles with each refusal of a call
_MAX_PAUSE = 30.0
_MAX_SLEEP = 3600.0  # seconds; the clocks of some systems overflow with more
_MAX_TOKENS = 10**9
_MAX_MODELS = 256  # whose limits are remembered; the name of a model may be any string
_IMAGE_BYTES = 4000  # like text of a thousand tokens; the tokens of an image do not depend on its bytes
_OUTPUT_LIMITS = ("max_completion_tokens", "max_tokens", "max_output_tokens")


_limiters: weakref.WeakSet[RateLimiter] = weakref.WeakSet()
# The call that is being sent in this context, and its queue.
_sent: ContextVar[tuple[CallQueue, QueuedCall] | None] = ContextVar("groq_limited_call", default=None)


class RateLimiter:
    """Middleware that keeps calls within the rate limits of the API, and retries those that are refused.

    >>> limiter = RateLimiter()
    >>> client = Groq(middleware=[limiter])

    Limits and remaining amounts are learned from the headers of responses, for each model. A call waits until there
    is room for its request and its tokens, first come, first served. The maximum number of calls in flight adapts: it
    grows by one as long as calls succeed, and is halved when one is refused. A refused call (429, 498 or 503) pauses
    all calls to the model for the time that the server requests, and is then retried. Other retries are unchanged.

    Threads, tasks and clients, blocking and async, may share one limiter, and then share one budget. Only calls with
    a `model` are limited.

    Args:
        share: The fraction of the limits that may be used. With four processes, pass `0.25` in each.
        max_in_flight: The maximum number of calls in flight to one model.
        max_wait: Maximum seconds to retry a refused call before its error is raised; `None` for no limit. Without a
            `max_queue_time`, a call does not wait for a longer pause of the server: it is sent immediately.
        max_queue_time: Maximum seconds that a call waits before it is sent; `None` for no limit. With a `Fallback`
            before the limiter, a call that would wait longer goes to the next model.

    Raises:
        RateLimitTimeoutError: A call cannot be sent within `max_queue_time`, or within the `total_timeout` of the
            client. It is raised as soon as that is known, without sending the call, or without retrying it.
    """

    def __init__(
        self,
        *,
        share: float = 1.0,
        max_in_flight: int = 1000,
        max_wait: float | None = 600.0,
        max_queue_time: float | None = None,
    ) -> None:
        if not 0 < share <= 1:
            raise ValueError(f"share: expected more than 0 and at most 1, got {share!r}. 0.25 is a quarter.")
        if max_in_flight < 1:
            raise ValueError(f"max_in_flight: expected 1 or more, got {max_in_flight!r}.")
        for name, seconds in (("max_wait", max_wait), ("max_queue_time", max_queue_time)):
            if seconds is not None and not seconds > 0:
                raise ValueError(f"{name}: expected more than 0 seconds, or None for no limit, got {seconds!r}.")
        self._share = share
        self._max_in_flight = max_in_flight
        self._max_wait = math.inf if max_wait is None else max_wait
        self._max_queue_time = math.inf if max_queue_time is None else max_queue_time
        self.forget()
        _limiters.add(self)

    def forget(self) -> None:
        """Forget the learned limits and the waiting calls. Also called in a forked child."""
        # All queues in use, and the most recent ones, which keep what they have learned.
        self._queues: weakref.WeakValueDictionary[str, CallQueue] = weakref.WeakValueDictionary()
        self._recent: OrderedDict[str, CallQueue] = OrderedDict()
        # Reentrant: a signal handler or a finalizer that runs inside it may make a call.
        self.lock: Any = threading.RLock()

    @override
    def __reduce__(self) -> tuple[Callable[[], RateLimiter], tuple[()]]:
        """Pickle the options only: the limiter of another process starts over."""
        times = {"max_wait": self._max_wait, "max_queue_time": self._max_queue_time}
        limits: Any = {name: None if math.isinf(seconds) else seconds for name, seconds in times.items()}
        options: Any = {"share": self._share, "max_in_flight": self._max_in_flight, **limits}
        return functools.partial(type(self), **options), ()

    def __deepcopy__(self, memo: object) -> RateLimiter:
        return self  # copies of a client share the limits

    def __call__(self, call: Call, call_next: CallNext) -> Any:
        """Send the call when the limits have room for it."""
        limited = self._limited(call)
        if limited is None:
            return call_next(call)
        while True:
            woken = threading.Event()
            try:
                limited.enter(_waking(woken))
                while (seconds := limited.ask()) > 0:
                    wait(woken, None if math.isinf(seconds) else min(seconds, _MAX_SLEEP))
                    woken.clear()
                with limited.sending():
                    result = call_next(limited.call)
            except BaseException as err:
                if not limited.is_sent_again(err):
                    raise
                sleep(limited.delay)
            else:
                return limited.answered(result)

    async def async_call(self, call: Call, call_next: CallNext) -> Any:
        """Send the call when the limits have room for it."""
        limited = self._limited(call)
        if limited is None:
            return await call_next(call)
        while True:
            event = anyio.Event()
            try:
                limited.enter(thread_safe(lambda: event.set()))  # noqa: B023 - the newest event
                while (seconds := limited.ask()) > 0:
                    with anyio.move_on_after(min(seconds, _MAX_SLEEP) if seconds != math.inf else math.inf):
                        await event.wait()
                    event = anyio.Event()
                with limited.sending():
                    result = await call_next(limited.call)
            except BaseException as err:
                if not limited.is_sent_again(err):
                    raise
                await anyio.sleep(limited.delay)
            else:
                return limited.answered(result)

    def _limited(self, call: Call) -> _Limited | None:
        body = call.body
        model = None if body is None else body.get("model")
        if body is None or not isinstance(model, str):
            return None
        limits = [body[name] for name in _OUTPUT_LIMITS if isinstance(body.get(name), int)]
        with self.lock:
            queue = self._queues.get(model)
            if queue is None:
                buckets = (Bucket(self._share), Bucket(self._share))
                queue = self._queues[model] = CallQueue(*buckets, max_in_flight=self._max_in_flight)
            self._recent[model] = queue
            self._recent.move_to_end(model)
            if len(self._recent) > _MAX_MODELS:
                self._recent.popitem(last=False)
        leave_at = time.monotonic() + self._max_queue_time
        return _Limited(call, queue, self, min(limits, default=None), self._max_wait, leave_at)


class _Limited:
    """One call and its queue: the logic of both the sync and the async form."""

    delay: float  # seconds until the call is queued again

    def __init__(
        self, call: Call, queue: CallQueue, limiter: RateLimiter, limit: int | None, max_wait: float, leave_at: float
    ) -> None:
        self.call = call.replace(retry_refusals=False)
        self._queue = queue
        self._limiter = limiter
        self._queued = QueuedCall(_size_of(call.content()), limit, bool)
        outer = _sent.get()
        self._queued.is_inner = outer is not None and outer[0] is queue and outer[1].is_open
        self._patience = max_wait
        self._leave_at = leave_at
        self._deadline = leave_at if call.options.deadline is None else min(leave_at, call.options.deadline)
        self._give_up_at = self._deadline
        self._refusals = 0

    @contextlib.contextmanager
    def sending(self) -> Generator[None]:
        """Let calls to the same model that middleware makes in this block use the place of this one."""
        token = _sent.set((self._queue, self._queued))
        try:
            yield
        finally:
            _sent.reset(token)

    def enter(self, wake: Callable[[], bool]) -> None:
        with self._limiter.lock:
            self._queued.wake = wake
            self._queue.enter(self._queued)

    def ask(self) -> float:
        now = time.monotonic()
        with self._limiter.lock:
            wait = self._queue.admit(self._queued, now, self._patience if math.isinf(self._leave_at) else math.inf)
            if self._queue.head is not self._queued:  # it was sent, or the event loop of the next call may have ended
                self._queue.wake_next()
        left = self._deadline - now
        if wait > 0 and (left <= 0 or left < wait < math.inf):
            is_queue_time = self._deadline == self._leave_at
            limit = "the max_queue_time of the RateLimiter" if is_queue_time else "its total_timeout"
            raise _timeout_error(self.call, limit, wait, self._refusals)
        return min(wait, left)

    def is_sent_again(self, error: BaseException) -> bool:
        """Settle a failed call, and return whether to queue and send it again."""
        now = time.monotonic()
        with self._limiter.lock:
            try:
                if not isinstance(error, APIStatusError) or error.status_code not in _OVERLOAD_STATUSES:
                    self._queue.leave(self._queued)
                    return False
                self._refusals += 1
                self._give_up_at = min(self._give_up_at, now + self._patience)
                requested = error.retry_after or 0.0  # negative for a date in the past
                is_limit = error.status_code == _TOO_MANY_REQUESTS or requested > 0
                # The exponent is bounded because a float is.
                backoff = min(_FIRST_PAUSE * 2.0 ** min(self._refusals - 1, 64), _MAX_PAUSE)
                pause = requested if requested > 0 else backoff
                self._queue.refused(self._queued, pause if is_limit else 0.0, now)
                self._queue.learn(error.rate_limits, now)
                self.delay = 0.0 if is_limit else backoff
                if now + pause > self._give_up_at:
                    return False
                _log.info("Retrying in %.3f s, after status %d", pause, error.status_code)
                return True
            finally:
                self._queue.wake_next()

    def answered(self, result: Any) -> Any:
        """Settle an answered call; the tokens of a stream stay reserved until it ends."""
        stream: Any = result  # with chunks of any type
        if isinstance(result, Stream | AsyncStream):
            with self._limiter.lock:
                self._queue.begun(self._queued)
                self._queue.learn(_limits_of(result), time.monotonic())
                self._queue.wake_next()
            usage = _StreamUsage()
            stream.observe(chunk=usage.add, end=functools.partial(self._settle_stream, usage))
        else:
            self._settle(getattr(result, "usage", None), _limits_of(result))
        return stream

    def _settle_stream(self, usage: _StreamUsage, _error: BaseException | None) -> None:
        self._settle(usage.newest)

    def _settle(self, usage: Any, limits: RateLimits | None = None) -> None:
        prompt = _tokens(usage, "prompt_tokens") or _tokens(usage, "input_tokens")
        with self._limiter.lock:
            self._queue.answered(self._queued, prompt, _tokens(usage, "total_tokens"))
            self._queue.learn(limits, time.monotonic())
            self._queue.wake_next()


def _timeout_error(call: Call, limit: str, wait: float, refusals: int) -> RateLimitTimeoutError:
    took = "other calls come first" if math.isinf(wait) else f"that takes {wait:.1f} s more"
    sent = "The server refused it, and it was not sent again" if refusals else "It was not sent"
    message = (
        f"Request timed out. Expected room for the call in the rate limits within {limit}; {took}. {sent}. "
        "Pass a larger one if you can wait."
    )
    url = call.path if "://" in call.path else call.base_url.rstrip("/") + call.path
    return RateLimitTimeoutError(httpx.Request(call.method, url), message=message)


def _waking(event: threading.Event) -> Callable[[], bool]:
    def wake() -> bool:
        event.set()
        return True

    return wake


def _size_of(content: bytes) -> int:
    """Return the size of a request in bytes, with a fixed number for each image."""
    text, *images = content.split(b";base64,")
    return len(text) + sum(_IMAGE_BYTES + len(rest) - max(rest.find(b'"'), 0) for rest in images)


def _tokens(usage: Any, name: str) -> int | None:
    """Return a number of tokens; `None` for an invalid value."""
    number = getattr(usage, name, None)
    return number if isinstance(number, int) and 0 <= number < _MAX_TOKENS else None


class _StreamUsage:
    """The usage that the chunks of a stream report."""

    def __init__(self) -> None:
        self.newest: Any = None

    def add(self, chunk: Any) -> None:
        own = getattr(chunk, "usage", None) or getattr(getattr(chunk, "x_groq", None), "usage", None)
        self.newest = own or getattr(getattr(chunk, "response", None), "usage", None) or self.newest


def _limits_of(result: Any) -> RateLimits | None:
    limits = getattr(result, "rate_limits", None)
    return limits if isinstance(limits, RateLimits) else None


@after_fork_in_child
def _reset_after_fork() -> None:
    for limiter in list(_limiters):  # threads of the parent may have held their locks
        limiter.forget()
