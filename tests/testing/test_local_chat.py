"""What the local server answers to chat requests, over a real socket."""

from __future__ import annotations

import json
from typing import Any

import pytest

from groq.testing import LocalServer
from groq.testing._spec import check_against_spec, load_spec

from .conftest import CHAT, MODEL, Api

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_current_weather",
        "description": "Get the weather of a city",
        "parameters": {
            "type": "object",
            "properties": {
                "location": {"type": "string"},
                "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
            },
            "required": ["location"],
        },
    },
}
TIME = {"type": "function", "function": {"name": "local_time", "description": "Tell the time of day in a city"}}


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def tool_names(message: Any) -> list[str]:
    return [call["function"]["name"] for call in message.get("tool_calls", ())]


class TestText:
    def test_answer_says_where_it_comes_from_and_quotes_the_user(self, api: Api) -> None:
        message = api.chat("Tell me about otters").message
        assert message["role"] == "assistant"
        assert "local test server" in message["content"]
        assert "no model" in message["content"]
        assert "Tell me about otters" in message["content"]

    def test_same_request_gets_same_answer(self, api: Api) -> None:
        first, second = api.chat().json, api.chat().json
        for answer in (first, second):
            del answer["created"], answer["x_groq"]["id"]
        assert first == second

    def test_another_request_gets_another_answer(self, api: Api) -> None:
        answers = [api.chat("a"), api.chat("b"), api.chat("a", temperature=0.5), api.chat("a", model="other")]
        assert len({answer.message["content"] for answer in answers}) == 4
        assert len({answer.json["id"] for answer in answers}) == 4

    def test_envelope_is_the_one_of_the_api(self, api: Api) -> None:
        response = api.chat(service_tier="flex", seed=7)
        body = response.json
        assert response.headers["content-type"] == "application/json"
        assert body["object"] == "chat.completion"
        assert body["model"] == MODEL
        assert body["service_tier"] == "flex"
        assert body["x_groq"] == {"id": response.headers["x-request-id"], "seed": 7}
        assert body["choices"][0]["finish_reason"] == "stop"
        assert body["choices"][0]["logprobs"] is None

    def test_usage_adds_up(self, api: Api) -> None:
        usage = api.chat().json["usage"]
        assert usage["prompt_tokens"] > 0
        assert usage["completion_tokens"] > 0
        assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
        assert usage["total_time"] == pytest.approx(usage["prompt_time"] + usage["completion_time"])

    def test_content_parts_are_read(self, api: Api) -> None:
        parts = [
            {"type": "text", "text": "see"},
            {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}},
        ]
        assert "see [image_url]" in api.chat(messages=[{"role": "user", "content": parts}]).message["content"]

    def test_lone_surrogate_comes_back_as_it_went(self, api: Api) -> None:
        assert "\ud800" in api.chat("\ud800").message["content"]

    @pytest.mark.parametrize("stop", ["server", ["server"], ["package", "server"]])
    def test_stop_ends_the_text_before_it(self, api: Api, stop: object) -> None:
        response = api.chat(stop=stop)
        assert response.message["content"] == "This answer comes from the local test "
        assert response.json["choices"][0]["finish_reason"] == "stop"

    @pytest.mark.parametrize("param", ["max_tokens", "max_completion_tokens"])
    def test_token_limit_ends_the_text(self, api: Api, param: str) -> None:
        limit: dict[str, Any] = {param: 3}
        response = api.chat(**limit)
        assert response.message["content"] == "This answer comes"
        assert response.json["choices"][0]["finish_reason"] == "length"
        assert response.json["usage"]["completion_tokens"] == 3

    def test_limit_that_is_not_reached_changes_nothing(self, api: Api) -> None:
        assert api.chat(max_completion_tokens=1000).json["choices"][0]["finish_reason"] == "stop"

    @pytest.mark.parametrize("params", [{"reasoning_format": "parsed"}, {"include_reasoning": True}])
    def test_reasoning_is_a_field_of_its_own_when_asked_for(self, api: Api, params: Any) -> None:
        response = api.chat(**params)
        assert response.message["reasoning"]
        assert response.json["usage"]["completion_tokens_details"]["reasoning_tokens"] > 0

    @pytest.mark.parametrize(
        "params",
        [
            {},
            {"reasoning_format": "hidden"},
            {"include_reasoning": False},
            {"reasoning_format": "parsed", "reasoning_effort": "none", "model": "qwen/qwen3-32b"},
        ],
    )
    def test_no_reasoning_unless_asked_for(self, api: Api, params: Any) -> None:
        assert "reasoning" not in api.chat(**params).message

    def test_raw_reasoning_stands_in_the_text(self, api: Api) -> None:
        message = api.chat(reasoning_format="raw").message
        assert message["content"].startswith("<think>")
        assert "reasoning" not in message

    def test_token_limit_counts_reasoning(self, api: Api) -> None:
        response = api.chat(reasoning_format="parsed", max_completion_tokens=2)
        assert response.message["content"] == ""
        assert response.json["choices"][0]["finish_reason"] == "length"
        assert response.json["usage"]["completion_tokens"] == 2


