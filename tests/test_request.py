"""Request bodies, paths, headers and query parameters: what is sent for what was given."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import json
import math
import numbers
import types
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any

import httpx
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq import BaseModel, Groq, NotGiven, Omit, not_given, omit
from groq._request.arguments import checked_iterable
from groq._request.headers import merge_headers
from groq._request.json import json_bytes
from groq._request.query import query_pairs
from groq._request.urls import api_url, path_template
from groq.types.chat import ChatCompletion, ChatCompletionMessage

from .support.clients import sync_client_of


def kind(value: object) -> str:
    """A test id that is the same in every process."""
    return value.__name__ if isinstance(value, type) else f"{type(value).__name__}"


def sent(body: object, extra: object = None) -> Any:
    """What the API would decode."""
    return json.loads(json_bytes(body, extra))


# What was not given.


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
def test_what_was_not_given_is_dropped_at_any_depth(
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


def test_the_body_of_the_caller_is_not_changed() -> None:
    body = {"a": omit, "b": {"c": omit}}
    json_bytes(body, {"b": 2})
    assert body == {"a": omit, "b": {"c": omit}}


# extra_body.


def test_extra_body_is_laid_over_the_top_level() -> None:
    assert sent({"a": 1, "b": {"x": 1}}, {"b": {"y": 2}, "c": 3}) == {"a": 1, "b": {"y": 2}, "c": 3}


def test_extra_body_takes_a_parameter_out_with_omit_and_sends_null_for_none() -> None:
    assert sent({"a": 1, "b": 2}, {"a": omit, "b": None}) == {"b": None}


def test_extra_body_alone_is_a_body() -> None:
    assert sent(None, {"a": 1}) == {"a": 1}
    assert sent({}, {}) == {}


def test_extra_body_may_be_any_mapping() -> None:
    assert sent({"a": 1}, types.MappingProxyType({"b": 2})) == {"a": 1, "b": 2}


@pytest.mark.parametrize("extra", [[("a", 1)], "a=1", 3], ids=repr)
def test_extra_body_that_is_no_mapping_is_refused(extra: object) -> None:
    with pytest.raises(TypeError, match="extra_body: expected a mapping, got"):
        json_bytes({"a": 1}, extra)


def test_extra_body_over_a_body_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(TypeError, match="body: expected a mapping, got list"):
        json_bytes([1], {"a": 1})


# Iterables.


class Once:
    """An iterator that says how often it was read to the end."""

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
def test_any_iterable_is_an_array(make: Callable[[], object]) -> None:
    assert sent({"messages": make()}) == {"messages": [{"n": 0}, {"n": 1}, {"n": 2}]}


@pytest.mark.parametrize("late", [object(), math.nan, "\ud800"], ids=["object", "nan", "surrogate"])
def test_a_generator_is_consumed_once_even_when_encoding_fails_later(late: object) -> None:
    once = Once(1, 2)
    with pytest.raises((TypeError, ValueError), match="late: "):
        json_bytes({"numbers": once, "late": late})
    assert once.reads == 1


def test_a_generator_behind_values_that_need_the_slow_path_is_consumed_once() -> None:
    once = Once({"role": "user"})
    body = {"first": datetime.date(2026, 1, 2), "tail": {"x": omit}, "messages": once}
    assert sent(body) == {"first": "2026-01-02", "tail": {}, "messages": [{"role": "user"}]}
    assert once.reads == 1


def test_generators_may_be_nested() -> None:
    assert sent({"a": ({"b": (n for n in range(2))} for _ in range(2))}) == {"a": [{"b": [0, 1]}, {"b": [0, 1]}]}


def test_sets_are_arrays() -> None:
    assert sorted(sent({"a": {3, 1, 2}})["a"]) == [1, 2, 3]
    assert sent({"a": frozenset(["x"])}) == {"a": ["x"]}


def test_mappings_of_any_kind_are_objects() -> None:
    assert sent({"a": types.MappingProxyType({"b": 1}), "c": collections.OrderedDict(d=2)}) == {
        "a": {"b": 1},
        "c": {"d": 2},
    }
    assert sent(types.MappingProxyType({"a": 1})) == {"a": 1}


def test_a_body_need_not_be_an_object() -> None:
    assert [sent(body) for body in ([1, 2], "text", 7, True)] == [[1, 2], "text", 7, True]
    assert sent(n for n in range(3)) == [0, 1, 2]


# Scalars.


class Color(enum.Enum):
    RED = "red"


class TextColor(str, enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


class Nested(enum.Enum):
    BOTH = (Color.RED, Level.HIGH)


@numbers.Integral.register
class FakeInt64:
    """What NumPy's integers are: registered as `Integral`, not a subclass of `int`."""

    def __int__(self) -> int:
        return 7


