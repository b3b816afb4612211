"""Open a connection: race the addresses (Happy Eyeballs), proxy tunnel, TLS. A backend does the I/O."""

from __future__ import annotations

import contextlib
import errno
import socket
import ssl
import time
from collections import deque
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

import httpx

from .._utils._flows import Flow
from . import errors
from .errors import seconds_left
from .http1 import ResponseParser, request_head
from .pool import POLL_INTERVAL, Lease, Pool
from .proxies import proxy_credentials
from .settings import Settings
from .target import Target
from .tls import ContextSource, TlsLayer

# Seconds until the next address is tried in parallel, https://www.rfc-editor.org/rfc/rfc8305#section-8.
ATTEMPT_DELAY = 0.25

# Not os.strerror, which does not know the codes of Windows.
_REASONS = {errno.ECONNREFUSED: "Connection refused", errno.ETIMEDOUT: "Connection timed out"}

Address = tuple[Any, ...]  # of a socket
AddressInfo = tuple[Any, Any, int, Any, Address]  # as socket.getaddrinfo returns it


def connect(lease: Lease, target: Target, settings: Settings, timeout: float | None, backend: Any) -> Flow[None]:
    """Open the connection of a lease, to a server or through its proxy, within one timeout.

    Raises:
        httpx.ConnectError: No address could be connected to, or TLS failed.
        httpx.ConnectTimeout: It took too long.
        httpx.ProxyError: The proxy refused the tunnel.
    """
    deadline = None if timeout is None else time.monotonic() + timeout
    # Before opening a connection, because it may fail.
    context = (yield from _context(backend, settings.context)) if target.server_hostname else None
    proxy = target.proxy
    try:
        connection = yield from _connect_socket(lease.pool, target.endpoint, deadline, backend)
    except httpx.ConnectError as err:
        if proxy is None:
            raise
        raise httpx.ConnectError(f"{err} (the proxy {proxy.url.netloc.decode()})") from err
    connection.deadline = deadline
    lease.pool.opened(lease, connection)  # now: closing the pool then ends the tunnel or handshake
    if proxy is not None and proxy.url.scheme == "https":
        proxy_context = yield from _context(backend, settings.proxy_context(proxy))
        yield from _start_tls(connection, proxy_context, proxy.url.host)
    if proxy is not None and target.is_tunnelled:
        yield from _open_tunnel(connection, target.host, target.port, proxy)
    if context is not None:
        yield from _start_tls(connection, context, target.server_hostname)


def _context(backend: Any, source: ContextSource) -> Flow[ssl.SSLContext]:
    """Return the TLS context; the first one reads files, which would block an event loop."""
    return source.existing() or (yield backend.in_thread, source)


def _connect_socket(pool: Pool, endpoint: tuple[str, int], deadline: float | None, backend: Any) -> Flow[Any]:
    try:
        addresses = literal_address(*endpoint) or (yield backend.look_up, *endpoint, seconds_left(None, deadline))
        opened = yield from race(pool, interleaved(addresses), deadline, backend)
        return (yield backend.adopt, opened)
    except (OSError, UnicodeError, LookupError) as err:  # LookupError: no descriptor left to load a codec
        raise errors.connect_error(err) from err


