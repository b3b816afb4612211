"""Where a request goes, and its head: from httpx's request to bytes. No I/O."""

from __future__ import annotations

from typing import NamedTuple

import httpx

from .connect import DEFAULT_PORTS, Proxies, proxy_credentials
from .http1 import request_head
from .pool import Origin


class Target(NamedTuple):
    """Where a request goes."""

    scheme: bytes
    host: bytes
    port: int
    proxy: httpx.Proxy | None
    server_hostname: str  # for TLS

    @property
    def origin(self) -> Origin:
        """What the requests over one connection share."""
        proxy = self.proxy
        if proxy is None:
            return self
        return *self[:3], self.server_hostname, str(proxy.url), proxy.auth

    @property
    def is_tunnelled(self) -> bool:
        """Whether a proxy is asked for a tunnel."""
        return self.proxy is not None and self.scheme == b"https"

    @property
    def endpoint(self) -> tuple[str, int]:
        """The host and port to connect to."""
        if self.proxy is None:
            return self.host.decode("ascii"), self.port
        url = self.proxy.url
        return url.host, url.port or DEFAULT_PORTS[url.raw_scheme]


def target_of(request: httpx.Request, proxies: Proxies) -> Target:
    """Return where a request goes.

    Raises:
        httpx.UnsupportedProtocol: Its URL has another scheme, or no host.
    """
    url = request.url
    scheme, host = url.raw_scheme, url.raw_host
    if scheme not in (b"http", b"https") or not host:
        what = "is missing a host" if scheme in (b"http", b"https") else "has an unsupported protocol"
        raise httpx.UnsupportedProtocol(f"Request URL {what}: expected 'http://' or 'https://' and a host.")
    port = url.port or DEFAULT_PORTS[scheme]
    proxy = proxies.of(scheme, host, port) if proxies else None
    name = (request.extensions.get("sni_hostname") or host.decode("ascii")) if scheme == b"https" else ""
    return Target(scheme, host, port, proxy, name)


class RequestHeads:
    """Encodes the heads of requests. Most are equal to the one before except for the Content-Length at their end."""

    def __init__(self) -> None:
        self._last: tuple[object, bytes] = (None, b"")

    def encode(self, request: httpx.Request, target: Target) -> tuple[bytes, int | None]:
        """Return the head, and the length of the body; `None` for one in chunks.

        Raises:
            httpx.LocalProtocolError: The head contains an invalid character, or both a length and a coding.
        """
        if not request.headers:
            raise httpx.LocalProtocolError("Missing mandatory Host: header.")
        url_path = request.url.raw_path
        *fields, (name, value) = headers = request.headers.raw
        ends_in_length = name == b"Content-Length" and value.isdigit()
        key = (request.method, url_path, fields, target)
        last_key, start = self._last
        if ends_in_length and last_key == key:
            return b"%bContent-Length: %b\r\n\r\n" % (start, value), int(value)
        lengths = [value for name, value in headers if name.lower() == b"content-length"]
        is_chunked = any(name.lower() == b"transfer-encoding" for name, _ in headers)
        if (is_chunked and lengths) or len(lengths) > 1 or (lengths and not lengths[0].isdigit()):
            raise httpx.LocalProtocolError("Expected one Content-Length of digits, or Transfer-Encoding: chunked.")
        path = url_path
        if target.proxy is not None and not target.is_tunnelled:
            path = b"%b://%b%b" % (target.scheme, request.url.netloc, url_path)
            headers = [*proxy_credentials(target.proxy), *target.proxy.headers.raw, *headers]
        try:
            head = request_head(request.method, path, headers)
        except (ValueError, UnicodeError) as err:
            raise httpx.LocalProtocolError(str(err)) from err
        if ends_in_length:
            self._last = key, head[: -len(b"Content-Length: \r\n\r\n") - len(value)]
        return head, None if is_chunked else int(lengths[0]) if lengths else 0
