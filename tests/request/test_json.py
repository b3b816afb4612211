"""JSON bodies: given values are sent, omitted ones are dropped."""

from __future__ import annotations

import collections
import datetime
import decimal
import enum
import fractions
import json
import math
import numbers
import types
import uuid
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq import NotGiven, Omit, not_given, omit
from groq._request.json_encoding import json_bytes

from .encoding import Color, FakeFloat32, Level, Number, kind, sent

# Omitted values.


@pytest.mark.parametrize(
    "sentinel", [omit, not_given, Omit(), NotGiven()], ids=["omit", "not_given", "Omit", "NotGiven"]
)
@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (lambda x: {"a": x, "b": 1}, {"b": 1}),
        (lambda x: {"a": {"b": x, "c": None}}, {"a": {"c": None}}),
        (lambda x: {"a": [x, 1, x]}, {"a": [1]}),
        (lambda x: {"a": [{"b": [{"c": x, "d": 2}]}]}, {"a": [{"b": [{"d": 2}]}]}),
        (lambda x: {"a": ({"b": x},)}, {"a": [{}]}),
        (lambda x: {"a": iter([x, {"b": x}])}, {"a": [{}]}),
    ],
)
def test_drops_omitted_values_at_any_depth(
    sentinel: object, shape: Callable[[object], object], expected: object
) -> None:
    assert sent(shape(sentinel)) == expected


def test_none_is_null_at_any_depth() -> None:
    assert json_bytes({"a": None, "b": [None], "c": {"d": None}}) == b'{"a":null,"b":[null],"c":{"d":null}}'
    assert sent({"a": None, "b": iter([None, {"c": None}])}) == {"a": None, "b": [None, {"c": None}]}


def test_falsy_values_are_sent() -> None:
    body = {"a": 0, "b": False, "c": "", "d": [], "e": {}, "f": 0.0}
    assert sent(body) == body
    assert sent({**body, "slow": (_ for _ in ())}) == {**body, "slow": []}


def test_does_not_modify_body_of_caller() -> None:
    body = {"a": omit, "b": {"c": omit}}
    json_bytes(body, {"b": 2})
    assert body == {"a": omit, "b": {"c": omit}}


# extra_body.


def test_extra_body_overrides_top_level() -> None:
    assert sent({"a": 1, "b": {"x": 1}}, {"b": {"y": 2}, "c": 3}) == {"a": 1, "b": {"y": 2}, "c": 3}


def test_extra_body_removes_with_omit_and_sends_null_for_none() -> None:
    assert sent({"a": 1, "b": 2}, {"a": omit, "b": None}) == {"b": None}


def test_extra_body_without_body_is_sent() -> None:
    assert sent(None, {"a": 1}) == {"a": 1}
    assert sent({}, {}) == {}


def test_extra_body_can_be_any_mapping() -> None:
    assert sent({"a": 1}, types.MappingProxyType({"b": 2})) == {"a": 1, "b": 2}


@pytest.mark.parametrize("extra", [[("a", 1)], "a=1", 3], ids=repr)
def test_rejects_extra_body_that_is_not_a_mapping(extra: object) -> None:
    with pytest.raises(TypeError, match="extra_body: expected a mapping, got"):
        json_bytes({"a": 1}, extra)


def test_rejects_extra_body_over_body_that_is_not_a_mapping() -> None:
    with pytest.raises(TypeError, match="body: expected a mapping, got list"):
        json_bytes([1], {"a": 1})


# Iterables.


class Once:
    """An iterable that counts its iterations."""

    def __init__(self, *items: object) -> None:
        self.items = list(items)
        self.reads = 0

    def __iter__(self) -> Iterator[object]:
        self.reads += 1
        yield from self.items


@pytest.mark.parametrize(
    "make",
    [
        lambda: ({"n": n} for n in range(3)),
        lambda: iter([{"n": 0}, {"n": 1}, {"n": 2}]),
        lambda: map(dict, [{"n": 0}, {"n": 1}, {"n": 2}]),
        lambda: tuple({"n": n} for n in range(3)),
        lambda: collections.deque({"n": n} for n in range(3)),
        lambda: {n: {"n": n} for n in range(3)}.values(),
        lambda: Once({"n": 0}, {"n": 1}, {"n": 2}),
    ],
    ids=["generator", "list iterator", "map", "tuple", "deque", "dict values", "iterable"],
)
def test_sends_any_iterable_as_array(make: Callable[[], object]) -> None:
    assert sent({"messages": make()}) == {"messages": [{"n": 0}, {"n": 1}, {"n": 2}]}


@pytest.mark.parametrize("late", [object(), math.nan, "\ud800"], ids=["object", "nan", "surrogate"])
def test_consumes_generator_once_when_encoding_fails_later(late: object) -> None:
    once = Once(1, 2)
    with pytest.raises((TypeError, ValueError), match="late: "):
        json_bytes({"numbers": once, "late": late})
    assert once.reads == 1


def test_consumes_generator_once_on_slow_path() -> None:
    once = Once({"role": "user"})
    body = {"first": datetime.date(2026, 1, 2), "tail": {"x": omit}, "messages": once}
    assert sent(body) == {"first": "2026-01-02", "tail": {}, "messages": [{"role": "user"}]}
    assert once.reads == 1


