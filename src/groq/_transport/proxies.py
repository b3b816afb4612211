"""The proxies for URLs, and the exceptions of `NO_PROXY`."""

from __future__ import annotations

import ipaddress
import re
import urllib.request
from base64 import b64encode
from typing import NamedTuple

import httpx

from .._utils._urls import invalid_host_reason, masked_url

DEFAULT_PORTS = {b"http": 80, b"https": 443, b"socks5": 1080, b"socks5h": 1080}
_PORT = re.compile(":[0-9]{1,5}")


class Proxies:
    """The proxies for URLs.

    Args:
        proxy: One for all URLs.
        trust_env: Without `proxy`: whether to read `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` now, or the
            settings of the operating system.

    Raises:
        ValueError: The environment contains an invalid proxy URL.
    """

    def __init__(self, proxy: httpx.Proxy | None, *, trust_env: bool) -> None:
        self._by_scheme: dict[str, httpx.Proxy] = {} if proxy is None else {"all": proxy}
        self._no_proxy: list[_NoProxyEntry] = []
        named = urllib.request.getproxies() if trust_env and proxy is None else {}
        exceptions = [one.strip() for one in named.get("no", "").split(",") if one.strip()]
        if "*" in exceptions:
            return
        self._no_proxy = [_no_proxy_entry(one.lower()) for one in exceptions]
        for scheme in ("http", "https", "all"):
            if url := named.get(scheme):
                self._by_scheme[scheme] = checked_proxy(url if "://" in url else f"http://{url}", scheme)

    def all(self) -> list[httpx.Proxy]:
        """Return all proxies."""
        return list(self._by_scheme.values())

    def of(self, url: httpx.URL) -> httpx.Proxy | None:
        """Return the proxy for a URL; `None` to connect directly."""
        if not self._by_scheme:
            return None
        scheme, host = url.raw_scheme, url.raw_host.decode("ascii").lower()
        port = url.port or DEFAULT_PORTS.get(scheme, 0)
        proxy = self._by_scheme.get(scheme.decode("ascii")) or self._by_scheme.get("all")
        return None if any(one.covers(scheme, host, port) for one in self._no_proxy) else proxy


class _NoProxyEntry(NamedTuple):
    """An entry of `NO_PROXY`: a name and those below it, an address or a network, with or without scheme and port."""

    scheme: bytes
    name: str
    network: ipaddress.IPv4Network | ipaddress.IPv6Network | None
    port: int | None

    def covers(self, scheme: bytes, host: str, port: int) -> bool:
        if self.port not in (None, port) or self.scheme not in (b"", b"all", scheme):
            return False
        if self.network is None:
            return host == self.name or host.endswith("." + self.name)
        try:
            return ipaddress.ip_address(host.partition("%")[0]) in self.network
        except ValueError:
            return False


def _no_proxy_entry(entry: str) -> _NoProxyEntry:
    prefix, _, name = entry.rpartition("://")
    scheme = prefix.encode()
    port: int | None = None
    if name.startswith("["):
        name, _, rest = name[1:].partition("]")
        if rest[:1] == "/":
            name += rest
        elif _PORT.fullmatch(rest):
            port = int(rest[1:])
    elif name.count(":") == 1 and _PORT.fullmatch(name, name.index(":")):
        name, _, digits = name.rpartition(":")
        port = int(digits)
    try:
        return _NoProxyEntry(scheme, name, ipaddress.ip_network(name, strict=False), port)
    except ValueError:
        return _NoProxyEntry(scheme, name.removeprefix("*").removeprefix("."), None, port)


def checked_proxy(url: str, name: str) -> httpx.Proxy:
    """Return the proxy of a URL.

    Raises:
        ValueError: The URL is invalid.
    """
    try:
        proxy = httpx.Proxy(url)
    except httpx.InvalidURL as err:
        # A "#" or "/" in a password ends the credentials for the parser, whose message then quotes the rest.
        reason = "a password has to be percent-encoded" if "@" in url else str(err)
        raise ValueError(f"The {name} proxy is not a valid URL: {reason}.") from (None if "@" in url else err)
    if reason := invalid_host_reason(proxy.url):
        raise ValueError(f"The {name} proxy {masked_url(url)}: {reason}")
    return proxy


def proxy_credentials(proxy: httpx.Proxy) -> list[tuple[bytes, bytes]]:
    """Return the header with the credentials of a proxy, if it has any."""
    if proxy.auth is None:
        return []
    return [(b"Proxy-Authorization", b"Basic " + b64encode(":".join(proxy.auth).encode()))]
