"""Recorded requests and their headers."""

from __future__ import annotations

import json

import pytest

from groq.testing import LocalServer
from groq.testing.server.messages import Headers, RecordedRequest

from ..conftest import BODY, CHAT, Api


class TestRecordedRequests:
    def test_records_request_as_received(self, api: Api, server: LocalServer) -> None:
        api.request("POST", CHAT, BODY, {"Authorization": "Bearer secret", "X-Thing": "1"})
        (request,) = server.requests
        assert (request.method, request.path, request.body) == ("POST", CHAT, BODY)
        assert request.json == json.loads(BODY)
        assert request.headers["x-thing"] == request.headers["X-THING"] == "1"
        assert request.headers.get("missing") is None

    def test_repr_shows_neither_key_nor_prompt(self, api: Api, server: LocalServer) -> None:
        api.request("POST", CHAT, BODY, {"Authorization": "Bearer secret"})
        (request,) = server.requests
        for shown in (repr(request), repr(request.headers)):
            assert "secret" not in shown
            assert "Hello" not in shown

    def test_raises_value_error_for_body_that_is_not_json(self) -> None:
        with pytest.raises(ValueError, match="Expecting"):
            RecordedRequest("POST", "/", body=b"x").json  # noqa: B018  reading it is the test

    def test_joins_repeated_headers(self) -> None:
        headers = Headers([("A", "1"), ("a", "2"), ("B", "3")])
        assert dict(headers) == {"a": "1, 2", "B": "3"}
        assert len(headers) == 2
        assert "b" in headers


class TestRefusals:
    def test_separates_query_from_path(self, api: Api, server: LocalServer) -> None:
        api.request("POST", f"{CHAT}?a=1", b"{}")
        assert server.requests[0].path == CHAT
        assert server.requests[0].query == {"a": "1"}
