"""The server and proxy of a request, and the bytes of its head. No I/O. `Settings.target` makes a `Target`."""

from __future__ import annotations

from typing import NamedTuple

import httpx

from .http1 import request_head
from .pool import Origin
from .proxies import DEFAULT_PORTS, proxy_credentials


class Target(NamedTuple):
    """The server of a request, and the proxy in between."""

    scheme: bytes
    host: bytes
    port: int
    proxy: httpx.Proxy | None
    server_hostname: str  # for TLS

    @property
    def origin(self) -> Origin:
        """The key of connections that this request can use."""
        proxy = self.proxy
        return self if proxy is None else (*self[:3], self.server_hostname, str(proxy.url), proxy.auth)

    @property
    def is_tunnelled(self) -> bool:
        """Whether the request goes through a tunnel of a proxy."""
        return self.proxy is not None and self.scheme == b"https"

    @property
    def endpoint(self) -> tuple[str, int]:
        """The host and port to connect to."""
        if self.proxy is None:
            return self.host.decode("ascii"), self.port
        url = self.proxy.url
        return url.host, url.port or DEFAULT_PORTS[url.raw_scheme]


class RequestHeads:
    """Encoder of request heads. Most differ from the previous one only in the Content-Length at their end."""

    def __init__(self) -> None:
        self._last: tuple[object, bytes] = (None, b"")

    def encode(self, request: httpx.Request, target: Target) -> tuple[bytes, int | None]:
        """Return the head, and the length of the body; `None` for a chunked one.

        Raises:
            httpx.LocalProtocolError: The head contains an invalid character, or both a length and a transfer coding.
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
