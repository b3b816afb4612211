"""Type checkers infer the type of the answer. `scripts/check` runs mypy and pyright on this file."""

from __future__ import annotations

import dataclasses
import enum
from typing import Any, Generic, Literal, TypeVar

import pydantic
from typing_extensions import TypedDict, assert_type

from groq import AsyncGroq, Groq
from groq.lib.parse import OutputType, ParsedChatCompletion, ParsedMessage, parse, parse_async
from groq.types.chat import ChatCompletionMessageParam

T = TypeVar("T")
HI: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Hi"}]


class Model(pydantic.BaseModel):
    x: int


class Page(pydantic.BaseModel, Generic[T]):
    items: list[T]


@dataclasses.dataclass
class Point:
    x: int


class Movie(TypedDict):
    title: str


class Mood(enum.Enum):
    GLAD = 1


def parsed_types(client: Groq) -> None:
    """Never called: the annotations are the test."""
    create = client.chat.completions.create
    completion = parse(create, response_format=Model, messages=[{"role": "user", "content": "Hi"}], model="m")
    assert_type(completion, ParsedChatCompletion[Model])
    assert_type(completion.choices[0].message, ParsedMessage[Model])
    assert_type(completion.choices[0].message.parsed, Model | None)
    assert_type(completion.parsed, Model | None)
    assert_type(parse(create, response_format=Point, messages=HI, model="m").parsed, Point | None)
    assert_type(parse(create, response_format=Movie, messages=HI, model="m").parsed, Movie | None)
    assert_type(parse(create, response_format=Mood, messages=HI, model="m").parsed, Mood | None)
    assert_type(parse(create, response_format=Page[Model], messages=HI, model="m").parsed, Page[Model] | None)
    assert_type(parse(create, response_format=list[Model], messages=HI, model="m").parsed, list[Model] | None)
    assert_type(parse(create, response_format=dict[str, int], messages=HI, model="m").parsed, dict[str, int] | None)
    assert_type(parse(create, response_format=int, messages=HI, model="m").parsed, int | None)
    # Checkers do not accept these as `type[T]`: annotate the variable.
    assert_type(parse(create, response_format=Literal["a", "b"], messages=HI, model="m"), ParsedChatCompletion[Any])
    assert_type(parse(create, response_format=Model | Point, messages=HI, model="m"), ParsedChatCompletion[Any])
    output = OutputType[Model | Point](Model | Point)
    assert_type(parse(create, response_format=output, messages=HI, model="m").parsed, Model | Point | None)
    assert_type(OutputType(Model).parse("{}"), Model)


async def parsed_types_async(client: AsyncGroq) -> None:
    """Never called: the annotations are the test."""
    create = client.chat.completions.create
    completion = await parse_async(create, response_format=Model, messages=HI, model="m")
    assert_type(completion, ParsedChatCompletion[Model])
    assert_type(
        await parse_async(create, response_format=Literal["a"], messages=HI, model="m"), ParsedChatCompletion[Any]
    )
