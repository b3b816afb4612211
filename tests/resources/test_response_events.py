"""Events of the Responses API."""

from __future__ import annotations

import json
from typing import Any, cast

import httpx
import pytest

from groq import (
    APIConnectionError,
    APIError,
    BaseModel,
    Groq,
    Stream,
)
from groq.types import responses as types
from groq.types.responses import ResponseStreamEvent

from ..support.calls import AnyClient, class_of
from ..support.events import DONE, event
from .conversation import OPERATION, ResponsesWire, answer, create, events_of, named


@pytest.fixture
def wire() -> ResponsesWire:
    return ResponsesWire()


# Streams.

CLASSES = {
    "response.created": types.ResponseCreatedEvent,
    "response.in_progress": types.ResponseInProgressEvent,
    "response.completed": types.ResponseCompletedEvent,
    "response.incomplete": types.ResponseIncompleteEvent,
    "response.failed": types.ResponseFailedEvent,
    "response.output_item.added": types.ResponseOutputItemAddedEvent,
    "response.output_item.done": types.ResponseOutputItemDoneEvent,
    "response.content_part.added": types.ResponseContentPartAddedEvent,
    "response.content_part.done": types.ResponseContentPartDoneEvent,
    "response.output_text.delta": types.ResponseOutputTextDeltaEvent,
    "response.output_text.done": types.ResponseOutputTextDoneEvent,
    "response.output_text.annotation.added": types.ResponseOutputTextAnnotationAddedEvent,
    "response.function_call_arguments.delta": types.ResponseFunctionCallArgumentsDeltaEvent,
    "response.function_call_arguments.done": types.ResponseFunctionCallArgumentsDoneEvent,
    "response.reasoning_text.delta": types.ResponseReasoningTextDeltaEvent,
    "response.reasoning_text.done": types.ResponseReasoningTextDoneEvent,
    "response.reasoning_summary_text.delta": types.ResponseReasoningSummaryTextDeltaEvent,
    "response.reasoning_summary_text.done": types.ResponseReasoningSummaryTextDoneEvent,
}


@pytest.mark.anyio
@pytest.mark.parametrize("end", [b"", DONE])
async def test_events_have_their_types_and_their_data(client: AnyClient, wire: ResponsesWire, end: bytes) -> None:
    wire.content = b"".join(map(named, OPERATION.chunks)) + end
    found = await events_of(client)
    assert [one.type for one in found] == [chunk["type"] for chunk in OPERATION.chunks]
    assert [type(one) for one in found] == [CLASSES[one.type] for one in found]
    assert [one.to_dict() for one in found] == OPERATION.chunks
    assert [one.sequence_number for one in found] == list(range(len(found)))
    deltas = [one.delta for one in found if one.type == "response.output_text.delta"]
    assert "".join(deltas) == found[-1].response.output_text == "Hello!"


@pytest.mark.anyio
@pytest.mark.parametrize("type_", CLASSES)
@pytest.mark.parametrize("form", ["named", "unnamed", "type comes last", "spaces"])
async def test_event_class_follows_type_field(client: AnyClient, wire: ResponsesWire, type_: str, form: str) -> None:
    data: dict[str, Any] = {"type": type_, "sequence_number": 3, "item_id": "msg_1", "delta": "x", "new": {"a": [1]}}
    if form == "type comes last":
        data = {**{name: value for name, value in data.items() if name != "type"}, "type": type_}
    raw = json.dumps(data, separators=(", ", " : ") if form == "spaces" else (",", ":")).encode()
    wire.content = event(raw, None if form == "unnamed" else type_) + DONE
    (found,) = await events_of(client)
    assert class_of(found) is CLASSES[type_]
    assert (found.sequence_number, found.new) == (3, {"a": [1]})
    assert found.to_dict() == data


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["response.telepathy.delta", None])
async def test_yields_unknown_event_with_its_data(client: AnyClient, wire: ResponsesWire, name: str | None) -> None:
    data = {"type": "response.telepathy.delta", "sequence_number": 1, "thought": {"of": ["you"]}, "delta": None}
    wire.content = event(data, name) + b"".join(map(named, OPERATION.chunks[-1:]))
    unknown, last = await events_of(client)
    assert isinstance(unknown, BaseModel)
    found: Any = unknown
    assert (found.type, found.sequence_number, found.thought, found.delta) == (*data.values(),)
    assert found.to_dict() == data
    assert last.type == "response.completed"


@pytest.mark.anyio
async def test_unknown_values_in_known_events_are_kept(client: AnyClient, wire: ResponsesWire) -> None:
    item = {"type": "image_call", "id": "img_1", "size": [1, 2]}
    part = {"type": "refusal", "refusal": "no"}
    annotation = {"type": "place_citation", "place": "Paris"}
    wire.content = b"".join(
        named({"sequence_number": 0, "type": type_, name: value})
        for type_, name, value in (
            ("response.output_item.added", "item", item),
            ("response.content_part.added", "part", part),
            ("response.output_text.annotation.added", "annotation", annotation),
        )
    )
    wire.content += DONE
    first, second, third = await events_of(client)
    assert (first.item.type, first.item.size) == ("image_call", [1, 2])
    assert (second.part.type, second.part.refusal) == ("refusal", "no")
    assert (third.annotation.type, third.annotation.place) == ("place_citation", "Paris")
    assert first.to_dict(warnings=False)["item"] == item


