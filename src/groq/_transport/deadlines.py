"""Deadlines of responses: those of this transport heed one at each read, those of others as far as they can."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import TypeVar

import httpx

from .pool import PooledConnection

_T = TypeVar("_T")


def limit_reads(response: httpx.Response, deadline: float | None) -> bool:
    """Let the reads of a response end by a time of `time.monotonic`.

    Returns:
        Whether its connection heeds that: it is one of this transport.
    """
    connection: object = response.extensions.get("network_stream")
    if not isinstance(connection, PooledConnection):
        return False
    if connection.holder is not None and connection.holder() is response:  # else it serves another request by now
        connection.deadline = deadline
    return True


def next_piece(response: httpx.Response, pieces: Iterator[_T], deadline: float | None) -> _T | None:
    """Return the next piece of a body, `None` at its end, by a time of `time.monotonic`; `None` for no limit.

    Raises:
        httpx.ReadTimeout: It is too late.
    """
    if deadline is None:
        return next(pieces, None)
    limit_reads(response, deadline)
    piece = next(pieces, None)
    if piece is not None and time.monotonic() >= deadline:
        raise _too_late()
    return piece


async def async_next_piece(response: httpx.Response, pieces: AsyncIterator[_T], deadline: float | None) -> _T | None:
    """Return the next piece of a body; `next_piece`, async."""
    if deadline is None:
        return await anext(pieces, None)
    async with async_reads_until(response, deadline):
        piece = await anext(pieces, None)
    if piece is not None and time.monotonic() >= deadline:
        raise _too_late()
    return piece


def reads_until(response: httpx.Response | None, deadline: float | None) -> contextlib.AbstractContextManager[None]:
    """Return a block in which a response is read by a time of `time.monotonic`.

    A request has its deadline in its extensions. Another transport bounds each of its reads only.
    """
    if deadline is not None and response is not None:
        limit_reads(response, deadline)
    return contextlib.nullcontext()


def async_reads_until(
    response: httpx.Response | None, deadline: float | None
) -> contextlib.AbstractAsyncContextManager[None]:
    """Return a block that ends by a time of `time.monotonic`, in which a response is read or, if `None`, sent for.

    Raises:
        httpx.ReadTimeout: It did not end by itself.
    """
    if deadline is None or (response is not None and limit_reads(response, deadline)):
        return contextlib.nullcontext()
    return _cancelled_at(deadline)


@contextlib.asynccontextmanager
async def _cancelled_at(deadline: float) -> AsyncGenerator[None]:
    import anyio  # here, because only other transports need it

    with anyio.move_on_after(deadline - time.monotonic()) as scope:
        yield
    if scope.cancelled_caught:
        raise _too_late()


def _too_late() -> httpx.ReadTimeout:
    return httpx.ReadTimeout("The deadline has passed.")
