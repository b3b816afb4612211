"""Whether a request is handed over to httpx's own transport, and those transports.

That is the case where this transport does not do what is asked for (HTTP/2, SOCKS, unix sockets, extensions such as
`trace`), and where a tool for tests or tracing has replaced the way to the network: pytest-httpx, vcrpy and
OpenTelemetry `handle_request` of httpx's transports, respx and some releases of vcrpy that of httpcore's pools, Elastic
APM that of its connections. What tools replace above that, in httpx's clients, is looked for in `clients`.
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
    """Whether a function is that of the package in the directory `home`.

    Its code says so: tools copy its name, and may have replaced it before this module is imported.
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
    """Whether a blocking request is handed over."""
    core: Any = sys.modules.get("httpcore")
    return not (
        is_original(httpx.HTTPTransport.handle_request)
        and (
            not hasattr(core, "HTTPConnection")  # not imported, or only partly by now
            or (
                is_original(core.ConnectionPool.handle_request, _home(core))
                and is_original(core.HTTPConnection.handle_request, _home(core))
            )
        )
        and not _is_special(request, settings)
    )


def is_needed_async(request: httpx.Request, settings: Settings) -> bool:
    """Whether an async request is handed over."""
    core: Any = sys.modules.get("httpcore")
    return not (
        is_original(httpx.AsyncHTTPTransport.handle_async_request)
        and (
            not hasattr(core, "AsyncHTTPConnection")  # not imported, or only partly by now
            or (
                is_original(core.AsyncConnectionPool.handle_async_request, _home(core))
                and is_original(core.AsyncHTTPConnection.handle_async_request, _home(core))
            )
        )
        and not _is_special(request, settings)
    )


def _home(package: Any) -> str:
    home: str = package.__file__
    return home[: -len("__init__.py")]


def _is_special(request: httpx.Request, settings: Settings) -> bool:
    extensions = request.extensions
    if settings.needs_httpx or (len(extensions) > 1 and not KNOWN_EXTENSIONS.issuperset(extensions)):
        return True
    if not settings.proxies:
        return False
    proxy = _proxy(request, settings)
    return proxy is not None and proxy.url.scheme not in _PROXY_SCHEMES


def _proxy(request: httpx.Request, settings: Settings) -> httpx.Proxy | None:
    url = request.url
    return settings.proxies.of(url.raw_scheme, url.raw_host, url.port or DEFAULT_PORTS.get(url.raw_scheme, 0))


class PlainTransports(Generic[_T]):
    """httpx's own transports, one a proxy, made when one is needed."""

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
