"""phidata: the predecessor of agno; its model `Groq` copies answers field by field."""

from __future__ import annotations

import pytest
from phi.agent import Agent
from phi.model.groq import Groq

import groq
from groq.testing import LocalServer

from .samples import ANSWER, MODEL, PARIS, QUESTION, City, get_weather


def agent(**options: object) -> Agent:
    return Agent(model=Groq(id=MODEL, max_retries=0), telemetry=False, monitoring=False, **options)


@pytest.mark.anyio
async def test_returns_answer(server: LocalServer) -> None:
    server.reply(ANSWER, times=2)
    run = agent().run(QUESTION)
    assert run.content == ANSWER
    assert run.metrics["output_tokens"][0] > 0
    assert (await agent().arun(QUESTION)).content == ANSWER


@pytest.mark.anyio
async def test_streams_answer(server: LocalServer) -> None:
    server.reply(ANSWER, times=2)
    parts = [event.content for event in agent().run(QUESTION, stream=True)]
    assert len(parts) > 1
    assert "".join(parts) == ANSWER
    parts = [event.content async for event in await agent().arun(QUESTION, stream=True)]
    assert "".join(parts) == ANSWER


@pytest.mark.anyio
async def test_sends_result_of_tool_call(server: LocalServer) -> None:
    for _ in range(3):
        server.reply_tool_call("get_weather", {"city": "Paris"})
        server.reply(ANSWER)
    helpful = agent(tools=[get_weather])
    assert helpful.run(QUESTION).content.endswith(ANSWER)
    assert (await helpful.arun(QUESTION)).content.endswith(ANSWER)
    assert "".join(event.content for event in helpful.run(QUESTION, stream=True)).endswith(ANSWER)
    for request in server.requests[1::2]:
        asked, answered = request.json["messages"][-2:]
        assert asked["tool_calls"][0]["id"] == answered["tool_call_id"]
        assert answered["content"] == get_weather("Paris")


def test_parses_structured_output(server: LocalServer) -> None:
    server.reply_json(PARIS.model_dump())
    assert agent(response_model=City).run("Paris, as JSON").content == PARIS


@pytest.mark.anyio
async def test_raises_error_of_the_api(server: LocalServer) -> None:
    server.reply_error(401, "Invalid API Key", times=3)
    with pytest.raises(groq.AuthenticationError, match="Invalid API Key"):
        agent().run(QUESTION)
    with pytest.raises(groq.AuthenticationError, match="Invalid API Key"):
        await agent().arun(QUESTION)
    with pytest.raises(groq.AuthenticationError, match="Invalid API Key"):
        list(agent().run(QUESTION, stream=True))
