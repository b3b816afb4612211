"""Closing a client, explicitly, by a `with` block, or by dropping it."""

from __future__ import annotations

import gc

import pytest

from groq import (
    APIConnectionError,
    AsyncGroq,
    Groq,
)

from ..support.answers import MESSAGES
from ..support.calls import AnyClient, create, finished
from ..support.clients import sync_client
from ..support.server import ScriptedServer, sized
from ..support.wire import Wire


@pytest.mark.anyio
async def test_closed_client_rejects_requests(client: AnyClient, wire: Wire) -> None:
    assert not client.is_closed()
    await finished(client.close())
    await finished(client.close())
    assert client.is_closed()
    with pytest.raises(APIConnectionError, match=f"This client is closed; make a new {type(client).__name__}"):
        await create(client.with_options(max_retries=2))
    assert wire.requests == []


@pytest.mark.anyio
async def test_end_of_with_block_closes_client(wire: Wire) -> None:
    with Groq(http_client=wire.sync_client()) as client:
        client.chat.completions.create(messages=MESSAGES, model="m")
    async with AsyncGroq(http_client=wire.async_client()) as async_client:
        await async_client.chat.completions.create(messages=MESSAGES, model="m")
    assert client.is_closed()
    assert async_client.is_closed()


def test_closes_client_when_with_block_raises(wire: Wire) -> None:
    with pytest.raises(ZeroDivisionError), Groq(http_client=wire.sync_client()) as client:
        raise ZeroDivisionError
    assert client.is_closed()


def test_next_call_of_any_client_closes_connections_of_a_dropped_client() -> None:
    with ScriptedServer(sized(b"{}"), sized(b"{}")) as server:
        client = sync_client(server.url)
        client.get("/anything", cast_to=object)
        assert client.chat.completions is not None  # a reference cycle between resources and client
        del client
        gc.collect()
        with sync_client(server.url) as other:
            other.get("/anything", cast_to=object)
            assert server.wait_for_hang_up(0)
