"""The application: checks for every request, and recorded requests."""

from __future__ import annotations

import pytest

from groq.testing import LocalServer
from groq.testing.server.messages import RecordedRequest

from ..conftest import CHAT, Api
from .uploads import upload


class TestRefusals:
    @pytest.mark.parametrize(
        "headers", [{}, {"authorization": ""}, {"authorization": "Bearer "}, {"authorization": "abc"}]
    )
    def test_answers_401_without_a_key(self, api: Api, headers: dict[str, str]) -> None:
        response = api.request("POST", CHAT, b"{}", headers)
        assert response.status == 401
        assert response.error["code"] == "invalid_api_key"

    def test_answers_404_for_unknown_path(self, api: Api) -> None:
        response = api.request("GET", "/openai/v1/nothing")
        assert response.status == 404
        assert response.error["code"] == "unknown_url"

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "BREW"])
    def test_answers_405_for_wrong_method(self, api: Api, method: str) -> None:
        response = api.request(method, CHAT)
        assert response.status == 405
        assert response.headers["allow"] == "POST"


class TestRecordedRequests:
    def test_keeps_the_last_thousand_requests(self) -> None:
        with LocalServer() as server:
            for number in range(1005):
                server._app.answer(RecordedRequest("GET", f"/{number}"))
            assert len(server.requests) == 1000
            assert server.requests[-1].path == "/1004"

    def test_reset_drops_everything(self, api: Api, server: LocalServer) -> None:
        first = api.chat().headers["x-request-id"]
        server.reply("never sent")
        server.reset()
        assert server.requests == []
        assert server.pending == 0
        again = api.chat()
        assert again.headers["x-request-id"] == first
        assert "never sent" not in again.message["content"]


def test_bounds_recorded_requests_by_size(api: Api, server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groq.testing.api.app.KEPT_BYTES", 2_500)
    for _ in range(3):
        upload(api, b"x" * 1_000)
    assert len(server.requests) == 2
    upload(api, b"x" * 5_000)
    assert len(server.requests) == 1
