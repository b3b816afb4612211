"""The client: its options, what it sends, and what it gives back."""

from __future__ import annotations

import asyncio
import concurrent.futures
import copy
import gc
import inspect
import io
import json
import math
import numbers
import os
import platform
import subprocess
import sys
import unittest.mock
import warnings
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, Optional, Union

import anyio
import httpx
import pydantic
import pytest
import respx

import groq
from groq import (
    APIConnectionError,
    APIResponseValidationError,
    APIStatusError,
    AsyncGroq,
    AsyncStream,
    BaseModel,
    DefaultAsyncHttpxClient,
    DefaultHttpxClient,
    Groq,
    GroqError,
    Stream,
    not_given,
    omit,
)
from groq.testing import LocalServer
from groq.types.chat import ChatCompletion, ChatCompletionChunk

from .support.clients import sync_client, sync_client_of
from .support.server import ScriptedServer, sized

CHAT_PATH = "/openai/v1/chat/completions"
OK: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hi"}}],
}
MESSAGES: Any = [{"role": "user", "content": "Hi"}]

AnyClient = Groq | AsyncGroq

# What `params` does to a query that is in the URL depends on the version of httpx.
REPLACES_QUERY = httpx.Request("GET", "https://x.test?a=1", params={"b": "2"}).url.query == b"b=2"


