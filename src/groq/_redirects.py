"""Which redirects are followed, and with what: pure. `_base_client` sends them."""

from __future__ import annotations

import httpx

from ._request import place_hint

_DEFAULT_PORTS = {"http": 80, "https": 443}


class RefusedRedirect(httpx.RequestError):
    """A redirect to another origin, which would be told what only this one should know."""


def origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    """What two URLs must share to be of the same server: scheme, host and port."""
    return url.scheme, url.raw_host, url.port or _DEFAULT_PORTS.get(url.scheme)


def redirected_request(response: httpx.Response, *, any_origin: bool) -> httpx.Request | None:
    """The request that a redirect asks for; `None` where httpx made none.

    To another origin it is a plain GET: no header, cookie or body goes there.

    Raises:
        RefusedRedirect: It leads to another origin, and `any_origin` is false.
    """
    request = response.next_request
    if request is not None and place_hint(request.url):
        raise httpx.RemoteProtocolError(
            f"The server redirects to {_shown(request.url)}. {place_hint(request.url)}", request=response.request
        )
    if request is None or origin(request.url) == origin(response.request.url):
        return request
    if any_origin:
        return httpx.Request("GET", request.url, extensions=request.extensions)
    raise RefusedRedirect(
        f"The server redirects to another origin, {_shown(request.url)}, which was not followed: the key and the body "
        "are not meant for it. Set base_url to where the API is, or pass follow_cross_origin_redirects=True.",
        request=response.request,
    )


def _shown(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"
