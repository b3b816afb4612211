"""Keys, passwords and prompts stay out of messages, logs and reprs."""

from __future__ import annotations

import traceback

import httpx
import pytest

from groq import (
    APIError,
    Groq,
    GroqError,
)

from ..support.clients import CHAT
from ..support.waits import Calls


@pytest.mark.parametrize("url", ["u:PASSWORD@host", "https:u:PASSWORD@h", "http:/u:PASSWORD@h/", "ftp://u:PASSWORD@h"])
def test_redacts_password_in_invalid_base_url(url: str) -> None:
    with pytest.raises(GroqError) as caught:
        Groq(api_key="k", base_url=url)
    assert "PASSWORD" not in str(caught.value)


def test_redacts_password_that_makes_url_invalid(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(GroqError, match="percent-encoded") as caught:
        Groq(api_key="k", base_url="http://joe:PASSWORD#1@localhost:3128")
    monkeypatch.setenv("HTTPS_PROXY", "http://joe:PASSWORD#1@localhost:3128")
    with pytest.raises(GroqError, match="percent-encoded") as other:
        Groq(api_key="k")
    for found in (caught, other):
        assert "PASSWORD" not in "".join(traceback.format_exception(found.value)).replace("PASSWORD#1@localhost", "")


# The key.


@pytest.mark.parametrize("status", [200, 400])
def test_redacts_key_truncated_by_excerpt(status: int) -> None:
    key = "gsk_0123456789abcdef"
    for length in range(150, 520):
        text = "y" * length + key + "z" * 50
        calls = Calls(lambda _, text=text: httpx.Response(status, text=text))  # type: ignore[misc] # a default binds it
        calls.client.api_key = key
        with pytest.raises(APIError) as caught:
            calls.client.chat.completions.create(**CHAT)
        assert key[:8] not in str(caught.value)


def test_redacts_key_repeated_by_server_in_logs_and_reprs(caplog: pytest.LogCaptureFixture) -> None:
    key = "gsk_0123456789abcdef"
    caplog.set_level("DEBUG", "groq")
    answer = httpx.Response(200, json={}, headers={"x-request-id": key}, extensions={"reason_phrase": key.encode()})
    calls = Calls(lambda _: answer)
    calls.client.api_key = key
    raw = calls.client.chat.completions.with_raw_response.create(**CHAT)
    assert key not in caplog.text + repr(raw)
    assert "request id [API key]" in caplog.text


def test_redacts_key_repeated_by_server_in_message() -> None:
    key = "gsk_0123456789abcdef"
    body = {"error": {"message": f"bad key {key}", "param": key, "code": key}}
    calls = Calls(lambda _: httpx.Response(401, json=body))
    calls.client.api_key = key
    with pytest.raises(APIError) as caught:
        calls.client.chat.completions.create(**CHAT)
    assert key not in str(caught.value) + repr(caught.value) + caught.value.detail
    assert "bad key [API key] (code: [API key], param: [API key])" in str(caught.value)
    assert caught.value.message.count("[API key]") == 3


def test_vars_of_client_do_not_contain_key() -> None:
    key = "gsk_0123456789abcdef"
    client = Groq(api_key=f"{key}\n")
    assert key not in repr(vars(client)) + repr(client) + str(client)
    assert client.api_key == key
    client.api_key = key + "2"
    assert client.auth_headers == {"Authorization": f"Bearer {key}2"}
