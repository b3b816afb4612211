"""Encode a body as a request would, and decode it again."""

from __future__ import annotations

import dataclasses
import enum
import json
import numbers
from typing import Any

import pydantic

from groq._request.json_encoding import json_bytes


def kind(value: object) -> str:
    """A test id that is the same in every process."""
    return value.__name__ if isinstance(value, type) else f"{type(value).__name__}"


def sent(body: object, extra: object = None) -> Any:
    """Return the body as the API would decode it."""
    return json.loads(json_bytes(body, extra))


# Scalars.


class Color(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


@numbers.Real.register
class FakeFloat32:
    """Like NumPy's floats: registered as `Real`, not a subclass of `float`."""

    def __init__(self, value: float) -> None:
        self.value = value

    def __float__(self) -> float:
        return self.value


class Number(float):
    """A subclass of `float`, such as `numpy.float64`."""


# Models.


class Foreign(pydantic.BaseModel):
    name: str
    unit: str = "celsius"
    note: str | None = None
    said: str | None = None
    where: str = pydantic.Field(default="here", alias="location")
    inner: list[Foreign] = []


# Dataclasses.


@dataclasses.dataclass
class Point:
    x: int
    y: Any = None
