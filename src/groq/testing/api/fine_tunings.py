"""Fine-tunings: kept but never run. The tuned model is listed with the models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .answers import Answer, Refusal, json_answer
from .call import ApiCall
from .catalogue import tuned_model
from .spec import parse_body

_OBJECT = "fine_tuning"
_FIELDS = ("base_model", "input_file_id", "name", "type")


def create(call: ApiCall) -> Answer:
    """Answer `POST /v1/fine_tunings`. The input file need not exist."""
    body = parse_body(call.request, "CreateFineTuningRequest")
    tuning = call.store.fine_tunings.add(lambda new_id: _tuning(new_id, body, call.now))
    model = tuned_model(tuning["fine_tuned_model"], call.now)
    call.store.models.put(model["id"], model)
    return _one(tuning)


def list_all(call: ApiCall) -> Answer:
    """Answer `GET /v1/fine_tunings`, oldest first."""
    return json_answer({"object": "list", "data": call.store.fine_tunings.all()})


def retrieve(call: ApiCall) -> Answer:
    """Answer `GET /v1/fine_tunings/{id}`."""
    return _one(_find(call, call.store.fine_tunings.get))


def delete(call: ApiCall) -> Answer:
    """Answer `DELETE /v1/fine_tunings/{id}`, and delete its model."""
    tuning = _find(call, call.store.fine_tunings.pop)
    call.store.models.pop(tuning["fine_tuned_model"])
    return json_answer({"id": tuning["id"], "object": _OBJECT, "deleted": True})


def _tuning(new_id: str, body: dict[str, Any], now: int) -> dict[str, Any]:
    given = {name: body[name] for name in _FIELDS if name in body}
    tuned = f"ft:{body.get('base_model', 'model')}:{body.get('name', new_id)}"
    return {"id": new_id, "created_at": now, "fine_tuned_model": tuned, **given}


def _one(tuning: dict[str, Any]) -> Answer:
    return json_answer({"id": tuning["id"], "object": _OBJECT, "data": tuning})


def _find(call: ApiCall, take: Callable[[str], dict[str, Any] | None]) -> dict[str, Any]:
    tuning = take(call.params["id"])
    if tuning is None:
        raise Refusal(f"There is no fine-tuning {call.params['id']!r} here", status=404, param="id")
    return tuning
