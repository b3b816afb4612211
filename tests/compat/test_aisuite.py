"""aisuite: its provider dumps a completion to a dictionary and builds its own objects. It cannot stream from Groq."""

from __future__ import annotations

import aisuite
import pytest
from aisuite.provider import LLMError

from groq.testing import LocalServer

from .samples import ANSWER, MESSAGES, MODEL, PARIS, City, get_weather

ASK = {"model": f"groq:{MODEL}", "messages": MESSAGES}


@pytest.fixture(autouse=True)
def own_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pass a new list to each test, because aisuite appends to it."""
    monkeypatch.setitem(ASK, "messages", list(MESSAGES))


def test_returns_completion(server: LocalServer) -> None:
    server.reply(ANSWER)
    completion = aisuite.Client().chat.completions.create(**ASK, temperature=0.5)
    assert completion.choices[0].message.content == ANSWER
    assert completion.usage.completion_tokens > 0


def test_passes_options_to_the_client(server: LocalServer) -> None:
    server.reply(ANSWER)
    options = {"groq": {"api_key": "gsk_mine", "base_url": server.base_url, "default_headers": {"X-Mine": "1"}}}
    aisuite.Client(options).chat.completions.create(**ASK)
    assert server.requests[0].headers["authorization"] == "Bearer gsk_mine"
    assert server.requests[0].headers["x-mine"] == "1"


def test_parses_structured_output(server: LocalServer) -> None:
    server.reply_json(PARIS.model_dump())
    schema = {"name": "city", "schema": City.model_json_schema(), "strict": True}
    completion = aisuite.Client().chat.completions.create(
        **ASK, response_format={"type": "json_schema", "json_schema": schema}
    )
    assert City.model_validate_json(completion.choices[0].message.content) == PARIS


def test_sends_result_of_tool_call(server: LocalServer) -> None:
    server.reply_tool_call("get_weather", {"city": "Paris"})
    completion = aisuite.Client().chat.completions.create(**ASK, tools=[get_weather], max_turns=1)
    [call] = completion.choices[0].message.tool_calls
    assert (call.function.name, call.function.arguments) == ("get_weather", '{"city":"Paris"}')
    assert get_weather("Paris") in completion.choices[0].intermediate_messages[1]["content"]


def test_raises_error_of_the_api(server: LocalServer) -> None:
    server.reply_error(401, "Invalid API Key")
    with pytest.raises(LLMError, match=r"Error code: 401 - .*Invalid API Key"):
        aisuite.Client().chat.completions.create(**ASK)
