"""Type checkers infer `T` of helper methods, and narrow events.

`scripts/check` runs mypy and pyright on this file. Functions with a client parameter are never called: their
annotations are the test.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pydantic
from typing_extensions import assert_type

from groq import AsyncGroq, Groq
from groq.lib.batches import AsyncBatchHandle, BatchHandle, BatchResults
from groq.lib.chat.events import ContentDeltaEvent, ContentDoneEvent, DoneEvent, ToolCallArgumentsDoneEvent
from groq.lib.chat.stream import AsyncChatCompletionStream, ChatCompletionStream
from groq.lib.parse import OutputType, ParsedChatCompletion, ParsedMessage
from groq.lib.responses.parse import ParsedResponse
from groq.lib.tools import AsyncStreamingToolRunner, AsyncToolRunner, StreamingToolRunner, ToolRunner
from groq.types import Batch
from groq.types.chat import ChatCompletion, ChatCompletionMessage, ChatCompletionMessageParam, ChatCompletionToolParam
from groq.types.chat.completion_create_params import ResponseFormat

HI: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Hi"}]
TEXT: ResponseFormat = {"type": "text"}
SEARCH: ChatCompletionToolParam = {"type": "browser_search"}


class Model(pydantic.BaseModel):
    x: int


class Other(pydantic.BaseModel):
    y: int


def double(number: int) -> int:
    """Double a number."""
    return 2 * number


EITHER = OutputType[Model | Other](Model | Other)


def maps(client: Groq) -> None:
    mapped = client.chat.completions.map
    assert_type(next(mapped(["Hi"], model="m")).completion, ChatCompletion | None)
    assert_type(next(mapped(["Hi"], model="m", response_format=Model)).parsed, Model | None)
    assert_type(next(mapped(["Hi"], model="m", response_format=list[Model])).parsed, list[Model] | None)


def maps_conversations(client: Groq, message: ChatCompletionMessage, rows: list[dict[str, Any]]) -> None:
    mapped = client.chat.completions.map
    system = {"role": "system", "content": "Be brief."}
    assert mapped([[system, {"role": "user", "content": text}] for text in ("Hi", "Bye")], model="m")
    assert mapped([[system, message], "Hi", {"messages": HI}], model="m")
    assert mapped([HI, rows, (system,)], model="m")


def map_rejects_other_inputs(client: Groq) -> None:
    mapped = client.chat.completions.map
    assert mapped([["Hi", "Bye"]], model="m")  # type: ignore[list-item]  # pyright: ignore[reportArgumentType] - expected
    assert mapped([[HI]], model="m")  # type: ignore[list-item]  # pyright: ignore[reportArgumentType] - expected
    assert mapped([[None]], model="m")  # type: ignore[list-item]  # pyright: ignore[reportArgumentType] - expected
    assert mapped([b"Hi"], model="m")  # type: ignore[list-item]  # pyright: ignore[reportArgumentType] - expected
    assert mapped(b"Hi", model="m")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - expected


def streams(client: Groq) -> None:
    stream = client.chat.completions.stream
    assert_type(stream(messages=HI, model="m"), ChatCompletionStream)
    assert_type(stream(messages=HI, model="m", response_format=TEXT), ChatCompletionStream)
    assert_type(stream(messages=HI, model="m", response_format=None), ChatCompletionStream)
    assert_type(stream(messages=HI, model="m", response_format=Model), ChatCompletionStream[Model])
    assert_type(stream(messages=HI, model="m", response_format=list[Model]), ChatCompletionStream[list[Model]])
    assert_type(stream(messages=HI, model="m", response_format=EITHER), ChatCompletionStream[Model | Other])
    assert_type(stream(messages=HI, model="m", response_format=Literal["a"]), ChatCompletionStream[Any])
    typed = stream(messages=HI, model="m", response_format=Model, tools=[double, Other, SEARCH])
    assert_type(typed.get_final_completion(), ParsedChatCompletion[Model])
    assert_type(typed.get_final_completion().parsed, Model | None)
    assert_type(typed.get_final_message(), ParsedMessage[Model])
    plain = stream(messages=HI, model="m").get_final_completion()
    assert_type(plain.parsed, None)
    completion: ChatCompletion = plain
    assert completion


def events(client: Groq) -> None:
    with client.chat.completions.stream(messages=HI, model="m", response_format=Model) as stream:
        assert_type(stream, ChatCompletionStream[Model])
        for event in stream:
            if event.type == "content.delta":
                assert_type(event, ContentDeltaEvent)
                assert_type(event.delta, str)
            elif event.type == "content.done":
                assert_type(event, ContentDoneEvent[Model])
                assert_type(event.parsed, Model | None)
            elif event.type == "tool_calls.function.arguments.done":
                assert_type(event, ToolCallArgumentsDoneEvent)
            elif event.type == "done":
                assert_type(event, DoneEvent[Model])
                assert_type(event.completion.parsed, Model | None)
    for plain in client.chat.completions.stream(messages=HI, model="m"):
        if plain.type == "content.done":
            assert_type(plain.parsed, None)


async def async_events(client: AsyncGroq) -> None:
    async with client.chat.completions.stream(messages=HI, model="m", response_format=Model) as stream:
        assert_type(stream, AsyncChatCompletionStream[Model])
        async for event in stream:
            if event.type == "content.done":
                assert_type(event.parsed, Model | None)
        assert_type(await stream.get_final_completion(), ParsedChatCompletion[Model])


def parsed(client: Groq) -> None:
    parse = client.chat.completions.parse
    assert_type(parse(messages=HI, model="m", response_format=Model), ParsedChatCompletion[Model])
    assert_type(parse(messages=HI, model="m", response_format=int).parsed, int | None)
    assert_type(parse(messages=HI, model="m", response_format=EITHER).parsed, Model | Other | None)
    assert_type(parse(messages=HI, model="m", response_format=Model | Other), ParsedChatCompletion[Any])
    # Checkers cannot infer this type: annotate the variable.
    union: ParsedChatCompletion[Model | Other] = parse(messages=HI, model="m", response_format=Model | Other)
    assert_type(union.parsed, Model | Other | None)
    response = client.responses.parse(input="Hi", model="m", text_format=Model)
    assert_type(response, ParsedResponse[Model])
    assert_type(response.output_parsed, Model | None)
    assert_type(client.responses.parse(input="Hi", model="m", text_format=EITHER).output_parsed, Model | Other | None)


async def async_parsed(client: AsyncGroq) -> None:
    completion = await client.chat.completions.parse(messages=HI, model="m", response_format=Model)
    assert_type(completion, ParsedChatCompletion[Model])
    response = await client.responses.parse(input="Hi", model="m", text_format=Model)
    assert_type(response, ParsedResponse[Model])


def runs(client: Groq) -> None:
    run_tools = client.chat.completions.run_tools
    run = run_tools(messages=HI, model="m", tools=[double, SEARCH])
    assert_type(run, ToolRunner)
    assert_type(run.get_final_completion().parsed, None)
    typed = run_tools(messages=HI, model="m", tools=[double], response_format=Model)
    assert_type(typed, ToolRunner[Model])
    assert_type(typed.get_final_completion().parsed, Model | None)
    for turn in typed:
        assert_type(turn, ParsedChatCompletion[Model])
    streaming = run_tools(messages=HI, model="m", tools=[double], stream=True)
    assert_type(streaming, StreamingToolRunner)
    for stream in streaming:
        assert_type(stream, ChatCompletionStream)
    both = run_tools(messages=HI, model="m", tools=[double], stream=True, response_format=Model)
    assert_type(both, StreamingToolRunner[Model])
    for typed_stream in both:
        assert_type(typed_stream, ChatCompletionStream[Model])
    assert_type(both.get_final_completion().parsed, Model | None)


def either_run(client: Groq, is_streaming: bool) -> None:
    run = client.chat.completions.run_tools(messages=HI, model="m", tools=[double], stream=is_streaming)
    assert_type(run, ToolRunner[Any] | StreamingToolRunner[Any])


async def async_runs(client: AsyncGroq) -> None:
    run_tools = client.chat.completions.run_tools
    run = run_tools(messages=HI, model="m", tools=[double], response_format=Model)
    assert_type(run, AsyncToolRunner[Model])
    assert_type((await run.get_final_completion()).parsed, Model | None)
    both = run_tools(messages=HI, model="m", tools=[double], stream=True, response_format=Model)
    assert_type(both, AsyncStreamingToolRunner[Model])
    async for stream in both:
        assert_type(stream, AsyncChatCompletionStream[Model])


def batches(client: Groq) -> None:
    run = client.batches.run
    assert_type(run(["Hi", HI, {"messages": HI}], model="m"), BatchResults)
    assert_type(run(["Hi"], model="m", response_format=TEXT), BatchResults)
    typed = run(["Hi"], model="m", response_format=Model)
    assert_type(typed, BatchResults[Model])
    for result in typed:
        assert_type(result.parsed, Model | None)
        assert_type(result.completion, ParsedChatCompletion[Model] | None)
    handle = client.batches.submit((prompt for prompt in "ab"), model="m", handle=Path("job.json"))
    assert_type(handle, BatchHandle)
    assert_type(client.batches.wait(handle).results(response_format=list[Model]), BatchResults[list[Model]])
    assert_type(client.batches.results(handle, response_format=Model), BatchResults[Model])
    assert_type(BatchHandle.load("job.json", client), BatchHandle)
    file = client.files.create(file=b"", purpose="batch")
    created = client.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h")
    created = client.batches.retrieve(created.id)
    created = client.batches.cancel(created.id)
    assert_type(created, Batch)
    assert_type(client.batches.list().data, list[Batch])


async def async_batches(client: AsyncGroq) -> None:
    typed = await client.batches.run(["Hi"], model="m", response_format=Model)
    assert_type(typed["request-0"].parsed, Model | None)
    handle = await client.batches.submit(["Hi"], model="m")
    assert_type(handle, AsyncBatchHandle)
    assert_type(await (await handle.wait()).results(), BatchResults)
    assert_type(await client.batches.results(handle, response_format=Model), BatchResults[Model])
