"""Forward a request to the real API. Pieces of the response are passed on as they arrive."""

from __future__ import annotations

import functools
import http.client
import ssl
import time
import urllib.request
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from ..server.messages import Pieces, RecordedRequest
from .responses import Timed

_TIMEOUT = 600.0
_PIECE = 64 * 1024
# They describe the connection, or the content coding, which is removed here.
_DROPPED_HEADERS = {
    *("connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "expect", "host"),
    *("content-length", "content-encoding", "accept-encoding", "authorization", "proxy-authorization"),
}


class UpstreamError(Exception):
    """The API did not answer."""


class UpstreamResponse(Pieces):
    """A response whose body is still arriving. `done` is called with the complete body, unless it is truncated.

    If the client stops reading a stream, the rest is recorded, too: the next run may read all of it.
    """

    def __init__(self, response: http.client.HTTPResponse, began: float) -> None:
        self._response = response
        self._began = began
        self._is_open = True
        self.done: Callable[[], None] = lambda: None
        self.pieces: list[Timed] = []
        self.seconds: float = time.monotonic() - began
        self.status: int = response.status
        self.headers: dict[str, str] = dict(response.getheaders())
        self.has_length: bool = response.length is not None

    def __iter__(self) -> Iterator[bytes]:
        while self._is_open and (piece := self._read()):
            yield piece

    def close(self) -> None:
        try:
            for _ in self:
                pass
        except OSError:
            pass  # Truncated, and so not recorded.
        finally:
            self._response.close()

    def _read(self) -> bytes:
        """Read the next bytes; at the end, record the response.

        Raises:
            OSError: The response is truncated.
        """
        try:
            piece = self._response.read1(_PIECE)
            if not piece and self._response.length:
                raise http.client.IncompleteRead(b"", self._response.length)
        except (OSError, http.client.HTTPException) as err:
            self._is_open = False
            raise ConnectionResetError("the API closed the connection before the end of the response") from err
        if piece:
            self.pieces.append((time.monotonic() - self._began, piece))
        else:
            self._is_open = False
            self.done()
        return piece


class Upstream:
    """The API to record.

    Args:
        url: Its base URL, without a path that requests already have.
        key: Replaces the placeholder key of clients.
    """

    def __init__(self, url: str, key: str | None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"upstream: expected a URL such as 'https://api.groq.com', got {url!r}")
        self.url: str = url.rstrip("/")
        self.key = key

    @functools.cached_property
    def _opener(self) -> urllib.request.OpenerDirector:
        # Without handlers for redirects and errors, which are answers, too.
        opener = urllib.request.OpenerDirector()
        opener.add_handler(urllib.request.ProxyHandler())
        opener.add_handler(urllib.request.HTTPHandler())
        opener.add_handler(urllib.request.HTTPSHandler(context=ssl.create_default_context()))
        return opener

    def send(self, request: RecordedRequest, key: str) -> UpstreamResponse:
        """Send a request.

        Raises:
            UpstreamError: The API is unreachable, or its answer is not HTTP.
        """
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _DROPPED_HEADERS}
        headers.update({"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"})
        sent = urllib.request.Request(self.url + request.target, request.body or None, headers, method=request.method)
        began = time.monotonic()
        try:
            response: http.client.HTTPResponse = self._opener.open(sent, timeout=_TIMEOUT)
        except (OSError, http.client.HTTPException) as err:
            raise UpstreamError(f"Cannot reach {self.url}: {getattr(err, 'reason', None) or err!r}") from err
        return UpstreamResponse(response, began)
