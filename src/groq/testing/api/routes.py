"""The table of routes and their handlers, in which `app` looks up requests."""

from __future__ import annotations

from collections.abc import Callable

from ..server.routing import Route, find_route, match_path
from . import (
    audio_speech,
    audio_transcriptions,
    batches,
    chat,
    embeddings,
    files,
    fine_tunings,
    models,
    reranking,
    responses,
)
from .answers import Answer, Refusal
from .call import ApiCall

CHAT_PATH = "/openai/v1/chat/completions"
RESPONSES_PATH = "/openai/v1/responses"
FILES_PATH = "/openai/v1/files"
BATCHES_PATH = "/openai/v1/batches"
ALL_METHODS = ("GET", "POST", "DELETE")

Handler = Callable[[ApiCall], Answer]

ROUTES: tuple[Route[Handler], ...] = (
    Route("POST", CHAT_PATH, chat.create),
    Route("POST", RESPONSES_PATH, responses.create),
    Route("POST", "/openai/v1/embeddings", embeddings.create),
    Route("POST", "/openai/v1/reranking", reranking.create),
    Route("POST", "/openai/v1/audio/speech", audio_speech.create),
    Route("POST", "/openai/v1/audio/transcriptions", audio_transcriptions.transcribe),
    Route("POST", "/openai/v1/audio/translations", audio_transcriptions.translate),
    Route("GET", "/openai/v1/models", models.list_all),
    Route("GET", "/openai/v1/models/{+model}", models.retrieve),
    Route("DELETE", "/openai/v1/models/{+model}", models.delete),
    Route("GET", FILES_PATH, files.list_all),
    Route("POST", FILES_PATH, files.create),
    Route("GET", f"{FILES_PATH}/{{file_id}}", files.info),
    Route("DELETE", f"{FILES_PATH}/{{file_id}}", files.delete),
    Route("GET", f"{FILES_PATH}/{{file_id}}/content", files.content),
    Route("GET", BATCHES_PATH, batches.list_all),
    Route("POST", BATCHES_PATH, batches.create),
    Route("GET", f"{BATCHES_PATH}/{{batch_id}}", batches.retrieve),
    Route("POST", f"{BATCHES_PATH}/{{batch_id}}/cancel", batches.cancel),
    Route("GET", "/v1/fine_tunings", fine_tunings.list_all),
    Route("POST", "/v1/fine_tunings", fine_tunings.create),
    Route("GET", "/v1/fine_tunings/{id}", fine_tunings.retrieve),
    Route("DELETE", "/v1/fine_tunings/{id}", fine_tunings.delete),
)


def served() -> dict[str, list[str]]:
    """Return each path with its methods, in the order of the table."""
    paths: dict[str, list[str]] = {}
    for route in ROUTES:
        paths.setdefault(route.template.replace("{+", "{"), []).append(route.method)
    return paths


def allowed_methods(path: str) -> list[str]:
    """Return the methods that a path has; an empty list for an unknown path."""
    methods = [route.method for route in ROUTES if match_path(route.template, path) is not None]
    return [*methods, *(["HEAD"] if "GET" in methods else ()), *(["OPTIONS"] if methods else ())]


def handler_for(method: str, path: str) -> tuple[Handler, dict[str, str]]:
    """Return the handler with its decoded path parameters. `HEAD` has the handler of `GET`.

    Raises:
        Refusal: The path is unknown (404), or the method is not allowed on it (405).
    """
    found = find_route(ROUTES, "GET" if method == "HEAD" else method, path)
    if isinstance(found, tuple):
        return found[0].handler, found[1]
    if found:
        allowed = ", ".join(found)
        message = f"{method} is not allowed on {path}: use {allowed}"
        raise Refusal(message, status=405, code="method_not_allowed", headers={"allow": allowed})
    raise Refusal(_unknown_url(method, path), status=404, code="unknown_url")


def _unknown_url(method: str, path: str) -> str:
    from difflib import get_close_matches  # imported here: rarely needed

    methods = served()
    close = ", ".join(f"{' '.join(methods[one])} {one}" for one in get_close_matches(path, methods))
    similar = f" Similar ones: {close}." if close else ""
    return f"Unknown request URL: {method} {path}.{similar} `python -m groq.testing serve` lists all URLs"
