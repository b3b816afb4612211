"""The checker: a table of schemas with valid and invalid values."""

from __future__ import annotations

from typing import Any

import pytest

from groq.testing.schema.checker import check
from groq.testing.schema.references import SchemaError

PERSON: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {"name": {"type": "string", "minLength": 1}, "age": {"type": ["integer", "null"], "minimum": 0}},
}


TREE: dict[str, Any] = {
    "$ref": "#/$defs/Node",
    "$defs": {
        "Node": {
            "type": "object",
            "required": ["value"],
            "properties": {
                "value": {"type": "integer"},
                "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
            },
        }
    },
}


TAGGED: dict[str, Any] = {
    "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
    "$defs": {
        "Cat": {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}},
        },
        "Dog": {
            "type": "object",
            "required": ["kind", "tricks"],
            "properties": {"kind": {"enum": ["dog"]}, "tricks": {"type": "array", "items": {"type": "string"}}},
        },
    },
}


DISCRIMINATED: dict[str, Any] = {
    **TAGGED,
    "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/$defs/Cat", "dog": "#/$defs/Dog"}},
}


FITTING: list[tuple[Any, Any]] = [
    (True, 1),
    ({}, None),
    ({"type": "integer"}, 3),
    ({"type": "integer"}, 3.0),
    ({"type": "number"}, 3),
    ({"type": ["string", "null"]}, None),
    ({"type": "string", "nullable": True}, None),
    ({"const": None}, None),
    ({"enum": [1, "a", None]}, 1.0),
    ({"minimum": 1}, "not a number"),
    ({"exclusiveMinimum": 0, "exclusiveMaximum": 1}, 0.5),
    ({"multipleOf": 0.1}, 0.3),
    ({"minLength": 2}, "🦦🦦"),
    ({"pattern": "^a+$"}, "aaa"),
    ({"pattern": "b"}, "abc"),
    ({"pattern": "(?<letter>a)"}, "a"),
    ({"pattern": r"\p{L}"}, "patterns that Python cannot read are not held against a value"),
    ({"uniqueItems": True}, [1, "1", True, [1], {"a": 1}]),
    ({"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}, ["a", 1, 2]),
    ({"patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": False}, {"x-a": 1}),
    ({"additionalProperties": {"type": "integer"}}, {"a": 1}),
    ({"not": {"type": "string"}}, 1),
    ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, 1),
    ({"oneOf": [{"type": "string"}, {"minLength": 3}]}, "ab"),
    ({"allOf": [{"minimum": 1}, {"maximum": 3}]}, 2),
    ({"type": "string", "format": "email"}, "no email, but format only annotates"),
    (PERSON, {"name": "Ada", "age": None}),
    (TREE, {"value": 1, "children": [{"value": 2, "children": []}]}),
    (TAGGED, {"kind": "dog", "tricks": ["roll"]}),
    (DISCRIMINATED, {"kind": "cat", "lives": 9}),
]


VIOLATING: list[tuple[Any, Any, str, str]] = [
    (False, 1, "", "nothing here"),
    ({"type": "string"}, 1, "", "a string, got the integer 1"),
    ({"type": "integer"}, True, "", "an integer, got a boolean"),
    ({"type": "integer"}, 1.5, "", "an integer, got the number 1.5"),
    ({"type": ["string", "integer", "null"]}, [], "", "a string, an integer or null, got an empty array"),
    ({"const": "a"}, "b", "", 'expected "a", got "b"'),
    ({"enum": ["a", "b"]}, "c", "", 'one of "a", "b", got "c"'),
    ({"enum": [1]}, True, "", "expected 1, got a boolean"),
    ({"minimum": 1}, 0, "", "a number of at least 1, got 0"),
    ({"exclusiveMaximum": 1}, 1, "", "a number below 1, got 1"),
    ({"multipleOf": 3}, 4, "", "a multiple of 3, got 4"),
    ({"maxLength": 2}, "abc", "", "at most 2 characters, got 3"),
    ({"pattern": "^a+$"}, "b", "", "a string that matches ^a+$"),
    ({"minItems": 1}, [], "", "at least 1 item, got 0"),
    ({"uniqueItems": True}, [1, 2, 1.0], "2", "a unique item"),
    ({"prefixItems": [{"type": "string"}]}, [1], "0", "a string"),
    ({"minProperties": 1}, {}, "", "at least 1 property, got 0"),
    ({"patternProperties": {"^x-": {"type": "integer"}}}, {"x-a": "b"}, "x-a", "an integer"),
    ({"not": {"type": "string"}}, "a", "", "does not fit"),
    ({"oneOf": [{"type": "string"}, {"minLength": 3}]}, "abcd", "", "exactly one of 2 alternatives"),
    ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": 1, "b": 1}, "", "exactly one of `a` or `b`"),
    (PERSON, {}, "name", "expected a string, got nothing"),
    (PERSON, {"name": "", "age": 1}, "name", "at least 1 character, got 0"),
    (PERSON, {"name": "x", "aeg": 1}, "aeg", "did you mean `age`"),
    (TREE, {"value": 1, "children": [{"value": 2}, {"value": "3"}]}, "children.1.value", "an integer, got a string"),
    # Report the branch whose constants match, or else the one with the deepest error; combine equally deep errors.
    (TAGGED, {"kind": "dog"}, "tricks", "an array, got nothing"),
    (TAGGED, {"kind": "dog", "tricks": [1]}, "tricks.0", "a string, got the integer 1"),
    (TAGGED, {"kind": "cow"}, "kind", 'expected "cat" or "dog", got "cow"'),
    ({"anyOf": [{"type": "string"}, {"items": {"type": "string"}, "type": "array"}]}, ["a", 1], "1", "a string"),
    ({"anyOf": [{"type": "string"}, {"type": "null"}]}, 1, "", "a string or null, got the integer 1"),
    ({"anyOf": []}, 1, "", "nothing here"),
    (DISCRIMINATED, {"kind": "dog"}, "tricks", "an array, got nothing"),
    (DISCRIMINATED, {"kind": "cow"}, "kind", 'one of "cat", "dog", got "cow"'),
    (DISCRIMINATED, {}, "kind", 'one of "cat", "dog", got nothing'),
    (DISCRIMINATED, 1, "", "an object, got the integer 1"),
]


@pytest.mark.parametrize(("schema", "value"), FITTING)
def test_accepts_valid_value(schema: Any, value: Any) -> None:
    assert check(value, schema) is None


@pytest.mark.parametrize(("schema", "value", "param", "words"), VIOLATING)
def test_reports_path_and_expected_value(schema: Any, value: Any, param: str, words: str) -> None:
    violation = check(value, schema)
    assert violation is not None
    assert violation.param == param
    assert words in violation.message
    assert violation.message.startswith(f"{param or 'body'}: expected ")


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"$ref": "#/$defs/Nothing"}, "points to nothing"),
        ({"$ref": "https://example.com/schema"}, "not supported"),
        ({"$ref": 5}, "not supported"),
        ({"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A"}}}, "in a circle"),
        ({"$ref": "#/$defs/A", "$defs": {"A": {"anyOf": [{"$ref": "#/$defs/A"}]}}}, "without end"),
        ("string", "which is an object or a boolean"),
        ({"enum": 5}, "wrong value"),
        ({"minimum": "1"}, "wrong value"),
        ({"properties": []}, "wrong value"),
        ({"multipleOf": 0}, "multipleOf: expected a number above 0, got the integer 0"),
    ],
)
def test_raises_for_unusable_schema(schema: Any, words: str) -> None:
    with pytest.raises(SchemaError, match=words):
        check({"a": 1} if "properties" in schema else 1, schema)


def test_keeps_long_values_out_of_messages() -> None:
    violation = check("x" * 1000, {"enum": ["a", "b"]})
    assert violation is not None
    assert len(violation.message) < 120


def test_checks_keywords_next_to_a_reference() -> None:
    schema = {"$ref": "#/$defs/Text", "maxLength": 2, "$defs": {"Text": {"type": "string"}}}
    assert check("ab", schema) is None
    assert check("abc", schema) is not None
    assert check(1, schema) is not None
