"""Answers of the local server to chat requests."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ..conftest import MODEL, Api


class TestText:
    def test_names_its_source_and_quotes_the_user(self, api: Api) -> None:
        message = api.chat("Tell me about otters").message
        assert message["role"] == "assistant"
        assert "local test server" in message["content"]
        assert "no model" in message["content"]
        assert "Tell me about otters" in message["content"]

    def test_gives_same_answer_to_same_request(self, api: Api) -> None:
        first, second = api.chat().json, api.chat().json
        for answer in (first, second):
            del answer["created"], answer["x_groq"]["id"]
        assert first == second

    def test_gives_different_answers_to_different_requests(self, api: Api) -> None:
        answers = [api.chat("a"), api.chat("b"), api.chat("a", temperature=0.5), api.chat("a", model="other")]
        assert len({answer.message["content"] for answer in answers}) == 4
        assert len({answer.json["id"] for answer in answers}) == 4

    def test_has_the_fields_of_the_api(self, api: Api) -> None:
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

    def test_reads_content_parts(self, api: Api) -> None:
        parts = [
            {"type": "text", "text": "see"},
            {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}},
        ]
        assert "see [image_url]" in api.chat(messages=[{"role": "user", "content": parts}]).message["content"]

    def test_returns_lone_surrogate_unchanged(self, api: Api) -> None:
        assert "\ud800" in api.chat("\ud800").message["content"]

    @pytest.mark.parametrize("stop", ["server", ["server"], ["package", "server"]])
    def test_ends_before_stop_sequence(self, api: Api, stop: object) -> None:
        response = api.chat(stop=stop)
        assert response.message["content"] == "This answer comes from the local test "
        assert response.json["choices"][0]["finish_reason"] == "stop"

    @pytest.mark.parametrize("param", ["max_tokens", "max_completion_tokens"])
    def test_token_limit_truncates_the_text(self, api: Api, param: str) -> None:
        limit: dict[str, Any] = {param: 3}
        response = api.chat(**limit)
        assert response.message["content"] == "This answer comes"
        assert response.json["choices"][0]["finish_reason"] == "length"
        assert response.json["usage"]["completion_tokens"] == 3

    def test_unreached_limit_changes_nothing(self, api: Api) -> None:
        assert api.chat(max_completion_tokens=1000).json["choices"][0]["finish_reason"] == "stop"

    @pytest.mark.parametrize("params", [{"reasoning_format": "parsed"}, {"include_reasoning": True}])
    def test_returns_reasoning_in_its_own_field_on_request(self, api: Api, params: Any) -> None:
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
    def test_omits_reasoning_by_default(self, api: Api, params: Any) -> None:
        assert "reasoning" not in api.chat(**params).message

    def test_puts_raw_reasoning_into_the_text(self, api: Api) -> None:
        message = api.chat(reasoning_format="raw").message
        assert message["content"].startswith("<think>")
        assert "reasoning" not in message

    def test_token_limit_counts_reasoning(self, api: Api) -> None:
        response = api.chat(reasoning_format="parsed", max_completion_tokens=2)
        assert response.message["content"] == ""
        assert response.json["choices"][0]["finish_reason"] == "length"
        assert response.json["usage"]["completion_tokens"] == 2


class TestJson:
    def test_answers_json_object(self, api: Api) -> None:
        content = api.chat("Hi", response_format={"type": "json_object"}).message["content"]
        assert isinstance(json.loads(content), dict)

    def test_answers_json_that_matches_the_schema(self, api: Api) -> None:
        schema = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 5}}, "required": ["n"]}
        wanted = {"type": "json_schema", "json_schema": {"name": "s", "schema": schema}}
        assert json.loads(api.chat(response_format=wanted).message["content"]) == {"n": 5}

    def test_rejects_token_limit_within_the_document(self, api: Api) -> None:
        response = api.chat(response_format={"type": "json_object"}, max_completion_tokens=1)
        assert response.status == 400
        assert response.error["code"] == "json_validate_failed"
        assert response.error["failed_generation"]


class TestUnusableSchemas:
    @pytest.mark.parametrize(
        ("schema", "words"),
        [
            ({"type": "array", "minItems": 1_000_000, "items": {"minLength": 1_000_000}}, "too complex"),
            ({"type": "string", "minLength": 50_000_000}, "too complex"),
            ({"type": "number", "multipleOf": 0}, "multipleOf: expected a number above 0"),
        ],
    )
    def test_rejects_unusable_schema(self, api: Api, schema: Any, words: str) -> None:
        response = api.chat(response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": schema}})
        assert (response.status, response.error["param"]) == (400, "response_format")
        assert words in response.error["message"]
