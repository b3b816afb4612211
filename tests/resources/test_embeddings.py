"""Embeddings: one, and thousands."""

from __future__ import annotations

import base64
import gc
import inspect
import json
import random
import struct
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest
from pydantic import TypeAdapter

from groq import BaseModel
from groq._models.lenient_schema import lenient_schema
from groq._models.validators import lenient_validator
from groq.testing import LocalServer
from groq.types import CreateEmbeddingResponse, Embedding

from ..support.calls import AnyClient, finished
from ..support.clients import async_client, sync_client
from ..support.spec import check_against_spec
from ..support.wire import ContentWire

MODEL = "nomic-embed-text-v1_5"


def answer(*embeddings: Any) -> bytes:
    data = [{"object": "embedding", "index": index, "embedding": one} for index, one in enumerate(embeddings)]
    usage = {"prompt_tokens": 2, "total_tokens": 2}
    return json.dumps({"object": "list", "model": MODEL, "data": data, "usage": usage}).encode()


@pytest.fixture
def wire() -> ContentWire:
    return ContentWire(answer([0.25, -0.5], [0.125, 1.0]))


async def create(client: AnyClient, **given: Any) -> Any:
    return await finished(client.embeddings.create(**{"model": MODEL, "input": ["a", "b"], **given}))


# Requests.


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("one text", "one text"),
        ("", ""),
        (["a", "b"], ["a", "b"]),
        (("a", "b"), ["a", "b"]),
        (["ab"], ["ab"]),
        (dict.fromkeys("ab").keys(), ["a", "b"]),
    ],
)
async def test_sends_text_as_text_and_several_as_list(
    client: AnyClient, wire: ContentWire, given: Any, sent: Any
) -> None:
    await create(client, input=given)
    assert json.loads(wire.requests[0].content) == {"model": MODEL, "input": sent}
    check_against_spec(wire.requests[0], "createEmbedding")


@pytest.mark.anyio
async def test_sends_generator_of_texts_as_list(client: AnyClient, wire: ContentWire) -> None:
    await create(client, input=(text for text in "ab"))
    assert json.loads(wire.requests[0].content)["input"] == ["a", "b"]


@pytest.mark.anyio
async def test_sends_format_only_when_given(client: AnyClient, wire: ContentWire) -> None:
    for encoding_format in ("float", "base64"):
        await create(client, encoding_format=encoding_format, user=None)
        body = {"model": MODEL, "input": ["a", "b"], "encoding_format": encoding_format, "user": None}
        assert json.loads(wire.requests[-1].content) == body
        check_against_spec(wire.requests[-1], "createEmbedding")
    await create(client)
    assert set(json.loads(wire.requests[-1].content)) == {"model", "input"}


# Responses.


@pytest.mark.anyio
async def test_vectors_are_lists_of_floats(client: AnyClient, wire: ContentWire) -> None:
    wire.content = answer([0.25, -0.5, 1e-9, -0.0], [1, 0, -3])
    found = await create(client)
    assert type(found) is CreateEmbeddingResponse
    assert [type(one) for one in found.data] == [Embedding, Embedding]
    assert [one.embedding for one in found.data] == [[0.25, -0.5, 1e-9, 0.0], [1.0, 0.0, -3.0]]
    assert {type(number) for one in found.data for number in one.embedding} == {float}
    assert [one.index for one in found.data] == [0, 1]
    assert found.usage.total_tokens == 2


@pytest.mark.anyio
async def test_base64_is_an_unchanged_string(client: AnyClient, wire: ContentWire) -> None:
    encoded = base64.b64encode(struct.pack("<3f", 0.25, -0.5, 1.0)).decode()
    wire.content = answer(encoded, encoded)
    found = await create(client, encoding_format="base64")
    assert [one.embedding for one in found.data] == [encoded, encoded]
    assert struct.unpack("<3f", base64.b64decode(found.data[0].embedding)) == (0.25, -0.5, 1.0)


