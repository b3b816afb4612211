"""The clients of a worker process: one for each set of options, kept until the process ends."""

from __future__ import annotations

import os
import pickle
import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast

from groq import Groq, GroqError

from .._json_values import is_mapping
from ..limits import RateLimiter

WorkerOptions: TypeAlias = Mapping[str, Any] | Callable[[], Groq]

_MAX_CLIENTS = 8  # engines keep workers for days, and may send many tasks to each

_MAX_WAIT = 3600.0  # seconds that a refused call is retried
_ENVIRONMENT = ("GROQ_API_KEY", "GROQ_BASE_URL")  # read when a client is made

_clients: dict[tuple[str | bytes, int], Groq] = {}


def checked_options(options: object) -> WorkerOptions:
    """Return the options if they can be sent to a worker.

    Raises:
        TypeError: They contain a key or an HTTP client.
    """
    if not is_mapping(options):
        if callable(options):
            return cast("Callable[[], Groq]", options)  # callers may be untyped
        raise TypeError(
            f"client: expected options of Groq, or a function that makes a client, got a {type(options).__name__}."
        )
    checked = dict(options)
    if "api_key" in checked:
        raise TypeError("client: api_key is not sent to workers. Set GROQ_API_KEY in their environment.")
    if "http_client" in checked:
        raise TypeError(
            "client: an http_client cannot be sent to workers. Pass a function that makes the client there."
        )
    return checked


def check_share(share: object) -> None:
    """Check that a value is a share of the rate limits.

    Raises:
        TypeError: It is not a number.
        ValueError: It is out of range.
    """
    if not isinstance(share, int | float):
        raise TypeError(f"share: expected a number, got a {type(share).__name__}. 0.25 is a quarter.")
    if not 0 < share <= 1:
        raise ValueError(f"share: expected more than 0 and at most 1, got {share!r}. 0.25 is a quarter.")


def options_key(options: WorkerOptions, share: float) -> str | bytes:
    """Return a key that is equal for tasks with equal options."""
    try:
        return pickle.dumps((share, options))
    except Exception:  # engines can pickle functions that `pickle` cannot
        return uuid.uuid4().hex


def client_of(key: str | bytes, options: WorkerOptions, share: float) -> Groq:
    """Return the client of this process, created on first use.

    Raises:
        GroqError: The environment has no key.
    """
    place = _place(key)
    client = _clients.get(place)
    if client is not None:
        return client
    made = _client_of(options)
    if not any(isinstance(one, RateLimiter) for one in made.middleware):
        made.middleware = (*made.middleware, RateLimiter(share=share, max_wait=_MAX_WAIT))
    client = _clients.setdefault(place, made)  # without a lock, which a fork could leave locked
    if client is not made:
        made.close()
    for oldest in list(_clients)[:-_MAX_CLIENTS]:
        _clients.pop(oldest, None)  # it is closed when the last batch that uses it ends
    return client


def close(key: str | bytes) -> None:
    """Close the client of this process, if there is one."""
    client = _clients.pop(_place(key), None)
    if client is not None:
        client.close()


def _place(key: str | bytes) -> tuple[str | bytes, int]:
    return key, hash(tuple(os.environ.get(name) for name in _ENVIRONMENT))


def _client_of(options: WorkerOptions) -> Groq:
    if not isinstance(options, Mapping):
        return options()
    if not os.environ.get("GROQ_API_KEY"):
        raise GroqError(
            "This worker has no GROQ_API_KEY in its environment. Set it where workers start: env_vars in the "
            "runtime_env of Ray, the environment of Dask's workers, spark.executorEnv.GROQ_API_KEY."
        )
    return Groq(**options)
