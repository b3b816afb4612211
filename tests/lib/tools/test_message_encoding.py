"""`run_tools` encodes messages by the rules of `create`."""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import functools
import json
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import pydantic
import pytest

import groq

from ...support.answers import COMPLETION
from ...support.clients import sync_client_of


class Model(pydantic.BaseModel):
    role: str = "tool"
    tool_call_id: str = "1"
    content: str | None = None


VALUES: dict[str, Any] = {
    "not given": groq.NOT_GIVEN,
    "nested omit": {"a": groq.omit, "b": [groq.omit]},
    "range": range(2),
    "UserDict": collections.UserDict(a=1),
    "mapping proxy": MappingProxyType({"a": 1}),
    "array": array.array("i", [1]),
    "Decimal": decimal.Decimal("1.10"),
    "NaN": decimal.Decimal("nan"),
    "None as key": {None: 1},
    "tuple as key": {(1,): 1},
    "secret": pydantic.SecretStr("key"),
    "bytes": b"A",
    "path": Path("/x"),
    "timedelta": datetime.timedelta(1),
    "class": Model,
    "model": Model(),
    "lone surrogate": "\ud800",
    "deep": functools.reduce(lambda inner, _: [inner], range(300), list[Any]()),
}


def double(number: int) -> int:
    """Double a number."""
    return 2 * number


def outcome(call: Callable[[groq.Groq], Any]) -> object:
    """Return the messages that a call sends, or its error."""
    sent: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content)["messages"])
        return httpx.Response(200, json=COMPLETION)

    try:
        call(sync_client_of(answer))
    except (TypeError, ValueError) as err:
        return type(err), str(err)
    return sent


def created(messages: Any) -> object:
    return outcome(lambda client: client.chat.completions.create(messages=messages, model="m"))


def run(messages: Any) -> object:
    return outcome(
        lambda client: client.chat.completions.run_tools(messages=messages, model="m", tools=[double]).until_done()
    )


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_value_is_sent_or_rejected_as_by_create(value: Any) -> None:
    messages = [{"role": "user", "content": value}]
    assert run(messages) == created(messages)


def test_model_is_sent_as_by_create() -> None:
    messages = [{"role": "user", "content": "Hi"}, Model(content="4")]
    assert run(messages) == created(messages) == [[messages[0], {"role": "tool", "tool_call_id": "1", "content": "4"}]]


def test_consumed_iterator_is_rejected_as_by_create() -> None:
    consumed = iter([{"role": "user", "content": "Hi"}])
    list(consumed)
    assert run(consumed) == created(consumed)


def test_answer_of_another_client_loses_fields_that_requests_reject() -> None:
    class Answer(pydantic.BaseModel):
        role: str = "assistant"
        content: str | None = "Hi"
        refusal: str | None = None

    user = {"role": "user", "content": "Hi"}
    assert run([user, Answer(refusal=None), user]) == [[user, {"role": "assistant", "content": "Hi"}, user]]
