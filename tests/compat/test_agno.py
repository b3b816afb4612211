"""agno: its model `Groq` copies answers and streamed tool calls into its own objects, field by field."""

from __future__ import annotations

import pytest
from agno.agent import Agent
from agno.exceptions import ModelProviderError
from agno.models.groq import Groq
from agno.models.message import Message
from agno.run.base import RunStatus

from groq.testing import LocalServer

from .samples import ANSWER, MODEL, PARIS, QUESTION, City, get_weather


def agent(**options: object) -> Agent:
    return Agent(model=Groq(id=MODEL, max_retries=0), telemetry=False, **options)


def test_returns_answer(server: LocalServer) -> None:
    server.reply(ANSWER)
    run = agent(instructions="Be brief.").run(QUESTION)
    assert run.content == ANSWER
    assert run.metrics.output_tokens > 0
    assert [message["role"] for message in server.requests[0].json["messages"]] == ["system", "user"]


@pytest.mark.anyio
async def test_async_returns_answer(server: LocalServer) -> None:
    server.reply(ANSWER)
    assert (await agent().arun(QUESTION)).content == ANSWER


def test_streams_answer(server: LocalServer) -> None:
    server.reply(ANSWER)
    parts = [event.content for event in agent().run(QUESTION, stream=True) if event.event == "RunContent"]
    assert len(parts) > 1
    assert "".join(parts) == ANSWER


@pytest.mark.anyio
async def test_async_streams_answer(server: LocalServer) -> None:
    server.reply(ANSWER)
    events = [event async for event in agent().arun(QUESTION, stream=True)]
    assert "".join(event.content for event in events if event.event == "RunContent") == ANSWER


@pytest.mark.anyio
async def test_sends_result_of_tool_call(server: LocalServer) -> None:
    for _ in range(4):
        server.reply_tool_call("get_weather", {"city": "Paris"})
        server.reply(ANSWER)
    helpful = agent(tools=[get_weather])
    assert helpful.run(QUESTION).content == ANSWER
    assert (await helpful.arun(QUESTION)).content == ANSWER
    streamed = [event.content for event in helpful.run(QUESTION, stream=True) if event.event == "RunContent"]
    assert "".join(streamed) == ANSWER
    events = [event async for event in helpful.arun(QUESTION, stream=True)]
    assert "".join(event.content for event in events if event.event == "RunContent") == ANSWER
    for request in server.requests[1::2]:
        asked, answered = request.json["messages"][-2:]
        assert asked["tool_calls"][0]["id"] == answered["tool_call_id"]
        assert answered["content"] == get_weather("Paris")


@pytest.mark.anyio
@pytest.mark.parametrize("json_mode", [False, True])
async def test_parses_structured_output(server: LocalServer, json_mode: bool) -> None:
    for _ in range(2):
        server.reply_json(PARIS.model_dump())
    geographer = agent(output_schema=City, use_json_mode=json_mode)
    assert geographer.run("Paris, as JSON").content == PARIS
    assert (await geographer.arun("Paris, as JSON")).content == PARIS


@pytest.mark.anyio
async def test_raises_error_of_the_api(server: LocalServer) -> None:
    server.reply_error(429, "Rate limit reached", times=4)
    model = Groq(id=MODEL, max_retries=0)
    messages = [Message(role="user", content=QUESTION)]
    with pytest.raises(ModelProviderError, match="Rate limit reached") as caught:
        model.response(messages)
    assert caught.value.status_code == 429
    with pytest.raises(ModelProviderError, match="Rate limit reached"):
        await model.aresponse(messages)
    assert agent().run(QUESTION).status is RunStatus.error
    assert (await agent().arun(QUESTION)).status is RunStatus.error


@pytest.mark.anyio
async def test_raises_error_in_a_stream(server: LocalServer) -> None:
    server.reply_stream_error("Over capacity", after=2, times=2)
    model = Groq(id=MODEL, max_retries=0)
    messages = [Message(role="user", content=QUESTION)]
    with pytest.raises(ModelProviderError, match="Over capacity"):
        list(model.response_stream(messages))
    with pytest.raises(ModelProviderError, match="Over capacity"):
        async for _ in model.aresponse_stream(messages):
            pass


def test_closed_client_is_replaced(server: LocalServer) -> None:
    server.reply(ANSWER, times=2)
    model = Groq(id=MODEL)
    talker = Agent(model=model, telemetry=False)
    assert talker.run(QUESTION).content == ANSWER
    model.get_client().close()
    assert talker.run(QUESTION).content == ANSWER
