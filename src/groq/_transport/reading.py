"""Read the body of a response through few layers, and close responses that callers dropped."""

from __future__ import annotations

import codecs
import contextlib
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx

from .decoding import ContentDecoder, async_through, through
from .httpx_interrupt import shut_down
from .pool import PooledConnection
from .round_trip import RoundTrip

_CODINGS = ("", "gzip", "deflate")
_EXHAUST_TIMEOUT = 0.1
# The maximum of pieces to read from a closed response; a transport of the user might never end.
_MAX_REMAINING_PIECES = 256

# Responses of other transports that were garbage-collected unclosed. For this transport, see leases in `pool`.
_dropped: deque[httpx.Response] = deque()
_async_dropped: deque[httpx.Response] = deque()


def coding_of(response: httpx.Response) -> str:
    """Return the Content-Encoding of an unread response in lower case, or an empty string."""
    stream: object = getattr(response, "stream", None)
    if isinstance(stream, RoundTrip) and not stream.is_encoded:  # the common case, without slow headers
        return ""
    coding: str = response.headers.get("content-encoding", "").strip().lower()
    return "" if coding == "identity" else coding


def pieces_of(response: httpx.Response) -> Iterator[bytes]:
    """Return an iterator over the decompressed body, which bypasses the layers of httpx if it can."""
    coding = coding_of(response)
    if coding not in _CODINGS or is_read(response):
        return response.iter_bytes()  # httpx decodes it, or raises an error
    pieces: Iterator[bytes] = iter(_own_body(response) or response.iter_raw())
    return through(pieces, ContentDecoder(coding)) if coding else pieces


def async_pieces_of(response: httpx.Response) -> AsyncIterator[bytes]:
    """Return an async iterator over the body; see `pieces_of`."""
    coding = coding_of(response)
    if coding not in _CODINGS or is_read(response):
        return response.aiter_bytes()  # httpx decodes it, or raises an error
    pieces: AsyncIterator[bytes] = aiter(_own_body(response) or response.aiter_raw())
    return async_through(pieces, ContentDecoder(coding)) if coding else pieces


def _own_body(response: httpx.Response) -> Any:
    """Return an unread body of this transport, and mark it as read; `None` for one of another transport."""
    stream: object = response.stream
    if not isinstance(stream, RoundTrip) or response.is_closed or response.is_stream_consumed:
        return None
    response.is_stream_consumed = True
    return stream


def is_read(response: httpx.Response) -> bool:
    """Return whether the body was read, by a hook or by the transport."""
    if not response.is_closed:
        return False
    try:
        _ = response.content
    except httpx.ResponseNotRead:
        return False
    return True


async def exhaust(response: httpx.Response, pieces: AsyncIterator[object]) -> None:
    """Exhaust the nested async generators through which httpx reads a closed response.

    Trio warns of each that is garbage-collected. Responses of this transport have none.
    """
    if _is_own(response):
        return
    import anyio  # imported here: only other transports need it

    with contextlib.suppress(Exception), anyio.move_on_after(_EXHAUST_TIMEOUT):
        for _ in range(_MAX_REMAINING_PIECES):
            await anext(pieces)


def check_coding(response: httpx.Response) -> None:
    """Reject a content coding that was not requested: the compressed bytes would be treated as the content.

    Reject codings without decompression in bounded steps, and double compression: both evade `max_body_bytes`.

    Raises:
        httpx.DecodingError: The content coding was not requested.
    """
    coding = coding_of(response)
    if not coding:
        return
    accepted = response.request.headers.get("accept-encoding", "*")
    names = [one.partition(";")[0].strip() for one in accepted.lower().split(",")]
    if coding not in _CODINGS or (coding not in names and "*" not in names):
        raise httpx.DecodingError(f"Expected a body with one of the encodings {accepted!r}, got {coding!r}.")


def fall_back_to_utf_8(response: httpx.Response) -> None:
    """Fall back to UTF-8 if the response names an encoding that cannot decode all bytes.

    Some encodings of Python return bytes, and some raise an error in spite of `errors="replace"`.
    """
    content_type: str = response.headers.get("content-type", "").lower()
    if "charset" not in content_type or content_type.endswith("charset=utf-8"):  # the common case; the rest is slow
        return
    try:
        text: object = codecs.getincrementaldecoder(response.encoding or "utf-8")("replace").decode(bytes(range(256)))
    except Exception:  # codecs may raise anything
        text = None
    if not isinstance(text, str):
        response.encoding = "utf-8"


def note_dropped(response: httpx.Response, _is_finalizing: Callable[[], bool] = sys.is_finalizing) -> None:
    """Have the next call close a response: finalizers must not close it themselves."""
    if not _is_finalizing() and not _is_own(response):
        _dropped.append(response)


def note_async_dropped(response: httpx.Response, _is_finalizing: Callable[[], bool] = sys.is_finalizing) -> None:
    """Have the next call close an async response; see `note_dropped`."""
    if not _is_finalizing() and not _is_own(response):
        _async_dropped.append(response)


def close_dropped() -> None:
    """Close the noted responses."""
    while _dropped:
        with contextlib.suppress(Exception):  # must not fail the unrelated call that closes it
            _dropped.popleft().close()


async def async_close_dropped() -> None:
    """Close the noted async responses, those of other event loops as far as possible."""
    while _async_dropped:
        with contextlib.suppress(Exception):  # must not fail the unrelated call that closes it
            await _async_dropped.popleft().aclose()


def _is_own(response: httpx.Response) -> bool:
    return isinstance(response.extensions.get("network_stream"), PooledConnection)


def close(response: httpx.Response) -> None:
    """Close a response, and end a read in another thread, which closing the socket alone does not do."""
    connection: object = response.extensions.get("network_stream")
    is_other = hasattr(connection, "get_extra_info") and not isinstance(connection, PooledConnection)
    if is_other and not response.is_closed and response.http_version != "HTTP/2":  # HTTP/2: other streams share it
        shut_down(connection)
    response.close()


async def async_close(response: httpx.Response) -> None:
    """Close an async response, which ends a read in another task."""
    await response.aclose()
