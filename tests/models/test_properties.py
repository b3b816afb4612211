"""Properties of parsing, for any JSON."""

# ruff: noqa: UP007, UP045 - both ways to write a union are tested; the generated types use the older one

from __future__ import annotations

import math
from typing import Any, Optional, Union

import pydantic
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groq import BaseModel
from groq._models import construct_type
from groq.types.chat import ChatCompletion

from ..support.calls import class_of
from .samples import COMPLETION, Box, Cat, Dog, Home, Tag, Tree, completion, parse_json, parsed

JSON_NUMBERS = st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)


JSON_SCALARS = st.none() | st.booleans() | JSON_NUMBERS | st.text(max_size=5)


FIELD_NAMES = st.sampled_from(
    [
        *COMPLETION,
        *COMPLETION["choices"][0],
        *COMPLETION["choices"][0]["message"],
        *COMPLETION["usage"],
        "function",
        "x",
    ]
)


JSON_VALUES = st.recursive(
    JSON_SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELD_NAMES | st.text(max_size=3), inner, max_size=5),
    max_leaves=20,
)


def alike(left: Any, right: Any) -> bool:
    """Return whether two values are equal as JSON, where 1 and 1.0 are one number."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(alike(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, int | float) and isinstance(right, int | float):
        return math.isclose(left, right, rel_tol=1e-15)
    return type(left) is type(right) and bool(left == right)


# The first example of a type builds its validator, which takes a while on a busy machine.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


class TestProperties:
    @patient
    @given(JSON_VALUES)
    def test_any_json_is_a_completion_or_validation_error(self, value: Any) -> None:
        known = isinstance(value, dict) and {"id", "choices", "created", "model", "object"} & value.keys()
        try:
            got = parsed(value)
        except pydantic.ValidationError:
            assert not known
        else:
            assert known
            assert class_of(got) is ChatCompletion
            assert alike(got.to_dict(mode="json", warnings=False), value)

    @patient
    @given(st.fixed_dictionaries({}, optional=dict.fromkeys(COMPLETION, JSON_VALUES)))
    def test_returns_any_value_of_field_unchanged(self, changes: dict[str, Any]) -> None:
        value = completion(**changes)
        got = parsed(value)
        assert alike(got.to_dict(mode="json", warnings=False), value)
        assert got.model_fields_set == value.keys() & ChatCompletion.model_fields.keys()
        assert alike(construct_type(type_=ChatCompletion, value=value).to_dict(mode="json", warnings=False), value)

    @patient
    @given(
        JSON_VALUES, st.sampled_from([dict, object, list[Tag], Tree, Home, Box[Tag], Optional[Tag], Union[Cat, Dog]])
    )
    def test_construct_type_keeps_all_values(self, value: Any, type_: Any) -> None:
        for model in (BaseModel, Tag, Tree, Home, Cat, Dog, Box[Tag]):
            model.model_rebuild()
        got = construct_type(type_=type_, value=value)
        dumped = pydantic.TypeAdapter(Any).dump_python(got, mode="json", exclude_unset=True, warnings=False)
        assert alike(dumped, value)

    @patient
    @given(st.binary(max_size=50))
    def test_any_bytes_are_a_validation_error(self, data: bytes) -> None:
        with pytest.raises(pydantic.ValidationError):
            parse_json(data, ChatCompletion)
