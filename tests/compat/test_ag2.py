"""ag2: wraps `Groq` in its own client. Release 1 no longer depends on `groq`; this is the last one that does."""

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
def test_returns_answer_whole_or_streamed(server: LocalServer, stream: bool) -> None:
    server.reply(ANSWER)
    assert agent(stream).generate_reply(MESSAGES)["content"] == ANSWER
    sent = server.requests[0]
    assert [message["role"] for message in sent.json["messages"]] == ["system", "user"]
    assert bool(sent.json["stream"]) is stream
    assert sent.headers["authorization"] == "Bearer gsk_mine"


def test_sends_result_of_tool_call(server: LocalServer) -> None:
    """Not streamed: ag2 treats each delta of a streamed tool call as a separate call."""
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
    # ag2 adds fields of `openai` messages, such as `"refusal": null`; the API rejects them.
    asked = {name: value for name, value in asked.items() if value is not None}
    assert helper.generate_reply([*MESSAGES, asked, answered])["content"] == ANSWER


def test_raises_error_of_the_api(server: LocalServer) -> None:
    server.reply_error(401, "Invalid API Key")
    with pytest.raises(groq.AuthenticationError, match="Invalid API Key"):
        agent().generate_reply(MESSAGES)
