"""Whether a request is handed over to httpx's own transport, and those transports.

They send what this transport does not support (HTTP/2, SOCKS, unix sockets, extensions such as `trace`), and everything
where a tool for tests or tracing has replaced `handle_request`: of httpx's transports (pytest-httpx, vcrpy,
OpenTelemetry), of httpcore's pools (respx, some releases of vcrpy), or of its connections (Elastic APM). `clients`
checks what tools replace in httpx's clients.
"""

from __future__ import annotations

import os
import sys
from types import FunctionType
from typing import Any, Generic, TypeVar

import httpx

from .connect import DEFAULT_PORTS
from .exchange import KNOWN_EXTENSIONS
from .settings import Settings

_T = TypeVar("_T", httpx.HTTPTransport, httpx.AsyncHTTPTransport)

_originals: set[object] = set()
_PROXY_SCHEMES = ("http", "https")
_HTTPX = os.path.dirname(httpx.__file__) + os.sep


def is_original(function: Any, home: str = _HTTPX) -> bool:
    """Return whether a function comes from the package in the directory `home`.

    Its code decides: tools copy its name, and may have replaced it before this module is imported.
    """
    if type(function) is not FunctionType:
        return False
    if function in _originals:
        return True
    if function.__code__.co_filename.startswith(home):
        _originals.add(function)
        return True
    return False


def is_needed(request: httpx.Request, settings: Settings) -> bool:
    """Return whether a blocking request is handed over."""
    core: Any = sys.modules.get("httpcore")
    return (
        not is_original(httpx.HTTPTransport.handle_request)
        or (core is not None and _replaced(core, "ConnectionPool", "HTTPConnection", "handle_request"))
        or _is_special(request, settings)
    )


def is_needed_async(request: httpx.Request, settings: Settings) -> bool:
    """Return whether an async request is handed over."""
    core: Any = sys.modules.get("httpcore")
    return (
        not is_original(httpx.AsyncHTTPTransport.handle_async_request)
        or (core is not None and _replaced(core, "AsyncConnectionPool", "AsyncHTTPConnection", "handle_async_request"))
        or _is_special(request, settings)
    )


def _replaced(core: Any, pool: str, connection: str, method: str) -> bool:
    """Return whether a tool has replaced a method of httpcore's pool or connection."""
    if not hasattr(core, connection):  # only partly imported by now
        return False
    home: str = core.__file__[: -len("__init__.py")]
    pools, connections = getattr(core, pool), getattr(core, connection)
    return not (is_original(getattr(pools, method), home) and is_original(getattr(connections, method), home))


def _is_special(request: httpx.Request, settings: Settings) -> bool:
    extensions = request.extensions
    if settings.needs_httpx or (len(extensions) > 1 and not KNOWN_EXTENSIONS.issuperset(extensions)):
        return True
    proxy = _proxy(request, settings) if settings.proxies else None
    return proxy is not None and proxy.url.scheme not in _PROXY_SCHEMES


def _proxy(request: httpx.Request, settings: Settings) -> httpx.Proxy | None:
    url = request.url
    return settings.proxies.of(url.raw_scheme, url.raw_host, url.port or DEFAULT_PORTS.get(url.raw_scheme, 0))


class PlainTransports(Generic[_T]):
    """httpx's own transports, one for each proxy, made when needed."""

    def __init__(self, transport_class: type[_T], settings: Settings) -> None:
        self._class: type[_T] = transport_class
        self._settings = settings
        self._by_proxy: dict[str, _T] = {}
        for proxy in settings.proxies.all():
            if proxy.url.scheme not in _PROXY_SCHEMES:
                self._made(proxy)  # now, because SOCKS needs a package that may be missing

    def of(self, request: httpx.Request) -> _T:
        """Return the transport for a request."""
        return self._made(_proxy(request, self._settings))

    def _made(self, proxy: httpx.Proxy | None) -> _T:
        key = "" if proxy is None else str(proxy.url)
        return self._by_proxy.get(key) or self._by_proxy.setdefault(key, self._class(**self._settings.for_httpx(proxy)))

    def take_all(self) -> list[_T]:
        """Return all that were made, and forget them."""
        made = list(self._by_proxy.values())
        self._by_proxy.clear()
        return made
