"""Redirects: build the next request, or refuse to."""

from __future__ import annotations

import httpx

from .._utils._urls import invalid_host_reason
from .urls import origin


class RefusedRedirect(httpx.RequestError):
    """A redirect that is not followed: it would leak the key and the body, or change the method to GET."""


def redirected_request(response: httpx.Response, *, any_origin: bool) -> httpx.Request:
    """Return the request that follows a redirect; to another origin, a GET without headers, cookies and body.

    Raises:
        RefusedRedirect: The target has another origin and `any_origin` is false, or the redirect changes the method.
        httpx.RemoteProtocolError: The location is invalid.
    """
    request = response.request
    url = _location(response)
    if reason := invalid_host_reason(url):
        raise httpx.RemoteProtocolError(f"The server redirects to {_shown_origin(url)}. {reason}", request=request)
    if origin(url) == origin(request.url):
        # https://www.rfc-editor.org/rfc/rfc9110#name-redirection-3xx: these change the method to GET.
        if response.status_code in (301, 302, 303) and request.method not in ("GET", "HEAD"):
            raise RefusedRedirect(
                f"The server redirects a {request.method} to {url.path[:100]!r} with status {response.status_code}, "
                "which was not followed: it would become a GET without a body. Set base_url to the URL of the API; "
                "only 307 and 308 repeat the request.",
                request=request,
            )
        return httpx.Request(
            request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
        )
    if any_origin:
        return httpx.Request("GET", url, extensions=request.extensions)
    raise RefusedRedirect(
        f"The server redirects to another origin, {_shown_origin(url)}, which was not followed: that would leak the "
        "key and the body. Set base_url to the API's URL, or pass follow_cross_origin_redirects=True.",
        request=request,
    )


def _location(response: httpx.Response) -> httpx.URL:
    request = response.request
    try:
        url = httpx.URL(response.headers["Location"])
        if url.scheme and not url.host:
            url = url.copy_with(host=request.url.host)
        if url.is_relative_url:
            url = request.url.join(url)
        if request.url.fragment and not url.fragment:
            url = url.copy_with(fragment=request.url.fragment)
    except (httpx.InvalidURL, UnicodeError) as err:
        raise httpx.RemoteProtocolError(f"Invalid URL in location header: {err}.", request=request) from err
    return url


def _shown_origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"
