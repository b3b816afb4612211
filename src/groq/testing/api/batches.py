"""Batches: each retrieve advances a batch, so that tests need not wait. `batch_lines` runs the lines.

Valid input file: `validating` → `in_progress` → `finalizing` → `completed`. Invalid one: `validating` → `failed`.
Expiry requested by a test: `validating` → `in_progress` → `expired`. Cancelled batch: any of the first three →
`cancelling` → `cancelled`. Creating and listing change no state.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .._strict_json import dump_json
from .answers import Answer, Refusal, json_answer
from .batch_lines import expired_line, parse_lines, run_line
from .call import ApiCall
from .paging import list_answer
from .spec import parse_body
from .store import StoredBatch, StoredFile

_HOUR = 3_600
_MIN_HOURS = 24
_MAX_HOURS = 7 * 24
_WINDOW = re.compile(r"([0-9]{1,4})([hd])")
_UNIT_HOURS = {"h": 1, "d": 24}


def create(call: ApiCall) -> Answer:
    """Answer `POST /openai/v1/batches`. The lines of the file are checked later."""
    body = parse_body(call.request, "CreateBatchRequest")
    hours = _window_hours(body["completion_window"])
    file = call.store.files.get(body["input_file_id"])
    if file is None or file.purpose != "batch":
        got = "there is no such file" if file is None else f"that one has the purpose {file.purpose!r}"
        message = f"input_file_id: expected a file uploaded with the purpose 'batch'; {got}"
        raise Refusal(message, param="input_file_id")
    batch = call.store.batches.add(lambda new_id: _new(new_id, body, file, call.now, hours))
    batch.expiry = call.take_expiry()
    return json_answer(batch.shown)


def list_all(call: ApiCall) -> Answer:
    """Answer `GET /openai/v1/batches`, oldest first."""
    return list_answer(call, [batch.shown for batch in call.store.batches.all()])


def retrieve(call: ApiCall) -> Answer:
    """Answer `GET /openai/v1/batches/{batch_id}`, after advancing the batch."""
    batch = _find(call)
    with batch.lock:
        step = _STEPS.get(batch.shown["status"])
        if step is not None:
            batch.polls += 1
            if batch.shown["status"] == "in_progress":
                _run(call, batch)
            if batch.polls >= call.store.batch_polls:
                step(call, batch)
        return json_answer(batch.shown)


def cancel(call: ApiCall) -> Answer:
    """Answer `POST /openai/v1/batches/{batch_id}/cancel`."""
    batch = _find(call)
    with batch.lock:
        status = batch.shown["status"]
        if status not in _STEPS:
            raise Refusal(f"The batch is {status}: there is nothing left to cancel", param="batch_id")
        if status != "cancelling":
            _mark(batch, "cancelling", call.now)
        return json_answer(batch.shown)


def _find(call: ApiCall) -> StoredBatch:
    batch = call.store.batches.get(call.params["batch_id"])
    if batch is None:
        raise Refusal(f"There is no batch {call.params['batch_id']!r} here", status=404, param="batch_id")
    return batch


def _window_hours(window: str) -> int:
    found = _WINDOW.fullmatch(window)
    hours = int(found[1]) * _UNIT_HOURS[found[2]] if found else 0
    if not _MIN_HOURS <= hours <= _MAX_HOURS:
        raise Refusal(f"completion_window: expected '24h' to '7d', got {window!r}", param="completion_window")
    return hours


def _new(new_id: str, body: dict[str, Any], file: StoredFile, now: int, hours: int) -> StoredBatch:
    shown = {
        "id": new_id,
        "object": "batch",
        "endpoint": body["endpoint"],
        "input_file_id": file.id,
        "completion_window": body["completion_window"],
        "status": "validating",
        "created_at": now,
        "expires_at": now + hours * _HOUR,
        "request_counts": {"total": 0, "completed": 0, "failed": 0},
        "metadata": body.get("metadata"),
    }
    return StoredBatch(shown, file.content)


def _mark(batch: StoredBatch, status: str, now: int, **changes: object) -> None:
    batch.polls = 0
    # Replaced, not changed: other threads may be reading the old dict.
    batch.shown = {**batch.shown, "status": status, f"{status}_at": now, **changes}


def _start(call: ApiCall, batch: StoredBatch) -> None:
    lines, errors = parse_lines(batch.input)
    if errors:
        _mark(batch, "failed", call.now, errors={"object": "list", "data": errors})
        return
    batch.lines = lines
    _mark(batch, "in_progress", call.now, request_counts=_counts(batch))


def _run(call: ApiCall, batch: StoredBatch) -> None:
    """Run the lines that are due at this retrieve."""
    first = len(batch.done) + len(batch.failed)
    due = len(batch.lines) * batch.polls // call.store.batch_polls
    last = due if batch.expiry is None else min(due, batch.expiry.after)
    for index, line in enumerate(batch.lines[first:last], start=first):
        result = run_line(call.ask, batch.shown["id"], index, line)
        response = result["response"]
        is_done = response is not None and 200 <= response["status_code"] <= 299
        (batch.done if is_done else batch.failed).append(result)
    batch.shown = {**batch.shown, "request_counts": _counts(batch)}


def _end_run(call: ApiCall, batch: StoredBatch) -> None:
    if batch.expiry is None:
        _mark(batch, "finalizing", call.now)
        return
    if batch.expiry.listed:
        first = len(batch.done) + len(batch.failed)
        lines = enumerate(batch.lines[first:], start=first)
        batch.failed += [expired_line(batch.shown["id"], index, line) for index, line in lines]
    _finish("expired")(call, batch)


def _counts(batch: StoredBatch) -> dict[str, int]:
    return {"total": len(batch.lines), "completed": len(batch.done), "failed": len(batch.failed)}


def _finish(status: str) -> Callable[[ApiCall, StoredBatch], None]:
    """Return the step that stores the output and error files that have lines, and their ids."""

    def step(call: ApiCall, batch: StoredBatch) -> None:
        ids: dict[str, str] = {}
        for kind, lines in (("output", batch.done), ("error", batch.failed)):
            if lines:
                name = f"{batch.shown['id']}_{kind}.jsonl"
                text = b"".join(dump_json(line) + b"\n" for line in lines)
                ids[f"{kind}_file_id"] = call.store.add_file(name, "batch_output", call.now, text).id
        _mark(batch, status, call.now, request_counts=_counts(batch), **ids)

    return step


# State → the step of the last retrieve in it; other states are final.
_STEPS: dict[str, Callable[[ApiCall, StoredBatch], None]] = {
    "validating": _start,
    "in_progress": _end_run,
    "finalizing": _finish("completed"),
    "cancelling": _finish("cancelled"),
}
