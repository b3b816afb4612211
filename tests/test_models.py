"""Lenient parsing: what the API sends is kept as it came, and only something else altogether is refused."""

# ruff: noqa: UP007, UP045 - both ways to write a union are tested; the generated types use the older one

from __future__ import annotations

import copy
import datetime
import enum
import functools
import json
import math
import pickle
import threading
from typing import Annotated, Any, Generic, Literal, Optional, TypeVar, Union

import pydantic
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import groq._models.lenient as lenient_module
from groq import BaseModel
from groq._models import construct_type, json_parser
from groq._models.lenient import Lenient, lenient
from groq.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessage
from groq.types.chat.chat_completion import Choice
from groq.types.completion_usage import CompletionUsage

T = TypeVar("T")

COMPLETION: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1_700_000_000,
    "model": "openai/gpt-oss-20b",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "id": "call_1",
                        "type": "function",
                        "function": {"name": "weather", "arguments": '{"city":"Paris"}'},
                    }
                ],
            },
            "logprobs": None,
            "finish_reason": "tool_calls",
        }
    ],
    "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3, "total_time": 0.25},
    "x_groq": {"id": "req_1"},
}


def parse_json(data: bytes, type_: Any) -> Any:
    return json_parser(type_, strict=False)(data)


def parsed(value: Any, type_: Any = ChatCompletion) -> Any:
    return parse_json(json.dumps(value).encode(), type_)


def type_of(value: Any) -> Any:
    """The class of a value; that the checker knows of it would make it doubt the rest of a test."""
    return type(value)


def completion(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(COMPLETION), **changes}


class Tag(BaseModel):
    name: str
    weight: Optional[float] = None


class Item(BaseModel):
    id: str
    count: int
    kind: Literal["a", "b"]
    price: float
    on: bool
    tag: Tag
    tags: list[Tag]
    by_name: dict[str, Tag]
    maybe: Optional[Tag] = None
    note: Optional[str] = None


ITEM: dict[str, Any] = {
    "id": "1",
    "count": 1,
    "kind": "a",
    "price": 1.5,
    "on": True,
    "tag": {"name": "t"},
    "tags": [{"name": "t1"}, {"name": "t2"}],
    "by_name": {"x": {"name": "tx"}},
}


class TestWellFormed:
    def test_nested_values_are_models(self) -> None:
        got = parsed(COMPLETION)
        assert type_of(got) is ChatCompletion
        assert type_of(got.choices[0]) is Choice
        assert type_of(got.choices[0].message) is ChatCompletionMessage
        assert type_of(got.usage) is CompletionUsage
        assert got.choices[0].message.tool_calls[0].function.arguments == '{"city":"Paris"}'

    def test_is_equal_to_what_pydantic_makes_of_it(self) -> None:
        assert parsed(COMPLETION) == ChatCompletion.model_validate(COMPLETION)
        assert parsed(ITEM, Item) == Item.model_validate(ITEM)

    def test_gives_back_what_came(self) -> None:
        assert parsed(COMPLETION).to_dict() == COMPLETION
        assert json.loads(parsed(COMPLETION).to_json()) == COMPLETION