@numbers.Real.register
class FakeFloat32:
    """What NumPy's floats are: registered as `Real`, not a subclass of `float`."""

    def __init__(self, value: float) -> None:
        self.value = value

    def __float__(self) -> float:
        return self.value


class Text(str):
    """A subclass of `str`."""


class Number(float):
    """A subclass of `float`, such as `numpy.float64`."""


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
@pytest.mark.parametrize("slow", [False, True], ids=["alone", "beside a generator"])
def test_scalars_of_other_libraries_have_a_json_form(value: object, expected: object, slow: bool) -> None:
    more: dict[str, object] = {"more": (_ for _ in ())} if slow else {}
    found = sent({"a": value, "b": [value], **more})
    assert (found["a"], found["b"]) == (expected, [expected])
    assert type(found["a"]) is type(expected)


def test_text_is_sent_as_utf8_and_not_escaped() -> None:
    assert json_bytes({"a": "é 漢 😀"}) == '{"a":"é 漢 😀"}'.encode()
    assert json_bytes({"a": "é 漢 😀", "b": (_ for _ in ())}) == '{"a":"é 漢 😀","b":[]}'.encode()


# Keys.


def test_number_keys_become_strings_as_json_demands() -> None:
    assert sent({"logit_bias": {1734: 10, 2.5: 1}}) == {"logit_bias": {"1734": 10, "2.5": 1}}
    assert sent({"logit_bias": {1734: 10, 2.5: 1}, "more": (_ for _ in ())})["logit_bias"] == {"1734": 10, "2.5": 1}


def test_enum_keys_are_their_values() -> None:
    assert sent({"a": {TextColor.RED: 1}}) == {"a": {"red": 1}}
    assert sent({"a": {TextColor.RED: 1}, "more": (_ for _ in ())})["a"] == {"red": 1}


@pytest.mark.parametrize("key", [(1, 2), b"a", Color.RED, object], ids=kind)
def test_other_keys_are_refused_with_their_place(key: object) -> None:
    with pytest.raises(TypeError, match=r"^a\.b: expected keys that are strings, got "):
        json_bytes({"a": {"b": {key: 1}}})


@pytest.mark.parametrize("key", [True, None], ids=repr)
def test_keys_are_judged_alike_whatever_stands_beside_them(key: object) -> None:
    def outcome(body: object) -> object:
        try:
            return sent(body)["a"]
        except (TypeError, ValueError) as err:
            return type(err)

    assert outcome({"a": {key: 1}}) == outcome({"a": {key: 1}, "more": (_ for _ in ())})


# Models.


class Foreign(pydantic.BaseModel):
    name: str
    unit: str = "celsius"
    note: str | None = None
    said: str | None = None
    where: str = pydantic.Field(default="here", alias="location")
    inner: list[Foreign] = []


def test_a_model_of_the_users_sends_its_defaults_but_no_silent_none() -> None:
    assert sent({"a": Foreign(name="x")}) == {"a": {"name": "x", "unit": "celsius", "location": "here", "inner": []}}


def test_a_none_that_was_said_is_sent() -> None:
    found = sent({"a": Foreign(name="x", said=None)})["a"]
    assert found["said"] is None
    assert "note" not in found


def test_models_are_encoded_wherever_they_stand() -> None:
    deep = Foreign(name="x", inner=[Foreign(name="y", note=None)])
    found = sent({"list": [deep], "tuple": (deep,), "generator": iter([deep]), "mapping": {"k": deep}})
    assert found["list"] == found["tuple"] == found["generator"] == [found["mapping"]["k"]]
    inner = found["list"][0]["inner"]
    assert inner == [{"name": "y", "unit": "celsius", "note": None, "location": "here", "inner": []}]


def test_a_model_is_a_body() -> None:
    assert sent(Foreign(name="x"))["name"] == "x"


