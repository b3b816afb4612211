"""Requests of browsers: preflights, `OPTIONS`, `HEAD`."""

from __future__ import annotations

import pytest

from groq.testing import LocalServer

from ..conftest import BODY, CHAT, Api

MODELS = "/openai/v1/models"
ORIGIN = {"origin": "http://localhost:3000"}
PREFLIGHT = {
    **ORIGIN,
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type,x-stainless-lang",
}


class TestPreflights:
    def test_allows_the_request_that_a_page_sends_next(self, api: Api) -> None:
        response = api.request("OPTIONS", CHAT, headers=PREFLIGHT)
        assert (response.status, response.body) == (204, b"")
        assert response.headers["access-control-allow-origin"] == "*"
        assert "POST" in response.headers["access-control-allow-methods"].split(", ")
        assert response.headers["access-control-allow-headers"] == PREFLIGHT["access-control-request-headers"]

    def test_takes_no_scripted_reply(self, api: Api, server: LocalServer) -> None:
        server.reply_error(503)
        assert api.request("OPTIONS", CHAT, headers=PREFLIGHT).status == 204
        assert server.pending == 1
        assert api.chat().status == 503

    def test_is_answered_for_a_path_with_only_scripted_replies(self, api: Api, server: LocalServer) -> None:
        server.reply_raw(path="/own", body="hi")
        response = api.request("OPTIONS", "/own", headers=PREFLIGHT)
        assert response.status == 204
        assert "POST" in response.headers["access-control-allow-methods"].split(", ")
        assert api.get("/own").body == b"hi"

    @pytest.mark.parametrize("status", [200, 400, 401, 404])
    def test_page_may_read_every_answer(self, api: Api, status: int) -> None:
        key = {} if status == 401 else {"authorization": "Bearer k"}
        path = "/openai/v1/nothing" if status == 404 else CHAT
        response = api.request("POST", path, b"{}" if status == 400 else BODY, {**ORIGIN, **key})
        assert response.status == status
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["access-control-expose-headers"] == "*"

    def test_page_may_read_refusal_of_the_parser(self, api: Api) -> None:
        response = api.request("POST", CHAT, b"x", {**ORIGIN, "content-encoding": "br"})
        assert response.status == 415
        assert response.headers["access-control-allow-origin"] == "*"


class TestOptions:
    @pytest.mark.parametrize(
        ("path", "allowed"),
        [
            (CHAT, {"POST", "OPTIONS"}),
            (MODELS, {"GET", "HEAD", "OPTIONS"}),
            (f"{MODELS}/openai/gpt-oss-20b", {"GET", "HEAD", "DELETE", "OPTIONS"}),
        ],
    )
    def test_lists_methods_without_a_key(self, api: Api, path: str, allowed: set[str]) -> None:
        response = api.request("OPTIONS", path, headers={})
        assert response.status == 204
        assert set(response.headers["allow"].split(", ")) == allowed

    def test_answers_404_for_unknown_path(self, api: Api) -> None:
        assert api.request("OPTIONS", "/openai/v1/nothing", headers={}).status == 404


class TestHead:
    @pytest.mark.parametrize("path", [MODELS, f"{MODELS}/openai/gpt-oss-20b", f"{MODELS}/nothing"])
    def test_equals_get_without_the_body(self, api: Api, path: str) -> None:
        expected, got = api.get(path), api.request("HEAD", path)
        assert (got.status, got.body) == (expected.status, b"")
        for name in ("content-type", "content-length"):
            assert got.headers[name] == expected.headers[name]

    def test_needs_a_key(self, api: Api) -> None:
        assert api.request("HEAD", MODELS, headers={}).status == 401
