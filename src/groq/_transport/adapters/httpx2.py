"""httpx clients that send through clients of httpx2, the continuation of httpx. For `_client`.

Responses and errors are converted to those of httpx, so everything documented for `http_client` holds. httpx2 is not
imported here: a caller who passes one of its clients has imported it.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator, Generator, Iterator
from typing import Any

import httpx
from typing_extensions import override

from ..httpx_base import KeepsNoCookies


def adopted(http_client: Any) -> Any:
    """Return an httpx client that sends through a client of httpx2; return any other client unchanged."""
    httpx2: Any = sys.modules.get("httpx2")
    if httpx2 is not None and isinstance(http_client, httpx2.Client):
        return ClientOfHttpx2(http_client)
    if httpx2 is not None and isinstance(http_client, httpx2.AsyncClient):
        return AsyncClientOfHttpx2(http_client)
    return http_client


class _Httpx2Adapter(KeepsNoCookies):
    """Base of both clients."""

    def __init__(self, httpx2_client: Any) -> None:
        base: Any = super()  # an httpx client
        base.__init__(
            transport=_Transport(httpx2_client),
            timeout=httpx.Timeout(**httpx2_client.timeout.as_dict()),
            follow_redirects=httpx2_client.follow_redirects,
            max_redirects=httpx2_client.max_redirects,
            trust_env=False,  # the httpx2 client reads the environment
        )
        self.cookies = None
        self.httpx2_client = httpx2_client  # sends the requests

    @property
    def is_closed(self) -> bool:
        base: Any = super()
        return bool(base.is_closed or self.httpx2_client.is_closed)


class ClientOfHttpx2(_Httpx2Adapter, httpx.Client):
    """An `httpx.Client` that sends through an `httpx2.Client`, with its options and hooks."""


class AsyncClientOfHttpx2(_Httpx2Adapter, httpx.AsyncClient):
    """An `httpx.AsyncClient` that sends through an `httpx2.AsyncClient`, with its options and hooks."""


class _Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    def __init__(self, client: Any) -> None:
        self._client = client

    @override
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with _errors_of_httpx(request):
            sent = self._client.build_request(**_parts(request, request.read()))
            response = self._client.send(sent, stream=True, follow_redirects=False)
        return _response(response, request)

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        with _errors_of_httpx(request):
            sent = self._client.build_request(**_parts(request, await request.aread()))
            response = await self._client.send(sent, stream=True, follow_redirects=False)
        return _response(response, request)

    @override
    def close(self) -> None:
        self._client.close()

    @override
    async def aclose(self) -> None:
        await self._client.aclose()


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, response: Any, request: httpx.Request) -> None:
        self._response = response
        self._request = request

    @override
    def __iter__(self) -> Iterator[bytes]:
        with _errors_of_httpx(self._request):
            yield from self._response.iter_bytes() if _is_read(self._response) else self._response.iter_raw()

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _errors_of_httpx(self._request):
            pieces = self._response.aiter_bytes() if _is_read(self._response) else self._response.aiter_raw()
            async for piece in pieces:
                yield piece

    @override
    def close(self) -> None:
        with _errors_of_httpx(self._request):
            self._response.close()

    @override
    async def aclose(self) -> None:
        with _errors_of_httpx(self._request):
            await self._response.aclose()


def _parts(request: httpx.Request, content: bytes) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": str(request.url),
        "headers": request.headers.raw,
        "content": content,
        "extensions": dict(request.extensions),
    }


def _is_read(response: Any) -> bool:
    """Return whether a hook has read, and so decompressed, the body."""
    return bool(response.is_stream_consumed)


def _response(response: Any, request: httpx.Request) -> httpx.Response:
    headers: list[tuple[bytes, bytes]] = response.headers.raw
    if _is_read(response):
        headers = [(name, value) for name, value in headers if name.lower() != b"content-encoding"]
    stream, extensions = _Body(response, request), dict(response.extensions)
    return httpx.Response(response.status_code, headers=headers, stream=stream, extensions=extensions, request=request)


@contextlib.contextmanager
def _errors_of_httpx(request: httpx.Request) -> Generator[None]:
    """Raise the httpx error with the name of an httpx2 error."""
    try:
        yield
    except Exception as err:
        name = next((one.__name__ for one in type(err).__mro__ if one.__module__.partition(".")[0] == "httpx2"), None)
        if name is None:
            raise
        raise _error_named(name, err, request) from err


def _error_named(name: str, err: Any, request: httpx.Request) -> Exception:
    if name == "HTTPStatusError":  # a hook called raise_for_status()
        return httpx.HTTPStatusError(str(err), request=request, response=_response(err.response, request))
    if name == "InvalidURL":
        return httpx.InvalidURL(str(err))
    if name.startswith(("Stream", "ResponseNot", "RequestNot")):  # their arguments differ
        return httpx.StreamError(str(err))
    same: type[httpx.RequestError] = getattr(httpx, name, httpx.RequestError)
    return same(str(err), request=request)
