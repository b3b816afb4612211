"""pydantic-ai: `GroqModel` calls `AsyncGroq` with `NOT_GIVEN` for most parameters, and reads every field it gets."""

from __future__ import annotations

import httpx
import pytest
from pydantic_ai import Agent, ModelAPIError, ModelHTTPError, ModelSettings, NativeOutput, PromptedOutput, ToolOutput
from pydantic_ai.messages import ModelResponse, ThinkingPart, ToolCallPart
from pydantic_ai.models.groq import GroqModel, GroqModelSettings
from pydantic_ai.providers.groq import GroqProvider

import groq
from groq.testing import LocalServer

from .samples import ANSWER, MODEL, PARIS, QUESTION, City, get_weather

OUTPUTS = [ToolOutput(City), NativeOutput(City, strict=True), PromptedOutput(City)]


@pytest.fixture
def model(server: LocalServer) -> GroqModel:
    return GroqModel(MODEL, provider=GroqProvider(groq_client=server.async_client(max_retries=0)))


def test_agent_made_by_model_name_returns_answer(server: LocalServer) -> None:
    server.reply(ANSWER)
    result = Agent(f"groq:{MODEL}", instructions="Be brief.").run_sync(QUESTION)
    assert result.output == ANSWER
    assert result.usage.output_tokens > 0
    assert result.response.finish_reason == "stop"
    assert result.response.model_name == MODEL
    sent = server.requests[0]
    assert [message["role"] for message in sent.json["messages"]] == ["system", "user"]
    assert set(sent.json) == {"model", "messages", "n", "stream"}
    assert sent.headers["user-agent"].startswith("pydantic-ai/")


@pytest.mark.anyio
async def test_sends_model_settings(server: LocalServer, model: GroqModel) -> None:
    server.reply(ANSWER, reasoning="Look out of the window.")
    settings = GroqModelSettings(
        temperature=0.5,
        max_tokens=100,
        seed=7,
        stop_sequences=["."],
        timeout=9,
        groq_reasoning_format="parsed",
        groq_reasoning_effort="low",
        extra_headers={"X-Mine": "1"},
    )
    result = await Agent(model).run(QUESTION, model_settings=settings)
    thinking = [part for part in result.response.parts if isinstance(part, ThinkingPart)]
    assert thinking[0].content == "Look out of the window."
    sent = server.requests[0]
    assert {name: sent.json[name] for name in ("temperature", "max_tokens", "seed", "stop", "reasoning_effort")} == {
        "temperature": 0.5,
        "max_tokens": 100,
        "seed": 7,
        "stop": ["."],
        "reasoning_effort": "low",
    }
    assert (sent.headers["x-mine"], sent.headers["x-stainless-read-timeout"]) == ("1", "9")


@pytest.mark.anyio
async def test_streams_answer(server: LocalServer, model: GroqModel) -> None:
    server.reply(ANSWER, reasoning="Look out of the window.")
    async with Agent(model).run_stream(QUESTION) as result:
        parts = [part async for part in result.stream_text(delta=True, debounce_by=None)]
    assert len(parts) > 1
    assert "".join(parts) == ANSWER
    assert result.usage.output_tokens > 0
    assert result.response.finish_reason == "stop"


@pytest.mark.anyio
async def test_stream_may_be_left_early(server: LocalServer, model: GroqModel) -> None:
    server.reply(ANSWER)
    async with Agent(model).run_stream(QUESTION) as result:
        async for _ in result.stream_text(delta=True, debounce_by=None):
            break


def test_sends_result_of_tool_call(server: LocalServer, model: GroqModel) -> None:
    server.reply_tool_call("get_weather", {"city": "Paris"}, text="Let me look.")
    server.reply(ANSWER)
    result = Agent(model, tools=[get_weather]).run_sync(QUESTION)
    assert result.output == ANSWER
    asked, answered = server.requests[1].json["messages"][1:]
    assert asked["tool_calls"][0]["id"] == answered["tool_call_id"]
    assert answered["content"] == get_weather("Paris")


@pytest.mark.anyio
async def test_sends_result_of_streamed_tool_call(server: LocalServer, model: GroqModel) -> None:
    server.reply_tool_call("get_weather", {"city": "Paris"})
    server.reply(ANSWER)
    async with Agent(model, tools=[get_weather]).run_stream(QUESTION) as result:
        assert await result.get_output() == ANSWER
    assert server.requests[1].json["messages"][2]["content"] == get_weather("Paris")