class TestTools:
    @pytest.mark.parametrize("choice", [{}, {"tool_choice": "auto"}, {"tool_choice": None}])
    def test_a_word_of_the_name_calls_the_tool(self, api: Api, choice: Any) -> None:
        response = api.chat("What's the weather in Paris?", tools=[WEATHER, TIME], **choice)
        assert tool_names(response.message) == ["get_current_weather"]
        assert response.message["content"] is None
        assert response.json["choices"][0]["finish_reason"] == "tool_calls"

    def test_arguments_fit_the_schema(self, api: Api) -> None:
        message = api.chat("weather?", tools=[WEATHER]).message
        arguments = json.loads(message["tool_calls"][0]["function"]["arguments"])
        assert isinstance(arguments["location"], str)
        assert arguments["unit"] in ("celsius", "fahrenheit")

    def test_without_a_word_in_common_the_answer_is_text(self, api: Api) -> None:
        assert api.chat("Who are you?", tools=[WEATHER, TIME]).message["content"]

    def test_name_wins_over_description(self, api: Api) -> None:
        assert tool_names(api.chat("The time in this city?", tools=[WEATHER, TIME]).message) == ["local_time"]

    def test_description_is_enough(self, api: Api) -> None:
        assert tool_names(api.chat("A nice city!", tools=[WEATHER]).message) == ["get_current_weather"]

    def test_tools_none_of_which_fits_may_be_required(self, api: Api) -> None:
        message = api.chat("Hi", tools=[TIME, WEATHER], tool_choice="required").message
        assert tool_names(message) == ["local_time"]

    def test_named_tool_is_called(self, api: Api) -> None:
        choice = {"type": "function", "function": {"name": "get_current_weather"}}
        assert tool_names(api.chat("Hi", tools=[TIME, WEATHER], tool_choice=choice).message) == ["get_current_weather"]

    def test_choice_none_calls_nothing(self, api: Api) -> None:
        assert api.chat("weather", tools=[WEATHER], tool_choice="none").message["content"]

    def test_several_tools_are_called_in_parallel(self, api: Api) -> None:
        message = api.chat("Weather and time in Rome", tools=[WEATHER, TIME]).message
        assert tool_names(message) == ["get_current_weather", "local_time"]
        assert len({call["id"] for call in message["tool_calls"]}) == 2

    def test_parallel_calls_can_be_turned_off(self, api: Api) -> None:
        message = api.chat("Weather and time in Rome", tools=[WEATHER, TIME], parallel_tool_calls=False).message
        assert tool_names(message) == ["get_current_weather"]

    def test_result_of_a_tool_is_quoted(self, api: Api) -> None:
        call = api.chat("weather", tools=[WEATHER]).message
        result = {"role": "tool", "tool_call_id": call["tool_calls"][0]["id"], "content": '{"degrees": 21}'}
        message = api.chat(messages=[user("weather"), call, result], tools=[WEATHER]).message
        assert '{"degrees": 21}' in message["content"]

    def test_functions_are_still_served(self, api: Api) -> None:
        functions = [WEATHER["function"]]
        for choice in ({"function_call": {"name": "get_current_weather"}}, {"function_call": "required"}):
            response = api.chat("Hi", functions=functions, **choice)
            assert response.message["function_call"]["name"] == "get_current_weather"
            assert response.json["choices"][0]["finish_reason"] == "function_call"

    def test_tools_of_the_service_call_nothing_on_the_client(self, api: Api) -> None:
        assert api.chat("search", tools=[{"type": "browser_search"}]).message["content"]

    def test_hopeless_parameters_are_a_400_that_says_so(self, api: Api) -> None:
        tool = {
            "type": "function",
            "function": {"name": "f", "parameters": {"required": ["x"], "additionalProperties": False}},
        }
        error = api.chat("Hi", tools=[tool], tool_choice="required").error
        assert error["param"] == "tools"
        assert "no value found" in error["message"]


