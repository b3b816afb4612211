"""Helper methods of resources: they have the parameters of `create`, and call `groq.lib`."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pydantic
import pytest

from groq import AsyncGroq, Groq, omit, tool
from groq.lib.parse import ParsedChatCompletion
from groq.testing import LocalServer
from tests.support.clients import CHAT


class Recipe(pydantic.BaseModel):
    title: str
    minutes: int = 10


def double(number: int) -> int:
    """Double a number."""
    return 2 * number


@pytest.mark.parametrize(
    ("path", "added", "without"),
    [
        ("chat.completions.stream", {"strict"}, {"stream"}),
        ("chat.completions.parse", {"response_format", "strict", "max_attempts"}, {"stream"}),
        (
            "chat.completions.map",
            {"inputs", "ordered", "concurrency", "strict", "max_attempts"},
            {"messages", "stream"},
        ),
        (
            "chat.completions.run_tools",
            {"max_turns", "approve", "on_error", "max_repairs", "strict", "max_attempts"},
            set[str](),
        ),
        ("responses.parse", {"text_format", "strict", "max_attempts"}, {"stream", "text"}),
        ("responses.stream", set[str](), {"stream"}),
    ],
)
@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
def test_method_has_the_parameters_of_create(cls: type[Any], path: str, added: set[str], without: set[str]) -> None:
    resource: Any = cls(api_key="k")
    *names, name = path.split(".")
    for one in names:
        resource = getattr(resource, one)
    own, created = inspect.signature(getattr(resource, name)).parameters, inspect.signature(resource.create).parameters
    assert set(own) == (set(created) - without) | added
    # Each input of map() may have its own model.
    optional = without | ({"model"} if name == "map" else set())
    assert {key for key, one in own.items() if one.default is not omit} >= {
        key for key, one in created.items() if one.default is not omit and key not in optional
    }
    documented = inspect.getdoc(getattr(resource, name)) or ""
    assert [key for key in own if f"\n    {key}: " not in documented] == []


@pytest.mark.parametrize("name", ["run", "submit", "wait", "results"])
def test_sync_and_async_batch_methods_have_equal_documented_parameters(name: str) -> None:
    sync, awaited = (getattr(cls(api_key="k").batches, name) for cls in (Groq, AsyncGroq))
    own, other = (inspect.signature(method).parameters for method in (sync, awaited))
    assert [(one.name, one.default, one.kind) for one in own.values()] == [
        (one.name, one.default, one.kind) for one in other.values()
    ]
    assert inspect.iscoroutinefunction(awaited)
    first, *others = own.values()
    assert first.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert {one.kind for one in others} == {inspect.Parameter.KEYWORD_ONLY}
    assert [key for key in own if f"\n    {key}: " not in (inspect.getdoc(sync) or "")] == []


def test_parse_returns_the_type(groq_server: LocalServer) -> None:
    groq_server.reply('{"title": "Pancakes", "minutes": 20}')
    completion = groq_server.client().chat.completions.parse(**CHAT, response_format=Recipe, temperature=0)
    assert isinstance(completion, ParsedChatCompletion)
    assert completion.parsed == Recipe(title="Pancakes", minutes=20)
    [request] = groq_server.requests
    assert (request.json["temperature"], request.json["response_format"]["type"]) == (0, "json_schema")


@pytest.mark.anyio
async def test_async_parse_returns_the_type(groq_server: LocalServer) -> None:
    groq_server.reply('{"title": "Pancakes", "minutes": 20}')
    async with groq_server.async_client() as client:
        completion = await client.chat.completions.parse(**CHAT, response_format=Recipe)
    assert completion.parsed == Recipe(title="Pancakes", minutes=20)


def test_run_tools_calls_functions_until_the_answer(groq_server: LocalServer) -> None:
    groq_server.reply_tool_call("double", {"number": 21})
    groq_server.reply("It is 42.")
    run = groq_server.client().chat.completions.run_tools(**CHAT, tools=[double], temperature=0)
    assert run.get_final_completion().choices[0].message.content == "It is 42."
    first, second = groq_server.requests
    assert first.json["temperature"] == second.json["temperature"] == 0
    assert second.json["messages"][-1]["content"] == "42"


@pytest.mark.anyio
async def test_async_run_tools_calls_functions_until_the_answer(groq_server: LocalServer) -> None:
    groq_server.reply_tool_call("double", {"number": 21})
    groq_server.reply("It is 42.")
    async with groq_server.async_client() as client:
        run = client.chat.completions.run_tools(**CHAT, tools=[double])
        completion = await run.get_final_completion()
    assert completion.choices[0].message.content == "It is 42."


@pytest.mark.parametrize("method", ["create", "parse"])
def test_advice_for_functions_as_tools_works_in_responses(groq_server: LocalServer, method: str) -> None:
    call: Any = getattr(groq_server.client().responses, method)
    given: dict[str, Any] = {"input": "Double 2.", "model": "openai/gpt-oss-20b"}
    given |= {"text_format": Recipe} if method == "parse" else {}
    with pytest.raises(TypeError, match="to responses") as caught:
        call(**given, tools=[double])
    [advice] = re.findall(r"to responses, pass (.*)\.$", str(caught.value))
    groq_server.reply_tool_call("double", {"number": 2})
    response = call(**given, tools=[eval(advice, {"tool": tool, "function": double})])
    assert response.output[0].name == "double"
