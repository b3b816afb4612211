"""`stream(response_format=T)`: partial values while the text arrives, the validated value at the end."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from typing import Any

import pydantic
import pytest

from groq import APIError, Groq
from groq.lib._text import Text
from groq.lib.chat.partial_json import PartialJson
from groq.lib.parse import (
    ContentFilterFinishReasonError,
    LengthFinishReasonError,
    OutputType,
    OutputValidationError,
    ParsedChatCompletion,
)
from groq.testing import LocalServer
from groq.testing.api.replies import Reply
from tests.support.clients import CHAT

from ..schema.cases import CASES, IDS, Case, Point

VALIDATED: list[Any] = []


class Recipe(pydantic.BaseModel):
    title: str
    steps: list[str]
    minutes: int = 10

    @pydantic.field_validator("title")
    @classmethod
    def note(cls, title: str) -> str:
        VALIDATED.append(title)
        return title.upper()


RECIPE: dict[str, Any] = {
    "title": "Pancakes with maple syrup",
    "steps": ["mix it well", "fry it slowly"],
    "minutes": 20,
}


class Weather(pydantic.BaseModel):
    """Get the weather."""

    city: str
    days: int = 1


def double(number: int) -> int:
    """Double a number."""
    return 2 * number


@pytest.fixture
def client(groq_server: LocalServer) -> Iterator[Groq]:
    with groq_server.client(max_retries=0) as client:
        yield client


def test_yields_partial_values_and_a_validated_final_value(groq_server: LocalServer, client: Groq) -> None:
    groq_server.reply_json(RECIPE)
    VALIDATED.clear()
    with client.chat.completions.stream(**CHAT, response_format=Recipe, temperature=0) as stream:
        partial: list[Any] = []
        for event in stream:
            if event.type == "content.delta":
                partial.append(event.parsed)
                assert VALIDATED == []
            elif event.type == "content.done":
                assert event.parsed == Recipe.model_construct(**{**RECIPE, "title": RECIPE["title"].upper()})
    assert partial[0] is None or "steps" not in partial[0]
    titles = [value["title"] for value in partial if value and "title" in value]
    assert all(RECIPE["title"].startswith(title) for title in titles)
    assert partial[-1] == RECIPE
    completion = stream.get_final_completion()
    assert isinstance(completion, ParsedChatCompletion)
    assert completion.parsed == stream.get_final_message().parsed
    assert completion.parsed
    assert completion.parsed.title == "PANCAKES WITH MAPLE SYRUP"
    assert [RECIPE["title"]] == VALIDATED
    [request] = groq_server.requests
    assert request.json["response_format"] == OutputType(Recipe, strict=True).response_format
    assert (request.json["temperature"], request.json["stream"]) == (0, True)


@pytest.mark.anyio
async def test_async_stream_yields_partial_and_final_values(groq_server: LocalServer) -> None:
    groq_server.reply_json(RECIPE)
    async with (
        groq_server.async_client() as client,
        client.chat.completions.stream(**CHAT, response_format=Recipe) as stream,
    ):
        values = [event.parsed async for event in stream if event.type in ("content.delta", "content.done")]
        assert values[-2] == RECIPE
        assert values[-1] == (await stream.get_final_completion()).parsed


@pytest.mark.parametrize("case", CASES, ids=IDS)
@pytest.mark.parametrize("model", ["openai/gpt-oss-20b", "qwen/qwen3.8-27b"])
def test_any_type_is_streamed(groq_server: LocalServer, client: Groq, case: Case, model: str) -> None:
    groq_server.reply(case.text)
    stream = client.chat.completions.stream(**{**CHAT, "model": model}, response_format=case.type)
    assert stream.get_final_completion().parsed == case.value


def test_wrapped_value_has_partial_values(groq_server: LocalServer, client: Groq) -> None:
    groq_server.reply('```json\n{"value": [{"x": 1}, {"x": 2}]}\n```')
    stream = client.chat.completions.stream(**CHAT, response_format=list[Point])
    partial = [event.parsed for event in stream if event.type == "content.delta"]
    assert partial[0] is None
    assert partial[-1] == [{"x": 1}, {"x": 2}]
    assert stream.get_final_completion().parsed == [Point(1), Point(2)]


@pytest.mark.parametrize(
    ("text", "finish_reason", "error"),
    [
        ('{"x": "one"}', "stop", OutputValidationError),
        ("No.", "stop", OutputValidationError),
        ("", "stop", OutputValidationError),
        ('{"x": 1', "length", LengthFinishReasonError),
        ('{"x": 1', "content_filter", ContentFilterFinishReasonError),
    ],
)
def test_invalid_answer_raises_at_the_end_and_keeps_the_completion(
    groq_server: LocalServer, client: Groq, text: str, finish_reason: Any, error: type[OutputValidationError]
) -> None:
    groq_server.queue(Reply(text, finish_reason=finish_reason))
    stream = client.chat.completions.stream(**CHAT, response_format=Point, stream_options={"include_usage": True})
    seen: list[str] = []
    with pytest.raises(error) as caught, stream:
        seen.extend(event.type for event in stream)
    assert "content.done" not in seen
    assert type(caught.value) is error
    completion: Any = caught.value.completion
    assert (completion.choices[0].message.content or "") == caught.value.text == text
    assert completion.usage.total_tokens > 0
    assert completion == stream.snapshot
    assert pickle.loads(pickle.dumps(caught.value)).completion == completion
    with pytest.raises(error):
        stream.get_final_completion()


@pytest.mark.anyio
async def test_async_invalid_answer_raises_at_the_end(groq_server: LocalServer) -> None:
    groq_server.reply('{"x": 1', finish_reason="length")
    async with groq_server.async_client() as client:
        stream = client.chat.completions.stream(**CHAT, response_format=Point)
        with pytest.raises(LengthFinishReasonError) as caught:
            await stream.get_final_completion()
    assert caught.value.completion == stream.snapshot


def test_failure_in_the_stream_keeps_the_text(groq_server: LocalServer, client: Groq) -> None:
    groq_server.reply_stream_error("overloaded", after=4, text='{"title": "Pan')
    stream = client.chat.completions.stream(**CHAT, response_format=Recipe)
    with pytest.raises(APIError) as caught:
        stream.until_done()
    error: Any = caught.value
    assert error.snapshot == stream.snapshot
    assert stream.snapshot.choices[0].message.content == '{"title": "Pan'


def test_format_as_a_dictionary_is_sent_unchanged(groq_server: LocalServer, client: Groq) -> None:
    groq_server.reply_json({"x": 1})
    stream = client.chat.completions.stream(**CHAT, response_format={"type": "json_object"})
    assert {event.parsed for event in stream if event.type in ("content.delta", "content.done")} == {None}
    assert stream.get_final_completion().parsed is None
    assert groq_server.requests[0].json["response_format"] == {"type": "json_object"}


def test_arguments_of_types_and_functions_are_parsed(groq_server: LocalServer, client: Groq) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("Weather", {"city": "Paris"}),
        ("double", {"number": "4"}),
        ("other", {"a": 1}),
        ("double", {}),
    ]
    groq_server.reply_tool_calls(*calls)
    other: Any = {"type": "function", "function": {"name": "other"}}
    stream = client.chat.completions.stream(**CHAT, tools=[Weather, double, other])
    done = [event for event in stream if event.type == "tool_calls.function.arguments.done"]
    values = [Weather(city="Paris"), {"number": 4}, {"a": 1}]
    assert [event.parsed_arguments for event in done] == [*values, None]
    message = stream.get_final_message()
    assert [call.function.parsed_arguments for call in message.tool_calls or ()] == [*values[:2], None, None]
    names = [tool["function"]["name"] for tool in groq_server.requests[0].json["tools"]]
    assert names == ["Weather", "double", "other"]
    assert "parsed_arguments" not in message.to_json()
    assert pickle.loads(pickle.dumps(message)).tool_calls[0].function.parsed_arguments == values[0]


@pytest.mark.parametrize("name", ["Weather", "double", "other"])
@pytest.mark.parametrize("arguments", ["", "{", '{"number": 1'])
def test_parsed_arguments_are_none_when_invalid(
    groq_server: LocalServer, client: Groq, name: str, arguments: str
) -> None:
    groq_server.reply_tool_call(name, arguments)
    other: Any = {"type": "function", "function": {"name": "other"}}
    stream = client.chat.completions.stream(**CHAT, tools=[Weather, double, other])
    [done] = [event for event in stream if event.type == "tool_calls.function.arguments.done"]
    assert (done.name, done.arguments, done.parsed_arguments) == (name, arguments, None)
    [call] = stream.get_final_message().tool_calls or []
    assert (call.function.arguments, call.function.parsed_arguments) == (arguments, None)


def test_parse_returns_parsed_arguments(groq_server: LocalServer, client: Groq) -> None:
    groq_server.reply_tool_call("Weather", {"city": "Paris"})
    completion = client.chat.completions.parse(**CHAT, response_format=Point, tools=[Weather])
    assert completion.parsed is None
    [call] = completion.choices[0].message.tool_calls or []
    assert call.function.parsed_arguments == Weather(city="Paris")


def test_arguments_are_partial_while_they_arrive(groq_server: LocalServer, client: Groq) -> None:
    groq_server.reply_tool_call("Weather", '{"city": "Paris in the spring", "days": 3}')
    stream = client.chat.completions.stream(**CHAT, tools=[Weather])
    partial = [event.parsed_arguments for event in stream if event.type == "tool_calls.function.arguments.delta"]
    assert partial[0] in (None, {})
    assert partial[-1] == {"city": "Paris in the spring", "days": 3}


def text_of(pieces: int) -> Text:
    text = Text()
    for number in range(pieces):
        text.append(f"{number}," if number else "[")
    return text


def test_partial_values_of_a_long_text_cost_linear_time() -> None:
    """Count parsed characters instead of time, which depends on the machine."""

    def characters(pieces: int) -> int:
        parsed = 0

        def parse(text: str) -> int:
            nonlocal parsed
            parsed += len(text)
            return len(text)

        text = text_of(pieces)
        partial = PartialJson(text, parse)
        for count in range(1, pieces + 1):
            partial.first(count)
        return parsed

    length = len(str(text_of(100_000)))
    assert characters(100_000) < 70 * length


def test_partial_value_lags_at_most_a_64th_and_is_exact_for_short_texts() -> None:
    text = text_of(1000)
    partial = PartialJson(text, len)
    lengths = [partial.first(count) for count in range(1, 1001)]
    assert lengths[:100] == [len(text.first(count)) for count in range(1, 101)]
    assert lengths[-1] >= len(text.first(1000 - 1000 // 64))
    assert partial.first(500) == len(text.first(500))


def test_partial_text_of_every_length_parses() -> None:
    output = OutputType(Recipe)
    text = json.dumps(RECIPE)
    for end in range(len(text) + 1):
        value: Any = output.parse_partial(text[:end])
        assert value is None or value.keys() <= RECIPE.keys()