class TestLeniency:
    def test_unknown_enum_value_is_kept(self) -> None:
        got = parsed(completion(service_tier="ultra", object="new.kind"))
        assert (got.service_tier, got.object) == ("ultra", "new.kind")

    @pytest.mark.parametrize("name", list(ITEM))
    @pytest.mark.parametrize("odd", ["odd", 7, 7.5, True, None, [], [1], {}, {"x": 1}, [{"x": 1}]], ids=repr)
    def test_value_of_another_type_is_kept_as_it_came(self, name: str, odd: Any) -> None:
        value = {**ITEM, name: odd}
        got = parsed(value, Item)
        dumped = got.to_dict(warnings=False)
        assert dumped == value
        assert type(getattr(got, name)) is type(odd) or isinstance(getattr(got, name), float | Tag)
        untouched = {key: inner for key, inner in ITEM.items() if key != name}
        assert all(getattr(got, key) == getattr(parsed(ITEM, Item), key) for key in untouched)

    def test_text_in_a_number_field_stays_text(self) -> None:
        got = parsed({**ITEM, "price": "7", "count": "7"}, Item)
        assert (got.price, got.count) == ("7", "7")

    def test_number_in_a_text_field_stays_a_number(self) -> None:
        assert parsed({**ITEM, "id": 7}, Item).id == 7

    def test_number_or_text_in_a_bool_field_stays(self) -> None:
        assert parsed({**ITEM, "on": 1}, Item).on == 1
        assert type(parsed({**ITEM, "on": 1}, Item).on) is int
        assert parsed({**ITEM, "on": "yes"}, Item).on == "yes"

    def test_whole_number_in_a_float_field_becomes_a_float(self) -> None:
        price = parsed({**ITEM, "price": 7}, Item).price
        assert price == 7
        assert type(price) is float
        assert type(parsed(completion(usage={"total_time": 1})).usage.total_time) is float

    def test_fraction_in_an_int_field_stays_a_fraction(self) -> None:
        assert parsed({**ITEM, "count": 1.5}, Item).count == 1.5

    def test_bool_in_a_float_field_stays_a_bool(self) -> None:
        assert parsed({**ITEM, "price": True}, Item).price is True

    @pytest.mark.parametrize("name", [name for name in ITEM if name != "id"])
    def test_missing_field_reads_as_none_and_is_not_set(self, name: str) -> None:
        got = parsed({key: value for key, value in ITEM.items() if key != name}, Item)
        assert getattr(got, name) is None
        assert name not in got.model_fields_set
        assert name not in got.to_dict()

    @pytest.mark.parametrize("name", [*ITEM, "maybe", "note"])
    def test_null_field_reads_as_none_and_is_set(self, name: str) -> None:
        got = parsed({**ITEM, name: None}, Item)
        assert getattr(got, name) is None
        assert name in got.model_fields_set
        assert got.to_dict(warnings=False)[name] is None

    def test_missing_optional_field_is_not_set(self) -> None:
        got = parsed(ITEM, Item)
        assert got.maybe is None
        assert got.model_fields_set == set(ITEM)

    def test_extra_fields_are_kept_at_every_depth(self) -> None:
        value = completion(extra={"deep": [{"er": 1}]})
        value["choices"][0]["novel"] = 1
        value["choices"][0]["message"]["novel"] = {"a": None}
        value["choices"][0]["message"]["tool_calls"][0]["function"]["novel"] = "x"
        got = parsed(value)
        assert got.extra == {"deep": [{"er": 1}]}
        assert got.choices[0].novel == 1
        assert got.choices[0].message.tool_calls[0].function.novel == "x"
        assert got.to_dict() == value

    def test_nested_models_are_as_lenient(self) -> None:
        value = completion(
            choices=[{"finish_reason": "invented", "message": {"role": 5, "tool_calls": [{"function": {"name": []}}]}}],
            usage={"prompt_tokens": "many"},
        )
        got = parsed(value)
        assert type_of(got.choices[0]) is Choice
        assert got.choices[0].finish_reason == "invented"
        assert got.choices[0].index is None
        assert type_of(got.choices[0].message) is ChatCompletionMessage
        assert got.choices[0].message.role == 5
        assert got.choices[0].message.tool_calls[0].function.name == []
        assert got.choices[0].message.tool_calls[0].id is None
        assert type_of(got.usage) is CompletionUsage
        assert got.usage.prompt_tokens == "many"
        assert got.to_dict(warnings=False) == value

    def test_empty_nested_object_is_a_model_of_nones(self) -> None:
        got = parsed(completion(usage={}))
        assert type_of(got.usage) is CompletionUsage
        assert got.usage.total_tokens is None

    @pytest.mark.parametrize("odd", [None, "x", 5, [], [{}]], ids=repr)
    def test_odd_element_of_a_list_is_kept_among_the_models(self, odd: Any) -> None:
        value = {**ITEM, "tags": [{"name": "t1"}, odd, {"weight": 1}]}
        got = parsed(value, Item)
        assert [type(tag) for tag in got.tags] == [Tag, type(odd), Tag]
        assert got.to_dict(warnings=False) == value

    @pytest.mark.parametrize("odd", [None, "x", 5, []], ids=repr)
    def test_odd_value_of_a_mapping_is_kept_among_the_models(self, odd: Any) -> None:
        value = {**ITEM, "by_name": {"x": {"name": "tx"}, "y": odd}}
        got = parsed(value, Item)
        assert [type(tag) for tag in got.by_name.values()] == [Tag, type(odd)]
        assert got.to_dict(warnings=False) == value

    @pytest.mark.parametrize("odd", ["x", None, [1.0], {}], ids=repr)
    def test_list_of_numbers_with_an_odd_element_is_kept(self, odd: Any) -> None:
        class Vector(BaseModel):
            id: str
            values: list[float]

        assert parsed({"id": "1", "values": [1, 2.5]}, Vector).values == [1.0, 2.5]
        assert parsed({"id": "1", "values": [1, odd, 2.5]}, Vector).values == [1, odd, 2.5]

    def test_values_of_a_mapping_may_be_anything(self) -> None:
        class Metadata(BaseModel):
            id: str
            metadata: dict[str, str]
            more: dict[str, object]

        value = {"id": "1", "metadata": {"a": 1, "b": None}, "more": {"c": [1, {}]}}
        assert parsed(value, Metadata).to_dict(warnings=False) == value

    def test_big_whole_numbers_are_exact(self) -> None:
        big = 2**200 + 1
        got = parsed({**ITEM, "count": big, "extra": -big}, Item)
        assert (got.count, got.extra) == (big, -big)

    def test_whole_number_too_big_for_a_float_is_kept(self) -> None:
        assert parsed({**ITEM, "price": 10**400}, Item).price == 10**400

    def test_last_of_two_equal_keys_wins(self) -> None:
        got: Tag = parse_json(b'{"name": "a", "name": "b", "more": 1, "more": 2}', Tag)
        assert got.to_dict() == {"name": "b", "more": 2}

    def test_bytes_that_are_not_utf8_read_as_replacement_characters(self) -> None:
        assert parse_json(b'{"name": "a\xff", "more": "\xe2\x82"}', Tag).to_dict() == {
            "name": "a\ufffd",
            "more": "\ufffd",
        }

    def test_deep_nesting_is_kept(self) -> None:
        deep: Any = "bottom"
        for _ in range(100):
            deep = [deep, {"a": deep}] if len(str(deep)) < 100 else [deep]
        assert parsed({"name": "a", "deep": deep}, Tag).deep == deep

    @pytest.mark.parametrize("depth", [1_000, 100_000])
    @pytest.mark.parametrize(("start", "end"), [(b"[", b"]"), (b'{"a":', b"}")])
    def test_nesting_without_bounds_is_refused_rather_than_overflowing(
        self, depth: int, start: bytes, end: bytes
    ) -> None:
        with pytest.raises(pydantic.ValidationError):
            parse_json(b'{"name": "a", "deep": ' + start * depth + b"1" + end * depth + b"}", Tag)


