"""Merging and validation of headers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from groq import Groq, not_given, omit
from groq._request.headers import merge_headers

from ..support.clients import sync_client_of


def test_later_headers_override_case_insensitively() -> None:
    assert merge_headers({"X-A": "1", "X-B": "2"}, {"x-a": "3"}) == {"x-a": "3", "X-B": "2"}
    assert merge_headers({"x-a": "1"}, {"X-A": "2"}, {"X-a": "3"}) == {"X-a": "3"}


@pytest.mark.parametrize("nothing", [omit, not_given], ids=repr)
def test_omit_removes_header_case_insensitively(nothing: Any) -> None:
    assert merge_headers({"X-A": "1", "X-B": "2"}, {"x-a": nothing}) == {"X-B": "2"}
    assert merge_headers({"x-a": "1"}, {"X-A": nothing}) == {}
    assert merge_headers({"X-A": nothing}) == {}
    assert merge_headers({"X-A": nothing}, {"x-a": "1"}) == {"x-a": "1"}


@pytest.mark.parametrize("value", [None, 1, bytearray(b"x"), True], ids=repr)
def test_rejects_header_that_is_not_a_string(value: Any) -> None:
    with pytest.raises(TypeError, match=r"Header 'X-A': expected a string or bytes, got .*pass `omit` to leave"):
        merge_headers({"X-A": value})


def test_empty_header_values_are_kept() -> None:
    assert merge_headers({"X-A": ""}) == {"X-A": ""}


@pytest.mark.parametrize("name", ["a\r\nb: c", "", "a:b", "é", "a b", 5])
def test_rejects_invalid_header_name_before_sending(name: Any) -> None:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json={})

    client = sync_client_of(answer)
    with pytest.raises(ValueError, match="expected a name of letters"):
        client.models.list(extra_headers={name: "x"})
    with pytest.raises(ValueError, match="expected a name of letters"):
        client.with_options(default_headers={name: "x"}).models.list()
    assert requests == []


def test_rejects_default_headers_that_are_not_a_mapping() -> None:
    wrong: Any = [("a", "b")]
    with pytest.raises(TypeError, match="default_headers: expected a mapping, got list"):
        Groq(api_key="k", default_headers=wrong)
