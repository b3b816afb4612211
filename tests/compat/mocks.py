"""Mocking tools, each as a context manager that installs and removes it."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

import httpcore
import httpx
import pook
import pytest
import respx

from .samples import AS_EVENTS, COMPLETION, EVENTS

REFUSED = "no-such-model"
SILENT = "slow-model"
REFUSAL = {"error": {"message": "The model does not exist", "type": "invalid_request_error"}}


class Mock:
    """The answers of a mocking tool, and the number of its calls.

    A request for `REFUSED` gets a 404 and one for `SILENT` a read timeout; others get a completion or a stream.
    """

    def __init__(self) -> None:
        self._requests: list[httpx.Request] = []

    @property
    def calls(self) -> int:
        return len(self._requests)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self._requests.append(request)
        asked = json.loads(request.content)
        if asked["model"] == SILENT:
            raise httpx.ReadTimeout("nothing came", request=request)
        if asked["model"] == REFUSED:
            return httpx.Response(404, json=REFUSAL, request=request)
        if asked.get("stream"):
            return httpx.Response(200, headers=AS_EVENTS, content=EVENTS, request=request)
        return httpx.Response(200, json=COMPLETION, request=request)

    def answer_core(self, request: httpcore.Request, body: bytes) -> httpcore.Response:
        """Answer a request that httpx passes to a pool of httpcore."""
        url = bytes(request.url).decode()
        response = self.answer(httpx.Request("POST", url, content=body))
        return httpcore.Response(response.status_code, headers=response.headers.raw, content=response.content)


Tool = Callable[[pytest.FixtureRequest], AbstractContextManager[Any]]


@contextlib.contextmanager
def with_respx(_fixtures: pytest.FixtureRequest, *, using: str) -> Iterator[Mock]:
    made = Mock()
    with respx.mock(using=using, assert_all_called=False) as router:
        router.post(path="/openai/v1/chat/completions").mock(side_effect=made.answer)
        yield made


@contextlib.contextmanager
def with_pytest_httpx(fixtures: pytest.FixtureRequest) -> Iterator[Mock]:
    """Install the fixture, and undo its replacements at the end; works once per test."""
    made = Mock()
    httpx_mock = fixtures.getfixturevalue("httpx_mock")
    httpx_mock.add_callback(made.answer, is_reusable=True, is_optional=True)
    yield made
    fixtures.getfixturevalue("monkeypatch").undo()


class PookMocks:
    """The mocks of pook for the answers that `Mock` gives."""

    def __init__(self) -> None:
        post = functools.partial(pook.post, pook.regex(r"/openai/v1/chat/completions$"))
        refused, silent, stream, other = (post() for _ in range(4))
        refused.body(pook.regex(REFUSED)).persist().reply(404).json(REFUSAL)
        silent.body(pook.regex(SILENT)).persist().error(httpx.ReadTimeout("nothing came"))
        stream.body(pook.regex('"stream": *true')).persist().reply(200).headers(AS_EVENTS).body(EVENTS)
        other.persist().reply(200).json(COMPLETION)
        self._all = refused, silent, stream, other

    @property
    def calls(self) -> int:
        return sum(one.calls for one in self._all)


@contextlib.contextmanager
def with_pook(_fixtures: pytest.FixtureRequest) -> Iterator[PookMocks]:
    with pook.use():
        yield PookMocks()


@contextlib.contextmanager
def with_transport(_fixtures: pytest.FixtureRequest) -> Iterator[Mock]:
    """As pytest-httpx and vcrpy from 8.2 on."""
    made = Mock()

    async def handle_async_request(_transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        return made.answer(request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx.HTTPTransport, "handle_request", lambda _transport, request: made.answer(request))
        patch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle_async_request)
        yield made


@contextlib.contextmanager
def with_magic_mock(_fixtures: pytest.FixtureRequest) -> Iterator[Mock]:
    """Install a callable object instead of a function: it is not bound to the instance."""
    made = Mock()
    with (
        mock.patch("httpx.HTTPTransport.handle_request", side_effect=made.answer),
        mock.patch("httpx.AsyncHTTPTransport.handle_async_request", side_effect=made.answer),
    ):
        yield made


@contextlib.contextmanager
def with_transport_for_url(_fixtures: pytest.FixtureRequest) -> Iterator[Mock]:
    """As pytest-httpx up to 0.22."""
    made = Mock()
    with pytest.MonkeyPatch.context() as patch:
        for kind in httpx.Client, httpx.AsyncClient:
            patch.setattr(kind, "_transport_for_url", lambda *_: httpx.MockTransport(made.answer))
        yield made


@contextlib.contextmanager
def with_single_request(_fixtures: pytest.FixtureRequest) -> Iterator[Mock]:
    """As vcrpy 6 and 7."""
    made = Mock()

    async def send(_client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
        return made.answer(request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx.Client, "_send_single_request", lambda _client, request: made.answer(request))
        patch.setattr(httpx.AsyncClient, "_send_single_request", send)
        yield made


@contextlib.contextmanager
def with_send(_fixtures: pytest.FixtureRequest) -> Iterator[Mock]:
    """As vcrpy up to 5."""
    made = Mock()

    async def send(_client: httpx.AsyncClient, request: httpx.Request, **_options: Any) -> httpx.Response:
        return made.answer(request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx.Client, "send", lambda _client, request, **_options: made.answer(request))
        patch.setattr(httpx.AsyncClient, "send", send)
        yield made


@contextlib.contextmanager
def with_pool(_fixtures: pytest.FixtureRequest) -> Iterator[Mock]:
    """As respx by default, and vcrpy 8.0 and 8.1."""
    made = Mock()

    def handle_request(_pool: httpcore.ConnectionPool, request: httpcore.Request) -> httpcore.Response:
        return made.answer_core(request, b"".join(request.stream))

    async def handle_async_request(_pool: httpcore.AsyncConnectionPool, request: httpcore.Request) -> httpcore.Response:
        return made.answer_core(request, b"".join([piece async for piece in request.stream]))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpcore.ConnectionPool, "handle_request", handle_request)
        patch.setattr(httpcore.AsyncConnectionPool, "handle_async_request", handle_async_request)
        yield made


# From outermost to innermost: if two are installed, the outermost answers.
BY_DEPTH: dict[str, Tool] = {
    "Client.send": with_send,
    "Client._send_single_request": with_single_request,
    "Client._transport_for_url": with_transport_for_url,
    "HTTPTransport.handle_request": with_transport,
    "ConnectionPool.handle_request": with_pool,
}
TOOLS: dict[str, Tool] = {
    "respx-httpcore": functools.partial(with_respx, using="httpcore"),
    "respx-httpx": functools.partial(with_respx, using="httpx"),
    "pytest-httpx": with_pytest_httpx,
    "pook": with_pook,
    "MagicMock": with_magic_mock,
    **BY_DEPTH,
}
