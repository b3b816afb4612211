"""`json_schema_of`: both forms of every type, and the changes of the strict form."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

import jsonschema
import pydantic
import pytest

from groq import tool
from groq.lib.schema import JsonSchema, StrictSchemaError, json_schema_of

from .cases import CASES, IDS, LOOSE_CASES, STRICT_CASES, Case, Mood, Open, Owner, Recipe, Scores, Tree

FORMS = pytest.mark.parametrize("strict", ["auto", False], ids=["strict", "loose"])
EVERY_CASE = pytest.mark.parametrize("case", CASES, ids=IDS)
STRICT_CASE = pytest.mark.parametrize("case", STRICT_CASES, ids=[case.name for case in STRICT_CASES])
LOOSE_CASE = pytest.mark.parametrize("case", LOOSE_CASES, ids=[case.name for case in LOOSE_CASES])
# Keywords that the strict form may have.
KEYWORDS = {"$defs", "$ref", "additionalProperties", "anyOf", "description", "enum", "items", "properties", "required"}
KEYWORDS |= {"title", "type"}


def subschemas(schema: JsonSchema) -> Iterator[JsonSchema]:
    """Yield a strict schema and every schema in it."""
    yield schema
    inner = [*schema.get("$defs", {}).values(), *schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    for one in [*inner, *([schema["items"]] if "items" in schema else [])]:
        yield from subschemas(one)


def strict_field(type_: Any, name: str) -> JsonSchema:
    field: JsonSchema = json_schema_of(type_, strict=True)["properties"][name]
    return field


def check(schema: JsonSchema, value: Any) -> None:
    jsonschema.Draft202012Validator(schema).validate(value)


@EVERY_CASE
@FORMS
def test_schema_is_valid_json_schema(case: Case, strict: Literal["auto", False]) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema_of(case.type, strict))


@EVERY_CASE
@FORMS
def test_schema_accepts_the_answer(case: Case, strict: Literal["auto", False]) -> None:
    check(json_schema_of(case.type, strict), case.answer)


@EVERY_CASE
@FORMS
def test_root_is_an_object(case: Case, strict: Literal["auto", False]) -> None:
    assert json_schema_of(case.type, strict)["type"] == "object"


@STRICT_CASE
def test_strict_schema_closes_every_object(case: Case) -> None:
    for schema in subschemas(json_schema_of(case.type, strict=True)):
        assert schema.keys() <= KEYWORDS
        assert schema.keys() == {"$ref"} or "$ref" not in schema
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False
            assert schema["required"] == list(schema["properties"])


@STRICT_CASE
def test_strict_schema_requires_every_property(case: Case) -> None:
    schema = json_schema_of(case.type, strict=True)
    for name in case.answer:
        with pytest.raises(jsonschema.ValidationError, match="required property"):
            check(schema, {key: value for key, value in case.answer.items() if key != name})


@STRICT_CASE
def test_strict_schema_rejects_other_properties(case: Case) -> None:
    with pytest.raises(jsonschema.ValidationError, match="unexpected"):
        check(json_schema_of(case.type, strict=True), {**case.answer, "other": 1})


@STRICT_CASE
def test_auto_is_strict_when_strict_can_express_the_type(case: Case) -> None:
    assert json_schema_of(case.type) == json_schema_of(case.type, strict=True)


@LOOSE_CASE
def test_auto_falls_back_to_the_loose_form(case: Case) -> None:
    assert json_schema_of(case.type) == json_schema_of(case.type, strict=False)


@LOOSE_CASE
def test_raises_when_strict_cannot_express_the_type(case: Case) -> None:
    with pytest.raises(StrictSchemaError, match=r"strict schemas cannot express .* pass strict='auto'"):
        json_schema_of(case.type, strict=True)


@pytest.mark.parametrize(
    ("type_", "what", "where"),
    [
        (Scores, "an object with any keys", "scores"),
        (Open, "an object with any keys", "its root"),
        (list[Scores], "an object with any keys", "$defs/Scores/scores"),
        (Any, "any value", "value"),
        (list[Any], "any value", "value/items"),
        (int | dict[str, int], "an object with any keys", "value/1"),
        (tuple[int, str], "`prefixItems`", "value"),
    ],
)
def test_error_names_the_unsupported_part_and_its_path(type_: Any, what: str, where: str) -> None:
    with pytest.raises(StrictSchemaError) as caught:
        json_schema_of(type_, strict=True)
    assert f"cannot express {what}, which the type has at {where}:" in str(caught.value)


def test_loose_schema_keeps_open_dict() -> None:
    field = json_schema_of(Scores)["properties"]["scores"]
    assert field["additionalProperties"] == {"type": "integer"}


def test_loose_schema_keeps_defaults_and_optional_fields() -> None:
    schema = json_schema_of(Recipe, strict=False)
    assert schema["required"] == ["title"]
    assert schema["properties"]["minutes"] == {"default": 30, "minimum": 1, "type": "integer"}


def test_default_and_constraints_move_into_the_description() -> None:
    assert strict_field(Recipe, "minutes") == {"type": "integer", "description": "default: 30, minimum: 1"}


def test_description_comes_before_the_constraints() -> None:
    schema = strict_field(Recipe, "best")
    assert schema["description"].startswith("The most important one\ndefault: ")


def test_reference_with_description_keeps_both() -> None:
    assert strict_field(Recipe, "best")["anyOf"] == [{"$ref": "#/$defs/Ingredient"}]


def test_recursion_is_kept() -> None:
    schema = json_schema_of(Tree, strict=True)
    assert schema["properties"]["children"]["items"] == {"$ref": "#/$defs/Tree"}
    assert schema["$defs"]["Tree"]["properties"] == schema["properties"]


def test_one_of_becomes_any_of() -> None:
    field = strict_field(Owner, "pet")
    assert field == {"anyOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]}


def test_const_becomes_enum() -> None:
    cat = json_schema_of(Owner, strict=True)["$defs"]["Cat"]
    assert cat["properties"]["kind"] == {"type": "string", "enum": ["cat"], "description": 'default: "cat"'}


def test_definitions_move_to_the_root_when_wrapped() -> None:
    schema = json_schema_of(list[Recipe])
    assert list(schema["$defs"]) == ["Ingredient", "Recipe"]
    assert schema["properties"] == {"value": {"type": "array", "items": {"$ref": "#/$defs/Recipe"}}}


def test_properties_named_like_keywords_are_kept() -> None:
    names = ("default", "properties", "required", "type", "anyOf", "prefixItems", "allOf")
    fields: Any = dict.fromkeys(names, (int, 1))
    model: Any = pydantic.create_model("Model", **fields)
    schema = json_schema_of(model, strict=True)
    assert tuple(schema["properties"]) == names
    assert json_schema_of(model, strict=False)["properties"].keys() == set(names)


def test_keeps_custom_titles_and_leaves_out_generated_ones() -> None:
    class Model(pydantic.BaseModel):
        first_name: str
        age: int = pydantic.Field(title="Age in years")

    properties = json_schema_of(Model, strict=True)["properties"]
    assert properties == {"first_name": {"type": "string"}, "age": {"type": "integer", "title": "Age in years"}}


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"patternProperties": {"^x": {"type": "integer"}}}, "`patternProperties`"),
        ({"not": {"type": "string"}}, "`not`"),
        ({"allOf": [{"required": ["a"]}, {"required": ["b"]}]}, "`allOf`"),
        ({"type": ["object", "null"]}, "an object with any keys"),
        ({"type": "array", "items": True}, "any value"),
    ],
    ids=str,
)
def test_raises_for_custom_keywords_that_strict_cannot_express(extra: Any, message: str) -> None:
    type_ = Annotated[Any, pydantic.WithJsonSchema(extra)]
    with pytest.raises(StrictSchemaError, match=message):
        json_schema_of(type_, strict=True)


def test_single_all_of_is_merged() -> None:
    extra = {"allOf": [{"type": "string", "enum": ["a"]}], "description": "Letter"}
    field = strict_field(Annotated[Any, pydantic.WithJsonSchema(extra)], "value")
    assert field == {"type": "string", "enum": ["a"], "description": "Letter"}


def test_closes_nullable_object_in_a_custom_schema() -> None:
    extra = {"type": ["object", "null"], "properties": {"a": {"type": "integer"}}}
    field = strict_field(Annotated[Any, pydantic.WithJsonSchema(extra)], "value")
    assert (field["required"], field["additionalProperties"]) == (["a"], False)


def test_model_is_not_changed() -> None:
    before = copy.deepcopy(Recipe.model_json_schema())
    json_schema_of(Recipe, strict=True)
    assert Recipe.model_json_schema() == before


def test_leaves_out_default_without_json_form_and_does_not_warn() -> None:
    class Model(pydantic.BaseModel):
        model_config = pydantic.ConfigDict(arbitrary_types_allowed=True)

        x: int = pydantic.Field(default_factory=int)
        y: Any = pydantic.Field(default=object())
        mood: Mood = Mood.GLAD

    assert "default" not in json_schema_of(Model)["properties"]["y"]
    assert json_schema_of(Model)["properties"]["mood"]["default"] == "glad"


class Unfinished(pydantic.BaseModel):
    other: Missing  # type: ignore[name-defined]  # noqa: F821  # the point of the test


@pytest.mark.parametrize(
    "type_", [Callable[[], int], object(), Unfinished], ids=["function", "not a type", "undefined annotation"]
)
@FORMS
def test_raises_type_error_when_pydantic_has_no_schema(type_: Any, strict: Literal["auto", False]) -> None:
    with pytest.raises(TypeError, match="expected a type that pydantic has a JSON schema for, got"):
        json_schema_of(type_, strict)


@pytest.mark.parametrize("type_", ["json_object", {"type": "json_object"}, {"type": "int"}], ids=str)
def test_raises_type_error_for_a_format_as_a_dictionary(type_: Any) -> None:
    with pytest.raises(TypeError, match=r"expected a type, got a (str|dict); a format written by hand is for create"):
        json_schema_of(type_)


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_leaves_out_default_that_is_not_finite(number: float) -> None:
    class Limits(pydantic.BaseModel):
        largest: float = number
        pair: list[float] = [1.0, number]

    json.dumps(json_schema_of(Limits, False), allow_nan=False)
    assert "Infinity" not in str(json_schema_of(Limits, True))

    def find(largest: float = number) -> None: ...

    json.dumps(tool(find).to_param(), allow_nan=False)
