"""Unions, generics, aliases, enums and other types as fields."""

# ruff: noqa: UP007, UP045 - both ways to write a union are tested; the generated types use the older one

from __future__ import annotations

import datetime
from typing import Any, Optional, Union

import pydantic
import pytest

from groq import BaseModel

from ..support.calls import class_of
from .samples import Box, Cat, Color, Dog, Group, Herd, Home, Pet, Tag, Tree, parsed


class TestKindsOfTypes:
    def test_tagged_union_selects_model_and_keeps_unexpected_fields(self) -> None:
        got = parsed({"pet": {"type": "cat", "lives": "nine"}, "pets": [{"type": "dog"}, {"type": "cat"}]}, Home)
        assert [type(got.pet), *map(type, got.pets)] == [Cat, Dog, Cat]
        assert (got.pet.lives, got.pets[0].tricks) == ("nine", None)

    def test_unknown_tag_selects_model_with_received_values(self) -> None:
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
    def test_top_level_union_selects_model_and_keeps_unexpected_fields(self, type_: Any) -> None:
        assert parsed({"type": "cat", "lives": 9}, type_) == Cat(type="cat", lives=9)
        odd = parsed({"type": "cat", "lives": "nine"}, type_)
        assert (class_of(odd), odd.lives) == (Cat, "nine")
        assert class_of(parsed({"type": "dog"}, type_)) is Dog
        unknown = parsed({"type": "fish", "fins": 2}, type_)
        assert isinstance(unknown, BaseModel)
        assert unknown.to_dict() == {"type": "fish", "fins": 2}

    @pytest.mark.parametrize("body", [None, [], "x", 5], ids=repr)
    def test_top_level_union_rejects_non_object(self, body: Any) -> None:
        for type_ in (Pet, Union[Cat, Dog]):
            with pytest.raises(pydantic.ValidationError):
                parsed(body, type_)

    def test_recursive_union_is_lenient_at_any_depth(self) -> None:
        value = {
            "type": "group",
            "members": [{"type": "cat", "lives": "x"}, {"type": "group", "members": [5, {}]}, "odd"],
        }
        got = parsed(value, Group)
        assert [type(one) for one in got.members] == [Cat, Group, str]
        assert (got.members[0].lives, got.members[1].members[0]) == ("x", 5)
        assert got.to_dict(warnings=False) == value

    def test_recursive_tagged_union_is_lenient_at_any_depth(self) -> None:
        value = {"type": "herd", "leader": {"type": "herd", "leader": {"type": "cat", "lives": "x"}}}
        got = parsed(value, Herd)
        assert [type(got.leader), type(got.leader.leader)] == [Herd, Cat]
        assert got.leader.leader.lives == "x"

    def test_top_level_tagged_union_selects_model(self) -> None:
        assert parsed({"type": "dog", "tricks": 5}, Pet) == Dog.model_construct(type="dog", tricks=5)

    def test_union_of_plain_types_is_kept_unchanged(self) -> None:
        class Mixed(BaseModel):
            id: str
            value: Union[int, str, list[str]]

        for odd in (1, "1", ["a"], [1], None, 1.5, {"a": 1}):
            got = parsed({"id": "1", "value": odd}, Mixed).value
            assert (got, type(got)) == (odd, type(odd))

    def test_union_of_models_selects_matching_model(self) -> None:
        class Either(BaseModel):
            id: str
            pet: Union[Cat, Dog, None] = None

        assert parsed({"id": "1", "pet": {"type": "dog", "tricks": ["sit"]}}, Either).pet == Dog(
            type="dog", tricks=["sit"]
        )
        assert parsed({"id": "1", "pet": {"type": "fish"}}, Either).pet.type == "fish"
        assert parsed({"id": "1", "pet": "odd"}, Either).pet == "odd"
        assert parsed({"id": "1", "pet": None}, Either).pet is None

    def test_union_of_models_is_lenient_when_the_models_are_used_elsewhere(self) -> None:
        class Once(BaseModel):
            pet: Union[Cat, Dog]

        class Twice(BaseModel):
            pet: Union[Cat, Dog]
            cat: Optional[Cat] = None

        odd = {"pet": {"type": "cat", "lives": "nine"}}
        assert type(parsed(odd, Once).pet) is type(parsed(odd, Twice).pet)

    def test_recursive_model_is_lenient_at_any_depth(self) -> None:
        value = {
            "name": "a",
            "children": [{"name": 1, "children": [{"name": "c"}, "odd"]}],
            "parent": {"children": None},
        }
        got = parsed(value, Tree)
        assert class_of(got.children[0]) is class_of(got.children[0].children[0]) is class_of(got.parent) is Tree
        assert got.children[0].name == 1
        assert got.children[0].children[1] == "odd"
        assert got.to_dict(warnings=False) == value

    def test_generic_model_is_lenient(self) -> None:
        got = parsed({"content": {"name": 5}, "count": "odd"}, Box[Tag])
        assert class_of(got.content) is Tag
        assert (got.content.name, got.count) == (5, "odd")
        assert parsed({"content": "odd", "count": 1}, Box[Tag]).content == "odd"
        assert type(parsed({"content": {"name": 5}}, Box[dict[str, Any]]).content) is dict

    def test_root_model_is_parsed(self) -> None:
        class Tags(pydantic.RootModel[list[Tag]]):
            pass

        got = parsed([{"name": "a"}, {"name": 5}], Tags)
        assert [tag.name for tag in got.root] == ["a", 5]
        with pytest.raises(pydantic.ValidationError):
            parsed({"name": "a"}, Tags)

    def test_fields_are_parsed_by_alias(self) -> None:
        class Aliased(BaseModel):
            schema_: str = pydantic.Field(alias="schema")
            from_: Optional[str] = pydantic.Field(alias="from", default=None)

        got = parsed({"schema": 5, "from": "x"}, Aliased)
        assert (got.schema_, got.from_) == (5, "x")
        assert got.to_dict(warnings=False) == {"schema": 5, "from": "x"}
        assert got.to_dict(warnings=False, use_api_names=False) == {"schema_": 5, "from_": "x"}
        assert parsed({"schema": "s"}, Aliased).model_fields_set == {"schema_"}

    def test_parses_datetimes_where_possible(self) -> None:
        class Dated(BaseModel):
            at: datetime.datetime
            on: Optional[datetime.date] = None

        got = parsed({"at": "2026-01-02T03:04:05Z", "on": "2026-01-02"}, Dated)
        assert got.at == datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
        assert got.on == datetime.date(2026, 1, 2)
        assert got.to_dict(mode="json") == {"at": "2026-01-02T03:04:05Z", "on": "2026-01-02"}
        assert parsed({"at": "yesterday", "on": []}, Dated).at == "yesterday"

    def test_parses_enums_where_possible(self) -> None:
        class Colored(BaseModel):
            id: str
            color: Color

        assert parsed({"id": "1", "color": "red"}, Colored).color is Color.RED
        assert parsed({"id": "1", "color": "infrared"}, Colored).color == "infrared"

    def test_parses_mapping_with_keys_that_are_not_text(self) -> None:
        class Keyed(BaseModel):
            id: str
            by_number: dict[int, Tag]

        assert parsed({"id": "1", "by_number": {"1": {"name": 5}}}, Keyed).by_number[1].name == 5
        assert parsed({"id": "1", "by_number": {"x": {"name": "a"}}}, Keyed).by_number == {"x": {"name": "a"}}

    def test_parses_mapping_with_plain_values_and_keys_that_are_not_text(self) -> None:
        class Keyed(BaseModel):
            id: str
            by_number: dict[int, str]

        assert parsed({"id": "1", "by_number": {"1": "a"}}, Keyed).by_number == {1: "a"}

    def test_field_validators_of_callers_run_and_can_reject(self) -> None:
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

    def test_model_validators_of_callers_run(self) -> None:
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

    def test_defaults_of_callers_are_kept(self) -> None:
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
    def test_parses_types_that_are_not_models(self, type_: Any, body: Any) -> None:
        assert parsed(body, type_) == body
