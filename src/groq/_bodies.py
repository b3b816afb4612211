"""Reading a body that may be too large, cut or mislabelled: `httpx.Response.read`, with a look at what came."""

from __future__ import annotations

import codecs
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
        httpx.RequestError: It did not come, or not all of it.
    """
    check_coding(response)
    settle_encoding(response)
    if hasattr(response, "_content"):  # a stand-in for the network has read it
        check_decompressed(response)
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
    check_coding(response)
    settle_encoding(response)
    if hasattr(response, "_content"):  # as above
        check_decompressed(response)
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
    check_decompressed(response)


def check_coding(response: httpx.Response) -> None:
    """Refuse a body that nobody asked for in this form: its bytes would pass for the content.

    One that is compressed twice, too: a few kilobytes of that are gigabytes before they can be counted.

    Raises:
        httpx.DecodingError: That is so.
    """
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity") or not hasattr(response, "_request"):
        return
    accepted = response.request.headers.get("accept-encoding", "*")
    names = [one.partition(";")[0].strip() for one in accepted.lower().split(",")]
    if coding not in names and ("," in coding or "*" not in names):
        raise httpx.DecodingError(f"Expected a body with one of the encodings {accepted!r}, got {coding!r}.")


def check_decompressed(response: httpx.Response) -> None:
    """A compressed body that ends too early decompresses without an error: see to it that this one, read, did not.

    Raises:
        httpx.RemoteProtocolError: It did.
    """
    decoder: object = getattr(response, "_decoder", None)  # of httpx, which does not look
    decompressor: object = getattr(decoder, "decompressor", None)
    if response.num_bytes_downloaded and not getattr(decompressor, "eof", True):
        raise httpx.RemoteProtocolError("The compressed body ended before it was complete.")
    if getattr(decompressor, "unused_data", b""):
        raise httpx.DecodingError("The compressed body goes on behind its end, and httpx gives only what comes before.")


def settle_encoding(response: httpx.Response) -> None:
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
