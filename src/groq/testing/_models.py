"""The list of models: those of `_catalogue` and those that a test fine-tuned. Chat takes any other name as well."""

from __future__ import annotations

from ._call import Call
from ._wire import Answer, error_answer, json_answer


def list_all(call: Call) -> Answer:
    """Answer `GET /openai/v1/models`."""
    return json_answer({"object": "list", "data": call.store.models.all()})


def retrieve(call: Call) -> Answer:
    """Answer `GET /openai/v1/models/{model}`."""
    model = call.store.models.get(call.params["model"])
    return _not_found(call) if model is None else json_answer(model)


def delete(call: Call) -> Answer:
    """Answer `DELETE /openai/v1/models/{model}`. Any listed model can go; a reset brings it back."""
    model = call.store.models.pop(call.params["model"])
    if model is None:
        return _not_found(call)
    return json_answer({"id": model["id"], "object": "model", "deleted": True})


def _not_found(call: Call) -> Answer:
    message = (
        f"The model `{call.params['model']}` does not exist or you do not have access to it: see GET /openai/v1/models"
    )
    return error_answer(404, message, code="model_not_found", param="model")
