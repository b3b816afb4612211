"""The Responses API: text, typed events, what this release does not know, and function calls that go back."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from typing import Any, cast

import httpx
import pytest

from groq import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    AsyncGroq,
    AsyncStream,
    BaseModel,
    Groq,
    Stream,
)
from groq._models import construct_type
from groq.testing import LocalServer
from groq.types import responses as types
from groq.types.responses import Response, ResponseOutputFunctionCall, ResponseOutputMessage, ResponseStreamEvent

from .generated_operations import OPERATIONS
from .support.clients import async_client, async_client_of, sync_client, sync_client_of
from .support.events import DONE, Body, event
from .support.spec import check_against_spec

AnyClient = Groq | AsyncGroq

(OPERATION,) = [operation for operation in OPERATIONS if operation.method == "responses.create"]
ASK: dict[str, Any] = {"input": "Hi", "model": "openai/gpt-oss-20b"}
CALL: dict[str, Any] = {
    "type": "function_call",
    "id": "fc_1",
    "call_id": "call_1",
    "name": "get_weather",
    "arguments": '{"city": "Paris"}',
    "status": "completed",
}


def text(*texts: Any) -> dict[str, Any]:
    content = [{"type": "output_text", "text": one, "annotations": []} for one in texts]
    return {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": content}


def answer(*output: Any, **fields: Any) -> dict[str, Any]:
    return {**OPERATION.response, "output": list(output), **fields}


def named(data: dict[str, Any]) -> bytes:
    return event(data, data["type"])


class Api:
    """Answers every request with `content`."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.content: Any = answer(text("Hello!"))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self.content, bytes):
            headers = {"content-type": "text/event-stream", "x-request-id": "req_1"}
            return httpx.Response(200, headers=headers, stream=Body([self.content]))
        return httpx.Response(200, json=self.content)

    @property
    def sent(self) -> Any:
        check_against_spec(self.requests[-1], "createResponse")
        return json.loads(self.requests[-1].content)


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture(params=["sync", "async"])
def client(request: pytest.FixtureRequest, api: Api) -> AnyClient:
    return sync_client_of(api) if request.param == "sync" else async_client_of(api)


