"""What a transport was made with, for both colours."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from typing import Any

import httpx

from .connect import Proxies, SocketSettings
from .target import RequestHeads, Target, target_of
from .tls import context_source


class Settings:
    """The options of a transport: those of `httpx.HTTPTransport`, and the proxies of the environment.

    Args:
        verify: Whether, or by which authorities or context, certificates are verified.
        cert: A client certificate.
        trust_env: Whether `SSL_CERT_FILE` and `SSL_CERT_DIR` count.
        http1: Whether HTTP/1.1 is offered.
        http2: Whether HTTP/2 is offered; httpx's own transport sends then.
        limits: Of the pool.
        proxy: One for all requests.
        uds: A unix socket to connect to; httpx's own transport sends then.
        local_address: The address to connect from.
        retries: How often to try to connect again; more than 0 is left to httpx's own transport.
        socket_options: Options of the sockets.
        proxies_from_env: Whether the proxies of the environment are used where `proxy` is not given.
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
        uds: str | None = None,
        local_address: str | None = None,
        retries: int = 0,
        socket_options: Sequence[tuple[Any, ...]] | None = None,
        proxies_from_env: bool = False,
    ) -> None:
        self.limits = httpx.Limits(max_connections=100, max_keepalive_connections=20) if limits is None else limits
        self.sockets = SocketSettings(local_address, tuple(socket_options or ()))
        proxy = httpx.Proxy(proxy) if isinstance(proxy, str | httpx.URL) else proxy
        self.proxies = Proxies(proxy, trust_env=proxies_from_env)
        self.heads = RequestHeads()
        self.context = context_source(verify, cert, trust_env=trust_env, http2=http2)
        self._proxy_context = context_source(True, None, trust_env=trust_env)
        self.needs_httpx = bool(http2 or uds or retries or not http1)
        self._options: dict[str, Any] = {
            "http1": http1,
            "http2": http2,
            "limits": self.limits,
            "uds": uds,
            "local_address": local_address,
            "retries": retries,
            "socket_options": socket_options,
        }

    def target(self, request: httpx.Request) -> Target:
        """Return where a request goes."""
        return target_of(request, self.proxies)

    def proxy_context(self, proxy: httpx.Proxy) -> ssl.SSLContext:
        """Return the context for the TLS to a proxy."""
        own: ssl.SSLContext | None = getattr(proxy, "ssl_context", None)  # since httpx 0.26
        return self._proxy_context() if own is None else own

    def for_httpx(self, proxy: httpx.Proxy | None) -> dict[str, Any]:
        """Return the arguments of httpx's own transport."""
        return {**self._options, "verify": self.context(), "proxy": proxy, "trust_env": False}
