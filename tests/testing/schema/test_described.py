"""Constraints in the descriptions of strict schemas."""

from __future__ import annotations

from typing import Any

import pytest

from groq.testing.schema.described import with_described


@pytest.mark.parametrize(
    ("description", "keywords"),
    [
        ('format: "date"', {"format": "date"}),
        ('When it is\nformat: "date", default: null', {"format": "date", "default": None}),
        ("default: 30, minimum: 1", {"default": 30, "minimum": 1}),
        ('pattern: "^a, b: c$", minLength: 2', {"pattern": "^a, b: c$", "minLength": 2}),
        ('examples: ["a, b"], writeOnly: true', {"examples": ["a, b"]}),
        ('format: "date"\nThe day', {}),
        ("The day, format: YYYY", {}),
        ("format: a date", {}),
        ('format: "date" or "time"', {}),
        ("minimum: 1,", {}),
        ("minimum: " + "[" * 100_000, {}),
        ("", {}),
    ],
)
def test_reads_keywords_from_the_last_line_of_a_description(description: str, keywords: dict[str, Any]) -> None:
    schema = {"type": "string", "description": description}
    assert with_described(schema) == {**schema, **keywords}


def test_keywords_of_the_schema_override_the_description() -> None:
    assert with_described({"minimum": 2, "description": "minimum: 1"})["minimum"] == 2


def test_schemas_are_read_at_every_depth() -> None:
    inner = {"type": "string", "description": 'format: "date"'}
    schema = {"properties": {"a": {"anyOf": [inner, {"type": "null"}]}}, "$defs": {"B": {"items": inner}}}
    found = with_described(schema)
    assert found["properties"]["a"]["anyOf"][0]["format"] == "date"
    assert found["$defs"]["B"]["items"]["format"] == "date"


def test_property_named_description_is_a_property() -> None:
    schema = {"properties": {"description": {"type": "string"}}}
    assert with_described(schema) == schema
