"""Headers: defaults, environment, overrides, validation."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Any

import pytest

import groq
from groq import (
    Groq,
    omit,
)

from ..support.answers import MESSAGES
from ..support.calls import AnyClient, create, finished
from ..support.wire import Wire


@pytest.mark.anyio
async def test_headers_identify_client(client: AnyClient, wire: Wire) -> None:
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
async def test_sends_no_content_type_without_body(client: AnyClient, wire: Wire) -> None:
    await finished(client.get("/openai/v1/models", cast_to=object))
    assert "content-type" not in wire.headers
    assert wire.last.content == b""


@pytest.mark.anyio
async def test_extra_headers_override_case_insensitively(client: AnyClient, wire: Wire) -> None:
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
async def test_omit_removes_header(client: AnyClient, wire: Wire) -> None:
    quiet = client.with_options(default_headers={"x-stainless-os": omit, "X-A": "1"})
    await create(quiet, extra_headers={"x-a": omit, "Authorization": omit})
    assert not {"x-stainless-os", "x-a", "authorization"} & set(wire.headers)


def test_default_headers_override_headers_of_package(make: Callable[..., Groq], wire: Wire) -> None:
    client = make(default_headers={"authorization": "Basic x", "X-STAINLESS-LANG": "mine"})
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers.get_list("authorization") == ["Basic x"]
    assert wire.headers.get_list("x-stainless-lang") == ["mine"]


def test_custom_headers_from_the_environment_are_sent(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_CUSTOM_HEADERS", "X-A: 1\r\n x-b :a: b \nno colon\n\nX-C:\n")
    with pytest.warns(UserWarning, match="line 3 is not 'Name: value' and was ignored") as warned:
        Groq(http_client=wire.sync_client()).chat.completions.create(messages=MESSAGES, model="m")
    assert warned[0].filename == __file__
    assert wire.headers["x-a"] == "1"
    assert wire.headers["x-b"] == "a: b"
    assert wire.headers["x-c"] == ""
    assert "no colon" not in str(wire.headers)


def test_default_headers_override_environment_case_insensitively(
    make: Callable[..., Groq], wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROQ_CUSTOM_HEADERS", "X-A: env\nX-B: env\nX-C: env")
    make(default_headers={"x-a": "given", "x-b": omit}).chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["x-a"] == "given"
    assert "x-b" not in wire.headers
    assert wire.headers["x-c"] == "env"


def test_default_headers_override_every_spelling_in_environment(
    make: Callable[..., Groq], wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROQ_CUSTOM_HEADERS", "X-A: env\nx-a: env")
    make(default_headers={"X-A": "given"}).chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers.get_list("x-a") == ["given"]


@pytest.mark.anyio
@pytest.mark.parametrize("value", [None, 1, bytearray(b"x")], ids=repr)
async def test_rejects_header_that_is_not_a_string_before_sending(client: AnyClient, wire: Wire, value: Any) -> None:
    with pytest.raises(TypeError, match="Header 'X-A': expected a string"):
        await create(client, extra_headers={"X-A": value})
    with pytest.raises(TypeError, match="Header 'X-A': expected a string"):
        await create(client.with_options(default_headers={"X-A": value}))
    assert wire.requests == []


@pytest.mark.parametrize("value", ["a\nb: c", "caf\u00e9", "a\0b", "a\rb"])
def test_rejects_unencodable_header_before_sending(wire: Wire, value: str) -> None:
    client = Groq(http_client=wire.sync_client())
    with pytest.raises(ValueError, match="Header 'X-A': expected printable ASCII"):
        client.chat.completions.create(messages=MESSAGES, model="m", extra_headers={"X-A": value})
    assert wire.requests == []


def test_accepts_tab_in_header(wire: Wire) -> None:
    client = Groq(http_client=wire.sync_client())
    client.chat.completions.create(messages=MESSAGES, model="m", extra_headers={"X-A": "a\tb"})
    assert wire.headers["x-a"] == "a\tb"


@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding"])
def test_rejects_header_that_depends_on_body(wire: Wire, name: str) -> None:
    client = Groq(http_client=wire.sync_client())
    with pytest.raises(ValueError, match="sets it from the body"):
        client.chat.completions.create(messages=MESSAGES, model="m", extra_headers={name: "3"})
    assert wire.requests == []
