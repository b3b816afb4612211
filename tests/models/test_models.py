"""Common uses of models: construction, copies, pickles, dumps."""

# ruff: noqa: UP007, UP045 - both ways to write a union are tested; the generated types use the older one

from __future__ import annotations

import copy
import gc
import json
import pickle
import weakref
from collections.abc import Iterator
from typing import Any, Optional, Union

import pydantic
import pytest

from groq import BaseModel
from groq._models import construct_type, is_prepared, prepare
from groq.types.chat import ChatCompletion, ChatCompletionMessage

from ..support.calls import class_of
from .samples import COMPLETION, ITEM, Cat, Dog, Item, Pet, Tag, completion, parse_json, parsed


class TestConstructType:
    def test_builds_models_from_plain_data(self) -> None:
        got = construct_type(type_=ChatCompletion, value=COMPLETION)
        assert class_of(got.choices[0].message) is ChatCompletionMessage
        assert got == parsed(COMPLETION)

    def test_keeps_unexpected_values(self) -> None:
        got = construct_type(type_=Item, value={**ITEM, "count": "odd", "price": "7", "tags": [None, {"name": 1}]})
        assert (got.count, got.price, got.tags[0], got.tags[1].name) == ("odd", "7", None, 1)

    @pytest.mark.parametrize("value", [None, [], "x", 5], ids=repr)
    def test_returns_data_of_another_kind(self, value: Any) -> None:
        assert construct_type(type_=Item, value=value) is value

    def test_accepts_existing_models(self) -> None:
        tag = Tag(name="a")
        assert construct_type(type_=Tag, value=tag) is tag
        assert construct_type(type_=Item, value={**ITEM, "tag": tag}).tag is tag

    def test_needs_no_required_field(self) -> None:
        assert construct_type(type_=Tag, value={}).name is None

    def test_accepts_other_types(self) -> None:
        assert construct_type(type_=list[Tag], value=[{"name": "a"}]) == [Tag(name="a")]
        assert construct_type(type_=Optional[Tag], value=None) is None
        assert construct_type(type_=Union[Cat, Dog], value={"type": "cat", "lives": 9}) == Cat(type="cat", lives=9)
        assert construct_type(type_=Pet, value={"type": "fish"}).type == "fish"
        assert construct_type(type_=dict[str, Tag], value={"a": {"name": 5}})["a"].name == 5
        assert construct_type(type_=float, value=5) == 5.0
        assert construct_type(type_=str, value=5) == 5
        assert construct_type(type_=object, value={"a": 1}) == {"a": 1}


