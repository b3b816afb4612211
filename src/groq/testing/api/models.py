"""Models: those of `catalogue` and the fine-tuned ones. Chat accepts any other name as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .answers import Answer, Refusal, json_answer
from .call import ApiCall


def list_all(call: ApiCall) -> Answer:
    """Answer `GET /openai/v1/models`."""
    return json_answer({"object": "list", "data": call.store.models.all()})


def retrieve(call: ApiCall) -> Answer:
    """Answer `GET /openai/v1/models/{model}`."""
    return json_answer(_find(call, call.store.models.get))


def delete(call: ApiCall) -> Answer:
    """Answer `DELETE /openai/v1/models/{model}`. Every listed model can be deleted; a reset restores it."""
    return json_answer({"id": _find(call, call.store.models.pop)["id"], "object": "model", "deleted": True})


def _find(call: ApiCall, take: Callable[[str], dict[str, Any] | None]) -> dict[str, Any]:
    name = call.params["model"]
    model = take(name)
    if model is None:
        message = f"The model `{name}` does not exist or you do not have access to it: see GET /openai/v1/models"
        raise Refusal(message, status=404, code="model_not_found", param="model")
    return model
