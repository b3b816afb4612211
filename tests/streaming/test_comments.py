"""Comments in an event stream use constant memory, for any number and length."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

from groq import APIResponseValidationError
from groq._streaming.sse import EventStreamParser, EventTooLarge

from ..support.clients import CHAT, sync_client_of
from ..support.events import DONE, Body, event, response, texts
from .reading import last

LIMIT = 1_000


def comments(line: bytes, size: int) -> Iterator[bytes]:
    """Yield comments in pieces of 64 KiB, of at least this size in total."""
    piece = line * (65_536 // len(line))
    for _ in range(size // len(piece) + 1):
        yield piece


def feed_often(parser: EventStreamParser, piece: bytes) -> None:
    for _ in range(LIMIT):
        parser.feed(piece)


@pytest.mark.parametrize("line", [b": keep-alive\n\n", b":\n", b": x\r\n", b":\r", b"::::"], ids=repr)
@pytest.mark.parametrize("before", [b"", b"data: 1\n", b"id: 7\n", b"\n: "], ids=repr)
def test_comments_do_not_count_towards_the_limit(line: bytes, before: bytes) -> None:
    parser = EventStreamParser(max_event_bytes=LIMIT)
    assert parser.feed(before) == []
    events = [one for piece in comments(line, 300_000) for one in parser.feed(piece)]
    events += parser.feed(b"\ndata: 2\n\n")
    assert b"\n".join(one.raw for one in events) in (b"2", b"1\n2")
    assert len(parser.feed(b"data: " + b"x" * LIMIT + b"\n\n")) == 1
    with pytest.raises(EventTooLarge):
        parser.feed(b"data: " + b"x" * (LIMIT + 1) + b"\n\n")


def test_event_between_comments_is_still_limited() -> None:
    parser = EventStreamParser(max_event_bytes=LIMIT)
    with pytest.raises(EventTooLarge):
        feed_often(parser, b": comment\ndata: 12345678\n")


def test_line_without_end_is_still_limited() -> None:
    for start in (b"data: ", b"unknown: ", b"x"):
        parser = EventStreamParser(max_event_bytes=LIMIT)
        parser.feed(start)
        with pytest.raises(EventTooLarge):
            feed_often(parser, b"xxxx")


def test_comment_is_skipped_for_any_split() -> None:
    stream = b": one\n\ndata: 1\n: two\r\n: three\rdata: 2\n\n:\n:\n\n: four"
    expected = [b"1\n2"]
    for size in range(1, len(stream)):
        parser = EventStreamParser()
        pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
        events = [one for piece in pieces for one in parser.feed(piece)]
        assert [one.raw for one in [*events, *parser.flush()]] == expected


@pytest.mark.parametrize(
    ("line", "size"), [(b": keep-alive\n\n", 1_500_000), (b": ", 100_000_000)], ids=["many", "one"]
)
def test_comments_use_no_memory_and_no_limit(line: bytes, size: int) -> None:
    def pieces() -> Iterator[bytes]:
        yield texts("a")
        yield from comments(line, size)
        yield b"\n\n" + event(last("b")) + DONE

    made, _ = response(headers={"content-type": "text/event-stream"})
    made.stream = Body(pieces())
    warm, _ = response(texts("a"), event(last("b")), DONE)  # the first call imports and builds models
    replies = iter([warm, made])
    client = sync_client_of(lambda _: next(replies), max_event_bytes=100_000)
    list(client.chat.completions.create(**CHAT, stream=True))
    tracemalloc.start()
    try:
        got = [one.choices[0].delta.content for one in client.chat.completions.create(**CHAT, stream=True)]
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    assert got == ["a", "b"]


def test_too_large_event_after_comments_raises() -> None:
    made, _ = response(texts("a"), b": wait\n" * 1000, event(last("b" * 5000)), DONE)
    client = sync_client_of(lambda _: made, max_event_bytes=2000)
    stream = client.chat.completions.create(**CHAT, stream=True)
    assert next(stream).choices[0].delta.content == "a"
    with pytest.raises(APIResponseValidationError, match="larger one"):
        next(stream)
