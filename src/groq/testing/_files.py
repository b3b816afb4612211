"""Files: kept in memory, byte for byte, until the server is reset. `_store` keeps them, `_batches` reads them."""

from __future__ import annotations

from ._call import Call
from ._forms import parse_form
from ._store import StoredFile
from ._wire import Answer, error_answer, json_answer


def create(call: Call) -> Answer:
    """Answer `POST /openai/v1/files`."""
    form = parse_form(call.request, "CreateFileRequest")
    if isinstance(form, Answer):
        return form
    part, most = form.files["file"], call.store.max_file_bytes
    if len(part.content) > most:
        return error_answer(413, f"The file has {len(part.content)} bytes; the most is {most}", param="file")
    purpose: str = form.values["purpose"]
    name = part.filename or "upload"
    stored = call.store.files.add(lambda new_id: StoredFile(new_id, name, purpose, call.now, part.content))
    return json_answer(stored.shown)


def list_all(call: Call) -> Answer:
    """Answer `GET /openai/v1/files`, oldest first."""
    return json_answer({"object": "list", "data": [stored.shown for stored in call.store.files.all()]})


def info(call: Call) -> Answer:
    """Answer `GET /openai/v1/files/{file_id}`."""
    stored = call.store.files.get(call.params["file_id"])
    return _not_found(call) if stored is None else json_answer(stored.shown)


def content(call: Call) -> Answer:
    """Answer `GET /openai/v1/files/{file_id}/content`."""
    stored = call.store.files.get(call.params["file_id"])
    if stored is None:
        return _not_found(call)
    return Answer(200, {"content-type": "application/octet-stream"}, stored.content)


def delete(call: Call) -> Answer:
    """Answer `DELETE /openai/v1/files/{file_id}`."""
    stored = call.store.files.pop(call.params["file_id"])
    if stored is None:
        return _not_found(call)
    return json_answer({"id": stored.id, "object": "file", "deleted": True})


def _not_found(call: Call) -> Answer:
    return error_answer(404, f"There is no file {call.params['file_id']!r} here", param="file_id")
