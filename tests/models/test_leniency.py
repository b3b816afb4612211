"""Parsing keeps values that do not match a model, and rejects bodies of another kind."""

# ruff: noqa: UP045 - both ways to write a union are tested; the generated types use the older one

from __future__ import annotations

import json
from typing import Any, Optional

import pydantic
import pytest

from groq import BaseModel
from groq.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessage
from groq.types.chat.chat_completion import Choice
from groq.types.completion_usage import CompletionUsage
from groq.types.responses import Response, ResponseOutputItemAddedEvent

from ..support.calls import class_of
from .samples import COMPLETION, ITEM, Item, Tag, completion, parse_json, parsed


class TestWellFormed:
    def test_nested_values_are_models(self) -> None:
        got = parsed(COMPLETION)
        assert class_of(got) is ChatCompletion
        assert class_of(got.choices[0]) is Choice
        assert class_of(got.choices[0].message) is ChatCompletionMessage
        assert class_of(got.usage) is CompletionUsage
        assert got.choices[0].message.tool_calls[0].function.arguments == '{"city":"Paris"}'

    def test_is_equal_to_model_validated_by_pydantic(self) -> None:
        assert parsed(COMPLETION) == ChatCompletion.model_validate(COMPLETION)
        assert parsed(ITEM, Item) == Item.model_validate(ITEM)

    def test_dump_equals_the_received_data(self) -> None:
        assert parsed(COMPLETION).to_dict() == COMPLETION
        assert json.loads(parsed(COMPLETION).to_json()) == COMPLETION


class TestLeniency:
    def test_unknown_enum_value_is_kept(self) -> None:
        got = parsed(completion(service_tier="ultra", object="new.kind"))
        assert (got.service_tier, got.object) == ("ultra", "new.kind")

    @pytest.mark.parametrize("type_", ["new", 5, None, ["a"], {"a": 1}], ids=repr)
    def test_dumps_items_of_an_unknown_type(self, type_: Any) -> None:
        odd = {"type": type_, "created": 1.5}
        message = {"type": "message", "content": [odd, {"type": "output_text", "text": "a", "annotations": [odd]}]}
        response = {"id": "1", "output": [message, odd], "tools": [odd], "text": {"format": odd}}
        item = {"type": "response.output_item.added", "output_index": 0, "item": odd}
        for value, model in ((response, Response), (item, ResponseOutputItemAddedEvent)):
            got = parsed(value, model)
            assert got.to_dict() == got.to_dict(mode="json") == json.loads(got.to_json()) == value

    @pytest.mark.parametrize("name", list(ITEM))
    @pytest.mark.parametrize("odd", ["odd", 7, 7.5, True, None, [], [1], {}, {"x": 1}, [{"x": 1}]], ids=repr)
    def test_keeps_value_of_another_type(self, name: str, odd: Any) -> None:
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

    def test_number_or_text_in_a_bool_field_is_unchanged(self) -> None:
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

    def test_nested_models_are_lenient(self) -> None:
        value = completion(
            choices=[{"finish_reason": "invented", "message": {"role": 5, "tool_calls": [{"function": {"name": []}}]}}],
            usage={"prompt_tokens": "many"},
        )
        got = parsed(value)
        assert class_of(got.choices[0]) is Choice
        assert got.choices[0].finish_reason == "invented"
        assert got.choices[0].index is None
        assert class_of(got.choices[0].message) is ChatCompletionMessage
        assert got.choices[0].message.role == 5
        assert got.choices[0].message.tool_calls[0].function.name == []
        assert got.choices[0].message.tool_calls[0].id is None
        assert class_of(got.usage) is CompletionUsage
        assert got.usage.prompt_tokens == "many"
        assert got.to_dict(warnings=False) == value

    def test_empty_nested_object_is_a_model_of_nones(self) -> None:
        got = parsed(completion(usage={}))
        assert class_of(got.usage) is CompletionUsage
        assert got.usage.total_tokens is None

    @pytest.mark.parametrize("odd", [None, "x", 5, [], [{}]], ids=repr)
    def test_keeps_unexpected_element_of_list(self, odd: Any) -> None:
        value = {**ITEM, "tags": [{"name": "t1"}, odd, {"weight": 1}]}
        got = parsed(value, Item)
        assert [type(tag) for tag in got.tags] == [Tag, type(odd), Tag]
        assert got.to_dict(warnings=False) == value

    @pytest.mark.parametrize("odd", [None, "x", 5, []], ids=repr)
    def test_keeps_unexpected_value_of_mapping(self, odd: Any) -> None:
        value = {**ITEM, "by_name": {"x": {"name": "tx"}, "y": odd}}
        got = parsed(value, Item)
        assert [type(tag) for tag in got.by_name.values()] == [Tag, type(odd)]
        assert got.to_dict(warnings=False) == value

    @pytest.mark.parametrize("odd", ["x", None, [1.0], {}], ids=repr)
    def test_keeps_list_of_numbers_with_unexpected_element(self, odd: Any) -> None:
        class Vector(BaseModel):
            id: str
            values: list[float]

        assert parsed({"id": "1", "values": [1, 2.5]}, Vector).values == [1.0, 2.5]
        assert parsed({"id": "1", "values": [1, odd, 2.5]}, Vector).values == [1, odd, 2.5]

    def test_values_of_mapping_can_be_anything(self) -> None:
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

    def test_last_duplicate_key_wins(self) -> None:
        got: Tag = parse_json(b'{"name": "a", "name": "b", "more": 1, "more": 2}', Tag)
        assert got.to_dict() == {"name": "b", "more": 2}

    def test_invalid_utf8_is_replaced(self) -> None:
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
    def test_rejects_unbounded_nesting_without_overflow(self, depth: int, start: bytes, end: bytes) -> None:
        with pytest.raises(pydantic.ValidationError):
            parse_json(b'{"name": "a", "deep": ' + start * depth + b"1" + end * depth + b"}", Tag)


