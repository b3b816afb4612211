"""`pydantic_function_tool`: a model becomes a tool."""

from __future__ import annotations

from typing import Generic, TypeVar

import pydantic
import pytest

from groq.lib.schema import StrictSchemaError, json_schema_of, pydantic_function_tool
from groq.lib.tools.offered_tools import offered_tools
from groq.testing import LocalServer

from .cases import Point, Scores

T = TypeVar("T")


class GetWeather(pydantic.BaseModel):
    """Current weather of a city."""

    city: str
    unit: str = "celsius"


def test_tool_has_name_description_and_parameters_of_the_model() -> None:
    assert pydantic_function_tool(GetWeather) == {
        "type": "function",
        "function": {
            "name": "GetWeather",
            "description": "Current weather of a city.",
            "parameters": json_schema_of(GetWeather, strict=False),
        },
    }


def test_name_and_description_override_those_of_the_model() -> None:
    function = pydantic_function_tool(GetWeather, name="weather", description="Weather")["function"]
    assert (function["name"], function.get("description")) == ("weather", "Weather")


def test_strict_tool_has_the_strict_schema() -> None:
    function = pydantic_function_tool(GetWeather, strict=True)["function"]
    assert function.get("strict") is True
    assert function.get("parameters") == json_schema_of(GetWeather, strict=True)


def test_leaves_out_description_when_the_model_has_none() -> None:
    assert "description" not in pydantic_function_tool(Scores)["function"]


def test_name_of_a_generic_type_is_a_valid_function_name() -> None:
    class Page(pydantic.BaseModel, Generic[T]):
        items: list[T]

    assert pydantic_function_tool(Page[int])["function"]["name"] == "Page_int"
    assert [*offered_tools([Page[int]])[1]] == ["Page_int"]  # the streamed arguments are parsed by this name


def test_raises_when_the_type_has_no_fields() -> None:
    with pytest.raises(TypeError, match="expected a type with fields"):
        pydantic_function_tool(list[Point])


def test_raises_when_strict_cannot_express_the_model() -> None:
    with pytest.raises(StrictSchemaError, match="scores"):
        pydantic_function_tool(Scores, strict=True)


@pytest.mark.parametrize("strict", [True, False])
def test_api_accepts_the_tool(groq_server: LocalServer, strict: bool) -> None:
    groq_server.reply_tool_call("GetWeather", {"city": "Rome", "unit": "kelvin"})
    completion = groq_server.client().chat.completions.create(
        model="openai/gpt-oss-20b",
        messages=[{"role": "user", "content": "Weather in Rome?"}],
        tools=[pydantic_function_tool(GetWeather, strict=strict)],
    )
    [call] = completion.choices[0].message.tool_calls or []
    assert GetWeather.model_validate_json(call.function.arguments) == GetWeather(city="Rome", unit="kelvin")
