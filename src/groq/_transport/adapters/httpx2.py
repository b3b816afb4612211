"""Clients of httpx2, which continues httpx, in the place of httpx's: the requests go through them. For `_base_client`.

What comes back is httpx's again, answers and errors, so that all that is said of `http_client` holds. httpx2 is never
imported: who passes one of its clients has done so.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator, Generator, Iterator
from typing import Any

import httpx
from typing_extensions import override

from ..defaults import KeepsNoCookies


def adopted(http_client: Any) -> Any:
    """An httpx client that sends through the given one where that is a client of httpx2; else the given one itself."""
    httpx2: Any = sys.modules.get("httpx2")
    if httpx2 is not None and isinstance(http_client, httpx2.Client):
        return ClientOfHttpx2(http_client)
    if httpx2 is not None and isinstance(http_client, httpx2.AsyncClient):
        return AsyncClientOfHttpx2(http_client)
    return http_client


class ClientOfHttpx2(KeepsNoCookies, httpx.Client):
    """An `httpx.Client` that sends through an `httpx2.Client`, with the options and the hooks of that one.

    Attributes:
        httpx2_client: The client that sends.
    """

    def __init__(self, httpx2_client: Any) -> None:
        super().__init__(transport=_Transport(httpx2_client), **_options(httpx2_client))
        self.cookies = None
        self.httpx2_client = httpx2_client

    @property
    @override
    def is_closed(self) -> bool:
        return super().is_closed or self.httpx2_client.is_closed


class AsyncClientOfHttpx2(KeepsNoCookies, httpx.AsyncClient):
    """An `httpx.AsyncClient` that sends through an `httpx2.AsyncClient`, with the options and the hooks of that one.

    Attributes:
        httpx2_client: The client that sends.
    """

    def __init__(self, httpx2_client: Any) -> None:
        super().__init__(transport=_AsyncTransport(httpx2_client), **_options(httpx2_client))
        self.cookies = None
        self.httpx2_client = httpx2_client

    @property
    @override
    def is_closed(self) -> bool:
        return super().is_closed or self.httpx2_client.is_closed


class _Transport(httpx.BaseTransport):
    def __init__(self, client: Any) -> None:
        self._client = client

    @override
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with _errors_of_httpx(request, _Body):
            sent = self._client.build_request(**_parts(request, request.read()))
            response = self._client.send(sent, stream=True, follow_redirects=False)
        return _response(response, request, _Body)

    @override
    def close(self) -> None:
        self._client.close()


class _AsyncTransport(httpx.AsyncBaseTransport):
    def __init__(self, client: Any) -> None:
        self._client = client

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        with _errors_of_httpx(request, _AsyncBody):
            sent = self._client.build_request(**_parts(request, await request.aread()))
            response = await self._client.send(sent, stream=True, follow_redirects=False)
        return _response(response, request, _AsyncBody)

    @override
    async def aclose(self) -> None:
        await self._client.aclose()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: Any, request: httpx.Request) -> None:
        self._response = response
        self._request = request

    @override
    def __iter__(self) -> Iterator[bytes]:
        with _errors_of_httpx(self._request, _Body):
            pieces = self._response.iter_bytes() if _is_read(self._response) else self._response.iter_raw()
            for piece in pieces:  # noqa: UP028 - the async twin has no `yield from`
                yield piece

    @override
    def close(self) -> None:
        with _errors_of_httpx(self._request, _Body):
            self._response.close()


class _AsyncBody(httpx.AsyncByteStream):
    def __init__(self, response: Any, request: httpx.Request) -> None:
        self._response = response
        self._request = request

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _errors_of_httpx(self._request, _AsyncBody):
            pieces = self._response.aiter_bytes() if _is_read(self._response) else self._response.aiter_raw()
            async for piece in pieces:
                yield piece

    @override
    async def aclose(self) -> None:
        with _errors_of_httpx(self._request, _AsyncBody):
            await self._response.aclose()


_BodyClass = type[_Body] | type[_AsyncBody]


def _options(client: Any) -> dict[str, Any]:
    return {
        "timeout": httpx.Timeout(**client.timeout.as_dict()),
        "follow_redirects": client.follow_redirects,
        "max_redirects": client.max_redirects,
        "trust_env": False,  # the proxies and the authorities of the environment are for the other one to heed
    }


def _parts(request: httpx.Request, content: bytes) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": str(request.url),
        "headers": request.headers.raw,
        "content": content,
        "extensions": dict(request.extensions),
    }


def _is_read(response: Any) -> bool:
    """Whether a hook has read the body, which is then there decompressed."""
    return bool(response.is_stream_consumed)


def _response(response: Any, request: httpx.Request, body: _BodyClass) -> httpx.Response:
    headers: list[tuple[bytes, bytes]] = response.headers.raw
    if _is_read(response):
        headers = [(name, value) for name, value in headers if name.lower() != b"content-encoding"]
    stream, extensions = body(response, request), dict(response.extensions)
    return httpx.Response(response.status_code, headers=headers, stream=stream, extensions=extensions, request=request)


@contextlib.contextmanager
def _errors_of_httpx(request: httpx.Request, body: _BodyClass) -> Generator[None]:
    try:
        yield
    except Exception as err:
        same = _same_error(err, request, body)
        if same is None:
            raise
        raise same from err


def _same_error(err: Any, request: httpx.Request, body: _BodyClass) -> Exception | None:
    """The error of httpx that has the name of one of httpx2; `None` for all others."""
    known = next((one for one in type(err).__mro__ if one.__module__.partition(".")[0] == "httpx2"), None)
    if known is None:
        return None
    if known.__name__ == "HTTPStatusError":  # a hook called raise_for_status()
        return httpx.HTTPStatusError(str(err), request=request, response=_response(err.response, request, body))
    if known.__name__ == "InvalidURL":
        return httpx.InvalidURL(str(err))
    if known.__name__.startswith(("Stream", "ResponseNot", "RequestNot")):  # which take no arguments, or other ones
        return httpx.StreamError(str(err))
    same: type[httpx.RequestError] = getattr(httpx, known.__name__, httpx.RequestError)
    return same(str(err), request=request)
