"""Files: kept in memory, byte for byte, until the server is reset. Batches read them."""

from __future__ import annotations

from collections.abc import Callable

from .answers import Answer, Refusal, json_answer
from .call import ApiCall
from .forms import parse_form
from .paging import list_answer
from .store import StoredFile


def create(call: ApiCall) -> Answer:
    """Answer `POST /openai/v1/files`."""
    form = parse_form(call.request, "CreateFileRequest")
    part, most = form.files["file"], call.store.max_file_bytes
    if len(part.content) > most:
        raise Refusal(f"The file has {len(part.content)} bytes; the most is {most}", status=413, param="file")
    purpose: str = form.values["purpose"]
    return json_answer(call.store.add_file(part.filename or "upload", purpose, call.now, part.content).shown)


def list_all(call: ApiCall) -> Answer:
    """Answer `GET /openai/v1/files`, oldest first."""
    return list_answer(call, [stored.shown for stored in call.store.files.all()])


def info(call: ApiCall) -> Answer:
    """Answer `GET /openai/v1/files/{file_id}`."""
    return json_answer(_find(call, call.store.files.get).shown)


def content(call: ApiCall) -> Answer:
    """Answer `GET /openai/v1/files/{file_id}/content`."""
    return Answer(200, {"content-type": "application/octet-stream"}, _find(call, call.store.files.get).content)


def delete(call: ApiCall) -> Answer:
    """Answer `DELETE /openai/v1/files/{file_id}`."""
    return json_answer({"id": _find(call, call.store.files.pop).id, "object": "file", "deleted": True})


def _find(call: ApiCall, take: Callable[[str], StoredFile | None]) -> StoredFile:
    file = take(call.params["file_id"])
    if file is None:
        raise Refusal(f"There is no file {call.params['file_id']!r} here", status=404, param="file_id")
    return file
