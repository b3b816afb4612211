"""Checks against the spec, and JSON bodies."""

from __future__ import annotations

from typing import Any

import pytest

from groq.testing.api.spec import check_against_spec, load_spec
from groq.testing.schema.references import lookup

from ..conftest import CHAT, Api


class TestRefusals:
    @pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"model": NaN}', b"[" * 100_000])
    def test_rejects_body_that_is_not_json(self, api: Api, body: bytes) -> None:
        response = api.request("POST", CHAT, body)
        assert response.status == 400
        assert response.error["type"] == "invalid_request_error"

    @pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"1"])
    def test_rejects_json_that_is_not_an_object(self, api: Api, body: bytes) -> None:
        assert "expected an object" in api.request("POST", CHAT, body).error["message"]


def test_resolves_every_reference_of_the_spec() -> None:
    spec = load_spec()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                lookup(node["$ref"], spec)
            node = list(node.values())
        if isinstance(node, list):
            for child in node:
                walk(child)

    walk(spec)


@pytest.mark.parametrize(
    ("value", "param"),
    [
        ({"model": "m", "messages": [{"role": "developer", "content": "x"}]}, None),
        ({"model": "m", "messages": [{"role": "system", "content": []}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": "x"}]}, "model"),
    ],
)
def test_checks_value_against_a_schema_of_the_spec(value: Any, param: str | None) -> None:
    violation = check_against_spec(value, "CreateChatCompletionRequest")
    assert (violation and violation.param) == param
