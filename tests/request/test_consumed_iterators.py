"""Iterators can be sent once: pydantic converts them to lists, and a consumed iterator raises."""

from __future__ import annotations

import collections
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pydantic
import pytest

from groq import BaseModel
from groq._request.json_encoding import json_bytes
from groq.types.chat import ChatCompletionMessageParam, CompletionCreateParams
from groq.types.embedding_create_params import EmbeddingCreateParams
from groq.types.responses import ResponseCreateParams

from .recording import Recording

CALL = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
PARTS = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "https://x.test/a.png"}}]
HISTORY: list[dict[str, Any]] = [
    {"role": "system", "content": [{"type": "text", "text": "Be brief."}]},
    {"role": "user", "content": PARTS},
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "c1", "content": "sunny"},
]


def sent(body: object) -> Any:
    """Return the body as the API decodes it."""
    return json.loads(json_bytes(body))


def history(kind: Callable[[list[Any]], Any]) -> list[Any]:
    """Return the history with each list inside it converted to another iterable."""
    return [
        {name: kind(value) if isinstance(value, list) else value for name, value in message.items()}
        for message in HISTORY
    ]


@pytest.mark.parametrize("given", [list, tuple, collections.deque])
def test_validated_messages_are_complete_in_each_request(
    recording: Recording, given: Callable[[list[Any]], Any]
) -> None:
    messages = pydantic.TypeAdapter(list[ChatCompletionMessageParam]).validate_python(history(given))
    for _ in range(3):
        recording.groq().chat.completions.create(messages=messages, model="m")
    assert [body["messages"] for body in recording.bodies] == [HISTORY] * 3


@pytest.mark.parametrize("given", [iter, lambda items: (one for one in items)], ids=["iterator", "generator"])
def test_validation_never_loses_items_of_an_iterator(given: Callable[[list[Any]], Any]) -> None:
    user = {"role": "user", "content": given(PARTS)}
    # Each member of the union consumes the iterator.
    with pytest.raises(pydantic.ValidationError, match="expected a list, or an iterator with items"):
        pydantic.TypeAdapter(list[ChatCompletionMessageParam]).validate_python([user])
    embedding = {"input": "a", "model": "m", "encoding_format": "float"}
    batch = {"messages": given(HISTORY), "model": "m"}
    assert pydantic.TypeAdapter(EmbeddingCreateParams).validate_python(embedding) == embedding
    assert pydantic.TypeAdapter(CompletionCreateParams).validate_python(batch)["messages"] == HISTORY


def test_messages_of_a_validated_model_are_complete_in_each_request(recording: Recording) -> None:
    class Chat(pydantic.BaseModel):
        messages: list[ChatCompletionMessageParam]

    chat = Chat.model_validate_json(json.dumps({"messages": HISTORY}))
    for _ in range(2):
        recording.groq().chat.completions.create(messages=chat.messages, model="m")
    assert [body["messages"] for body in recording.bodies] == [HISTORY] * 2
    assert chat.model_dump(mode="json") == {"messages": HISTORY}


@pytest.mark.parametrize(
    ("params", "body"),
    [
        (CompletionCreateParams, {"messages": HISTORY, "model": "m", "stop": ["x"], "tools": [CALL], "documents": []}),
        (EmbeddingCreateParams, {"input": ["a", "b"], "model": "m"}),
        (ResponseCreateParams, {"input": [{"role": "user", "content": "Hi"}], "model": "m", "tools": []}),
    ],
)
def test_validated_parameters_are_the_same_in_each_request(params: Any, body: dict[str, Any]) -> None:
    validated = pydantic.TypeAdapter(params).validate_python(body)
    assert sent(validated) == sent(validated)
    assert sent(validated).keys() == body.keys()


def items() -> list[Any]:
    return [{"role": "user", "content": "Hi"}]


class Once:
    """An iterator that is not a generator."""

    def __init__(self) -> None:
        self._items = iter(items())

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return next(self._items)


ITERATORS: dict[str, Callable[[], Iterator[Any]]] = {
    "generator": lambda: (one for one in items()),
    "list_iterator": lambda: iter(items()),
    "map": lambda: map(dict, items()),
    "filter": lambda: filter(None, items()),
    "Once": Once,
    "ValidatorIterator": lambda: iter(pydantic.TypeAdapter(Iterable[dict[str, str]]).validate_python(items())),
}


@pytest.mark.parametrize("kind", ITERATORS)
@pytest.mark.parametrize("shape", [lambda x: {"messages": x}, lambda x: {"a": [{"messages": x}]}])
def test_raises_for_an_iterator_sent_twice(kind: str, shape: Callable[[object], object]) -> None:
    body = shape(ITERATORS[kind]())
    assert b'"content":"Hi"' in json_bytes(body)
    with pytest.raises(ValueError, match=rf"messages: expected a list, .*already consumed {kind}\. Pass a list"):
        json_bytes(body)


def test_raises_before_sending_a_consumed_iterator(recording: Recording) -> None:
    client, messages = recording.groq(), (one for one in items())
    client.chat.completions.create(messages=messages, model="m")
    with pytest.raises(ValueError, match="messages: expected a list"):
        client.chat.completions.create(messages=messages, model="m")
    assert len(recording.requests) == 1


def test_raises_for_a_generator_at_its_last_item() -> None:
    generator = (one for one in items())
    next(generator)
    with pytest.raises(ValueError, match="already consumed generator"):
        json_bytes({"messages": generator})


def test_sends_an_empty_array_for_a_new_generator_and_a_container() -> None:
    assert sent({"a": (one for one in list[int]()), "b": {}.values(), "c": set[int](), "d": ()}) == {
        key: [] for key in "abcd"
    }


class Part(pydantic.BaseModel):
    text: str
    note: str | None = None


class Holder(pydantic.BaseModel):
    """A model of a caller with an iterator."""

    parts: Iterable[Part]
    name: str | None = None
    nested: list[Any] = []


class OwnHolder(BaseModel):
    """A model on the base of this package."""

    parts: Iterable[Part]


@pytest.mark.parametrize("cls", [Holder, OwnHolder])
def test_iterators_of_a_model_are_complete_in_each_request(cls: Any) -> None:
    model = cls(parts=[{"text": "a"}, {"text": "b"}])
    expected = {"parts": [{"text": "a"}, {"text": "b"}]}
    for _ in range(2):
        body = sent({"a": [model]})["a"][0]
        body.pop("nested", None)
        assert body == expected


def test_sends_iterators_inside_containers_of_a_model() -> None:
    inner = Holder(parts=[Part(text="b")])
    model = Holder(parts=[Part(text="a")], nested=[inner, {"x": iter([1, 2])}])
    for _ in range(2):
        assert sent(model)["nested"] == [{"parts": [{"text": "b"}], "nested": []}, {"x": [1, 2]}]


def test_raises_for_a_consumed_iterator_of_a_model() -> None:
    model = Holder(parts=[Part(text="a")])
    list(model.parts)
    with pytest.raises(ValueError, match=r"^m\[0\]\.parts: expected a list"):
        json_bytes({"m": [model]})


def test_raises_for_a_consumed_iterator_of_a_dataclass() -> None:
    @dataclass
    class Data:
        items: Iterator[int]

    data = Data(iter([1]))
    assert sent(data) == {"items": [1]}
    with pytest.raises(ValueError, match=r"^items: expected a list"):
        json_bytes(data)
