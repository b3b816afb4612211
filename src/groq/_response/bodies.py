"""Reading a body: decompressed in bounded steps, up to a limit, and checked for truncation."""

from __future__ import annotations

import httpx

from .._exceptions import APIResponseValidationError
from .._transport.reading import async_pieces_of, check_coding, is_read, pieces_of, run_out, settle_encoding


def read_body(response: httpx.Response, limit: int | None) -> None:
    """Read the body and keep it in the response; with a limit of `None`, only check that it can be decoded.

    Raises:
        APIResponseValidationError: It has more than `limit` bytes.
        httpx.RequestError: It did not come, or not all of it.
    """
    check_coding(response)
    if limit is None:
        return
    settle_encoding(response)
    if is_read(response):
        return
    pieces: list[bytes] = []
    size = 0
    for piece in pieces_of(response):
        size += len(piece)
        if size > limit:
            raise _too_large(response, limit)
        pieces.append(piece)
    _keep(response, pieces)
    response.close()


async def async_read_body(response: httpx.Response, limit: int | None) -> None:
    """Read the body, and keep it in the response; raises what `read_body` does."""
    check_coding(response)
    if limit is None:
        return
    settle_encoding(response)
    if is_read(response):
        return
    pieces: list[bytes] = []
    size = 0
    coming = async_pieces_of(response)
    async for piece in coming:
        size += len(piece)
        if size > limit:
            await response.aclose()
            await run_out(response, coming)
            raise _too_large(response, limit)
        pieces.append(piece)
    _keep(response, pieces)
    await response.aclose()


def _keep(response: httpx.Response, pieces: list[bytes]) -> None:
    # Where `Response.read` keeps it, which has no limit. The name is private: `tests/transport/test_upstream.py`.
    response._content = pieces[0] if len(pieces) == 1 else b"".join(pieces)  # pyright: ignore[reportPrivateUsage] # see above


def _too_large(response: httpx.Response, limit: int) -> APIResponseValidationError:
    return APIResponseValidationError(
        response,
        None,
        message=f"Expected a body of at most {limit:,} bytes, got a larger one. Pass a larger max_body_bytes to the "
        "client, or read it in pieces with .with_streaming_response.",
    )
