"""Request templates: the URL and headers of the last request to a URL, reused by `builder`.

Most requests of a client differ only in their body, and httpx spends half as long on parsing URLs and merging headers
as on sending.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from .._types import Headers

_MAX_TEMPLATES = 32
_BUILD_REQUEST = httpx.Client.build_request


class RequestTemplates:
    """Cache of the last request to each URL, as a template for the next one."""

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
        """Return the request that `client.build_request` would make, or `None` if no template fits.

        The method is in upper case, the URL has no query, and each layer of headers overrides those before it.
        """
        key, template = self._by_url.get(url, (None, None))
        if template is None or key != _template_key(client, method, headers):
            return None
        phases = timeout if isinstance(timeout, httpx.Timeout) else httpx.Timeout(timeout)
        request = httpx.Request(
            template.method,
            template.url,
            headers=template.headers,
            stream=httpx.ByteStream(content),
            extensions={"timeout": phases.as_dict()},
        )
        length = b"Content-Length", b"content-length", str(len(content)).encode()
        # `request.headers[...] = ...` and `request.read()` do the same, but first search the headers or join the body.
        request.headers._list.append(length)  # pyright: ignore[reportPrivateUsage] # see above
        request._content = content  # pyright: ignore[reportPrivateUsage] # see above; hooks read the body
        return request

    def keep(
        self, client: httpx.Client | httpx.AsyncClient, url: str, headers: Sequence[Headers], request: httpx.Request
    ) -> None:
        """Store the request that `client.build_request` made from these headers as the template for this URL."""
        if len(self._by_url) >= _MAX_TEMPLATES:
            self._by_url.clear()
        # Copied: hooks may change the request, and callers their headers.
        template = httpx.Request(request.method, request.url, headers=request.headers, stream=httpx.ByteStream(b""))
        del template.headers["Content-Length"]
        self._by_url[url] = (_template_key(client, request.method, [dict(layer) for layer in headers]), template)


def _template_key(client: Any, method: str, headers: Sequence[Mapping[str, Any]]) -> object:
    """Return everything that a template depends on. Clients with params, cookies or an own `build_request` use none."""
    if getattr(client.build_request, "__func__", None) is not _BUILD_REQUEST or client.params or client.cookies:
        return object()
    return method, headers, client.headers._list.copy()  # unlike `raw`, does not rebuild each item