class Wire:
    """Stands for the network: keeps the requests and gives `reply`."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.reply: Callable[[httpx.Request], httpx.Response] = lambda _: httpx.Response(200, json=OK)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.reply(request)

    def answer(self, *args: Any, **kwargs: Any) -> None:
        self.reply = lambda _: httpx.Response(*args, **kwargs)

    @property
    def last(self) -> httpx.Request:
        return self.requests[-1]

    @property
    def headers(self) -> httpx.Headers:
        return self.last.headers

    @property
    def query(self) -> dict[str, str]:
        return dict(self.last.url.params)

    @property
    def body(self) -> Any:
        return json.loads(self.last.content)

    def sync_client(self, **options: Any) -> httpx.Client:
        return DefaultHttpxClient(transport=httpx.MockTransport(self), **options)

    def async_client(self, **options: Any) -> httpx.AsyncClient:
        return DefaultAsyncHttpxClient(transport=httpx.MockTransport(self), **options)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GROQ_BASE_URL", "GROQ_CUSTOM_HEADERS", "GROQ_LOG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GROQ_API_KEY", "from-env")


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def make(wire: Wire) -> Callable[..., Groq]:
    """Makes clients of the wire."""
    return lambda **options: Groq(**{"http_client": wire.sync_client(), "max_retries": 0, **options})


@pytest.fixture(params=["sync", "async"])
async def client(request: pytest.FixtureRequest, wire: Wire) -> AsyncIterator[AnyClient]:
    made: AnyClient
    if request.param == "sync":
        made = Groq(http_client=wire.sync_client(), max_retries=0)
    else:
        made = AsyncGroq(http_client=wire.async_client(), max_retries=0)
    yield made
    await finished(made.close())


async def finished(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


async def create(client: AnyClient, **arguments: Any) -> Any:
    given: dict[str, Any] = {"messages": MESSAGES, "model": "m", **arguments}
    return await finished(client.chat.completions.create(**given))


# The key.


@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
class TestKey:
    def test_key_comes_from_the_environment(self, cls: type[AnyClient]) -> None:
        assert cls().api_key == "from-env"

    def test_key_of_the_argument_wins(self, cls: type[AnyClient]) -> None:
        assert cls(api_key="given").api_key == "given"

    def test_space_around_a_key_is_no_part_of_it(self, cls: type[AnyClient], monkeypatch: pytest.MonkeyPatch) -> None:
        assert cls(api_key="  gsk_1\n").api_key == "gsk_1"
        monkeypatch.setenv("GROQ_API_KEY", "gsk_2\r\n")
        assert cls().api_key == "gsk_2"

    def test_a_missing_key_is_an_error_that_says_what_to_do(
        self, cls: type[AnyClient], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("GROQ_API_KEY")
        with pytest.raises(GroqError, match=r"Pass api_key=\.\.\., or set the environment variable GROQ_API_KEY"):
            cls()

    @pytest.mark.parametrize("key", ["", "  ", "\n"])
    def test_an_empty_key_is_an_error_that_says_where_it_is_from(
        self, cls: type[AnyClient], monkeypatch: pytest.MonkeyPatch, key: str
    ) -> None:
        with pytest.raises(GroqError, match="key is empty: the api_key argument"):
            cls(api_key=key)
        monkeypatch.setenv("GROQ_API_KEY", key)
        with pytest.raises(GroqError, match="key is empty: the environment variable GROQ_API_KEY"):
            cls()

    @pytest.mark.parametrize("key", ["gsk\nsecret", "gsk\tsecret", "gsk\x7fsecret", "gsk-sécret", "gsk\u200bsecret"])
    def test_a_key_that_no_header_can_carry_is_refused_and_not_shown(self, cls: type[AnyClient], key: str) -> None:
        with pytest.raises(GroqError, match="characters that a header cannot carry: the api_key argument") as caught:
            cls(api_key=key)
        assert "cret" not in str(caught.value)

    @pytest.mark.parametrize("key", [b"gsk_secret", 7, ["gsk_secret"], omit], ids=lambda key: type(key).__name__)
    def test_a_key_that_is_no_string_is_refused_and_not_shown(self, cls: type[AnyClient], key: Any) -> None:
        with pytest.raises(GroqError, match="not a string: the api_key argument gives a ") as caught:
            cls(api_key=key)
        assert "secret" not in str(caught.value)


@pytest.mark.anyio
async def test_a_key_that_is_assigned_is_used_from_then_on(client: AnyClient, wire: Wire) -> None:
    await create(client)
    client.api_key = "next"
    await create(client)
    assert [one.headers["authorization"] for one in wire.requests] == ["Bearer from-env", "Bearer next"]


PACKAGE = Path(groq.__file__).parent


def test_the_key_is_not_in_the_repr_of_a_client() -> None:
    assert "gsk_secret" not in repr(Groq(api_key="gsk_secret"))


# The base URL.


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://api.groq.com", "https://api.groq.com/openai/v1/chat/completions"),
        ("https://api.groq.com/", "https://api.groq.com/openai/v1/chat/completions"),
        ("https://api.groq.com/openai/v1", "https://api.groq.com/openai/v1/chat/completions"),
        ("https://api.groq.com/openai/v1/", "https://api.groq.com/openai/v1/chat/completions"),
        ("https://api.groq.com/openai/v1//", "https://api.groq.com/openai/v1/chat/completions"),
        ("http://localhost:8080", "http://localhost:8080/openai/v1/chat/completions"),
        ("https://proxy.test/groq", "https://proxy.test/groq/openai/v1/chat/completions"),
        ("https://proxy.test/groq/openai/v1", "https://proxy.test/groq/openai/v1/chat/completions"),
        ("http://[::1]:8000", "http://[::1]:8000/openai/v1/chat/completions"),
        (httpx.URL("https://proxy.test/groq/"), "https://proxy.test/groq/openai/v1/chat/completions"),
    ],
    ids=str,
)
def test_requests_go_to_the_base_url(
    make: Callable[..., Groq], wire: Wire, base_url: str | httpx.URL, expected: str
) -> None:
    client = make(base_url=base_url)
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert str(wire.last.url) == expected
    assert isinstance(client.base_url, httpx.URL)


def test_base_url_comes_from_the_environment_unless_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(Groq().base_url) == "https://api.groq.com"
    monkeypatch.setenv("GROQ_BASE_URL", "https://env.test/openai/v1")
    assert str(Groq().base_url) == "https://env.test/openai/v1/"
    assert str(Groq(base_url="https://given.test").base_url) == "https://given.test"
    monkeypatch.setenv("GROQ_BASE_URL", "")
    assert str(Groq().base_url) == "https://api.groq.com"


def test_base_url_may_be_assigned(make: Callable[..., Groq], wire: Wire) -> None:
    client = make()
    client.base_url = "https://other.test/openai/v1"
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert str(wire.last.url) == "https://other.test/openai/v1/chat/completions"
    assert isinstance(client.base_url, httpx.URL)


@pytest.mark.parametrize(
    "url", ["", "api.groq.com", "/openai/v1", "https://", "https://x.test?a=1", "https://x.test#a"]
)
@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
def test_a_base_url_that_is_none_is_refused(cls: type[AnyClient], url: str) -> None:
    with pytest.raises(GroqError, match=r"base_url: expected a URL such as 'https://api\.groq\.com', got "):
        cls(base_url=url)


@pytest.mark.parametrize("url", [7, b"https://x.test", "https://x.test:port"], ids=repr)
def test_a_base_url_that_cannot_be_parsed_is_refused_with_its_cause(url: Any) -> None:
    with pytest.raises(GroqError, match="base_url: expected a URL") as caught:
        Groq(base_url=url)
    assert caught.value.__cause__ is not None


def test_a_query_in_the_base_url_is_sent_to_default_query() -> None:
    with pytest.raises(GroqError, match="Put query parameters into default_query"):
        Groq(base_url="https://x.test?version=1")


def test_a_bad_base_url_of_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_BASE_URL", "localhost")
    with pytest.raises(GroqError, match="got 'localhost'"):
        Groq()


# Timeouts.

DEFAULT_TIMEOUT = {"connect": 5.0, "read": 60.0, "write": 60.0, "pool": 60.0}


def everywhere(seconds: float | None) -> dict[str, float | None]:
    return dict.fromkeys(("connect", "read", "write", "pool"), seconds)


@pytest.mark.anyio
async def test_default_timeout_is_a_minute_and_five_seconds_to_connect(client: AnyClient, wire: Wire) -> None:
    await create(client)
    assert wire.last.extensions["timeout"] == DEFAULT_TIMEOUT
    assert client.timeout == httpx.Timeout(60, connect=5)
    assert wire.headers["x-stainless-read-timeout"] == "60.0"


TIMEOUTS = [
    (7, everywhere(7), "7"),
    (0.5, everywhere(0.5), "0.5"),
    (None, everywhere(None), None),
    (math.inf, everywhere(None), None),
    (httpx.Timeout(9, connect=2), {**everywhere(9), "connect": 2}, "9"),
    (httpx.Timeout(9, read=None), {**everywhere(9), "read": None}, None),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("timeout", "expected", "header"), TIMEOUTS, ids=repr)
async def test_timeout_of_a_request_wins(
    client: AnyClient, wire: Wire, timeout: Any, expected: object, header: str | None
) -> None:
    await create(client, timeout=timeout)
    assert wire.last.extensions["timeout"] == expected
    assert wire.headers.get("x-stainless-read-timeout") == header
    await create(client)
    assert wire.last.extensions["timeout"] == DEFAULT_TIMEOUT


@pytest.mark.anyio
@pytest.mark.parametrize(("timeout", "expected", "header"), TIMEOUTS, ids=repr)
async def test_timeout_of_the_client_is_used(
    client: AnyClient, wire: Wire, timeout: Any, expected: object, header: str | None
) -> None:
    await create(client.with_options(timeout=timeout))
    assert wire.last.extensions["timeout"] == expected
    assert wire.headers.get("x-stainless-read-timeout") == header


@pytest.mark.anyio
@pytest.mark.parametrize("nothing", [omit, not_given], ids=repr)
async def test_a_timeout_that_is_not_given_is_the_clients(client: AnyClient, wire: Wire, nothing: Any) -> None:
    await create(client.with_options(timeout=3), timeout=nothing)
    assert wire.last.extensions["timeout"] == everywhere(3)


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ({}, httpx.Timeout(60, connect=5)),
        ({"timeout": 5.0}, httpx.Timeout(60, connect=5)),  # cannot be told from httpx's own default
        ({"timeout": 30}, httpx.Timeout(30)),
        ({"timeout": None}, httpx.Timeout(None)),
    ],
    ids=repr,
)
def test_timeout_of_an_http_client_counts_unless_it_is_the_default_of_httpx(
    theirs: dict[str, Any], expected: httpx.Timeout
) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    http_client = httpx.Client(transport=transport, **theirs)
    assert Groq(http_client=http_client).timeout == expected
    assert Groq(http_client=http_client, timeout=1).timeout == 1


BAD_TIMEOUTS: list[tuple[Any, type[Exception]]] = [
    *((value, TypeError) for value in ("5", True, b"5", {"read": 5}, (5,), (1, 2, 3), ("5", 1), (True, 1))),
    *((value, ValueError) for value in (0, -1, 0.0, math.nan, -math.inf, (0, 1), (1, -1, 1, 1))),
]


@pytest.mark.parametrize(("timeout", "error"), BAD_TIMEOUTS, ids=repr)
def test_a_bad_timeout_is_refused_with_what_to_do(timeout: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^timeout: expected "):
        Groq(timeout=timeout)


@pytest.mark.anyio
@pytest.mark.parametrize(("timeout", "error"), BAD_TIMEOUTS, ids=repr)
async def test_a_bad_timeout_of_a_request_is_refused_before_anything_is_sent(
    client: AnyClient, wire: Wire, timeout: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match=r"^timeout: expected "):
        await create(client, timeout=timeout)
    assert wire.requests == []


class Number:
    """A number of another library, such as numpy's, which registers its types with `numbers`."""

    def __init__(self, value: float) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"Number({self.value})"

    def __int__(self) -> int:
        return int(self.value)

    def __float__(self) -> float:
        return float(self.value)

    def __lt__(self, other: float) -> bool:
        return self.value < other


numbers.Integral.register(Number)


@pytest.mark.parametrize(
    ("timeout", "expected"),
    [
        ((5, 30), httpx.Timeout(connect=5, read=30, write=None, pool=None)),
        ((5, 30, 10, 2), httpx.Timeout(connect=5, read=30, write=10, pool=2)),
        ((None, 30), httpx.Timeout(connect=None, read=30, write=None, pool=None)),
        ((math.inf, 1), httpx.Timeout(connect=None, read=1, write=None, pool=None)),
        (httpx.Timeout(0), httpx.Timeout(0)),
        (Number(3), 3.0),
    ],
    ids=repr,
)
@pytest.mark.anyio
async def test_timeout_takes_what_httpx_takes(client: AnyClient, wire: Wire, timeout: Any, expected: Any) -> None:
    assert client.with_options(timeout=timeout).timeout == expected
    await create(client, timeout=timeout)
    assert wire.requests[-1].extensions["timeout"] == httpx.Timeout(expected).as_dict()


@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
def test_max_retries_takes_integers_of_other_libraries(cls: type[AnyClient]) -> None:
    number: Any = Number(3)
    assert cls(max_retries=number).max_retries == 3


# Retries (how they go is in test_retry.py).


