"""httpx clients that send through pyreqwest, a transport in Rust: `DefaultFastHttpxClient` and its async twin.

What httpx and this package do is left to them: redirects, retries, cookies, proxies of the environment, decoding.
"""

from __future__ import annotations

import importlib
from asyncio.events import _get_running_loop  # pyright: ignore[reportPrivateUsage] # it does not raise
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any

import httpx
from typing_extensions import override

from ._fast_clients import Clients, Settings, finish
from ._fast_errors import httpx_error
from ._fast_waiting import Stopped, TaskPlaces, ThreadPlaces, Upload, Waiting
from ._http_defaults import KeepsNoCookies, given, with_defaults

# Larger bodies are sent in pieces, so that a slow upload is told from one that stands still.
_PIECE_BYTES = 256 * 1024
_VERSIONS = {"HTTP/2.0": b"HTTP/2", "HTTP/1.1": b"HTTP/1.1", "HTTP/1.0": b"HTTP/1.0"}


class _NetworkStream:
    """Stands for the stream of a connection, which Rust keeps; that it is there says that deadlines are heeded."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        raise NotImplementedError("The connection is not accessible from Python.")

    def get_extra_info(self, info: str) -> Any:  # noqa: ARG002 - the signature of httpcore
        return None


_NETWORK_STREAM = _NetworkStream()


class _Received:
    """What both bodies share: everything but the reading."""

    def __init__(self, request: httpx.Request, sent: Any, response: Any, leave: Callable[[], None]) -> None:
        self._request = request
        self._sent = sent
        self._read = response.body_reader.read_chunk
        self._leave = leave
        self._reading: Waiting | None = None
        self._is_closed = False

    def _stop(self) -> None:
        if self._is_closed:
            return
        self._end()
        if self._reading is not None:
            self._reading.stop()
        finish(self._sent.__aexit__(None, None, None))

    def _end(self) -> None:
        """All was read, so that there is nothing to stop."""
        if not self._is_closed:
            self._is_closed = True
            self._leave()

    def _begin(self) -> Waiting:
        self._reading = Waiting(self._read(), self._request)
        return self._reading

    def _failure(self, err: Exception) -> Exception:
        """What to raise, and to end with, in place of an error."""
        is_closed = self._is_closed
        self._stop()
        from pyreqwest.exceptions import PyreqwestError  # here, not above: an extra

        if not isinstance(err, PyreqwestError | Stopped):  # a timeout, or one of the user's that a signal raised
            return err
        if is_closed:
            return httpx.ReadError("The response was closed while it was being read.", request=self._request)
        return httpx_error(err, self._request)

    def __del__(self) -> None:
        self._stop()


class _SyncBody(_Received, httpx.SyncByteStream):
    @override
    def __iter__(self) -> Iterator[bytes]:
        failure: Exception | None = None
        while not self._is_closed:
            try:
                piece = self._begin().run()
            except Exception as err:
                failure = self._failure(err)
                break
            except BaseException:
                self._stop()
                raise
            if piece is None:
                self._end()
                break
            yield piece.to_bytes()
        if failure is not None:
            raise failure

    @override
    def close(self) -> None:
        self._stop()


class _AsyncBody(_Received, httpx.AsyncByteStream):
    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        failure: Exception | None = None
        while not self._is_closed:
            try:
                piece = await self._begin()
            except Exception as err:
                failure = self._failure(err)
                break
            except BaseException:
                self._stop()
                raise
            if piece is None:
                self._end()
                break
            yield piece.to_bytes()
        if failure is not None:
            raise failure

    @override
    async def aclose(self) -> None:
        self._stop()


class _Transport:
    """What both transports share: everything but the waiting."""

    def __init__(self, limits: httpx.Limits, **settings: Any) -> None:
        self._clients = Clients(Settings(limits=limits, **settings))

    def _sendable(self, request: httpx.Request) -> tuple[Any, Upload | None]:
        """The request as pyreqwest has it, and how its body is sent if that takes long."""
        body, upload = _body_of(request)
        phases = request.extensions.get("timeout", {})
        # The Rust side only knows when the whole request began, which for a long upload says nothing.
        read = None if upload is not None else phases.get("read")
        client = self._clients.get(phases.get("connect"), read)
        try:
            headers = [(name.decode(), value.decode()) for name, value in request.headers.raw]
            builder = client.request(request.method, str(request.url)).headers(headers).streamed_read_buffer_limit(0)
            if upload is not None:
                builder = builder.body_stream(upload.stream())
            elif body:
                builder = builder.body_bytes(body)
            return builder.build_streamed(), upload
        except ValueError as err:  # also the errors of pyreqwest's builder
            failure = httpx_error(err, request)
        raise failure

    def _failure(self, err: Exception, request: httpx.Request, upload: Upload | None) -> Exception:
        """What to raise in place of an error."""
        from pyreqwest.exceptions import PyreqwestError  # here, not above: an extra

        if not isinstance(err, PyreqwestError):  # a timeout, or the user's, from reading the body to send
            return err
        return httpx_error(err, request, is_sending=upload is not None and upload.phase == "write")


def _response(response: Any, body: Any) -> httpx.Response:
    extensions = {"http_version": _VERSIONS.get(response.version, b"HTTP/1.1"), "network_stream": _NETWORK_STREAM}
    headers = response.headers
    try:
        items = list(headers.items())
    except ValueError:  # a value that is no ASCII, which pyreqwest has no way to give
        items = [(name, value) for name in dict.fromkeys(headers) for value in _readable(headers, name)]
    return httpx.Response(response.status, headers=items, stream=body, extensions=extensions)


def _readable(headers: Any, name: str) -> list[str]:
    try:
        found: list[str] = headers.getall(name)
    except ValueError:
        return []
    return found


def _body_of(request: httpx.Request) -> tuple[bytes, Upload | None]:
    try:
        content = request.content
    except httpx.RequestNotRead:
        return b"", Upload(request.stream)
    if len(content) <= _PIECE_BYTES:
        return content, None
    whole = memoryview(content)
    return b"", Upload(whole[start : start + _PIECE_BYTES] for start in range(0, len(whole), _PIECE_BYTES))


class FastTransport(_Transport, httpx.BaseTransport):
    """Sends through pyreqwest, from any number of threads."""

    def __init__(self, *, limits: httpx.Limits, **settings: Any) -> None:
        super().__init__(limits, **settings)
        self._places = ThreadPlaces(limits.max_connections)

    @override
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        sendable, upload = self._sendable(request)
        self._places.take(request)
        try:
            response = Waiting(sendable.__aenter__(), request, upload).run()
        except BaseException as err:
            self._places.leave()
            if not isinstance(err, Exception):
                raise
            failure = self._failure(err, request, upload)
        else:
            body = _SyncBody(request, sendable, response, self._places.leave)
            return _response(response, body)
        raise failure

    @override
    def close(self) -> None:
        self._clients.close()


class AsyncFastTransport(_Transport, httpx.AsyncBaseTransport):
    """Sends through pyreqwest, in one event loop of asyncio after another."""

    def __init__(self, *, limits: httpx.Limits, **settings: Any) -> None:
        super().__init__(limits, **settings)
        self._places = TaskPlaces(limits.max_connections)

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if _get_running_loop() is None:
            raise RuntimeError(
                "DefaultAsyncFastHttpxClient needs asyncio, and another event loop runs here. "
                "Use DefaultAsyncHttpxClient, which works with trio too."
            )
        sendable, upload = self._sendable(request)
        await self._places.take(request)
        try:
            response = await Waiting(sendable.__aenter__(), request, upload)
        except BaseException as err:
            self._places.leave()
            if not isinstance(err, Exception):
                raise
            failure = self._failure(err, request, upload)
        else:
            body = _AsyncBody(request, sendable, response, self._places.leave)
            return _response(response, body)
        raise failure

    @override
    async def aclose(self) -> None:
        self._clients.close()


class _FastClient(KeepsNoCookies, httpx.Client):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**with_defaults(kwargs))
        self.cookies = kwargs.get("cookies")

    @override
    def _init_transport(self, *args: Any, **kwargs: Any) -> httpx.BaseTransport:
        return kwargs.get("transport") or FastTransport(**_settings(kwargs))

    @override
    def _init_proxy_transport(self, proxy: httpx.Proxy, *args: Any, **kwargs: Any) -> httpx.BaseTransport:
        return FastTransport(**_settings(kwargs), proxy=proxy)


class _AsyncFastClient(KeepsNoCookies, httpx.AsyncClient):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**with_defaults(kwargs))
        self.cookies = kwargs.get("cookies")

    @override
    def _init_transport(self, *args: Any, **kwargs: Any) -> httpx.AsyncBaseTransport:
        return kwargs.get("transport") or AsyncFastTransport(**_settings(kwargs))

    @override
    def _init_proxy_transport(self, proxy: httpx.Proxy, *args: Any, **kwargs: Any) -> httpx.AsyncBaseTransport:
        return AsyncFastTransport(**_settings(kwargs), proxy=proxy)


def _settings(kwargs: dict[str, Any]) -> dict[str, Any]:
    return given(kwargs, "verify", "cert", "http1", "http2", "limits")


if TYPE_CHECKING:
    DefaultFastHttpxClient = httpx.Client
    """`httpx.Client` that sends through pyreqwest, with this package's defaults; needs `groq[fast]`.

    >>> Groq(http_client=DefaultFastHttpxClient())
    """
    DefaultAsyncFastHttpxClient = httpx.AsyncClient
    """`httpx.AsyncClient` that sends through pyreqwest, with our defaults; needs `groq[fast]` and asyncio."""
else:

    def DefaultFastHttpxClient(**kwargs):
        """`httpx.Client` that sends through pyreqwest, with this package's defaults; needs `groq[fast]`."""
        _check_installed("DefaultFastHttpxClient")
        return _FastClient(**kwargs)

    def DefaultAsyncFastHttpxClient(**kwargs):
        """`httpx.AsyncClient` that sends through pyreqwest, with our defaults; needs `groq[fast]` and asyncio."""
        _check_installed("DefaultAsyncFastHttpxClient")
        return _AsyncFastClient(**kwargs)


def _check_installed(name: str) -> None:
    try:
        importlib.import_module("pyreqwest")  # here, not above: an extra
    except ImportError as err:
        raise RuntimeError(
            f"{name} needs pyreqwest and Python 3.11 or newer; install it: pip install 'groq[fast]'"
        ) from err
