"""The body of a response, as it arrives and decompressed, with as few layers as there can be."""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx

from .decoding import ContentDecoder, async_through, through
from .exchange import Exchange
from .pool import PooledConnection

_CODINGS = ("", "gzip", "deflate")
_RUN_OUT_TIMEOUT = 0.1
# How many pieces a closed connection may still hold; a transport of the user's might go on for ever.
_PIECES_LEFT = 256


def coding_of(response: httpx.Response) -> str:
    """Return the Content-Encoding of a response that is not read, lower case; an empty string for none."""
    stream: object = getattr(response, "stream", None)
    if isinstance(stream, Exchange) and not stream.is_encoded:  # nearly all; to look at the headers is slow
        return ""
    coding: str = response.headers.get("content-encoding", "").strip().lower()
    return "" if coding == "identity" else coding


def pieces_of(response: httpx.Response) -> Iterator[bytes]:
    """Return an iterator over the body of a response as it arrives, decompressed.

    A piece of this transport passes no layer of httpx but the stream of the response.
    """
    coding = coding_of(response)
    if coding not in _CODINGS or is_read(response):
        return response.iter_bytes()  # with what httpx decodes, or says
    pieces: Iterator[bytes] = iter(_own_body(response) or response.iter_raw())
    return through(pieces, ContentDecoder(coding)) if coding else pieces


def async_pieces_of(response: httpx.Response) -> AsyncIterator[bytes]:
    """Return an async iterator over the body; `pieces_of`, async."""
    coding = coding_of(response)
    if coding not in _CODINGS or is_read(response):
        return response.aiter_bytes()  # with what httpx decodes, or says
    pieces: AsyncIterator[bytes] = aiter(_own_body(response) or response.aiter_raw())
    return async_through(pieces, ContentDecoder(coding)) if coding else pieces


def _own_body(response: httpx.Response) -> Any:
    """Return the body of this transport that the caller reads to its end; `None` for one of another transport."""
    stream: object = response.stream
    if not isinstance(stream, Exchange) or response.is_closed or response.is_stream_consumed:
        return None
    response.is_stream_consumed = True
    return stream


def is_read(response: httpx.Response) -> bool:
    """Whether the body was read, by a hook or by a transport that has it at once."""
    if not response.is_closed:
        return False
    try:
        _ = response.content
    except httpx.ResponseNotRead:
        return False
    return True


async def run_out(response: httpx.Response, pieces: AsyncIterator[object]) -> None:
    """End the nested async generators through which httpx reads a response that is closed.

    They end at once when run on; left to the garbage collector, trio would warn of each. A response of this transport
    has none.
    """
    if isinstance(response.extensions.get("network_stream"), PooledConnection):
        return
    import anyio  # here, because only other transports need it

    with contextlib.suppress(Exception), anyio.move_on_after(_RUN_OUT_TIMEOUT):
        for _ in range(_PIECES_LEFT):
            await anext(pieces)


def check_coding(response: httpx.Response) -> None:
    """Refuse a body in a coding that was not requested: its bytes would pass for the content.

    One that is compressed twice, too: a few kilobytes of that are gigabytes before they can be counted.

    Raises:
        httpx.DecodingError: The content coding was not requested.
    """
    coding = coding_of(response)
    if not coding:
        return
    accepted = response.request.headers.get("accept-encoding", "*")
    names = [one.partition(";")[0].strip() for one in accepted.lower().split(",")]
    if coding not in names and ("," in coding or "*" not in names):
        raise httpx.DecodingError(f"Expected a body with one of the encodings {accepted!r}, got {coding!r}.")


def fall_back_to_utf_8(response: httpx.Response) -> None:
    """Let the text of the response be decoded as UTF-8 if it names an encoding that does not decode all bytes.

    Python also knows encodings that give no text, and some that raise whatever is done about errors.
    """
    content_type: str = response.headers.get("content-type", "").lower()
    if "charset" not in content_type or content_type.endswith("charset=utf-8"):  # nearly all; the rest is slow to read
        return
    try:
        text: object = codecs.getincrementaldecoder(response.encoding or "utf-8")("replace").decode(bytes(range(256)))
    except Exception:  # each raises what it likes
        text = None
    if not isinstance(text, str):
        response.encoding = "utf-8"