@pytest.mark.parametrize(
    ("value", "error"),
    [(-1, ValueError), (1.5, TypeError), ("2", TypeError), (None, TypeError), (True, TypeError), (math.nan, TypeError)],
    ids=repr,
)
@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
def test_a_bad_max_retries_is_refused_with_what_to_do(cls: type[AnyClient], value: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^max_retries: expected .*Pass 0 for no retries"):
        cls(max_retries=value)
    with pytest.raises(error, match=r"^max_retries: expected "):
        cls().with_options(max_retries=value)


@pytest.mark.parametrize("value", [0, 1, 100, math.inf])
def test_max_retries_is_kept(value: Any) -> None:
    assert Groq(max_retries=value).max_retries == value


# Headers.


@pytest.mark.anyio
async def test_headers_say_what_sends(client: AnyClient, wire: Wire) -> None:
    await create(client)
    expected = {
        "accept": "application/json",
        "content-type": "application/json",
        "authorization": "Bearer from-env",
        "user-agent": f"{type(client).__name__}/Python {groq.__version__}",
        "x-stainless-lang": "python",
        "x-stainless-package-version": groq.__version__,
        "x-stainless-runtime": platform.python_implementation(),
        "x-stainless-runtime-version": platform.python_version(),
        "x-stainless-retry-count": "0",
        "x-stainless-read-timeout": "60.0",
    }
    assert {name: wire.headers[name] for name in expected} == expected
    assert {"x-stainless-os", "x-stainless-arch"} <= set(wire.headers)


@pytest.mark.anyio
async def test_a_request_without_a_body_has_no_content_type(client: AnyClient, wire: Wire) -> None:
    await finished(client.get("/openai/v1/models", cast_to=object))
    assert "content-type" not in wire.headers
    assert wire.last.content == b""


@pytest.mark.anyio
async def test_extra_headers_win_whatever_their_case(client: AnyClient, wire: Wire) -> None:
    await create(
        client.with_options(default_headers={"X-A": "1", "X-B": "1"}),
        extra_headers={"x-a": "2", "AUTHORIZATION": "Bearer mine", "user-agent": "me", "Groq-Model-Version": "latest"},
    )
    assert wire.headers["x-a"] == "2"
    assert wire.headers["x-b"] == "1"
    assert wire.headers["authorization"] == "Bearer mine"
    assert wire.headers["user-agent"] == "me"
    assert wire.headers["groq-model-version"] == "latest"
    assert len(wire.headers.get_list("authorization")) == 1


@pytest.mark.anyio
async def test_omit_takes_a_header_out(client: AnyClient, wire: Wire) -> None:
    quiet = client.with_options(default_headers={"x-stainless-os": omit, "X-A": "1"})
    await create(quiet, extra_headers={"x-a": omit, "Authorization": omit})
    assert not {"x-stainless-os", "x-a", "authorization"} & set(wire.headers)


def test_default_headers_win_over_those_of_the_package(make: Callable[..., Groq], wire: Wire) -> None:
    client = make(default_headers={"authorization": "Basic x", "X-STAINLESS-LANG": "mine"})
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers.get_list("authorization") == ["Basic x"]
    assert wire.headers.get_list("x-stainless-lang") == ["mine"]


def test_custom_headers_of_the_environment_are_sent(
    make: Callable[..., Groq], wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROQ_CUSTOM_HEADERS", "X-A: 1\r\n x-b :a: b \nno colon\n\nX-C:\n")
    with pytest.warns(UserWarning, match="line 3 is not 'Name: value' and was ignored") as warned:
        make().chat.completions.create(messages=MESSAGES, model="m")
    assert warned[0].filename == __file__
    assert wire.headers["x-a"] == "1"
    assert wire.headers["x-b"] == "a: b"
    assert wire.headers["x-c"] == ""
    assert "no colon" not in str(wire.headers)


def test_default_headers_win_over_those_of_the_environment_whatever_their_case(
    make: Callable[..., Groq], wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROQ_CUSTOM_HEADERS", "X-A: env\nX-B: env\nX-C: env")
    make(default_headers={"x-a": "given", "x-b": omit}).chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["x-a"] == "given"
    assert "x-b" not in wire.headers
    assert wire.headers["x-c"] == "env"


def test_default_headers_win_over_every_spelling_in_the_environment(
    make: Callable[..., Groq], wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROQ_CUSTOM_HEADERS", "X-A: env\nx-a: env")
    make(default_headers={"X-A": "given"}).chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers.get_list("x-a") == ["given"]


@pytest.mark.anyio
@pytest.mark.parametrize("value", [None, 1, bytearray(b"x")], ids=repr)
async def test_a_header_that_is_no_string_is_refused_before_anything_is_sent(
    client: AnyClient, wire: Wire, value: Any
) -> None:
    with pytest.raises(TypeError, match="Header 'X-A': expected a string"):
        await create(client, extra_headers={"X-A": value})
    with pytest.raises(TypeError, match="Header 'X-A': expected a string"):
        await create(client.with_options(default_headers={"X-A": value}))
    assert wire.requests == []


# The query.


@pytest.mark.anyio
async def test_query_parameters_merge_and_those_of_the_request_win(client: AnyClient, wire: Wire) -> None:
    with_query = client.with_options(default_query={"a": 1, "b": True, "c": "x"})
    await create(with_query, extra_query={"b": False, "c": omit, "d": [1, 2], "e": None})
    assert wire.query == {"a": "1", "b": "false", "d": "1,2"}
    await create(client)
    assert wire.last.url.query == b""


@pytest.mark.anyio
async def test_params_of_a_verb_are_the_query(client: AnyClient, wire: Wire) -> None:
    await finished(client.get("/x", cast_to=object, options={"params": {"q": "a b&c", "n": 1}}))
    assert wire.query == {"q": "a b&c", "n": "1"}


@pytest.mark.anyio
async def test_a_query_in_the_path_is_sent(client: AnyClient, wire: Wire) -> None:
    await finished(client.get("/x?a=1", cast_to=object))
    assert wire.query == {"a": "1"}


@pytest.mark.anyio
async def test_a_query_in_the_path_is_kept_beside_others(client: AnyClient, wire: Wire) -> None:
    await finished(client.get("/x?a=1", cast_to=object, options={"params": {"b": 2}}))
    assert wire.query == {"a": "1", "b": "2"}


@pytest.mark.anyio
async def test_a_query_value_without_a_text_form_is_refused_before_anything_is_sent(
    client: AnyClient, wire: Wire
) -> None:
    with pytest.raises(TypeError, match="Parameter 'a'"):
        await create(client, extra_query={"a": object()})
    assert wire.requests == []


# The body.


@pytest.mark.anyio
async def test_only_what_was_given_is_sent(client: AnyClient, wire: Wire) -> None:
    await create(client, temperature=0.5, stop=None, seed=omit, user=not_given)
    assert wire.body == {"messages": MESSAGES, "model": "m", "temperature": 0.5, "stop": None}


@pytest.mark.anyio
async def test_extra_body_is_laid_over_the_parameters(client: AnyClient, wire: Wire) -> None:
    await create(client, temperature=0.5, seed=1, extra_body={"temperature": 1, "seed": omit, "new": {"a": [None]}})
    assert wire.body == {"messages": MESSAGES, "model": "m", "temperature": 1, "new": {"a": [None]}}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"messages": [{"role": "user", "content": object()}]}, TypeError, r"^messages\[0\]\.content: "),
        ({"temperature": math.nan}, ValueError, "^temperature: "),
        ({"user": "\ud800"}, ValueError, "^user: "),
        ({"extra_body": [1]}, TypeError, "^extra_body: "),
    ],
)
async def test_a_bad_parameter_is_refused_before_anything_is_sent(
    client: AnyClient, wire: Wire, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        await create(client, **arguments)
    assert wire.requests == []


@pytest.mark.anyio
async def test_content_is_sent_as_it_is(client: AnyClient, wire: Wire) -> None:
    headers = {"content-type": "application/x-ndjson"}
    await finished(client.post("/x", cast_to=object, content=b"{}\n{}", options={"headers": headers}))
    assert wire.last.content == b"{}\n{}"
    assert wire.headers["content-type"] == "application/x-ndjson"


@pytest.mark.anyio
async def test_files_are_sent_as_a_form_with_the_fields_beside_them(client: AnyClient, wire: Wire) -> None:
    await finished(
        client.post(
            "/x",
            cast_to=object,
            body={"model": "whisper", "temperature": 0.5, "words": True, "nothing": omit},
            files={"file": ("a.wav", b"RIFF")},
            options={"extra_json": {"more": 1}},
        )
    )
    assert wire.headers["content-type"].startswith("multipart/form-data; boundary=")
    sent = wire.last.content
    assert b'name="file"; filename="a.wav"' in sent
    assert b"RIFF" in sent
    for name, value in ((b"model", b"whisper"), (b"temperature", b"0.5"), (b"words", b"true"), (b"more", b"1")):
        assert b'name="' + name + b'"\r\n\r\n' + value + b"\r\n" in sent
    assert b"nothing" not in sent


@pytest.mark.anyio
async def test_a_file_may_be_a_path(client: AnyClient, wire: Wire, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF")
    await finished(client.post("/x", cast_to=object, files={"file": tmp_path / "a.wav"}))
    assert b'filename="a.wav"' in wire.last.content
    assert b"RIFF" in wire.last.content


@pytest.mark.anyio
@pytest.mark.parametrize("file", ["a.wav", io.StringIO("text"), 7], ids=["text", "text file", "number"])
async def test_a_bad_file_is_refused_before_anything_is_sent(client: AnyClient, wire: Wire, file: Any) -> None:
    with pytest.raises(TypeError, match=r"^file: expected "):
        await finished(client.post("/x", cast_to=object, files={"file": file}))
    assert wire.requests == []


# copy / with_options.


class Keeper(Groq):
    """A subclass with an option of its own."""

    def __init__(self, *, region: str = "eu", **options: Any) -> None:
        super().__init__(**options)
        self.region = region


def test_a_copy_has_the_options_of_the_original(wire: Wire) -> None:
    http_client = wire.sync_client()
    original = Groq(
        api_key="k",
        base_url="https://x.test",
        timeout=3,
        max_retries=7,
        default_headers={"X-A": "1"},
        default_query={"q": 1},
        http_client=http_client,
        _strict_response_validation=True,
    )
    copy = original.copy()
    assert copy is not original
    assert (copy.api_key, str(copy.base_url), copy.timeout, copy.max_retries) == ("k", "https://x.test", 3, 7)
    assert copy.default_headers["X-A"] == "1"
    assert copy.default_query == {"q": 1}
    assert copy._client is http_client
    assert copy._strict_response_validation is True


def test_a_copy_has_what_was_changed(wire: Wire) -> None:
    other = wire.sync_client()
    copy = Groq(api_key="k", http_client=wire.sync_client()).with_options(
        api_key="other", base_url="https://y.test", timeout=None, max_retries=0, http_client=other
    )
    assert (copy.api_key, str(copy.base_url), copy.timeout, copy.max_retries) == ("other", "https://y.test", None, 0)
    assert copy._client is other


def test_a_copy_does_not_change_the_original(wire: Wire) -> None:
    original = Groq(default_headers={"X-A": "1"}, default_query={"q": 1}, http_client=wire.sync_client())
    original.with_options(default_headers={"X-A": "2", "X-B": "2"}, default_query={"q": 2, "r": 2}, max_retries=9)
    assert original.default_headers["X-A"] == "1"
    assert "X-B" not in original.default_headers
    assert original.default_query == {"q": 1}
    assert original.max_retries == 2


def test_a_copy_follows_what_was_assigned(wire: Wire) -> None:
    original = Groq(http_client=wire.sync_client())
    original.api_key = "new"
    original.timeout = 1
    original.max_retries = 9
    copy = original.copy()
    assert (copy.api_key, copy.timeout, copy.max_retries) == ("new", 1, 9)


def test_default_headers_add_and_set_default_headers_replace(wire: Wire) -> None:
    client = Groq(default_headers={"X-A": "1"}, http_client=wire.sync_client())
    client.with_options(default_headers={"X-B": "2"}).chat.completions.create(messages=MESSAGES, model="m")
    assert (wire.headers["x-a"], wire.headers["x-b"]) == ("1", "2")
    client.with_options(set_default_headers={"X-B": "2"}).chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["x-b"] == "2"
    assert "x-a" not in wire.headers
    client.with_options(set_default_headers={}).chat.completions.create(messages=MESSAGES, model="m")
    assert not {"x-a", "x-b"} & set(wire.headers)


def test_default_query_adds_and_set_default_query_replaces(wire: Wire) -> None:
    client = Groq(default_query={"a": 1}, http_client=wire.sync_client())
    assert client.with_options(default_query={"b": 2}).default_query == {"a": 1, "b": 2}
    assert client.with_options(set_default_query={"b": 2}).default_query == {"b": 2}
    assert client.with_options(set_default_query={}).default_query == {}


@pytest.mark.parametrize("what", ["headers", "query"])
@pytest.mark.parametrize("empty", [{}, {"X-A": "1"}], ids=repr)
def test_adding_and_replacing_at_once_is_refused(wire: Wire, what: str, empty: dict[str, str]) -> None:
    both: dict[str, Any] = {f"default_{what}": empty, f"set_default_{what}": empty}
    with pytest.raises(ValueError, match=f"Expected default_{what} or set_default_{what}, got both"):
        Groq(http_client=wire.sync_client()).with_options(**both)


def test_a_later_copy_changes_a_header_whatever_its_case(wire: Wire) -> None:
    client = Groq(default_headers={"X-A": "1"}, http_client=wire.sync_client())
    client.with_options(default_headers={"x-a": "2"}).chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers.get_list("x-a") == ["2"]


def test_the_last_of_three_copies_decides_on_a_header_whatever_its_case(wire: Wire) -> None:
    client = Groq(default_headers={"X-A": "1"}, http_client=wire.sync_client())
    third = client.with_options(default_headers={"x-a": "2"}).with_options(default_headers={"X-A": "3"})
    third.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["x-a"] == "3"


def test_headers_set_in_place_of_others_replace_those_of_the_environment(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROQ_CUSTOM_HEADERS", "X-Team: blue")
    client = Groq(http_client=wire.sync_client())
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["x-team"] == "blue"
    client.with_options(set_default_headers={}).chat.completions.create(messages=MESSAGES, model="m")
    assert "x-team" not in wire.headers


def test_a_stand_in_for_the_http_client_is_used(wire: Wire) -> None:
    client = Groq(http_client=wire.sync_client())
    stand_in = unittest.mock.MagicMock()
    stand_in.send.return_value = httpx.Response(200, json={"a": 1}, request=httpx.Request("GET", "https://x.test"))
    client._client = stand_in
    assert client.get("/x", cast_to=object) == {"a": 1}


@pytest.mark.parametrize("value", ["a\nb: c", "caf\u00e9", "a\0b", "a\rb"])
def test_a_header_that_cannot_be_carried_is_refused_before_anything_is_sent(wire: Wire, value: str) -> None:
    client = Groq(http_client=wire.sync_client())
    with pytest.raises(ValueError, match="Header 'X-A': expected printable ASCII"):
        client.chat.completions.create(messages=MESSAGES, model="m", extra_headers={"X-A": value})
    assert wire.requests == []


def test_a_header_may_hold_a_tab(wire: Wire) -> None:
    client = Groq(http_client=wire.sync_client())
    client.chat.completions.create(messages=MESSAGES, model="m", extra_headers={"X-A": "a\tb"})
    assert wire.headers["x-a"] == "a\tb"


def test_a_string_for_messages_is_refused_with_what_to_pass(wire: Wire) -> None:
    client = Groq(http_client=wire.sync_client())
    untyped: Any = "hi"
    with pytest.raises(TypeError, match=r'^messages: expected a list.* got str\. Pass \[\{"role": "user"'):
        client.chat.completions.create(messages=untyped, model="m")
    assert wire.requests == []


@pytest.mark.parametrize("path", ["/openai/v1/chat/completions", "/chat/completions/"])
def test_the_address_of_an_endpoint_is_no_base_url(path: str) -> None:
    with pytest.raises(GroqError, match="Leave out '/chat/completions'"):
        Groq(base_url=f"https://api.groq.com{path}")


def test_wrong_arguments_are_said_to_be_of_the_public_class() -> None:
    untyped: Any = Groq
    with pytest.raises(TypeError, match=r"^Groq\.__init__\(\)"):
        untyped("key")


def test_a_shallow_copy_has_resources_of_its_own(wire: Wire) -> None:
    original = Groq(api_key="gsk_one", http_client=wire.sync_client())
    original.chat.completions.create(messages=MESSAGES, model="m")
    other = copy.copy(original)
    other.api_key = "gsk_two"
    other.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["authorization"] == "Bearer gsk_two"
    other.close()
    assert not original.is_closed()


def test_a_key_that_was_assigned_and_is_none_is_refused_before_anything_is_sent(wire: Wire) -> None:
    client = Groq(http_client=wire.sync_client())
    untyped: Any = client
    untyped.api_key = None
    with pytest.raises(GroqError, match=r"client\.api_key: expected a string, got NoneType"):
        client.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.requests == []


def test_a_key_in_a_bad_header_is_not_shown(wire: Wire) -> None:
    client = Groq(http_client=wire.sync_client())
    client.api_key = "gsk_secret\n"
    with pytest.raises(ValueError, match="Header 'Authorization'") as caught:
        client.chat.completions.create(messages=MESSAGES, model="m")
    assert "gsk_secret" not in str(caught.value)


def test_the_password_of_a_bad_base_url_is_not_shown() -> None:
    with pytest.raises(GroqError) as caught:
        Groq(base_url="https://u:hunter2@x?y")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", ["ftp://x", "https://", "api.groq.com", "https://x:99999"])
def test_a_base_url_that_cannot_be_sent_to_is_refused(url: str) -> None:
    with pytest.raises(GroqError, match=r"^base_url: expected a URL such as 'https://api\.groq\.com', got "):
        Groq(base_url=url)


def test_spaces_around_a_base_url_do_not_matter() -> None:
    assert str(Groq(base_url=" https://api.groq.com/openai/v1\n").base_url) == "https://api.groq.com/openai/v1/"


@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding"])
def test_a_header_that_follows_from_the_body_is_refused(wire: Wire, name: str) -> None:
    client = Groq(http_client=wire.sync_client())
    with pytest.raises(ValueError, match="sets it from the body"):
        client.chat.completions.create(messages=MESSAGES, model="m", extra_headers={name: "3"})
    assert wire.requests == []


@pytest.mark.parametrize("name", ["extra_headers", "extra_query", "extra_body"])
@pytest.mark.parametrize("value", [["a"], "a=b", 5])
def test_extra_arguments_that_are_no_mappings_are_refused(wire: Wire, name: str, value: Any) -> None:
    client = Groq(http_client=wire.sync_client())
    with pytest.raises(TypeError, match=f"{name}: expected a mapping, got {type(value).__name__}"):
        client.chat.completions.create(messages=MESSAGES, model="m", **{name: value})
    assert wire.requests == []


@pytest.mark.parametrize("timeout", [1e10, 10**400, httpx.Timeout(-5), httpx.Timeout(5, read=math.nan)])
def test_a_timeout_that_no_clock_holds_is_refused(timeout: Any) -> None:
    with pytest.raises(ValueError, match="timeout"):
        Groq(timeout=timeout)


def test_one_async_client_serves_one_event_loop_after_another(groq_server: LocalServer) -> None:
    client = groq_server.async_client(max_retries=1)

    async def use(*, last: bool) -> None:
        await client.chat.completions.create(messages=MESSAGES, model="openai/gpt-oss-20b")
        if last:
            await client.close()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # asyncio's own, of sockets whose loop is closed
        for last in (False, False, True):
            asyncio.run(use(last=last))
            gc.collect()


MODULES = sorted(
    f"groq.{'.'.join(path.relative_to(PACKAGE).with_suffix('').parts)}".removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if path.name != "__main__.py" and "types" not in path.parts
)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each module is imported in a process of its own")
def test_every_module_may_be_the_first_that_is_imported() -> None:
    code = """
import os, sys
import anyio, httpx, pydantic, typing_extensions  # once for all of the children
failed = []
for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        try:
            __import__(name)
        except BaseException as err:
            print(name, repr(err), flush=True)
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        failed.append(name)
sys.exit(bool(failed))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, *MODULES], capture_output=True, text=True, timeout=50, check=False
    )
    assert done.returncode == 0, done.stdout


def test_a_copy_of_a_subclass_is_of_that_subclass(wire: Wire) -> None:
    original = Keeper(region="us", http_client=wire.sync_client())
    assert type(original.copy()) is Keeper
    assert original.copy(_extra_kwargs={"region": "asia"}).region == "asia"


def test_a_copy_shares_connections_and_leaves_them_open(wire: Wire) -> None:
    original = Groq(http_client=wire.sync_client())
    with original.with_options(max_retries=0) as copy:
        assert copy._client is original._client
    copy.close()
    assert not original.is_closed()
    original.chat.completions.create(messages=MESSAGES, model="m")
    original.close()
    assert original.is_closed()


def test_a_copy_with_its_own_http_client_closes_that(wire: Wire) -> None:
    original = Groq(http_client=wire.sync_client())
    copy = original.copy(http_client=wire.sync_client())
    copy.close()
    assert copy.is_closed()
    assert not original.is_closed()


@pytest.mark.anyio
async def test_an_async_copy_shares_connections_and_leaves_them_open(wire: Wire) -> None:
    original = AsyncGroq(http_client=wire.async_client())
    async with original.with_options(max_retries=0) as copy:
        assert copy._client is original._client
    assert not original.is_closed()
    await create(original)
    await original.close()
    assert original.is_closed()


def test_with_options_is_copy() -> None:
    assert vars(groq._client._GroqOptions)["with_options"] is vars(groq._client._GroqOptions)["copy"]
    assert inspect.signature(Groq.copy) == inspect.signature(AsyncGroq.copy)


# Closing.


@pytest.mark.anyio
async def test_a_closed_client_refuses_to_send_and_says_why(client: AnyClient, wire: Wire) -> None:
    assert not client.is_closed()
    await finished(client.close())
    await finished(client.close())
    assert client.is_closed()
    with pytest.raises(APIConnectionError, match=f"This client is closed; make a new {type(client).__name__}"):
        await create(client.with_options(max_retries=2))
    assert wire.requests == []


@pytest.mark.anyio
async def test_the_end_of_a_with_block_closes_the_client(wire: Wire) -> None:
    with Groq(http_client=wire.sync_client()) as client:
        client.chat.completions.create(messages=MESSAGES, model="m")
    async with AsyncGroq(http_client=wire.async_client()) as async_client:
        await async_client.chat.completions.create(messages=MESSAGES, model="m")
    assert client.is_closed()
    assert async_client.is_closed()


def test_an_error_leaves_a_with_block_and_the_client_is_closed(wire: Wire) -> None:
    with pytest.raises(ZeroDivisionError), Groq(http_client=wire.sync_client()) as client:
        raise ZeroDivisionError
    assert client.is_closed()


def test_next_call_of_any_client_closes_the_connections_of_a_dropped_one() -> None:
    with ScriptedServer(sized(b"{}"), sized(b"{}")) as server:
        client = sync_client(server.url)
        client.get("/anything", cast_to=object)
        assert client.chat.completions is not None  # resources and client hold each other
        del client
        gc.collect()
        with sync_client(server.url) as other:
            other.get("/anything", cast_to=object)
            assert server.wait_for_hang_up(0)


# The httpx client.


@pytest.mark.parametrize(
    "wrong", [object(), "client", httpx.MockTransport(lambda _: httpx.Response(200)), httpx.Client]
)
def test_an_http_client_of_another_kind_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"http_client: expected an httpx\.Client, got .*Groq takes an httpx\.Client"):
        Groq(http_client=wrong)
    with pytest.raises(TypeError, match=r"http_client: expected an httpx\.AsyncClient, got "):
        AsyncGroq(http_client=wrong)


def test_http_clients_of_the_other_mode_are_refused(wire: Wire) -> None:
    other: Any = wire.async_client()
    with pytest.raises(TypeError, match=r"expected an httpx\.Client, got .*AsyncGroq an httpx\.AsyncClient"):
        Groq(http_client=other)
    other = wire.sync_client()
    with pytest.raises(TypeError, match=r"expected an httpx\.AsyncClient, got "):
        AsyncGroq(http_client=other)


def test_default_httpx_client_has_our_defaults_and_takes_options() -> None:
    with DefaultHttpxClient() as ours, DefaultHttpxClient(timeout=1, follow_redirects=False) as changed:
        assert isinstance(ours, httpx.Client)
        assert (ours.timeout, ours.follow_redirects) == (groq.DEFAULT_TIMEOUT, True)
        assert (changed.timeout, changed.follow_redirects) == (httpx.Timeout(1), False)


@pytest.mark.anyio
async def test_the_httpx_client_may_be_reassigned(client: AnyClient, wire: Wire) -> None:
    other = Wire()
    if isinstance(client, Groq):
        client._client = other.sync_client()
    else:
        client._client = other.async_client()
    await create(client)
    assert (len(wire.requests), len(other.requests)) == (0, 1)


def test_headers_of_the_http_client_are_sent_too(wire: Wire) -> None:
    http_client = wire.sync_client(headers={"X-Theirs": "1"})
    Groq(http_client=http_client).chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["x-theirs"] == "1"


def test_query_parameters_of_the_http_client_are_sent_too(wire: Wire) -> None:
    http_client = wire.sync_client(params={"theirs": "1"})
    Groq(http_client=http_client).chat.completions.create(messages=MESSAGES, model="m", extra_query={"ours": 1})
    assert wire.query == {"theirs": "1", "ours": "1"}


def test_a_request_hook_may_change_the_request_and_its_timeout(wire: Wire) -> None:
    def hook(request: httpx.Request) -> None:
        request.headers["x-hooked"] = "1"
        request.extensions["timeout"]["read"] = 1.5

    client = Groq(http_client=wire.sync_client())
    client._client.event_hooks["request"].append(hook)
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["x-hooked"] == "1"
    assert wire.last.extensions["timeout"]["read"] == 1.5


@pytest.mark.anyio
async def test_an_async_request_hook_may_change_the_request_and_its_timeout(wire: Wire) -> None:
    async def hook(request: httpx.Request) -> None:
        request.headers["x-hooked"] = "1"
        request.extensions["timeout"] = {**request.extensions["timeout"], "read": 1.5}

    async with AsyncGroq(http_client=wire.async_client(event_hooks={"request": [hook]})) as client:
        await create(client)
    assert wire.headers["x-hooked"] == "1"
    assert wire.last.extensions["timeout"]["read"] == 1.5


# Subclasses and attributes.


class Signed(Groq):
    """A client that overrides the hooks for subclasses."""

    @property
    def auth_headers(self) -> dict[str, str]:
        return {"X-Signature": "s"}

    def _prepare_options(self, options: Any) -> Any:
        options.json_data = {**options.json_data, "user": "u"}
        return options

    def _prepare_request(self, request: httpx.Request) -> None:
        request.headers["x-prepared"] = request.method


def test_a_subclass_may_change_what_is_sent(wire: Wire) -> None:
    client = Signed(http_client=wire.sync_client())
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["x-signature"] == "s"
    assert wire.headers["x-prepared"] == "POST"
    assert "authorization" not in wire.headers
    assert wire.body["user"] == "u"
    assert wire.headers["user-agent"].startswith("Signed/Python ")


@pytest.mark.anyio
async def test_an_async_subclass_may_change_what_is_sent(wire: Wire) -> None:
    class AsyncSigned(AsyncGroq):
        async def _prepare_options(self, options: Any) -> Any:
            options.json_data = {**options.json_data, "user": "u"}
            return options

        async def _prepare_request(self, request: httpx.Request) -> None:
            request.headers["x-prepared"] = request.method

    async with AsyncSigned(http_client=wire.async_client()) as client:
        await create(client)
    assert wire.body["user"] == "u"
    assert wire.headers["x-prepared"] == "POST"


@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
def test_clients_take_attributes_and_weak_references(cls: type[AnyClient]) -> None:
    client: Any = cls()
    client.anything = 1
    assert client.anything == 1
    assert weakref.ref(client)() is client
    assert len({client, cls()}) == 2


def test_a_client_stays_usable_while_only_a_resource_is_held(wire: Wire) -> None:
    completions = Groq(http_client=wire.sync_client()).chat.completions
    gc.collect()
    assert completions.create(messages=MESSAGES, model="m").id == "chatcmpl-1"


def test_resources_are_made_once() -> None:
    client = Groq()
    assert client.chat is client.chat
    assert client.chat.completions is client.chat.completions


# Sharing.


def test_threads_share_one_client() -> None:
    with LocalServer() as server:
        client = server.client(http_client=DefaultHttpxClient(trust_env=False))

        def ask(number: int) -> str:
            answer = client.chat.completions.create(
                messages=[{"role": "user", "content": f"number {number} please"}], model="openai/gpt-oss-20b"
            )
            return answer.choices[0].message.content or ""

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(ask, range(40)))
        assert len(server.requests) == 40
    assert all(f"number {number} please" in answer for number, answer in enumerate(answers))


@pytest.mark.anyio
async def test_tasks_share_one_client(wire: Wire) -> None:
    def echo(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={**OK, "id": json.loads(request.content)["user"]})

    wire.reply = echo
    found: dict[str, str] = {}

    async def ask(client: AsyncGroq, user: str) -> None:
        found[user] = (await create(client, user=user)).id

    async with AsyncGroq(http_client=wire.async_client()) as client, anyio.create_task_group() as tasks:
        for number in range(20):
            tasks.start_soon(ask, client, f"u{number}")
    assert found == {f"u{number}": f"u{number}" for number in range(20)}


# The verbs.


class Thing(BaseModel):
    id: str


class Other(pydantic.BaseModel):
    name: str


@pytest.mark.anyio
@pytest.mark.parametrize("verb", ["get", "post", "put", "patch", "delete"])
async def test_a_verb_sends_its_method_and_parses_the_answer(client: AnyClient, wire: Wire, verb: str) -> None:
    wire.answer(200, json={"id": "1", "new": True})
    thing = await finished(getattr(client, verb)("/v1/things", cast_to=Thing))
    assert isinstance(thing, Thing)
    assert (thing.id, thing.new) == ("1", True)  # type: ignore[attr-defined] # an extra
    assert wire.last.method == verb.upper()
    assert str(wire.last.url) == "https://api.groq.com/v1/things"
    assert wire.last.content == b""


@pytest.mark.anyio
@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
async def test_a_verb_sends_a_body_and_options(client: AnyClient, wire: Wire, verb: str) -> None:
    options = {"headers": {"X-A": "1"}, "params": {"q": 1}, "timeout": 2, "extra_json": {"b": 2}}
    await finished(getattr(client, verb)("/x", cast_to=object, body={"a": 1, "c": omit}, options=options))
    assert wire.body == {"a": 1, "b": 2}
    assert wire.headers["content-type"] == "application/json"
    assert wire.headers["x-a"] == "1"
    assert wire.query == {"q": "1"}
    assert wire.last.extensions["timeout"] == everywhere(2)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("cast_to", "content", "expected"),
    [
        (dict[str, object], b'{"id": "1"}', {"id": "1"}),
        (dict, b'{"id": 1}', {"id": 1}),
        (object, b'[1, {"a": null}]', [1, {"a": None}]),
        (list[int], b"[1, 2]", [1, 2]),
        (list[Thing], b'[{"id": "1"}]', [Thing(id="1")]),
        (Thing | list[Thing], b'{"id": "1"}', Thing(id="1")),
        (Thing | list[Thing], b'[{"id": "1"}]', [Thing(id="1")]),
        (Union[Thing, list[Thing]], b'[{"id": "1"}]', [Thing(id="1")]),  # noqa: UP007 - people write it so
        (Optional[Thing], b"null", None),  # noqa: UP045 - as above
        (Other, b'{"name": "x"}', Other(name="x")),
        (str, b"plain \xc3\xa9", "plain é"),
        (bytes, b"\x00\xff", b"\x00\xff"),
        (type(None), b"whatever", None),
        (None, b"", None),
    ],
    ids=str,
)
async def test_cast_to_decides_what_the_answer_becomes(
    client: AnyClient, wire: Wire, cast_to: Any, content: bytes, expected: object
) -> None:
    wire.answer(200, content=content)
    found = await finished(client.get("/x", cast_to=cast_to))
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.anyio
async def test_cast_to_httpx_response_gives_the_response(client: AnyClient, wire: Wire) -> None:
    wire.answer(201, content=b"as it is")
    response = await finished(client.get("/x", cast_to=httpx.Response))
    assert isinstance(response, httpx.Response)
    assert (response.status_code, response.content) == (201, b"as it is")


@pytest.mark.anyio
@pytest.mark.parametrize("content", [b"<html>", b"null", b"[]", b"", b'"text"', b"{}"])
async def test_an_answer_of_another_kind_is_an_error(client: AnyClient, wire: Wire, content: bytes) -> None:
    wire.answer(200, content=content)
    with pytest.raises(APIResponseValidationError, match="Expected ChatCompletion as JSON, got ") as caught:
        await create(client)
    assert caught.value.status_code == 200
    assert caught.value.response.content == content


@pytest.mark.anyio
async def test_strict_response_validation_refuses_what_is_taken_otherwise(client: AnyClient, wire: Wire) -> None:
    wire.answer(200, json={"id": 7})
    assert (await finished(client.get("/x", cast_to=Thing))).id == 7
    strict: Any
    if isinstance(client, Groq):
        strict = Groq(http_client=client._client, _strict_response_validation=True)
    else:
        strict = AsyncGroq(http_client=client._client, _strict_response_validation=True)
    with pytest.raises(APIResponseValidationError, match="Expected Thing"):
        await finished(strict.get("/x", cast_to=Thing))


EVENTS = b'data: {"id":"1"}\n\ndata: {"id":"2"}\n\ndata: [DONE]\n\n'


@pytest.mark.anyio
@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("named", [True, False], ids=["with stream_cls", "without stream_cls"])
async def test_a_verb_may_stream(client: AnyClient, wire: Wire, verb: str, named: bool) -> None:
    wire.answer(200, content=EVENTS, headers={"content-type": "text/event-stream"})
    call = getattr(client, verb)
    found: list[Any]
    if isinstance(client, Groq):
        more: dict[str, Any] = {"stream_cls": Stream[Thing]} if named else {}
        stream = call("/x", cast_to=Thing, stream=True, **more)
        assert type(stream) is Stream
        found = list(stream)
    else:
        more = {"stream_cls": AsyncStream[Thing]} if named else {}
        stream = await call("/x", cast_to=Thing, stream=True, **more)
        assert type(stream) is AsyncStream
        found = [thing async for thing in stream]
    assert found == [Thing(id="1"), Thing(id="2")]


def test_a_subclass_of_stream_may_be_asked_for(make: Callable[..., Groq], wire: Wire) -> None:
    class Things(Stream[Thing]):
        """Knows what it carries."""

    wire.answer(200, content=EVENTS)
    stream = make().get("/x", cast_to=Thing, stream=True, stream_cls=Things)
    assert isinstance(stream, Things)
    assert [thing.id for thing in stream] == ["1", "2"]


@pytest.mark.anyio
async def test_an_absolute_url_is_used_as_it_is(client: AnyClient, wire: Wire) -> None:
    await finished(client.get("https://other.test/x/y", cast_to=object))
    assert str(wire.last.url) == "https://other.test/x/y"


# Redirects.


@pytest.fixture(params=["sync", "async"])
async def network_client(request: pytest.FixtureRequest) -> AsyncIterator[AnyClient]:
    """A client with the default transport, for respx."""
    made: AnyClient = Groq(max_retries=0) if request.param == "sync" else AsyncGroq(max_retries=0)
    yield made
    await finished(made.close())


@pytest.mark.anyio
async def test_a_redirect_is_followed_with_the_same_body(
    network_client: AnyClient, respx_mock: respx.MockRouter
) -> None:
    respx_mock.post("https://api.groq.com" + CHAT_PATH).respond(307, headers={"location": "/moved"})
    moved = respx_mock.post("https://api.groq.com/moved").respond(json=OK)
    assert (await create(network_client)).id == "chatcmpl-1"
    request = moved.calls.last.request
    assert json.loads(request.content) == {"messages": MESSAGES, "model": "m"}
    assert request.headers["authorization"] == "Bearer from-env"


@pytest.mark.anyio
@pytest.mark.respx(assert_all_called=False)
async def test_a_redirect_to_another_host_is_refused_and_nothing_goes_there(
    network_client: AnyClient, respx_mock: respx.MockRouter
) -> None:
    respx_mock.post("https://api.groq.com" + CHAT_PATH).respond(307, headers={"location": "https://evil.test/x"})
    elsewhere = respx_mock.route(host="evil.test").respond(json=OK)
    with pytest.raises(
        APIConnectionError, match=r"another origin, https://evil\.test, .*follow_cross_origin_redirects"
    ):
        await create(network_client)
    assert not elsewhere.called


@pytest.mark.anyio
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_another_host_can_be_allowed_and_carries_nothing(
    network_client: AnyClient, respx_mock: respx.MockRouter, status: int
) -> None:
    client = network_client.with_options(follow_cross_origin_redirects=True, default_headers={"X-Secret": "s"})
    respx_mock.post("https://api.groq.com" + CHAT_PATH).respond(
        status, headers={"location": "https://other.test/x", "set-cookie": "a=b; Domain=other.test"}
    )
    elsewhere = respx_mock.get("https://other.test/x").respond(json=OK)
    await create(client)
    sent = elsewhere.calls.last.request
    assert sent.content == b""
    assert {"authorization", "x-secret", "cookie", "user-agent"}.isdisjoint(sent.headers)


@pytest.mark.anyio
async def test_a_redirect_within_the_origin_is_followed_with_the_key(
    network_client: AnyClient, respx_mock: respx.MockRouter
) -> None:
    respx_mock.post("https://api.groq.com" + CHAT_PATH).respond(307, headers={"location": "/moved"})
    moved = respx_mock.post("https://api.groq.com/moved").respond(json=OK)
    await create(network_client)
    sent = moved.calls.last.request
    assert sent.headers["authorization"]
    assert b"messages" in sent.content


@pytest.mark.anyio
@pytest.mark.parametrize("url", ["https://other.test/x", "http://api.groq.com/x", "https://api.groq.com:8443/x"])
async def test_an_absolute_url_to_another_origin_does_not_carry_the_key(
    client: AnyClient, wire: Wire, url: str
) -> None:
    mine = client.with_options(default_headers={"X-Secret": "s"})
    await finished(mine.get(url, cast_to=object))
    assert {"authorization", "x-secret"}.isdisjoint(wire.requests[-1].headers)
    await finished(mine.get("https://api.groq.com/x", cast_to=object))
    assert {"authorization", "x-secret"} <= set(wire.requests[-1].headers)


@pytest.mark.anyio
async def test_a_redirect_that_is_not_followed_is_a_status_error(client: AnyClient, wire: Wire) -> None:
    wire.answer(302, headers={"location": "/moved"})
    with pytest.raises(APIStatusError) as caught:
        await finished(client.get("/x", cast_to=object, options={"follow_redirects": False}))
    assert caught.value.status_code == 302
    assert len(wire.requests) == 1


@pytest.mark.anyio
async def test_redirects_without_end_are_a_connection_error(client: AnyClient, wire: Wire) -> None:
    wire.answer(302, headers={"location": "/again"})
    with pytest.raises(APIConnectionError) as caught:
        await finished(client.get("/again", cast_to=object))
    assert isinstance(caught.value.__cause__, httpx.TooManyRedirects)


# The response, not parsed.


@pytest.mark.anyio
async def test_the_raw_response_has_headers_and_parses(client: AnyClient, wire: Wire) -> None:
    wire.answer(200, json=OK, headers={"x-request-id": "req_1"})
    response = await finished(client.chat.completions.with_raw_response.create(messages=MESSAGES, model="m"))
    assert (response.status_code, response.request_id) == (200, "req_1")
    assert isinstance(await finished(response.parse()), ChatCompletion)


@pytest.mark.anyio
async def test_a_raw_response_of_a_stream_parses_to_the_stream(client: AnyClient, wire: Wire) -> None:
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": []}
    wire.answer(200, content=b"data: " + json.dumps(chunk).encode() + b"\n\ndata: [DONE]\n\n")
    arguments: dict[str, Any] = {"messages": MESSAGES, "model": "m", "stream": True}
    response = await finished(client.chat.completions.with_raw_response.create(**arguments))
    stream = await finished(response.parse())
    chunks: Iterator[Any] | list[Any] = stream if isinstance(client, Groq) else [one async for one in stream]
    assert [type(one) for one in chunks] == [ChatCompletionChunk]


# Clients that nobody closes.


@pytest.mark.usefixtures("groq_server")
def test_an_async_client_that_another_event_loop_left_open_goes_quietly() -> None:
    clients = [AsyncGroq()]
    complaints: list[object] = []

    async def use() -> None:
        await clients[0].chat.completions.create(messages=MESSAGES, model="openai/gpt-oss-20b")

    async def later() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        clients.clear()
        gc.collect()
        for _ in range(5):
            await asyncio.sleep(0)
        gc.collect()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # asyncio's own, of the socket
        asyncio.run(use())
        asyncio.run(later())
        gc.collect()
    assert complaints == []


@pytest.mark.parametrize(
    "proxy", ["socks5://x:1", "http://[::1", "htp://proxy.test", "http://a..b:1", "xn--zz--:1", "http://x:-1"]
)
@pytest.mark.parametrize("client_class", [Groq, AsyncGroq])
def test_a_proxy_of_the_environment_that_cannot_be_used_is_told(
    client_class: Any, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(GroqError, match=r"HTTPS_PROXY.*trust_env=False"):
        client_class(api_key="k")


@pytest.mark.parametrize("proxy", ["10.0.0.1:3128", "localhost:3128", "me:pass@proxy.test", "[::1]:3128", "proxy.test"])
@pytest.mark.parametrize("client_class", [Groq, AsyncGroq])
def test_a_proxy_of_the_environment_needs_no_scheme(
    client_class: Any, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    settings = client_class(api_key="k")._client._transport._settings
    assert settings.proxies.of(b"https", b"api.groq.com", 443) is not None


@pytest.mark.parametrize(
    ("host", "hint"),
    [
        ("a" * 64 + ".example", "1 to 63 characters"),
        ("..", "1 to 63 characters"),
        ("a..b", "1 to 63 characters"),
        ("xn--zz--", "an invalid name: "),
    ],
)
def test_a_host_that_cannot_be_is_told_before_anything_is_sent(host: str, hint: str) -> None:
    with pytest.raises(GroqError, match=hint):
        Groq(api_key="k", base_url=f"https://{host}")
    with pytest.raises(ValueError, match=hint):
        Groq(api_key="k").get(f"https://{host}/x", cast_to=dict)


def test_a_port_that_cannot_be_is_told_before_anything_is_sent() -> None:
    with pytest.raises(ValueError, match="Ports go from 1 up to 65535"):
        Groq(api_key="k").get("http://127.0.0.1:99999/x", cast_to=dict)


@pytest.mark.parametrize("place", ["http://127.0.0.1:99999/x", "http://" + "a" * 64 + ".example/"])
def test_a_redirect_to_a_place_that_cannot_be_is_a_connection_error(place: str) -> None:
    client = sync_client_of(
        lambda _: httpx.Response(302, headers={"location": place}), follow_cross_origin_redirects=True
    ).with_options(max_retries=0)
    client._client.follow_redirects = True
    with pytest.raises(APIConnectionError, match="The server redirects to"):
        client.models.list()