class TestJson:
    def test_json_object(self, api: Api) -> None:
        content = api.chat("Hi", response_format={"type": "json_object"}).message["content"]
        assert isinstance(json.loads(content), dict)

    def test_json_schema(self, api: Api) -> None:
        schema = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 5}}, "required": ["n"]}
        wanted = {"type": "json_schema", "json_schema": {"name": "s", "schema": schema}}
        assert json.loads(api.chat(response_format=wanted).message["content"]) == {"n": 5}

    def test_document_cut_short_is_json_validate_failed(self, api: Api) -> None:
        response = api.chat(response_format={"type": "json_object"}, max_completion_tokens=1)
        assert response.status == 400
        assert response.error["code"] == "json_validate_failed"
        assert response.error["failed_generation"]

    def test_strict_schema_is_served_by_two_models(self, api: Api) -> None:
        schema = {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "required": ["a"],
            "additionalProperties": False,
        }
        wanted = {"type": "json_schema", "json_schema": {"name": "s", "schema": schema, "strict": True}}
        assert api.chat(response_format=wanted).status == 200
        error = api.chat(response_format=wanted, model="llama-3.3-70b-versatile").error
        assert error["param"] == "response_format.json_schema.strict"

    @pytest.mark.parametrize(
        ("schema", "param"),
        [
            ({"type": "object", "properties": {"a": {}}, "additionalProperties": False}, "required"),
            ({"type": "object", "properties": {"a": {}}, "required": ["a"]}, "additionalProperties"),
            (
                {
                    "type": "object",
                    "properties": {"a": {"type": "array", "items": {"type": "object"}}},
                    "required": ["a"],
                    "additionalProperties": False,
                },
                "properties.a.items.additionalProperties",
            ),
        ],
    )
    def test_strict_schema_must_be_strict(self, api: Api, schema: Any, param: str) -> None:
        wanted = {"type": "json_schema", "json_schema": {"name": "s", "schema": schema, "strict": True}}
        assert api.chat(response_format=wanted).error["param"] == f"response_format.json_schema.schema.{param}"


