"""`client.responses.stream()`: events, the final response, and the snapshot after a failure."""

from __future__ import annotations

import json
from typing import Any

import pytest

from groq import APIError, GroqError, InternalServerError, RateLimitError
from groq.lib.responses import ResponseAccumulator
from groq.testing import LocalServer
from groq.types.responses import Response
from tests.support.clients import sync_client
from tests.support.server import ScriptedServer, Step

INPUT: dict[str, Any] = {"input": "Why low latency?", "model": "openai/gpt-oss-20b"}
FUNCTION = {"type": "function", "name": "get_weather", "parameters": {"type": "object"}}
SCHEMA: Any = {"type": "json_schema", "name": "empty", "schema": {"type": "object"}}
STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"


def event(type_: str, **fields: Any) -> bytes:
    return f"event: {type_}\ndata: {json.dumps({'type': type_, 'sequence_number': 0, **fields})}\n\n".encode()


def test_stream_yields_events_and_the_response(groq_server: LocalServer) -> None:
    groq_server.reply("one two three")
    with groq_server.client().responses.stream(**INPUT) as stream:
        events = list(stream)
    response = stream.get_final_response()
    deltas = [one.delta for one in events if one.type == "response.output_text.delta"]
    assert "".join(deltas) == response.output_text == "one two three"
    assert events[-1].type == "response.completed"
    assert response.status == "completed"


@pytest.mark.anyio
async def test_async_stream_yields_events_and_the_response(groq_server: LocalServer) -> None:
    groq_server.reply("one two three")
    async with groq_server.async_client() as client, client.responses.stream(**INPUT) as stream:
        text = "".join([piece async for piece in stream.text])
        response = await stream.get_final_response()
    assert text == response.output_text == "one two three"


def test_accumulated_events_equal_the_response(groq_server: LocalServer) -> None:
    groq_server.reply_tool_call("get_weather", {"city": "Oslo"})
    accumulator, last = ResponseAccumulator(), None
    tools: Any = [FUNCTION]
    for one in groq_server.client().responses.create(**INPUT, tools=tools, stream=True):
        if one.type == "response.completed":
            last = one.response
        else:
            accumulator.add(one)
    assert isinstance(last, Response)
    assert accumulator.snapshot.to_dict()["output"] == last.to_dict()["output"]


@pytest.mark.parametrize("ending", [Step.RESET, Step.HANG_UP, event("error", message="overloaded")], ids=str)
def test_failure_keeps_the_received_text(ending: Any) -> None:
    created = event("response.created", response={"id": "resp_1", "status": "in_progress", "output": []})
    item = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}
    added = event("response.output_item.added", output_index=0, item=item)
    delta = event("response.output_text.delta", item_id="msg_1", output_index=0, content_index=0, delta="Hel")
    pieces = [STREAM + created + added + delta, ending, Step.HANG_UP]
    with ScriptedServer(pieces) as server, sync_client(server.url) as client:
        stream = client.responses.stream(**INPUT)
        with pytest.raises(APIError) as caught:
            stream.until_done()
    error: Any = caught.value
    assert error.snapshot.output_text == stream.snapshot.output_text == "Hel"
    assert stream.snapshot.id == "resp_1"
    with pytest.raises(GroqError, match="before its end"):
        stream.get_final_response()


def test_keeps_deltas_without_their_item() -> None:
    delta = event("response.output_text.delta", item_id="m", output_index=1, content_index=0, delta="a")
    with ScriptedServer([STREAM + delta, Step.HANG_UP]) as server, sync_client(server.url) as client:
        stream = client.responses.stream(**INPUT)
        with pytest.raises(APIError):
            stream.until_done()
    assert stream.snapshot.output_text == "a"


def failed_stream(**error: object) -> list[bytes | Step]:
    delta = event("response.output_text.delta", item_id="m", output_index=0, content_index=0, delta="Hel")
    response: dict[str, Any] = {"id": "resp_1", "status": "failed", "output": [], "error": error or None}
    return [STREAM + delta + event("response.failed", response=response), Step.HANG_UP]


@pytest.mark.parametrize("read", [lambda one: list(one.text), lambda one: one.get_final_response(), list])
def test_raises_after_failed_event(read: Any) -> None:
    with (
        ScriptedServer(failed_stream(code="server_error", message="boom")) as server,
        sync_client(server.url) as client,
    ):
        stream = client.responses.stream(**INPUT)
        with pytest.raises(InternalServerError) as caught:
            read(stream)
    assert (caught.value.message, caught.value.code) == ("boom", "server_error")
    assert caught.value.request.url.path == "/openai/v1/responses"
    assert caught.value.snapshot == stream.snapshot
    assert (stream.snapshot.status, stream.snapshot.output_text) == ("failed", "Hel")
    with pytest.raises(GroqError, match="before its end"):
        stream.until_done()


def test_failed_event_precedes_the_error() -> None:
    with ScriptedServer(failed_stream(code="odd", message="boom")) as server, sync_client(server.url) as client:
        stream = client.responses.stream(**INPUT)
        seen = [next(stream).type, next(stream).type]
        with pytest.raises(APIError, match="boom") as caught:
            next(stream)
    assert seen == ["response.output_text.delta", "response.failed"]
    assert type(caught.value) is APIError


