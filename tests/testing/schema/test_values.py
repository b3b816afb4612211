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
def test_names_types_as_json_does(value: object, name: str) -> None:
    assert json_type(value) == name


def test_compares_values_as_json_does() -> None:
    assert same({"a": [1]}, {"a": [1.0]})
    assert not same({"a": [1]}, {"a": [True]})
    assert not same([0], [False])
