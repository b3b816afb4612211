"""Types of every kind, each with a value and the JSON text that a model answers."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import json
import uuid
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar

import annotated_types
import pydantic
from typing_extensions import NotRequired, TypedDict

T = TypeVar("T")


class Ingredient(pydantic.BaseModel):
    """A part of a recipe."""

    name: str
    grams: float | None = pydantic.Field(default=None, description="Weight", gt=0)


class Recipe(pydantic.BaseModel):
    """With defaults and nested models."""

    title: str = pydantic.Field(description="What it is called")
    minutes: int = pydantic.Field(default=30, ge=1)
    best: Ingredient = pydantic.Field(default=Ingredient(name="salt"), description="The most important one")
    ingredients: list[Ingredient] = []


class Tree(pydantic.BaseModel):
    name: str
    left: Tree | None = pydantic.Field(default=None, description="The smaller half")
    children: list[Tree] = []


@dataclasses.dataclass
class Point:
    x: int
    y: int = 0


class Movie(TypedDict):
    title: str
    year: NotRequired[int]


class Pair(NamedTuple):
    left: int
    right: str = "r"


class Mood(enum.Enum):
    GLAD = "glad"
    SAD = "sad"


class Cat(pydantic.BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int = 9


class Dog(pydantic.BaseModel):
    kind: Literal["dog"] = "dog"
    name: str


Pet = Annotated[Cat | Dog, pydantic.Field(discriminator="kind")]


class Owner(pydantic.BaseModel):
    pet: Pet


class Page(pydantic.BaseModel, Generic[T]):
    items: list[T]
    more: bool


class Empty(pydantic.BaseModel):
    pass


class Aliased(pydantic.BaseModel):
    first_name: str = pydantic.Field(alias="firstName")


class Open(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")

    x: int


class Scores(pydantic.BaseModel):
    scores: dict[str, int]


class Event(pydantic.BaseModel):
    """Formats and patterns, which strict schemas move into descriptions."""

    day: datetime.date = pydantic.Field(description="When it is")
    start: datetime.datetime
    length: datetime.timedelta | None = None
    id: uuid.UUID
    price: Annotated[decimal.Decimal, pydantic.Field(gt=0, decimal_places=2)]
    code: Annotated[str, pydantic.Field(pattern="^[A-Z]{2}-[0-9]{3}$")]
    name: Annotated[str, pydantic.Field(min_length=12, max_length=20)]
    seats: Annotated[int, pydantic.Field(ge=10, multiple_of=7)]
    tags: Annotated[list[str], pydantic.Field(min_length=2)]


class Case(NamedTuple):
    name: str
    type: Any
    answer: Any
    value: Any
    is_strict: bool = True

    @property
    def text(self) -> str:
        return json.dumps(self.answer)


_SALT = {"name": "salt", "grams": None}
_LEAF: dict[str, Any] = {"name": "leaf", "left": None, "children": []}
_EVENT = {
    "day": "2026-11-29",
    "start": "2026-11-29T12:00:00Z",
    "length": "PT1H",
    "id": "00000000-0000-4000-8000-000000000001",
    "price": "9.50",
    "code": "AB-123",
    "name": "A long evening",
    "seats": 14,
    "tags": ["a", "b"],
}

CASES = [
    Case(
        "model",
        Recipe,
        {"title": "Soup", "minutes": 5, "best": _SALT, "ingredients": [_SALT]},
        Recipe(title="Soup", minutes=5, ingredients=[Ingredient(name="salt")]),
    ),
    Case(
        "recursive model",
        Tree,
        {"name": "root", "left": _LEAF, "children": [_LEAF]},
        Tree(name="root", left=Tree(name="leaf"), children=[Tree(name="leaf")]),
    ),
    Case("dataclass", Point, {"x": 1, "y": 2}, Point(1, 2)),
    Case("TypedDict", Movie, {"title": "Alien", "year": 1979}, Movie(title="Alien", year=1979)),
    Case("NamedTuple", Pair, {"value": [1, "a"]}, Pair(1, "a"), is_strict=False),
    Case("Enum", Mood, {"value": "sad"}, Mood.SAD),
    Case("Literal", Literal["a", 1], {"value": 1}, 1),
    Case("list of models", list[Point], {"value": [{"x": 1, "y": 2}]}, [Point(1, 2)]),
    Case("list of recursive models", list[Tree], {"value": [_LEAF]}, [Tree(name="leaf")]),
    Case("dict", dict[str, int], {"a": 1}, {"a": 1}, is_strict=False),
    Case("model with a dict", Scores, {"scores": {"a": 1}}, Scores(scores={"a": 1}), is_strict=False),
    Case("open model", Open, {"x": 1, "y": 2}, Open.model_validate({"x": 1, "y": 2}), is_strict=False),
    Case("discriminated union", Pet, {"value": {"kind": "dog", "name": "Rex"}}, Dog(name="Rex")),
    Case("model with a union", Owner, {"pet": {"kind": "cat", "lives": 8}}, Owner(pet=Cat(lives=8))),
    Case("union", int | str | None, {"value": "a"}, "a"),
    Case("constraints", Annotated[int, annotated_types.Ge(1)], {"value": 3}, 3),
    Case("set", set[int], {"value": [1, 2]}, {1, 2}),
    Case(
        "generic",
        Page[Point],
        {"items": [{"x": 1, "y": 2}], "more": False},
        Page[Point](items=[Point(1, 2)], more=False),
    ),
    Case("int", int, {"value": 7}, 7),
    Case("str", str, {"value": "{"}, "{"),
    Case("bool", bool, {"value": False}, False),
    Case("no fields", Empty, {}, Empty()),
    Case("alias", Aliased, {"firstName": "Ada"}, Aliased(firstName="Ada")),
    Case("any", Any, {"value": [1, {}]}, [1, {}], is_strict=False),
    Case("date", datetime.date, {"value": "2026-11-29"}, datetime.date(2026, 11, 29)),
    Case("formats", Event, _EVENT, Event.model_validate(_EVENT)),
    Case("tuple", tuple[int, str], {"value": [1, "a"]}, (1, "a"), is_strict=False),
]
IDS = [case.name for case in CASES]
STRICT_CASES = [case for case in CASES if case.is_strict]
LOOSE_CASES = [case for case in CASES if not case.is_strict]
