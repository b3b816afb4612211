"""Clients of pyreqwest, as the arguments of httpx ask for them. `_fast` sends with them."""

from __future__ import annotations

import math
import os
import ssl
import weakref
from datetime import timedelta
from pathlib import Path
from typing import Any

import certifi
import httpx
from typing_extensions import override

from ._fast_errors import causes

# How much longer than `read` the Rust side waits before it gives up a request that nobody waits for any more.
_BACKSTOP = 0.1
# pyreqwest has timeouts per client: one for each that is asked for, up to so many, each with its own connections.
_MOST_CLIENTS = 8
_COARSE = (120.0, 600.0, 3600.0)
_LONGEST = 1_000_000.0
_MOST_KNOWN = 64


class Settings:
    """What clients of pyreqwest are made with; all that can be wrong with it is found here, before anything is sent."""

    def __init__(
        self,
        *,
        verify: ssl.SSLContext | str | bool = True,
        cert: Any = None,
        http1: bool = True,
        http2: bool = False,
        limits: httpx.Limits,
        proxy: httpx.Proxy | None = None,
    ) -> None:
        self._is_verified = verify is not False
        self._authorities = _authorities(verify)
        self._identity = _identity(cert)
        self._http1, self._http2 = http1, http2
        self._limits = limits
        self._proxy = None if proxy is None else _checked_proxy(proxy)
        if not (http1 or http2):
            raise TypeError("http1, http2: expected at least one of them to be true.")
        if self._authorities or self._identity:
            self.new_client(None, None)  # a file that holds no certificate fails here

    def new_client(self, connect: float | None, read: float | None) -> Any:
        """A client of pyreqwest with these timeouts.

        Raises:
            ValueError: pyreqwest cannot use what this was made with.
        """
        try:
            return self._built(connect, read, self._authorities)
        except ValueError as err:  # also the errors of pyreqwest's builder
            message = causes(err)[-1]
        if self._authorities is None and "No CA certificates" in message:  # of the system: those of httpx, then
            return self._built(connect, read, Path(certifi.where()).read_bytes())
        raise ValueError(f"verify, cert, proxy: {message}")

    def _built(self, connect: float | None, read: float | None, authorities: bytes | None) -> Any:
        builder = _builder().follow_redirects(False).referer(False).no_proxy()
        builder = builder.gzip(False).brotli(False).zstd(False).deflate(False)
        builder = builder.user_agent(f"python-httpx/{httpx.__version__}").min_tls_version("TLSv1.2")
        if connect is not None:
            builder = builder.connect_timeout(timedelta(seconds=connect))
        if read is not None:
            builder = builder.read_timeout(timedelta(seconds=read))
        expiry = self._limits.keepalive_expiry
        builder = builder.pool_idle_timeout(None if expiry is None else timedelta(seconds=expiry))
        if self._limits.max_keepalive_connections is not None:
            builder = builder.pool_max_idle_per_host(self._limits.max_keepalive_connections)
        if not self._is_verified:
            builder = builder.danger_accept_invalid_certs(True)
        if authorities:
            builder = builder.add_root_certificate_pem(authorities)
        if self._identity:
            builder = builder.identity_pem(self._identity)
        if self._proxy is not None:
            builder = builder.proxy(_proxy_of(self._proxy))
        builder = builder.http2(True) if self._http2 else builder
        return (builder if self._http1 else builder.http2_prior_knowledge()).build()


def _builder() -> Any:
    from pyreqwest.client import ClientBuilder  # here, not above: an extra

    return ClientBuilder()


def _authorities(verify: ssl.SSLContext | str | bool) -> bytes | None:
    if isinstance(verify, bool):
        return None
    if isinstance(verify, str | os.PathLike):
        found = Path(verify).read_bytes()
        if b"-----BEGIN CERTIFICATE-----" not in found:
            raise ValueError(f"verify: expected the path of a file of certificates in PEM, got {str(verify)!r}.")
        return found
    raise TypeError(
        f"verify: expected True, False or the path of a file of certificates, got {type(verify).__name__}, which this "
        "transport cannot use. Pass the path of the file, or use DefaultHttpxClient or DefaultAsyncHttpxClient."
    )


