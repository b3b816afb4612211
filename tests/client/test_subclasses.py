"""Subclasses, attributes and weak references of clients."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import pytest

from groq import (
    APITimeoutError,
    AsyncGroq,
    Groq,
    Stream,
)
from groq.types.chat import ChatCompletionChunk

from ..support.answers import EVENT, LAST_EVENTS, MESSAGES
from ..support.calls import AnyClient, create, finished
from ..support.server import ScriptedServer, Step, chunked
from ..support.waits import record_waits
from ..support.wire import Wire


class Signed(Groq):
    """A client that overrides the hooks for subclasses."""

    @property
    def auth_headers(self) -> dict[str, str]:
        return {"X-Signature": "s"}

    def _prepare_options(self, options: Any) -> Any:
        options.json_data = {**options.json_data, "user": "u"}
        return options

    def _prepare_request(self, request: httpx.Request) -> None:
        request.headers["x-prepared"] = request.method


def test_subclass_hooks_change_the_request(wire: Wire) -> None:
    client = Signed(http_client=wire.sync_client())
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["x-signature"] == "s"
    assert wire.headers["x-prepared"] == "POST"
    assert "authorization" not in wire.headers
    assert wire.body["user"] == "u"
    assert wire.headers["user-agent"].startswith("Signed/Python ")


@pytest.mark.anyio
async def test_async_subclass_hooks_change_the_request(wire: Wire) -> None:
    class AsyncSigned(AsyncGroq):
        async def _prepare_options(self, options: Any) -> Any:
            options.json_data = {**options.json_data, "user": "u"}
            return options

        async def _prepare_request(self, request: httpx.Request) -> None:
            request.headers["x-prepared"] = request.method

    async with AsyncSigned(http_client=wire.async_client()) as client:
        await create(client)
    assert wire.body["user"] == "u"
    assert wire.headers["x-prepared"] == "POST"


def test_body_replaced_by_a_hook_is_sent_through_middleware(wire: Wire) -> None:
    client = Signed(http_client=wire.sync_client(), middleware=[lambda call, call_next: call_next(call)])
    client.chat.completions.create(messages=iter(MESSAGES), model="m")
    assert (wire.body["user"], wire.body["messages"]) == ("u", MESSAGES)


@pytest.mark.anyio
async def test_total_timeout_ends_call_when_hook_replaces_extensions() -> None:
    class Plain(AsyncGroq):
        async def _prepare_request(self, request: httpx.Request) -> None:
            request.extensions = {}

    async def hang(_: httpx.Request) -> httpx.Response:
        await anyio.sleep(5)
        return httpx.Response(200)

    http_client = httpx.AsyncClient(transport=httpx.MockTransport(hang))
    async with Plain(api_key="k", http_client=http_client, total_timeout=0.1, max_retries=0) as client:
        with pytest.raises(APITimeoutError, match="total_timeout"):
            await create(client)


def test_total_timeout_ends_blocking_call_when_hook_replaces_extensions() -> None:
    class Plain(Groq):
        def _prepare_request(self, request: httpx.Request) -> None:
            request.extensions = {}

    with (
        ScriptedServer([threading.Event()]) as server,
        Plain(api_key="k", base_url=server.url, total_timeout=0.1, max_retries=0) as client,
        pytest.raises(APITimeoutError, match="total_timeout"),
    ):
        client.chat.completions.create(messages=MESSAGES, model="m")


class Lost(httpx.SyncByteStream):
    """A body that fails before its first byte."""

    def __iter__(self) -> Iterator[bytes]:
        raise httpx.ReadError("lost")


def test_stream_of_a_subclass_is_retried_when_it_fails_before_first_chunk() -> None:
    class OwnStreams(Groq):
        def _process_response(self, *, response: httpx.Response, **_: Any) -> Any:
            return Stream(cast_to=ChatCompletionChunk, response=response, client=self)

    bodies: list[Any] = [Lost(), httpx.ByteStream(EVENT + LAST_EVENTS)]
    head = {"content-type": "text/event-stream"}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, headers=head, stream=bodies.pop(0)))
    with OwnStreams(api_key="k", http_client=httpx.Client(transport=transport), max_retries=1) as client:
        record_waits(client)
        assert len(list(client.chat.completions.create(messages=MESSAGES, model="m", stream=True))) == 2
    assert bodies == []


@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
@pytest.mark.anyio
async def test_response_is_closed_when_a_subclass_fails_to_process_it(cls: type[AnyClient]) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise RuntimeError("cannot process")

    failing: Any = type("Failing", (cls,), {"_process_response": fail})
    with ScriptedServer(chunked(EVENT, Step.STALL)) as server:
        client: AnyClient = failing(api_key="k", base_url=server.url)
        with pytest.raises(RuntimeError, match="cannot process"):
            await create(client, stream=True)
        assert server.wait_for_hang_up()
        await finished(client.close())


@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
def test_clients_accept_attributes_and_weak_references(cls: type[AnyClient]) -> None:
    client: Any = cls()
    client.anything = 1
    assert client.anything == 1
    assert weakref.ref(client)() is client
    assert len({client, cls()}) == 2


def test_client_stays_usable_while_a_resource_is_referenced(wire: Wire) -> None:
    completions = Groq(http_client=wire.sync_client()).chat.completions
    gc.collect()
    assert completions.create(messages=MESSAGES, model="m").id == "chatcmpl-1"


def test_resources_are_created_once() -> None:
    client = Groq()
    assert client.chat is client.chat
    assert client.chat.completions is client.chat.completions
