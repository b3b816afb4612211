"""Reading a body that may be larger than memory: `httpx.Response.read`, with a limit on the decoded bytes."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator

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
    pieces = response.iter_bytes()

    def counted(chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG001 - the signature of httpx
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > limit:
                raise _too_large(response, limit)
            yield piece

    response.iter_bytes = counted  # type: ignore[method-assign] # what read() joins; an attribute of this one response
    try:
        response.read()
    finally:
        del response.iter_bytes


async def async_read_body(response: httpx.Response, limit: int) -> None:
    """Read the body, and keep it in the response; raises what `read_body` does."""
    pieces = response.aiter_bytes()

    async def counted(chunk_size: int | None = None) -> AsyncIterator[bytes]:  # noqa: ARG001 - the signature of httpx
        size = 0
        async for piece in pieces:
            size += len(piece)
            if size > limit:
                await response.aclose()
                await run_out(pieces)
                raise _too_large(response, limit)
            yield piece

    response.aiter_bytes = counted  # type: ignore[method-assign] # as above
    try:
        await response.aread()
    finally:
        del response.aiter_bytes


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