def _identity(cert: Any) -> bytes | None:
    if not cert:
        return None
    is_one = isinstance(cert, str) or hasattr(cert, "__fspath__")
    paths: tuple[Any, ...] = (cert,) if is_one else tuple(cert)
    if len(paths) > 2 and paths[2]:
        raise TypeError("cert: expected a key without a password, which this transport cannot use. Decrypt it first.")
    return b"\n".join(Path(path).read_bytes() for path in paths[:2])


def _checked_proxy(proxy: httpx.Proxy) -> httpx.Proxy:
    if getattr(proxy, "ssl_context", None) is not None:
        raise TypeError("proxy: expected one without an ssl_context, which this transport cannot use.")
    return proxy


def _proxy_builder(url: str) -> Any:
    from pyreqwest.proxy import ProxyBuilder  # here, not above: an extra

    return ProxyBuilder.all(url)


def _proxy_of(proxy: httpx.Proxy) -> Any:
    # httpx lets the proxy look up the host, as reqwest does for socks5h only.
    url = str(proxy.url)
    made = _proxy_builder(url.replace("socks5://", "socks5h://", 1) if url.startswith("socks5://") else url)
    if proxy.raw_auth is not None:
        made = made.basic_auth(*(part.decode() for part in proxy.raw_auth))
    if proxy.headers:
        made = made.headers([(name, value) for name, value in proxy.headers.multi_items()])
    return made


class Clients:
    """The clients of pyreqwest, one for each pair of timeouts."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: dict[tuple[float | None, float | None], Any] = {}
        self._known: dict[tuple[float | None, float | None], Any] = {}  # the same, by the timeouts that were asked for
        _all.add(self)

    def get(self, connect: float | None, read: float | None) -> Any:
        """One that gives up connecting after `connect` seconds, and waiting for data some time after `read`."""
        client = self._known.get((connect, read))
        if client is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            client = self._known[connect, read] = self._find(connect, read)
        return client

    def _find(self, connect: float | None, read: float | None) -> Any:
        key = (_rounded_up(connect), None if read is None else _rounded_up(read + _BACKSTOP))
        if key not in self._made and len(self._made) >= _MOST_CLIENTS:
            key = (None, None if read is None else next((one for one in _COARSE if one > read), None))
        client = self._made.get(key)
        if client is None:  # where two threads race, one of the two is used once
            try:
                client = self._made[key] = self._settings.new_client(*key)
            except (OSError, ValueError) as err:  # when the client was made all was well
                raise httpx.ConnectError(str(err)) from err
        return client

    def forget(self) -> None:
        """Give up what belongs to another process."""
        self._made, self._known = {}, _Lost()

    def close(self) -> None:
        for client in list(self._made.values()):
            finish(client.close())
        self._made.clear()
        self._known.clear()


class _Lost(dict[Any, Any]):
    """Has no client, and says why."""

    @override
    def get(self, key: Any, default: Any = None) -> Any:
        raise RuntimeError(
            "This client was made before a fork, and the thread of Rust that it sends with is not in this process. "
            "Start processes with multiprocessing's 'spawn', or use DefaultHttpxClient or DefaultAsyncHttpxClient."
        )


_all: weakref.WeakSet[Clients] = weakref.WeakSet()


def _forget_all() -> None:
    for clients in list(_all):
        clients.forget()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_forget_all)


def _rounded_up(seconds: float | None) -> float | None:
    """To two digits, so that timeouts that differ a little share a client."""
    if seconds is None or seconds > _LONGEST:
        return None
    unit = 10.0 ** (math.floor(math.log10(max(seconds, 0.001))) - 1)
    return round(math.ceil(round(seconds / unit, 6)) * unit, 6)


def finish(coroutine: Any) -> None:
    """Run a coroutine that has nothing to wait for."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    except Exception:  # what it closes is closed, or in use by another thread
        pass
    coroutine.close()