def test_fields_of_a_model_that_json_has_no_form_for_are_converted() -> None:
    class Dated(pydantic.BaseModel):
        at: datetime.datetime
        by: uuid.UUID
        level: Level
        tags: set[str]

    model = Dated(at=datetime.datetime(2026, 1, 2, 3, 4), by=uuid.UUID(int=2), level=Level.HIGH, tags={"a"})
    assert sent({"a": model}) == {
        "a": {
            "at": "2026-01-02T03:04:00",
            "by": "00000000-0000-0000-0000-000000000002",
            "level": 3,
            "tags": ["a"],
        }
    }


def test_a_root_model_is_its_root() -> None:
    assert sent({"a": pydantic.RootModel[list[int]]([1, 2])}) == {"a": [1, 2]}


def test_extra_fields_of_a_model_are_sent() -> None:
    class Open(pydantic.BaseModel):
        model_config = pydantic.ConfigDict(extra="allow")

    assert sent({"a": Open(x=1, y=None)}) == {"a": {"x": 1, "y": None}}  # type: ignore[call-arg] # extras


def test_a_model_of_this_package_sends_what_was_set_under_the_names_of_the_api() -> None:
    class Own(BaseModel):
        from_: str = pydantic.Field(alias="from")
        unset: str = "default"
        null: str | None = None

    model = Own.model_validate({"from": "a", "null": None, "extra": 1})
    assert sent({"a": model}) == {"a": {"from": "a", "null": None, "extra": 1}}


def test_not_a_number_inside_a_model_is_refused() -> None:
    class Scored(pydantic.BaseModel):
        score: float

    with pytest.raises(ValueError, match=r"^a\.score: expected a finite number"):
        json_bytes({"a": Scored(score=math.nan)})


# The answer, sent back.

TOOL_CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}


def answer(**message: object) -> ChatCompletionMessage:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", **message}}
    return ChatCompletion.model_construct(id="1", created=1, model="m", choices=[choice]).choices[0].message


def test_a_message_that_came_may_be_sent_back_without_what_only_responses_have() -> None:
    message = answer(
        content="Hi",
        reasoning=None,
        annotations=[],
        executed_tools=[{"arguments": "{}", "index": 0, "type": "search"}],
        something_new={"a": 1},
        function_call=None,
        tool_calls=[TOOL_CALL],
    )
    assert message.annotations == []
    assert sent({"messages": [message]}) == {
        "messages": [{"role": "assistant", "content": "Hi", "tool_calls": [TOOL_CALL]}]
    }


def test_a_message_that_only_calls_tools_keeps_its_null_content() -> None:
    assert sent([answer(content=None, tool_calls=[TOOL_CALL])]) == [
        {"role": "assistant", "content": None, "tool_calls": [TOOL_CALL]}
    ]


def test_reasoning_that_is_there_is_sent_back() -> None:
    assert sent([answer(content="Hi", reasoning="Hm")]) == [{"role": "assistant", "content": "Hi", "reasoning": "Hm"}]


def test_messages_may_mix_dicts_and_answers_in_a_generator() -> None:
    messages: list[object] = [{"role": "user", "content": "Hi"}, answer(content="Yes?")]
    assert sent({"messages": (one for one in messages)}) == {
        "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes?"}]
    }


# Dataclasses.


@dataclasses.dataclass
class Point:
    x: int
    y: Any = None


def test_dataclasses_are_objects() -> None:
    assert sent({"a": Point(1, [Point(2)])}) == {"a": {"x": 1, "y": [{"x": 2, "y": None}]}}
    assert sent({"a": Point(1, omit)}) == {"a": {"x": 1}}


def test_pydantic_dataclasses_are_objects() -> None:
    @pydantic.dataclasses.dataclass
    class Place:
        at: datetime.date

    assert sent({"a": Place(datetime.date(2026, 1, 2))}) == {"a": {"at": "2026-01-02"}}


