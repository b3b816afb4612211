"""URLs: base URL, paths, path values."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq import omit
from groq._request.urls import api_url, path_template

from ..support.clients import sync_client_of

CHAT = "/openai/v1/chat/completions"


@pytest.mark.parametrize(
    ("base_url", "path", "expected"),
    [
        ("https://api.groq.com/", CHAT, "https://api.groq.com/openai/v1/chat/completions"),
        ("https://api.groq.com/openai/v1/", CHAT, "https://api.groq.com/openai/v1/chat/completions"),
        ("https://api.groq.com/", "/v1/fine_tunings", "https://api.groq.com/v1/fine_tunings"),
        ("https://api.groq.com/openai/v1/", "/v1/fine_tunings", "https://api.groq.com/v1/fine_tunings"),
        ("https://api.groq.com/openai/v1/", "/v1/fine_tunings/a%2Fb", "https://api.groq.com/v1/fine_tunings/a%2Fb"),
        ("https://proxy.test/groq/", CHAT, "https://proxy.test/groq/openai/v1/chat/completions"),
        ("https://proxy.test/groq/openai/v1/", CHAT, "https://proxy.test/groq/openai/v1/chat/completions"),
        ("https://proxy.test/groq/openai/v1/", "/v1/fine_tunings", "https://proxy.test/groq/v1/fine_tunings"),
        ("https://proxy.test/openai/v1/groq/", CHAT, "https://proxy.test/openai/v1/groq/openai/v1/chat/completions"),
        ("https://proxy.test/v1/", CHAT, "https://proxy.test/v1/openai/v1/chat/completions"),
        ("http://localhost:8000/", "openai/v1/models", "http://localhost:8000/openai/v1/models"),
        ("https://api.groq.com/openai/v1/", "openai/v1/models", "https://api.groq.com/openai/v1/models"),
        ("https://api.groq.com/openai/v1/", "/chat/completions", "https://api.groq.com/openai/v1/chat/completions"),
        ("https://api.groq.com/openai/v1/", "models", "https://api.groq.com/openai/v1/models"),
        ("https://api.groq.com/", "https://other.test/x?y=1", "https://other.test/x?y=1"),
        ("https://api.groq.com/openai/v1/", "http://other.test/openai/v1/x", "http://other.test/openai/v1/x"),
    ],
)
def test_base_url_with_or_without_openai_v1_reaches_the_same_endpoint(base_url: str, path: str, expected: str) -> None:
    assert api_url(base_url, path) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("file_1", "/files/file_1/content"),
        ("openai/gpt-oss-20b", "/files/openai%2Fgpt-oss-20b/content"),
        ("a b?c#d", "/files/a%20b%3Fc%23d/content"),
        ("50%", "/files/50%25/content"),
        ("%2e%2e", "/files/%252e%252e/content"),
        ("é", "/files/%C3%A9/content"),
        ("...", "/files/.../content"),
        ("{id}", "/files/%7Bid%7D/content"),
        ("..\\..", "/files/..%5C../content"),
    ],
)
def test_path_value_is_exactly_one_segment(value: str, expected: str) -> None:
    assert path_template("/files/{id}/content", id=value) == expected


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_path_value_does_not_reach_another_endpoint(value: str) -> None:
    try:
        path = path_template("/files/{id}/content", id=value)
    except ValueError:
        assert value in (".", "..")
    else:
        assert path.count("/") == 3
        assert path.isascii()
        assert not set(path) & set("?# \\")


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_rejects_path_value_that_reaches_another_endpoint(value: str) -> None:
    with pytest.raises(ValueError, match=r"file_id: expected a non-empty id, got .*Pass the id that the API gave"):
        path_template("/files/{file_id}", file_id=value)


@pytest.mark.parametrize("value", [None, 7, omit, b"id"], ids=repr)
def test_rejects_path_value_that_is_not_a_string(value: Any) -> None:
    with pytest.raises(TypeError, match="file_id: expected a string, got"):
        path_template("/files/{file_id}", file_id=value)


@pytest.mark.parametrize("path", ["/\r\nX: y", "http://[::1", None, 5])
def test_rejects_invalid_path(path: Any) -> None:
    client = sync_client_of(lambda _: httpx.Response(200, json={}))
    with pytest.raises((TypeError, ValueError), match="path: expected one such as"):
        client.get(path, cast_to=dict)
