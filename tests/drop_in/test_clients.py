"""Clients and resources: lines 3 and 4 of the contract."""

from __future__ import annotations

import gc
import inspect
import weakref
from typing import Any

import httpx
import pytest
import respx

from groq import (
    AsyncGroq,
    Groq,
    Stream,
)
from groq.types.chat import ChatCompletion, ChatCompletionChunk

from ..support.answers import COMPLETION, MESSAGES, URL
from ..support.wire import ContentWire

# 3. The client.


def test_reads_key_at_each_request(client: Groq, wire: ContentWire) -> None:
    """Line 3."""
    client.api_key = "other"
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["authorization"] == "Bearer other"


def test_base_url_is_httpx_url() -> None:
    """Line 3."""
    assert isinstance(Groq().base_url, httpx.URL)
    assert isinstance(AsyncGroq(base_url="https://x.test").base_url, httpx.URL)


@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
def test_copy_accepts_arguments_of_callers(cls: type[Groq] | type[AsyncGroq]) -> None:
    """Line 3."""
    arguments = [
        *("api_key", "base_url", "timeout", "http_client", "max_retries", "default_headers", "set_default_headers"),
        *("default_query", "set_default_query", "_extra_kwargs"),
    ]
    for method in (cls.copy, cls.with_options):
        parameters = inspect.signature(method).parameters
        assert set(arguments) <= set(parameters)
        assert all(parameters[name].kind is inspect.Parameter.KEYWORD_ONLY for name in arguments)
    assert not cls().is_closed()


def test_clients_accept_attributes_and_weak_references() -> None:
    """Line 3."""
    for made in (Groq(), AsyncGroq()):
        untyped: Any = made
        untyped.marker = "x"
        assert untyped.marker == "x"
        assert weakref.ref(untyped)() is untyped


def test_client_stays_usable_while_completions_is_referenced(respx_mock: respx.MockRouter) -> None:
    """Line 3."""
    respx_mock.post(URL).respond(json=COMPLETION)
    completions = Groq().chat.completions
    gc.collect()
    assert completions.create(messages=MESSAGES, model="m").id == "chatcmpl-1"


# 4. Resources.


def test_resource_has_its_client(client: Groq) -> None:
    """Line 4."""
    assert client.chat._client is client
    assert client.chat.completions._client is client
    assert all(callable(getattr(client.chat.completions, name)) for name in ("_get", "_post", "_delete"))


def test_looks_up_post_on_instance_at_call_time(client: Groq, wire: ContentWire) -> None:
    """Line 4."""
    seen: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def post(*args: Any, **kwargs: Any) -> Any:
        seen.append((args, kwargs))
        return "answer"

    completions: Any = client.chat.completions
    completions._post = post
    extra: dict[str, Any] = {"extra_headers": {"X-A": "1"}, "extra_body": {"b": 1}, "timeout": 3}
    assert completions.create(messages=MESSAGES, model="m", stream=True, **extra) == "answer"
    ((args, kwargs),) = seen
    assert args == ("/openai/v1/chat/completions",)
    assert set(kwargs) <= {"body", "files", "options", "cast_to", "stream", "stream_cls"}
    assert (kwargs["body"]["messages"], kwargs["body"]["model"]) == (MESSAGES, "m")
    assert kwargs["cast_to"] is ChatCompletion
    assert kwargs["stream"] is True
    assert kwargs["stream_cls"] == Stream[ChatCompletionChunk]
    assert kwargs["options"]["timeout"] == 3
    assert wire.requests == []


@pytest.mark.anyio
async def test_looks_up_async_post_on_instance_at_call_time(async_client: AsyncGroq) -> None:
    """Line 4."""
    original: Any = async_client.chat.completions._post
    seen: list[str] = []

    async def post(path: str, **kwargs: Any) -> Any:
        seen.append(path)
        return await original(path, **kwargs)

    completions: Any = async_client.chat.completions
    completions._post = post
    answer = await completions.create(messages=MESSAGES, model="m")
    assert isinstance(answer, ChatCompletion)
    assert seen == ["/openai/v1/chat/completions"]