# What has no JSON form.


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
def test_what_has_no_json_form_is_refused_with_its_place_and_what_to_do(value: object, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        json_bytes({"messages": [{"role": "user", "content": value}]})
    assert str(caught.value).startswith("messages[0].content: expected a value that JSON can hold, got ")
    assert message in str(caught.value)


def test_a_set_of_something_without_json_form_is_refused() -> None:
    with pytest.raises(TypeError, match=r"^tags\[0\]: expected a value that JSON can hold, got object"):
        json_bytes({"tags": {object()}})


def test_the_place_counts_items_and_follows_mappings_and_dataclasses() -> None:
    with pytest.raises(TypeError, match=r"^a\[2\]\.y\.b\[1\]: "):
        json_bytes({"a": [1, 2, Point(0, {"b": (0, object())})]})


def test_the_place_counts_items_that_were_not_given_too() -> None:
    with pytest.raises(TypeError, match=r"^a\[1\]: "):
        json_bytes({"a": [omit, object()]})


def test_a_body_without_json_form_is_called_body() -> None:
    with pytest.raises(TypeError, match=r"^body: expected a value that JSON can hold, got object"):
        json_bytes(object())


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, FakeFloat32(math.nan), Number("inf")], ids=kind)
def test_numbers_without_json_form_are_refused_with_their_place(number: object) -> None:
    with pytest.raises(ValueError, match=r"^a\[0\]\.b: expected a finite number, got -?(nan|inf); JSON has no form"):
        json_bytes({"a": [{"b": number}]})


def test_a_lone_surrogate_is_refused_with_its_place_and_how_to_clean_it() -> None:
    text = "ab\ud83d"
    with pytest.raises(ValueError, match=r"^messages\[1\]\.content: .*lone surrogate at position 2") as caught:
        json_bytes({"messages": [{}, {"content": text}]})
    assert 'text.encode("utf-8", "replace").decode()' in str(caught.value)
    assert sent({"a": text.encode("utf-8", "replace").decode()}) == {"a": "ab?"}


def test_a_lone_surrogate_in_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^a: .*lone surrogate at position 0"):
        json_bytes({"a": {"\udc00": 1}})


def test_a_list_that_contains_itself_is_refused() -> None:
    body: list[object] = []
    body.append(body)
    with pytest.raises(ValueError, match=r"a\[0\].*nested more than 200 deep; does a value contain itself\?"):
        json_bytes({"a": body})


def test_an_object_that_contains_itself_is_refused() -> None:
    body: dict[str, object] = {}
    body["a"] = {"b": body}
    with pytest.raises(ValueError, match="does a value contain itself"):
        json_bytes(body)


def nested(depth: int, innermost: object) -> object:
    value = innermost
    for _ in range(depth):
        value = {"a": [value]}
    return value


def test_deep_nesting_that_makes_sense_is_sent() -> None:
    assert sent(nested(40, "x")) == nested(40, "x")
    assert sent(nested(40, (n for n in [1]))) == nested(40, [1])


def test_nesting_without_end_is_refused_rather_than_exhausting_the_stack() -> None:
    with pytest.raises(ValueError, match="nested more than 200 deep"):
        json_bytes(nested(5_000, omit))


# Any JSON value.

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(scalars | texts, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20)


@given(values)
def test_any_json_value_arrives_as_it_was(value: object) -> None:
    assert sent({"a": value}) == {"a": value}


@given(values)
def test_the_thorough_encoder_writes_the_same_bytes_as_the_quick_one(value: object) -> None:
    quick = json_bytes({"a": value, "b": []})
    assert json_bytes({"a": value, "b": (_ for _ in ())}) == quick


@given(st.text())
def test_any_text_is_sent_whole_or_refused(text: str) -> None:
    try:
        body = json_bytes({"a": text})
    except ValueError as err:
        assert "lone surrogate" in str(err)  # noqa: PT017 (most texts do not raise)
        assert any("\ud800" <= char <= "\udfff" for char in text)
    else:
        assert json.loads(body) == {"a": text}


# URLs.

CHAT = "/openai/v1/chat/completions"


