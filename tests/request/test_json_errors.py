"""Values without a JSON form are rejected with their place."""

from __future__ import annotations

import datetime
import math
from collections.abc import AsyncIterator
from typing import Any

import pydantic
import pytest

from groq import omit
from groq._request.arguments import iterable
from groq._request.json import json_bytes

from .encoding import Color, FakeFloat32, Foreign, Number, Point, kind, sent

# What has no JSON form.


async def items() -> AsyncIterator[int]:
    yield 1


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (object(), "expected a value that JSON can hold, got object. Convert it to JSON types first."),
        (len, "got builtin_function_or_method. Convert"),
        (1j, "got complex. Convert it"),
        (datetime.timedelta(1), "got timedelta. Convert it"),
        (b"bytes", 'got bytes. Decode it first, or encode it as text: base64.b64encode(data).decode("ascii").'),
        (bytearray(b"a"), "got bytearray. Decode it first"),
        (memoryview(b"a"), "got memoryview. Decode it first"),
        (Foreign, "got the class Foreign. Pass an instance, or for a pydantic class its `model_json_schema()`."),
        (Point, "got the class Point. Pass an instance"),
        (Color, "got the class Color. Pass an instance"),
        (items(), "got async_generator. Collect it first: [item async for item in ...]."),
    ],
    ids=kind,
)
def test_what_has_no_json_form_is_refused_with_its_place_and_what_to_do(value: object, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        json_bytes({"messages": [{"role": "user", "content": value}]})
    assert str(caught.value).startswith("messages[0].content: expected a value that JSON can hold, got ")
    assert message in str(caught.value)


def test_a_set_of_something_without_json_form_is_refused() -> None:
    with pytest.raises(TypeError, match=r"^tags\[0\]: expected a value that JSON can hold, got object"):
        json_bytes({"tags": {object()}})


def test_the_place_counts_items_and_follows_mappings_and_dataclasses() -> None:
    with pytest.raises(TypeError, match=r"^a\[2\]\.y\.b\[1\]: "):
        json_bytes({"a": [1, 2, Point(0, {"b": (0, object())})]})


def test_the_place_counts_items_that_were_not_given_too() -> None:
    with pytest.raises(TypeError, match=r"^a\[1\]: "):
        json_bytes({"a": [omit, object()]})


def test_a_body_without_json_form_is_called_body() -> None:
    with pytest.raises(TypeError, match=r"^body: expected a value that JSON can hold, got object"):
        json_bytes(object())


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, FakeFloat32(math.nan), Number("inf")], ids=kind)
def test_numbers_without_json_form_are_refused_with_their_place(number: object) -> None:
    with pytest.raises(ValueError, match=r"^a\[0\]\.b: expected a finite number, got -?(nan|inf); JSON has no form"):
        json_bytes({"a": [{"b": number}]})


def test_a_lone_surrogate_is_refused_with_its_place_and_how_to_clean_it() -> None:
    text = "ab\ud83d"
    with pytest.raises(ValueError, match=r"^messages\[1\]\.content: .*lone surrogate at position 2") as caught:
        json_bytes({"messages": [{}, {"content": text}]})
    assert 'text.encode("utf-8", "replace").decode()' in str(caught.value)
    assert sent({"a": text.encode("utf-8", "replace").decode()}) == {"a": "ab?"}


def test_a_lone_surrogate_in_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^a: .*lone surrogate at position 0"):
        json_bytes({"a": {"\udc00": 1}})


def test_a_list_that_contains_itself_is_refused() -> None:
    body: list[object] = []
    body.append(body)
    with pytest.raises(ValueError, match=r"a\[0\].*nested more than 200 deep; does a value contain itself\?"):
        json_bytes({"a": body})


def test_an_object_that_contains_itself_is_refused() -> None:
    body: dict[str, object] = {}
    body["a"] = {"b": body}
    with pytest.raises(ValueError, match="does a value contain itself"):
        json_bytes(body)


def nested(depth: int, innermost: object) -> object:
    value = innermost
    for _ in range(depth):
        value = {"a": [value]}
    return value


def test_deep_nesting_that_makes_sense_is_sent() -> None:
    assert sent(nested(40, "x")) == nested(40, "x")
    assert sent(nested(40, (n for n in [1]))) == nested(40, [1])


def test_nesting_without_end_is_refused_rather_than_exhausting_the_stack() -> None:
    with pytest.raises(ValueError, match="nested more than 200 deep"):
        json_bytes(nested(5_000, omit))


def test_a_model_that_does_not_dump_is_refused_with_its_place() -> None:
    class Binary(pydantic.BaseModel):
        data: bytes

    with pytest.raises(TypeError, match=r"^a\[0\]: expected a model that JSON can hold, got Binary"):
        json_bytes({"a": [Binary(data=b"\xff")]})


def test_an_integer_of_thousands_of_digits_is_refused_with_its_place() -> None:
    with pytest.raises(ValueError, match=r"^a\[1\]: expected a number of a sensible size"):
        json_bytes({"a": [1, 10**5000]})


def test_the_place_in_a_value_that_contains_itself_is_shortened() -> None:
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(ValueError, match=r"^a\[0\].{1,80}… nested|^.{1,90}: nested") as caught:
        json_bytes({"a": circle})
    assert len(str(caught.value)) < 160


def test_a_single_model_is_no_list_of_items() -> None:
    untyped: Any = Foreign(name="x")
    with pytest.raises(TypeError, match=r"^messages: expected a list"):
        iterable("messages", untyped)
