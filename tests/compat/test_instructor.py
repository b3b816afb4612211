"""instructor: `from_groq` wraps a client's `chat.completions.create` and reads answers into pydantic models."""

from __future__ import annotations

from typing import Any

import instructor
import pytest
from instructor.core.exceptions import InstructorRetryException

import groq
from groq.testing import LocalServer
from groq.types.chat import ChatCompletion

from .samples import ANSWER, MESSAGES, MODEL, PARIS, City

MODES = [instructor.Mode.TOOLS, instructor.Mode.JSON_SCHEMA, instructor.Mode.JSON, instructor.Mode.MD_JSON]


def reply(server: LocalServer, mode: instructor.Mode, city: City = PARIS) -> None:
    if mode is instructor.Mode.TOOLS:
        server.reply_tool_call("City", city.model_dump())
    elif mode is instructor.Mode.MD_JSON:
        server.reply(f"Here it is:\n```json\n{city.model_dump_json()}\n```")
    else:
        server.reply_json(city.model_dump())


def ask(**options: Any) -> dict[str, Any]:
    return {"model": MODEL, "messages": list(MESSAGES), "response_model": City, **options}


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_parses_structured_output(server: LocalServer, mode: instructor.Mode) -> None:
    reply(server, mode)
    client = instructor.from_groq(groq.Groq(), mode=mode)
    assert client.chat.completions.create(**ask()).model_dump() == PARIS.model_dump()


@pytest.mark.anyio
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
async def test_async_parses_structured_output(server: LocalServer, mode: instructor.Mode) -> None:
    reply(server, mode)
    async with groq.AsyncGroq() as plain:
        city = await instructor.from_groq(plain, mode=mode).chat.completions.create(**ask())
        assert city.model_dump() == PARIS.model_dump()


def test_returns_completion_with_the_parsed_value(server: LocalServer) -> None:
    reply(server, instructor.Mode.TOOLS)
    city, completion = instructor.from_groq(groq.Groq()).create_with_completion(**ask())
    assert city.model_dump() == PARIS.model_dump()
    assert isinstance(completion, ChatCompletion)
    assert completion.usage.completion_tokens > 0


def test_returns_completion_without_a_response_model(server: LocalServer) -> None:
    server.reply(ANSWER)
    completion = instructor.from_groq(groq.Groq()).create(**ask(response_model=None))
    assert completion.choices[0].message.content == ANSWER


@pytest.mark.anyio
async def test_retries_when_the_answer_does_not_match(server: LocalServer) -> None:
    for _ in range(2):
        server.reply_tool_call("City", {"name": "Paris", "people": "many"})
        reply(server, instructor.Mode.TOOLS)
    city, completion = instructor.from_groq(groq.Groq()).create_with_completion(**ask(max_retries=1))
    assert city.model_dump() == PARIS.model_dump()
    assert completion.usage.completion_tokens > 0  # instructor adds up the usage of both attempts
    sent = server.requests[1].json["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant", "tool"]
    async with groq.AsyncGroq() as plain:
        city = await instructor.from_groq(plain).create(**ask(max_retries=1))
        assert city.model_dump() == PARIS.model_dump()


@pytest.mark.anyio
async def test_streams_partial_values(server: LocalServer) -> None:
    server.reply_tool_call("City", PARIS.model_dump(), times=2)
    parts = list(instructor.from_groq(groq.Groq()).create_partial(**ask()))
    async with groq.AsyncGroq() as plain:
        parts_async = [part async for part in instructor.from_groq(plain).create_partial(**ask())]
    assert parts[-1].model_dump() == parts_async[-1].model_dump() == PARIS.model_dump()


@pytest.mark.anyio
async def test_streams_several_values(server: LocalServer) -> None:
    both = [PARIS, City(name="Rome", people=2_700_000)]
    server.reply_tool_call("IterableCity", {"tasks": [city.model_dump() for city in both]}, times=2)
    assert list(instructor.from_groq(groq.Groq()).create_iterable(**ask())) == both
    async with groq.AsyncGroq() as plain:
        assert [city async for city in instructor.from_groq(plain).create_iterable(**ask())] == both


@pytest.mark.anyio
async def test_raises_errors_of_the_api(server: LocalServer) -> None:
    server.reply_error(401, "Invalid API Key", times=2)
    with pytest.raises((groq.AuthenticationError, InstructorRetryException), match="Invalid API Key"):
        instructor.from_groq(groq.Groq()).create(**ask(max_retries=0))
    async with groq.AsyncGroq() as plain:
        with pytest.raises((groq.AuthenticationError, InstructorRetryException), match="Invalid API Key"):
            await instructor.from_groq(plain).create(**ask(max_retries=0))


def test_hooks_receive_parameters_responses_and_errors(server: LocalServer) -> None:
    seen: list[str] = []
    client = instructor.from_groq(groq.Groq())
    client.on("completion:kwargs", lambda *_, **__: seen.append("kwargs"))
    client.on("completion:response", lambda response: seen.append(type(response).__name__))
    client.on("completion:error", lambda error: seen.append(type(error).__name__))
    reply(server, instructor.Mode.TOOLS)
    client.create(**ask())
    server.reply_error(400, "no")
    with pytest.raises((groq.BadRequestError, InstructorRetryException)):
        client.create(**ask(max_retries=0))
    assert seen == ["kwargs", "ChatCompletion", "kwargs", "BadRequestError"]


def test_makes_client_from_provider_name(server: LocalServer) -> None:
    reply(server, instructor.Mode.TOOLS)
    client = instructor.from_provider(f"groq/{MODEL}")
    assert client.create(messages=list(MESSAGES), response_model=City).model_dump() == PARIS.model_dump()
