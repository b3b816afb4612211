"""httpx over aiohttp. Adds to httpx_aiohttp: exact errors, no cookies, and use in successive event loops.

For `clients.DefaultAioHttpClient`; needs the extra `aiohttp`.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import weakref
from collections.abc import AsyncIterator, Generator
from typing import Any

import aiohttp
import httpx
import httpx_aiohttp
from typing_extensions import override

from ..._constants import REPEATABLE_EXTENSION
from ..httpx_base import KeepsNoCookies, with_defaults

# Name of an aiohttp exception → httpx exception. The first match in the method resolution order counts. Names,
# because some releases lack some of these classes.
_ERRORS: dict[str, type[httpx.TransportError]] = {
    "ConnectionTimeoutError": httpx.ConnectTimeout,
    "ServerTimeoutError": httpx.ReadTimeout,
    "ClientProxyConnectionError": httpx.ProxyError,
    "ClientHttpProxyError": httpx.ProxyError,
    "ClientConnectorError": httpx.ConnectError,
    "ClientSSLError": httpx.ConnectError,
    "ServerDisconnectedError": httpx.RemoteProtocolError,
    "ClientOSError": httpx.ReadError,
    "ClientConnectionResetError": httpx.ReadError,
    "ClientConnectionError": httpx.ConnectError,
    "InvalidURL": httpx.UnsupportedProtocol,
    "ClientError": httpx.RemoteProtocolError,  # also invalid and truncated responses
    "HttpProcessingError": httpx.RemoteProtocolError,
}


class AioHttpClient(KeepsNoCookies, httpx.AsyncClient):
    """`httpx.AsyncClient` that sends through aiohttp."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**with_defaults(kwargs))
        self.cookies = kwargs.get("cookies")

    @override
    def _init_transport(self, *args: Any, **kwargs: Any) -> httpx.AsyncBaseTransport:
        return kwargs.get("transport") or _Transport(**_settings(kwargs))

    @override
    def _init_proxy_transport(self, proxy: httpx.Proxy, *args: Any, **kwargs: Any) -> httpx.AsyncBaseTransport:
        return _Transport(**_settings(kwargs), proxy=proxy)


def _settings(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments for the transport; they differ between releases of httpx."""
    names = ("verify", "cert", "trust_env", "http1", "http2", "limits")
    return {name: kwargs[name] for name in names if name in kwargs}


class _EncodableResponse(aiohttp.ClientResponse):
    """A response whose reason phrase httpx_aiohttp can encode."""

    @override
    async def start(self, connection: Any) -> aiohttp.ClientResponse:
        await super().start(connection)
        self.reason = (self.reason or "").encode("ascii", "replace").decode()
        return self


class _Transport(httpx_aiohttp.AiohttpTransport):
    _loop: asyncio.AbstractEventLoop | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._bodies: weakref.WeakSet[_Body] = weakref.WeakSet()

    @override
    def get_client(self) -> aiohttp.ClientSession:
        session = super().get_client()
        untyped: Any = session  # the constructor has no arguments for these
        untyped._cookie_jar = aiohttp.DummyCookieJar()
        untyped._response_class = _EncodableResponse
        return session

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._forget_connections()
            self._loop = loop
        may_reuse = self._close_spoiled()
        sent = request
        if request.url.userinfo:  # aiohttp would add a second Authorization header
            sent = copy.copy(request)
            sent.url = request.url.copy_with(userinfo=b"")
        with _errors_of_httpx(request):
            try:
                response = await super().handle_async_request(sent)
            except Exception as err:
                # The server closed the reused connection while the request was being sent.
                if not (may_reuse and request.extensions.get(REPEATABLE_EXTENSION) and _is_lost(err)):
                    raise
                response = await super().handle_async_request(sent)
        response.stream = body = _Body(response.stream, request)
        self._bodies.add(body)
        return response

    @override
    async def aclose(self) -> None:
        for body in list(self._bodies):
            body.end()
        await super().aclose()

    def _close_spoiled(self) -> bool:
        """Close idle connections that received unrequested bytes, which would answer the next request.

        Return whether the next request may reuse another connection.
        """
        connections = getattr(getattr(self.client, "connector", None), "_conns", {})
        idle = [one[0] for kept in connections.values() for one in kept]
        for protocol in idle:
            if protocol.should_close:
                protocol.close()
        return any(not protocol.should_close for protocol in idle)

    def _forget_connections(self) -> None:
        """Drop the connections of another event loop."""
        session, self.client = self.client, None
        connector = getattr(session, "connector", None)
        if connector is not None:
            with contextlib.suppress(Exception):  # the loop is closed
                connector._close()
            getattr(connector, "_conns", {}).clear()  # or aiohttp warns of unclosed connections
            getattr(session, "detach", lambda: None)()


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: Any, request: httpx.Request) -> None:
        self._aiohttp_stream = stream
        self._request = request

    def end(self) -> None:
        """Wake the reader, which aiohttp does not do when it closes the connection."""
        content: Any = self._aiohttp_stream._aiohttp_response.content
        if not content.is_eof():
            content.set_exception(aiohttp.ClientConnectionError("The client was closed."))

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _errors_of_httpx(self._request):
            async for piece in self._aiohttp_stream:
                yield piece

    @override
    async def aclose(self) -> None:
        with _errors_of_httpx(self._request):
            await self._aiohttp_stream.aclose()


def _is_lost(error: BaseException) -> bool:
    """Return whether an open connection broke before a response came."""
    return any(
        isinstance(one, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError)
        and not isinstance(one, aiohttp.ClientConnectorError)
        for one in (error, error.__cause__)
    )


@contextlib.contextmanager
def _errors_of_httpx(request: httpx.Request) -> Generator[None]:
    try:
        yield
    except Exception as err:
        # httpx_aiohttp has mapped most errors, but reports a broken connection as a failure to connect.
        for error in (err, err.__cause__):
            names = [one.__name__ for one in type(error).__mro__ if one.__module__.partition(".")[0] == "aiohttp"]
            kind = next((_ERRORS[name] for name in names if name in _ERRORS), None)
            if kind is not None:
                raise kind(str(error) or names[0], request=request) from error
        raise
