"""Answers of the local server to requests for a response."""

from __future__ import annotations

import http.client
import json
from typing import Any

import pytest

from groq.testing import LocalServer
from groq.testing.api.spec import check_against_spec

from ..conftest import MODEL, Api, Response

RESPONSES = "/openai/v1/responses"


WEATHER = {
    "type": "function",
    "name": "get_weather",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


TIME = {"type": "function", "name": "local_time", "description": "Tell the time of day"}


PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}


def respond(api: Api, input: Any = "Hello there", **params: Any) -> Response:
    response = api.post(RESPONSES, {"model": MODEL, "input": input, **params})
    if response.status == 200 and not params.get("stream"):
        assert check_against_spec(response.json, "CreateResponseResponse") is None
    return response


def events(response: Response) -> list[Any]:
    """Check the invariants of every stream, and return the data of all events."""
    assert response.headers["content-type"] == "text/event-stream"
    found = [(name, json.loads(data)) for name, data in response.events]
    for number, (name, data) in enumerate(found):
        assert data["type"] == name
        assert data["sequence_number"] == number
        assert check_against_spec(data, "ResponseStreamEvent") is None
    return [data for _, data in found]


def output_text(body: Any) -> str:
    return "".join(part["text"] for item in body["output"] if item["type"] == "message" for part in item["content"])


def of_type(body: Any, kind: str) -> list[Any]:
    return [item for item in body["output"] if item["type"] == kind]


class TestText:
    def test_names_its_source_and_quotes_the_input(self, api: Api) -> None:
        text = output_text(respond(api, "Tell me about otters").json)
        assert "local test server" in text
        assert "no model" in text
        assert "Tell me about otters" in text

    def test_gives_same_answer_with_and_without_stream(self, api: Api) -> None:
        whole, again = respond(api).json, respond(api).json
        streamed = events(respond(api, stream=True))[-1]["response"]
        for body in (again, streamed):
            assert body["created_at"] >= whole.get("created_at", 0)
            del body["created_at"]
        del whole["created_at"]
        assert output_text(whole) == output_text(streamed) == output_text(again)
        assert whole["output"] == again["output"]

    def test_has_the_fields_of_the_api(self, api: Api) -> None:
        body = respond(
            api,
            instructions="Be brief",
            temperature=0.5,
            top_p=0.25,
            max_output_tokens=500,
            metadata={"k": "v"},
            service_tier="flex",
            user="me",
            parallel_tool_calls=False,
            store=False,
            truncation="disabled",
        ).json
        assert body["id"].startswith("resp_")
        assert (body["object"], body["status"], body["model"]) == ("response", "completed", MODEL)
        assert (body["temperature"], body["top_p"], body["max_output_tokens"]) == (0.5, 0.25, 500)
        assert (body["instructions"], body["metadata"], body["user"]) == ("Be brief", {"k": "v"}, "me")
        assert (body["service_tier"], body["parallel_tool_calls"], body["store"]) == ("flex", False, False)
        assert body["error"] is body["incomplete_details"] is body["previous_response_id"] is None
        assert body["text"] == {"format": {"type": "text"}}
        (message,) = body["output"]
        assert message["id"].startswith("msg_")
        assert (message["role"], message["status"]) == ("assistant", "completed")

    def test_null_means_default(self, api: Api) -> None:
        nulls = dict.fromkeys(("temperature", "top_p", "tools", "tool_choice", "metadata", "service_tier", "store"))
        for body in (respond(api).json, respond(api, **nulls).json):
            assert (body["temperature"], body["top_p"], body["service_tier"]) == (1, 1, "default")
            assert (body["tools"], body["tool_choice"], body["metadata"]) == ([], "auto", {})

    def test_usage_adds_up_and_counts_against_rate_limit(self, api: Api) -> None:
        response = respond(api)
        usage = response.json["usage"]
        assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
        assert response.headers["x-ratelimit-remaining-tokens"] == str(250_000 - usage["total_tokens"])

    def test_instructions_count_as_input(self, api: Api) -> None:
        without, with_them = respond(api).json, respond(api, instructions="Be very brief").json
        assert with_them["usage"]["input_tokens"] > without["usage"]["input_tokens"]

    def test_reads_content_parts(self, api: Api) -> None:
        parts = [
            {"type": "input_text", "text": "see"},
            {"type": "input_image", "image_url": "https://a.example/b.png", "detail": "low"},
        ]
        items = [{"role": "system", "content": "x"}, {"type": "message", "role": "user", "content": parts}]
        assert "see [input_image]" in output_text(respond(api, items).json)

    def test_reads_conversation(self, api: Api) -> None:
        items = [
            {"role": "user", "content": "one"},
            {"role": "assistant", "content": "two"},
            {"role": "user", "content": "three"},
        ]
        assert '"three"' in output_text(respond(api, items).json)

    def test_token_limit_makes_it_incomplete(self, api: Api) -> None:
        body = respond(api, max_output_tokens=3).json
        assert output_text(body) == "This answer comes"
        assert body["status"] == body["output"][-1]["status"] == "incomplete"
        assert body["incomplete_details"] == {"reason": "max_output_tokens"}
        assert body["usage"]["output_tokens"] == 3


