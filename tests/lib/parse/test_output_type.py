"""`OutputType`: answers of every kind become values."""

from __future__ import annotations

import enum
import json
import types
from typing import Annotated, Any, Literal

import jsonschema
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq.lib.parse import OutputType
from groq.lib.parse.output_type import output_type_of

from ...support.examples import examples
from ..schema.cases import CASES, IDS, Case, Page, Point, Recipe


@pytest.mark.parametrize("case", CASES, ids=IDS)
@pytest.mark.parametrize("strict", ["auto", False], ids=["strict", "loose"])
def test_parses_answer_into_the_value(case: Case, strict: Literal["auto", False]) -> None:
    parsed = OutputType(case.type, strict=strict).parse(case.text)
    assert parsed == case.value
    assert type(parsed) is type(case.value)


@pytest.mark.parametrize("case", CASES, ids=IDS)
@pytest.mark.parametrize("strict", ["auto", False], ids=["strict", "loose"])
def test_format_is_strict_when_the_schema_is(case: Case, strict: Literal["auto", False]) -> None:
    output = OutputType(case.type, strict=strict)
    assert output.is_strict is (strict == "auto" and case.is_strict)
    assert output.response_format == {
        "type": "json_schema",
        "json_schema": {"name": output.name, "schema": output.schema, "strict": output.is_strict},
    }


@pytest.mark.parametrize("text", ["", "{", "null", '{"title": 1}', "{} {}", "[]"])
def test_raises_when_the_answer_does_not_match(text: str) -> None:
    with pytest.raises(pydantic.ValidationError):
        OutputType(Recipe).parse(text)


@pytest.mark.parametrize("text", ['\n```json\n{"x": 1}\n```\n', '```\r\n{"x": 1}\r\n```', '```json {"x": 1}```'])
def test_reads_json_in_a_fence(text: str) -> None:
    assert OutputType(Point).parse(text) == Point(1)
    assert OutputType(Point).parse_partial(text.partition("}")[0]) == {"x": 1}


def test_keeps_fences_inside_json() -> None:
    assert OutputType(str).parse(json.dumps({"value": "```\n{}\n```"})) == "```\n{}\n```"


def test_reads_bare_value_in_best_effort_mode() -> None:
    assert OutputType(list[Point]).parse('[{"x": 1}]') == [Point(1)]


def test_rejects_object_without_the_wrapper() -> None:
    with pytest.raises(pydantic.ValidationError, match="value"):
        OutputType[Any](Point | dict[str, int]).parse('{"x": 1}')


def test_answer_is_validated_beyond_the_schema() -> None:
    with pytest.raises(pydantic.ValidationError, match="greater than or equal to 1"):
        OutputType(Recipe).parse('{"title": "Soup", "minutes": 0}')


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        (Recipe, "Recipe"),
        (Page[Point], "Page_Point"),
        (list[Recipe], "list_Recipe"),
        (int, "int"),
        (Literal["a b"], "Literal"),
        (pydantic.create_model("M" * 100), "M" * 64),
        (enum.Enum("Größe", "A"), "Gr_e"),
    ],
)
def test_name_has_only_characters_that_the_api_accepts(type_: Any, name: str) -> None:
    assert OutputType(type_).name == name


def test_schema_of_a_type_is_cached() -> None:
    assert output_type_of(Recipe, "auto") is output_type_of(Recipe, "auto")
    assert output_type_of(Recipe, "auto") is not output_type_of(Recipe, False)


def test_unhashable_type_is_not_cached() -> None:
    type_ = Annotated[int, pydantic.Field(ge=1), {}]
    assert output_type_of(type_, "auto").parse('{"value": 1}') == 1


Pair = tuple[Any, "st.SearchStrategy[Any]"]

LEAVES: list[Pair] = [
    (int, st.integers(-(2**60), 2**60)),
    (str, st.text(max_size=5)),
    (bool, st.booleans()),
    (float, st.floats(allow_nan=False, allow_infinity=False)),
    (Literal["a", "b"], st.sampled_from(["a", "b"])),
    (Annotated[int, pydantic.Field(ge=3, description="At least 3")], st.integers(3, 9)),
]


def lists(pair: Pair) -> Pair:
    type_, values = pair
    return types.GenericAlias(list, type_), st.lists(values, max_size=2)


def optional(pair: Pair) -> Pair:
    return pair[0] | None, st.none() | pair[1]


def model(pairs: list[Pair]) -> Pair:
    fields: Any = {f"field{index}": (type_, None) for index, (type_, _) in enumerate(pairs)}
    class_: Any = pydantic.create_model("Model", **fields)
    return class_, st.builds(class_, **{f"field{index}": values for index, (_, values) in enumerate(pairs)})


TYPES = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(inner.map(lists), inner.map(optional), st.lists(inner, max_size=3).map(model)),
    max_leaves=6,
)


@examples(30)
@given(st.data(), st.sampled_from(["auto", False]))
def test_any_value_of_any_type_round_trips(data: st.DataObject, strict: Literal["auto", False]) -> None:
    type_, values = data.draw(TYPES)
    value = data.draw(values)
    output = OutputType[Any](type_, strict=strict)
    jsonschema.Draft202012Validator.check_schema(output.schema)
    plain = pydantic.TypeAdapter[Any](type_).dump_python(value, mode="json")
    answer = {"value": plain} if "value" in output.schema["properties"] else plain
    jsonschema.Draft202012Validator(output.schema).validate(answer)
    assert output.parse(json.dumps(answer)) == value
    assert output.is_strict is (strict == "auto")


def test_order_of_a_union_decides_between_members_that_match_equally() -> None:
    class First(pydantic.BaseModel):
        number: int

    class Second(pydantic.BaseModel):
        number: int

    either: Any = First | Second
    other: Any = Second | First
    assert either == other  # equal types must not share a cache entry
    for union, expected in ((either, First), (other, Second)):
        assert type(output_type_of(union, "auto").parse('{"value": {"number": 1}}')) is expected