class TestRefused:
    @pytest.mark.parametrize("type_", [ChatCompletion, ChatCompletionChunk, Item], ids=lambda type_: type_.__name__)
    @pytest.mark.parametrize("body", ["null", "[]", "5", '"text"', "true", "{}", '{"unknown": 1}', "[{}]"])
    def test_body_of_another_kind(self, body: str, type_: Any) -> None:
        with pytest.raises(pydantic.ValidationError):
            parse_json(body.encode(), type_)

    @pytest.mark.parametrize(
        "body", [b"", b" ", b"{", b'{"id": "1"', b"<html>", b"{'id': 1}", b'{"id": "1"} x', b"\xff"]
    )
    def test_body_that_is_not_json(self, body: bytes) -> None:
        with pytest.raises(pydantic.ValidationError):
            parse_json(body, ChatCompletion)

    def test_missing_fields_are_named(self) -> None:
        with pytest.raises(pydantic.ValidationError, match="choices") as caught:
            parse_json(b"{}", ChatCompletion)
        assert {error["type"] for error in caught.value.errors()} == {"missing"}
        assert caught.value.title == "ChatCompletion"

    @pytest.mark.parametrize("name", ["id", "choices", "created"])
    def test_not_if_one_required_field_came(self, name: str) -> None:
        assert parsed({name: COMPLETION[name]}).model_fields_set == {name}

    def test_empty_object_is_fine_where_nothing_is_required(self) -> None:
        class Loose(BaseModel):
            a: Optional[int] = None
            b: int = 5

        got: Loose = parse_json(b"{}", Loose)
        assert (got.a, got.b, got.model_fields_set) == (None, 5, set())

    def test_not_an_object_is_refused_where_nothing_is_required(self) -> None:
        class Loose(BaseModel):
            a: Optional[int] = None

        for body in (b"null", b"[]", b"5"):
            with pytest.raises(pydantic.ValidationError):
                parse_json(body, Loose)

    def test_list_of_models_wants_a_list(self) -> None:
        assert parse_json(b'[{"name": "a"}, null]', list[Tag]) == [Tag(name="a"), None]
        with pytest.raises(pydantic.ValidationError):
            parse_json(b'{"name": "a"}', list[Tag])

    @pytest.mark.parametrize(
        ("body", "type_"),
        [(b"[1]", dict), (b"[1]", dict[str, object]), (b"{}", list[int]), (b"null", list[str]), (b"null", dict)],
    )
    def test_plain_container_of_another_kind(self, body: bytes, type_: Any) -> None:
        with pytest.raises(pydantic.ValidationError):
            parse_json(body, type_)


