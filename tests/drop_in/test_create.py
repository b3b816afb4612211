"""`create()` and sentinels: lines 5 and 6 of the contract."""

from __future__ import annotations

import collections
import copy
import inspect
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import wrapt

import groq
from groq import (
    NOT_GIVEN,
    AsyncGroq,
    Groq,
    NotGiven,
    Omit,
    not_given,
    omit,
)
from groq._response import APIResponse
from groq.resources.chat.completions import AsyncCompletions, Completions
from groq.types.chat import ChatCompletion

from ..support.answers import MESSAGES
from ..support.wire import ContentWire
from .samples import SENTINELS

# 5. create.


def test_create_is_function_on_class() -> None:
    """Line 5."""
    assert inspect.isfunction(vars(Completions)["create"])
    assert not inspect.iscoroutinefunction(Completions.create)
    assert inspect.iscoroutinefunction(vars(AsyncCompletions)["create"])
    assert (Completions.create.__module__, Completions.create.__qualname__) == (
        "groq.resources.chat.completions",
        "Completions.create",
    )


@pytest.mark.parametrize("cls", [Completions, AsyncCompletions])
def test_create_has_explicit_keyword_signature(cls: type) -> None:
    """Line 5."""
    signature = inspect.signature(cls.create)  # type: ignore[attr-defined] # both have it
    kinds = collections.Counter(parameter.kind for parameter in signature.parameters.values())
    assert set(kinds) == {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    assert kinds[inspect.Parameter.POSITIONAL_OR_KEYWORD] == 1  # self
    bound = signature.bind(None, messages=MESSAGES, model="m", temperature=0.5, tools=[], stream=True)
    bound.apply_defaults()
    assert bound.arguments["temperature"] == 0.5
    assert bound.arguments["timeout"] is not_given
    assert isinstance(bound.arguments["seed"], Omit)
    with pytest.raises(TypeError):
        signature.bind(None, messages=MESSAGES, model="m", no_such_parameter=1)


def test_create_can_be_patched_by_assignment(client: Groq, monkeypatch: pytest.MonkeyPatch) -> None:
    """Line 5."""
    original = Completions.create
    seen: list[Any] = []

    def create(self: Completions, *args: Any, **kwargs: Any) -> Any:
        seen.append((type(self).__name__, kwargs["model"]))
        return original(self, *args, **kwargs)

    monkeypatch.setattr(Completions, "create", create)
    assert client.chat.completions.create(messages=MESSAGES, model="m").id == "chatcmpl-1"
    raw = client.chat.completions.with_raw_response.create(messages=MESSAGES, model="m")
    assert isinstance(raw, APIResponse)
    assert seen == [("Completions", "m"), ("Completions", "m")]


@pytest.mark.anyio
async def test_create_can_be_patched_by_wrapt(
    client: Groq, async_client: AsyncGroq, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Line 5."""
    seen: list[Any] = []

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        seen.append((type(instance).__name__, kwargs["model"]))
        return wrapped(*args, **kwargs)

    monkeypatch.setattr(Completions, "create", wrapt.FunctionWrapper(Completions.create, wrapper))
    monkeypatch.setattr(AsyncCompletions, "create", wrapt.FunctionWrapper(AsyncCompletions.create, wrapper))
    assert client.chat.completions.create(messages=MESSAGES, model="m").id == "chatcmpl-1"
    assert (await async_client.chat.completions.create(messages=MESSAGES, model="m")).id == "chatcmpl-1"
    assert seen == [("Completions", "m"), ("AsyncCompletions", "m")]


def test_create_can_be_replaced_on_instance(client: Groq) -> None:
    """Line 5."""
    completions: Any = client.chat.completions
    completions.create = lambda **kwargs: sorted(kwargs)
    answer: Any = client.chat.completions.create(model="m", messages=[])
    assert answer == ["messages", "model"]


@pytest.mark.parametrize("sentinel", SENTINELS, ids=["NOT_GIVEN", "not_given", "omit", "NotGiven()", "Omit()"])
def test_accepts_any_sentinel_for_any_optional_argument(client: Groq, wire: ContentWire, sentinel: Any) -> None:
    """Line 5."""
    parameters = inspect.signature(client.chat.completions.create).parameters.values()
    optional = [one.name for one in parameters if isinstance(one.default, Omit | NotGiven)]
    assert {"timeout", "stream", "temperature", "tools"} <= set(optional)
    answer = client.chat.completions.create(messages=MESSAGES, model="m", **dict.fromkeys(optional, sentinel))
    assert isinstance(answer, ChatCompletion)
    assert wire.body == {"messages": MESSAGES, "model": "m"}
    assert wire.requests[-1].extensions["timeout"]["read"] == 60


@pytest.mark.parametrize("name", ["extra_headers", "extra_query"])
@pytest.mark.parametrize("sentinel", SENTINELS[:3], ids=["NOT_GIVEN", "not_given", "omit"])
def test_accepts_sentinel_for_extra_arguments(client: Groq, wire: ContentWire, name: str, sentinel: Any) -> None:
    """Line 5."""
    client.chat.completions.create(messages=MESSAGES, model="m", **{name: sentinel})
    assert wire.body == {"messages": MESSAGES, "model": "m"}


@pytest.mark.parametrize("sentinel", SENTINELS[:3], ids=["NOT_GIVEN", "not_given", "omit"])
def test_accepts_sentinel_for_extra_body(client: Groq, wire: ContentWire, sentinel: Any) -> None:
    """Line 5."""
    client.chat.completions.create(messages=MESSAGES, model="m", extra_body=sentinel)
    assert wire.body == {"messages": MESSAGES, "model": "m"}


def test_sentinels_compare_by_identity_and_type() -> None:
    """Line 5."""
    assert groq.NOT_GIVEN is groq.not_given is groq._types.NOT_GIVEN
    assert groq.omit is groq._types.omit
    assert isinstance(NOT_GIVEN, NotGiven)
    assert isinstance(omit, Omit)
    assert not isinstance(omit, NotGiven)
    assert not NOT_GIVEN
    assert not omit


@pytest.mark.parametrize("sentinel", [not_given, omit], ids=["not_given", "omit"])
def test_sentinels_keep_identity_when_pickled_or_copied(sentinel: object) -> None:
    """Line 5."""
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(sentinel, protocol)) is sentinel
    assert copy.copy(sentinel) is sentinel
    assert copy.deepcopy({"a": [sentinel]})["a"][0] is sentinel


# 6. Class names.


def test_resources_have_exact_class() -> None:
    """Line 6."""
    client, async_client = Groq(), AsyncGroq()
    assert type(client.chat.completions).__name__ == "Completions"
    assert type(client.chat.completions) is Completions
    assert type(async_client.chat.completions) is AsyncCompletions
    assert (type(client.chat).__name__, type(async_client.chat).__name__) == ("Chat", "AsyncChat")
    assert [type(one).__name__ for one in (client, async_client)] == ["Groq", "AsyncGroq"]
