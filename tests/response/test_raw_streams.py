"""Streams through `with_raw_response` and `with_streaming_response`."""

from __future__ import annotations

from typing import Any

import pytest

from groq import (
    AsyncStream,
    Stream,
)
from groq.types.chat import ChatCompletionChunk

from ..support.clients import (
    CHAT,
    async_client_of,
    sync_client_of,
)
from ..support.engines import LEAVES_BODIES_UNFINISHED
from ..support.events import DONE, event, texts
from .samples import CompletionWire

pytestmark = LEAVES_BODIES_UNFINISHED


EVENTS = (texts("a"), texts("b") + DONE)


SSE = {"content-type": "text/event-stream"}


def contents(chunks: list[Any]) -> list[Any]:
    assert {type(chunk) for chunk in chunks} == {ChatCompletionChunk}
    return [chunk.choices[0].delta.content for chunk in chunks]


class TestStreams:
    def test_raw_response_of_a_stream_parses_to_the_stream(self) -> None:
        wire = CompletionWire(*EVENTS, headers=SSE)
        raw = sync_client_of(wire).chat.completions.with_raw_response.create(**CHAT, stream=True)
        assert raw.headers["content-type"] == "text/event-stream"
        assert (raw.request_id, raw.status_code) == ("req_raw", 200)
        assert wire.bodies[0].pieces_read == 0
        stream = raw.parse()
        assert type(stream) is Stream
        assert contents(list(stream)) == ["a", "b"]
        assert raw.is_closed

    @pytest.mark.anyio
    async def test_raw_response_of_a_stream_parses_to_the_stream_async(self) -> None:
        wire = CompletionWire(*EVENTS, headers=SSE)
        raw = await async_client_of(wire).chat.completions.with_raw_response.create(**CHAT, stream=True)
        assert (raw.request_id, raw.status_code) == ("req_raw", 200)
        assert wire.bodies[0].pieces_read == 0
        stream = await raw.parse()
        assert type(stream) is AsyncStream
        assert contents([chunk async for chunk in stream]) == ["a", "b"]
        assert raw.is_closed

    @pytest.mark.anyio
    async def test_streaming_response_of_a_stream_parses_to_the_stream(self) -> None:
        wire = CompletionWire(*EVENTS, headers=SSE)
        with sync_client_of(wire).chat.completions.with_streaming_response.create(**CHAT, stream=True) as response:
            assert contents(list(response.parse())) == ["a", "b"]
        acreate = async_client_of(wire).chat.completions.with_streaming_response.create
        async with acreate(**CHAT, stream=True) as aresponse:
            assert contents([chunk async for chunk in await aresponse.parse()]) == ["a", "b"]
        assert [body.closed for body in wire.bodies] == [True, True]

    @pytest.mark.anyio
    async def test_streaming_response_yields_lines_of_stream(self) -> None:
        wire = CompletionWire(*EVENTS, headers=SSE)
        expected = (b"".join(EVENTS)).decode().split("\n")[:-1]
        with sync_client_of(wire).chat.completions.with_streaming_response.create(**CHAT, stream=True) as response:
            assert list(response.iter_lines()) == expected
        acreate = async_client_of(wire).chat.completions.with_streaming_response.create
        async with acreate(**CHAT, stream=True) as aresponse:
            assert [line async for line in aresponse.iter_lines()] == expected

    def test_parses_to_stream_of_another_type(self) -> None:
        raw: Any = sync_client_of(CompletionWire(event({"a": 1}) + DONE)).chat.completions.with_raw_response.create(
            **CHAT, stream=True
        )
        assert list(raw.parse(to=Stream[dict[str, Any]])) == [{"a": 1}]

    def test_rejects_type_that_is_not_a_stream(self) -> None:
        raw: Any = sync_client_of(CompletionWire(*EVENTS)).chat.completions.with_raw_response.create(
            **CHAT, stream=True
        )
        with pytest.raises(TypeError, match="Stream"):
            raw.parse(to=dict)
        raw.close()

    def test_end_of_block_closes_the_stream(self) -> None:
        wire = CompletionWire(*EVENTS)
        with sync_client_of(wire).chat.completions.with_streaming_response.create(**CHAT, stream=True) as response:
            stream = response.parse()
            assert contents([next(stream)]) == ["a"]
        assert wire.bodies[0].closed