class TestStrictnessOfTheUser:
    """Lenient parsing changes nothing for those who make models themselves."""

    def test_making_and_validating_stay_strict_after_lenient_parsing(self) -> None:
        parsed(completion(created="odd"))
        with pytest.raises(pydantic.ValidationError, match="created"):
            ChatCompletion.model_validate(completion(created="odd"))
        with pytest.raises(pydantic.ValidationError, match="Field required"):
            ChatCompletion(id="1")  # type: ignore[call-arg] # what is tested
        with pytest.raises(pydantic.ValidationError, match="finish_reason"):
            ChatCompletion.model_validate(completion(choices=[{**COMPLETION["choices"][0], "finish_reason": "odd"}]))
        with pytest.raises(pydantic.ValidationError):
            ChatCompletion.model_validate_json("{}")

    def test_nested_model_made_before_is_still_parsed_leniently(self) -> None:
        class Inner(BaseModel):
            n: int

        class Outer(BaseModel):
            inner: Inner
            inners: list[Inner]
            optional: Optional[Inner] = None

        Inner(n=1)
        Outer(inner=Inner(n=1), inners=[])
        value = {"inner": {"n": "odd"}, "inners": [{"n": "odd"}, {}], "optional": {"n": []}}
        got = parsed(value, Outer)
        assert [type(got.inner), *map(type, got.inners), type(got.optional)] == [Inner] * 4
        assert got.to_dict(warnings=False) == value
        for odd in ({"inner": {"n": "odd"}, "inners": []}, {"inner": {"n": 1}, "inners": [{}]}):
            with pytest.raises(pydantic.ValidationError):
                Outer.model_validate(odd)

    def test_nested_model_parsed_leniently_before_is_still_strict_for_the_user(self) -> None:
        class Inner(BaseModel):
            n: int

        class Outer(BaseModel):
            inner: Inner

        class Around(BaseModel):
            outer: Outer

        assert parsed({"n": "odd"}, Inner).n == "odd"
        assert parsed({"outer": {"inner": {"n": "odd"}}}, Around).outer.inner.n == "odd"
        for model, odd in ((Inner, {"n": "odd"}), (Outer, {"inner": {"n": "odd"}}), (Outer, {"inner": {}})):
            with pytest.raises(pydantic.ValidationError):
                model.model_validate(odd)
        with pytest.raises(pydantic.ValidationError):
            Around.model_validate({"outer": {"inner": {"n": "odd"}}})
        assert parsed({"outer": {"inner": {"n": "odd"}}}, Around).outer.inner.n == "odd"

    def test_models_of_plain_pydantic_are_parsed_leniently_and_stay_strict(self) -> None:
        class Inner(pydantic.BaseModel):
            n: int

        class Outer(pydantic.BaseModel):
            inner: Inner
            more: float = 0.5

        got = parsed({"inner": {"n": "odd"}, "more": "odd", "extra": 1}, Outer)
        assert (got.inner.n, got.more) == ("odd", "odd")
        assert not hasattr(got, "extra")  # as their own configuration says
        with pytest.raises(pydantic.ValidationError):
            Outer.model_validate({"inner": {"n": "odd"}})


class Color(enum.Enum):
    RED = "red"


class Cat(BaseModel):
    type: Literal["cat"]
    lives: int


class Dog(BaseModel):
    type: Literal["dog"]
    tricks: list[str]


class Tree(BaseModel):
    name: str
    children: list[Tree] = pydantic.Field(default_factory=list)
    parent: Optional[Tree] = None


class Box(BaseModel, Generic[T]):
    content: T
    count: int


Pet = Annotated[Union[Cat, Dog], pydantic.Field(discriminator="type")]


class Home(BaseModel):
    pet: Pet
    pets: list[Pet]


class Group(BaseModel):
    type: Literal["group"]
    members: list[Union[Cat, Group]]


class Herd(BaseModel):
    type: Literal["herd"]
    leader: Optional[Annotated[Union[Herd, Cat], pydantic.Field(discriminator="type")]] = None


