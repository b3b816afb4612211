"""The httpx clients that are used when the caller passes none, with this package's defaults."""

from __future__ import annotations

import asyncio
import contextlib
import urllib.request
from typing import TYPE_CHECKING, Any

import httpx
from typing_extensions import override

from ._constants import DEFAULT_CONNECTION_LIMITS, DEFAULT_TIMEOUT
from ._pools import PooledTransport
from ._tls import shared_tls_context


def with_defaults(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments of an httpx client, laid over this package's defaults."""
    return {
        "timeout": DEFAULT_TIMEOUT,
        "limits": DEFAULT_CONNECTION_LIMITS,
        "follow_redirects": True,
        **kwargs,
    }


def _with_shared_tls(kwargs: dict[str, Any]) -> dict[str, Any]:
    if kwargs.get("verify", True) is not True or kwargs.get("cert") or kwargs.get("transport"):
        return kwargs
    trust_env, http2 = kwargs.get("trust_env", True), kwargs.get("http2", False)
    return {**kwargs, "verify": shared_tls_context(trust_env=bool(trust_env), http2=bool(http2))}


def _with_pools(kwargs: dict[str, Any]) -> dict[str, Any]:
    if any(kwargs.get(name) for name in ("transport", "proxy", "proxies", "app", "http2")):
        return kwargs
    if kwargs.get("trust_env", True) and urllib.request.getproxies():
        return kwargs  # httpx sets up the proxies of the environment only where it makes the transport
    own = {name: kwargs[name] for name in ("verify", "cert", "trust_env", "http1", "limits") if name in kwargs}
    return {**kwargs, "transport": PooledTransport(**own)}


class _SentCookies(httpx.Cookies):
    """Cookies that are sent, if the caller gave some; those of responses are not kept, as no part of the API uses them.

    Looking for them takes a tenth of the time of a request.
    """

    @override
    def extract_cookies(self, response: httpx.Response) -> None:
        pass


class KeepsNoCookies:
    """A client that sends the cookies that it was made with."""

    _sent_cookies: httpx.Cookies

    @property
    def cookies(self) -> httpx.Cookies:
        return self._sent_cookies

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        self._sent_cookies = _SentCookies(cookies)


class _DefaultHttpxClient(KeepsNoCookies, httpx.Client):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**_with_shared_tls(with_defaults(kwargs)))
        self.cookies = kwargs.get("cookies")


class _DefaultAsyncHttpxClient(KeepsNoCookies, httpx.AsyncClient):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**_with_pools(_with_shared_tls(with_defaults(kwargs))))
        self.cookies = kwargs.get("cookies")


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
            import httpx_aiohttp  # here, not above: an extra
        except ImportError as err:
            raise RuntimeError("DefaultAioHttpClient needs aiohttp; install it: pip install 'groq[aiohttp]'") from err
        return httpx_aiohttp.HttpxAiohttpClient(**with_defaults(kwargs))


class SyncHttpxClientWrapper(DefaultHttpxClient):
    """The default client; closes its connections when nothing refers to it any more."""

    def __del__(self) -> None:
        with contextlib.suppress(Exception):  # half-made, or the interpreter is going down
            if not self.is_closed:
                self.close()


class AsyncHttpxClientWrapper(DefaultAsyncHttpxClient):
    """The default client; closes its connections when nothing refers to it any more, if a loop still runs."""

    def __del__(self) -> None:
        with contextlib.suppress(Exception):  # as above, or no loop runs here
            if not self.is_closed:
                _closing.add(task := asyncio.get_running_loop().create_task(_close(self)))
                task.add_done_callback(_closing.discard)


_closing: set[asyncio.Task[None]] = set()  # the loop itself holds tasks weakly


async def _close(client: httpx.AsyncClient) -> None:
    with contextlib.suppress(Exception):  # its connections may belong to a loop that is closed
        await client.aclose()
