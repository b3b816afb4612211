"""The options of a transport, blocking or async."""

from __future__ import annotations

import ssl
from typing import Any

import httpx

from .proxies import DEFAULT_PORTS, Proxies
from .target import RequestHeads, Target
from .tls import ContextSource


class Settings:
    """The options of a transport.

    The arguments are those of `httpx.Client`, and `proxies_from_env`: whether to use the proxies of the environment
    without a `proxy`.
    """

    def __init__(
        self,
        *,
        verify: Any = True,
        cert: Any = None,
        trust_env: bool = True,
        http1: bool = True,
        http2: bool = False,
        limits: httpx.Limits | None = None,
        proxy: Any = None,
        proxies_from_env: bool = False,
    ) -> None:
        self.limits = httpx.Limits(max_connections=100, max_keepalive_connections=20) if limits is None else limits
        proxy = httpx.Proxy(proxy) if isinstance(proxy, str | httpx.URL) else proxy
        self.proxies = Proxies(proxy, trust_env=proxies_from_env)
        self.heads = RequestHeads()
        self.context = ContextSource(verify, cert, trust_env=trust_env, http2=http2)
        self._proxy_context = ContextSource(True, None, trust_env=trust_env)
        self.needs_httpx = bool(http2 or not http1)
        self._for_httpx: dict[str, Any] = {"http1": http1, "http2": http2, "limits": self.limits, "trust_env": False}

    def target(self, request: httpx.Request) -> Target:
        """Return the server and the proxy of a request.

        Raises:
            httpx.UnsupportedProtocol: Its URL has another scheme, or no host.
        """
        url = request.url
        scheme, host = url.raw_scheme, url.raw_host
        if scheme not in (b"http", b"https") or not host:
            what = "is missing a host" if scheme in (b"http", b"https") else "has an unsupported protocol"
            raise httpx.UnsupportedProtocol(f"Request URL {what}: expected 'http://' or 'https://' and a host.")
        name = (request.extensions.get("sni_hostname") or host.decode("ascii")) if scheme == b"https" else ""
        return Target(scheme, host, url.port or DEFAULT_PORTS[scheme], self.proxies.of(url), name)

    def proxy_context(self, proxy: httpx.Proxy) -> ContextSource:
        """Return the source of the context for TLS to a proxy."""
        own: ssl.SSLContext | None = getattr(proxy, "ssl_context", None)  # since httpx 0.26
        return self._proxy_context if own is None else ContextSource(own, None, trust_env=False)

    def for_httpx(self, proxy: httpx.Proxy | None) -> dict[str, Any]:
        """Return the arguments of httpx's own transport."""
        return {**self._for_httpx, "verify": self.context(), "proxy": proxy}
