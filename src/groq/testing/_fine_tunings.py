"""Fine-tunings, remembered but never run: no model is here to be tuned. The tuned one is listed with the models."""

from __future__ import annotations

from typing import Any

from ._call import Call
from ._catalogue import tuned_model
from ._spec import parse_body
from ._wire import Answer, error_answer, json_answer

_OBJECT = "fine_tuning"
_FIELDS = ("base_model", "input_file_id", "name", "type")


def create(call: Call) -> Answer:
    """Answer `POST /v1/fine_tunings`. Whether the input file exists is not asked."""
    body = parse_body(call.request, "CreateFineTuningRequest")
    if isinstance(body, Answer):
        return body
    tuning = call.store.fine_tunings.add(lambda new_id: _tuning(new_id, body, call.now))
    model = tuned_model(tuning["fine_tuned_model"], call.now)
    call.store.models.put(model["id"], model)
    return _one(tuning)


def list_all(call: Call) -> Answer:
    """Answer `GET /v1/fine_tunings`, oldest first."""
    return json_answer({"object": "list", "data": call.store.fine_tunings.all()})


def retrieve(call: Call) -> Answer:
    """Answer `GET /v1/fine_tunings/{id}`."""
    tuning = call.store.fine_tunings.get(call.params["id"])
    return _not_found(call) if tuning is None else _one(tuning)


def delete(call: Call) -> Answer:
    """Answer `DELETE /v1/fine_tunings/{id}`; its model goes with it."""
    tuning = call.store.fine_tunings.pop(call.params["id"])
    if tuning is None:
        return _not_found(call)
    call.store.models.pop(tuning["fine_tuned_model"])
    return json_answer({"id": tuning["id"], "object": _OBJECT, "deleted": True})


def _tuning(new_id: str, body: dict[str, Any], now: int) -> dict[str, Any]:
    given = {name: body[name] for name in _FIELDS if name in body}
    tuned = f"ft:{body.get('base_model', 'model')}:{body.get('name', new_id)}"
    return {"id": new_id, "created_at": now, "fine_tuned_model": tuned, **given}


def _one(tuning: dict[str, Any]) -> Answer:
    return json_answer({"id": tuning["id"], "object": _OBJECT, "data": tuning})


def _not_found(call: Call) -> Answer:
    return error_answer(404, f"There is no fine-tuning {call.params['id']!r} here", param="id")
