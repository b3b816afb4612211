"""The API key: source, validation, and when it is read."""

from __future__ import annotations

from typing import Any

import pytest

from groq import (
    AsyncGroq,
    Groq,
    GroqError,
    omit,
)

from ..support.answers import MESSAGES
from ..support.calls import AnyClient, create
from ..support.wire import Wire


@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
class TestKey:
    def test_key_is_read_from_the_environment(self, cls: type[AnyClient]) -> None:
        assert cls().api_key == "from-env"

    def test_key_argument_overrides_environment(self, cls: type[AnyClient]) -> None:
        assert cls(api_key="given").api_key == "given"

    def test_strips_space_around_key(self, cls: type[AnyClient], monkeypatch: pytest.MonkeyPatch) -> None:
        assert cls(api_key="  gsk_1\n").api_key == "gsk_1"
        monkeypatch.setenv("GROQ_API_KEY", "gsk_2\r\n")
        assert cls().api_key == "gsk_2"

    def test_raises_when_key_is_missing(self, cls: type[AnyClient], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("GROQ_API_KEY")
        with pytest.raises(GroqError, match=r"Pass api_key=\.\.\., or set the environment variable GROQ_API_KEY"):
            cls()

    @pytest.mark.parametrize("key", ["", "  ", "\n"])
    def test_rejects_empty_key_and_names_its_source(
        self, cls: type[AnyClient], monkeypatch: pytest.MonkeyPatch, key: str
    ) -> None:
        with pytest.raises(GroqError, match="key is empty: the api_key argument"):
            cls(api_key=key)
        monkeypatch.setenv("GROQ_API_KEY", key)
        with pytest.raises(GroqError, match="key is empty: the environment variable GROQ_API_KEY"):
            cls()

    @pytest.mark.parametrize("key", ["gsk\nsecret", "gsk\tsecret", "gsk\x7fsecret", "gsk-sécret", "gsk\u200bsecret"])
    def test_rejects_and_redacts_unencodable_key(self, cls: type[AnyClient], key: str) -> None:
        with pytest.raises(GroqError, match="characters that are invalid in headers: the api_key argument") as caught:
            cls(api_key=key)
        assert "cret" not in str(caught.value)

    @pytest.mark.parametrize("key", [b"gsk_secret", 7, ["gsk_secret"], omit], ids=lambda key: type(key).__name__)
    def test_rejects_and_redacts_key_that_is_not_a_string(self, cls: type[AnyClient], key: Any) -> None:
        with pytest.raises(GroqError, match="not a string: the api_key argument gives a ") as caught:
            cls(api_key=key)
        assert "secret" not in str(caught.value)


@pytest.mark.anyio
async def test_uses_assigned_key_for_later_requests(client: AnyClient, wire: Wire) -> None:
    await create(client)
    client.api_key = "next"
    await create(client)
    assert [one.headers["authorization"] for one in wire.requests] == ["Bearer from-env", "Bearer next"]


def test_repr_of_client_does_not_contain_key() -> None:
    assert "gsk_secret" not in repr(Groq(api_key="gsk_secret"))


def test_rejects_none_assigned_as_key_before_sending(wire: Wire) -> None:
    client = Groq(http_client=wire.sync_client())
    untyped: Any = client
    untyped.api_key = None
    with pytest.raises(GroqError, match=r"client\.api_key: expected a string, got NoneType"):
        client.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.requests == []


def test_redacts_key_in_invalid_header(wire: Wire) -> None:
    client = Groq(http_client=wire.sync_client())
    client.api_key = "gsk_secret\n"
    with pytest.raises(ValueError, match="Header 'Authorization'") as caught:
        client.chat.completions.create(messages=MESSAGES, model="m")
    assert "gsk_secret" not in str(caught.value)
