"""The default httpx clients, and a shortcut that bypasses `httpx.Client.send`.

`httpx.Client.send` costs more than the transport. `send` calls the transport directly if there are no hooks and no
authentication, and no tool has replaced a method.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from .._constants import DEADLINE_EXTENSION
from .._exceptions import GroqError
from .._utils._logging import redacted_urls
from .._utils._warnings import warn_of_event_loop
from .blocking import HTTPTransport
from .httpx_base import KeepsNoCookies, with_defaults
from .httpx_fallback import is_original
from .httpx_interrupt import interrupt, interruptible
from .read_deadlines import async_reads_until

_log = logging.getLogger("httpx")
_ClientT = TypeVar("_ClientT", bound=httpx.Client | httpx.AsyncClient)

# Methods of httpx's clients that mocks and tracing tools replace, on the class or on a client. Four are private:
# `tests/transport/test_upstream.py` asserts that they exist.
_REPLACED_BY_TOOLS = frozenset(
    {"send", "_send_handling_auth", "_send_handling_redirects", "_send_single_request", "_transport_for_url"}
)
# Arguments of a client for its transport.
_TRANSPORT_OPTIONS = ("verify", "cert", "http1", "http2", "limits", "proxy")


def _arguments(kwargs: dict[str, Any], *, is_async: bool) -> dict[str, Any]:
    """Return the arguments of an httpx client, with our transport and codings unless the caller gives others."""
    options = with_defaults(kwargs)
    if not options.get("transport") and not options.get("app"):
        trust_env = bool(options.get("trust_env", True))
        own = {name: options.pop(name) for name in _TRANSPORT_OPTIONS if name in options}
        options["http2"] = own.get("http2", False)  # httpx raises an error if h2 is missing
        transport_class: Any = HTTPTransport
        if is_async:
            from .asynchronous import AsyncHTTPTransport  # imported here: only async clients need asyncio

            transport_class = AsyncHTTPTransport
        options["transport"] = transport_class(**own, trust_env=trust_env, proxies_from_env=trust_env)
    # Only codings that can be decompressed in bounded steps.
    headers = httpx.Headers(options.get("headers"))
    headers.setdefault("Accept-Encoding", "gzip, deflate")
    return {**options, "headers": headers}


class _Default(KeepsNoCookies):
    """Base of both default clients: fixed cookies, and the check whether the shortcut is safe."""

    _transport: Any
    _mounts: Any
    own_transport: Any  # made by this package; `None` if the caller gave one

    def __init__(self, **kwargs: Any) -> None:
        base: Any = super()  # an httpx client
        base.__init__(**_arguments(kwargs, is_async=isinstance(self, httpx.AsyncClient)))
        self.cookies = kwargs.get("cookies")
        self.own_transport = None if kwargs.get("transport") or kwargs.get("app") else self._transport
        self._own_encoding: Any = kwargs.get("default_encoding", "utf-8")

    def needs_only_transport(self, request: httpx.Request) -> bool:
        """Return whether `send` of httpx would only call the transport for this request."""
        client: Any = self  # also an httpx client
        cls: Any = type(self)
        if self._transport is not self.own_transport or self._mounts or client.auth is not None:
            return False
        for name in _REPLACED_BY_TOOLS:
            if not is_original(getattr(cls, name, None)):
                return False
        if not _REPLACED_BY_TOOLS.isdisjoint(vars(self)) or request.url.userinfo:
            return False
        hooks = client.event_hooks
        return not [*hooks["request"], *hooks["response"]]  # copied: the list of New Relic reports a wrong length

    def finish(self, request: httpx.Request, response: httpx.Response) -> httpx.Response:
        """Set the attributes that httpx sets on a response, and log the request as httpx does."""
        response.request = request
        response.default_encoding = self._own_encoding
        if _log.isEnabledFor(logging.INFO):
            url = request.url.copy_with(userinfo=b"", query=None)  # both may be secret
            what = request.method, url, response.http_version, response.status_code, response.reason_phrase[:500]
            _log.info('HTTP Request: %s %s "%s %d %s"', *what)
        return response


class _DefaultHttpxClient(_Default, httpx.Client):
    """The default client."""


class _DefaultAsyncHttpxClient(_Default, httpx.AsyncClient):
    """The default async client."""


def send(
    client: httpx.Client, request: httpx.Request, auth: httpx.Auth | None, deadline: float | None
) -> httpx.Response:
    """Send a request by a deadline; do not read the response or follow redirects."""
    if deadline is not None:
        request.extensions[DEADLINE_EXTENSION] = deadline  # a hook may have replaced them
    if sys.get_asyncgen_hooks()[0] is not None:  # an event loop runs in this thread
        warn_of_event_loop()
    if auth is not None or not isinstance(client, _Default) or not client.needs_only_transport(request):
        is_own = isinstance(client, _Default) and client.own_transport is not None  # ends reads itself when closed
        watched = contextlib.nullcontext() if is_own else interruptible(client, request)
        with redacted_urls(), _invalid_redirects(), watched:
            return client.send(request, stream=True, auth=auth or httpx.USE_CLIENT_DEFAULT, follow_redirects=False)
    try:
        response: httpx.Response = client.own_transport.handle_request(request)
    except httpx.RequestError as err:
        err.request = request
        raise
    return client.finish(request, response)


def take_turn(_client: httpx.Client) -> None:
    """Do nothing: the operating system schedules threads."""


async def async_take_turn(client: httpx.AsyncClient) -> None:
    """Wait until a call may begin: encoding many in one turn of the event loop would block it."""
    own: Any = getattr(client, "own_transport", None)
    if hasattr(own, "take_turn"):  # a tool may have wrapped it
        await own.take_turn()


async def async_send(
    client: httpx.AsyncClient, request: httpx.Request, auth: httpx.Auth | None, deadline: float | None
) -> httpx.Response:
    """Send a request by a deadline; do not read the response or follow redirects."""
    async with async_reads_until(None, deadline):
        if auth is not None or not isinstance(client, _Default) or not client.needs_only_transport(request):
            with redacted_urls(), _invalid_redirects():
                return await client.send(
                    request, stream=True, auth=auth or httpx.USE_CLIENT_DEFAULT, follow_redirects=False
                )
        try:
            response: httpx.Response = await client.own_transport.handle_async_request(request)
        except httpx.RequestError as err:
            err.request = request
            raise
        return client.finish(request, response)


def close_client(client: httpx.Client) -> None:
    """Close a client, and end the reads of other threads."""
    interrupt(client)
    client.close()


async def async_close_client(client: httpx.AsyncClient) -> None:
    """Close an async client, and end the reads of other tasks."""
    await client.aclose()


@contextlib.contextmanager
def _invalid_redirects() -> Generator[None]:
    """Raise an httpx error for a redirect to an invalid host name, for which httpx raises an error of idna."""
    try:
        yield
    except UnicodeError as err:
        idna: Any = sys.modules.get("idna")
        if idna is None or not isinstance(err, idna.IDNAError):
            raise
        raise httpx.RemoteProtocolError(f"The server redirects to a host with an invalid name: {err}") from err


if TYPE_CHECKING:
    DefaultHttpxClient = httpx.Client
    """`httpx.Client` with this package's transport and its defaults for `timeout`, `limits` and `follow_redirects`.

    >>> Groq(http_client=DefaultHttpxClient(proxy="http://localhost:8030"))
    """
    DefaultAsyncHttpxClient = httpx.AsyncClient
    """`httpx.AsyncClient` with this package's transport and its defaults for `timeout`, `limits` and
    `follow_redirects`."""
    DefaultAioHttpClient = httpx.AsyncClient
    """`httpx.AsyncClient` that sends through aiohttp, with this package's defaults; needs `groq[aiohttp]`."""