class TestReasoning:
    def test_effort_shows_reasoning(self, api: Api) -> None:
        body = respond(api, reasoning={"effort": "low"}).json
        reasoning, message = body["output"]
        assert reasoning["type"] == "reasoning"
        assert reasoning["content"][0]["text"]
        assert message["type"] == "message"
        assert body["reasoning"]["effort"] == "low"
        assert body["usage"]["output_tokens_details"]["reasoning_tokens"] > 0

    @pytest.mark.parametrize(
        "params",
        [{}, {"reasoning": None}, {"reasoning": {}}, {"reasoning": {"effort": "low"}, "model": "llama-3.1-8b-instant"}],
    )
    def test_omits_reasoning_otherwise(self, api: Api, params: Any) -> None:
        assert of_type(respond(api, **params).json, "reasoning") == []

    def test_token_limit_counts_reasoning(self, api: Api) -> None:
        body = respond(api, reasoning={"effort": "low"}, max_output_tokens=2).json
        assert body["usage"]["output_tokens_details"]["reasoning_tokens"] == 2
        assert output_text(body) == ""
        assert body["status"] == "incomplete"


class TestJson:
    def test_answers_json_that_matches_the_schema(self, api: Api) -> None:
        wanted = {"type": "json_schema", "name": "person", "schema": PERSON, "strict": True}
        body = respond(api, text={"format": wanted}).json
        assert json.loads(output_text(body)).keys() == {"name", "age"}
        assert body["text"] == {"format": wanted}

    def test_answers_json_object(self, api: Api) -> None:
        assert isinstance(json.loads(output_text(respond(api, text={"format": {"type": "json_object"}}).json)), dict)

    def test_rejects_schema_that_is_not_strict_by_its_name(self, api: Api) -> None:
        wanted = {"type": "json_schema", "name": "p", "schema": {**PERSON, "required": ["name"]}, "strict": True}
        response = respond(api, text={"format": wanted})
        assert (response.status, response.error["param"]) == (400, "text.format.schema.required")

    def test_rejects_schema_without_a_valid_value(self, api: Api) -> None:
        wanted = {"type": "json_schema", "name": "p", "schema": {"type": "integer", "minimum": 5, "maximum": 4}}
        response = respond(api, text={"format": wanted})
        assert (response.status, response.error["param"]) == (400, "text.format")

    def test_rejects_token_limit_within_the_document(self, api: Api) -> None:
        wanted = {"type": "json_schema", "name": "person", "schema": PERSON}
        response = respond(api, text={"format": wanted}, max_output_tokens=1)
        assert (response.status, response.error["param"]) == (400, "max_output_tokens")
        assert "max_output_tokens" in response.error["message"]


