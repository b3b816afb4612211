"""The output of a response can be sent back as input in any form, and the local server accepts it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from groq import BadRequestError
from groq.testing import LocalServer
from groq.types.responses import Response

from ..request.recording import Recording
from ..support.calls import AnyClient, collected, finished, opened
from .answers import FORMS, INPUT, OUTPUT, response

MODEL = "openai/gpt-oss-20b"
USER: Any = {"role": "user", "content": "Go on."}


def sent(server: LocalServer) -> Any:
    """Return the last input, without the null fields of MCP tools, which the API accepts."""
    items = server.requests[-1].json["input"]
    for item in items:
        for tool in item.get("tools", ()):
            for name in [name for name, value in tool.items() if value is None]:
                del tool[name]
    return items


@pytest.mark.anyio
async def test_output_is_sent_back_in_any_form(server: LocalServer, client: AnyClient) -> None:
    for name, form in FORMS.items():
        items = [*map(form, response().output), USER]
        await finished(client.responses.create(model=MODEL, input=items))
        assert sent(server) == [*INPUT, USER], name
        await collected(await finished(client.responses.create(model=MODEL, input=iter(items), stream=True)))
        assert sent(server) == [*INPUT, USER], name
        async with opened(client.responses.stream(model=MODEL, input=items)) as stream:
            await collected(stream)
        assert sent(server) == [*INPUT, USER], name


@pytest.mark.anyio
async def test_output_of_the_local_server_is_sent_back(server: LocalServer, client: AnyClient) -> None:
    server.reply("Hello!", reasoning="A greeting.")
    first = await finished(client.responses.create(model=MODEL, input="Hi"))
    async with opened(client.responses.stream(model=MODEL, input=[*first.output, USER])) as stream:
        second = await finished(stream.get_final_response())
    await finished(client.responses.create(model=MODEL, input=[*first.output, USER, *second.output, USER]))
    items = server.requests[-1].json["input"]
    assert [one["content"] for one in items] == ["Hello!", "Go on.", second.output_text, "Go on."]


@pytest.mark.anyio
@pytest.mark.parametrize("part", ["output_text", "reasoning"])
async def test_server_rejects_unfiltered_output_of_extra_body(
    server: LocalServer, client: AnyClient, part: str
) -> None:
    items = [OUTPUT[part == "output_text"], USER]
    with pytest.raises(BadRequestError):
        await finished(client.responses.create(model=MODEL, input="Hi", extra_body={"input": items}))
    assert server.requests[-1].json["input"] == items


@pytest.mark.anyio
@pytest.mark.parametrize("parts", [[], [{"type": "reasoning_text", "text": "Hm."}]])
async def test_message_without_text_is_sent_back_with_empty_text(
    server: LocalServer, client: AnyClient, parts: list[Any]
) -> None:
    answer = Response.model_construct(output=[{**OUTPUT[1], "content": parts}])
    for name, form in FORMS.items():
        await finished(client.responses.create(model=MODEL, input=[form(answer.output[0]), USER]))
        assert server.requests[-1].json["input"][0] == {"type": "message", "role": "assistant", "content": ""}, name


@pytest.mark.parametrize(
    "item",
    [
        {"role": "assistant", "content": "Hi", "new": None},
        {"role": "assistant", "content": [{"type": "input_text", "text": "Hi"}]},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}], "status": "completed"},
        {"type": "function_call_output", "call_id": "call_1", "output": "1", "new": None},
        {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}", "new": None},
        {"type": ["unhashable"], "role": "user"},
    ],
)
def test_valid_input_item_is_sent_unchanged(item: dict[str, Any]) -> None:
    recording = Recording()
    untyped: Any = [item]
    recording.groq().responses.create(model=MODEL, input=untyped)
    assert recording.body["input"] == [item]


def test_output_text_without_a_type_is_sent_as_text(server: LocalServer) -> None:
    item: Any = {"role": "assistant", "content": [{"type": "output_text", "text": "Hi"}]}
    with server.client() as client:
        client.responses.create(model=MODEL, input=[item, {"role": "user", "content": "Go on."}])
    assert server.requests[-1].json["input"][0] == {"role": "assistant", "content": "Hi"}


def test_to_param_is_plain_json() -> None:
    params = [item.to_param() for item in response().output]
    assert json.loads(json.dumps(params)) == params
    assert params[1:] == INPUT


@pytest.mark.parametrize("items", [["a", "b"], "a", [[1, 2], [3]], [1, 2]])
def test_input_of_embeddings_is_sent_unchanged(items: Any) -> None:
    recording = Recording()
    recording.groq().embeddings.create(model="nomic-embed-text-v1_5", input=items)
    assert recording.body["input"] == items