def literal_address(host: str, port: int) -> list[AddressInfo]:
    """Return the address if the host is an IP address; an empty list for a name, which needs a look-up."""
    for family, address in ((socket.AF_INET, (host, port)), (socket.AF_INET6, (host, port, 0, 0))):
        with contextlib.suppress(OSError, ValueError):
            socket.inet_pton(family, host)
            return [(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", address)]
    return []


def interleaved(addresses: Iterable[AddressInfo]) -> list[AddressInfo]:
    """Return the addresses with the two families alternating, https://www.rfc-editor.org/rfc/rfc8305#section-4."""
    found = list(addresses)
    first = [one for one in found if one[0] == found[0][0]]
    other = [one for one in found if one[0] != found[0][0]]
    return [one for pair in zip_longest(first, other) for one in pair if one is not None]


def race(pool: Pool, addresses: Iterable[AddressInfo], deadline: float | None, backend: Any) -> Flow[socket.socket]:
    """Connect to several addresses in parallel: start one every `ATTEMPT_DELAY`, or when another one fails.

    Returns:
        The first socket that is connected. The others are closed.

    Raises:
        OSError: All attempts failed, or the deadline has passed.
    """
    untried = deque(addresses)
    pending: list[socket.socket] = []
    failures: list[OSError] = []
    next_at = 0.0
    try:
        while True:
            pool.check_open()
            now = time.monotonic()
            if deadline is not None and now >= deadline:
                raise TimeoutError("timed out")
            while untried and (now >= next_at or not pending):
                next_at = now + ATTEMPT_DELAY
                try:
                    pending.append(_start_connect(untried.popleft()))
                except OSError as err:
                    failures.append(_network_error(err))
            if not pending:
                raise failures[0] if failures else OSError("The host has no address.")
            seconds = seconds_left(min(POLL_INTERVAL, next_at - now) if untried else POLL_INTERVAL, deadline)
            ready: list[socket.socket] = yield backend.wait_writable, list(pending), seconds
            for opened in ready:
                pending.remove(opened)
                try:
                    _check_connected(opened)
                except OSError as err:
                    opened.close()
                    failures.append(_network_error(err))
                    next_at = 0.0
                else:
                    return opened
    finally:
        for opened in pending:
            opened.close()


def _start_connect(address: AddressInfo) -> socket.socket:
    family, kind, proto, _, target = address
    opened = socket.socket(family, kind, proto)
    try:
        opened.setblocking(False)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Gateways drop idle connections silently; the probes detect it.
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        with contextlib.suppress(BlockingIOError):  # it is in progress
            opened.connect(target)  # not connect_ex: tests that disable the network patch connect
    except BaseException:
        opened.close()
        raise
    return opened


def _check_connected(opened: socket.socket) -> None:
    if code := opened.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        raise OSError(code, _REASONS.get(code, errno.errorcode.get(code, "Connection failed")))
    opened.getpeername()


def _network_error(err: OSError) -> OSError:
    if err.errno is None:  # raised by a signal handler
        raise err
    return err


def _start_tls(connection: Any, context: ssl.SSLContext, server_hostname: str) -> Flow[None]:
    if not connection.parser.is_untouched:  # plain bytes would be treated as bytes that arrived over TLS
        raise httpx.ConnectError("The server sends data before the TLS handshake.")
    connection.tls = layer = TlsLayer(context, server_hostname, connection.tls)
    try:
        while True:
            try:
                is_complete = layer.handshake()
            except ssl.SSLError:
                with contextlib.suppress(OSError):  # while sending the alert
                    yield from connection.send(layer.outgoing(), None)
                raise
            yield from connection.send(layer.outgoing(), None)
            if is_complete:
                break
            yield from connection.receive_handshake()
        if data := layer.read():  # arrived with the end of the handshake
            connection.parser.feed(data)
    except (OSError, ValueError) as err:  # ValueError: closed by another thread
        raise errors.connect_error(err) from err


def _open_tunnel(connection: Any, host: bytes, port: int, proxy: httpx.Proxy) -> Flow[None]:
    parser: ResponseParser = connection.parser
    parser.start("CONNECT")
    yield from connection.write(memoryview(tunnel_request(host, port, proxy)), None)
    try:
        while (head := parser.next_head()) is None:
            yield connection.receive, None
    except (httpx.RemoteProtocolError, httpx.ReadError) as err:
        raise httpx.ProxyError(f"The proxy sends no valid response: {err}") from err
    except httpx.ReadTimeout as err:
        raise httpx.ConnectTimeout(f"The proxy sends no response: {err}") from err
    if not 200 <= head.status < 300:
        raise httpx.ProxyError(f"The proxy refuses a tunnel: {head.status} {head.reason.decode('ascii', 'replace')}")
    if not parser.is_untouched:  # plain bytes would be treated as bytes that arrived over TLS
        raise httpx.ProxyError("The proxy sends more than the response to the request for a tunnel.")


def tunnel_request(host: bytes, port: int, proxy: httpx.Proxy) -> bytes:
    """Return the request for a tunnel, https://www.rfc-editor.org/rfc/rfc9110#name-connect."""
    place = b"%b:%d" % (b"[%b]" % host if b":" in host else host, port)
    fields = [(b"Host", place), (b"Accept", b"*/*"), *proxy.headers.raw, *proxy_credentials(proxy)]
    return request_head("CONNECT", place, fields)