@pytest.mark.anyio
@pytest.mark.parametrize(
    "raw",
    [
        event({"type": "error", "code": "c", "message": "over", "param": None, "sequence_number": 1}, "error"),
        event({"type": "error", "code": "c", "message": "over", "sequence_number": 1}),
        event({"error": {"message": "over", "code": "c"}}, "error"),
        event({"error": {"message": "over", "code": "c"}}),
        event({"type": "error", "error": {"message": "over", "code": "c"}, "status_code": 500}, "error"),
    ],
)
async def test_error_event_raises_after_earlier_events(client: AnyClient, wire: ResponsesWire, raw: bytes) -> None:
    wire.content = named(OPERATION.chunks[0]) + raw + named(OPERATION.chunks[-1])
    found: list[Any] = []
    with pytest.raises(APIError, match="over") as caught:
        await events_of(client, found)
    assert [one.type for one in found] == ["response.created"]
    body: Any = caught.value.body
    assert (body["message"], body["code"]) == ("over", "c")
    assert caught.value.request_id == "req_1"


@pytest.mark.anyio
async def test_failed_response_in_stream_does_not_raise(client: AnyClient, wire: ResponsesWire) -> None:
    failed = answer(status="failed", error={"code": "server_error", "message": "gone"})
    cut = answer(status="incomplete", incomplete_details={"reason": "max_output_tokens"})
    wire.content = named({"type": "response.failed", "sequence_number": 1, "response": failed})
    wire.content += named({"type": "response.incomplete", "sequence_number": 2, "response": cut})
    first, second = await events_of(client)
    assert (type(first), first.response.status) == (types.ResponseFailedEvent, "failed")
    assert (first.response.error.code, first.response.error.message) == ("server_error", "gone")
    assert (type(second), second.response.incomplete_details.reason) == (
        types.ResponseIncompleteEvent,
        "max_output_tokens",
    )


@pytest.mark.anyio
async def test_failed_response_does_not_raise(client: AnyClient, wire: ResponsesWire) -> None:
    wire.content = answer(status="failed", error={"code": "server_error", "message": "gone"})
    response = await create(client)
    assert (response.status, response.error.message, response.output_text) == ("failed", "gone", "")


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["response.tool_call.failed", None])
async def test_yields_unknown_event_that_contains_error(
    client: AnyClient, wire: ResponsesWire, name: str | None
) -> None:
    data = {"type": "response.tool_call.failed", "sequence_number": 1, "error": {"message": "no such tool"}}
    wire.content = event(data, name) + named(OPERATION.chunks[-1])
    first, last = await events_of(client)
    assert (first.type, last.type) == ("response.tool_call.failed", "response.completed")


@pytest.mark.anyio
@pytest.mark.parametrize("last", ["response.completed", "response.incomplete", "response.failed"])
async def test_final_event_ends_stream(client: AnyClient, wire: ResponsesWire, last: str) -> None:
    wire.content = named(OPERATION.chunks[0]) + named({**OPERATION.chunks[-1], "type": last})
    assert [one.type for one in await events_of(client)] == ["response.created", last]


@pytest.mark.anyio
@pytest.mark.parametrize("count", range(1, len(OPERATION.chunks)))
async def test_truncated_event_stream_yields_events_then_raises(
    client: AnyClient, wire: ResponsesWire, count: int
) -> None:
    wire.content = b"".join(map(named, OPERATION.chunks[:count]))
    found: list[Any] = []
    with pytest.raises(APIConnectionError, match="before the answer was complete"):
        await events_of(client, found)
    assert [one.to_dict() for one in found] == OPERATION.chunks[:count]


@pytest.mark.anyio
async def test_ignores_keep_alives(client: AnyClient, wire: ResponsesWire) -> None:
    noise = b": keep-alive\n\nevent: ping\ndata: {}\n\nretry: 3\n\n"
    wire.content = noise + noise.join(map(named, OPERATION.chunks)) + noise
    assert [one.to_dict() for one in await events_of(client)] == OPERATION.chunks


@pytest.mark.anyio
async def test_closes_stream_at_its_end(client: AnyClient, wire: ResponsesWire) -> None:
    wire.content = b"".join(map(named, OPERATION.chunks))
    stream: Any = await create(client, stream=True)
    if isinstance(client, Groq):
        assert len(list(stream)) == len(OPERATION.chunks)
    else:
        assert len([one async for one in stream]) == len(OPERATION.chunks)
    assert stream.response.is_closed


@pytest.mark.parametrize(
    "more", [b'event: keepalive\ndata: {"type": "keepalive"}\n\n', b'data: {"x": 1}\n\n'], ids=["named", "plain"]
)
def test_raises_when_stream_is_truncated_after_any_event(more: bytes) -> None:
    body = b'event: response.created\ndata: {"type": "response.created", "sequence_number": 0}\n\n' + more
    response = httpx.Response(200, content=body, headers={"content-type": "text/event-stream"})
    union = cast("Any", ResponseStreamEvent)  # a union is not a class
    stream = Stream[Any](cast_to=union, response=response)
    with pytest.raises(APIConnectionError, match="ended before the answer was complete"):
        list(stream)


@pytest.mark.parametrize(
    "lost",
    [
        b'event: delta\ndata: {"type": "response.output_text.delta", "delta": "LOST"}\n\n',
        b'event: response.output_text.delta\ndata: {"delta": "LOST"}\n\n',
    ],
    ids=["other_name", "no_type"],
)
def test_yields_event_whose_name_and_type_differ(lost: bytes) -> None:
    body = lost + b'data: {"type": "response.completed", "sequence_number": 1}\n\n'
    response = httpx.Response(200, content=body, headers={"content-type": "text/event-stream"})
    union = cast("Any", ResponseStreamEvent)  # a union is not a class
    first, _ = Stream[Any](cast_to=union, response=response)
    assert first.delta == "LOST"