class TestRejected:
    @pytest.mark.parametrize("type_", [ChatCompletion, ChatCompletionChunk, Item], ids=lambda type_: type_.__name__)
    @pytest.mark.parametrize("body", ["null", "[]", "5", '"text"', "true", "{}", '{"unknown": 1}', "[{}]"])
    def test_rejects_body_of_another_kind(self, body: str, type_: Any) -> None:
        with pytest.raises(pydantic.ValidationError):
            parse_json(body.encode(), type_)

    @pytest.mark.parametrize(
        "body", [b"", b" ", b"{", b'{"id": "1"', b"<html>", b"{'id': 1}", b'{"id": "1"} x', b"\xff"]
    )
    def test_rejects_body_that_is_not_json(self, body: bytes) -> None:
        with pytest.raises(pydantic.ValidationError):
            parse_json(body, ChatCompletion)

    def test_error_names_missing_fields(self) -> None:
        with pytest.raises(pydantic.ValidationError, match="choices") as caught:
            parse_json(b"{}", ChatCompletion)
        assert {error["type"] for error in caught.value.errors()} == {"missing"}
        assert caught.value.title == "ChatCompletion"

    @pytest.mark.parametrize("name", ["id", "choices", "created"])
    def test_accepts_object_with_one_required_field(self, name: str) -> None:
        assert parsed({name: COMPLETION[name]}).model_fields_set == {name}

    def test_accepts_empty_object_when_nothing_is_required(self) -> None:
        class Loose(BaseModel):
            a: Optional[int] = None
            b: int = 5

        got: Loose = parse_json(b"{}", Loose)
        assert (got.a, got.b, got.model_fields_set) == (None, 5, set())

    def test_rejects_non_object_when_nothing_is_required(self) -> None:
        class Loose(BaseModel):
            a: Optional[int] = None

        for body in (b"null", b"[]", b"5"):
            with pytest.raises(pydantic.ValidationError):
                parse_json(body, Loose)

    def test_list_of_models_requires_list(self) -> None:
        assert parse_json(b'[{"name": "a"}, null]', list[Tag]) == [Tag(name="a"), None]
        with pytest.raises(pydantic.ValidationError):
            parse_json(b'{"name": "a"}', list[Tag])

    @pytest.mark.parametrize(
        ("body", "type_"),
        [(b"[1]", dict), (b"[1]", dict[str, object]), (b"{}", list[int]), (b"null", list[str]), (b"null", dict)],
    )
    def test_rejects_plain_container_of_another_kind(self, body: bytes, type_: Any) -> None:
        with pytest.raises(pydantic.ValidationError):
            parse_json(body, type_)
