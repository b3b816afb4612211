"""Models, dataclasses and responses inside JSON bodies."""

from __future__ import annotations

import datetime
import math
import uuid

import pydantic
import pytest

from groq import BaseModel, omit
from groq._request.json_encoding import json_bytes
from groq.types.chat import ChatCompletion, ChatCompletionMessage

from .encoding import Foreign, Level, Point, sent


def test_sends_defaults_of_callers_model_without_implicit_none() -> None:
    assert sent({"a": Foreign(name="x")}) == {"a": {"name": "x", "unit": "celsius", "location": "here", "inner": []}}


def test_sends_explicit_none() -> None:
    found = sent({"a": Foreign(name="x", said=None)})["a"]
    assert found["said"] is None
    assert "note" not in found


def test_models_are_encoded_at_any_depth() -> None:
    deep = Foreign(name="x", inner=[Foreign(name="y", note=None)])
    found = sent({"list": [deep], "tuple": (deep,), "generator": iter([deep]), "mapping": {"k": deep}})
    assert found["list"] == found["tuple"] == found["generator"] == [found["mapping"]["k"]]
    inner = found["list"][0]["inner"]
    assert inner == [{"name": "y", "unit": "celsius", "note": None, "location": "here", "inner": []}]


def test_accepts_model_as_body() -> None:
    assert sent(Foreign(name="x"))["name"] == "x"


def test_converts_fields_without_json_form() -> None:
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


def test_root_model_is_sent_as_its_root() -> None:
    assert sent({"a": pydantic.RootModel[list[int]]([1, 2])}) == {"a": [1, 2]}


def test_extra_fields_of_a_model_are_sent() -> None:
    class Open(pydantic.BaseModel):
        model_config = pydantic.ConfigDict(extra="allow")

    assert sent({"a": Open(x=1, y=None)}) == {"a": {"x": 1, "y": None}}  # type: ignore[call-arg] # extras


def test_model_of_package_sends_set_fields_by_alias() -> None:
    class Own(BaseModel):
        from_: str = pydantic.Field(alias="from")
        unset: str = "default"
        null: str | None = None

    model = Own.model_validate({"from": "a", "null": None, "extra": 1})
    assert sent({"a": model}) == {"a": {"from": "a", "null": None, "extra": 1}}


def test_rejects_nan_inside_model() -> None:
    class Scored(pydantic.BaseModel):
        score: float

    with pytest.raises(ValueError, match=r"^a\.score: expected a finite number"):
        json_bytes({"a": Scored(score=math.nan)})


# A message sent back.

TOOL_CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}


def answer(**message: object) -> ChatCompletionMessage:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", **message}}
    return ChatCompletion.model_construct(id="1", created=1, model="m", choices=[choice]).choices[0].message


def test_sends_message_back_without_response_only_fields() -> None:
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


def test_sends_null_content_of_message_with_tool_calls() -> None:
    assert sent([answer(content=None, tool_calls=[TOOL_CALL])]) == [
        {"role": "assistant", "content": None, "tool_calls": [TOOL_CALL]}
    ]


def test_sends_back_existing_reasoning() -> None:
    assert sent([answer(content="Hi", reasoning="Hm")]) == [{"role": "assistant", "content": "Hi", "reasoning": "Hm"}]


def test_generator_may_mix_dicts_and_response_messages() -> None:
    messages: list[object] = [{"role": "user", "content": "Hi"}, answer(content="Yes?")]
    assert sent({"messages": (one for one in messages)}) == {
        "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes?"}]
    }


def test_dataclasses_become_objects() -> None:
    assert sent({"a": Point(1, [Point(2)])}) == {"a": {"x": 1, "y": [{"x": 2, "y": None}]}}
    assert sent({"a": Point(1, omit)}) == {"a": {"x": 1}}


def test_pydantic_dataclasses_become_objects() -> None:
    @pydantic.dataclasses.dataclass
    class Place:
        at: datetime.date

    assert sent({"a": Place(datetime.date(2026, 1, 2))}) == {"a": {"at": "2026-01-02"}}


# Models of other libraries.


def test_pydantic_v1_models_are_serialised() -> None:
    v1 = pytest.importorskip("pydantic.v1")

    class Old(v1.BaseModel):  # type: ignore[name-defined, misc] # the compatibility layer has no types
        role: str
        note: str | None = None

    assert sent({"messages": [Old(role="user")]}) == {"messages": [{"role": "user"}]}