@pytest.mark.anyio
@pytest.mark.parametrize("odd", [[0.5, None], [0.5, "x"], ["7"], [[0.5]], [True], None, {"a": [0.5]}, 7, []], ids=repr)
async def test_keeps_invalid_vector_unchanged(client: AnyClient, wire: ContentWire, odd: Any) -> None:
    wire.content = answer(odd, [0.25])
    found = await create(client)
    assert repr([one.embedding for one in found.data]) == repr([odd, [0.25]])
    assert all(type(one) is Embedding for one in found.data)


@pytest.mark.anyio
async def test_numbers_keep_full_precision(client: AnyClient, wire: ContentWire) -> None:
    numbers = [random.Random(7).uniform(-1, 1) * 10 ** -(power % 40) for power in range(768)]
    wire.content = answer(numbers, numbers)
    found = await create(client)
    assert found.data[1].embedding == numbers
    assert found.to_dict()["data"][0]["embedding"] == numbers


# Many vectors.


def lines_run(data: bytes) -> tuple[int, Any]:
    """Return the number of Python lines run while the response is parsed, and the parsed response."""
    count = 0

    def trace(_: FrameType, event: str, __: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    parser = lenient_validator(CreateEmbeddingResponse, BaseModel)  # built once, before the measurement
    before = sys.gettrace()
    gc.disable()  # finalizers of objects from other tests would be counted
    sys.settrace(trace)
    try:
        found = parser.parse(data)
    finally:
        sys.settrace(before)
        gc.enable()
    return count, found


def test_validates_vector_as_a_whole() -> None:
    def lists(schema: Any) -> Iterator[Any]:
        if isinstance(schema, dict):
            if schema.get("type") == "list":
                yield schema["items_schema"]
            schema = list(schema.values())
        if isinstance(schema, list | tuple):
            for one in schema:
                yield from lists(one)

    ours: list[Any] = [TypeAdapter(model).core_schema for model in (Embedding, BaseModel)]
    made = lenient_schema(*ours)
    assert [items["type"] for items in lists(made)] == ["float"]


def test_parsing_two_thousand_vectors_runs_as_many_python_lines_as_one() -> None:
    # pydantic parses the bytes in one pass, so no Python loop may depend on the size of the response.
    vector = [round(index / 768 - 0.5, 6) for index in range(768)]
    one, _ = lines_run(answer(vector))
    many, found = lines_run(answer(*[vector] * 2_048))
    assert max(one, many) < 50
    assert len(found.data) == 2_048
    assert found.data[0].embedding == found.data[-1].embedding == vector
    assert {type(number) for number in found.data[-1].embedding} == {float}


@pytest.mark.anyio
@pytest.mark.covering("values")
async def test_client_returns_two_thousand_vectors(client: AnyClient, wire: ContentWire) -> None:
    vector = [index / 1024 for index in range(64)]
    wire.content = answer(*[vector] * 2_048)
    texts = [f"text {index}" for index in range(2_048)]
    found = await create(client, input=texts)
    assert json.loads(wire.requests[0].content)["input"] == texts
    assert [one.index for one in found.data] == list(range(2_048))
    assert all(one.embedding == vector for one in found.data)


# Local server.


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["sync", "async"])
async def test_local_server_returns_same_numbers_in_both_encodings(mode: str) -> None:
    with LocalServer() as server:
        client: AnyClient = (sync_client if mode == "sync" else async_client)(server.base_url)
        floats = await create(client, input="The shop is open.")
        encoded = await create(client, input=["The shop is open.", "x"], encoding_format="base64")
        closed: Any = client.close()
        if inspect.isawaitable(closed):
            await closed
    assert (len(floats.data), len(encoded.data)) == (1, 2)
    unpacked = struct.unpack("<768f", base64.b64decode(encoded.data[0].embedding))
    assert list(unpacked) == pytest.approx(floats.data[0].embedding, abs=1e-6)