@pytest.mark.anyio
@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: type(output).__name__)
async def test_parses_structured_output(server: LocalServer, model: GroqModel, output: object) -> None:
    for _ in range(2):
        if isinstance(output, ToolOutput):
            server.reply_tool_call("final_result", PARIS.model_dump())
        else:
            server.reply_json(PARIS.model_dump())
    agent = Agent(model, output_type=output)
    assert (await agent.run("Paris, as JSON")).output == PARIS
    async with agent.run_stream("Paris, as JSON") as result:
        assert await result.get_output() == PARIS


@pytest.mark.anyio
async def test_raises_error_of_the_api(server: LocalServer, model: GroqModel) -> None:
    server.reply_error(429, "Rate limit reached", type="tokens", times=2, retry_after=3)
    with pytest.raises(ModelHTTPError) as caught:
        await Agent(model).run(QUESTION)
    assert caught.value.status_code == 429
    assert caught.value.body["error"]["message"] == "Rate limit reached"
    assert caught.value.headers["retry-after"] == "3"
    assert isinstance(caught.value.__cause__, groq.RateLimitError)
    with pytest.raises(ModelHTTPError):
        async with Agent(model).run_stream(QUESTION):
            pass


@pytest.mark.anyio
async def test_raises_error_for_unknown_model(server: LocalServer, model: GroqModel) -> None:
    server.reply_error(404, "The model does not exist", code="model_not_found")
    with pytest.raises(ModelHTTPError, match="404"):
        await Agent(model).run(QUESTION)


@pytest.mark.anyio
async def test_raises_error_after_disconnect_or_timeout(server: LocalServer, model: GroqModel) -> None:
    server.reply_disconnect()
    with pytest.raises(ModelAPIError, match="Connection error"):
        await Agent(model).run(QUESTION)
    server.reply(ANSWER, delay=30)
    with pytest.raises(ModelAPIError, match="timed out"):
        await Agent(model).run(QUESTION, model_settings=ModelSettings(timeout=httpx.Timeout(5, read=0.01)))


@pytest.mark.anyio
async def test_raises_error_in_a_stream(server: LocalServer, model: GroqModel) -> None:
    server.reply_stream_error("Over capacity", after=3)
    with pytest.raises(ModelAPIError, match="Over capacity"):
        async with Agent(model).run_stream(QUESTION) as result:
            await result.get_output()


@pytest.mark.anyio
async def test_sends_failed_generation_back_to_the_model(server: LocalServer, model: GroqModel) -> None:
    """pydantic-ai reads `failed_generation` from the body of a `tool_use_failed`, also in a stream."""
    wrong = '{"name": "get_weather", "arguments": {"town": "Paris"}}'
    server.reply_error(400, "Tool call failed", code="tool_use_failed", failed_generation=wrong)
    server.reply(ANSWER)
    result = await Agent(model, tools=[get_weather]).run(QUESTION)
    assert result.output == ANSWER
    failed = next(message for message in result.all_messages() if isinstance(message, ModelResponse))
    assert [part.tool_name for part in failed.parts if isinstance(part, ToolCallPart)] == ["get_weather"]


@pytest.mark.anyio
async def test_sends_streamed_failed_generation_back_to_the_model(server: LocalServer, model: GroqModel) -> None:
    wrong = '{"name": "get_weather", "arguments": {"town": "Paris"}}'
    server.reply_stream_error(
        "Tool call failed",
        after=1,
        status=400,
        type="invalid_request_error",
        code="tool_use_failed",
        failed_generation=wrong,
    )
    server.reply(ANSWER)
    async with Agent(model, tools=[get_weather]).run_stream(QUESTION) as result:
        assert await result.get_output() == ANSWER


@pytest.mark.anyio
async def test_works_after_the_provider_replaces_the_http_client(server: LocalServer) -> None:
    """pydantic-ai makes its own httpx client and assigns a new one to `_client` when an agent is reentered."""
    server.reply(ANSWER, times=2)
    agent = Agent(GroqModel(MODEL, provider="groq"))
    for _ in range(2):
        async with agent:
            assert (await agent.run(QUESTION)).output == ANSWER