@pytest.mark.parametrize(
    ("base_url", "path", "expected"),
    [
        ("https://api.groq.com/", CHAT, "https://api.groq.com/openai/v1/chat/completions"),
        ("https://api.groq.com/openai/v1/", CHAT, "https://api.groq.com/openai/v1/chat/completions"),
        ("https://api.groq.com/", "/v1/fine_tunings", "https://api.groq.com/v1/fine_tunings"),
        ("https://api.groq.com/openai/v1/", "/v1/fine_tunings", "https://api.groq.com/v1/fine_tunings"),
        ("https://api.groq.com/openai/v1/", "/v1/fine_tunings/a%2Fb", "https://api.groq.com/v1/fine_tunings/a%2Fb"),
        ("https://proxy.test/groq/", CHAT, "https://proxy.test/groq/openai/v1/chat/completions"),
        ("https://proxy.test/groq/openai/v1/", CHAT, "https://proxy.test/groq/openai/v1/chat/completions"),
        ("https://proxy.test/groq/openai/v1/", "/v1/fine_tunings", "https://proxy.test/groq/v1/fine_tunings"),
        ("https://proxy.test/openai/v1/groq/", CHAT, "https://proxy.test/openai/v1/groq/openai/v1/chat/completions"),
        ("https://proxy.test/v1/", CHAT, "https://proxy.test/v1/openai/v1/chat/completions"),
        ("http://localhost:8000/", "openai/v1/models", "http://localhost:8000/openai/v1/models"),
        ("https://api.groq.com/openai/v1/", "openai/v1/models", "https://api.groq.com/openai/v1/models"),
        ("https://api.groq.com/openai/v1/", "/chat/completions", "https://api.groq.com/openai/v1/chat/completions"),
        ("https://api.groq.com/openai/v1/", "models", "https://api.groq.com/openai/v1/models"),
        ("https://api.groq.com/", "https://other.test/x?y=1", "https://other.test/x?y=1"),
        ("https://api.groq.com/openai/v1/", "http://other.test/openai/v1/x", "http://other.test/openai/v1/x"),
    ],
)
def test_base_url_with_or_without_openai_v1_reaches_the_same_endpoint(base_url: str, path: str, expected: str) -> None:
    assert api_url(base_url, path) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("file_1", "/files/file_1/content"),
        ("openai/gpt-oss-20b", "/files/openai%2Fgpt-oss-20b/content"),
        ("a b?c#d", "/files/a%20b%3Fc%23d/content"),
        ("50%", "/files/50%25/content"),
        ("%2e%2e", "/files/%252e%252e/content"),
        ("é", "/files/%C3%A9/content"),
        ("...", "/files/.../content"),
        ("{id}", "/files/%7Bid%7D/content"),
        ("..\\..", "/files/..%5C../content"),
    ],
)
def test_a_path_value_is_exactly_one_segment(value: str, expected: str) -> None:
    assert path_template("/files/{id}/content", id=value) == expected


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_path_value_reaches_another_endpoint(value: str) -> None:
    try:
        path = path_template("/files/{id}/content", id=value)
    except ValueError:
        assert value in (".", "..")
    else:
        assert path.count("/") == 3
        assert path.isascii()
        assert not set(path) & set("?# \\")


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_path_value_that_names_another_endpoint_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"file_id: expected a non-empty id, got .*Pass the id that the API gave"):
        path_template("/files/{file_id}", file_id=value)


@pytest.mark.parametrize("value", [None, 7, omit, b"id"], ids=repr)
def test_a_path_value_that_is_no_string_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="file_id: expected a string, got"):
        path_template("/files/{file_id}", file_id=value)


# Headers.


def test_later_headers_win_whatever_their_case() -> None:
    assert merge_headers({"X-A": "1", "X-B": "2"}, {"x-a": "3"}) == {"x-a": "3", "X-B": "2"}
    assert merge_headers({"x-a": "1"}, {"X-A": "2"}, {"X-a": "3"}) == {"X-a": "3"}


@pytest.mark.parametrize("nothing", [omit, not_given], ids=repr)
def test_omit_takes_a_header_out_whatever_its_case(nothing: Any) -> None:
    assert merge_headers({"X-A": "1", "X-B": "2"}, {"x-a": nothing}) == {"X-B": "2"}
    assert merge_headers({"x-a": "1"}, {"X-A": nothing}) == {}
    assert merge_headers({"X-A": nothing}) == {}
    assert merge_headers({"X-A": nothing}, {"x-a": "1"}) == {"x-a": "1"}


@pytest.mark.parametrize("value", [None, 1, bytearray(b"x"), True], ids=repr)
def test_a_header_that_is_no_string_is_refused_with_what_to_do(value: Any) -> None:
    with pytest.raises(TypeError, match=r"Header 'X-A': expected a string or bytes, got .*pass `omit` to leave"):
        merge_headers({"X-A": value})


def test_empty_header_values_are_kept() -> None:
    assert merge_headers({"X-A": ""}) == {"X-A": ""}


