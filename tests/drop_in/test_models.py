"""Models: line 8 of the contract, and `cast_to`."""

from __future__ import annotations

import copy
import datetime
import json
import pickle
from collections.abc import Callable
from typing import Annotated, Any, Generic, Literal, TypeVar

import httpx
import pydantic
import pytest

import groq
from groq import (
    AsyncGroq,
    Groq,
)
from groq.types.chat import ChatCompletion

from ..support.answers import COMPLETION, MESSAGES
from ..support.wire import ContentWire

T = TypeVar("T")


# 8. Models.


@pytest.fixture
def completion(client: Groq, wire: ContentWire) -> ChatCompletion:
    wire.content = json.dumps({**COMPLETION, "system_fingerprint": None, "new_field": {"a": 1}}).encode()
    return client.chat.completions.create(messages=MESSAGES, model="m")


def test_models_are_mutable_and_keep_extra_fields(completion: ChatCompletion) -> None:
    """Line 8."""
    completion.id = "changed"
    completion.choices[0].message.content = "changed"
    assert (completion.id, completion.choices[0].message.content) == ("changed", "changed")
    assert completion.new_field == {"a": 1}  # type: ignore[attr-defined] # an extra
    assert completion.model_extra == {"new_field": {"a": 1}}
    untyped: Any = completion
    untyped.another = 2
    assert completion.model_dump()["another"] == 2


def test_models_can_be_pickled_and_copied(completion: ChatCompletion) -> None:
    """Line 8."""
    others: list[Any]
    others = [pickle.loads(pickle.dumps(completion)), copy.deepcopy(completion), completion.model_copy(deep=True)]
    for other in others:
        assert other == completion
        assert other is not completion
        assert other.choices[0].message is not completion.choices[0].message
        assert other.model_fields_set == completion.model_fields_set
        assert other.new_field == {"a": 1}


def test_fields_set_distinguishes_null_from_missing(completion: ChatCompletion) -> None:
    """Line 8."""
    assert completion.system_fingerprint is None
    assert completion.usage is None
    assert "system_fingerprint" in completion.model_fields_set
    assert "usage" not in completion.model_fields_set


def test_models_accept_extra_keywords() -> None:
    """Line 8."""
    message: Any = {"role": "assistant", "content": "Hi"}
    choices: Any = [{"index": 0, "finish_reason": "stop", "message": message}]
    arguments: dict[str, Any] = {"id": "1", "choices": choices, "created": 1, "model": "m", "object": "chat.completion"}
    arguments["something"] = "else"
    made = ChatCompletion(**arguments)
    assert made.something == "else"  # type: ignore[attr-defined] # an extra
    assert made.choices[0].message.content == "Hi"
    constructed = ChatCompletion.model_construct(**arguments)
    assert constructed == made
    assert ChatCompletion.construct(**arguments).id == "1"
    assert ChatCompletion.model_construct(id="1").id == "1"


def test_models_dump_to_dictionaries_and_json(completion: ChatCompletion) -> None:
    """Line 8."""
    sent = {**COMPLETION, "system_fingerprint": None, "new_field": {"a": 1}}
    assert completion.to_dict() == sent
    assert json.loads(completion.to_json()) == sent
    assert completion.model_dump(warnings=False)["usage"] is None
    assert json.loads(completion.model_dump_json(exclude_unset=True)) == sent
    assert completion.to_json(indent=None).count("\n") == 0


# Types for cast_to, including callers' own models.


class Inner(groq.BaseModel):
    value: int
    when: datetime.datetime | None = None


