"""Which tools the local server calls."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ..conftest import Api
from .chat_inputs import TIME, WEATHER, user


def tool_names(message: Any) -> list[str]:
    return [call["function"]["name"] for call in message.get("tool_calls", ())]


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
