"""Subclasses of `str` and numbers are sent by value; scalars of other libraries are numbers and booleans."""

from __future__ import annotations

import datetime
import enum
import json
import uuid
from dataclasses import dataclass
from typing import Any

import pydantic
import pytest

from groq._request.forms import field_parts
from groq._request.json_encoding import form_fields, json_bytes

from .recording import Recording


class Masked(str):
    """Text whose `str` and `repr` are masked."""

    def __str__(self) -> str:
        return "***"

    def __repr__(self) -> str:
        return "***"

    def __format__(self, spec: str) -> str:
        return "***"

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:  # noqa: ARG002 - as `str` has them
        return b"***"


class Count(int):
    """A number whose `str` differs from its value."""

    def __str__(self) -> str:
        return "many"

    __repr__ = __str__

    def __int__(self) -> int:
        return -1


class Share(float):
    """A float whose `str` differs from its value."""

    def __str__(self) -> str:
        return "half"

    __repr__ = __str__

    def __float__(self) -> float:
        return -1.0


class Model(str, enum.Enum):
    LARGE = "large"

    def __str__(self) -> str:
        return "Model.LARGE"


class Level(enum.IntEnum):
    HIGH = 3


class Plain(enum.Enum):
    NESTED = Model.LARGE


VALUES: list[tuple[Any, Any]] = [
    (Masked("secret"), "secret"),
    (Count(5), 5),
    (Share(0.5), 0.5),
    (Model.LARGE, "large"),
    (Level.HIGH, 3),
    (Plain.NESTED, "large"),
]


@pytest.mark.parametrize(("value", "expected"), VALUES)
@pytest.mark.parametrize("slow", [False, True], ids=["quick", "thorough"])
def test_body_has_the_values_of_subclasses(value: Any, expected: object, slow: bool) -> None:
    more: dict[str, object] = {"more": range(1)} if slow else {}
    body = json.loads(json_bytes({"a": value, "b": [{"c": value}], **more}))
    assert (body["a"], body["b"]) == (expected, [{"c": expected}])


@pytest.mark.parametrize("slow", [False, True], ids=["quick", "thorough"])
def test_keys_have_the_values_of_subclasses(slow: bool) -> None:
    more: dict[str, object] = {"more": range(1)} if slow else {}
    body = json.loads(json_bytes({"a": {Masked("k"): 1, Model.LARGE: 2, Level.HIGH: 3}, **more}))
    assert body["a"] == {"k": 1, "large": 2, "3": 3}


def test_fields_of_models_and_dataclasses_have_the_values_of_subclasses() -> None:
    class Message(pydantic.BaseModel):
        content: str
        extra: Any

    @dataclass
    class Data:
        content: str

    text = Masked("secret")
    model = Message.model_construct(content=text, extra=text)
    body = json.loads(json_bytes({"model": model, "data": Data(text)}))
    assert body == {"model": {"content": "secret", "extra": "secret"}, "data": {"content": "secret"}}


@pytest.mark.parametrize(("value", "expected"), VALUES)
def test_query_and_form_have_the_values_of_subclasses(recording: Recording, value: Any, expected: object) -> None:
    recording.groq().models.list(extra_query={"a": value, "b": [value], "c": {"d": value}})
    assert recording.pairs == [("a", str(expected)), ("b", str(expected)), ("c[d]", str(expected))]
    parts = field_parts(form_fields({"a": value, "b": {"c": [value]}}))
    assert parts == [("a", (None, str(expected).encode())), ("b[c][]", (None, str(expected).encode()))]


def test_names_in_a_query_have_the_values_of_subclasses(recording: Recording) -> None:
    name = Masked("n")
    recording.groq().models.list(extra_query={name: 1, "a": {name: 2, Model.LARGE: 3}})
    assert recording.pairs == [("n", "1"), ("a[n]", "2"), ("a[large]", "3")]


def test_path_header_key_and_content_have_the_values_of_subclasses(recording: Recording) -> None:
    client = recording.groq(api_key=Masked("key"), default_headers={"X-A": Masked("a")})
    client.models.retrieve(Masked("m/1"), extra_headers={"X-B": Masked("b")})
    sent = recording.last
    assert sent.url.raw_path == b"/openai/v1/models/m%2F1"
    assert (sent.headers["Authorization"], sent.headers["X-A"], sent.headers["X-B"]) == ("Bearer key", "a", "b")
    client.api_key = Masked("other")
    client.post("/x", cast_to=object, content=Masked("text"))
    assert (recording.last.headers["Authorization"], recording.last.content) == ("Bearer other", b"text")


# Dates, `None` and identifiers in a query.


