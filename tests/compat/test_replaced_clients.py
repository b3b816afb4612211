"""httpx clients and transports that are replaced at run time are used, and blocked sockets are respected."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest

import groq
from groq.testing import LocalServer

from .mocks import REFUSED, SILENT, Mock
from .samples import ANSWER, STREAMED, Caller, also_with_trio, both_ways, first, rest

pytestmark = pytest.mark.filterwarnings("error::ResourceWarning")
REAL = "This came over the network."


@pytest.fixture
def server(server: LocalServer) -> LocalServer:
    server.reply(REAL, times=None)
    return server


def http_client(way: str, **options: Any) -> Any:
    return (httpx.Client if way == "sync" else httpx.AsyncClient)(**options)


def default_client(way: str, **options: Any) -> Any:
    return (groq.DefaultHttpxClient if way == "sync" else groq.DefaultAsyncHttpxClient)(**options)


async def is_answered(caller: Caller, mock: Mock) -> None:
    """Assert that the mock answers a call, a stream and two errors."""
    before = mock.calls
    assert await caller.ask() == ANSWER
    assert await caller.stream() == STREAMED
    with pytest.raises(groq.NotFoundError, match="The model does not exist"):
        await caller.ask(model=REFUSED)
    with pytest.raises(groq.APITimeoutError):
        await caller.stream(model=SILENT)
    assert mock.calls == before + 4


@pytest.mark.parametrize("made", [http_client, default_client])
@pytest.mark.parametrize("option", ["transport", "mounts"])
@both_ways
async def test_uses_the_transport_of_the_http_client(way: str, made: Callable[..., Any], option: str) -> None:
    mock = Mock()
    transport = httpx.MockTransport(mock.answer)
    client = made(way, **{option: {"https://api.test": transport} if option == "mounts" else transport})
    async with Caller(way, http_client=client, base_url="https://api.test") as caller:
        await is_answered(caller, mock)


@contextlib.contextmanager
def other_client(caller: Caller, mock: Mock) -> Iterator[None]:
    way = "sync" if isinstance(caller.client, groq.Groq) else "asyncio"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(caller.client, "_client", http_client(way, transport=httpx.MockTransport(mock.answer)))
        yield


@contextlib.contextmanager
def other_transport(caller: Caller, mock: Mock) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(caller.client._client, "_transport", httpx.MockTransport(mock.answer))
        yield


@contextlib.contextmanager
def other_handler(caller: Caller, mock: Mock) -> Iterator[None]:
    transport = caller.client._client._transport
    mocked = httpx.MockTransport(mock.answer)
    name = "handle_request" if isinstance(caller.client, groq.Groq) else "handle_async_request"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transport, name, getattr(mocked, name))
        yield


@contextlib.contextmanager
def mounted(caller: Caller, mock: Mock) -> Iterator[None]:
    """Replace `client._mounts` by the patterns that httpx creates."""
    way = "sync" if isinstance(caller.client, groq.Groq) else "asyncio"
    other = http_client(way, mounts={"all://": httpx.MockTransport(mock.answer)}, trust_env=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(caller.client._client, "_mounts", other._mounts)
        yield


@contextlib.contextmanager
def other_send(caller: Caller, mock: Mock) -> Iterator[None]:
    def send(request: httpx.Request, **_options: Any) -> httpx.Response:
        return mock.answer(request)

    async def send_async(request: httpx.Request, **_options: Any) -> httpx.Response:
        return mock.answer(request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(caller.client._client, "send", send if isinstance(caller.client, groq.Groq) else send_async)
        yield


Replacement = Callable[[Caller, Mock], AbstractContextManager[None]]


@pytest.mark.parametrize("replace", [other_client, other_transport, other_handler, mounted, other_send])
@also_with_trio
async def test_replacement_answers_until_it_is_removed_when_connections_are_open(
    way: str, replace: Replacement, server: LocalServer
) -> None:
    mock = Mock()
    async with Caller(way) as caller:
        assert await caller.ask() == REAL
        assert await caller.stream() == REAL
        open_before = await caller.open_stream()
        begun = await first(open_before)
        for _ in range(2):
            with replace(caller, mock):
                await is_answered(caller, mock)
        assert begun + await rest(open_before) == REAL
        assert len(server.requests) == 3
        assert await caller.stream() == REAL
        assert await caller.ask() == REAL
        assert len(server.requests) == 5


@pytest.mark.usefixtures("server")
@both_ways
async def test_replacement_http_client_is_closed_with_the_client(way: str) -> None:
    caller = Caller(way)
    before = caller.client._client
    async with caller:
        assert await caller.ask() == REAL
        caller.client._client = replacement = http_client(way)
        assert await caller.ask() == REAL
    assert replacement.is_closed
    assert caller.client.is_closed()
    assert not before.is_closed
    async with Caller(way, http_client=before) as caller:
        assert await caller.ask() == REAL


class Refused(OSError):
    """Raised when a test uses the network."""


@pytest.mark.groq_server(strict=False)
@pytest.mark.parametrize("name", ["socket.socket", "socket.socket.connect", "socket.getaddrinfo"])
def test_sends_nothing_when_sockets_are_blocked(name: str, server: LocalServer) -> None:
    """pytest-socket replaces `socket.socket`; tests also replace its methods and functions by hand."""

    def refuse(*_arguments: object, **_options: object) -> None:
        raise Refused

    class NoSocket(socket.socket):
        def __new__(cls, *_arguments: object, **_options: object) -> NoSocket:
            raise Refused

    # Use a host name, because IP addresses are not resolved.
    with groq.Groq(max_retries=0, base_url=server.base_url.replace("127.0.0.1", "localhost")) as client:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(name, NoSocket if name == "socket.socket" else refuse)
            with pytest.raises(groq.APIConnectionError):
                client.models.list()
        assert server.requests == []
        assert client.models.list().data
