"""The client that a run sends with: within the rate limits, and closed without harm to that of the caller."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Iterable
from typing import Any, TypeVar, cast

from groq import AsyncGroq, Groq

from ..limits import RateLimiter
from ..limits.waits import Waits

_ClientT = TypeVar("_ClientT", Groq, AsyncGroq)

# Workers of a run without a `concurrency`: how many of them send is up to the limiter.
MOST_THREADS = 64
MOST_TASKS = 256
# Seconds that a refused call waits: the results of `map` are waited for, and a run of files has time.
MAP_WAIT = 600.0
RUN_WAIT = 3600.0


def limited(client: _ClientT, concurrency: int, max_wait: float) -> _ClientT:
    """Return the client with a `RateLimiter`; its own one, if it has one."""
    middleware = list(client.middleware)
    if not any(isinstance(one, RateLimiter) for one in middleware):
        middleware.append(RateLimiter(max_in_flight=concurrency, max_wait=max_wait))
    return _copied(client, middleware)


def _copied(client: _ClientT, middleware: Iterable[Any]) -> _ClientT:
    """Return a copy with other middleware. It shares the connections.

    Unlike `with_options`, it does not call the constructor, whose arguments a subclass may have changed.
    """
    cls, untyped = type(client), cast("Any", client)  # core names, which have no public form
    copied = cls.__new__(cls)
    own = {name: value for name, value in vars(client).items() if not _is_cached(cls, name)}
    options = dataclasses.replace(untyped._options, middleware=tuple(middleware))
    vars(copied).update(own, _options=options, _templates=type(untyped._templates)(), _owns_client=False)
    return copied


def _is_cached(cls: type, name: str) -> bool:
    """Return whether an attribute is a cached property, such as a resource: it refers to its client."""
    return isinstance(inspect.getattr_static(cls, name, None), functools.cached_property)


class Sender:
    """A blocking client whose calls another thread can end.

    Its connections are its own, so that closing it ends the calls in flight. Those of an `http_client` that the caller
    made are shared, and calls over them end by themselves.

    Attributes:
        client: What to send with.
        waits: The waits of its calls.
    """

    client: Groq
    waits: Waits

    def __init__(self, client: Groq, concurrency: int, max_wait: float) -> None:
        self.waits = Waits()
        shared = _copied(client, ())  # a limiter cannot be copied, nor should it be
        # Only its connections are not shared: attributes of a subclass may be locks or connections to a database.
        self._owner = shared.__deepcopy__({id(value): value for value in vars(shared).values()})
        self.client = limited(_copied(self._owner, client.middleware), concurrency, max_wait)
        untyped: Any = self.client
        untyped._sleep = self.waits.sleep  # before a retry

    def close(self) -> None:
        """End the calls that are in flight."""
        self._owner.close()


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
