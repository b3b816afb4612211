"""Where to connect: addresses, which are raced, and proxies with the exceptions of `NO_PROXY`.

The shells resolve names and wait; this module decides. `Race` opens non-blocking sockets.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import math
import re
import socket
import time
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Generator, Iterable, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

import httpx

from .._utils._urls import invalid_host_reason, masked_url
from . import errors
from .http1 import request_head

# Seconds before the next address is tried beside the first, https://www.rfc-editor.org/rfc/rfc8305#section-8.
ATTEMPT_DELAY = 0.25

DEFAULT_PORTS = {b"http": 80, b"https": 443, b"socks5": 1080, b"socks5h": 1080}

# Not os.strerror, which does not know the codes of Windows.
_REASONS = {errno.ECONNREFUSED: "Connection refused", errno.ETIMEDOUT: "Connection timed out"}

_PORT = re.compile(":[0-9]{1,5}")

Address = tuple[Any, ...]  # of a socket
AddressInfo = tuple[Any, Any, int, Any, Address]  # as socket.getaddrinfo returns it


class SocketSettings(NamedTuple):
    """Options for the sockets of a transport."""

    local_address: str | None = None
    options: Sequence[tuple[Any, ...]] = ()


def connecting(
    endpoint: tuple[str, int],
    settings: SocketSettings,
    timeout: float | None,
    look_up: Callable[..., Any],
    wait_writable: Callable[..., Any],
    adopt: Callable[..., Any],
) -> Generator[tuple[Any, ...], Any, Any]:
    """Connect to a host and port: a flow for the drivers of `exchange`.

    Args:
        endpoint: Host and port.
        settings: Of the sockets.
        timeout: Seconds for the look-up and all attempts.
        look_up: Takes a host, a port and seconds, and returns addresses.
        wait_writable: Takes sockets and seconds, and returns those that are writable.
        adopt: Makes a connection of a connected socket.

    Raises:
        httpx.ConnectError: No address could be connected to.
        httpx.ConnectTimeout: It took too long.
    """
    until = math.inf if timeout is None else time.monotonic() + timeout
    try:
        race = Race(interleaved(literal_address(*endpoint) or (yield look_up, *endpoint, timeout)), settings)
        try:
            while True:
                now = time.monotonic()
                if now >= until:
                    raise TimeoutError("timed out")
                race.start(now)
                wake_at = min(race.next_at, until)
                seconds = None if wake_at == math.inf else wake_at - now
                for opened in (yield wait_writable, list(race.pending), seconds):
                    if race.finish(opened):
                        return (yield adopt, opened)
        finally:
            race.close()
    except (OSError, UnicodeError, LookupError) as err:  # LookupError: a codec cannot be loaded without descriptors
        raise errors.connect_error(err) from err


def literal_address(host: str, port: int) -> list[AddressInfo]:
    """Return the address of a host that is an IP address; an empty list for a name, which needs a look-up."""
    for family, address in ((socket.AF_INET, (host, port)), (socket.AF_INET6, (host, port, 0, 0))):
        try:
            socket.inet_pton(family, host)
        except (OSError, ValueError):
            continue
        return [(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", address)]
    return []


def interleaved(addresses: Iterable[AddressInfo]) -> list[AddressInfo]:
    """Return the addresses with the two families alternating, https://www.rfc-editor.org/rfc/rfc8305#section-4."""
    found = list(addresses)
    first = [one for one in found if one[0] == found[0][0]]
    other = [one for one in found if one[0] != found[0][0]]
    return [one for pair in zip_longest(first, other) for one in pair if one is not None]