else:
    DefaultHttpxClient = _DefaultHttpxClient
    DefaultAsyncHttpxClient = _DefaultAsyncHttpxClient

    def DefaultAioHttpClient(**kwargs):
        """`httpx.AsyncClient` that sends through aiohttp, with this package's defaults; needs `groq[aiohttp]`."""
        try:
            from .adapters.aiohttp import AioHttpClient  # imported here: needs an extra
        except ImportError as err:
            raise RuntimeError("DefaultAioHttpClient needs aiohttp; install it: pip install 'groq[aiohttp]'") from err
        return AioHttpClient(**kwargs)


class SyncHttpxClientWrapper(DefaultHttpxClient):
    """The default client. Its transport closes the connections when it is garbage-collected."""


class AsyncHttpxClientWrapper(DefaultAsyncHttpxClient):
    """The default client. Its transport closes the connections when it is garbage-collected."""


def default_http_client(cls: type[_ClientT], base_url: httpx.URL, timeout: float | httpx.Timeout | None) -> _ClientT:
    """Return the default client.

    Raises:
        GroqError: The environment names invalid proxies or unreadable certificates.
    """
    try:
        return cls(base_url=base_url, timeout=timeout)
    except (ImportError, OSError, ValueError, httpx.InvalidURL) as err:
        raise GroqError(
            f"The environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE, SSL_CERT_DIR): {err} "
            "Correct it, or pass http_client=DefaultHttpxClient(trust_env=False), for AsyncGroq the async form."
        ) from err
