"""Deadlines of responses: native in this transport; timeouts and cancel scopes in others."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import TypeVar

import httpx

from .pool import PooledConnection

_T = TypeVar("_T")
_UNLIMITED = contextlib.nullcontext()  # shared, as it has no state


def limit_reads(response: httpx.Response, deadline: float | None) -> bool:
    """Set the deadline for the reads of a response; return whether it arrives over this transport."""
    connection: object = response.extensions.get("network_stream")
    if not isinstance(connection, PooledConnection):
        return False
    if connection.holder is not None and connection.holder() is response:  # not reused since
        connection.deadline = deadline
    return True


def check_time(deadline: float | None) -> None:
    """Raise an error if the deadline has passed: other transports limit each read, not all together.

    Raises:
        httpx.ReadTimeout: The deadline, a `time.monotonic()`, has passed.
    """
    if deadline is not None and time.monotonic() >= deadline:
        raise httpx.ReadTimeout("The deadline has passed.")


def next_piece(response: httpx.Response, pieces: Iterator[_T], deadline: float | None) -> _T | None:
    """Return the next piece of a body, `None` at its end. A deadline of `None` is no limit.

    Raises:
        httpx.ReadTimeout: The deadline, a `time.monotonic()`, has passed.
    """
    if deadline is None:
        return next(pieces, None)
    limit_reads(response, deadline)
    piece = next(pieces, None)
    if piece is not None:
        check_time(deadline)
    return piece


async def async_next_piece(response: httpx.Response, pieces: AsyncIterator[_T], deadline: float | None) -> _T | None:
    """Return the next piece of a body; see `next_piece`."""
    if deadline is None:
        return await anext(pieces, None)
    async with async_reads_until(response, deadline):
        piece = await anext(pieces, None)
    if piece is not None:
        check_time(deadline)
    return piece


def async_reads_until(
    response: httpx.Response | None, deadline: float | None
) -> contextlib.AbstractAsyncContextManager[None]:
    """Return a context manager that cancels its block at a deadline, for transports without deadlines.

    Args:
        response: The response being read; `None` while the request is being sent.
        deadline: A `time.monotonic()`; `None` for no limit.

    Raises:
        httpx.ReadTimeout: The deadline has passed.
    """
    if deadline is None or (response is not None and limit_reads(response, deadline)):
        return _UNLIMITED
    return _cancelled_at(deadline)


@contextlib.asynccontextmanager
async def _cancelled_at(deadline: float) -> AsyncGenerator[None]:
    import anyio  # imported here: only other transports need it

    with anyio.move_on_after(deadline - time.monotonic()) as scope:
        yield
    if scope.cancelled_caught:
        raise httpx.ReadTimeout("The deadline has passed.")
