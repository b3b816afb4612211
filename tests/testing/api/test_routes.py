"""Every endpoint of the spec: it is served, can be scripted, and its answers are valid."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from groq.testing import LocalServer
from groq.testing.api.routes import ROUTES, served
from groq.testing.api.spec import load_spec
from groq.testing.schema.checker import check

from ..conftest import MODEL, Api, form

SPEC_OPERATIONS = sorted(
    (method.upper(), path)
    for path, item in load_spec()["paths"].items()
    for method in item
    if method in ("get", "post", "delete", "put", "patch")
)


REQUEST_LINE = {
    "custom_id": "a",
    "method": "POST",
    "url": "/v1/chat/completions",
    "body": {"model": MODEL, "messages": [{"role": "user", "content": "x"}]},
}


SPEECH = ("file", ("speech.wav", b"sound"))


BODIES: dict[str, Any] = {
    "/openai/v1/chat/completions": REQUEST_LINE["body"],
    "/openai/v1/responses": {"model": MODEL, "input": "x"},
    "/openai/v1/embeddings": {"model": "m", "input": "x"},
    "/openai/v1/reranking": {"model": "m", "query": "x", "docs": ["x"]},
    "/openai/v1/audio/speech": {"model": "m", "input": "x", "voice": "v"},
    "/openai/v1/audio/transcriptions": form(("model", "m"), SPEECH),
    "/openai/v1/audio/translations": form(("model", "m"), SPEECH),
    "/openai/v1/files": form(("purpose", "batch"), ("file", ("in.jsonl", json.dumps(REQUEST_LINE).encode()))),
    "/v1/fine_tunings": {"base_model": "m"},
}


def prepared(api: Api, method: str, path: str) -> tuple[str, Any]:
    """Return the path with ids that exist, and a valid body."""
    file_id = ask(api, "POST", "/openai/v1/files", BODIES["/openai/v1/files"]).json["id"]
    new_batch = {"input_file_id": file_id, "endpoint": "/v1/chat/completions", "completion_window": "24h"}
    ids = {
        "{file_id}": file_id,
        "{batch_id}": api.post("/openai/v1/batches", new_batch).json["id"],
        "{id}": api.post("/v1/fine_tunings").json["id"],
        "{model}": "openai%2Fgpt-oss-20b",
    }
    body = new_batch if path == "/openai/v1/batches" else BODIES.get(path)
    for name, value in ids.items():
        path = path.replace(name, value)
    return path, body if method == "POST" else None


def ask(api: Api, method: str, path: str, body: Any, key: str = "Bearer any") -> Any:
    content_type, data = body if isinstance(body, tuple) else ("application/json", body and json.dumps(body))
    return api.request(method, path, data, {"authorization": key, "content-type": content_type} if key else {})


def test_serves_every_operation_of_the_spec_and_no_other() -> None:
    assert sorted((method, path) for path, methods in served().items() for method in methods) == SPEC_OPERATIONS
    assert len(ROUTES) == len(SPEC_OPERATIONS)


@pytest.mark.parametrize(("method", "path"), SPEC_OPERATIONS)
class TestEachOperation:
    def test_answer_is_valid_by_the_spec(self, api: Api, method: str, path: str) -> None:
        response = ask(api, method, *prepared(api, method, path))
        assert response.status == 200
        content = load_spec()["paths"][path][method.lower()]["responses"]["200"]["content"]
        kind = response.headers["content-type"].partition(";")[0]
        if kind == "application/json":
            assert check(response.json, content[kind]["schema"], root=load_spec()) is None
        else:
            assert kind.startswith("audio/") or kind in content

    def test_sends_scripted_error_raw_reply_and_disconnect(
        self, api: Api, server: LocalServer, method: str, path: str
    ) -> None:
        actual, body = prepared(api, method, path)
        for wanted in (actual, path):
            server.reply_error(429, path=wanted)
            response = ask(api, method, actual, body)
            assert (response.status, response.headers["retry-after"]) == (429, "1")
            server.reply_raw(status=207, body=b"raw", path=wanted)
            assert ask(api, method, actual, body).body == b"raw"
            server.reply_disconnect(path=wanted)
            with pytest.raises(ConnectionError):
                ask(api, method, actual, body)
            api.connection.close()
        assert ask(api, method, actual, body).status == 200

    def test_requires_a_key(self, api: Api, method: str, path: str) -> None:
        actual, body = prepared(api, method, path)
        for key in ("", "Bearer ", "Basic x"):
            assert ask(api, method, actual, body, key).status == 401

    def test_answers_405_with_the_allowed_methods(self, api: Api, method: str, path: str) -> None:
        response = api.request("PUT", path)
        assert response.status == 405
        assert method in response.headers["allow"].split(", ")


@pytest.mark.parametrize(
    ("path", "similar"),
    [
        ("/openai/v1/model", "GET /openai/v1/models,"),
        ("/openai/v1/models//", "GET /openai/v1/models,"),
        ("/openai/v1/files//content", "GET /openai/v1/files/{file_id}/content,"),
        ("/v1/files", "GET POST /openai/v1/files,"),
        ("/v1/openai/v1/models", "GET /openai/v1/models,"),
        ("/" + "x" * 50, "serve` lists all"),
    ],
)
def test_answers_404_with_similar_paths(api: Api, path: str, similar: str) -> None:
    response = api.get(path)
    assert (response.status, response.error["code"]) == (404, "unknown_url")
    assert similar in response.error["message"]
    assert len(response.error["message"]) < 300


def test_reset_drops_everything(api: Api, server: LocalServer) -> None:
    lists = ["/openai/v1/files", "/openai/v1/batches", "/v1/fine_tunings"]
    prepared(api, "GET", "")
    assert [len(api.get(path).json["data"]) for path in lists] == [1, 1, 1]
    server.reset()
    assert [len(api.get(path).json["data"]) for path in lists] == [0, 0, 0]


def test_servers_share_nothing(api: Api) -> None:
    prepared(api, "GET", "")
    with LocalServer() as other, closing(Api(other.port).connection) as connection:
        connection.request("GET", "/openai/v1/files", headers={"authorization": "Bearer k"})
        assert json.loads(connection.getresponse().read())["data"] == []


def test_serves_many_threads_concurrently(server: LocalServer) -> None:
    together = threading.Barrier(12)

    def work(_: int) -> list[str]:
        api = Api(server.port)
        with closing(api.connection):
            together.wait(30)
            ids: list[str] = []
            for _ in range(5):
                path, _ = prepared(api, "GET", "/openai/v1/batches/{batch_id}")
                batch = [api.get(path).json for _ in range(3)][-1]
                assert batch["status"] == "completed"
                ids += [batch["id"], batch["input_file_id"], batch["output_file_id"]]
        return ids

    with ThreadPoolExecutor(12) as pool:
        ids = [one for found in pool.map(work, range(12)) for one in found]
    assert len(set(ids)) == len(ids) == 12 * 5 * 3


def test_batch_retrieved_by_many_threads_runs_once(server: LocalServer, api: Api) -> None:
    path, _ = prepared(api, "GET", "/openai/v1/batches/{batch_id}")

    def retrieve(_: int) -> Any:
        mine = Api(server.port)
        with closing(mine.connection):
            return mine.get(path).json["status"]

    with ThreadPoolExecutor(8) as pool:
        seen = sorted(pool.map(retrieve, range(8)))
    assert seen == ["completed"] * 6 + ["finalizing", "in_progress"]
    assert len(api.get("/openai/v1/files").json["data"]) == 2