class TestTools:
    @pytest.mark.parametrize(
        ("choice", "names"),
        [
            ("none", []),
            ("auto", ["get_weather"]),
            ("required", ["get_weather"]),
            ({"type": "function", "function": {"name": "local_time"}}, ["local_time"]),
        ],
    )
    def test_choice_selects_the_tool(self, api: Api, choice: Any, names: list[str]) -> None:
        body = respond(api, "Hello", tools=[WEATHER, TIME], tool_choice=choice).json
        assert [call["name"] for call in of_type(body, "function_call")] == names
        assert body["tool_choice"] == choice
        assert body["tools"] == [WEATHER, TIME]

    def test_word_of_the_input_calls_tool_with_matching_arguments(self, api: Api) -> None:
        body = respond(api, "What is the weather in Paris?", tools=[WEATHER]).json
        (call,) = body["output"]
        assert call["id"].startswith("fc_")
        assert call["call_id"].startswith("call_")
        assert call["id"] != call["call_id"]
        assert check_against_spec(call, "ResponseOutputFunctionCall") is None
        assert json.loads(call["arguments"]).keys() == {"city"}

    def test_calls_several_tools_unless_forbidden(self, api: Api) -> None:
        both = respond(api, "weather and time", tools=[WEATHER, TIME]).json
        assert len({call["id"] for call in of_type(both, "function_call")}) == 2
        one = respond(api, "weather and time", tools=[WEATHER, TIME], parallel_tool_calls=False).json
        assert len(of_type(one, "function_call")) == 1

    def test_accepts_call_with_its_result(self, api: Api) -> None:
        items: list[Any] = [{"role": "user", "content": "What is the weather?"}]
        (call,) = respond(api, items, tools=[WEATHER]).json["output"]
        items += [call, {"type": "function_call_output", "call_id": call["call_id"], "output": "21 degrees"}]
        assert "21 degrees" in output_text(respond(api, items, tools=[WEATHER]).json)

    def test_accepts_other_kinds_of_tools(self, api: Api) -> None:
        tools = [
            {"type": "browser_search"},
            {"type": "code_interpreter", "container": {"type": "auto"}},
            {"type": "mcp", "server_label": "x", "server_url": "https://x.example"},
        ]
        assert respond(api, tools=tools).status == 200


class TestRefused:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("previous_response_id", "resp_1"),
            ("store", True),
            ("truncation", "auto"),
            ("include", ["x"]),
            ("safety_identifier", "x"),
            ("prompt_cache_key", "x"),
            ("prompt", {"id": "x"}),
        ],
    )
    def test_rejects_unsupported_parameter_by_name(self, api: Api, name: str, value: object) -> None:
        response = respond(api, **{name: value})
        assert (response.status, response.error["param"]) == (400, name)
        assert "not supported" in response.error["message"]

    @pytest.mark.parametrize(
        ("params", "param"),
        [
            ({"temperature": 9}, "temperature"),
            ({"inputs": "x"}, "inputs"),
            ({"input": 5}, "input"),
            ({"input": []}, "input"),
            ({"input": [{"type": "item_reference", "id": "msg_1"}]}, "input.0"),
            ({"tool_choice": "required"}, "tool_choice"),
            ({"tools": [WEATHER], "tool_choice": {"type": "function", "function": {"name": "x"}}}, "tool_choice"),
            ({"model": "qwen/qwen3-32b", "reasoning": {"effort": "low"}}, "reasoning.effort"),
            ({"reasoning": {"effort": "much"}}, "reasoning.effort"),
        ],
    )
    def test_rejects_invalid_parameter_by_name(self, api: Api, params: Any, param: str) -> None:
        response = api.post(RESPONSES, {"model": MODEL, "input": "x", **params})
        assert (response.status, response.error["param"]) == (400, param)

    @pytest.mark.parametrize("body", ["", "[]", "null", "{"])
    def test_rejects_body_that_is_not_an_object(self, api: Api, body: str) -> None:
        assert api.request("POST", RESPONSES, body).status == 400


class TestStream:
    def test_sends_events_in_the_order_of_the_api(self, api: Api) -> None:
        found = events(respond(api, stream=True, reasoning={"effort": "low"}))
        kinds = [event["type"] for event in found]
        collapsed = [kind for index, kind in enumerate(kinds) if index == 0 or kinds[index - 1] != kind]
        assert collapsed == [
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.reasoning_text.delta",
            "response.reasoning_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed",
        ]
        assert b"[DONE]" not in respond(api, stream=True).body

    def test_deltas_join_to_the_text(self, api: Api) -> None:
        found = events(respond(api, stream=True))
        text = "".join(event["delta"] for event in found if event["type"] == "response.output_text.delta")
        (done,) = [event for event in found if event["type"] == "response.output_text.done"]
        assert text == done["text"] == output_text(found[-1]["response"])

    def test_sends_the_items_of_the_response(self, api: Api) -> None:
        found = events(respond(api, "weather and time", stream=True, tools=[WEATHER, TIME]))
        items = [event["item"] for event in found if event["type"] == "response.output_item.done"]
        assert items == found[-1]["response"]["output"]
        for index, item in enumerate(items):
            pieces = [event for event in found if event.get("item_id") == item["id"]]
            assert {event["output_index"] for event in pieces} == {index}
            assert "".join(event.get("delta", "") for event in pieces) == pieces[-1]["arguments"] == item["arguments"]

    def test_starts_with_empty_response(self, api: Api) -> None:
        first, second = events(respond(api, stream=True))[:2]
        assert first["response"] == second["response"]
        assert (first["response"]["status"], first["response"]["output"]) == ("in_progress", [])

    def test_token_limit_ends_stream_as_incomplete(self, api: Api) -> None:
        last = events(respond(api, stream=True, max_output_tokens=2))[-1]
        assert last["type"] == "response.incomplete"
        assert last["response"]["incomplete_details"] == {"reason": "max_output_tokens"}

    def test_rejects_invalid_request_without_a_stream(self, api: Api) -> None:
        response = respond(api, stream=True, temperature=9)
        assert (response.status, response.headers["content-type"]) == (400, "application/json")


