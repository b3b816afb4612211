"""Requests that fail with `tool_use_failed`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import groq
from groq.lib.tools.failed_generations import calls_in

from .model import QUESTION, Kind, Model, begin, every_kind, finish, play, start, tool_use_failed

PARIS = ("weather", {"city": "Paris"})
KNOWN = ["weather", "ping"]


def weather(city: str) -> str:
    return f"21 °C in {city}"


@pytest.mark.parametrize(
    ("generation", "expected"),
    [
        ('<function=weather>{"city": "Paris"}</function>', [PARIS]),
        ('<function=weather{"city": "Paris"}</function>', [PARIS]),
        ('<function=weather({"city": "Paris"})</function>', [PARIS]),
        ('<function=weather [{"city": "Paris"}]</function>', [PARIS]),
        ('<function="weather">{"city": "Paris"}', [PARIS]),
        ('<function/weather>{"city": "Paris"}</function>', [PARIS]),
        ('I will look.\n<function=weather>{"city": "Paris"}</function> Wait.', [PARIS]),
        ('<function=ping></function><function=weather>{"city": "Paris"}</function>', [("ping", {}), PARIS]),
        ('<tool_call>\n{"name": "weather", "arguments": {"city": "Paris"}}\n</tool_call>', [PARIS]),
        ('<|python_tag|>{"name": "weather", "parameters": {"city": "Paris"}}', [PARIS]),
        ('```json\n{"name": "weather", "arguments": {"city": "Paris"}}\n```', [PARIS]),
        ('{"name": "weather", "arguments": "{\\"city\\": \\"Paris\\"}"}', [PARIS]),
        ('[{"name": "weather", "arguments": {"city": "Paris"}}, {"name": "ping"}]', [PARIS, ("ping", {})]),
        ('{"name": "ping"}; {"name": "weather", "parameters": {"city": "Paris"}}', [("ping", {}), PARIS]),
        ('{"tool_calls": [{"id": "1", "type": "function", "function": {"name": "weather"}, '
         '"parameters": {"city": "Paris"}}]}', [PARIS]),
        ('{"type": "function", "function": {"name": "weather", "arguments": "{\\"city\\": \\"Paris\\"}"}}', [PARIS]),
        ('{"function": "weather", "args": {"city": "Paris"}}', [PARIS]),
        ('{"recipient_name": "functions.weather", "parameters": {"city": "Paris"}}', [PARIS]),
        ('<|channel|>commentary to=functions.weather <|constrain|>json<|message|>{"city": "Paris"}', [PARIS]),
        ("{'name': 'weather', 'arguments': {'city': 'Paris'}}", [PARIS]),
        ("<function=weather>{'city': 'Paris'}</function>", [PARIS]),
        ('{"name": "weather", "arguments": {"city": "Paris",}}', [PARIS]),
        ('{"name": "weather", "arguments": {"city": "Pa\nris"}}', [("weather", {"city": "Pa\nris"})]),
        ('{"name": "ping", "arguments": null}', [("ping", {})]),
        ('[weather(city="Paris"), ping()]', [PARIS, ("ping", {})]),
        ('weather(city="Paris")', [PARIS]),
    ],
)  # fmt: skip
def test_parses_calls_in_every_form_that_models_write(generation: str, expected: list[Any]) -> None:
    assert [(call.name, json.loads(call.arguments)) for call in calls_in(generation, KNOWN)] == expected


@pytest.mark.parametrize(
    "generation",
    [
        None,
        "",
        "The weather is fine.",
        "<function>",
        '<function=weather>{"city": "Par',  # truncated: the rest is unknown
        '{"name": "weather", "arguments": {"city": "Par',
        '{"name": "weather", "arguments": {"city": "Paris"}',
        '<function=forecast>{"city": "Paris"}</function>',
        '[{"name": "weather", "arguments": {"city": "Paris"}}, {"name": "forecast"}]',
        '{"city": "Paris"}',
        '{"name": "weather", "arguments": 3}',
        '{"name": 3}',
        '{"name": "weather", "arguments": {}} {"city": "Paris"}',
        "[]",
        "[3]",
        'weather("Paris")',
        "weather(city=open('x'))",
        "weather.now(city='Paris')",
        "[" * 100_000,
        "weather(" * 5_000,
        '{{"name": "weather", "arguments": {}}}',  # evaluated as Python, a set with an unhashable item
        '<function=weather>{{"city": "Paris"}}</function>',
        "weather(city={[1]: 2})",
        "weather(**{'city': 'Paris'})",
        "{'name': 'weather', 'arguments': 1" + "+1" * 5_000 + "}",
    ],
)
def test_rejects_incomplete_or_ambiguous_generation(generation: str | None) -> None:
    assert calls_in(generation, KNOWN) == []


@given(st.text(alphabet="<>{}[]()\"'=,:/ \n|functionweather0", max_size=60))
def test_any_text_is_parsed_without_an_exception(generation: str) -> None:
    for call in calls_in(generation, KNOWN):
        assert call.name in KNOWN


@every_kind
def test_repairable_generation_is_run_and_the_run_continues(kind: Kind) -> None:
    model = Model(tool_use_failed('<function=weather>{"city": "Paris"}</function>'), "21 °C.")
    runner = play(kind, model, weather)
    assert model.results == ["21 °C in Paris"]
    call = {"id": "call_1_0", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Paris"}'}}
    assert runner.messages == [
        QUESTION,
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1_0", "content": "21 °C in Paris"},
        {"role": "assistant", "content": "21 °C."},
    ]
    assert (runner.turns, runner.usage.total_tokens) == (2, 12)


def test_repaired_turn_yields_a_completion() -> None:
    runner = start(Model(tool_use_failed('{"name": "weather", "arguments": {"city": 3}}'), "Done."), weather)
    first = next(runner)
    assert (first.id, first.model, first.choices[0].finish_reason) == ("req_1", "m", "tool_calls")
    runner.until_done()
    assert "city: Input should be a valid string" in str(runner.messages[2]["content"])


@every_kind
def test_turn_is_requested_again_when_the_generation_is_not_repairable(kind: Kind) -> None:
    model = Model(
        tool_use_failed("<function=weather>{oh", "The call is not JSON."),
        tool_use_failed(None),
        [("weather", {"city": "Paris"})],
        "21 °C.",
    )
    runner = play(kind, model, weather)
    first, second, third, last = [request["messages"] for request in model.requests]
    assert (first, third) == ([QUESTION], [QUESTION])
    assert second[:2] == [QUESTION, {"role": "assistant", "content": "<function=weather>{oh"}]
    assert second[2]["role"] == "user"
    assert "The call is not JSON." in second[2]["content"]
    assert [message["role"] for message in last] == ["user", "assistant", "tool"]  # without the corrections
    assert (len(runner.messages), runner.turns) == (4, 2)


@every_kind
@pytest.mark.parametrize("max_repairs", [0, 1, 2])
def test_raises_error_after_max_repairs(kind: Kind, max_repairs: int) -> None:
    errors = [tool_use_failed("<oh no>") for _ in range(max_repairs + 1)]
    runner = begin(kind, Model(*errors, "Fine."), weather, max_repairs=max_repairs)
    with pytest.raises(groq.ToolUseFailedError) as caught:
        finish(kind, runner)
    assert caught.value is errors[-1]
    assert runner.messages == [QUESTION]
    finish(kind, runner)
    assert runner.messages[1:] == [{"role": "assistant", "content": "Fine."}]


def test_repairs_are_counted_for_each_turn() -> None:
    bad = tool_use_failed("<oh no>")
    model = Model(bad, bad, [("weather", {"city": "Paris"})], bad, bad, "Done.")
    play("sync", model, weather, max_repairs=2)
    assert len(model.requests) == 6


def test_repaired_turns_count_as_turns() -> None:
    bad = tool_use_failed('{"name": "weather", "arguments": {"city": "Paris"}}')
    model = Model(*[bad] * 4)
    runner = start(model, weather, max_turns=3)
    with pytest.raises(groq.GroqError, match="after 3 turns"):
        runner.until_done()
    assert len(model.requests) == 3


def test_max_repairs_of_zero_repairs_nothing() -> None:
    bad = tool_use_failed('{"name": "weather", "arguments": {"city": "Paris"}}')
    with pytest.raises(groq.ToolUseFailedError):
        play("sync", Model(bad), weather, max_repairs=0)


@every_kind
@pytest.mark.parametrize("generation", [[{"name": "weather", "arguments": {}}], {"name": "weather"}, 5])
def test_error_is_raised_if_the_failed_generation_is_not_text(kind: Kind, generation: Any) -> None:
    error = tool_use_failed(generation)
    with pytest.raises(groq.ToolUseFailedError) as caught:
        play(kind, Model(error, error, error), weather)
    assert caught.value is error
