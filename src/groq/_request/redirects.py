"""Redirects: build the next request, or refuse to."""

from __future__ import annotations

import httpx

from .._utils._urls import invalid_host_reason
from .urls import origin

_BODY_HEADERS = (b"content-length", b"transfer-encoding")


class RefusedRedirect(httpx.RequestError):
    """Redirect to another origin, refused: following it would leak the key and the body."""


def redirected_request(response: httpx.Response, *, any_origin: bool) -> httpx.Request:
    """Return the request that follows a redirect; to another origin, a GET without headers, cookies and body.

    Raises:
        RefusedRedirect: The redirect leads to another origin, and `any_origin` is false.
        httpx.RemoteProtocolError: The location is invalid.
    """
    request = response.request
    url = _location(response)
    if reason := invalid_host_reason(url):
        raise httpx.RemoteProtocolError(f"The server redirects to {_shown_origin(url)}. {reason}", request=request)
    if origin(url) == origin(request.url):
        method = _method(request.method, response.status_code)
        dropped = () if method == request.method else _BODY_HEADERS
        headers = [one for one in request.headers.raw if one[0].lower() not in dropped]
        stream = request.stream if method == request.method else httpx.ByteStream(b"")
        return httpx.Request(method, url, headers=headers, stream=stream, extensions=request.extensions)
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


def _method(method: str, status_code: int) -> str:
    """Return the method after a redirect: https://www.rfc-editor.org/rfc/rfc9110#name-redirection-3xx."""
    if (status_code in (302, 303) and method != "HEAD") or (status_code == 301 and method == "POST"):
        return "GET"
    return method


def _shown_origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"
