"""Reading a body: decompressed in bounded steps, up to a limit, and checked for truncation."""

from __future__ import annotations

import httpx

from .._exceptions import APIResponseValidationError
from .._redaction import redact_response
from .._transport.read_deadlines import async_reads_until, check_time, limit_reads
from .._transport.reading import async_pieces_of, check_coding, exhaust, fall_back_to_utf_8, is_read, pieces_of


def read_body(response: httpx.Response, limit: int | None, deadline: float | None) -> None:
    """Read the body and store it in the response. With a limit of `None`, only check that it can be decoded.

    Args:
        response: The response.
        limit: The maximum size in bytes.
        deadline: A time of `time.monotonic` to read it by; `None` for no limit.

    Raises:
        APIResponseValidationError: The body has more than `limit` bytes.
        httpx.RequestError: The body is missing, truncated or in a coding that was not requested.
    """
    check_coding(response)
    if limit is None:
        return
    fall_back_to_utf_8(response)
    if is_read(response):
        return
    if deadline is not None:
        limit_reads(response, deadline)
    pieces: list[bytes] = []
    size = 0
    for piece in pieces_of(response):
        check_time(deadline)
        size += len(piece)
        if size > limit:
            raise _too_large(response, limit)
        pieces.append(piece)
    _store(response, pieces)
    response.close()


async def async_read_body(response: httpx.Response, limit: int | None, deadline: float | None) -> None:
    """Read the body and store it in the response; see `read_body`."""
    check_coding(response)
    if limit is None:
        return
    fall_back_to_utf_8(response)
    if is_read(response):
        return
    pieces: list[bytes] = []
    size = 0
    iterator = async_pieces_of(response)
    async with async_reads_until(response, deadline):
        async for piece in iterator:
            size += len(piece)
            if size > limit:
                await response.aclose()
                await exhaust(response, iterator)
                raise _too_large(response, limit)
            pieces.append(piece)
        _store(response, pieces)
        await response.aclose()


def _store(response: httpx.Response, pieces: list[bytes]) -> None:
    # `Response.read` stores it there too, but has no limit. `tests/transport/test_upstream.py` pins the private name.
    response._content = pieces[0] if len(pieces) == 1 else b"".join(pieces)  # pyright: ignore[reportPrivateUsage] # see above


def _too_large(response: httpx.Response, limit: int) -> APIResponseValidationError:
    redact_response(response)
    return APIResponseValidationError(
        response,
        None,
        message=f"Expected a body of at most {limit:,} bytes, got a larger one. Pass a larger max_body_bytes to the "
        "client, or stream it with .with_streaming_response.",
    )
