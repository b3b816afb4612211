"""Batches, really run but never waited for: each retrieve moves one on by one state. `_batch_lines` does the work.

`validating` → `in_progress` → `finalizing` → `completed`; `validating` → `failed` when the input file has errors; any
of the first three, cancelled, → `cancelling` → `cancelled`. Creating and listing move nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ._batch_lines import parse_lines, run_line
from ._call import Call
from ._spec import parse_body
from ._store import StoredBatch, StoredFile
from ._wire import Answer, dump_json, error_answer, json_answer

_HOUR = 3_600
_LEAST_HOURS = 24
_MOST_HOURS = 7 * 24
_WINDOW = re.compile(r"([0-9]{1,4})([hd])")
_UNIT_HOURS = {"h": 1, "d": 24}


def create(call: Call) -> Answer:
    """Answer `POST /openai/v1/batches`. What the lines of the file say is not looked at yet."""
    body = parse_body(call.request, "CreateBatchRequest")
    if isinstance(body, Answer):
        return body
    hours = _window_hours(body["completion_window"])
    if hours is None:
        message = f"completion_window: expected '24h' to '7d', got {body['completion_window']!r}"
        return error_answer(400, message, param="completion_window")
    file = call.store.files.get(body["input_file_id"])
    if file is None or file.purpose != "batch":
        got = "there is no such file" if file is None else f"that one has the purpose {file.purpose!r}"
        message = f"input_file_id: expected a file uploaded with the purpose 'batch'; {got}"
        return error_answer(400, message, param="input_file_id")
    expires = call.now + hours * _HOUR
    batch = call.store.batches.add(lambda new_id: _new(new_id, body, file, now=call.now, expires=expires))
    return json_answer(batch.shown)


def list_all(call: Call) -> Answer:
    """Answer `GET /openai/v1/batches`, oldest first."""
    return json_answer({"object": "list", "data": [batch.shown for batch in call.store.batches.all()]})


def retrieve(call: Call) -> Answer:
    """Answer `GET /openai/v1/batches/{batch_id}`: first one state on, then how it looks."""
    batch = call.store.batches.get(call.params["batch_id"])
    if batch is None:
        return _not_found(call)
    with batch.lock:
        step = _STEPS.get(batch.shown["status"])
        if step is not None:
            step(call, batch)
        return json_answer(batch.shown)


def cancel(call: Call) -> Answer:
    """Answer `POST /openai/v1/batches/{batch_id}/cancel`."""
    batch = call.store.batches.get(call.params["batch_id"])
    if batch is None:
        return _not_found(call)
    with batch.lock:
        status = batch.shown["status"]
        if status not in _STEPS:
            return error_answer(400, f"The batch is {status}: there is nothing left to cancel", param="batch_id")
        if status != "cancelling":
            _mark(batch, "cancelling", call.now)
        return json_answer(batch.shown)


def _window_hours(window: str) -> int | None:
    found = _WINDOW.fullmatch(window)
    hours = int(found[1]) * _UNIT_HOURS[found[2]] if found else 0
    return hours if _LEAST_HOURS <= hours <= _MOST_HOURS else None


def _new(new_id: str, body: dict[str, Any], file: StoredFile, *, now: int, expires: int) -> StoredBatch:
    shown = {
        "id": new_id,
        "object": "batch",
        "endpoint": body["endpoint"],
        "input_file_id": file.id,
        "completion_window": body["completion_window"],
        "status": "validating",
        "created_at": now,
        "expires_at": expires,
        "request_counts": {"total": 0, "completed": 0, "failed": 0},
        "metadata": body.get("metadata"),
    }
    return StoredBatch(shown, file.content)


def _mark(batch: StoredBatch, status: str, now: int, **changes: object) -> None:
    # A new dict, not a changed one: others may be showing the old one.
    batch.shown = {**batch.shown, "status": status, f"{status}_at": now, **changes}


def _start(call: Call, batch: StoredBatch) -> None:
    lines, errors = parse_lines(batch.input)
    if errors:
        _mark(batch, "failed", call.now, errors={"object": "list", "data": errors})
        return
    batch.lines = lines
    _mark(batch, "in_progress", call.now, request_counts=_counts(batch))


def _run(call: Call, batch: StoredBatch) -> None:
    for index, line in enumerate(batch.lines):
        result = run_line(call.ask, batch.shown["id"], index, line)
        response = result["response"]
        is_done = response is not None and 200 <= response["status_code"] <= 299
        (batch.done if is_done else batch.failed).append(result)
    _mark(batch, "finalizing", call.now, request_counts=_counts(batch))


def _complete(call: Call, batch: StoredBatch) -> None:
    _mark(batch, "completed", call.now, **_write_files(call, batch))


def _stop(call: Call, batch: StoredBatch) -> None:
    _mark(batch, "cancelled", call.now, **_write_files(call, batch))


def _counts(batch: StoredBatch) -> dict[str, int]:
    return {"total": len(batch.lines), "completed": len(batch.done), "failed": len(batch.failed)}


def _write_files(call: Call, batch: StoredBatch) -> dict[str, str]:
    """Store the lines that were run; a file without lines is not there, and neither is its id."""
    ids: dict[str, str] = {}
    for kind, lines in (("output", batch.done), ("error", batch.failed)):
        if lines:
            name = f"{batch.shown['id']}_{kind}.jsonl"
            text = b"".join(dump_json(line) + b"\n" for line in lines)
            ids[f"{kind}_file_id"] = _add_output(call, name, text)
    return ids


def _add_output(call: Call, name: str, text: bytes) -> str:
    return call.store.files.add(lambda new_id: StoredFile(new_id, name, "batch_output", call.now, text)).id


def _not_found(call: Call) -> Answer:
    return error_answer(404, f"There is no batch {call.params['batch_id']!r} here", param="batch_id")


# What the next retrieve does to a batch in this state; in any other it stays as it is.
_STEPS: dict[str, Callable[[Call, StoredBatch], None]] = {
    "validating": _start,
    "in_progress": _run,
    "finalizing": _complete,
    "cancelling": _stop,
}