async def finished(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


def class_of(value: Any) -> Any:
    """Its class, without telling the type checker."""
    return type(value)


async def create(client: AnyClient, **given: Any) -> Any:
    return await finished(client.responses.create(**{**ASK, **given}))


async def events_of(client: AnyClient, into: list[Any] | None = None) -> list[Any]:
    found: list[Any] = [] if into is None else into
    stream = await create(client, stream=True)
    if isinstance(stream, Stream):
        found.extend(stream)
    else:
        assert isinstance(stream, AsyncStream)
        async for one in stream:
            found.append(one)  # noqa: PERF401 - what came before an error is wanted
    return found


# The response.


@pytest.mark.anyio
async def test_a_response_has_items_of_their_types_and_its_text(client: AnyClient, api: Api) -> None:
    api.content = OPERATION.response
    response = await create(client)
    assert class_of(response) is Response
    names = ["ResponseOutputReasoning", "ResponseOutputMessage", "ResponseOutputFunctionCall"]
    assert [type(item).__name__ for item in response.output] == names
    assert response.output_text == "Hello!"
    assert response.output[0].content[0].text == "A greeting."
    assert response.usage.input_tokens_details.cached_tokens == 16
    assert response.to_dict() == OPERATION.response
    assert "output_text" not in json.loads(response.to_json())


TEXTS: dict[str, tuple[list[Any], str]] = {
    "none": ([], ""),
    "one": ([text("Hello!")], "Hello!"),
    "two parts and two messages": ([text("a", "b"), CALL, text("c")], "abc"),
    "only a call": ([CALL], ""),
    "an empty message": ([text()], ""),
    "null for the text": ([text(None, "x")], "x"),
    "no content": ([{"type": "message", "id": "m"}, {"type": "message", "content": None}, text("x")], "x"),
    "an unknown item": ([{"type": "image_call", "content": [{"type": "output_text", "text": "no"}]}, text("x")], "x"),
    "an item without a type": ([{"content": []}, text("x")], "x"),
    "an item that is null": ([None, text("x")], "x"),
    "an item that is a string": (["odd", text("x")], "x"),
    "an unknown part": ([{**text(), "content": [{"type": "refusal", "refusal": "no"}, *text("x")["content"]]}], "x"),
    "a part that is null": ([{**text(), "content": [None, *text("x")["content"]]}], "x"),
    "reasoning": ([{"type": "reasoning", "content": [{"type": "reasoning_text", "text": "hm"}]}, text("x")], "x"),
}


@pytest.mark.anyio
@pytest.mark.parametrize("name", TEXTS)
async def test_the_text_is_that_of_all_text_parts_of_messages(client: AnyClient, api: Api, name: str) -> None:
    output, expected = TEXTS[name]
    api.content = answer(*output)
    response = await create(client)
    assert response.output_text == expected
    assert response.to_dict(warnings=False)["output"] == output


@pytest.mark.anyio
@pytest.mark.parametrize("output", [None, [], "x", {}, {"a": 1}], ids=repr)
async def test_there_is_no_text_without_output(client: AnyClient, api: Api, output: Any) -> None:
    api.content = {**OPERATION.response, "output": output}
    assert (await create(client)).output_text == ""
    api.content = {name: value for name, value in OPERATION.response.items() if name != "output"}
    response = await create(client)
    assert (response.output, response.output_text) == (None, "")


def test_the_text_follows_what_is_changed_and_is_there_on_models_of_ones_own() -> None:
    response = Response.model_construct(output=[text("a")])
    assert response.output_text == "a"
    response.output.append(ResponseOutputMessage.model_validate(text("b")))
    assert response.output_text == "ab"
    assert Response.model_validate(OPERATION.response).output_text == "Hello!"
    assert Response.model_construct().output_text == ""
    assert Response.model_validate(OPERATION.response).model_copy(deep=True).output_text == "Hello!"


@pytest.mark.anyio
async def test_a_field_of_that_name_does_not_get_in_the_way(client: AnyClient, api: Api) -> None:
    api.content = answer(text("a"), output_text="b")
    response = await create(client)
    assert response.output_text == "a"
    assert response.to_dict()["output_text"] == "b"


@pytest.mark.anyio
@pytest.mark.parametrize("body", [None, [], "x", {}, {"choices": []}], ids=repr)
async def test_a_body_of_another_kind_is_an_error(client: AnyClient, api: Api, body: Any) -> None:
    api.content = body
    with pytest.raises(APIResponseValidationError, match="Expected Response"):
        await create(client)


# What this release does not know.


@pytest.mark.anyio
async def test_unknown_items_parts_and_annotations_are_kept_with_their_attributes(client: AnyClient, api: Api) -> None:
    annotation = {"type": "place_citation", "place": {"lat": 1.5}}
    known = {"type": "url_citation", "url": "https://example.com", "start_index": 0, "new": 1}
    message = text("x")
    message["content"][0]["annotations"] = [annotation, known]
    message["content"].append({"type": "refusal", "refusal": "no", "score": 0.5})
    item = {"type": "image_call", "id": "img_1", "result": {"format": "png"}, "status": "odd"}
    api.content = answer(item, message, tools=[{"type": "telepathy", "range": 3}], status="paused", tool_choice="maybe")
    response = await create(client)
    unknown, known_message = response.output
    assert isinstance(unknown, BaseModel)
    assert (unknown.type, unknown.id, unknown.result, unknown.status) == ("image_call", "img_1", item["result"], "odd")  # type: ignore[attr-defined] # extras
    assert class_of(known_message) is ResponseOutputMessage
    part: Any = known_message.content[1]
    assert (part.type, part.refusal, part.score) == ("refusal", "no", 0.5)
    annotations: Any = known_message.content[0].annotations
    assert (annotations[0].type, annotations[0].place) == ("place_citation", {"lat": 1.5})
    assert (type(annotations[1]).__name__, annotations[1].new) == ("ResponseURLCitation", 1)
    assert (response.tools[0].type, response.tools[0].range) == ("telepathy", 3)
    assert (response.status, response.tool_choice) == ("paused", "maybe")
    assert response.to_dict(warnings=False) == api.content
    assert json.loads(response.to_json(warnings=False)) == api.content


@pytest.mark.anyio
async def test_a_known_item_with_odd_fields_is_that_item_still(client: AnyClient, api: Api) -> None:
    api.content = answer({"type": "function_call", "name": 7, "arguments": {"a": 1}, "new": True})
    (item,) = (await create(client)).output
    assert class_of(item) is ResponseOutputFunctionCall
    assert (item.name, item.arguments, item.call_id, item.new) == (7, {"a": 1}, None, True)


@pytest.mark.anyio
async def test_the_format_of_the_text_comes_back_under_its_own_name(client: AnyClient, api: Api) -> None:
    schema = {"type": "json_schema", "name": "n", "schema": {"type": "object"}, "strict": True}
    api.content = answer(text={"format": schema})
    response = await create(client)
    assert class_of(response.text.format).__name__ == "TextFormatTextResponseFormatJsonSchema"
    assert response.text.format.schema_ == {"type": "object"}
    assert response.to_dict()["text"] == {"format": schema}


# What is sent.

TOOL: dict[str, Any] = {"type": "function", "name": "get_weather", "parameters": {"type": "object", "properties": {}}}


@pytest.mark.anyio
async def test_input_may_be_items_of_every_kind(client: AnyClient, api: Api) -> None:
    image = {"type": "input_image", "image_url": "data:image/png;base64,AA==", "detail": "low"}
    items = [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "input_text", "text": "What is it?"}, image]},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Well?"}]},
        {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_1", "output": "21 degrees"},
        {"type": "item_reference", "id": "msg_1"},
    ]
    await create(client, input=items)
    assert api.sent == {**ASK, "input": items}
    await create(client, input=(item for item in items))
    assert api.sent == {**ASK, "input": items}


