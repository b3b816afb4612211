"""The list of models."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from groq.testing import LocalServer
from groq.testing.api.spec import check_against_spec

from ..conftest import Api

MODELS = "/openai/v1/models"


SERVED = {
    "openai/gpt-oss-20b",
    "openai/gpt-oss-120b",
    "openai/gpt-oss-safeguard-20b",
    "qwen/qwen3.8-27b",
    "whisper-large-v3",
    "whisper-large-v3-turbo",
    "canopylabs/orpheus-v1-english",
}


class TestModels:
    def test_lists_served_models(self, api: Api) -> None:
        body = api.get(MODELS).json
        assert body["object"] == "list"
        assert {model["id"] for model in body["data"] if model["active"]} >= SERVED
        for model in body["data"]:
            assert check_against_spec(model, "Model") is None
            assert model.keys() >= {"active", "context_window", "max_completion_tokens", "public_apps", "owned_by"}

    def test_finds_model_with_slashes_encoded_or_not(self, api: Api) -> None:
        for model in api.get(MODELS).json["data"]:
            assert api.get(f"{MODELS}/{model['id']}").json == model
            assert api.get(f"{MODELS}/{quote(model['id'], safe='')}").json == model

    @pytest.mark.parametrize("model", ["none", "openai/none", "openai/gpt-oss-20b/more", "openai%2Fnone"])
    @pytest.mark.parametrize("method", ["GET", "DELETE"])
    def test_answers_404_for_unknown_model(self, api: Api, method: str, model: str) -> None:
        response = api.request(method, f"{MODELS}/{model}")
        assert (response.status, response.error["code"]) == (404, "model_not_found")

    def test_reset_restores_deleted_model(self, api: Api, server: LocalServer) -> None:
        path = f"{MODELS}/openai%2Fgpt-oss-20b"
        assert api.delete(path).json == {"id": "openai/gpt-oss-20b", "object": "model", "deleted": True}
        assert api.get(path).status == api.delete(path).status == 404
        server.reset()
        assert api.get(path).status == 200
