"""Requests that the chat API rejects."""

from __future__ import annotations

from typing import Any

import pytest

from ..conftest import Api
from .chat_inputs import WEATHER, user


class TestJson:
    def test_rejects_strict_schema_for_other_models(self, api: Api) -> None:
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

    def test_rejects_strict_schema_with_a_wrong_value(self, api: Api) -> None:
        schema = {"type": "object", "properties": {"a": {}}, "required": 3}
        wanted = {"type": "json_schema", "json_schema": {"name": "s", "schema": schema, "strict": True}}
        answer = api.chat(response_format=wanted)
        assert (answer.status, answer.error["param"]) == (400, "response_format")

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
    def test_rejects_strict_schema_that_is_not_strict(self, api: Api, schema: Any, param: str) -> None:
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
    def test_rejects_invalid_parameter_by_name(self, api: Api, params: Any, param: str, words: str) -> None:
        response = api.chat(**params)
        assert response.status == 400
        assert response.error["type"] == "invalid_request_error"
        assert response.error["param"] == param
        assert words in response.error["message"]

    @pytest.mark.parametrize("effort", ["none", "default", "low", "medium", "high"])
    def test_accepts_every_effort_for_one_model(self, api: Api, effort: str) -> None:
        assert api.chat(model="qwen/qwen3.8-27b", reasoning_effort=effort).status == 200

    def test_keeps_the_prompt_out_of_errors(self, api: Api) -> None:
        assert "my secret" not in api.chat(messages="my secret").error["message"]
