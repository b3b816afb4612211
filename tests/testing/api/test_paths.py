"""Paths with a trailing slash."""

from __future__ import annotations

import pytest

from groq.testing import LocalServer

from ..conftest import BODY, CHAT, Api

MODELS = "/openai/v1/models"


class TestTrailingSlash:
    @pytest.mark.parametrize("path", [MODELS, f"{MODELS}/openai/gpt-oss-20b", "/openai/v1/files", "/v1/fine_tunings"])
    def test_changes_nothing(self, api: Api, path: str) -> None:
        response = api.get(f"{path}/")
        assert response.status == 200
        assert response.json == api.get(path).json

    def test_takes_the_scripted_replies_of_the_path(self, api: Api, server: LocalServer) -> None:
        server.reply_error(503)
        server.reply("from the model")
        assert api.request("POST", f"{CHAT}/", BODY).status == 503
        assert api.request("POST", f"{CHAT}/", BODY).message["content"] == "from the model"

    def test_keeps_the_limit_of_uploads(self) -> None:
        with LocalServer(max_body_bytes=100, max_file_bytes=1_000) as server:
            api = Api(server.port)
            file = ("file", ("in.jsonl", b"x" * 1_000))
            assert api.upload("/openai/v1/files/", ("purpose", "batch"), file).status == 200
            api.connection.close()
