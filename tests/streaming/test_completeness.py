"""A stream is complete with `[DONE]`, or when everything requested has arrived."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from groq import APIConnectionError, APIResponseValidationError, AsyncStream, Stream
from groq.types.chat import ChatCompletionChunk
from groq.types.responses import ResponseStreamEvent

from ..support.events import DONE, Body, chunk, event, texts
from .reading import Outcome, aread, last, outcomes, read

# httpx leaves async generators to the garbage collector when a response is closed early, and trio warns.
pytestmark = [pytest.mark.anyio, pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")]

RESET = httpx.ReadError("reset")
USAGE = event(chunk(choices=[], usage={"total_tokens": 3}))


def choice(index: int | None, finish_reason: str | None, content: str = "a") -> bytes:
    one = {"index": index, "delta": {"content": content}, "finish_reason": finish_reason}
    return event(chunk(choices=[one]))


async def requested(request: Any, *pieces: bytes | Exception, cast_to: Any = ChatCompletionChunk) -> list[Outcome]:
    """Return the outcomes of both kinds of stream for a request with this body."""
    sent = httpx.Request("POST", "https://api.test/openai/v1/chat/completions", content=json.dumps(request))
    responses = [httpx.Response(200, stream=Body(pieces), request=sent) for _ in range(2)]
    return [
        read(Stream(cast_to=cast_to, response=responses[0])),
        await aread(AsyncStream(cast_to=cast_to, response=responses[1])),
    ]


@pytest.mark.parametrize("end", [None, RESET], ids=["eof", "reset"])
@pytest.mark.parametrize(
    "body",
    [
        choice(0, ""),
        choice(0, "") + choice(0, ""),
        choice(None, ""),
        choice(0, "stop") + choice(1, ""),
        choice(0, "stop") + choice(1, None),
        event(chunk(choices=[])),
        USAGE,
        event(chunk(choices=None)),
    ],
)
async def test_raises_when_finish_reason_is_missing_or_empty(body: bytes, end: Exception | None) -> None:
    for outcome in await outcomes(body, *([end] if end else [])):
        assert outcome.chunks
        assert isinstance(outcome.error, APIConnectionError)


async def test_empty_finish_reason_is_ignored() -> None:
    for outcome in await outcomes(choice(0, "") + choice(0, "stop") + choice(0, "", ""), RESET):
        assert outcome.error is None
        assert outcome.texts == ["a", "a", ""]


@pytest.mark.parametrize(
    ("body", "is_whole"),
    [
        (choice(0, "stop"), False),
        (choice(0, None) + choice(1, "stop"), False),
        (choice(0, "stop") + choice(1, "length"), True),
        (choice(0, "stop") + DONE, True),
    ],
)
async def test_stream_with_n_is_complete_only_when_n_choices_finished(body: bytes, is_whole: bool) -> None:
    for end in ([], [RESET]):
        for outcome in await requested({"n": 2}, body, *end):
            assert isinstance(outcome.error, APIConnectionError) is not is_whole


@pytest.mark.parametrize(
    ("body", "is_whole"),
    [
        (choice(0, "stop"), False),
        (USAGE + choice(0, None), False),
        (choice(0, "stop") + USAGE, True),
        (event({**last("a"), "usage": {"total_tokens": 3}}), True),
        (choice(0, "stop") + DONE, True),
    ],
)
async def test_stream_with_include_usage_is_complete_only_with_usage(body: bytes, is_whole: bool) -> None:
    for end in ([], [RESET]):
        for outcome in await requested({"stream_options": {"include_usage": True}}, body, *end):
            assert isinstance(outcome.error, APIConnectionError) is not is_whole


@pytest.mark.parametrize(
    "request_body", [None, [], "text", {"n": None}, {"n": "2"}, {"stream_options": {"include_usage": False}}]
)
async def test_stream_is_complete_without_unrequested_usage_and_choices(request_body: Any) -> None:
    for outcome in await requested(request_body, choice(0, "stop"), RESET):
        assert outcome.error is None


async def test_truncated_event_after_the_last_choice_raises_unless_the_stream_is_complete() -> None:
    body = choice(0, "stop") + USAGE[:40]
    for outcome in await requested({}, body):
        assert outcome.error is None
    for outcome in await requested({"stream_options": {"include_usage": True}}, body):
        assert isinstance(outcome.error, APIConnectionError)


@pytest.mark.parametrize("cast_to", [dict, object])
async def test_truncated_stream_of_plain_json_raises(cast_to: Any) -> None:
    for outcome in await outcomes(texts("a"), RESET, cast_to=cast_to):
        assert isinstance(outcome.error, APIConnectionError)
    for outcome in await outcomes(texts("a"), cast_to=cast_to):
        assert isinstance(outcome.error, APIConnectionError)
    for outcome in await outcomes(texts("a") + event(last("b")), RESET, cast_to=cast_to):
        assert outcome.error is None
    for outcome in await outcomes(event({"n": 1}), cast_to=cast_to):  # not a completion: any end is complete
        assert outcome.error is None


async def test_stream_of_a_response_is_complete_only_with_its_last_event() -> None:
    for body in (event({"type": "keepalive"}), event({"type": "response.created"})):
        for outcome in await outcomes(body, cast_to=ResponseStreamEvent):
            assert isinstance(outcome.error, APIConnectionError)
    for outcome in await outcomes(event({"type": "response.completed"}), RESET, cast_to=ResponseStreamEvent):
        assert outcome.error is None


@pytest.mark.parametrize("skipped", [b"", b": comment\n\n", b"retry: 1\n\n", event(b"x", "ping"), event({}, "status")])
async def test_raises_when_stream_ends_without_a_chunk(skipped: bytes) -> None:
    for outcome in await outcomes(skipped + DONE):
        assert outcome.chunks == []
        assert isinstance(outcome.error, APIResponseValidationError)
        assert ("status" in str(outcome.error)) is (b"status" in skipped)
