"""Typical code with type annotations. `scripts/check` runs mypy and pyright on this file."""

from __future__ import annotations

import pydantic
from typing_extensions import assert_type

from groq import AsyncGroq, Groq
from groq.lib.tools import tool
from groq.types.chat import (
    ChatCompletion,
    ChatCompletionAssistantMessageParam,
    ChatCompletionMessage,
    ChatCompletionMessageParam,
)
from groq.types.responses import Response, ResponseInputItemParam

MODEL = "openai/gpt-oss-20b"


class City(pydantic.BaseModel):
    name: str


@tool
def now() -> str:
    """Tell the time."""
    return "noon"


def chat(client: Groq) -> None:
    """Never called: the annotations are the test."""
    messages: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Hi"}]
    completion = client.chat.completions.create(model=MODEL, messages=messages)
    message = completion.choices[0].message
    assert_type(message, ChatCompletionMessage)
    assert_type(message.to_param(), ChatCompletionAssistantMessageParam)
    messages.append(message.to_param())
    messages.extend(choice.message.to_param() for choice in completion.choices)
    messages.extend([message.to_param(), {"role": "user", "content": "And?"}])
    client.chat.completions.create(model=MODEL, messages=[*messages, message, {"role": "user", "content": "And?"}])
    parsed = client.chat.completions.parse(model=MODEL, messages=messages, response_format=City)
    messages.append(parsed.choices[0].message.to_param())
    with client.chat.completions.stream(model=MODEL, messages=messages) as stream:
        messages.append(stream.get_final_message().to_param())
    runner = client.chat.completions.run_tools(model=MODEL, messages=messages, tools=[now])
    assert_type(runner.messages, list[ChatCompletionMessageParam])
    runner.messages.append({"role": "user", "content": "And?"})
    runner.messages = [*messages, message]
    with client.chat.completions.stream(model=MODEL, messages=runner.messages):
        pass
    messages = runner.messages
    assert_type(client.chat.completions.create(model=MODEL, messages=runner.messages), ChatCompletion)
    client.chat.completions.run_tools(model=MODEL, messages=runner.messages, tools=[now])


def responses(client: Groq) -> None:
    """Never called: the annotations are the test."""
    items: list[ResponseInputItemParam] = [{"role": "user", "content": "Hi"}]
    response = client.responses.create(model=MODEL, input=items)
    items.extend(item.to_param() for item in response.output)
    items.extend([response.output[0].to_param(), {"role": "user", "content": "And?"}])
    assert_type(client.responses.create(model=MODEL, input=items), Response)
    client.responses.create(model=MODEL, input=response.output)
    client.responses.create(model=MODEL, input=[*response.output, {"role": "user", "content": "And?"}])
    with client.responses.stream(model=MODEL, input=[*response.output, {"role": "user", "content": "And?"}]):
        pass


async def async_chat(client: AsyncGroq) -> None:
    """Never called: the annotations are the test."""
    messages: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Hi"}]
    completion = await client.chat.completions.create(model=MODEL, messages=messages)
    messages.append(completion.choices[0].message.to_param())
    async with client.chat.completions.stream(model=MODEL, messages=messages) as stream:
        messages.append((await stream.get_final_message()).to_param())
    runner = client.chat.completions.run_tools(model=MODEL, messages=messages, tools=[now])
    messages = runner.messages
    await client.chat.completions.parse(model=MODEL, messages=runner.messages, response_format=City)
    response = await client.responses.create(model=MODEL, input="Hi")
    await client.responses.create(model=MODEL, input=[*response.output, {"role": "user", "content": "And?"}])
