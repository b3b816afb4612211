"""ag2: a client of its own above `Groq`. Its release 1 does without `groq`; this is the last before."""

from __future__ import annotations

import pytest
from autogen import ConversableAgent, LLMConfig

import groq
from groq.testing import LocalServer

from .samples import ANSWER, MESSAGES, MODEL, get_weather

pytestmark = pytest.mark.filterwarnings("ignore:Cost calculation not available:UserWarning")
STREAM = pytest.mark.parametrize("stream", [False, True])


def agent(stream: bool = False) -> ConversableAgent:
    config = LLMConfig({"api_type": "groq", "model": MODEL, "api_key": "gsk_mine", "stream": stream})
    return ConversableAgent("helper", llm_config=config, human_input_mode="NEVER")


@STREAM
def test_completion_and_stream(server: LocalServer, stream: bool) -> None:
    server.reply(ANSWER)
    assert agent(stream).generate_reply(MESSAGES)["content"] == ANSWER
    sent = server.requests[0]
    assert [message["role"] for message in sent.json["messages"]] == ["system", "user"]
    assert bool(sent.json["stream"]) is stream
    assert sent.headers["authorization"] == "Bearer gsk_mine"


def test_tool_call_and_its_result(server: LocalServer) -> None:
    """Without a stream: in one, ag2 takes each delta of a tool call for a call of its own."""
    server.reply_tool_call("get_weather", {"city": "Paris"})
    server.reply(ANSWER)
    helper = agent()
    helper.register_for_llm(name="get_weather", description="The weather in a city, now.")(get_weather)
    helper.register_for_execution(name="get_weather")(get_weather)
    asked = helper.generate_reply(MESSAGES)
    [call] = asked["tool_calls"]
    assert call["function"]["name"] == "get_weather"
    answered = helper.generate_reply([*MESSAGES, asked])
    assert get_weather("Paris") in answered["content"]
    # ag2 adds what an answer of `openai` has, such as `"refusal": null`; the API rejects it.
    asked = {name: value for name, value in asked.items() if value is not None}
    assert helper.generate_reply([*MESSAGES, asked, answered])["content"] == ANSWER


def test_error(server: LocalServer) -> None:
    server.reply_error(401, "Invalid API Key")
    with pytest.raises(groq.AuthenticationError, match="Invalid API Key"):
        agent().generate_reply(MESSAGES)
