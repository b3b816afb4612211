"""`max_body_bytes` and `max_event_bytes`."""

from __future__ import annotations

import gzip

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq import (
    APIResponseValidationError,
)
from groq._streaming.sse import EventStreamParser, EventTooLarge

from ..support.answers import EVENT
from ..support.clients import CHAT
from ..support.events import Body
from ..support.waits import Calls, answering


@pytest.mark.anyio
async def test_limit_covers_body_read_by_caller() -> None:
    calls = Calls(lambda _: httpx.Response(200, stream=Body([b" " * 1001])), max_body_bytes=1000)
    with (
        calls.client.chat.completions.with_streaming_response.create(**CHAT) as response,
        pytest.raises(APIResponseValidationError, match="max_body_bytes"),
    ):
        response.read()
    async with calls.aclient.chat.completions.with_streaming_response.create(**CHAT) as aresponse:
        with pytest.raises(APIResponseValidationError, match="max_body_bytes"):
            await aresponse.read()
    with calls.client.chat.completions.with_streaming_response.create(**CHAT) as response:
        assert len(b"".join(response.iter_bytes())) == 1001


@pytest.mark.anyio
async def test_rejects_body_over_limit() -> None:
    calls = Calls(lambda _: httpx.Response(200, stream=Body([b" " * 1001])), max_body_bytes=1000)
    with pytest.raises(APIResponseValidationError, match=r"at most 1,000 bytes.*max_body_bytes"):
        calls.client.chat.completions.create(**CHAT)
    with pytest.raises(APIResponseValidationError, match=r"at most 1,000 bytes.*max_body_bytes"):
        await calls.aclient.chat.completions.create(**CHAT)


def test_limit_counts_decompressed_bytes() -> None:
    bomb = gzip.compress(bytes(10_000_000))
    calls = Calls(lambda _: httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Body([bomb])))
    limited = calls.client.with_options(max_body_bytes=1_000_000)
    assert len(bomb) < 20_000
    with pytest.raises(APIResponseValidationError, match="max_body_bytes"):
        limited.chat.completions.create(**CHAT)


@pytest.mark.anyio
async def test_rejects_event_over_limit() -> None:
    headers = {"content-type": "text/event-stream"}
    calls = Calls(answering(200, headers, content=EVENT + b"data: " + b"x" * 100_000), max_event_bytes=5000)
    with pytest.raises(APIResponseValidationError, match=r"at most 5,000 bytes.*max_event_bytes"):
        list(calls.client.chat.completions.create(**CHAT, stream=True))
    with pytest.raises(APIResponseValidationError, match=r"at most 5,000 bytes.*max_event_bytes"):
        [chunk async for chunk in await calls.aclient.chat.completions.create(**CHAT, stream=True)]


@given(st.lists(st.sampled_from([b"data: a\n\n", b": ping\n\n", b"\n", b"id: 1\n\n", b"data: b\n"]), max_size=300))
def test_any_number_of_small_events_is_within_limit(pieces: list[bytes]) -> None:
    parser = EventStreamParser(max_event_bytes=4096)
    for piece in pieces:
        parser.feed(piece)


def test_rejects_endless_event_in_pieces_of_any_size() -> None:
    for size in (1, 7, 1000):
        parser = EventStreamParser(max_event_bytes=2000)
        for _ in range(2000 // size):
            parser.feed(b"x" * size)
        with pytest.raises(EventTooLarge):
            parser.feed(b"x" * size)


@pytest.mark.parametrize("pieces", [1, 7])
def test_rejects_event_over_limit_for_any_split(pieces: int) -> None:
    event = b"data: " + b"x" * 3000 + b"\n\n"
    parser = EventStreamParser(max_event_bytes=1000)
    assert [len(one.raw) for one in parser.feed(b"data: " + b"x" * 900 + b"\n\n")] == [900]
    size = len(event) // pieces + 1
    with pytest.raises(EventTooLarge):
        any(parser.feed(event[start : start + size]) for start in range(0, len(event), size))
