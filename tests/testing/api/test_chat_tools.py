"""The choice of the tools that the local server calls."""

from __future__ import annotations

import json
from typing import Any

import pytest

from groq.testing import LocalServer

from ..conftest import Api
from .chat_inputs import TIME, WEATHER, user


def tool_names(message: Any) -> list[str]:
    return [call["function"]["name"] for call in message.get("tool_calls", ())]


class TestTools:
    @pytest.mark.parametrize("choice", [{}, {"tool_choice": "auto"}, {"tool_choice": None}])
    def test_calls_tool_when_message_has_a_word_of_its_name(self, api: Api, choice: Any) -> None:
        response = api.chat("What's the weather in Paris?", tools=[WEATHER, TIME], **choice)
        assert tool_names(response.message) == ["get_current_weather"]
        assert response.message["content"] is None
        assert response.json["choices"][0]["finish_reason"] == "tool_calls"

    def test_arguments_match_the_schema(self, api: Api) -> None:
        message = api.chat("weather?", tools=[WEATHER]).message
        arguments = json.loads(message["tool_calls"][0]["function"]["arguments"])
        assert isinstance(arguments["location"], str)
        assert arguments["unit"] in ("celsius", "fahrenheit")

    def test_calls_first_tool_without_a_word_in_common(self, api: Api) -> None:
        assert tool_names(api.chat("Who are you?", tools=[WEATHER, TIME]).message) == ["get_current_weather"]

    def test_prefers_name_over_description(self, api: Api) -> None:
        assert tool_names(api.chat("The time in this city?", tools=[WEATHER, TIME]).message) == ["local_time"]

    def test_calls_tool_by_a_word_of_its_description(self, api: Api) -> None:
        assert tool_names(api.chat("A nice city!", tools=[WEATHER]).message) == ["get_current_weather"]

    def test_calls_first_tool_when_required_and_none_matches(self, api: Api) -> None:
        message = api.chat("Hi", tools=[TIME, WEATHER], tool_choice="required").message
        assert tool_names(message) == ["local_time"]

    def test_calls_the_named_tool(self, api: Api) -> None:
        choice = {"type": "function", "function": {"name": "get_current_weather"}}
        assert tool_names(api.chat("Hi", tools=[TIME, WEATHER], tool_choice=choice).message) == ["get_current_weather"]

    def test_calls_nothing_when_choice_is_none(self, api: Api) -> None:
        assert api.chat("weather", tools=[WEATHER], tool_choice="none").message["content"]

    def test_calls_several_tools_in_parallel(self, api: Api) -> None:
        message = api.chat("Weather and time in Rome", tools=[WEATHER, TIME]).message
        assert tool_names(message) == ["get_current_weather", "local_time"]
        assert len({call["id"] for call in message["tool_calls"]}) == 2

    def test_calls_one_tool_when_parallel_calls_are_off(self, api: Api) -> None:
        message = api.chat("Weather and time in Rome", tools=[WEATHER, TIME], parallel_tool_calls=False).message
        assert tool_names(message) == ["get_current_weather"]

    def test_quotes_the_result_of_a_tool(self, api: Api) -> None:
        call = api.chat("weather", tools=[WEATHER]).message
        result = {"role": "tool", "tool_call_id": call["tool_calls"][0]["id"], "content": '{"degrees": 21}'}
        message = api.chat(messages=[user("weather"), call, result], tools=[WEATHER]).message
        assert '{"degrees": 21}' in message["content"]

    def test_supports_deprecated_functions(self, api: Api) -> None:
        functions = [WEATHER["function"]]
        for choice in ({"function_call": {"name": "get_current_weather"}}, {"function_call": "required"}):
            response = api.chat("Hi", functions=functions, **choice)
            assert response.message["function_call"]["name"] == "get_current_weather"
            assert response.json["choices"][0]["finish_reason"] == "function_call"

    def test_prefers_a_mentioned_tool_of_the_service(self, api: Api) -> None:
        message = api.chat("Search the web", tools=[WEATHER, {"type": "browser_search"}]).message
        assert [tool["name"] for tool in message["executed_tools"]] == ["browser.search"]

    def test_does_not_call_tools_of_the_service(self, api: Api) -> None:
        assert api.chat("search", tools=[{"type": "browser_search"}]).message["content"]

    def test_rejects_parameters_without_a_valid_value(self, api: Api) -> None:
        tool = {
            "type": "function",
            "function": {"name": "f", "parameters": {"required": ["x"], "additionalProperties": False}},
        }
        error = api.chat("Hi", tools=[tool], tool_choice="required").error
        assert error["param"] == "tools"
        assert "no value found" in error["message"]


RESULT = {"role": "tool", "tool_call_id": "call_1", "content": "21 degrees"}
CALL = {
    "role": "assistant",
    "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "local_time", "arguments": "{}"}}],
}
AFTER_A_RESULT = [user("What time is it?"), CALL, RESULT]


class TestModes:
    @pytest.mark.parametrize(
        ("mode", "messages", "params", "names"),
        [
            ("auto", [user("Hi")], {}, ["local_time"]),
            ("auto", AFTER_A_RESULT, {}, []),
            ("auto", AFTER_A_RESULT, {"tool_choice": "required"}, ["local_time"]),
            ("always", AFTER_A_RESULT, {}, ["local_time"]),
            ("always", AFTER_A_RESULT, {"tool_choice": "none"}, []),
            ("never", [user("The time?")], {}, []),
            ("never", [user("The time?")], {"tool_choice": "required"}, ["local_time"]),
        ],
    )
    def test_mode_decides_whether_a_tool_is_called(
        self, mode: Any, messages: Any, params: Any, names: list[str]
    ) -> None:
        with LocalServer(tools=mode) as server:
            api = Api(server.port)
            assert tool_names(api.chat(messages=messages, tools=[TIME], **params).message) == names
            api.connection.close()

    @pytest.mark.parametrize(("mode", "called"), [("auto", True), ("never", False)])
    def test_mode_decides_whether_the_service_runs_its_tools(self, mode: Any, called: bool) -> None:
        with LocalServer(tools=mode) as server:
            api = Api(server.port)
            assert ("executed_tools" in api.chat("Hi", tools=[{"type": "browser_search"}]).message) == called
            api.connection.close()

    def test_rejects_unknown_mode(self) -> None:
        unknown: Any = "sometimes"
        with pytest.raises(ValueError, match="tools: expected one of 'auto', 'always', 'never', got 'sometimes'"):
            LocalServer(tools=unknown)