class TestRefusals:
    @pytest.mark.parametrize(
        ("params", "param", "words"),
        [
            ({"messages": []}, "messages", "at least 1 item"),
            ({"messages": "Hi"}, "messages", "expected an array, got a string"),
            ({"messages": [{"role": "user"}]}, "messages.0.content", "expected a string or an array, got nothing"),
            ({"messages": [{"content": "x"}]}, "messages.0.role", "got nothing"),
            ({"messages": [{"role": "wizard", "content": "x"}]}, "messages.0.role", 'got "wizard"'),
            ({"messages": [user("x"), {"role": "tool", "content": "x"}]}, "messages.1.tool_call_id", "a string"),
            (
                {"messages": [{"role": "user", "content": [{"type": "text", "text": 1}]}]},
                "messages.0.content.0.text",
                "got the integer 1",
            ),
            (
                {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
                "messages.0.content.0.image_url.url",
                "a string",
            ),
            (
                {"messages": [user("x"), {"role": "assistant", "content": "y", "executed_tools": []}]},
                "messages.1.executed_tools",
                "no property of this name",
            ),
            ({"temperatur": 1}, "temperatur", "did you mean `temperature`"),
            ({"temperature": 3}, "temperature", "at most 2"),
            ({"n": 2}, "n", "at most 1"),
            ({"stop": ["a"] * 5}, "stop", "at most 4 items"),
            ({"tools": [{"type": "function", "function": {}}]}, "tools.0.function.name", "a string"),
            ({"tools": [{"type": "function"}]}, "tools.0.function", "needs its `function`"),
            ({"tool_choice": "required"}, "tool_choice", "needs tools"),
            (
                {"tools": [WEATHER], "tool_choice": {"type": "function", "function": {"name": "x"}}},
                "tool_choice",
                "'x'",
            ),
            ({"reasoning_format": "parsed", "include_reasoning": True}, "include_reasoning", "exclude each other"),
            ({"reasoning_format": "raw", "tools": [WEATHER]}, "reasoning_format", "tools"),
            ({"reasoning_format": "raw", "response_format": {"type": "json_object"}}, "reasoning_format", "JSON mode"),
            ({"reasoning_effort": "default"}, "reasoning_effort", "low, medium, high"),
            ({"reasoning_effort": "low", "model": "qwen/qwen3-32b"}, "reasoning_effort", "none, default"),
            (
                {
                    "model": "llama-3.1-8b-instant",
                    "messages": [user("x"), {"role": "assistant", "content": "y", "reasoning": "z"}],
                },
                "messages.1.reasoning",
                "does not reason",
            ),
        ],
    )
    def test_violation_names_the_parameter(self, api: Api, params: Any, param: str, words: str) -> None:
        response = api.chat(**params)
        assert response.status == 400
        assert response.error["type"] == "invalid_request_error"
        assert response.error["param"] == param
        assert words in response.error["message"]

    @pytest.mark.parametrize("effort", ["none", "default", "low", "medium", "high"])
    def test_one_model_takes_every_effort(self, api: Api, effort: str) -> None:
        assert api.chat(model="qwen/qwen3.8-27b", reasoning_effort=effort).status == 200

    def test_message_does_not_repeat_the_prompt(self, api: Api) -> None:
        assert "my secret" not in api.chat(messages="my secret").error["message"]

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"model": NaN}', b"[" * 100_000])
    def test_what_is_not_json_is_a_400(self, api: Api, body: bytes) -> None:
        response = api.request("POST", CHAT, body)
        assert response.status == 400
        assert response.error["type"] == "invalid_request_error"

    @pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"1"])
    def test_json_that_is_no_object_is_a_400(self, api: Api, body: bytes) -> None:
        assert "expected an object" in api.request("POST", CHAT, body).error["message"]

    @pytest.mark.parametrize(
        "headers", [{}, {"authorization": ""}, {"authorization": "Bearer "}, {"authorization": "abc"}]
    )
    def test_missing_key_is_a_401(self, api: Api, headers: dict[str, str]) -> None:
        response = api.request("POST", CHAT, b"{}", headers)
        assert response.status == 401
        assert response.error["code"] == "invalid_api_key"

    def test_unknown_path_is_a_404(self, api: Api) -> None:
        response = api.request("GET", "/openai/v1/nothing")
        assert response.status == 404
        assert response.error["code"] == "unknown_url"

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "BREW"])
    def test_wrong_method_is_a_405(self, api: Api, method: str) -> None:
        response = api.request(method, CHAT)
        assert response.status == 405
        assert response.headers["allow"] == "POST"

    def test_query_is_no_part_of_the_path(self, api: Api, server: LocalServer) -> None:
        api.request("POST", f"{CHAT}?a=1", b"{}")
        assert server.requests[0].path == CHAT
        assert server.requests[0].query == {"a": "1"}


class TestSpec:
    """Whatever is asked, the answer is one that the API's own description allows."""

    @pytest.mark.parametrize("stream", [False, True])
    @pytest.mark.parametrize(
        "params",
        [
            {},
            {"service_tier": "auto", "seed": 1, "max_tokens": 2},
            {"reasoning_format": "parsed"},
            {"tools": [WEATHER, TIME], "tool_choice": "required"},
            {"functions": [WEATHER["function"]], "function_call": "required"},
            {"response_format": {"type": "json_object"}},
            {"stream_options": {"include_usage": True}},
        ],
    )
    def test_answer_fits(self, api: Api, params: Any, stream: bool) -> None:
        response = api.chat("What's the weather?", stream=stream, **params)
        whole, chunk = "CreateChatCompletionResponse", "CreateChatCompletionStreamResponse"
        for body in response.chunks if stream else [response.json]:
            assert check_against_spec(body, chunk if stream else whole) is None
            assert body.keys() <= load_spec()["components"]["schemas"][chunk if stream else whole]["properties"].keys()

    @pytest.mark.parametrize("shape", ["event", "data"])
    def test_error_fits(self, api: Api, server: LocalServer, shape: Any) -> None:
        server.reply_error(400, "No", code=7, failed_generation="x")
        server.reply_stream_error(shape=shape, after=0)
        bodies = [api.chat().json, json.loads(api.chat(stream=True).events[0][1]), api.chat(n=2).json]
        for body in bodies:
            assert check_against_spec(body, "ErrorResponse") is None


