"""inspect_ai: its own httpx client and hooks for `AsyncGroq`, and its own retries by class and body of an error."""

from __future__ import annotations

import pytest
from inspect_ai.model import ChatMessageUser, GenerateConfig, Model, ModelOutput, execute_tools, get_model
from inspect_ai.tool import Tool, tool

import groq
from groq.testing import LocalServer

from .samples import ANSWER, MODEL, QUESTION
from .samples import get_weather as weather_in

pytestmark = pytest.mark.anyio
STREAM = pytest.mark.parametrize("stream", [False, True])


@tool
def get_weather() -> Tool:
    async def execute(city: str) -> str:
        """The weather in a city, now.

        Args:
            city: The name of the city.
        """
        return weather_in(city)

    return execute


def model(stream: bool = False, **config: object) -> Model:
    return get_model(f"groq/{MODEL}", memoize=False, streaming=stream, config=GenerateConfig(max_retries=0, **config))


async def generate(model: Model, *messages: object, **options: object) -> ModelOutput:
    return await model.generate([ChatMessageUser(content=QUESTION), *messages], **options)


@STREAM
async def test_returns_answer_whole_or_streamed(server: LocalServer, stream: bool) -> None:
    server.reply(ANSWER)
    async with model(stream, temperature=0.5) as asked:
        output = await generate(asked)
    assert output.completion == ANSWER
    assert output.stop_reason == "stop"
    assert output.usage.output_tokens > 0
    assert server.requests[0].json["temperature"] == 0.5
    assert bool(server.requests[0].json.get("stream")) is stream


@STREAM
async def test_sends_result_of_tool_call(server: LocalServer, stream: bool) -> None:
    server.reply_tool_call("get_weather", {"city": "Paris"})
    server.reply(ANSWER)
    async with model(stream) as asked:
        output = await generate(asked, tools=[get_weather()])
        [call] = output.message.tool_calls
        assert (call.function, call.arguments) == ("get_weather", {"city": "Paris"})
        result = await execute_tools([output.message], [get_weather()])
        assert (await generate(asked, output.message, *result.messages)).completion == ANSWER
    _, asked_for, answered = server.requests[1].json["messages"]
    assert asked_for["tool_calls"][0]["id"] == answered["tool_call_id"]
    assert answered["content"] == weather_in("Paris")


@STREAM
async def test_raises_error_of_the_api(server: LocalServer, stream: bool) -> None:
    server.reply_error(401, "Invalid API Key")
    async with model(stream) as asked:
        with pytest.raises(Exception, match="Invalid API Key") as caught:
            await generate(asked)
    assert isinstance(caught.value.__cause__, groq.AuthenticationError)


async def test_raises_error_in_a_stream(server: LocalServer) -> None:
    server.reply_stream_error("No such thing", after=2, status=400)
    async with model(stream=True) as asked:
        with pytest.raises(Exception, match="No such thing") as caught:
            await generate(asked)
    assert isinstance(caught.value.__cause__, groq.BadRequestError)
