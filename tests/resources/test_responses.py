"""The Responses API: items, text, input."""

from __future__ import annotations

import json
from typing import Any

import pytest

from groq import (
    APIResponseValidationError,
    BaseModel,
)
from groq._models import construct_type
from groq.testing import LocalServer
from groq.types.responses import Response, ResponseOutputFunctionCall, ResponseOutputMessage

from ..support.calls import AnyClient, class_of, finished
from ..support.clients import async_client, sync_client
from .conversation import ASK, CALL, OPERATION, ResponsesWire, answer, create, events_of, named, text


@pytest.fixture
def wire() -> ResponsesWire:
    return ResponsesWire()


# The response.


@pytest.mark.anyio
async def test_response_has_typed_items_and_text(client: AnyClient, wire: ResponsesWire) -> None:
    wire.content = OPERATION.response
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
async def test_output_text_joins_text_parts_of_messages(client: AnyClient, wire: ResponsesWire, name: str) -> None:
    output, expected = TEXTS[name]
    wire.content = answer(*output)
    response = await create(client)
    assert response.output_text == expected
    assert response.to_dict(warnings=False)["output"] == output


@pytest.mark.anyio
@pytest.mark.parametrize("output", [None, [], "x", {}, {"a": 1}], ids=repr)
async def test_output_text_is_empty_without_output(client: AnyClient, wire: ResponsesWire, output: Any) -> None:
    wire.content = {**OPERATION.response, "output": output}
    assert (await create(client)).output_text == ""
    wire.content = {name: value for name, value in OPERATION.response.items() if name != "output"}
    response = await create(client)
    assert (response.output, response.output_text) == (None, "")


def test_output_text_follows_changes_and_works_on_subclasses() -> None:
    response = Response.model_construct(output=[text("a")])
    assert response.output_text == "a"
    response.output.append(ResponseOutputMessage.model_validate(text("b")))
    assert response.output_text == "ab"
    assert Response.model_validate(OPERATION.response).output_text == "Hello!"
    assert Response.model_construct().output_text == ""
    assert Response.model_validate(OPERATION.response).model_copy(deep=True).output_text == "Hello!"


@pytest.mark.anyio
async def test_output_text_ignores_field_of_that_name(client: AnyClient, wire: ResponsesWire) -> None:
    wire.content = answer(text("a"), output_text="b")
    response = await create(client)
    assert response.output_text == "a"
    assert response.to_dict()["output_text"] == "b"


@pytest.mark.anyio
@pytest.mark.parametrize("body", [None, [], "x", {}, {"choices": []}], ids=repr)
async def test_raises_for_body_of_another_kind(client: AnyClient, wire: ResponsesWire, body: Any) -> None:
    wire.content = body
    with pytest.raises(APIResponseValidationError, match="Expected Response"):
        await create(client)


# Items and fields unknown to this release.


@pytest.mark.anyio
async def test_unknown_items_parts_and_annotations_are_kept_with_their_attributes(
    client: AnyClient, wire: ResponsesWire
) -> None:
    annotation = {"type": "place_citation", "place": {"lat": 1.5}}
    known = {"type": "url_citation", "url": "https://example.com", "start_index": 0, "new": 1}
    message = text("x")
    message["content"][0]["annotations"] = [annotation, known]
    message["content"].append({"type": "refusal", "refusal": "no", "score": 0.5})
    item = {"type": "image_call", "id": "img_1", "result": {"format": "png"}, "status": "odd"}
    wire.content = answer(
        item, message, tools=[{"type": "telepathy", "range": 3}], status="paused", tool_choice="maybe"
    )
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
    assert response.to_dict(warnings=False) == wire.content
    assert json.loads(response.to_json(warnings=False)) == wire.content


@pytest.mark.anyio
async def test_known_item_with_unexpected_fields_keeps_its_class(client: AnyClient, wire: ResponsesWire) -> None:
    wire.content = answer({"type": "function_call", "name": 7, "arguments": {"a": 1}, "new": True})
    (item,) = (await create(client)).output
    assert class_of(item) is ResponseOutputFunctionCall
    assert (item.name, item.arguments, item.call_id, item.new) == (7, {"a": 1}, None, True)


@pytest.mark.anyio
async def test_text_format_keeps_its_field_name(client: AnyClient, wire: ResponsesWire) -> None:
    schema = {"type": "json_schema", "name": "n", "schema": {"type": "object"}, "strict": True}
    wire.content = answer(text={"format": schema})
    response = await create(client)
    assert class_of(response.text.format).__name__ == "TextFormatTextResponseFormatJsonSchema"
    assert response.text.format.schema_ == {"type": "object"}
    assert response.to_dict()["text"] == {"format": schema}


# Requests.

TOOL: dict[str, Any] = {"type": "function", "name": "get_weather", "parameters": {"type": "object", "properties": {}}}


@pytest.mark.anyio
async def test_accepts_input_items_of_every_kind(client: AnyClient, wire: ResponsesWire) -> None:
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
    assert wire.sent == {**ASK, "input": items}
    await create(client, input=(item for item in items))
    assert wire.sent == {**ASK, "input": items}


@pytest.mark.anyio
async def test_rejects_string_only_where_items_are_expected(client: AnyClient, wire: ResponsesWire) -> None:
    await create(client, input="")
    assert wire.sent == {**ASK, "input": ""}


@pytest.mark.anyio
async def test_sends_formats_tools_and_reasoning_unchanged(client: AnyClient, wire: ResponsesWire) -> None:
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
    assert wire.sent == {**ASK, **given}


@pytest.mark.anyio
async def test_sends_function_call_back_unchanged(client: AnyClient, wire: ResponsesWire) -> None:
    question = {"role": "user", "content": "Weather in Paris?"}
    result = {"type": "function_call_output", "call_id": "call_1", "output": "21 degrees"}
    for came, goes in (
        (CALL, CALL),
        ({**CALL, "status": None}, {name: CALL[name] for name in CALL if name != "status"}),
        ({**CALL, "only_in_responses": 1}, CALL),
    ):
        wire.content = answer(came)
        response = await create(client, input=[question], tools=[TOOL])
        (call,) = response.output
        await create(client, input=[question, call, result], tools=[TOOL])
        assert wire.sent["input"] == [question, goes, result]


@pytest.mark.anyio
async def test_sends_function_call_of_stream_back(client: AnyClient, wire: ResponsesWire) -> None:
    wire.content = b"".join(map(named, OPERATION.chunks))
    done = [one.item for one in await events_of(client) if one.type == "response.output_item.done"]
    calls = [item for item in done if item.type == "function_call"]
    wire.content = answer(text("21"))
    await create(client, input=[{"role": "user", "content": "Hi"}, *calls])
    assert wire.sent["input"][1:] == [CALL]


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["sync", "async"])
async def test_conversation_with_function_call_over_socket(server: LocalServer, mode: str) -> None:
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


def test_output_text_includes_unexpected_items() -> None:
    given = {"id": "1", "output": [{"type": "message", "content": "plain"}, {"type": "message", "content": 5}]}
    assert construct_type(type_=Response, value=given).output_text == "plain"
    assert construct_type(type_=Response, value={"id": "1", "output": 5}).output_text == ""