@pytest.mark.anyio
async def test_a_string_is_refused_only_where_items_are_meant(client: AnyClient, api: Api) -> None:
    await create(client, input="")
    assert api.sent == {**ASK, "input": ""}


@pytest.mark.anyio
async def test_formats_tools_and_reasoning_go_out_as_given(client: AnyClient, api: Api) -> None:
    given: dict[str, Any] = {
        "text": {"format": {"type": "json_schema", "name": "n", "schema": {"type": "object"}, "strict": True}},
        "tools": [
            TOOL,
            {"type": "code_interpreter", "container": {"type": "auto"}},
            {"type": "browser_search"},
            {
                "type": "mcp",
                "server_label": "docs",
                "server_url": "https://example.com/mcp",
                "require_approval": "never",
            },
        ],
        "tool_choice": {"type": "function", "function": {"name": "get_weather"}},
        "reasoning": {"effort": "high"},
        "metadata": None,
        "instructions": None,
    }
    await create(client, **given)
    assert api.sent == {**ASK, **given}


@pytest.mark.anyio
async def test_a_function_call_goes_back_as_it_came(client: AnyClient, api: Api) -> None:
    question = {"role": "user", "content": "Weather in Paris?"}
    result = {"type": "function_call_output", "call_id": "call_1", "output": "21 degrees"}
    for came, goes in (
        (CALL, CALL),
        ({**CALL, "status": None}, {name: CALL[name] for name in CALL if name != "status"}),
        ({**CALL, "only_in_responses": 1}, CALL),
    ):
        api.content = answer(came)
        response = await create(client, input=[question], tools=[TOOL])
        (call,) = response.output
        await create(client, input=[question, call, result], tools=[TOOL])
        assert api.sent["input"] == [question, goes, result]