class Race:
    """Attempts to connect to several addresses: one more every `ATTEMPT_DELAY`, or at once when one fails.

    Call `start`, wait until a socket of `pending` is writable or until `next_at`, and call `finish` for the writable.

    Attributes:
        pending: The sockets that are being connected.
        next_at: When to call `start` again; infinity if no address is left.
    """

    def __init__(self, addresses: Sequence[AddressInfo], settings: SocketSettings) -> None:
        self._addresses = list(reversed(addresses))
        self._settings = settings
        self._errors: list[OSError] = []
        self.pending: list[socket.socket] = []
        self.next_at = 0.0

    def start(self, now: float) -> None:
        """Begin the attempts that are due.

        Raises:
            OSError: All of them failed.
        """
        while self._addresses and (now >= self.next_at or not self.pending):
            self.next_at = now + ATTEMPT_DELAY
            try:
                self._attempt(self._addresses.pop())
            except OSError as err:
                if err.errno is None:  # raised by a signal handler, not by the system
                    raise
                self._errors.append(err)
        if not self._addresses:
            self.next_at = math.inf
        if not self.pending:
            raise self._errors[0] if self._errors else OSError("The host has no address.")

    def _attempt(self, address: AddressInfo) -> None:
        family, kind, proto, _, target = address
        opened = socket.socket(family, kind, proto)
        try:
            opened.setblocking(False)
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # Gateways drop idle connections silently; the probes detect it.
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for option in self._settings.options:
                opened.setsockopt(*option)
            if self._settings.local_address is not None:
                opened.bind((self._settings.local_address, 0))
            with contextlib.suppress(BlockingIOError):  # it is in progress
                opened.connect(target)  # not connect_ex: tests that disable the network patch connect
        except BaseException:
            opened.close()
            raise
        self.pending.append(opened)

    def finish(self, opened: socket.socket) -> bool:
        """Return whether a writable socket is connected; if so, close the others."""
        self.pending.remove(opened)
        try:
            if code := opened.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise OSError(code, _REASONS.get(code, errno.errorcode.get(code, "Connection failed")))
            opened.getpeername()
        except OSError as err:
            opened.close()
            if err.errno is None:  # raised by a signal handler, not by the system
                raise
            self._errors.append(err)
            self.next_at = 0.0
            return False
        self.close()
        return True

    def close(self) -> None:
        """Close the sockets that are still connecting."""
        for opened in self.pending:
            opened.close()
        self.pending.clear()


class Proxies:
    """The proxies for URLs.

    Args:
        proxy: One for all URLs.
        trust_env: Without `proxy`: whether `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` are read now, or the
            settings of the operating system.

    Raises:
        ValueError: The environment contains an invalid proxy URL.
    """

    def __init__(self, proxy: httpx.Proxy | None, *, trust_env: bool) -> None:
        self._by_scheme: dict[str, httpx.Proxy] = {} if proxy is None else {"all": proxy}
        self._exceptions: list[_Exception] = []
        named = urllib.request.getproxies() if trust_env and proxy is None else {}
        exceptions = [one.strip() for one in named.get("no", "").split(",") if one.strip()]
        if "*" in exceptions:
            return
        self._exceptions = [_exception(one.lower()) for one in exceptions]
        for scheme in ("http", "https", "all"):
            if url := named.get(scheme):
                self._by_scheme[scheme] = checked_proxy(url if "://" in url else f"http://{url}", scheme)

    def __bool__(self) -> bool:
        return bool(self._by_scheme)

    def all(self) -> list[httpx.Proxy]:
        """Return all proxies."""
        return list(self._by_scheme.values())

    def of(self, scheme: bytes, host: bytes, port: int) -> httpx.Proxy | None:
        """Return the proxy for an origin; `None` to connect directly."""
        if not self._by_scheme:
            return None
        proxy = self._by_scheme.get(scheme.decode("ascii")) or self._by_scheme.get("all")
        name = host.decode("ascii").lower()
        return None if any(one.covers(scheme, name, port) for one in self._exceptions) else proxy


class _Exception(NamedTuple):
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


def _exception(entry: str) -> _Exception:
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
        return _Exception(scheme, name, ipaddress.ip_network(name, strict=False), port)
    except ValueError:
        return _Exception(scheme, name.removeprefix("*").removeprefix("."), None, port)


def checked_proxy(url: str, name: str) -> httpx.Proxy:
    """Return the proxy of a URL.

    Raises:
        ValueError: The URL is invalid.
    """
    try:
        proxy = httpx.Proxy(url)
    except httpx.InvalidURL as err:
        # A "#" or "/" in a password ends the account for the parser, whose message then quotes the rest.
        hint = "a password has to be percent-encoded" if "@" in url else str(err)
        raise ValueError(f"The {name} proxy is not a valid URL: {hint}.") from (None if "@" in url else err)
    if reason := invalid_host_reason(proxy.url):
        raise ValueError(f"The {name} proxy {masked_url(url)}: {reason}")
    return proxy


def tunnel_request(host: bytes, port: int, proxy: httpx.Proxy) -> bytes:
    """Return the request for a tunnel, https://www.rfc-editor.org/rfc/rfc9110#name-connect."""
    place = b"%b:%d" % (b"[%b]" % host if b":" in host else host, port)
    fields = [(b"Host", place), (b"Accept", b"*/*"), *proxy.headers.raw, *proxy_credentials(proxy)]
    return request_head("CONNECT", place, fields)


def proxy_credentials(proxy: httpx.Proxy) -> list[tuple[bytes, bytes]]:
    """Return the header with the account of a proxy, if it has one."""
    if proxy.auth is None:
        return []
    return [(b"Proxy-Authorization", b"Basic " + b64encode(":".join(proxy.auth).encode()))]
