"""Chat completions as sent, whole and streamed: valid by the spec."""

from __future__ import annotations

import json
from typing import Any

import pytest

from groq.testing import LocalServer
from groq.testing.api.spec import check_against_spec, load_spec

from ..conftest import MODEL, Api
from .chat_inputs import TIME, WEATHER


class TestSpec:
    """Every answer is valid by the spec."""

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
    def test_answer_is_valid_by_the_spec(self, api: Api, params: Any, stream: bool) -> None:
        response = api.chat("What's the weather?", stream=stream, **params)
        whole, chunk = "CreateChatCompletionResponse", "CreateChatCompletionStreamResponse"
        for body in response.chunks if stream else [response.json]:
            assert check_against_spec(body, chunk if stream else whole) is None
            assert body.keys() <= load_spec()["components"]["schemas"][chunk if stream else whole]["properties"].keys()

    @pytest.mark.parametrize("shape", ["event", "data"])
    def test_error_is_valid_by_the_spec(self, api: Api, server: LocalServer, shape: Any) -> None:
        server.reply_error(400, "No", code=7, failed_generation="x")
        server.reply_stream_error(shape=shape, after=0)
        bodies = [api.chat().json, json.loads(api.chat(stream=True).events[0][1]), api.chat(n=2).json]
        for body in bodies:
            assert check_against_spec(body, "ErrorResponse") is None


class TestStream:
    def test_streams_the_text_of_the_whole_answer(self, api: Api) -> None:
        deltas = api.chat(stream=True).deltas
        assert "".join(delta.get("content", "") for delta in deltas) == api.chat().message["content"]

    def test_first_and_last_chunk_have_the_metadata(self, api: Api) -> None:
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

    def test_sends_one_chunk_per_token(self, api: Api) -> None:
        chunks = api.chat(stream=True, max_tokens=5).chunks
        assert len([chunk for chunk in chunks if chunk["choices"][0]["delta"].get("content")]) == 5
        assert chunks[-1]["choices"][0]["finish_reason"] == "length"

    def test_include_usage_adds_a_chunk_without_choices(self, api: Api) -> None:
        last = api.chat(stream=True, stream_options={"include_usage": True}).chunks[-1]
        assert last["choices"] == []
        assert last["usage"]["total_tokens"] > 0

    def test_streams_tool_call_in_pieces(self, api: Api) -> None:
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

    def test_streams_function_call_in_pieces(self, api: Api) -> None:
        params: Any = {"functions": [WEATHER["function"]], "function_call": "required", "stream": True}
        response = api.chat(**params)
        calls = [delta["function_call"] for delta in response.deltas if "function_call" in delta]
        assert calls[0]["name"] == "get_current_weather"
        assert json.loads("".join(call["arguments"] for call in calls))["location"]
        assert response.chunks[-1]["choices"][0]["finish_reason"] == "function_call"

    def test_streams_reasoning_before_text(self, api: Api) -> None:
        deltas = api.chat(stream=True, include_reasoning=True).deltas[1:-1]
        kinds = [next(iter(delta)) for delta in deltas]
        assert kinds == sorted(kinds, reverse=True)
        assert set(kinds) == {"reasoning", "content"}
