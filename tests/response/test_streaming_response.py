"""`with_streaming_response`."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from groq import (
    APIConnectionError,
    APITimeoutError,
)
from groq._response import APIResponse, AsyncAPIResponse
from groq.testing import LocalServer

from ..support.clients import (
    CHAT,
    async_client,
    async_client_of,
    busy_connections,
    open_connections,
    sync_client,
    sync_client_of,
)
from ..support.engines import LEAVES_BODIES_UNFINISHED
from .samples import COMPLETION, EXPECTED, JSON, CompletionWire, seen

pytestmark = LEAVES_BODIES_UNFINISHED


class TestStreamingResponse:
    def test_is_read_on_demand_and_closed_at_end(self) -> None:
        wire = CompletionWire()
        with sync_client_of(wire).chat.completions.with_streaming_response.create(**CHAT) as response:
            assert type(response) is APIResponse
            assert seen(response) == EXPECTED._replace(is_closed=False)
            assert wire.bodies[0].pieces_read == 0
            assert not wire.bodies[0].closed
        assert wire.bodies[0].pieces_read == 0
        assert wire.bodies[0].closed
        assert response.is_closed

    @pytest.mark.anyio
    async def test_is_read_on_demand_and_closed_at_end_async(self) -> None:
        wire = CompletionWire()
        async with async_client_of(wire).chat.completions.with_streaming_response.create(**CHAT) as response:
            assert type(response) is AsyncAPIResponse
            assert seen(response) == EXPECTED._replace(is_closed=False)
            assert wire.bodies[0].pieces_read == 0
            assert not wire.bodies[0].closed
        assert wire.bodies[0].pieces_read == 0
        assert wire.bodies[0].closed
        assert response.is_closed

    def test_sends_nothing_before_the_block_begins(self) -> None:
        wire = CompletionWire()
        manager = sync_client_of(wire).chat.completions.with_streaming_response.create(**CHAT)
        assert wire.requests == []
        with manager:
            assert len(wire.requests) == 1

    @pytest.mark.anyio
    async def test_is_closed_when_the_block_fails(self) -> None:
        wire = CompletionWire()
        manager = sync_client_of(wire).chat.completions.with_streaming_response.create(**CHAT)
        with pytest.raises(KeyError), manager:
            raise KeyError
        amanager = async_client_of(wire).chat.completions.with_streaming_response.create(**CHAT)
        with pytest.raises(KeyError):
            async with amanager:
                raise KeyError
        assert [body.closed for body in wire.bodies] == [True, True]

    @pytest.mark.anyio
    async def test_parse_reads_the_body(self) -> None:
        wire = CompletionWire(JSON[:30], JSON[30:])
        with sync_client_of(wire).chat.completions.with_streaming_response.create(**CHAT) as response:
            assert response.parse() is response.parse()
            assert response.parse().to_dict() == COMPLETION
            assert response.is_closed
            assert response.json() == COMPLETION
            assert response.elapsed > datetime.timedelta(0)
        async with async_client_of(wire).chat.completions.with_streaming_response.create(**CHAT) as aresponse:
            assert await aresponse.parse() is await aresponse.parse()
            assert (await aresponse.parse()).to_dict() == COMPLETION
            assert aresponse.is_closed
            assert await aresponse.json() == COMPLETION

    @pytest.mark.anyio
    async def test_yields_pieces_as_they_arrive(self) -> None:
        wire = CompletionWire(b"ab", b"c\nd", b"e\n")
        create = sync_client_of(wire).chat.completions.with_streaming_response.create
        acreate = async_client_of(wire).chat.completions.with_streaming_response.create
        with create(**CHAT) as response:
            pieces = response.iter_bytes()
            assert (next(pieces), wire.bodies[-1].pieces_read) == (b"ab", 1)
            assert list(pieces) == [b"c\nd", b"e\n"]
        with create(**CHAT) as response:
            assert list(response.iter_bytes(2)) == [b"ab", b"c\n", b"de", b"\n"]
        with create(**CHAT) as response:
            assert list(response.iter_text()) == ["ab", "c\nd", "e\n"]
        with create(**CHAT) as response:
            assert list(response.iter_lines()) == ["abc", "de"]
        async with acreate(**CHAT) as aresponse:
            apieces = aresponse.iter_bytes()
            assert (await apieces.__anext__(), wire.bodies[-1].pieces_read) == (b"ab", 1)
            assert [piece async for piece in apieces] == [b"c\nd", b"e\n"]
        async with acreate(**CHAT) as aresponse:
            assert [piece async for piece in aresponse.iter_bytes(2)] == [b"ab", b"c\n", b"de", b"\n"]
        async with acreate(**CHAT) as aresponse:
            assert [piece async for piece in aresponse.iter_text()] == ["ab", "c\nd", "e\n"]
        async with acreate(**CHAT) as aresponse:
            assert [line async for line in aresponse.iter_lines()] == ["abc", "de"]

    @pytest.mark.anyio
    async def test_does_not_buffer_endless_line(self) -> None:
        pieces = [b"a\n", *[b"x" * 100] * 20]
        wire = CompletionWire(*pieces)
        client, aclient = sync_client_of(wire, max_body_bytes=500), async_client_of(wire, max_body_bytes=500)
        with client.chat.completions.with_streaming_response.create(**CHAT) as response:
            lines = response.iter_lines()
            assert next(lines) == "a"
            with pytest.raises(APIConnectionError, match="lines of at most 500 characters"):
                next(lines)
            assert wire.bodies[-1].pieces_read <= 8
        async with aclient.chat.completions.with_streaming_response.create(**CHAT) as aresponse:
            alines = aresponse.iter_lines()
            assert await anext(alines) == "a"
            with pytest.raises(APIConnectionError, match="lines of at most 500 characters"):
                await anext(alines)
            assert wire.bodies[-1].pieces_read <= 8

    @pytest.mark.anyio
    async def test_can_be_closed_early(self) -> None:
        wire = CompletionWire()
        with sync_client_of(wire).chat.completions.with_streaming_response.create(**CHAT) as response:
            response.close()
            assert response.is_closed
        async with async_client_of(wire).chat.completions.with_streaming_response.create(**CHAT) as aresponse:
            await aresponse.close()
            assert aresponse.is_closed
        assert [body.closed for body in wire.bodies] == [True, True]

    @pytest.mark.parametrize(
        ("failure", "error"),
        [(httpx.ReadError("reset"), APIConnectionError), (httpx.ReadTimeout("slow"), APITimeoutError)],
    )
    @pytest.mark.parametrize("how", ["read", "parse", "text", "json", "iter_bytes", "iter_text", "iter_lines"])
    @pytest.mark.anyio
    async def test_raises_connection_error_when_reading_fails(
        self, how: str, failure: Exception, error: type[APIConnectionError]
    ) -> None:
        wire = CompletionWire(JSON[:10], failure)
        with sync_client_of(wire).chat.completions.with_streaming_response.create(**CHAT) as response:
            with pytest.raises(error) as caught:
                consume(getattr(response, how)())
            assert type(caught.value) is error
            assert caught.value.__cause__ is failure
        async with async_client_of(wire).chat.completions.with_streaming_response.create(**CHAT) as aresponse:
            with pytest.raises(error) as caught:
                await aconsume(getattr(aresponse, how)())
            assert type(caught.value) is error
            assert caught.value.__cause__ is failure
        assert [body.closed for body in wire.bodies] == [True, True]

    @pytest.mark.anyio
    async def test_releases_the_connection(self) -> None:
        with LocalServer() as server:
            with sync_client(server.base_url) as client:
                with client.chat.completions.with_streaming_response.create(**CHAT) as response:
                    assert busy_connections(client) == 1
                    response.read()
                assert (busy_connections(client), open_connections(client)) == (0, 1)
                with client.chat.completions.with_streaming_response.create(**CHAT, stream=True):
                    assert busy_connections(client) == 1
                assert busy_connections(client) == 0
            async with async_client(server.base_url) as aclient:
                async with aclient.chat.completions.with_streaming_response.create(**CHAT) as aresponse:
                    assert busy_connections(aclient) == 1
                    await aresponse.read()
                assert (busy_connections(aclient), open_connections(aclient)) == (0, 1)
                async with aclient.chat.completions.with_streaming_response.create(**CHAT, stream=True):
                    assert busy_connections(aclient) == 1
                assert busy_connections(aclient) == 0


def consume(result: Any) -> None:
    for _ in result:
        pass


async def aconsume(result: Any) -> None:
    if isinstance(result, AsyncIterator):
        async for _ in result:
            pass
    else:
        await result