def test_query_has_iso_dates_and_identifiers(recording: Recording) -> None:
    recording.groq().models.list(
        extra_query={
            "day": datetime.date(2026, 11, 1),
            "at": datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.timezone.utc),
            "time": datetime.time(12, 30),
            "ids": [uuid.UUID(int=1), datetime.date(2026, 1, 2)],
        }
    )
    assert recording.pairs == [
        ("day", "2026-11-01"),
        ("at", "2026-11-01T12:00:00+00:00"),
        ("time", "12:30:00"),
        ("ids", "00000000-0000-0000-0000-000000000001,2026-01-02"),
    ]


def test_none_drops_a_query_parameter_of_the_client_and_of_the_call(recording: Recording) -> None:
    client = recording.groq(default_query={"a": 1, "b": 2, "c": None})
    client.models.list(extra_query={"a": None, "d": None, "e": [None, 1, None], "f": [None], "g": {"h": None}})
    assert recording.pairs == [("b", "2"), ("e", "1")]


# Scalars of array libraries such as numpy and torch.


class Scalar:
    """A scalar or a zero-dimensional array: not a Python number, but with `item()`."""

    shape = ()
    dtype = "?"

    def __init__(self, value: object) -> None:
        self.value = value

    def item(self) -> object:
        return self.value


class Integer(Scalar):
    """A scalar that also converts to an integer."""

    def __index__(self) -> int:
        assert isinstance(self.value, int)
        return self.value


class Zero(Integer):
    """A zero-dimensional array, which is not iterable."""

    def __iter__(self) -> Any:
        raise TypeError("iteration over a 0-d array")


class Array:
    """A one-dimensional array. With a single item it converts to a number, as in numpy."""

    dtype = "?"

    def __init__(self, *items: object) -> None:
        self.items = items
        self.shape = (len(items),)

    def __iter__(self) -> Any:
        return iter(self.items)

    def __float__(self) -> float:
        raise AssertionError("an array is not a number")

    __index__ = item = __float__


class Indexed:
    """An integer of a library that does not register its types."""

    def __index__(self) -> int:
        return 7


class Floating:
    """A float of a library that does not register its types."""

    def __float__(self) -> float:
        return 0.25


class Symbol:
    """An expression that converts to a number in some cases."""

    def __float__(self) -> float:
        raise TypeError("cannot convert expression to float")


ARRAYS: list[tuple[Any, Any]] = [
    (Scalar(True), True),
    (Scalar(False), False),
    (Scalar(0.5), 0.5),
    (Scalar("text"), "text"),
    (Integer(3), 3),
    (Zero(3), 3),
    (Scalar(datetime.date(2026, 1, 2)), "2026-01-02"),
    (Array(Scalar(True), Integer(2)), [True, 2]),
    (Array(Integer(2)), [2]),
    (Array(), []),
    (Indexed(), 7),
    (Floating(), 0.25),
]


@pytest.mark.parametrize(("value", "expected"), ARRAYS)
def test_body_has_scalars_of_array_libraries(value: Any, expected: object) -> None:
    body = json.loads(json_bytes({"a": value, "b": [{"c": (value,)}]}))
    assert body == {"a": expected, "b": [{"c": [expected]}]}
    assert type(body["a"]) is type(expected)


@pytest.mark.parametrize(("value", "text"), [(Scalar(True), "true"), (Integer(3), "3"), (Scalar(0.5), "0.5")])
def test_query_and_form_have_scalars_of_array_libraries(recording: Recording, value: Any, text: str) -> None:
    recording.groq().models.list(extra_query={"a": value})
    assert recording.pairs == [("a", text)]
    assert field_parts(form_fields({"a": value})) == [("a", (None, text.encode()))]


# numpy.datetime64[ns].item() is a count of nanoseconds.
@pytest.mark.parametrize("value", [Scalar(1_577_836_800_000_000_000), Scalar(1j), Scalar(b"x"), Symbol()])
def test_rejects_values_that_only_look_like_numbers(value: Any) -> None:
    with pytest.raises(TypeError, match=r"^a\.b: expected a value that JSON can hold, got (Scalar|Symbol|complex|byt)"):
        json_bytes({"a": {"b": value}})


def test_rejects_non_finite_scalar() -> None:
    with pytest.raises(ValueError, match=r"^a: expected a finite number, got nan"):
        json_bytes({"a": Scalar(float("nan"))})


def test_numpy_values_are_sent() -> None:
    np: Any = pytest.importorskip("numpy")
    body = {
        "bool": np.bool_(True),
        "int": np.int64(3),
        "float": np.float32(0.5),
        "zero": np.array(5),
        "array": np.array([[1, 2]]),
        "flags": np.array([True]),
        np.str_("key"): np.str_("x"),
        "keys": {np.int64(5): 1},
    }
    assert json.loads(json_bytes(body)) == {
        "bool": True,
        "int": 3,
        "float": 0.5,
        "zero": 5,
        "array": [[1, 2]],
        "flags": [True],
        "key": "x",
        "keys": {"5": 1},
    }
