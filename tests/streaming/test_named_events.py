"""Chunks with an event name, as gateways send, are read; other named events are skipped."""

from __future__ import annotations

from typing import Any

import pydantic
import pytest

from groq import APIConnectionError, APIResponseValidationError, BaseModel
from groq.types.responses import ResponseStreamEvent

from ..support.events import DONE, chunk, event, texts
from .reading import last, on_many_lines, outcomes

# httpx leaves async generators to the garbage collector when a response is closed early, and trio warns.
pytestmark = [pytest.mark.anyio, pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")]

NAMES = ["chunk", "response", "completion", "data", "ping", "delta", "chat.completion.chunk", "a name", "\u00e9"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "data",
    [
        chunk("a"),
        {**chunk("a"), "object": "chat.completion"},
        {name: value for name, value in chunk("a").items() if name != "object"},
        {"choices": chunk("a")["choices"]},
        {**chunk("a"), "error": None},
        {"type": "chunk", **chunk("a")},
        on_many_lines(chunk("a")),
    ],
    ids=["plain", "other_object", "no_object", "choices_only", "no_error", "type", "many_lines"],
)
async def test_chunk_is_yielded_for_any_event_name(name: str, data: Any) -> None:
    for outcome in await outcomes(event(data, name) + event(last("b"), name)):
        assert outcome.error is None
        assert outcome.texts == ["a", "b"]


@pytest.mark.parametrize("name", [*NAMES, "heartbeat"])
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"type": "heartbeat"},
        {"heartbeat": 1},
        {"id": "1", "object": "usage"},
        {"id": "1", "model": "m", "created": 1},
        {"choices": None},
        [chunk("a")],
        None,
        7,
        b"text",
        b'{"id": ',
    ],
)
async def test_foreign_event_is_skipped(name: str, data: Any) -> None:
    for outcome in await outcomes(texts("a") + event(data, name) + texts("b") + DONE):
        assert outcome.error is None
        assert outcome.texts == ["a", "b"]


async def test_raises_when_all_events_are_foreign() -> None:
    foreign = event({"type": "heartbeat"}, "heartbeat")
    for outcome in await outcomes(foreign):
        assert isinstance(outcome.error, APIConnectionError)
    for outcome in await outcomes(foreign + DONE):
        assert isinstance(outcome.error, APIResponseValidationError)
        assert "heartbeat" in str(outcome.error)


async def test_truncated_named_chunk_raises() -> None:
    whole = event(chunk("b"), "chunk")
    for size in range(len("event: chunk\ndata: {"), len(whole) - len("}\n\n") + 1):
        for outcome in await outcomes(texts("a") + whole[:size]):
            assert outcome.texts == ["a"]
            assert isinstance(outcome.error, APIConnectionError)


async def test_invalid_json_raises_in_events_named_like_the_chunks() -> None:
    for outcome in await outcomes(event(chunk("a"), "chunk") + event(b'{"id": ', "chunk") + DONE):
        assert outcome.texts == ["a"]
        assert isinstance(outcome.error, APIResponseValidationError)


async def test_models_of_callers_are_recognised_by_their_required_fields() -> None:
    class Ours(BaseModel):
        n: int
        at: int = pydantic.Field(alias="when")

    class Optional(pydantic.BaseModel):
        n: int | None = None

    for outcome in await outcomes(event({"n": 1, "when": 2}, "x") + event({"n": 1}, "x") + DONE, cast_to=Ours):
        assert [one.n for one in outcome.chunks] == [1]
    for outcome in await outcomes(event({"n": 1}, "x") + event({"m": 1}, "x") + DONE, cast_to=Optional):
        assert [one.n for one in outcome.chunks] == [1]


@pytest.mark.parametrize("cast_to", [dict, object])
async def test_plain_json_stream_yields_every_named_object(cast_to: Any) -> None:
    body = event({"n": 1}, "x") + event({"type": "ping"}, "ping") + event([1], "x") + event(b"x", "x") + DONE
    for outcome in await outcomes(body, cast_to=cast_to):
        assert outcome.chunks == [{"n": 1}]


async def test_events_of_a_response_are_recognised_by_their_type() -> None:
    created, new = {"type": "response.created"}, {"type": "response.new"}
    body = event(created, "response.created") + event(new, "x") + event({"type": "status"}, "other")
    for outcome in await outcomes(body + event({"type": "ping"}, "ping") + DONE, cast_to=ResponseStreamEvent):
        assert outcome.error is None
        assert [one.type for one in outcome.chunks] == ["response.created", "response.new"]