class Cat(groq.BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(groq.BaseModel):
    kind: Literal["dog"]
    tricks: list[str] | None = None


class Outer(groq.BaseModel):
    inner: Inner
    many: list[Inner] = []  # noqa: RUF012 - pydantic copies it
    by_name: dict[str, Inner] = {}  # noqa: RUF012 - pydantic copies it
    plain: int | str | None = None
    pet: Cat | Dog | None = None
    tagged: Annotated[Cat | Dog, pydantic.Field(discriminator="kind")] | None = None
    camel_case: str | None = pydantic.Field(default=None, alias="camelCase")


class Page(groq.BaseModel, Generic[T]):
    items: list[T]
    next: str | None = None


@pytest.fixture(params=["sync", "async"])
def get(request: pytest.FixtureRequest, wire: ContentWire) -> Callable[[Any, Any], Any]:
    """Return a function that gets a response as a type."""

    async def got(cast_to: Any, answer: Any) -> Any:
        wire.content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        options: Any = {"transport": httpx.MockTransport(wire)}
        if request.param == "sync":
            return Groq(http_client=httpx.Client(**options)).get("/own", cast_to=cast_to)
        async with AsyncGroq(http_client=httpx.AsyncClient(**options)) as client:
            return await client.get("/own", cast_to=cast_to)

    return got


@pytest.mark.anyio
async def test_cast_to_accepts_models_of_callers(get: Callable[[Any, Any], Any]) -> None:
    answer = {
        "inner": {"value": 1, "when": "2026-01-02T03:04:05Z", "extra": {"deep": [1]}},
        "many": [{"value": 2}, {"value": "odd"}],
        "by_name": {"a": {"value": 3}},
        "plain": "x",
        "pet": {"kind": "dog", "tricks": ["sit"]},
        "tagged": {"kind": "cat", "lives": 7},
        "camelCase": "c",
        "unknown": [{"value": 4}],
    }
    found = await get(Outer, answer)
    assert [type(found)] == [Outer]
    assert found.inner.when == datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
    assert found.inner.extra == {"deep": [1]}
    assert [type(one) for one in (*found.many, found.by_name["a"])] == [Inner] * 3
    assert found.many[1].value == "odd"
    assert (type(found.pet), found.pet.tricks) == (Dog, ["sit"])
    assert (type(found.tagged), found.tagged.lives) == (Cat, 7)
    assert (found.plain, found.camel_case, found.unknown) == ("x", "c", [{"value": 4}])
    assert "camelCase" in found.to_dict(warnings=False)
    assert "camel_case" in found.to_dict(warnings=False, use_api_names=False)
    found = await get(Outer, {"inner": {"value": 1}})
    assert (found.many, found.by_name, found.plain, found.pet, found.camel_case) == ([], {}, None, None, None)
    found = await get(Outer, {"inner": {"value": 1, "when": "soon"}, "tagged": {"kind": "fish", "fins": 2}})
    assert found.inner.when == "soon"
    assert (found.tagged.kind, found.tagged.fins) == ("fish", 2)


@pytest.mark.anyio
async def test_cast_to_accepts_generic_models(get: Callable[[Any, Any], Any]) -> None:
    found = await get(Page[Inner], {"items": [{"value": 1}], "next": "n", "more": True})
    assert issubclass(type(found), Page)
    assert [type(one) for one in found.items] == [Inner]
    assert (found.next, found.more) == ("n", True)
    found = await get(Page[str], {"items": ["a", 1]})
    assert found.items == ["a", 1]


@pytest.mark.anyio
async def test_cast_to_accepts_plain_types_and_collections(get: Callable[[Any, Any], Any]) -> None:
    assert await get(list[Inner], [{"value": 1}, {"value": 2}]) == [Inner(value=1), Inner(value=2)]
    assert await get(list[int], [1, 2]) == [1, 2]
    assert await get(dict[str, Inner], {"a": {"value": 1}}) == {"a": Inner(value=1)}
    assert await get(dict, {"a": [1]}) == {"a": [1]}
    for type_ in (object, Any):
        assert await get(type_, {"a": [None]}) == {"a": [None]}
    assert await get(str, b'{"a": 1}') == '{"a": 1}'
    assert await get(bytes, b"\x00\xff") == b"\x00\xff"
    for nothing in (None, groq.NoneType):
        assert await get(nothing, b"whatever") is None
    response = await get(httpx.Response, b"raw")
    assert isinstance(response, httpx.Response)
    assert response.content == b"raw"


@pytest.mark.anyio
async def test_cast_to_accepts_unions(get: Callable[[Any, Any], Any]) -> None:
    for union in (Cat | Dog, Annotated[Cat | Dog, pydantic.Field(discriminator="kind")]):
        assert type(await get(union, {"kind": "dog"})) is Dog
        assert type(await get(union, {"kind": "cat", "lives": "many"})) is Cat
        unknown = await get(union, {"kind": "fish", "fins": 2})
        assert isinstance(unknown, groq.BaseModel)
        assert unknown.to_dict() == {"kind": "fish", "fins": 2}