@pytest.mark.anyio
async def test_a_function_call_of_a_stream_goes_back_too(client: AnyClient, api: Api) -> None:
    api.content = b"".join(map(named, OPERATION.chunks))
    done = [one.item for one in await events_of(client) if one.type == "response.output_item.done"]
    calls = [item for item in done if item.type == "function_call"]
    api.content = answer(text("21"))
    await create(client, input=[{"role": "user", "content": "Hi"}, *calls])
    assert api.sent["input"][1:] == [CALL]


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
async def test_events_have_their_types_and_their_data(client: AnyClient, api: Api, end: bytes) -> None:
    api.content = b"".join(map(named, OPERATION.chunks)) + end
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
async def test_an_event_is_known_by_its_type(client: AnyClient, api: Api, type_: str, form: str) -> None:
    data: dict[str, Any] = {"type": type_, "sequence_number": 3, "item_id": "msg_1", "delta": "x", "new": {"a": [1]}}
    if form == "type comes last":
        data = {**{name: value for name, value in data.items() if name != "type"}, "type": type_}
    raw = json.dumps(data, separators=(", ", " : ") if form == "spaces" else (",", ":")).encode()
    api.content = event(raw, None if form == "unnamed" else type_) + DONE
    (found,) = await events_of(client)
    assert class_of(found) is CLASSES[type_]
    assert (found.sequence_number, found.new) == (3, {"a": [1]})
    assert found.to_dict() == data


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["response.telepathy.delta", None])
async def test_an_unknown_event_passes_through_with_its_data(client: AnyClient, api: Api, name: str | None) -> None:
    data = {"type": "response.telepathy.delta", "sequence_number": 1, "thought": {"of": ["you"]}, "delta": None}
    api.content = event(data, name) + b"".join(map(named, OPERATION.chunks[-1:]))
    unknown, last = await events_of(client)
    assert isinstance(unknown, BaseModel)
    found: Any = unknown
    assert (found.type, found.sequence_number, found.thought, found.delta) == (*data.values(),)
    assert found.to_dict() == data
    assert last.type == "response.completed"


@pytest.mark.anyio
async def test_unknown_things_inside_known_events_are_kept(client: AnyClient, api: Api) -> None:
    item = {"type": "image_call", "id": "img_1", "size": [1, 2]}
    part = {"type": "refusal", "refusal": "no"}
    annotation = {"type": "place_citation", "place": "Paris"}
    api.content = b"".join(
        named({"sequence_number": 0, "type": type_, name: value})
        for type_, name, value in (
            ("response.output_item.added", "item", item),
            ("response.content_part.added", "part", part),
            ("response.output_text.annotation.added", "annotation", annotation),
        )
    )
    api.content += DONE
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
async def test_an_error_event_raises_after_what_came_before(client: AnyClient, api: Api, raw: bytes) -> None:
    api.content = named(OPERATION.chunks[0]) + raw + named(OPERATION.chunks[-1])
    found: list[Any] = []
    with pytest.raises(APIError, match="over") as caught:
        await events_of(client, found)
    assert [one.type for one in found] == ["response.created"]
    body: Any = caught.value.body
    assert (body["message"], body["code"]) == ("over", "c")
    assert caught.value.request_id == "req_1"


@pytest.mark.anyio
async def test_a_response_that_failed_arrives_and_does_not_raise(client: AnyClient, api: Api) -> None:
    failed = answer(status="failed", error={"code": "server_error", "message": "gone"})
    cut = answer(status="incomplete", incomplete_details={"reason": "max_output_tokens"})
    api.content = named({"type": "response.failed", "sequence_number": 1, "response": failed})
    api.content += named({"type": "response.incomplete", "sequence_number": 2, "response": cut})
    first, second = await events_of(client)
    assert (type(first), first.response.status) == (types.ResponseFailedEvent, "failed")
    assert (first.response.error.code, first.response.error.message) == ("server_error", "gone")
    assert (type(second), second.response.incomplete_details.reason) == (
        types.ResponseIncompleteEvent,
        "max_output_tokens",
    )


@pytest.mark.anyio
async def test_a_plain_response_that_failed_does_not_raise(client: AnyClient, api: Api) -> None:
    api.content = answer(status="failed", error={"code": "server_error", "message": "gone"})
    response = await create(client)
    assert (response.status, response.error.message, response.output_text) == ("failed", "gone", "")


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["response.tool_call.failed", None])
async def test_an_unknown_event_with_an_error_in_it_passes_through(
    client: AnyClient, api: Api, name: str | None
) -> None:
    data = {"type": "response.tool_call.failed", "sequence_number": 1, "error": {"message": "no such tool"}}
    api.content = event(data, name) + named(OPERATION.chunks[-1])
    first, last = await events_of(client)
    assert (first.type, last.type) == ("response.tool_call.failed", "response.completed")