def test_generators_can_be_nested() -> None:
    assert sent({"a": ({"b": (n for n in range(2))} for _ in range(2))}) == {"a": [{"b": [0, 1]}, {"b": [0, 1]}]}


def test_sets_become_arrays() -> None:
    assert sorted(sent({"a": {3, 1, 2}})["a"]) == [1, 2, 3]
    assert sent({"a": frozenset(["x"])}) == {"a": ["x"]}


def test_mappings_of_any_kind_become_objects() -> None:
    assert sent({"a": types.MappingProxyType({"b": 1}), "c": collections.OrderedDict(d=2)}) == {
        "a": {"b": 1},
        "c": {"d": 2},
    }
    assert sent(types.MappingProxyType({"a": 1})) == {"a": 1}


def test_body_can_be_any_json_value() -> None:
    assert [sent(body) for body in ([1, 2], "text", 7, True)] == [[1, 2], "text", 7, True]
    assert sent(n for n in range(3)) == [0, 1, 2]


class TextColor(str, enum.Enum):
    RED = "red"


class Nested(enum.Enum):
    BOTH = (Color.RED, Level.HIGH)


@numbers.Integral.register
class FakeInt64:
    """Like NumPy's integers: registered as `Integral`, not a subclass of `int`."""

    def __int__(self) -> int:
        return 7


class Text(str):
    """A subclass of `str`."""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Color.RED, "red"),
        (TextColor.RED, "red"),
        (Level.HIGH, 3),
        (Nested.BOTH, ["red", 3]),
        (FakeInt64(), 7),
        (FakeFloat32(0.5), 0.5),
        (Text("x"), "x"),
        (Number(1.5), 1.5),
        (fractions.Fraction(1, 4), 0.25),
        (True, True),
        (datetime.date(2026, 11, 5), "2026-11-05"),
        (datetime.time(9, 30), "09:30:00"),
        (datetime.datetime(2026, 11, 5, 9, 30, tzinfo=datetime.timezone.utc), "2026-11-05T09:30:00+00:00"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (2**70, 2**70),
    ],
    ids=kind,
)
@pytest.mark.parametrize("slow", [False, True], ids=["alone", "with a generator"])
def test_sends_scalars_of_other_libraries(value: object, expected: object, slow: bool) -> None:
    more: dict[str, object] = {"more": (_ for _ in ())} if slow else {}
    found = sent({"a": value, "b": [value], **more})
    assert (found["a"], found["b"]) == (expected, [expected])
    assert type(found["a"]) is type(expected)


def test_text_is_sent_as_utf8_and_not_escaped() -> None:
    assert json_bytes({"a": "é 漢 😀"}) == '{"a":"é 漢 😀"}'.encode()
    assert json_bytes({"a": "é 漢 😀", "b": (_ for _ in ())}) == '{"a":"é 漢 😀","b":[]}'.encode()


# Keys.


def test_number_keys_become_strings() -> None:
    assert sent({"logit_bias": {1734: 10, 2.5: 1}}) == {"logit_bias": {"1734": 10, "2.5": 1}}
    assert sent({"logit_bias": {1734: 10, 2.5: 1}, "more": (_ for _ in ())})["logit_bias"] == {"1734": 10, "2.5": 1}


def test_enum_keys_become_their_values() -> None:
    assert sent({"a": {TextColor.RED: 1}}) == {"a": {"red": 1}}
    assert sent({"a": {TextColor.RED: 1}, "more": (_ for _ in ())})["a"] == {"red": 1}


@pytest.mark.parametrize("key", [(1, 2), b"a", Color.RED, object], ids=kind)
def test_rejects_other_keys_with_path(key: object) -> None:
    with pytest.raises(TypeError, match=r"^a\.b: expected keys that are strings, got "):
        json_bytes({"a": {"b": {key: 1}}})


@pytest.mark.parametrize("key", [True, None], ids=repr)
def test_validates_keys_regardless_of_other_values(key: object) -> None:
    def outcome(body: object) -> object:
        try:
            return sent(body)["a"]
        except (TypeError, ValueError) as err:
            return type(err)

    assert outcome({"a": {key: 1}}) == outcome({"a": {key: 1}, "more": (_ for _ in ())})


# Any JSON value.

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)


texts = st.text(st.characters(exclude_categories=["Cs"]))


values = st.recursive(scalars | texts, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20)


@given(values)
def test_sends_any_json_value_unchanged(value: object) -> None:
    assert sent({"a": value}) == {"a": value}


@given(values)
def test_slow_encoder_writes_same_bytes_as_fast_one(value: object) -> None:
    quick = json_bytes({"a": value, "b": []})
    assert json_bytes({"a": value, "b": (_ for _ in ())}) == quick


@given(st.text())
def test_sends_any_text_whole_or_rejects_it(text: str) -> None:
    try:
        body = json_bytes({"a": text})
    except ValueError as err:
        assert "lone surrogate" in str(err)  # noqa: PT017 (most texts do not raise)
        assert any("\ud800" <= char <= "\udfff" for char in text)
    else:
        assert json.loads(body) == {"a": text}


def test_decimals_become_numbers() -> None:
    assert sent({"a": decimal.Decimal("0.5")}) == {"a": 0.5}