def test_failed_response_without_a_reason_raises() -> None:
    with ScriptedServer(failed_stream()) as server, sync_client(server.url) as client:
        stream = client.responses.stream(**INPUT)
        with pytest.raises(APIError, match="gave no reason"):
            stream.until_done()


@pytest.mark.anyio
async def test_async_raises_after_failed_event(groq_server: LocalServer) -> None:
    groq_server.reply_stream_error("boom", code="rate_limit_exceeded", shape="chunk")
    async with groq_server.async_client() as client, client.responses.stream(**INPUT) as stream:
        with pytest.raises(RateLimitError, match="boom") as caught:
            await stream.get_final_response()
    assert caught.value.request_id == stream.request_id
    assert caught.value.snapshot.status == "failed"


RESPONSE: dict[str, Any] = {"id": "resp_1", "object": "response", "status": "completed", "output": []}


def streamed(*events: dict[str, Any]) -> tuple[list[Any], Any]:
    """Return the events of a stream, and the response."""
    body = b"".join(b"data: %b\n\n" % json.dumps(one).encode() for one in events)
    completed = event("response.completed", response=RESPONSE)
    with ScriptedServer([STREAM + body + completed, Step.HANG_UP]) as server, sync_client(server.url) as client:
        stream = client.responses.stream(**INPUT)
        return list(stream)[:-1], stream.get_final_response()


def test_events_with_huge_indexes_take_no_memory() -> None:
    huge = {"output_index": 10**12, "content_index": 10**12, "summary_index": 10**12, "item_id": "m"}
    kinds = ("output_text", "reasoning_summary_text", "reasoning_text")
    deltas = [{"type": f"response.{kind}.delta", "delta": "a", **huge} for kind in kinds]
    first = {"type": "response.output_item.added", "output_index": 5, "item": {"type": "message", "id": "first"}}
    _, response = streamed(*deltas, first)
    assert [item.id for item in response.output] == ["first", "m"]
    assert [part.text for part in response.output[1].content] == ["aa"]


@pytest.mark.parametrize("index", [-1, -(10**12), 1.5, "x", None, [0], {}])
def test_invalid_index_is_that_of_the_first_item(index: Any) -> None:
    places = {"output_index": index, "content_index": index, "item_id": "m"}
    deltas = [{"type": "response.output_text.delta", "delta": piece, **places} for piece in "ab"]
    assert streamed(*deltas)[1].output_text == "ab"


@pytest.mark.parametrize(
    "odd",
    [
        {"response": RESPONSE},
        {"delta": "a"},
        {"type": ["a"]},
        {"type": {"a": 1}, "response": RESPONSE},
        {"type": "response.created", "response": {**RESPONSE, "output": {"a": 1}}},
        {"type": "response.created", "response": {**RESPONSE, "output": "x"}},
        {"type": "response.created", "response": {**RESPONSE, "output": [1, None, "x"]}},
        {"type": "response.created", "response": "x"},
        {"type": "response.output_text.delta", "delta": ["x"]},
        {"type": "response.output_text.delta"},
        {"type": "response.output_item.added", "item": {"type": "message", "content": "x"}},
        {"type": "response.output_text.annotation.added"},
        {"type": "response.created", "response": {**RESPONSE, "cls": 1, "copy": 2, "_fields_set": [3]}},
    ],
    ids=str,
)
def test_odd_events_pass_unchanged(odd: dict[str, Any]) -> None:
    item = {"type": "response.output_item.added", "output_index": 1, "item": {"type": "message", "id": "1"}}
    delta = {"type": "response.output_text.delta", "output_index": 1, "content_index": 0, "delta": "text"}
    events, response = streamed(odd, item, delta)
    assert [json.loads(one.to_json(warnings=False)) for one in events] == [odd, item, delta]
    assert response.output_text.endswith("text")
    body = b"data: %b\n\n" % json.dumps(odd).encode() + event("response.completed", response=RESPONSE)
    with ScriptedServer([STREAM + body, Step.HANG_UP]) as server:
        assert list(sync_client(server.url).responses.stream(**INPUT).text) == []


def test_output_of_another_type_is_kept() -> None:
    accumulator = ResponseAccumulator()
    created: Any = {"type": "response.created", "response": {**RESPONSE, "output": "x", "text": {"format": SCHEMA}}}
    accumulator.add(created)
    assert accumulator.snapshot.to_dict(warnings=False) == created["response"]


def test_schema_of_the_format_is_kept(groq_server: LocalServer) -> None:
    groq_server.reply("{}")
    stream = groq_server.client().responses.stream(**INPUT, text={"format": SCHEMA})
    assert stream.get_final_response().to_dict()["text"] == {"format": SCHEMA}


def test_character_split_between_deltas_is_joined() -> None:
    delta = {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "\ud83d"}
    _, response = streamed(delta, {**delta, "delta": "\ude00"})
    assert response.output_text == "\N{GRINNING FACE}"
