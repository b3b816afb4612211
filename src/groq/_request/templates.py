"""What a request shares with the one before it to the same URL: all but its body. For `_base_client`.

Merging headers and parsing URLs takes httpx half as long as sending; most requests of a client differ in their body
alone. So the parts are kept, keyed by all that they were made of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from .._types import Headers

_MOST_KEPT = 32
_BUILD_REQUEST = httpx.Client.build_request


class RequestTemplates:
    """The last request to each URL, as a template for the next one."""

    def __init__(self) -> None:
        self._by_url: dict[str, tuple[object, httpx.Request]] = {}

    def build(
        self,
        client: httpx.Client | httpx.AsyncClient,
        method: str,
        url: str,
        *,
        headers: Sequence[Headers],
        content: bytes,
        timeout: float | httpx.Timeout | None,
    ) -> httpx.Request | None:
        """The request that `client.build_request` would make; `None` where there is no template for it.

        Args:
            client: What sends it.
            method: In upper case.
            url: Without a query.
            headers: In layers: each is laid over those before it.
            content: The body.
            timeout: Seconds, or for each phase; `None` for no limit.
        """
        kept = self._by_url.get(url)
        if kept is None or kept[0] != _key(client, method, headers):
            return None
        template = kept[1]
        phases = timeout if isinstance(timeout, httpx.Timeout) else httpx.Timeout(timeout)
        request = httpx.Request(
            template.method,
            template.url,
            headers=template.headers,
            stream=httpx.ByteStream(content),
            extensions={"timeout": phases.as_dict()},
        )
        length = b"Content-Length", b"content-length", str(len(content)).encode()
        # As `request.headers[...] = ...` and `request.read()` do, which look for what is known here.
        request.headers._list.append(length)  # pyright: ignore[reportPrivateUsage] # see above
        request._content = content  # pyright: ignore[reportPrivateUsage] # see above; hooks look at the body
        return request

    def keep(
        self, client: httpx.Client | httpx.AsyncClient, url: str, headers: Sequence[Headers], request: httpx.Request
    ) -> None:
        """Take the request that `client.build_request` made of these headers as the template for this URL."""
        if len(self._by_url) >= _MOST_KEPT:
            self._by_url.clear()
        # Copies, because hooks may change the request and the caller the headers.
        template = httpx.Request(request.method, request.url, headers=request.headers, stream=httpx.ByteStream(b""))
        del template.headers["Content-Length"]
        self._by_url[url] = (_key(client, request.method, [dict(layer) for layer in headers]), template)


def _key(client: Any, method: str, headers: Sequence[Mapping[str, Any]]) -> object:
    """All that a template depends on; a client that does more than lay headers over its own gets none."""
    if getattr(client.build_request, "__func__", None) is not _BUILD_REQUEST or client.params or client.cookies:
        return object()
    return method, headers, client.headers._list.copy()  # `raw`, without making each item anew