class TestStream:
    def test_text_is_that_of_the_whole_answer(self, api: Api) -> None:
        deltas = api.chat(stream=True).deltas
        assert "".join(delta.get("content", "") for delta in deltas) == api.chat().message["content"]

    def test_frame_of_a_stream(self, api: Api) -> None:
        response = api.chat(stream=True, seed=3)
        first, *middle, last = response.chunks
        request_id = response.headers["x-request-id"]
        assert response.headers["content-type"] == "text/event-stream"
        assert response.headers["transfer-encoding"] == "chunked"
        assert first["choices"][0]["delta"] == {"role": "assistant", "content": ""}
        assert first["x_groq"] == {"id": request_id}
        assert all("x_groq" not in chunk for chunk in middle)
        assert last["choices"][0]["finish_reason"] == "stop"
        assert last["x_groq"]["id"] == request_id
        assert last["x_groq"]["seed"] == 3
        assert last["x_groq"]["usage"] == api.chat(seed=3).json["usage"]
        assert last["x_groq"]["usage_breakdown"]["models"][0]["model"] == MODEL
        assert {chunk["object"] for chunk in response.chunks} == {"chat.completion.chunk"}
        assert len({chunk["id"] for chunk in response.chunks}) == 1

    def test_one_chunk_per_token(self, api: Api) -> None:
        chunks = api.chat(stream=True, max_tokens=5).chunks
        assert len([chunk for chunk in chunks if chunk["choices"][0]["delta"].get("content")]) == 5
        assert chunks[-1]["choices"][0]["finish_reason"] == "length"

    def test_include_usage_adds_a_chunk_without_choices(self, api: Api) -> None:
        last = api.chat(stream=True, stream_options={"include_usage": True}).chunks[-1]
        assert last["choices"] == []
        assert last["usage"]["total_tokens"] > 0

    def test_tool_call_comes_in_pieces(self, api: Api) -> None:
        params: Any = {"tools": [WEATHER, TIME], "stream": True}
        deltas = api.chat("Weather and time, please", **params).deltas
        calls = [call for delta in deltas for call in delta.get("tool_calls", ())]
        heads = [call for call in calls if "id" in call]
        assert [head["function"]["name"] for head in heads] == ["get_current_weather", "local_time"]
        assert [head["type"] for head in heads] == ["function", "function"]
        assert [head["index"] for head in heads] == [0, 1]
        pieces = [call["function"]["arguments"] for call in calls if call["index"] == 0 and "id" not in call]
        assert len(pieces) > 1
        assert set(json.loads("".join(pieces))) == {"location", "unit"}
        whole = api.chat("Weather and time, please", tools=[WEATHER, TIME]).message["tool_calls"]
        assert [head["id"] for head in heads] == [call["id"] for call in whole]

    def test_function_call_comes_in_pieces(self, api: Api) -> None:
        params: Any = {"functions": [WEATHER["function"]], "function_call": "required", "stream": True}
        response = api.chat(**params)
        calls = [delta["function_call"] for delta in response.deltas if "function_call" in delta]
        assert calls[0]["name"] == "get_current_weather"
        assert json.loads("".join(call["arguments"] for call in calls))["location"]
        assert response.chunks[-1]["choices"][0]["finish_reason"] == "function_call"

    def test_reasoning_comes_before_the_text(self, api: Api) -> None:
        deltas = api.chat(stream=True, include_reasoning=True).deltas[1:-1]
        kinds = [next(iter(delta)) for delta in deltas]
        assert kinds == sorted(kinds, reverse=True)
        assert set(kinds) == {"reasoning", "content"}


class TestUnusableSchemas:
    @pytest.mark.parametrize(
        ("schema", "words"),
        [
            ({"type": "array", "minItems": 1_000_000, "items": {"minLength": 1_000_000}}, "too complex"),
            ({"type": "string", "minLength": 50_000_000}, "too complex"),
            ({"type": "number", "multipleOf": 0}, "multipleOf: expected a number above 0"),
        ],
    )
    def test_they_are_a_400(self, api: Api, schema: Any, words: str) -> None:
        response = api.chat(response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": schema}})
        assert (response.status, response.error["param"]) == (400, "response_format")
        assert words in response.error["message"]
