"""Responses of other transports that were dropped unclosed: finalisers note them, and the next call closes them.

Those of this transport need nothing: their leases note themselves, see `pool`.
"""

from __future__ import annotations

import contextlib
import sys
from collections import deque
from collections.abc import Callable

import httpx

from .pool import PooledConnection

_dropped: deque[httpx.Response] = deque()
_async_dropped: deque[httpx.Response] = deque()


def note_dropped(response: httpx.Response, _is_finalizing: Callable[[], bool] = sys.is_finalizing) -> None:
    """Have the next call close a response, for a finaliser."""
    if not _is_finalizing() and not isinstance(response.extensions.get("network_stream"), PooledConnection):
        _dropped.append(response)


def note_async_dropped(response: httpx.Response, _is_finalizing: Callable[[], bool] = sys.is_finalizing) -> None:
    """Have the next call close an async response, for a finaliser."""
    if not _is_finalizing() and not isinstance(response.extensions.get("network_stream"), PooledConnection):
        _async_dropped.append(response)


def close_dropped() -> None:
    """Close the responses that were noted."""
    while _dropped:
        with contextlib.suppress(Exception):  # nobody waits for the outcome
            _dropped.popleft().close()


async def async_close_dropped() -> None:
    """Close the async responses that were noted, those of other event loops as far as they can be."""
    while _async_dropped:
        with contextlib.suppress(Exception):  # nobody waits for the outcome
            await _async_dropped.popleft().aclose()
