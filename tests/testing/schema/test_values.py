"""Types and equality of JSON values."""

from __future__ import annotations

import pytest

from groq.testing.schema.values import json_type, same


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "null"),
        (True, "boolean"),
        (1, "integer"),
        (1.0, "integer"),
        (1.5, "number"),
        ("", "string"),
        ([], "array"),
        ({}, "object"),
    ],
)
def test_types_are_those_of_json(value: object, name: str) -> None:
    assert json_type(value) == name


def test_equality_is_that_of_json() -> None:
    assert same({"a": [1]}, {"a": [1.0]})
    assert not same({"a": [1]}, {"a": [True]})
    assert not same([0], [False])
