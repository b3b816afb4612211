"""Values that JSON cannot represent raise an error with their path."""

from __future__ import annotations

import datetime
import math
from collections.abc import AsyncIterator
from typing import Any

import pydantic
import pytest

from groq import omit
from groq._request.arguments import checked_iterable
from groq._request.json_encoding import json_bytes

from .encoding import Color, FakeFloat32, Foreign, Number, Point, kind, sent

# Values without a JSON form.


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
def test_rejects_value_without_json_form_with_path_and_remedy(value: object, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        json_bytes({"messages": [{"role": "user", "content": value}]})
    assert str(caught.value).startswith("messages[0].content: expected a value that JSON can hold, got ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"response_format": Foreign}, r"^response_format: .* call chat\.completions\.parse\(\), .* Here, pass \{"),
        ({"tools": [len]}, r"^tools\[0\]: .* use chat\.completions\.run_tools\(\), or pass tool\(function\)\.to_param"),
    ],
    ids=["response_format", "tools"],
)
def test_error_names_the_method_that_accepts_a_type_or_a_function(body: dict[str, object], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        json_bytes(body)


def test_rejects_set_of_values_without_json_form() -> None:
    with pytest.raises(TypeError, match=r"^tags\[0\]: expected a value that JSON can hold, got object"):
        json_bytes({"tags": {object()}})


def test_error_path_counts_items_and_follows_mappings_and_dataclasses() -> None:
    with pytest.raises(TypeError, match=r"^a\[2\]\.y\.b\[1\]: "):
        json_bytes({"a": [1, 2, Point(0, {"b": (0, object())})]})


def test_error_path_counts_omitted_items() -> None:
    with pytest.raises(TypeError, match=r"^a\[1\]: "):
        json_bytes({"a": [omit, object()]})


def test_error_names_body_without_json_form() -> None:
    with pytest.raises(TypeError, match=r"^body: expected a value that JSON can hold, got object"):
        json_bytes(object())


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, FakeFloat32(math.nan), Number("inf")], ids=kind)
def test_rejects_numbers_without_json_form_with_path(number: object) -> None:
    with pytest.raises(ValueError, match=r"^a\[0\]\.b: expected a finite number, got -?(nan|inf); JSON has no form"):
        json_bytes({"a": [{"b": number}]})


def test_rejects_lone_surrogate_with_path_and_remedy() -> None:
    text = "ab\ud83d"
    with pytest.raises(ValueError, match=r"^messages\[1\]\.content: .*lone surrogate at position 2") as caught:
        json_bytes({"messages": [{}, {"content": text}]})
    assert 'text.encode("utf-8", "replace").decode()' in str(caught.value)
    assert sent({"a": text.encode("utf-8", "replace").decode()}) == {"a": "ab?"}


def test_rejects_lone_surrogate_in_key() -> None:
    with pytest.raises(ValueError, match=r"^a: .*lone surrogate at position 0"):
        json_bytes({"a": {"\udc00": 1}})


def test_rejects_list_that_contains_itself() -> None:
    body: list[object] = []
    body.append(body)
    with pytest.raises(ValueError, match=r"a\[0\].*nested more than 200 deep; does a value contain itself\?"):
        json_bytes({"a": body})


def test_rejects_object_that_contains_itself() -> None:
    body: dict[str, object] = {}
    body["a"] = {"b": body}
    with pytest.raises(ValueError, match="does a value contain itself"):
        json_bytes(body)


def nested(depth: int, innermost: object) -> object:
    value = innermost
    for _ in range(depth):
        value = {"a": [value]}
    return value


def test_sends_reasonably_deep_nesting() -> None:
    assert sent(nested(40, "x")) == nested(40, "x")
    assert sent(nested(40, (n for n in [1]))) == nested(40, [1])


def test_rejects_endless_nesting_without_overflow() -> None:
    with pytest.raises(ValueError, match="nested more than 200 deep"):
        json_bytes(nested(5_000, omit))


def test_rejects_model_that_does_not_serialize_with_path() -> None:
    class Binary(pydantic.BaseModel):
        data: bytes

    with pytest.raises(TypeError, match=r"^a\[0\]: expected a model that JSON can hold, got Binary"):
        json_bytes({"a": [Binary(data=b"\xff")]})


def test_rejects_integer_of_thousands_of_digits_with_path() -> None:
    with pytest.raises(ValueError, match=r"^a\[1\]: expected an integer of at most 10,000 bits"):
        json_bytes({"a": [1, 10**5000]})


def test_error_path_of_recursive_value_is_shortened() -> None:
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(ValueError, match=r"^a\[0\].{1,80}… nested|^.{1,90}: nested") as caught:
        json_bytes({"a": circle})
    assert len(str(caught.value)) < 160


def test_rejects_single_model_as_list() -> None:
    untyped: Any = Foreign(name="x")
    with pytest.raises(TypeError, match=r"^messages: expected a list"):
        checked_iterable("messages", untyped)