@pytest.mark.anyio
@pytest.mark.parametrize("last", ["response.completed", "response.incomplete", "response.failed"])
async def test_a_last_event_ends_the_stream_without_more(client: AnyClient, api: Api, last: str) -> None:
    api.content = named(OPERATION.chunks[0]) + named({**OPERATION.chunks[-1], "type": last})
    assert [one.type for one in await events_of(client)] == ["response.created", last]


@pytest.mark.anyio
@pytest.mark.parametrize("count", range(1, len(OPERATION.chunks)))
async def test_a_stream_that_is_cut_raises_after_what_came(client: AnyClient, api: Api, count: int) -> None:
    api.content = b"".join(map(named, OPERATION.chunks[:count]))
    found: list[Any] = []
    with pytest.raises(APIConnectionError, match="before the answer was complete"):
        await events_of(client, found)
    assert [one.to_dict() for one in found] == OPERATION.chunks[:count]


@pytest.mark.anyio
async def test_keep_alives_are_passed_over(client: AnyClient, api: Api) -> None:
    noise = b": keep-alive\n\nevent: ping\ndata: {}\n\nretry: 3\n\n"
    api.content = noise + noise.join(map(named, OPERATION.chunks)) + noise
    assert [one.to_dict() for one in await events_of(client)] == OPERATION.chunks


@pytest.mark.anyio
async def test_the_stream_is_closed_at_its_end(client: AnyClient, api: Api) -> None:
    api.content = b"".join(map(named, OPERATION.chunks))
    stream: Any = await create(client, stream=True)
    if isinstance(client, Groq):
        assert len(list(stream)) == len(OPERATION.chunks)
    else:
        assert len([one async for one in stream]) == len(OPERATION.chunks)
    assert stream.response.is_closed


# Against a server.


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer() as running:
        yield running


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["sync", "async"])
async def test_a_conversation_with_a_function_over_a_socket(server: LocalServer, mode: str) -> None:
    client: AnyClient = (sync_client if mode == "sync" else async_client)(server.base_url)
    asked: list[Any] = [{"role": "user", "content": "Weather in Paris?"}]
    response = await create(client, input=asked, tools=[TOOL], tool_choice="required")
    calls = [item for item in response.output if item.type == "function_call"]
    assert [type(call) for call in calls] == [ResponseOutputFunctionCall]
    asked += [calls[0], {"type": "function_call_output", "call_id": calls[0].call_id, "output": "21 degrees"}]
    response = await create(client, input=asked, tools=[TOOL], tool_choice="none")
    assert response.output_text
    events = await events_of(client)
    assert [one.type for one in events][:1] == ["response.created"]
    assert events[-1].type == "response.completed"
    assert events[-1].response.output_text
    await finished(client.close())


@pytest.mark.parametrize(
    "more", [b'event: keepalive\ndata: {"type": "keepalive"}\n\n', b'data: {"x": 1}\n\n'], ids=["named", "plain"]
)
def test_a_cut_stream_is_one_whatever_its_last_event_is(more: bytes) -> None:
    body = b'event: response.created\ndata: {"type": "response.created", "sequence_number": 0}\n\n' + more
    response = httpx.Response(200, content=body, headers={"content-type": "text/event-stream"})
    union = cast("Any", ResponseStreamEvent)  # a union is no class
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
def test_an_event_whose_name_and_type_differ_is_given(lost: bytes) -> None:
    body = lost + b'data: {"type": "response.completed", "sequence_number": 1}\n\n'
    response = httpx.Response(200, content=body, headers={"content-type": "text/event-stream"})
    union = cast("Any", ResponseStreamEvent)  # a union is no class
    first, _ = Stream[Any](cast_to=union, response=response)
    assert first.delta == "LOST"


def test_the_text_of_odd_items_is_not_lost() -> None:
    given = {"id": "1", "output": [{"type": "message", "content": "plain"}, {"type": "message", "content": 5}]}
    assert construct_type(type_=Response, value=given).output_text == "plain"
    assert construct_type(type_=Response, value={"id": "1", "output": 5}).output_text == ""
