"""The local server behaves like the API in November 2026."""

from __future__ import annotations

from typing import Any

import pytest

from groq.testing import LocalServer

from ..conftest import CHAT, MODEL, Api
from .chat_inputs import user

RESPONSES = "/openai/v1/responses"


class TestErrors:
    @pytest.mark.parametrize(
        ("status", "type_", "code", "param"),
        [
            (403, "permissions_error", "model_permission_blocked_org", None),
            (424, "external_connector_error", "http_error", "tools"),
        ],
    )
    def test_details_default_to_those_of_the_status(
        self, server: LocalServer, api: Api, status: int, type_: str, code: str, param: str | None
    ) -> None:
        server.reply_error(status, "No")
        error = api.chat().error
        assert (error["type"], error["code"], error.get("param")) == (type_, code, param)

    def test_rejects_prompt_longer_than_the_context_window(self, api: Api) -> None:
        response = api.chat("word " * 9_000, model="llama3-8b-8192")
        assert (response.status, response.error["param"]) == (400, "messages")
        assert "code" not in response.error
        assert "reduce the length of the messages or completion" in response.error["message"]
        assert api.chat("word " * 9_000).status == 200

    def test_names_the_input_when_a_response_is_too_long(self, api: Api) -> None:
        response = api.post(RESPONSES, {"model": "llama3-8b-8192", "input": "word " * 9_000})
        assert (response.status, response.error["param"]) == (400, "input")

    def test_any_length_is_accepted_for_unlisted_models(self, api: Api) -> None:
        assert api.chat("word " * 9_000, model="my-own-model").status == 200

    @pytest.mark.parametrize("model", [MODEL, "qwen/qwen3.8-27b", "moonshotai/kimi-k2-instruct-0905", "any"])
    def test_rejects_reasoning_content_for_every_model(self, api: Api, model: str) -> None:
        sent_back = {"role": "assistant", "content": "y", "reasoning_content": "z"}
        response = api.chat(model=model, messages=[user("x"), sent_back, user("x")])
        assert (response.status, response.error["param"]) == (400, "messages.1.reasoning_content")
        assert "property 'reasoning_content' is unsupported" in response.error["message"]

    @pytest.mark.parametrize(
        ("model", "status"),
        [
            (MODEL, 200),
            ("moonshotai/kimi-k2-instruct", 400),
            ("moonshotai/kimi-k2-instruct-0905", 400),
            ("allam-2-7b", 400),
        ],
    )
    def test_rejects_reasoning_for_models_without_reasoning(self, api: Api, model: str, status: int) -> None:
        sent_back = {"role": "assistant", "content": "y", "reasoning": "z"}
        assert api.chat(model=model, messages=[user("x"), sent_back, user("x")]).status == status


class TestRequests:
    def test_accepts_name_on_tool_messages(self, api: Api) -> None:
        call = {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
        messages = [
            user("x"),
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "call_1", "name": "get_weather", "content": "21"},
        ]
        assert "21" in api.chat(messages=messages).message["content"]

    @pytest.mark.parametrize("strict", [{}, {"strict": False}, {"strict": None}])
    @pytest.mark.parametrize("model", ["llama-3.3-70b-versatile", "allam-2-7b", "groq/compound", "my-own-model"])
    @pytest.mark.parametrize("stream", [False, True])
    def test_accepts_json_schema_that_is_not_strict_for_every_model(
        self, api: Api, model: str, strict: Any, stream: bool
    ) -> None:
        # Not a strict schema either: a property is optional, and additional ones are allowed.
        schema = {
            "type": "object",
            "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
            "required": ["a"],
        }
        wanted = {"type": "json_schema", "json_schema": {"name": "s", "schema": schema, **strict}}
        assert api.chat(model=model, response_format=wanted, stream=stream).status == 200

    @pytest.mark.parametrize("effort", ["none", "default", "low", "medium", "high"])
    def test_accepts_every_effort_in_responses(self, api: Api, effort: str) -> None:
        body = {"model": "qwen/qwen3.8-27b", "input": "x", "reasoning": {"effort": effort}}
        response = api.post(RESPONSES, body)
        assert response.status == 200
        assert response.json["reasoning"]["effort"] == effort


class TestAnswers:
    @pytest.mark.parametrize("path", [CHAT, "/openai/v1/models", "/openai/v1/nothing"])
    def test_names_the_region(self, api: Api, path: str) -> None:
        assert api.get(path).headers["x-groq-region"] == "local"

    def test_lists_new_models_before_retired_ones(self, api: Api) -> None:
        models = api.get("/openai/v1/models").json["data"]
        ids = [model["id"] for model in models]
        assert {
            "groq/compound",
            "groq/compound-mini",
            "meta-llama/llama-prompt-guard-2-22m",
            "meta-llama/llama-prompt-guard-2-86m",
            "allam-2-7b",
            "moonshotai/kimi-k2-instruct-0905",
            "canopylabs/orpheus-arabic-saudi",
        } <= {model["id"] for model in models if model["active"]}
        retired = [model["id"] for model in models if not model["active"]]
        assert {"llama-3.3-70b-versatile", "llama-3.1-8b-instant", "gemma2-9b-it"} <= set(retired)
        assert ids[-len(retired) :] == retired

    def test_metadata_has_the_times_when_metrics_are_requested(self, api: Api) -> None:
        headers = {"authorization": "Bearer k", "groq-beta": "inference-metrics"}
        body = '{"model": "openai/gpt-oss-20b", "input": "x", "metadata": {"project": "demo"}}'
        metadata = api.request("POST", RESPONSES, body, headers).json["metadata"]
        assert metadata.keys() == {"project", "completion_time", "prompt_time", "queue_time", "total_time"}
        assert all(isinstance(value, str) for value in metadata.values())
        assert float(metadata["total_time"]) > 0
        assert api.request("POST", RESPONSES, body).json["metadata"] == {"project": "demo"}
