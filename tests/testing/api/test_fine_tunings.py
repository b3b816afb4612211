"""Fine-tunings and their models."""

from __future__ import annotations

from ..conftest import Api

MODELS = "/openai/v1/models"


TUNINGS = "/v1/fine_tunings"


class TestFineTunings:
    BODY = {"base_model": "llama-3.1-8b-instant", "input_file_id": "file_1", "name": "mine", "type": "lora"}  # noqa: RUF012  read only

    def test_creates_lists_and_deletes(self, api: Api) -> None:
        made = api.post(TUNINGS, self.BODY).json
        assert made["object"] == "fine_tuning"
        assert made["data"].items() >= self.BODY.items()
        assert made["data"]["id"] == made["id"]
        path = f"{TUNINGS}/{made['id']}"
        assert api.get(path).json == made
        assert api.get(TUNINGS).json == {"object": "list", "data": [made["data"]]}
        assert api.delete(path).json == {"id": made["id"], "object": "fine_tuning", "deleted": True}
        assert api.get(path).status == api.delete(path).status == 404
        assert api.get(TUNINGS).json["data"] == []

    def test_lists_its_model_until_deleted(self, api: Api) -> None:
        made = api.post(TUNINGS, self.BODY).json
        path = f"{MODELS}/{made['data']['fine_tuned_model']}"
        assert api.get(path).json["id"] == "ft:llama-3.1-8b-instant:mine"
        api.delete(f"{TUNINGS}/{made['id']}")
        assert api.get(path).status == 404

    def test_requires_nothing_and_rejects_invalid_parameters(self, api: Api) -> None:
        assert api.post(TUNINGS).json["data"]["fine_tuned_model"].startswith("ft:model:ft_")
        response = api.post(TUNINGS, {"base_model": 5})
        assert (response.status, response.error["param"]) == (400, "base_model")
