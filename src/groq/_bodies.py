"""Reading a body that may be larger than memory: `httpx.Response.read`, with a limit on the decoded bytes."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import anyio
import httpx

from ._exceptions import APIResponseValidationError

_RUN_OUT_TIMEOUT = 0.1
# How many pieces a closed connection may still hold; a transport of the user's might go on for ever.
_PIECES_LEFT = 256


def read_body(response: httpx.Response, limit: int) -> None:
    """Read the body, and keep it in the response.

    Raises:
        APIResponseValidationError: It has more than `limit` bytes.
    """
    if hasattr(response, "_content"):  # a stand-in for the network has read it
        return
    pieces: list[bytes] = []
    size = 0
    for piece in response.iter_bytes():
        size += len(piece)
        if size > limit:
            raise _too_large(response, limit)
        pieces.append(piece)
    _keep(response, pieces)


async def async_read_body(response: httpx.Response, limit: int) -> None:
    """Read the body, and keep it in the response; raises what `read_body` does."""
    if hasattr(response, "_content"):  # as above
        return
    pieces: list[bytes] = []
    size = 0
    coming = response.aiter_bytes()
    async for piece in coming:
        size += len(piece)
        if size > limit:
            await response.aclose()
            await run_out(coming)
            raise _too_large(response, limit)
        pieces.append(piece)
    _keep(response, pieces)


def _keep(response: httpx.Response, pieces: list[bytes]) -> None:
    # Where `Response.read` keeps it: that has no limit, and to count in front of it costs as much as to read.
    response._content = b"".join(pieces)  # pyright: ignore[reportPrivateUsage] # see above


async def run_out(pieces: AsyncIterator[bytes]) -> None:
    """End the nested async generators through which httpx reads a response that is closed.

    They end at once when run on; left to the garbage collector, trio would warn of each.
    """
    with contextlib.suppress(Exception), anyio.move_on_after(_RUN_OUT_TIMEOUT):
        for _ in range(_PIECES_LEFT):
            await anext(pieces)


def _too_large(response: httpx.Response, limit: int) -> APIResponseValidationError:
    return APIResponseValidationError(
        response,
        None,
        message=f"Expected a body of at most {limit:,} bytes, got a larger one. Pass a larger max_body_bytes to the "
        "client, or read it in pieces with .with_streaming_response.",
    )