class TestScripted:
    def test_sends_reply(self, api: Api, server: LocalServer) -> None:
        server.reply("Hi!", reasoning="Hm", times=2, headers={"x-thing": "1"})
        response = respond(api)
        assert output_text(response.json) == "Hi!"
        assert of_type(response.json, "reasoning")[0]["content"][0]["text"] == "Hm"
        assert response.headers["x-thing"] == "1"
        assert output_text(events(respond(api, stream=True))[-1]["response"]) == "Hi!"

    def test_chat_and_responses_share_one_queue(self, api: Api, server: LocalServer) -> None:
        for text in ("one", "two", "three"):
            server.reply(text)
        assert output_text(respond(api).json) == "one"
        assert api.chat().message["content"] == "two"
        assert output_text(respond(api).json) == "three"

    def test_sends_tool_call(self, api: Api, server: LocalServer) -> None:
        server.reply_tool_call("look", '{"broken', id="call_1", text="Looking")
        message, call = respond(api).json["output"]
        assert message["content"][0]["text"] == "Looking"
        assert (call["name"], call["arguments"], call["call_id"]) == ("look", '{"broken', "call_1")

    def test_finish_reason_makes_it_incomplete(self, api: Api, server: LocalServer) -> None:
        server.reply("cut", finish_reason="length")
        assert respond(api).json["status"] == "incomplete"

    def test_rejected_request_takes_no_reply(self, api: Api, server: LocalServer) -> None:
        server.reply("kept")
        assert respond(api, store=True).status == 400
        assert output_text(respond(api).json) == "kept"

    def test_error_applies_to_its_path(self, api: Api, server: LocalServer) -> None:
        server.reply_error(503, path=RESPONSES)
        assert api.chat().status == 200
        assert respond(api).status == 503
        assert respond(api).status == 200

    @pytest.mark.parametrize(("shape", "kind"), [("event", "error"), ("chunk", "response.failed"), ("data", None)])
    def test_stream_fails_in_each_shape(self, api: Api, server: LocalServer, shape: Any, kind: str | None) -> None:
        server.reply_stream_error("Too hot", after=3, code="overheated", shape=shape)
        response = respond(api, stream=True)
        assert len(response.events) == 4
        name, data = response.events[-1]
        assert name == kind
        last = json.loads(data)
        if kind is None:
            assert last["error"]["code"] == "overheated"
            return
        assert last["sequence_number"] == 3
        assert check_against_spec(last, "ResponseStreamEvent") is None
        error = last["response"]["error"] if kind == "response.failed" else last
        assert (error["code"], error["message"]) == ("overheated", "Too hot")
        if kind == "response.failed":
            assert last["response"]["status"] == "failed"

    @pytest.mark.parametrize("after", [0, 1_000])
    def test_failure_ends_the_stream_at_any_point(self, api: Api, server: LocalServer, after: int) -> None:
        server.reply_stream_error(after=after)
        names = [name for name, _ in respond(api, stream=True).events]
        assert names[-1] == "error"
        assert "response.completed" not in names

    def test_sends_plain_error_without_a_stream(self, api: Api, server: LocalServer) -> None:
        server.reply_stream_error("Too hot", status=503)
        response = respond(api)
        assert (response.status, response.error["message"]) == (503, "Too hot")

    def test_disconnects_after_some_events(self, api: Api, server: LocalServer) -> None:
        server.reply_disconnect(after=2)
        body = json.dumps({"model": MODEL, "input": "x", "stream": True})
        api.connection.request("POST", RESPONSES, body, {"authorization": "Bearer k"})
        response = api.connection.getresponse()
        with pytest.raises(http.client.IncompleteRead) as caught:
            response.read()
        assert caught.value.partial.count(b"data: ") == 2