class TestKindsOfTypes:
    def test_tagged_union_picks_the_model_and_keeps_odd_fields(self) -> None:
        got = parsed({"pet": {"type": "cat", "lives": "nine"}, "pets": [{"type": "dog"}, {"type": "cat"}]}, Home)
        assert [type(got.pet), *map(type, got.pets)] == [Cat, Dog, Cat]
        assert (got.pet.lives, got.pets[0].tricks) == ("nine", None)

    def test_unknown_tag_of_a_field_gives_a_model_of_what_came(self) -> None:
        value = {
            "pet": {"type": "fish", "fins": 2},
            "pets": [{"type": "cat", "lives": 9}, {"type": "fish"}, {"lives": 1}],
        }
        got = parsed(value, Home)
        assert (got.pet.type, got.pet.fins) == ("fish", 2)
        assert [type(pet) for pet in got.pets] == [Cat, BaseModel, BaseModel]
        assert got.pets[2].lives == 1
        assert got.to_dict(warnings=False) == value

    @pytest.mark.parametrize("type_", [Pet, Union[Cat, Dog], Cat | Dog], ids=["tagged", "typing", "operator"])
    def test_union_alone_picks_the_model_keeps_odd_fields_and_passes_unknown_ones(self, type_: Any) -> None:
        assert parsed({"type": "cat", "lives": 9}, type_) == Cat(type="cat", lives=9)
        odd = parsed({"type": "cat", "lives": "nine"}, type_)
        assert (type_of(odd), odd.lives) == (Cat, "nine")
        assert type_of(parsed({"type": "dog"}, type_)) is Dog
        unknown = parsed({"type": "fish", "fins": 2}, type_)
        assert isinstance(unknown, BaseModel)
        assert unknown.to_dict() == {"type": "fish", "fins": 2}

    @pytest.mark.parametrize("body", [None, [], "x", 5], ids=repr)
    def test_union_alone_refuses_what_is_no_object(self, body: Any) -> None:
        for type_ in (Pet, Union[Cat, Dog]):
            with pytest.raises(pydantic.ValidationError):
                parsed(body, type_)

    def test_recursive_union_is_lenient_all_the_way_down(self) -> None:
        value = {
            "type": "group",
            "members": [{"type": "cat", "lives": "x"}, {"type": "group", "members": [5, {}]}, "odd"],
        }
        got = parsed(value, Group)
        assert [type(one) for one in got.members] == [Cat, Group, str]
        assert (got.members[0].lives, got.members[1].members[0]) == ("x", 5)
        assert got.to_dict(warnings=False) == value

    def test_recursive_tagged_union_is_lenient_all_the_way_down(self) -> None:
        value = {"type": "herd", "leader": {"type": "herd", "leader": {"type": "cat", "lives": "x"}}}
        got = parsed(value, Herd)
        assert [type(got.leader), type(got.leader.leader)] == [Herd, Cat]
        assert got.leader.leader.lives == "x"

    def test_tagged_union_alone_picks_the_model(self) -> None:
        assert parsed({"type": "dog", "tricks": 5}, Pet) == Dog.model_construct(type="dog", tricks=5)

    def test_union_of_plain_types_is_kept_as_it_came(self) -> None:
        class Mixed(BaseModel):
            id: str
            value: Union[int, str, list[str]]

        for odd in (1, "1", ["a"], [1], None, 1.5, {"a": 1}):
            got = parsed({"id": "1", "value": odd}, Mixed).value
            assert (got, type(got)) == (odd, type(odd))

    def test_union_of_models_picks_the_one_that_fits(self) -> None:
        class Either(BaseModel):
            id: str
            pet: Union[Cat, Dog, None] = None

        assert parsed({"id": "1", "pet": {"type": "dog", "tricks": ["sit"]}}, Either).pet == Dog(
            type="dog", tricks=["sit"]
        )
        assert parsed({"id": "1", "pet": {"type": "fish"}}, Either).pet.type == "fish"
        assert parsed({"id": "1", "pet": "odd"}, Either).pet == "odd"
        assert parsed({"id": "1", "pet": None}, Either).pet is None

    def test_union_of_models_is_as_lenient_wherever_else_they_stand(self) -> None:
        class Once(BaseModel):
            pet: Union[Cat, Dog]

        class Twice(BaseModel):
            pet: Union[Cat, Dog]
            cat: Optional[Cat] = None

        odd = {"pet": {"type": "cat", "lives": "nine"}}
        assert type(parsed(odd, Once).pet) is type(parsed(odd, Twice).pet)

    def test_recursive_model_is_lenient_all_the_way_down(self) -> None:
        value = {
            "name": "a",
            "children": [{"name": 1, "children": [{"name": "c"}, "odd"]}],
            "parent": {"children": None},
        }
        got = parsed(value, Tree)
        assert type_of(got.children[0]) is type_of(got.children[0].children[0]) is type_of(got.parent) is Tree
        assert got.children[0].name == 1
        assert got.children[0].children[1] == "odd"
        assert got.to_dict(warnings=False) == value

    def test_generic_model_is_lenient(self) -> None:
        got = parsed({"content": {"name": 5}, "count": "odd"}, Box[Tag])
        assert type_of(got.content) is Tag
        assert (got.content.name, got.count) == (5, "odd")
        assert parsed({"content": "odd", "count": 1}, Box[Tag]).content == "odd"
        assert type(parsed({"content": {"name": 5}}, Box[dict[str, Any]]).content) is dict

    def test_root_model_is_made(self) -> None:
        class Tags(pydantic.RootModel[list[Tag]]):
            pass

        got = parsed([{"name": "a"}, {"name": 5}], Tags)
        assert [tag.name for tag in got.root] == ["a", 5]
        with pytest.raises(pydantic.ValidationError):
            parsed({"name": "a"}, Tags)

    def test_aliases_are_the_names_of_the_api(self) -> None:
        class Aliased(BaseModel):
            schema_: str = pydantic.Field(alias="schema")
            from_: Optional[str] = pydantic.Field(alias="from", default=None)

        got = parsed({"schema": 5, "from": "x"}, Aliased)
        assert (got.schema_, got.from_) == (5, "x")
        assert got.to_dict(warnings=False) == {"schema": 5, "from": "x"}
        assert got.to_dict(warnings=False, use_api_names=False) == {"schema_": 5, "from_": "x"}
        assert parsed({"schema": "s"}, Aliased).model_fields_set == {"schema_"}

    def test_datetimes_are_made_where_they_can_be(self) -> None:
        class Dated(BaseModel):
            at: datetime.datetime
            on: Optional[datetime.date] = None

        got = parsed({"at": "2026-01-02T03:04:05Z", "on": "2026-01-02"}, Dated)
        assert got.at == datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
        assert got.on == datetime.date(2026, 1, 2)
        assert got.to_dict(mode="json") == {"at": "2026-01-02T03:04:05Z", "on": "2026-01-02"}
        assert parsed({"at": "yesterday", "on": []}, Dated).at == "yesterday"

    def test_enums_are_made_where_they_can_be(self) -> None:
        class Colored(BaseModel):
            id: str
            color: Color

        assert parsed({"id": "1", "color": "red"}, Colored).color is Color.RED
        assert parsed({"id": "1", "color": "infrared"}, Colored).color == "infrared"

    def test_mapping_with_other_keys_than_text(self) -> None:
        class Keyed(BaseModel):
            id: str
            by_number: dict[int, Tag]

        assert parsed({"id": "1", "by_number": {"1": {"name": 5}}}, Keyed).by_number[1].name == 5
        assert parsed({"id": "1", "by_number": {"x": {"name": "a"}}}, Keyed).by_number == {"x": {"name": "a"}}

    def test_mapping_with_other_keys_than_text_and_plain_values(self) -> None:
        class Keyed(BaseModel):
            id: str
            by_number: dict[int, str]

        assert parsed({"id": "1", "by_number": {"1": "a"}}, Keyed).by_number == {1: "a"}

    def test_field_validators_of_the_user_run_and_may_refuse(self) -> None:
        class Checked(BaseModel):
            id: str
            name: str

            @pydantic.field_validator("name")
            @classmethod
            def _no_spaces(cls, value: str) -> str:
                if " " in value:
                    raise ValueError("no spaces")
                return value.upper()

        assert parsed({"id": "1", "name": "ab"}, Checked).name == "AB"
        assert parsed({"id": "1", "name": "a b"}, Checked).name == "a b"
        assert parsed({"id": "1", "name": 5}, Checked).name == 5

    def test_model_validators_of_the_user_run(self) -> None:
        class Checked(BaseModel):
            n: int
            double: Optional[int] = None

            @pydantic.model_validator(mode="after")
            def _double(self) -> Checked:
                self.double = self.n * 2
                return self

        class Around(BaseModel):
            checked: Checked

        assert parsed({"n": 2}, Checked).double == 4
        assert parsed({"checked": {"n": 2}}, Around).checked.double == 4

    def test_defaults_of_the_user_are_kept(self) -> None:
        class Defaulted(BaseModel):
            id: str
            n: int = 5
            items: list[int] = pydantic.Field(default_factory=list)

        got, other = parsed({"id": "1"}, Defaulted), parsed({"id": "2"}, Defaulted)
        assert (got.n, got.items) == (5, [])
        assert got.items is not other.items

    @pytest.mark.parametrize(
        ("type_", "body"),
        [
            (dict, {"a": [1]}),
            (dict[str, Any], {"a": None}),
            (object, [1, "x"]),
            (Any, None),
            (list[int], [1, "odd"]),
            (list[float], [1.5]),
            (str, "x"),
            (Optional[int], None),
            (Union[int, str], "x"),
        ],
        ids=repr,
    )
    def test_types_that_are_no_models_are_parsed(self, type_: Any, body: Any) -> None:
        assert parsed(body, type_) == body


