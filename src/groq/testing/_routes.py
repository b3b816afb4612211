"""Which function answers which request: one table. `_app` asks it; the functions do no I/O."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import _audio, _batches, _chat, _embeddings, _files, _fine_tunings, _models, _reranking, _responses, _speech
from ._call import Call
from ._paths import match_path
from ._replies import CHAT_PATH, FILES_PATH, RESPONSES_PATH
from ._wire import Answer, error_answer


@dataclass(frozen=True)
class Route:
    """`template` is a path as `match_path` takes it."""

    method: str
    template: str
    handler: Callable[[Call], Answer]


ROUTES = (
    Route("POST", CHAT_PATH, _chat.create),
    Route("POST", RESPONSES_PATH, _responses.create),
    Route("POST", "/openai/v1/embeddings", _embeddings.create),
    Route("POST", "/openai/v1/reranking", _reranking.create),
    Route("POST", "/openai/v1/audio/speech", _speech.create),
    Route("POST", "/openai/v1/audio/transcriptions", _audio.transcribe),
    Route("POST", "/openai/v1/audio/translations", _audio.translate),
    Route("GET", "/openai/v1/models", _models.list_all),
    Route("GET", "/openai/v1/models/{+model}", _models.retrieve),
    Route("DELETE", "/openai/v1/models/{+model}", _models.delete),
    Route("GET", FILES_PATH, _files.list_all),
    Route("POST", FILES_PATH, _files.create),
    Route("GET", f"{FILES_PATH}/{{file_id}}", _files.info),
    Route("DELETE", f"{FILES_PATH}/{{file_id}}", _files.delete),
    Route("GET", f"{FILES_PATH}/{{file_id}}/content", _files.content),
    Route("GET", "/openai/v1/batches", _batches.list_all),
    Route("POST", "/openai/v1/batches", _batches.create),
    Route("GET", "/openai/v1/batches/{batch_id}", _batches.retrieve),
    Route("POST", "/openai/v1/batches/{batch_id}/cancel", _batches.cancel),
    Route("GET", "/v1/fine_tunings", _fine_tunings.list_all),
    Route("POST", "/v1/fine_tunings", _fine_tunings.create),
    Route("GET", "/v1/fine_tunings/{id}", _fine_tunings.retrieve),
    Route("DELETE", "/v1/fine_tunings/{id}", _fine_tunings.delete),
)


def served() -> dict[str, list[str]]:
    """Each path with its methods, in the order of the table."""
    paths: dict[str, list[str]] = {}
    for route in ROUTES:
        paths.setdefault(route.template.replace("{+", "{"), []).append(route.method)
    return paths


def find_route(method: str, path: str) -> tuple[Route, dict[str, str]] | Answer:
    """The route with its decoded path parameters, or the error that says why there is none: 404, 405."""
    allowed: list[str] = []
    for route in ROUTES:
        params = match_path(route.template, path)
        if params is None:
            continue
        if route.method == method:
            return route, params
        allowed.append(route.method)
    if allowed:
        return _wrong_method(method, path, ", ".join(allowed))
    known = ", ".join(f"{' '.join(methods)} {template}" for template, methods in served().items())
    message = f"Unknown request URL: {method} {path}. The local test server serves: {known}"
    return error_answer(404, message, code="unknown_url")


def _wrong_method(method: str, path: str, allowed: str) -> Answer:
    answer = error_answer(405, f"{method} is not allowed on {path}: use {allowed}", code="method_not_allowed")
    return Answer(answer.status, {**answer.headers, "allow": allowed}, answer.body)
