"""`copy.deepcopy` of a client, and of objects that hold one: an agent of a framework, a dataclass, a pydantic model."""

from __future__ import annotations

import copy
import dataclasses
import weakref
from collections.abc import Callable
from typing import Any

import httpx
import pydantic
import pytest

from groq import AsyncGroq, DefaultHttpxClient, Groq

from ..support.clients import CHAT, sync_client
from ..support.server import ScriptedServer, sized

ANSWER = sized(b'{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}')
OPTIONS: dict[str, Any] = {
    "api_key": "k",
    "base_url": "http://127.0.0.1:1",
    "timeout": 3,
    "max_retries": 7,
    "default_headers": {"X-A": "1"},
    "default_query": {"a": "1"},
    "max_body_bytes": 5,
}


@dataclasses.dataclass
class Agent:
    part: Any


class Model(pydantic.BaseModel):
    part: Any


HOLDERS: dict[str, Callable[[Any], Any]] = {
    "deepcopy": copy.deepcopy,
    "list": lambda part: copy.deepcopy([part])[0],
    "asdict": lambda part: dataclasses.asdict(Agent(part))["part"],
    "model_copy": lambda part: Model(part=part).model_copy(deep=True).part,
}


@pytest.mark.parametrize("copied", HOLDERS.values(), ids=HOLDERS)
@pytest.mark.parametrize("is_used", [False, True], ids=["new", "used"])
def test_copy_of_a_client_has_its_own_connection(copied: Callable[[Any], Any], is_used: bool) -> None:
    with ScriptedServer(ANSWER, ANSWER) as server, Groq(api_key="k", base_url=server.url, timeout=10) as client:
        if is_used:
            client.chat.completions.create(**CHAT)
        with copied(client) as other:
            assert other.chat.completions.create(**CHAT).id == "1"
            assert server.connections == 1 + is_used
            assert (other._client is client._client, client.is_closed()) == (False, False)
        assert client.is_closed() is False


class Tenant(Groq):
    """A subclass with slots, one of them unset."""

    __slots__ = ("__secret", "unset", "users")

    def __init__(self, users: list[str], **options: Any) -> None:
        super().__init__(**options)
        self.users = users
        self.__secret = users[0]
        self.other = users

    @property
    def secret(self) -> str:
        return self.__secret


class Suite(Tenant):
    """A subclass of the subclass."""

    __slots__ = ("number",)
    number: int


@pytest.mark.parametrize("copied", HOLDERS.values(), ids=HOLDERS)
def test_copy_of_a_subclass_keeps_its_slots(copied: Callable[[Any], Any]) -> None:
    with Suite(["a"], **OPTIONS) as client:
        client.number = 7
        with copied(client) as other:
            assert (other.users, other.secret, other.number, other.max_retries) == (["a"], "a", 7, 7)
            assert other.users is not client.users
            assert other.users is other.other
            assert not hasattr(other, "unset")
            assert vars(other).keys().isdisjoint({"users", "number"})


@pytest.mark.parametrize("copied", HOLDERS.values(), ids=HOLDERS)
@pytest.mark.parametrize("part", ["chat", "chat.completions", "with_raw_response.models", "with_streaming_response"])
def test_copy_of_a_resource_has_its_own_client(copied: Callable[[Any], Any], part: str) -> None:
    with Groq(**OPTIONS) as client:
        resource: Any = client
        for name in part.split("."):
            resource = getattr(resource, name)
        other = copied(resource)
        assert type(other) is type(resource)
        if hasattr(resource, "_client"):
            assert other._client is not client
            other._client.close()


def test_copy_of_completions_can_call() -> None:
    with ScriptedServer(ANSWER) as server, Groq(api_key="k", base_url=server.url, timeout=10) as client:
        completions = copy.deepcopy(client.chat.completions)
        assert completions.create(**CHAT).id == "1"
        assert client.is_closed() is False
        completions._client.close()


@pytest.mark.parametrize("client_class", [Groq, AsyncGroq])
def test_copy_has_the_options_and_attributes(client_class: Any) -> None:
    client = client_class(**OPTIONS)
    client.mine = ["a"]
    other = copy.deepcopy(client)
    assert (other.mine, other.mine is client.mine) == (["a"], False)
    for name in ("api_key", "base_url", "timeout", "max_retries", "default_query", "max_body_bytes"):
        assert getattr(other, name) == getattr(client, name)
    assert other.default_headers == client.default_headers
    other.max_retries = 0
    other.default_query["a"] = "2"
    assert (client.max_retries, client.default_query) == (7, {"a": "1"})
    assert other._quota is client._quota


def test_copy_shares_the_http_client_of_the_caller() -> None:
    with ScriptedServer(ANSWER) as server, sync_client(server.url) as client:
        with copy.deepcopy(client) as other:
            assert other._client is client._client
        assert client.chat.completions.create(**CHAT).id == "1"


def test_copy_of_a_subclass_does_not_run_the_constructor() -> None:
    class Mine(Groq):
        def __init__(self, place: str) -> None:
            super().__init__(api_key="k", http_client=DefaultHttpxClient(timeout=httpx.Timeout(1)))
            self.place = place

    client = Mine("here")
    other = copy.deepcopy(client)
    assert (type(other), other.place) == (Mine, "here")
    assert weakref.ref(other)() is other
    client._client.close()
