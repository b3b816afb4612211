"""Fallback to httpx's own transports: when it is needed, and the transports.

They send requests that this transport does not support (HTTP/2, SOCKS, extensions such as `trace`), and all requests
if a tool for tests or tracing has replaced `handle_request` of httpx's transports (pytest-httpx, vcrpy,
OpenTelemetry), of httpcore's pools (respx, some releases of vcrpy), or of its connections (Elastic APM). `clients`
checks for replaced methods of httpx's clients.
"""

from __future__ import annotations

import os
import sys
from types import FunctionType
from typing import Any, Generic, TypeVar

import httpx

from .._constants import DEADLINE_EXTENSION, REPEATABLE_EXTENSION
from .settings import Settings

_T = TypeVar("_T", httpx.HTTPTransport, httpx.AsyncHTTPTransport)

_EXTENSIONS = frozenset({"timeout", "sni_hostname", DEADLINE_EXTENSION, REPEATABLE_EXTENSION})
_PROXY_SCHEMES = ("http", "https")
_originals: set[object] = set()


def is_original(function: Any, package: Any = httpx) -> bool:
    """Return whether a function comes from a package, httpx or httpcore.

    Its code object decides: tools copy the name, and may have replaced the function before this module is imported.
    """
    if type(function) is not FunctionType:
        return False
    if function in _originals:
        return True
    # Not `__file__`: bytecode without sources has the path where it was compiled.
    folder = os.path.dirname(package.URL.__eq__.__code__.co_filename)  # no tool replaces this method
    if folder and function.__code__.co_filename.startswith(folder + os.sep):
        _originals.add(function)
        return True
    return False


class HttpxFallback(Generic[_T]):
    """httpx's own transports, one for each proxy, created on first use."""

    def __init__(self, transport_class: type[_T], settings: Settings) -> None:
        self._class: type[_T] = transport_class
        is_async = issubclass(transport_class, httpx.AsyncHTTPTransport)
        self._method = "handle_async_request" if is_async else "handle_request"
        self._core_classes = [f"{'Async' if is_async else ''}{name}" for name in ("HTTPConnection", "ConnectionPool")]
        self._settings = settings
        self._by_proxy: dict[object, _T] = {}
        for proxy in settings.proxies.all():
            if proxy.url.scheme not in _PROXY_SCHEMES:
                self._create(proxy)  # fails now, and not at the first call, if the package for SOCKS is missing

    def is_needed(self, request: httpx.Request) -> bool:
        """Return whether a request falls back."""
        extensions = request.extensions
        proxy = self._settings.proxies.of(request.url)
        return (
            self._settings.needs_httpx
            or (len(extensions) > 1 and not _EXTENSIONS.issuperset(extensions))
            or (proxy is not None and proxy.url.scheme not in _PROXY_SCHEMES)
            or not is_original(getattr(self._class, self._method))
            or self._is_core_replaced()
        )

    def transport_for(self, request: httpx.Request) -> _T:
        """Return the transport for a request that falls back. The first call reads certificates."""
        return self._create(self._settings.proxies.of(request.url))

    def _is_core_replaced(self) -> bool:
        """Return whether a tool has replaced a method of httpcore's pool or connection."""
        core: Any = sys.modules.get("httpcore")
        if core is None or not all(hasattr(core, name) for name in ("URL", *self._core_classes)):  # partly imported
            return False
        return not all(is_original(getattr(getattr(core, name), self._method), core) for name in self._core_classes)

    def _create(self, proxy: httpx.Proxy | None) -> _T:
        key = None if proxy is None else (proxy.url, proxy.auth)
        return self._by_proxy.get(key) or self._by_proxy.setdefault(key, self._class(**self._settings.for_httpx(proxy)))

    def take_all(self) -> list[_T]:
        """Return all transports created so far, and forget them."""
        made = list(self._by_proxy.values())
        self._by_proxy.clear()
        return made
