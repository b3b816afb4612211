"""Values built from schemas: valid and deterministic, or an error with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq.testing.schema.checker import check
from groq.testing.schema.instances import instance
from groq.testing.schema.merging import UnsatisfiableSchema
from groq.testing.schema.references import SchemaError

from ...support.examples import examples

NODE: dict[str, Any] = {
    "type": "object",
    "required": ["value", "next"],
    "properties": {
        "value": {"type": "integer"},
        "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
        "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
        "parent": {"$ref": "#/$defs/Node"},
    },
}


class TestValues:
    @pytest.mark.parametrize(
        ("schema", "value"),
        [
            (True, "text"),
            ({}, "text"),
            ({"type": "string"}, "text"),
            ({"type": "string", "maxLength": 2}, "te"),
            ({"type": "string", "minLength": 6}, "textxx"),
            ({"type": "string", "maxLength": 0}, ""),
            ({"type": "integer"}, 1),
            ({"type": "integer", "minimum": 5}, 5),
            ({"type": "integer", "exclusiveMinimum": 5}, 6),
            ({"type": "integer", "maximum": -5}, -5),
            ({"type": "integer", "minimum": 7, "multipleOf": 5}, 10),
            ({"type": "integer", "multipleOf": 1.5}, 3),
            ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, 0.5),
            ({"type": "number", "multipleOf": 0.25, "minimum": 0.1, "maximum": 0.3}, 0.25),
            ({"type": "boolean"}, True),
            ({"type": "null"}, None),
            ({"type": ["null", "integer"]}, 1),
            ({"type": "array"}, ["text"]),
            ({"type": "array", "maxItems": 0, "items": {"type": "integer"}}, []),
            ({"type": "array", "minItems": 2, "items": {"type": "integer"}}, [1, 1]),
            (
                {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"type": "integer", "minimum": 1}},
                [1, 2, 3],
            ),
            ({"type": "array", "minItems": 2, "uniqueItems": True, "items": {"type": "boolean"}}, [True, False]),
            ({"type": "array", "prefixItems": [{"type": "integer"}, {"type": "boolean"}], "items": False}, [1, True]),
            ({"type": "object"}, {}),
            ({"properties": {"b": {"type": "integer"}, "a": {}}, "required": ["a"]}, {"b": 1, "a": "a"}),
            ({"required": ["extra"]}, {"extra": "extra"}),
            ({"type": "object", "minProperties": 2}, {"key1": "key1", "key2": "key2"}),
            ({"type": "object", "maxProperties": 1, "properties": {"a": {}, "b": {}}, "required": ["b"]}, {"b": "b"}),
            ({"type": "object", "properties": {"a": False, "b": {}}}, {"b": "b"}),
            ({"enum": ["x", "y"]}, "x"),
            ({"enum": [1, "x"], "type": "string"}, "x"),
            ({"const": {"a": 1}}, {"a": 1}),
            ({"type": "string", "examples": [5, "Paris"]}, "Paris"),
            ({"type": "string", "default": "celsius"}, "celsius"),
            ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, 1),
            ({"oneOf": [{"type": "integer", "minimum": 1}, {"type": "integer", "maximum": 1}]}, 2),
            ({"allOf": [{"type": "integer", "minimum": 3}, {"maximum": 3}]}, 3),
            ({"allOf": [{"type": "number"}, {"type": ["integer", "string"]}]}, 1),
            ({"properties": {"a": {}}, "anyOf": [{"required": ["x"]}, {"required": ["a"]}]}, {"a": "a", "x": "x"}),
        ],
    )
    def test_builds_value(self, schema: Any, value: Any) -> None:
        assert instance(schema) == value

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("date", "2025-01-01"),
            ("date-time", "2025-01-15T00:00:00Z"),
            ("email", "user1@example.com"),
            ("uri", "https://example.com/1"),
            ("uuid", "00000000-0000-4000-8000-000000000001"),
            ("something-else", "text"),
        ],
    )
    def test_builds_value_of_format(self, name: str, value: str) -> None:
        assert instance({"type": "string", "format": name}) == value

    def test_length_overrides_format(self) -> None:
        assert len(instance({"type": "string", "format": "uuid", "maxLength": 5})) <= 5

    def test_builds_unique_values_of_a_format(self) -> None:
        schema = {"type": "array", "minItems": 40, "uniqueItems": True, "items": {"type": "string", "format": "date"}}
        assert len(set(instance(schema))) == 40

    def test_builds_unique_objects(self) -> None:
        item = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
        assert len(instance({"type": "array", "minItems": 5, "uniqueItems": True, "items": item})) == 5

    def test_ends_recursion(self) -> None:
        assert instance({"$ref": "#/$defs/Node", "$defs": {"Node": NODE}}) == {"value": 1, "next": None, "children": []}

    def test_accepts_root_that_refers_to_itself(self) -> None:
        schema = {"type": "object", "properties": {"children": {"type": "array", "items": {"$ref": "#"}}}}
        assert instance(schema) == {"children": [{"children": []}]}

    def test_nth_selects_different_values(self) -> None:
        schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}
        assert len({repr(instance(schema, nth=nth)) for nth in range(5)}) == 5


class TestUnsatisfiable:
    @pytest.mark.parametrize(
        "schema",
        [
            False,
            {"type": "integer", "minimum": 5, "maximum": 4},
            {"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 2},
            {"type": "string", "minLength": 3, "maxLength": 2},
            {"type": "string", "pattern": "^a$", "minLength": 2},
            {"type": "string", "pattern": r"^(a)\1$"},
            {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"type": "boolean"}},
            {"type": "array", "minItems": 1, "items": False},
            {"type": "object", "required": ["x"], "additionalProperties": False},
            {"enum": []},
            {"enum": ["a"], "type": "integer"},
            {"anyOf": []},
            {"anyOf": [False, {"type": "integer", "minimum": 2, "maximum": 1}]},
            {"allOf": [{"type": "string"}, {"type": "integer"}]},
            {"allOf": [{"const": 1}, {"const": 2}]},
            {"not": {}},
            {
                "$ref": "#/$defs/A",
                "$defs": {"A": {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/$defs/A"}}}},
            },
        ],
    )
    def test_raises_when_no_value_exists(self, schema: Any) -> None:
        with pytest.raises(UnsatisfiableSchema, match=r"no value found|not understood"):
            instance(schema)

    @pytest.mark.parametrize(
        "schema", ["x", None, {"type": "text"}, {"properties": 5}, {"$ref": "#/x"}, {"minLength": "a"}]
    )
    def test_raises_for_unusable_schema(self, schema: Any) -> None:
        with pytest.raises(SchemaError):
            instance(schema)

    def test_limits_exponential_optional_parts(self) -> None:
        names = [f"N{number}" for number in range(12)]
        links = {name: {"$ref": f"#/$defs/{name}"} for name in names}
        definitions = {name: {"type": "object", "properties": links} for name in names}
        value = instance({"$ref": "#/$defs/N0", "$defs": definitions})
        assert 20 < repr(value).count("N") < 1000

    def test_raises_for_schema_with_exponential_required_parts(self) -> None:
        definitions: dict[str, Any] = {"N20": {"type": "integer"}}
        for number in range(20):
            link = {"$ref": f"#/$defs/N{number + 1}"}
            definitions[f"N{number}"] = {"type": "array", "minItems": 2, "items": link}
        with pytest.raises(UnsatisfiableSchema, match="too complex"):
            instance({"$ref": "#/$defs/N0", "$defs": definitions})

    @pytest.mark.parametrize(
        "schema",
        [
            {"type": "array", "minItems": 1_000_000, "items": {"type": "string", "minLength": 1_000_000}},
            {"type": "array", "minItems": 100, "items": {"type": "string", "minLength": 100_000}},
            {"type": "array", "minItems": 100, "items": {"const": "x" * 100_000}},
            {"type": "array", "minItems": 100, "items": {"enum": ["x" * 100_000]}},
            {"type": "array", "minItems": 100, "items": {"type": "object", "required": ["x" * 100_000]}},
            {"type": "array", "minItems": 1_000, "items": {"type": "string", "pattern": "^a{5000}$"}},
            {"type": "array", "minItems": 10**12},
            {"type": "string", "minLength": 50_000_000},
            {"type": "string", "minLength": 1e999},
            {"type": "string", "minLength": 500_000, "pattern": "^b"},
            {"allOf": [{"anyOf": [{"minimum": number} for number in range(20)]}] * 8},
        ],
    )
    def test_raises_for_value_that_is_too_large(self, schema: Any) -> None:
        with pytest.raises(UnsatisfiableSchema, match="too complex"):
            instance(schema)

    @pytest.mark.parametrize("keyword", ["minimum", "maximum"])
    def test_raises_for_infinite_bound(self, keyword: str) -> None:
        with pytest.raises(SchemaError, match="wrong value"):
            instance({"type": "number", keyword: 1e999})

    def test_omits_optional_property_that_is_too_large(self) -> None:
        large = {"type": "string", "minLength": 50_000_000}
        assert instance({"properties": {"large": large, "small": {"type": "integer"}}}) == {"small": 1}

    def test_finds_many_different_items(self) -> None:
        schema = {"type": "array", "minItems": 150, "uniqueItems": True, "items": {"type": "integer"}}
        assert instance(schema) == list(range(1, 151))

    def test_checks_nested_alternatives_once_each(self) -> None:
        schema: dict[str, Any] = {"type": "integer"}
        for _ in range(40):
            schema = {"oneOf": [{"type": "object", "required": ["a"], "properties": {"a": schema}}]}
        assert check(instance(schema), schema) is None

    @pytest.mark.parametrize("step", [0, -1, True, "1", 1e999])
    def test_raises_for_invalid_step(self, step: Any) -> None:
        for schema in ({"type": "number", "multipleOf": step}, {"allOf": [{"multipleOf": step}, {"multipleOf": 2}]}):
            with pytest.raises(SchemaError, match="multipleOf: expected a number above 0"):
                instance({"type": "number", **schema})


# Every schema drawn from these has a valid value.
TEXTS = st.builds(
    lambda least, more: {"type": "string", "minLength": least, "maxLength": least + more},
    st.integers(0, 9),
    st.integers(0, 9),
) | st.sampled_from(
    [
        {"type": "string"},
        {"type": "string", "format": "date"},
        {"type": "string", "format": "uuid"},
        {"type": "string", "pattern": "^[a-f]{2,8}$"},
        {"enum": ["a", "b"]},
        {"const": "c"},
    ]
)


BOUNDS = st.integers(-50, 50)


INTEGERS = st.builds(
    lambda low, span, step, closed: {
        "type": "integer",
        "minimum" if closed else "exclusiveMinimum": low,
        "maximum": low + span + 2 * step,
        "multipleOf": step,
    },
    BOUNDS,
    st.integers(0, 9),
    st.integers(1, 7),
    st.booleans(),
)


NUMBERS = st.builds(
    lambda low, span, exclusive: {
        "type": "number",
        "exclusiveMinimum" if exclusive else "minimum": low,
        "exclusiveMaximum" if exclusive else "maximum": low + span,
    },
    st.floats(-1000, 1000).map(lambda number: round(number, 3)),
    st.floats(0.01, 10).map(lambda number: round(number, 3)),
    st.booleans(),
)


LEAVES = TEXTS | INTEGERS | NUMBERS | st.sampled_from([True, {}, {"type": "boolean"}, {"type": ["null", "string"]}])


NAMES = st.sampled_from("abcdef")


def objects(schemas: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda properties, required, is_closed: {
            "type": "object",
            "properties": properties,
            "required": [name for name in sorted(properties) if name in required],
            **({"additionalProperties": False} if is_closed else {}),
        },
        st.dictionaries(NAMES, schemas, max_size=4),
        st.sets(NAMES),
        st.booleans(),
    )


def arrays(schemas: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda items, least, more: {"type": "array", "items": items, "minItems": least, "maxItems": least + more},
        schemas,
        st.integers(0, 3),
        st.integers(0, 3),
    )


def unions(schemas: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    nullable = schemas.map(lambda schema: {"anyOf": [schema, {"type": "null"}]})
    either = st.lists(schemas, min_size=1, max_size=3).map(lambda branches: {"anyOf": branches})
    tagged = st.lists(objects(schemas), min_size=1, max_size=3).map(
        lambda branches: {
            "oneOf": [
                {
                    **branch,
                    "properties": {**branch["properties"], "tag": {"const": number}},
                    "required": [*branch["required"], "tag"],
                }
                for number, branch in enumerate(branches)
            ]
        }
    )
    return nullable | either | tagged | schemas.map(lambda schema: {"allOf": [schema]})


SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    LEAVES, lambda schemas: objects(schemas) | arrays(schemas) | unions(schemas), max_leaves=12
)


KEYWORDS: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.just({}),
    lambda schemas: st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(
                ["string", "integer", "number", "object", "array", "null", "boolean", ["array", "null"]]
            ),
            "enum": st.lists(st.integers(0, 3) | st.none() | st.text(max_size=2), max_size=3),
            "const": st.integers(0, 3) | st.just("a"),
            "properties": st.dictionaries(NAMES, schemas, max_size=3),
            "patternProperties": st.dictionaries(st.sampled_from(["^a", "[b-c]", "x$"]), schemas, max_size=2),
            "required": st.lists(NAMES, max_size=3, unique=True),
            "additionalProperties": schemas,
            "minProperties": st.integers(0, 4),
            "maxProperties": st.integers(0, 4),
            "items": schemas,
            "prefixItems": st.lists(schemas, max_size=2),
            "minItems": st.integers(0, 4),
            "maxItems": st.integers(0, 4),
            "uniqueItems": st.booleans(),
            "minimum": BOUNDS,
            "exclusiveMaximum": BOUNDS,
            "multipleOf": st.sampled_from([1, 3, 0.1, 2.5]),
            "minLength": st.integers(0, 9),
            "maxLength": st.integers(0, 9),
            "pattern": st.sampled_from(["^a", "b+$", "[0-9]{3}", r"\w"]),
            "format": st.sampled_from(["date", "uri", "other"]),
            "not": schemas,
            "anyOf": st.lists(schemas, min_size=1, max_size=3),
            "oneOf": st.lists(schemas, min_size=1, max_size=3),
            "allOf": st.lists(schemas, max_size=3),
            "$ref": st.sampled_from(["#", "#/properties/a", "#/nothing"]),
            "default": st.integers(0, 3) | st.text(max_size=2),
        },
    ),
    max_leaves=8,
)


class TestProperties:
    @examples(100)
    @given(SCHEMAS, st.integers(0, 5))
    def test_instance_is_valid(self, schema: Any, nth: int) -> None:
        value = instance(schema, nth=nth)
        assert check(value, schema) is None
        assert instance(schema, nth=nth) == value

    @examples(100)
    @given(KEYWORDS)
    def test_any_schema_gives_valid_value_or_error(self, schema: Any) -> None:
        try:
            value = instance(schema)
        except SchemaError:
            return
        assert check(value, schema) is None

    @examples(50)
    @given(KEYWORDS, st.recursive(st.none() | st.booleans() | st.integers() | st.floats(-9, 9) | st.text(), st.lists))
    def test_checker_raises_no_other_exception(self, schema: Any, value: Any) -> None:
        try:
            violation = check(value, schema)
        except SchemaError:
            return
        assert violation is None or violation.message

    @examples(50)
    @given(st.text("ab[]()^$|*+?{}1,\\d-.", max_size=12))
    def test_patterns_match_or_are_rejected(self, pattern: str) -> None:
        try:
            text = instance({"type": "string", "pattern": pattern})
        except UnsatisfiableSchema:
            return
        assert check(text, {"pattern": pattern}) is None
