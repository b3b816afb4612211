"""Models and data to parse."""

# ruff: noqa: UP007, UP045 - both ways to write a union are tested; the generated types use the older one

from __future__ import annotations

import copy
import enum
import json
from typing import Annotated, Any, Generic, Literal, Optional, TypeVar, Union

import pydantic

from groq import BaseModel
from groq._models import json_parser
from groq.types.chat import ChatCompletion

T = TypeVar("T")


COMPLETION: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1_700_000_000,
    "model": "openai/gpt-oss-20b",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "id": "call_1",
                        "type": "function",
                        "function": {"name": "weather", "arguments": '{"city":"Paris"}'},
                    }
                ],
            },
            "logprobs": None,
            "finish_reason": "tool_calls",
        }
    ],
    "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3, "total_time": 0.25},
    "x_groq": {"id": "req_1"},
}


def parse_json(data: bytes, type_: Any) -> Any:
    return json_parser(type_, strict=False)(data)


def parsed(value: Any, type_: Any = ChatCompletion) -> Any:
    return parse_json(json.dumps(value).encode(), type_)


def completion(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(COMPLETION), **changes}


class Tag(BaseModel):
    name: str
    weight: Optional[float] = None


class Item(BaseModel):
    id: str
    count: int
    kind: Literal["a", "b"]
    price: float
    on: bool
    tag: Tag
    tags: list[Tag]
    by_name: dict[str, Tag]
    maybe: Optional[Tag] = None
    note: Optional[str] = None


ITEM: dict[str, Any] = {
    "id": "1",
    "count": 1,
    "kind": "a",
    "price": 1.5,
    "on": True,
    "tag": {"name": "t"},
    "tags": [{"name": "t1"}, {"name": "t2"}],
    "by_name": {"x": {"name": "tx"}},
}


class Color(enum.Enum):
    RED = "red"


class Cat(BaseModel):
    type: Literal["cat"]
    lives: int


class Dog(BaseModel):
    type: Literal["dog"]
    tricks: list[str]


class Tree(BaseModel):
    name: str
    children: list[Tree] = pydantic.Field(default_factory=list)
    parent: Optional[Tree] = None


class Box(BaseModel, Generic[T]):
    content: T
    count: int


Pet = Annotated[Union[Cat, Dog], pydantic.Field(discriminator="type")]


class Home(BaseModel):
    pet: Pet
    pets: list[Pet]


class Group(BaseModel):
    type: Literal["group"]
    members: list[Union[Cat, Group]]


class Herd(BaseModel):
    type: Literal["herd"]
    leader: Optional[Annotated[Union[Herd, Cat], pydantic.Field(discriminator="type")]] = None
