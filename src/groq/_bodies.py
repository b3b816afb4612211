"""Reading a body that may be too large, cut or mislabelled: `httpx.Response.read`, with a look at what came."""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio
import httpx
from typing_extensions import override

from ._exceptions import APIResponseValidationError

_RUN_OUT_TIMEOUT = 0.1
# How many pieces a closed connection may still hold; a transport of the user's might go on for ever.
_PIECES_LEFT = 256


def read_body(response: httpx.Response, limit: int) -> None:
    """Read the body, and keep it in the response.

    Raises:
        APIResponseValidationError: It has more than `limit` bytes.
        httpx.RequestError: It did not come, or not all of it.
    """
    give_up_misled_connection(response)
    settle_encoding(response)
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
    check_decompressed(response)


async def async_read_body(response: httpx.Response, limit: int) -> None:
    """Read the body, and keep it in the response; raises what `read_body` does."""
    give_up_misled_connection(response)
    settle_encoding(response)
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
    check_decompressed(response)


def check_decompressed(response: httpx.Response) -> None:
    """A compressed body that ends too early decompresses without an error: see to it that this one, read, did not.

    Raises:
        httpx.RemoteProtocolError: It did.
    """
    decoder: object = getattr(response, "_decoder", None)  # of httpx, which does not look
    if response.num_bytes_downloaded and not getattr(getattr(decoder, "decompressor", None), "eof", True):
        raise httpx.RemoteProtocolError("The compressed body ended before it was complete.")


def settle_encoding(response: httpx.Response) -> None:
    """Let the text of the response be decoded as UTF-8 if it names an encoding that does not decode all bytes.

    Python also knows encodings that give no text, and some that raise whatever is done about errors.
    """
    content_type = response.headers.get("content-type", "").lower()
    if "charset" not in content_type or content_type.endswith("charset=utf-8"):
        return
    try:
        text: object = codecs.getincrementaldecoder(response.encoding or "utf-8")("replace").decode(bytes(range(256)))
    except Exception:  # each raises what it likes
        text = None
    if not isinstance(text, str):
        response.encoding = "utf-8"


def give_up_misled_connection(response: httpx.Response) -> None:
    """Let no other request use the connection if bytes come behind the response: they would be taken for its answer."""
    inner: Any = getattr(response, "stream", None)
    while inner is not None and not hasattr(inner, "_h11_state"):
        # Of httpx and httpcore, from a response over HTTP/1 to its connection.
        inner = (
            getattr(inner, "_stream", None)
            or getattr(inner, "_httpcore_stream", None)
            or getattr(inner, "_connection", None)
        )
    if inner is not None:
        response.stream = _WatchedStream(response.stream, inner._h11_state)


class _WatchedStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a response over a connection whose state h11 keeps, with all that was read of what is to come."""

    def __init__(self, stream: Any, state: Any) -> None:
        self._watched = stream
        self._state = state

    @override
    def __iter__(self) -> Iterator[bytes]:
        return iter(self._watched)

    @override
    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._watched)

    @override
    def close(self) -> None:
        self._check()
        self._watched.close()

    @override
    async def aclose(self) -> None:
        self._check()
        await self._watched.aclose()

    def _check(self) -> None:
        if self._state.trailing_data[0]:
            self._state.send_failed()  # so that the connection is closed, and not put back


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