class TestModels:
    """Common uses of models; see also the tests of each feature."""

    def odd(self) -> Any:
        value = completion(created="odd", extra={"a": [1]}, service_tier="ultra")
        value["choices"].append("odd")
        return parsed(value)

    def test_can_be_pickled(self) -> None:
        for model in (parsed(COMPLETION), self.odd()):
            copied = pickle.loads(pickle.dumps(model))
            assert copied == model
            assert copied.to_dict(warnings=False) == model.to_dict(warnings=False)
            assert copied.model_fields_set == model.model_fields_set

    @pytest.mark.parametrize("how", ["deepcopy", "copy", "model_copy"])
    def test_can_be_copied(self, how: str) -> None:
        model = self.odd()
        copied = {"deepcopy": copy.deepcopy, "copy": copy.copy}.get(how, lambda one: one.model_copy(deep=True))(model)
        assert copied == model
        assert copied.to_dict(warnings=False) == model.to_dict(warnings=False)
        if how != "copy":
            copied.choices[0].message.content = "changed"
            assert model.choices[0].message.content is None

    def test_accepts_new_values_and_attributes(self) -> None:
        model = parsed(COMPLETION)
        model.created = 5
        model.novel = "x"
        assert (model.to_dict()["created"], model.to_dict()["novel"]) == (5, "x")

    def test_accepts_extra_keywords(self) -> None:
        tag: Any = Tag(name="a", more={"b": 1})  # type: ignore[call-arg] # the tested behaviour
        assert tag.more == {"b": 1}
        assert tag.to_dict() == {"name": "a", "more": {"b": 1}}

    def test_construct_makes_models_of_nested_dictionaries(self) -> None:
        makers: list[Any] = [ChatCompletion.model_construct, ChatCompletion.construct]
        for make in makers:
            got = make(**COMPLETION, more={"a": 1})
            assert class_of(got) is ChatCompletion
            assert class_of(got.choices[0].message) is ChatCompletionMessage
            assert got.to_dict() == {**COMPLETION, "more": {"a": 1}}

    def test_construct_keeps_unexpected_values_and_sets_every_field(self) -> None:
        got: Any = Item.model_construct(count="odd", tag=None)
        assert (got.count, got.tag, got.id, got.note) == ("odd", None, None, None)
        assert got.model_fields_set == {"count", "tag"}

    def test_construct_without_values_returns_a_model(self) -> None:
        got: Any = Tag.model_construct()
        assert (got.name, got.weight, got.model_fields_set) == (None, None, set())

    def test_construct_accepts_fields_set(self) -> None:
        got = Tag.model_construct(_fields_set={"name"}, name="a", weight=1.5)
        assert got.model_fields_set == {"name"}
        assert got.to_dict() == {"name": "a"}

    def test_construct_accepts_models(self) -> None:
        tag = Tag(name="a")
        assert Item.model_construct(**{**ITEM, "tag": tag}).tag is tag

    def test_construct_accepts_names_of_api(self) -> None:
        class Aliased(BaseModel):
            schema_: str = pydantic.Field(alias="schema")

        values: dict[str, Any] = {"schema": "s"}
        assert Aliased.model_construct(**values).schema_ == "s"

    def test_construct_accepts_attribute_names_as_pydantic_does(self) -> None:
        class Plain(pydantic.BaseModel):
            schema_: str = pydantic.Field(alias="schema")

        class Ours(BaseModel):
            schema_: str = pydantic.Field(alias="schema")

        assert Plain.model_construct(schema_="s").schema_ == "s"
        assert Ours.model_construct(schema_="s").schema_ == "s"

    def test_construct_skips_validators_that_reject(self) -> None:
        class Checked(BaseModel):
            n: int

            @pydantic.model_validator(mode="after")
            def _refuse(self) -> Checked:
                raise ValueError("never")

        assert Checked.model_construct(n=1).n == 1

    def test_nested_model_is_dumped_inside_other_objects(self) -> None:
        class Inner(BaseModel):
            n: int

        class Outer(BaseModel):
            inners: list[Inner]

        class Holder(pydantic.BaseModel):
            anything: object

        inner = parsed({"inners": [{"n": 1}]}, Outer).inners[0]
        assert Holder(anything=inner).model_dump() == {"anything": {"n": 1}}

    def test_to_dict_excludes_fields_that_were_not_sent(self) -> None:
        got: Tag = parse_json(b'{"name": "a"}', Tag)
        assert got.to_dict() == {"name": "a"}
        assert got.to_dict(exclude_unset=False) == {"name": "a", "weight": None}
        assert parse_json(b'{"name": "a", "weight": null}', Tag).to_dict() == {"name": "a", "weight": None}
        assert parse_json(b'{"name": "a", "weight": null}', Tag).to_dict(exclude_none=True) == {"name": "a"}
        assert parse_json(b'{"name": "a", "weight": null}', Tag).to_dict(exclude_defaults=True) == {"name": "a"}

    def test_to_json_is_to_dict_as_text(self) -> None:
        got: Tag = parse_json(b'{"name": "a", "more": 1}', Tag)
        assert got.to_json(indent=None) == '{"name":"a","more":1}'
        assert got.to_json() == '{\n  "name": "a",\n  "more": 1\n}'
        assert json.loads(got.to_json(exclude_unset=False)) == {"name": "a", "weight": None, "more": 1}

    def test_pydantic_dumps_work_with_unexpected_values(self) -> None:
        model = self.odd()
        assert model.model_dump(warnings=False, exclude_unset=True) == model.to_dict(warnings=False)
        assert json.loads(model.model_dump_json(warnings=False, exclude_unset=True)) == model.to_dict(warnings=False)

    def test_pydantic_dumps_of_expected_values_do_not_warn(self) -> None:
        model = parsed(COMPLETION)
        assert json.loads(model.model_dump_json(exclude_unset=True)) == COMPLETION
        assert model.model_dump()["choices"][0]["message"]["tool_calls"][0]["id"] == "call_1"


def test_forgets_classes_that_are_no_longer_used() -> None:
    def references() -> Iterator[weakref.ref[type]]:
        for number in range(300):
            cls = pydantic.create_model(f"Model{number}", __base__=BaseModel, x=(int, ...))
            prepare(cls)
            assert parse_json(b'{"x": 1}', cls).x == 1
            yield weakref.ref(cls)

    made = list(references())
    gc.collect()
    assert sum(one() is not None for one in made) <= 256
    assert is_prepared(made[-1]())
    assert not is_prepared(int | complex)
