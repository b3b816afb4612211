"""The httpx clients that are used when the caller passes none, with this package's defaults."""

from __future__ import annotations

import contextlib
import os
import ssl
import urllib.request
import weakref
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
from typing_extensions import override

from ._closing import close_soon
from ._corked import CorkedTransport
from ._exceptions import GroqError
from ._http_defaults import KeepsNoCookies, given, with_defaults
from ._request import masked_url, place_hint
from ._tls import shared_tls_context, telling_cuts

_ClientT = TypeVar("_ClientT", bound=httpx.Client | httpx.AsyncClient)


def _with_shared_tls(kwargs: dict[str, Any]) -> dict[str, Any]:
    verify, cert, trust_env = kwargs.get("verify", True), kwargs.get("cert"), bool(kwargs.get("trust_env", True))
    if isinstance(verify, ssl.SSLContext) or kwargs.get("transport"):
        return kwargs
    if verify is True and not cert:
        return {**kwargs, "verify": shared_tls_context(trust_env=trust_env, http2=bool(kwargs.get("http2", False)))}
    own = httpx.create_ssl_context(verify=verify, cert=cert, trust_env=trust_env)
    return {**kwargs, "verify": telling_cuts(own), "cert": None}


def _prepared(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments of an httpx client with this package's defaults.

    Raises:
        ValueError: The environment names a proxy that cannot be.
    """
    proxies = urllib.request.getproxies() if kwargs.get("trust_env", True) else {}
    is_off = "*" in [host.strip() for host in proxies.get("no", "").split(",")]
    for name in () if is_off else sorted(proxies.keys() & {"http", "https", "all"}):
        proxy = proxies[name] if "://" in proxies[name] else f"http://{proxies[name]}"  # as httpx
        if hint := place_hint(httpx.URL(proxy)):
            raise ValueError(f"The {name} proxy {masked_url(proxy)}: {hint}")
    return _with_shared_tls(with_defaults(kwargs))


def own_settings(kwargs: dict[str, Any]) -> dict[str, Any] | None:
    """Of what httpx makes a transport with, the arguments of one of ours; `None` where one of httpx is needed."""
    if any(kwargs.get(name) for name in ("transport", "app", "http2")):
        return None
    return given(kwargs, "verify", "cert", "trust_env", "http1", "limits")


class _Default(KeepsNoCookies):
    """What both default clients share: cookies are those that were given, and a forked process has its own connections.

    A connection that two processes send through mixes up their answers.
    """

    _options: dict[str, Any]
    _transport: Any
    _mounts: Any

    def _plain(self) -> Any:
        """A client of httpx with the same options."""
        raise NotImplementedError

    def _remember(self, options: dict[str, Any]) -> None:
        self.cookies = options.get("cookies")
        self._options = options
        self._made_transport = self._transport
        if not options.get("transport"):  # one of the caller's is theirs
            _with_connections.add(self)

    def connect_anew(self) -> None:
        """For a process that was forked: leave all connections as they are, as the parent may be using them."""
        if self._transport is self._made_transport:
            _of_the_parent.append((self._transport, self._mounts))
            plain = self._plain()
            self._transport, self._mounts = plain._transport, plain._mounts
            self._made_transport = self._transport


class _DefaultHttpxClient(_Default, httpx.Client):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**_prepared(kwargs))
        self._remember(kwargs)

    @override
    def _init_transport(self, *args: Any, **kwargs: Any) -> httpx.BaseTransport:
        own = own_settings(kwargs)
        return super()._init_transport(*args, **kwargs) if own is None else CorkedTransport(**own)

    @override
    def _plain(self) -> httpx.Client:
        return _DefaultHttpxClient(**self._options)


class _DefaultAsyncHttpxClient(_Default, httpx.AsyncClient):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**_prepared(kwargs))
        self._remember(kwargs)

    @override
    def _init_transport(self, *args: Any, **kwargs: Any) -> httpx.AsyncBaseTransport:
        own = own_settings(kwargs)
        if own is None:
            return super()._init_transport(*args, **kwargs)
        from ._pools import PooledTransport  # here, not above: only async clients need asyncio, which is slow to import

        return PooledTransport(**own)

    @override
    def _plain(self) -> httpx.AsyncClient:
        return _DefaultAsyncHttpxClient(**self._options)


_with_connections: weakref.WeakSet[_Default] = weakref.WeakSet()
# Kept for ever: to close them would end those of the parent.
_of_the_parent: list[object] = []


def _connect_all_anew() -> None:
    for client in list(_with_connections):
        client.connect_anew()


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_connect_all_anew)


if TYPE_CHECKING:
    DefaultHttpxClient = httpx.Client
    """`httpx.Client` with this package's defaults for `timeout`, `limits` and `follow_redirects`.

    >>> Groq(http_client=DefaultHttpxClient(proxy="http://localhost:8030"))
    """
    DefaultAsyncHttpxClient = httpx.AsyncClient
    """`httpx.AsyncClient` with this package's defaults for `timeout`, `limits` and `follow_redirects`."""
    DefaultAioHttpClient = httpx.AsyncClient
    """`httpx.AsyncClient` that sends through aiohttp, with this package's defaults; needs `groq[aiohttp]`."""
else:
    DefaultHttpxClient = _DefaultHttpxClient
    DefaultAsyncHttpxClient = _DefaultAsyncHttpxClient

    def DefaultAioHttpClient(**kwargs):
        """`httpx.AsyncClient` that sends through aiohttp, with this package's defaults; needs `groq[aiohttp]`."""
        try:
            from ._aio import AioHttpClient  # here, not above: it needs an extra
        except ImportError as err:
            raise RuntimeError("DefaultAioHttpClient needs aiohttp; install it: pip install 'groq[aiohttp]'") from err
        return AioHttpClient(**kwargs)


class SyncHttpxClientWrapper(DefaultHttpxClient):
    """The default client; closes its connections when nothing refers to it any more."""

    def __del__(self) -> None:
        with contextlib.suppress(Exception):  # half-made, or the interpreter is going down
            if not self.is_closed:
                self.close()


class AsyncHttpxClientWrapper(DefaultAsyncHttpxClient):
    """The default client; closes its connections when nothing refers to it any more, if a loop still runs."""

    def __del__(self) -> None:
        with contextlib.suppress(Exception):  # as above
            if not self.is_closed:
                close_soon(self.aclose)


def default_http_client(cls: type[_ClientT], timeout: float | httpx.Timeout | None) -> _ClientT:
    """The client for a caller who passes none.

    Raises:
        GroqError: The environment names proxies or certificates that httpx cannot use.
    """
    try:
        return cls(timeout=timeout)
    except (ImportError, OSError, ValueError, httpx.InvalidURL) as err:
        # What follows a "#" or "/" in a password is no part of the account for a parser, which then names it.
        may_name_it = isinstance(err, httpx.InvalidURL) and any(
            "@" in url for url in urllib.request.getproxies().values()
        )
        reason = "it names a proxy that is no URL; a password has to be percent-encoded." if may_name_it else str(err)
        raise GroqError(
            f"The environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE, SSL_CERT_DIR): {reason} "
            "Correct it, or pass http_client=DefaultHttpxClient(trust_env=False), for AsyncGroq the async form."
        ) from (None if may_name_it else err)