# Query parameters.


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, []),
        ({"a": "x y", "b": 1, "c": 0.5}, [("a", "x y"), ("b", "1"), ("c", "0.5")]),
        ({"a": True, "b": False, "c": None}, [("a", "true"), ("b", "false")]),
        ({"a": omit, "b": not_given, "c": 0, "d": 1}, [("c", "0"), ("d", "1")]),
        ({"ids": [1, "b", True]}, [("ids", "1,b,true")]),
        ({"ids": ("a", omit, "b")}, [("ids", "a,b")]),
        ({"ids": []}, []),
        (
            {"filter": {"status": "done", "deep": {"x": [1, 2]}}},
            [("filter[status]", "done"), ("filter[deep][x]", "1,2")],
        ),
        ({"filter": {"status": omit}}, []),
    ],
)
def test_query_parameters_are_flattened(params: Mapping[str, object], expected: list[tuple[str, str]]) -> None:
    assert query_pairs(params) == expected


@pytest.mark.parametrize("value", [object(), b"x", [[1]], [{"a": 1}], {"b": b"x"}], ids=kind)
def test_a_query_value_without_a_text_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match=r"Parameter 'a.*expected a string, number, boolean, list or mapping, got"):
        query_pairs({"a": value})


# What a first user of other libraries brings along.


def test_models_of_the_first_pydantic_are_serialised() -> None:
    v1 = pytest.importorskip("pydantic.v1")

    class Old(v1.BaseModel):  # type: ignore[name-defined, misc] # the compatibility layer has no types
        role: str
        note: str | None = None

    assert sent({"messages": [Old(role="user")]}) == {"messages": [{"role": "user"}]}


def test_a_model_that_does_not_dump_is_refused_with_its_place() -> None:
    class Binary(pydantic.BaseModel):
        data: bytes

    with pytest.raises(TypeError, match=r"^a\[0\]: expected a model that JSON can hold, got Binary"):
        json_bytes({"a": [Binary(data=b"\xff")]})


def test_an_integer_of_thousands_of_digits_is_refused_with_its_place() -> None:
    with pytest.raises(ValueError, match=r"^a\[1\]: expected an integer of at most 10,000 bits"):
        json_bytes({"a": [1, 10**5000]})


def test_decimals_are_numbers() -> None:
    assert sent({"a": decimal.Decimal("0.5")}) == {"a": 0.5}


def test_the_place_in_a_value_that_contains_itself_is_shortened() -> None:
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(ValueError, match=r"^a\[0\].{1,80}… nested|^.{1,90}: nested") as caught:
        json_bytes({"a": circle})
    assert len(str(caught.value)) < 160


def test_a_single_model_is_no_list_of_items() -> None:
    untyped: Any = Foreign(name="x")
    with pytest.raises(TypeError, match=r"^messages: expected a list"):
        checked_iterable("messages", untyped)


@pytest.mark.parametrize("name", ["a\r\nb: c", "", "a:b", "é", "a b", 5])
def test_a_header_name_that_is_none_is_refused_before_anything_is_sent(name: Any) -> None:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json={})

    client = sync_client_of(answer)
    with pytest.raises(ValueError, match="expected a name of letters"):
        client.models.list(extra_headers={name: "x"})
    with pytest.raises(ValueError, match="expected a name of letters"):
        client.with_options(default_headers={name: "x"}).models.list()
    assert requests == []


def test_default_headers_that_are_no_mapping_are_refused() -> None:
    wrong: Any = [("a", "b")]
    with pytest.raises(TypeError, match="default_headers: expected a mapping, got list"):
        Groq(api_key="k", default_headers=wrong)


@pytest.mark.parametrize("value", ["\ud800", float("nan"), float("inf")])
def test_a_query_that_has_no_text_is_refused_by_name(value: Any) -> None:
    client = sync_client_of(lambda _: httpx.Response(200, json={}))
    with pytest.raises(ValueError, match="Parameter 'a': expected"):
        client.models.list(extra_query={"a": value})


@pytest.mark.parametrize("path", ["/\r\nX: y", "http://[::1", None, 5])
def test_a_path_that_is_none_is_refused(path: Any) -> None:
    client = sync_client_of(lambda _: httpx.Response(200, json={}))
    with pytest.raises((TypeError, ValueError), match="path: expected one such as"):
        client.get(path, cast_to=dict)
