"""The client of a run: rate-limited, and separate from the caller's, so that closing it does not affect that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from groq import AsyncGroq, Groq

from ..limits import RateLimiter
from ..limits.waits import Waits

_ClientT = TypeVar("_ClientT", Groq, AsyncGroq)

# Workers of a run without a `concurrency`: the limiter decides how many of them send.
MAX_THREADS = 64
MAX_TASKS = 256
# Seconds to retry a refused call: fewer for `map`, whose caller waits for the results.
MAP_WAIT = 600.0
RUN_WAIT = 3600.0


def limited(
    client: _ClientT, concurrency: int, max_wait: float, sleep: Callable[[float], None] | None = None
) -> _ClientT:
    """Return a copy of the client with a `RateLimiter`: the client's, or a new one.

    The copy shares the connections. With `sleep`, it has its own, unless the caller passed an `http_client`.
    """
    middleware = list(client.middleware)
    if not any(isinstance(one, RateLimiter) for one in middleware):
        middleware.append(RateLimiter(max_in_flight=concurrency, max_wait=max_wait))
    untyped: Any = client  # `copy` calls the constructor, whose arguments a subclass may have changed
    derived: _ClientT = untyped._derived(middleware, sleep)
    return derived


class Sender:
    """A blocking client whose calls another thread can cancel.

    It has its own connections, so that closing it ends the calls in flight. An `http_client` of the caller is shared:
    its calls run to completion.

    Attributes:
        client: The client to send with.
        waits: The waits of its calls, which `end` interrupts.
    """

    client: Groq
    waits: Waits

    def __init__(self, client: Groq, concurrency: int, max_wait: float) -> None:
        self.waits = Waits()
        self.client = limited(client, concurrency, max_wait, self.waits.sleep)

    def close(self) -> None:
        """End the calls in flight."""
        self.client.close()


def checked_concurrency(concurrency: int | None, default: int) -> int:
    """Return the number of workers.

    Raises:
        TypeError: It is not a whole number.
        ValueError: It is below 1.
    """
    if concurrency is None:
        return default
    if type(concurrency) is not int:
        given: object = concurrency
        raise TypeError(f"concurrency: expected a whole number, or None to adapt, got {given!r:.60}.")
    if concurrency < 1:
        raise ValueError(f"concurrency: expected 1 or more, or None to adapt, got {concurrency!r}.")
    return concurrency
