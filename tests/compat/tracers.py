"""Tools that observe requests and add a header, each as a context manager that installs and removes it.

The tracing products that work like this are not installed; these tools wrap the same methods, also with wrapt.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpcore
import httpx
import pytest
import wrapt

HEADER = "x-trace"


class Trace:
    """The status of the answer to each request that a tool observed, or the name of the error."""

    def __init__(self) -> None:
        self.seen: list[int | str] = []

    def wrap(self, wrapped: Callable[..., Any], _instance: object, args: tuple[Any, ...], kwargs: Any) -> Any:
        """Add the header to the request and call a method of httpx or httpcore, as a wrapper of wrapt."""
        request = args[0] if args else kwargs["request"]
        if isinstance(request, httpcore.Request):
            request.headers.append((HEADER.encode(), b"1"))
        else:
            request.headers[HEADER] = "1"
        return (self._watch_async if inspect.iscoroutinefunction(wrapped) else self._watch)(wrapped, args, kwargs)

    def _watch(self, wrapped: Callable[..., Any], args: tuple[Any, ...], kwargs: Any) -> Any:
        try:
            response = wrapped(*args, **kwargs)
        except Exception as err:
            self.seen.append(type(err).__name__)
            raise
        self._note(response)
        return response

    async def _watch_async(self, wrapped: Callable[..., Any], args: tuple[Any, ...], kwargs: Any) -> Any:
        try:
            response = await wrapped(*args, **kwargs)
        except Exception as err:
            self.seen.append(type(err).__name__)
            raise
        self._note(response)
        return response

    def _note(self, response: Any) -> None:
        self.seen.append(response.status if isinstance(response, httpcore.Response) else response.status_code)


@contextlib.contextmanager
def wrapping(*methods: tuple[object, str]) -> Iterator[Trace]:
    """Wrap methods of classes or instances with `wrapt.wrap_function_wrapper`."""
    trace = Trace()
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in methods:
            patch.setattr(owner, name, getattr(owner, name))  # restored at exit
            wrapt.wrap_function_wrapper(owner, name, trace.wrap)
        yield trace


@contextlib.contextmanager
def with_first_hooks() -> Iterator[Trace]:
    """Replace `_event_hooks` by a property whose list of response hooks yields one more than its length.

    New Relic does this in addition to its wrappers.
    """
    trace = Trace()

    def hook(response: httpx.Response) -> None:
        trace.seen.append(response.status_code)

    async def async_hook(response: httpx.Response) -> None:
        hook(response)

    send = wrapping((httpx.Client, "send"), (httpx.AsyncClient, "send"))
    with pytest.MonkeyPatch.context() as patch, send:
        patch.setattr(httpx.Client, "_event_hooks", _first_hooks(hook), raising=False)
        patch.setattr(httpx.AsyncClient, "_event_hooks", _first_hooks(async_hook), raising=False)
        yield trace


class _FirstList(list[Any]):
    def __init__(self, hooks: Any, hook: Any) -> None:
        super().__init__(hooks)
        self._hook = hook

    def __iter__(self) -> Iterator[Any]:
        yield self._hook
        yield from super().__iter__()


def _first_hooks(hook: Any) -> Any:
    def get(client: Any) -> Any:
        hooks = vars(client)["_event_hooks"]
        return {**hooks, "response": _FirstList(hooks["response"], hook)}

    def put(client: Any, hooks: Any) -> None:
        vars(client)["_event_hooks"] = hooks

    return property(get, put)


class WatchingTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that wraps another, as AWS X-Ray and older releases of OpenTelemetry install in each client."""

    def __init__(self, wrapped: Any, trace: Trace) -> None:
        self._wrapped = wrapped
        self._trace = trace

    def handle_request(self, request: httpx.Request) -> Any:
        return self._trace.wrap(self._wrapped.handle_request, self, (request,), {})

    async def handle_async_request(self, request: httpx.Request) -> Any:
        return await self._trace.wrap(self._wrapped.handle_async_request, self, (request,), {})

    def close(self) -> None:
        self._wrapped.close()

    async def aclose(self) -> None:
        await self._wrapped.aclose()


@contextlib.contextmanager
def with_transport_around(client: Any) -> Iterator[Trace]:
    trace = Trace()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "_transport", WatchingTransport(client._transport, trace))
        yield trace


@contextlib.contextmanager
def with_event_hooks(client: Any) -> Iterator[Trace]:
    """Append hooks to the client's lists; httpx has no hook for errors."""
    trace = Trace()

    def on_request(request: httpx.Request) -> None:
        request.headers[HEADER] = "1"

    def on_response(response: httpx.Response) -> None:
        trace.seen.append(response.status_code)

    hooks: Any = {"request": on_request, "response": on_response}
    if isinstance(client, httpx.AsyncClient):
        hooks = {name: _as_async(hook) for name, hook in hooks.items()}
    for name, hook in hooks.items():
        client.event_hooks[name].append(hook)
    yield trace
    for name, hook in hooks.items():
        client.event_hooks[name].remove(hook)


@contextlib.contextmanager
def with_new_event_hooks(client: Any) -> Iterator[Trace]:
    """Assign new lists of hooks to the client."""
    before = client.event_hooks
    client.event_hooks = {"request": [], "response": []}
    with with_event_hooks(client) as trace:
        yield trace
    client.event_hooks = before


def _as_async(hook: Callable[[Any], None]) -> Any:
    async def call(argument: Any) -> None:
        hook(argument)

    return call


def _both(sync: object, asynchronous: object, name: str) -> Callable[[], AbstractContextManager[Trace]]:
    async_name = {"handle_request": "handle_async_request"}.get(name, name)
    return lambda: wrapping((sync, name), (asynchronous, async_name))


def _handler(client: Any) -> str:
    return "handle_async_request" if isinstance(client, httpx.AsyncClient) else "handle_request"


# For all clients. ddtrace wraps the first two; Sentry, New Relic and Elastic wrap `send`; OpenTelemetry and Instana
# wrap methods of the transports; Elastic also wraps connections of httpcore.
EVERYWHERE: dict[str, Callable[[], AbstractContextManager[Trace]]] = {
    "Client.send": _both(httpx.Client, httpx.AsyncClient, "send"),
    "Client._send_single_request": _both(httpx.Client, httpx.AsyncClient, "_send_single_request"),
    "Client._send_handling_auth": _both(httpx.Client, httpx.AsyncClient, "_send_handling_auth"),
    "Client._send_handling_redirects": _both(httpx.Client, httpx.AsyncClient, "_send_handling_redirects"),
    "Client._event_hooks": with_first_hooks,
    "HTTPTransport.handle_request": _both(httpx.HTTPTransport, httpx.AsyncHTTPTransport, "handle_request"),
    "ConnectionPool.handle_request": _both(httpcore.ConnectionPool, httpcore.AsyncConnectionPool, "handle_request"),
    "HTTPConnection.handle_request": _both(httpcore.HTTPConnection, httpcore.AsyncHTTPConnection, "handle_request"),
}
# For one existing client.
ON_A_CLIENT: dict[str, Callable[[Any], AbstractContextManager[Trace]]] = {
    "event_hooks": with_event_hooks,
    "new event_hooks": with_new_event_hooks,
    "_transport": with_transport_around,
    "_transport.handle_request": lambda client: wrapping((client._transport, _handler(client))),
    "send": lambda client: wrapping((client, "send")),
    "_send_single_request": lambda client: wrapping((client, "_send_single_request")),
}