def race(*jobs: Any) -> list[Any]:
    """Run the jobs at once, each in a thread."""
    start, results, errors = threading.Barrier(len(jobs)), [None] * len(jobs), []

    def run(index: int) -> None:
        try:
            start.wait(10)
            results[index] = jobs[index]()
        except Exception as error:  # a thread would lose it
            errors.append(error)

    threads = [threading.Thread(target=run, args=(index,), daemon=True) for index in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    assert errors == []
    return results


class TestThreads:
    def test_many_threads_may_use_a_new_type_at_once(self) -> None:
        for _ in range(10):

            class Inner(BaseModel):
                n: int

            class Outer(BaseModel):
                inner: Inner
                inners: list[Inner]

            value = {"inner": {"n": "odd"}, "inners": [{"n": "odd"}]}
            results = race(*[functools.partial(parsed, value, Outer)] * 8)
            assert {type(got) for got in results} == {Outer}
            assert {type(got.inner) for got in results} == {Inner}

    def test_a_validator_is_built_once_however_many_ask_for_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Shared(BaseModel):
            n: int

        builds: list[Any] = []
        another = threading.Event()

        class Building(Lenient):
            def __init__(self, type_: Any, unknown_model: type[BaseModel]) -> None:
                builds.append(type_)
                if len(builds) == 1:
                    another.wait(0.1)  # time enough for a second one, were it allowed
                else:
                    another.set()
                super().__init__(type_, unknown_model)

        monkeypatch.setattr(lenient_module, "Lenient", Building)
        assert len({id(one) for one in race(*[functools.partial(lenient, Shared, BaseModel)] * 4)}) == 1
        assert builds == [Shared]

    def test_users_stay_strict_while_a_validator_is_being_built(self) -> None:
        class Inner(BaseModel):
            n: int

        class Outer(BaseModel):
            inner: Inner

        def refused() -> bool:
            try:
                Outer.model_validate({"inner": {"n": "odd"}})
            except pydantic.ValidationError:
                return True
            return False

        def kept() -> bool:
            return bool(parsed({"inner": {"n": "odd"}}, Outer).inner.n == "odd")

        assert race(*[refused, kept] * 4) == [True] * 8


class TestConstructType:
    def test_builds_models_from_plain_data(self) -> None:
        got = construct_type(type_=ChatCompletion, value=COMPLETION)
        assert type_of(got.choices[0].message) is ChatCompletionMessage
        assert got == parsed(COMPLETION)

    def test_keeps_odd_values(self) -> None:
        got = construct_type(type_=Item, value={**ITEM, "count": "odd", "price": "7", "tags": [None, {"name": 1}]})
        assert (got.count, got.price, got.tags[0], got.tags[1].name) == ("odd", "7", None, 1)

    @pytest.mark.parametrize("value", [None, [], "x", 5], ids=repr)
    def test_gives_back_data_of_another_kind(self, value: Any) -> None:
        assert construct_type(type_=Item, value=value) is value

    def test_takes_models_that_were_made_already(self) -> None:
        tag = Tag(name="a")
        assert construct_type(type_=Tag, value=tag) is tag
        assert construct_type(type_=Item, value={**ITEM, "tag": tag}).tag is tag

    def test_needs_no_required_field(self) -> None:
        assert construct_type(type_=Tag, value={}).name is None

    def test_takes_other_types(self) -> None:
        assert construct_type(type_=list[Tag], value=[{"name": "a"}]) == [Tag(name="a")]
        assert construct_type(type_=Optional[Tag], value=None) is None
        assert construct_type(type_=Union[Cat, Dog], value={"type": "cat", "lives": 9}) == Cat(type="cat", lives=9)
        assert construct_type(type_=Pet, value={"type": "fish"}).type == "fish"
        assert construct_type(type_=dict[str, Tag], value={"a": {"name": 5}})["a"].name == 5
        assert construct_type(type_=float, value=5) == 5.0
        assert construct_type(type_=str, value=5) == 5
        assert construct_type(type_=object, value={"a": 1}) == {"a": 1}


class TestModels:
    """What code does with models; see also the tests of each feature."""

    def odd(self) -> Any:
        value = completion(created="odd", extra={"a": [1]}, service_tier="ultra")
        value["choices"].append("odd")
        return parsed(value)

    def test_survives_a_pickle(self) -> None:
        for model in (parsed(COMPLETION), self.odd()):
            copied = pickle.loads(pickle.dumps(model))
            assert copied == model
            assert copied.to_dict(warnings=False) == model.to_dict(warnings=False)
            assert copied.model_fields_set == model.model_fields_set

    @pytest.mark.parametrize("how", ["deepcopy", "copy", "model_copy"])
    def test_survives_a_copy(self, how: str) -> None:
        model = self.odd()
        copied = {"deepcopy": copy.deepcopy, "copy": copy.copy}.get(how, lambda one: one.model_copy(deep=True))(model)
        assert copied == model
        assert copied.to_dict(warnings=False) == model.to_dict(warnings=False)
        if how != "copy":
            copied.choices[0].message.content = "changed"
            assert model.choices[0].message.content is None

    def test_takes_new_values_and_attributes(self) -> None:
        model = parsed(COMPLETION)
        model.created = 5
        model.novel = "x"
        assert (model.to_dict()["created"], model.to_dict()["novel"]) == (5, "x")

    def test_takes_extra_keywords(self) -> None:
        tag: Any = Tag(name="a", more={"b": 1})  # type: ignore[call-arg] # what is tested
        assert tag.more == {"b": 1}
        assert tag.to_dict() == {"name": "a", "more": {"b": 1}}

    def test_construct_makes_models_of_nested_dictionaries(self) -> None:
        makers: list[Any] = [ChatCompletion.model_construct, ChatCompletion.construct]
        for make in makers:
            got = make(**COMPLETION, more={"a": 1})
            assert type_of(got) is ChatCompletion
            assert type_of(got.choices[0].message) is ChatCompletionMessage
            assert got.to_dict() == {**COMPLETION, "more": {"a": 1}}

    def test_construct_keeps_odd_values_and_lacks_nothing(self) -> None:
        got: Any = Item.model_construct(count="odd", tag=None)
        assert (got.count, got.tag, got.id, got.note) == ("odd", None, None, None)
        assert got.model_fields_set == {"count", "tag"}

    def test_construct_without_values_gives_a_model(self) -> None:
        got: Any = Tag.model_construct()
        assert (got.name, got.weight, got.model_fields_set) == (None, None, set())

    def test_construct_takes_the_fields_that_count_as_set(self) -> None:
        got = Tag.model_construct(_fields_set={"name"}, name="a", weight=1.5)
        assert got.model_fields_set == {"name"}
        assert got.to_dict() == {"name": "a"}

    def test_construct_takes_models(self) -> None:
        tag = Tag(name="a")
        assert Item.model_construct(**{**ITEM, "tag": tag}).tag is tag

    def test_construct_takes_names_of_the_api(self) -> None:
        class Aliased(BaseModel):
            schema_: str = pydantic.Field(alias="schema")

        values: dict[str, Any] = {"schema": "s"}
        assert Aliased.model_construct(**values).schema_ == "s"

    def test_construct_takes_names_of_attributes_as_pydantic_does(self) -> None:
        class Plain(pydantic.BaseModel):
            schema_: str = pydantic.Field(alias="schema")

        class Ours(BaseModel):
            schema_: str = pydantic.Field(alias="schema")

        assert Plain.model_construct(schema_="s").schema_ == "s"
        assert Ours.model_construct(schema_="s").schema_ == "s"

    def test_construct_of_a_class_with_validators_that_refuse(self) -> None:
        class Checked(BaseModel):
            n: int

            @pydantic.model_validator(mode="after")
            def _refuse(self) -> Checked:
                raise ValueError("never")

        assert Checked.model_construct(n=1).n == 1

    def test_nested_model_dumps_from_inside_something_else(self) -> None:
        class Inner(BaseModel):
            n: int

        class Outer(BaseModel):
            inners: list[Inner]

        class Holder(pydantic.BaseModel):
            anything: object

        inner = parsed({"inners": [{"n": 1}]}, Outer).inners[0]
        assert Holder(anything=inner).model_dump() == {"anything": {"n": 1}}

    def test_dictionary_leaves_out_what_was_not_sent(self) -> None:
        got: Tag = parse_json(b'{"name": "a"}', Tag)
        assert got.to_dict() == {"name": "a"}
        assert got.to_dict(exclude_unset=False) == {"name": "a", "weight": None}
        assert parse_json(b'{"name": "a", "weight": null}', Tag).to_dict() == {"name": "a", "weight": None}
        assert parse_json(b'{"name": "a", "weight": null}', Tag).to_dict(exclude_none=True) == {"name": "a"}
        assert parse_json(b'{"name": "a", "weight": null}', Tag).to_dict(exclude_defaults=True) == {"name": "a"}

    def test_json_is_the_dictionary_as_text(self) -> None:
        got: Tag = parse_json(b'{"name": "a", "more": 1}', Tag)
        assert got.to_json(indent=None) == '{"name":"a","more":1}'
        assert got.to_json() == '{\n  "name": "a",\n  "more": 1\n}'
        assert json.loads(got.to_json(exclude_unset=False)) == {"name": "a", "weight": None, "more": 1}

    def test_dumps_of_pydantic_work_with_odd_values(self) -> None:
        model = self.odd()
        assert model.model_dump(warnings=False, exclude_unset=True) == model.to_dict(warnings=False)
        assert json.loads(model.model_dump_json(warnings=False, exclude_unset=True)) == model.to_dict(warnings=False)

    def test_dumps_of_pydantic_work_without_warnings_where_nothing_is_odd(self) -> None:
        model = parsed(COMPLETION)
        assert json.loads(model.model_dump_json(exclude_unset=True)) == COMPLETION
        assert model.model_dump()["choices"][0]["message"]["tool_calls"][0]["id"] == "call_1"


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
    """Equal as JSON, where 1 and 1.0 are one number."""
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
    def test_any_json_makes_a_completion_or_a_validation_error(self, value: Any) -> None:
        known = isinstance(value, dict) and {"id", "choices", "created", "model", "object"} & value.keys()
        try:
            got = parsed(value)
        except pydantic.ValidationError:
            assert not known
        else:
            assert known
            assert type_of(got) is ChatCompletion
            assert alike(got.to_dict(mode="json", warnings=False), value)

    @patient
    @given(st.fixed_dictionaries({}, optional=dict.fromkeys(COMPLETION, JSON_VALUES)))
    def test_any_value_of_a_field_is_given_back(self, changes: dict[str, Any]) -> None:
        value = completion(**changes)
        got = parsed(value)
        assert alike(got.to_dict(mode="json", warnings=False), value)
        assert got.model_fields_set == value.keys() & ChatCompletion.model_fields.keys()
        assert alike(construct_type(type_=ChatCompletion, value=value).to_dict(mode="json", warnings=False), value)

    @patient
    @given(
        JSON_VALUES, st.sampled_from([dict, object, list[Tag], Tree, Home, Box[Tag], Optional[Tag], Union[Cat, Dog]])
    )
    def test_construct_type_loses_nothing(self, value: Any, type_: Any) -> None:
        for model in (BaseModel, Tag, Tree, Home, Cat, Dog, Box[Tag]):
            model.model_rebuild()
        got = construct_type(type_=type_, value=value)
        dumped = pydantic.TypeAdapter(Any).dump_python(got, mode="json", exclude_unset=True, warnings=False)
        assert alike(dumped, value)

    @patient
    @given(st.binary(max_size=50))
    def test_any_bytes_make_a_validation_error(self, data: bytes) -> None:
        with pytest.raises(pydantic.ValidationError):
            parse_json(data, ChatCompletion)
