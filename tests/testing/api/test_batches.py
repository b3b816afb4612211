"""Batches advance to the next status with each retrieve."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from groq.testing import LocalServer
from groq.testing.api.batch_lines import MAX_LINES, parse_lines
from groq.testing.api.spec import check_against_spec

from ..conftest import MODEL, Api, Response

BATCHES = "/openai/v1/batches"


FILES = "/openai/v1/files"


CHAT_URL: Final = "/v1/chat/completions"


SPEECH = "https://example.com/speech.wav"


def line(custom_id: str, **body: Any) -> dict[str, Any]:
    chat = {"model": MODEL, "messages": [{"role": "user", "content": f"This is {custom_id}"}], **body}
    return {"custom_id": custom_id, "method": "POST", "url": CHAT_URL, "body": chat}


def audio_line(custom_id: str, task: str, **body: Any) -> dict[str, Any]:
    url = f"/v1/audio/{task}"
    return {"custom_id": custom_id, "method": "POST", "url": url, "body": {"model": "whisper-large-v3", **body}}


def upload(api: Api, *lines: Any) -> str:
    text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)
    response = api.upload(FILES, ("purpose", "batch"), ("file", ("in.jsonl", text.encode())))
    file_id: str = response.json["id"]
    return file_id


def create(api: Api, *lines: Any, **params: Any) -> Response:
    file_id = params.pop("input_file_id", None) or upload(api, *lines)
    body = {"input_file_id": file_id, "endpoint": CHAT_URL, "completion_window": "24h", **params}
    return api.post(BATCHES, body)


def run(api: Api, *lines: Any) -> Any:
    """Return the finished batch."""
    batch = create(api, *lines).json
    for _ in range(3):
        batch = api.get(f"{BATCHES}/{batch['id']}").json
    return batch


def results(api: Api, file_id: str) -> dict[str, Any]:
    content = api.get(f"{FILES}/{file_id}/content").body
    lines = [json.loads(text) for text in content.splitlines()]
    for one in lines:
        assert check_against_spec(one, "BatchRequestOutput") is None
    return {one["custom_id"]: one for one in lines}


def test_batch_stays_in_each_state_for_batch_polls_retrieves() -> None:
    with LocalServer(batch_polls=2) as server, server.client() as client:
        file = client.files.create(file=jsonl(*map(line, "abcd")), purpose="batch")
        created = client.batches.create(input_file_id=file.id, endpoint=CHAT_URL, completion_window="24h")
        seen = [client.batches.retrieve(created.id) for _ in range(7)]
    statuses = ["validating", *["in_progress"] * 2, *["finalizing"] * 2, *["completed"] * 2]
    assert [batch.status for batch in seen] == statuses
    assert [batch.request_counts.completed for batch in seen if batch.request_counts] == [0, 0, 2, 4, 4, 4, 4]


@pytest.mark.parametrize("listed", [True, False])
def test_expire_batch_expires_after_some_requests(groq_server: LocalServer, listed: bool) -> None:
    groq_server.expire_batch(after=1, listed=listed)
    client = groq_server.client()
    file = client.files.create(file=jsonl(*map(line, "abc")), purpose="batch")
    created = client.batches.create(input_file_id=file.id, endpoint=CHAT_URL, completion_window="24h")
    seen = [client.batches.retrieve(created.id) for _ in range(3)]
    assert [batch.status for batch in seen] == ["in_progress", "expired", "expired"]
    last = seen[-1]
    assert last.expired_at
    assert last.output_file_id
    assert b'"custom_id":"a"' in client.files.content(last.output_file_id).content
    if not listed:
        assert last.error_file_id is None
        return
    assert last.error_file_id
    errors = [json.loads(text) for text in client.files.content(last.error_file_id).content.splitlines()]
    assert [(one["custom_id"], one["error"]["code"]) for one in errors] == [
        ("b", "batch_expired"),
        ("c", "batch_expired"),
    ]
    assert groq_server.pending == 0


def jsonl(*lines: Any) -> tuple[str, bytes]:
    return "in.jsonl", "\n".join(map(json.dumps, lines)).encode()


@pytest.mark.parametrize("after", [-1, 1.5, True])
def test_rejects_invalid_arguments_of_expire_batch(groq_server: LocalServer, after: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="after: expected a number of requests from 0 on"):
        groq_server.expire_batch(after=after)


class TestProgress:
    def test_retrieve_advances_by_one_state(self, api: Api) -> None:
        created = create(api, line("a"), line("b"), metadata={"k": "v"}).json
        assert created["status"] == "validating"
        assert created["metadata"] == {"k": "v"}
        assert created["expires_at"] == created["created_at"] + 24 * 3600
        assert "errors" not in created
        assert "output_file_id" not in created
        seen = [api.get(f"{BATCHES}/{created['id']}").json for _ in range(4)]
        assert [batch["status"] for batch in seen] == ["in_progress", "finalizing", "completed", "completed"]
        counts = [tuple(batch["request_counts"].values()) for batch in seen]
        assert counts == [(2, 0, 0), (2, 2, 0), (2, 2, 0), (2, 2, 0)]
        assert {"in_progress_at", "finalizing_at", "completed_at"} <= seen[-1].keys()
        assert seen[-1]["metadata"] == {"k": "v"}
        for batch in (created, *seen):
            assert check_against_spec(batch, "Batch") is None

    def test_list_changes_no_state(self, api: Api) -> None:
        ids = [create(api, line("a")).json["id"] for _ in range(2)]
        for _ in range(3):
            listed = api.get(BATCHES).json
            assert [batch["id"] for batch in listed["data"]] == ids
            assert {batch["status"] for batch in listed["data"]} == {"validating"}

    def test_runs_after_input_file_is_deleted(self, api: Api) -> None:
        batch = create(api, line("a")).json
        api.delete(f"{FILES}/{batch['input_file_id']}")
        for _ in range(3):
            batch = api.get(f"{BATCHES}/{batch['id']}").json
        assert batch["status"] == "completed"

    def test_gives_same_ids_on_every_fresh_server(self) -> None:
        seen: list[tuple[str, list[str]]] = []
        for _ in range(2):
            with LocalServer() as server:
                api = Api(server.port)
                batch = run(api, line("a"))
                output = results(api, batch["output_file_id"])["a"]
                api.connection.close()
                seen.append((batch["id"], [output["id"], output["response"]["request_id"]]))
        assert seen[0] == seen[1]


class TestOutput:
    def test_answers_line_as_its_request_alone(self, api: Api) -> None:
        batch = run(api, line("a", temperature=0.5))
        output = results(api, batch["output_file_id"])["a"]
        alone = api.chat("This is a", temperature=0.5).json
        assert output["error"] is None
        assert output["response"]["status_code"] == 200
        assert output["response"]["body"]["choices"] == alone["choices"]
        assert output["response"]["body"]["x_groq"]["id"] == output["response"]["request_id"]

    def test_stores_output_as_a_file(self, api: Api) -> None:
        batch = run(api, line("a"))
        info = api.get(f"{FILES}/{batch['output_file_id']}").json
        assert info["purpose"] == "batch_output"
        assert "error_file_id" not in batch
        assert create(api, input_file_id=info["id"]).error["param"] == "input_file_id"

    def test_writes_rejected_lines_to_error_file(self, api: Api) -> None:
        batch = run(api, line("good"), line("hot", temperature=9), line("streams", stream=True))
        assert batch["status"] == "completed"
        assert batch["request_counts"] == {"total": 3, "completed": 1, "failed": 2}
        assert results(api, batch["output_file_id"]).keys() == {"good"}
        failed = results(api, batch["error_file_id"])
        assert failed["hot"]["response"]["status_code"] == 400
        assert failed["hot"]["response"]["body"]["error"]["param"] == "temperature"
        assert failed["streams"]["response"]["body"]["error"]["param"] == "stream"

    def test_has_no_output_file_without_success(self, api: Api) -> None:
        batch = run(api, line("hot", temperature=9))
        assert "output_file_id" not in batch
        assert batch["error_file_id"]

    def test_lines_take_scripted_replies_in_order(self, api: Api, server: LocalServer) -> None:
        server.reply("first")
        server.reply_error(500, "second")
        server.reply_disconnect()
        server.reply_raw(body="plain")
        batch = run(api, *map(line, "abcd"))
        done, failed = results(api, batch["output_file_id"]), results(api, batch["error_file_id"])
        assert done["a"]["response"]["body"]["choices"][0]["message"]["content"] == "first"
        assert failed["b"]["response"]["body"]["error"]["message"] == "second"
        assert failed["c"]["response"] is None
        assert failed["c"]["error"]["code"] == "connection_error"
        assert done["d"]["response"]["body"] == {"text": "plain"}
        assert server.pending == 0

    def test_lines_are_not_recorded_as_requests(self, api: Api, server: LocalServer) -> None:
        run(api, line("a"))
        assert {request.path.split("/")[3] for request in server.requests} == {"files", "batches"}

    @pytest.mark.parametrize("task", ["transcriptions", "translations"])
    def test_runs_audio_lines_by_url(self, api: Api, task: str) -> None:
        lines = [
            audio_line(kind, task, url=SPEECH, response_format=kind, temperature=0.5)
            for kind in ("json", "text", "verbose_json")
        ]
        if task == "transcriptions":
            lines[2]["body"]["timestamp_granularities"] = ["word", "segment"]
        batch = run(api, *lines, audio_line("none", task))
        done = {name: one["response"]["body"] for name, one in results(api, batch["output_file_id"]).items()}
        assert all(SPEECH in body["text"] for body in done.values())
        assert done["json"].keys() == {"text", "x_groq"}
        assert done["text"].keys() == {"text"}
        assert done["verbose_json"]["segments"][0]["temperature"] == 0.5
        assert ("words" in done["verbose_json"]) == (task == "transcriptions")
        failed = results(api, batch["error_file_id"])["none"]["response"]
        assert failed["status_code"] == 400


class TestRefused:
    @pytest.mark.parametrize(
        ("params", "param"),
        [
            ({"endpoint": "/v1/embeddings"}, "endpoint"),
            ({"completion_window": "23h"}, "completion_window"),
            ({"completion_window": "8d"}, "completion_window"),
            ({"completion_window": "169h"}, "completion_window"),
            ({"completion_window": "soon"}, "completion_window"),
            ({"completion_window": 24}, "completion_window"),
            ({"input_file_id": "file_none"}, "input_file_id"),
            ({"metadata": "x"}, "metadata"),
        ],
    )
    def test_rejects_invalid_parameter_by_name(self, api: Api, params: Any, param: str) -> None:
        response = create(api, line("a"), **params)
        assert (response.status, response.error["param"]) == (400, param)
        assert api.get(BATCHES).json["data"] == []

    @pytest.mark.parametrize("window", ["24h", "168h", "1d", "7d"])
    def test_accepts_windows_of_one_to_seven_days(self, api: Api, window: str) -> None:
        assert create(api, line("a"), completion_window=window).status == 200

    @pytest.mark.parametrize(("method", "end"), [("GET", ""), ("POST", "/cancel")])
    def test_answers_404_for_unknown_batch(self, api: Api, method: str, end: str) -> None:
        response = api.request(method, f"{BATCHES}/batch_none{end}")
        assert response.status == 404
        assert "batch_none" in response.error["message"]


class TestFailed:
    @pytest.mark.parametrize(
        ("bad", "code", "param"),
        [
            ("not json", "invalid_json_line", None),
            ("[]", "invalid_json_line", None),
            ({**line("x"), "custom_id": 5}, "invalid_custom_id", "custom_id"),
            ({**line("x"), "custom_id": ""}, "invalid_custom_id", "custom_id"),
            (line("a"), "duplicate_custom_id", "custom_id"),
            ({**line("x"), "method": "GET"}, "invalid_method", "method"),
            ({**line("x"), "url": "/v1/embeddings"}, "invalid_url", "url"),
            ({**line("x"), "body": "x"}, "invalid_body", "body"),
            ({"custom_id": "x", "method": "POST", "url": CHAT_URL}, "invalid_body", "body"),
        ],
    )
    def test_reports_invalid_line_by_number(self, api: Api, bad: Any, code: str, param: str | None) -> None:
        batch = create(api, line("a"), bad, line("c")).json
        batch = api.get(f"{BATCHES}/{batch['id']}").json
        assert batch["status"] == "failed"
        assert batch["failed_at"]
        assert batch["errors"]["object"] == "list"
        (error,) = batch["errors"]["data"]
        assert (error["code"], error["param"], error["line"]) == (code, param, 2)
        assert error["message"]
        assert check_against_spec(batch, "Batch") is None
        assert api.get(f"{BATCHES}/{batch['id']}").json == batch
        assert len(api.get(FILES).json["data"]) == 1

    def test_lists_all_invalid_lines(self, api: Api) -> None:
        batch = create(api, "{", line("a"), "}").json
        errors = api.get(f"{BATCHES}/{batch['id']}").json["errors"]["data"]
        assert [error["line"] for error in errors] == [1, 3]

    def test_fails_on_empty_file(self) -> None:
        assert parse_lines(b"\n \n")[1][0]["code"] == "empty_file"

    def test_ignores_empty_lines_and_windows_line_ends(self) -> None:
        lines, errors = parse_lines(b"\r\n".join([json.dumps(line("a")).encode(), b"", json.dumps(line("b")).encode()]))
        assert ([one["custom_id"] for one in lines], errors) == (["a", "b"], [])

    def test_unicode_line_separators_do_not_end_lines(self) -> None:
        text = json.dumps(line("a"), ensure_ascii=False).replace("This", "\u2028\x85")
        assert len(parse_lines(text.encode())[0]) == 1

    def test_fails_on_too_many_lines(self) -> None:
        text = b"\n".join(
            b'{"custom_id":"%d","method":"POST","url":"%s","body":{}}' % (n, CHAT_URL.encode())
            for n in range(MAX_LINES + 1)
        )
        lines, errors = parse_lines(text)
        assert len(lines) == MAX_LINES
        assert [(error["code"], error["line"]) for error in errors] == [("too_many_requests", MAX_LINES + 1)]
        assert parse_lines(text.rpartition(b"\n")[0])[1] == []

    def test_lists_at_most_a_hundred_errors(self) -> None:
        assert len(parse_lines(b"x\n" * 500)[1]) == 100


class TestCancel:
    @pytest.mark.parametrize(("retrieves", "files"), [(0, 1), (1, 1), (2, 2)])
    def test_cancelled_batch_keeps_finished_lines(self, api: Api, retrieves: int, files: int) -> None:
        batch = create(api, line("a")).json
        for _ in range(retrieves):
            api.get(f"{BATCHES}/{batch['id']}")
        for _ in range(2):
            cancelled = api.post(f"{BATCHES}/{batch['id']}/cancel")
            assert (cancelled.status, cancelled.json["status"]) == (200, "cancelling")
        for _ in range(2):
            batch = api.get(f"{BATCHES}/{batch['id']}").json
            assert batch["status"] == "cancelled"
        assert {"cancelling_at", "cancelled_at"} <= batch.keys()
        assert len(api.get(FILES).json["data"]) == files
        assert ("output_file_id" in batch) == (files == 2)

    def test_rejects_cancel_of_finished_batch(self, api: Api) -> None:
        batch = run(api, line("a"))
        response = api.post(f"{BATCHES}/{batch['id']}/cancel")
        assert response.status == 400
        assert "completed" in response.error["message"]


def test_runs_many_lines_in_one_retrieve(api: Api) -> None:
    batch = run(api, *(line(str(number)) for number in range(500)))
    assert batch["request_counts"] == {"total": 500, "completed": 500, "failed": 0}
    assert len(results(api, batch["output_file_id"])) == 500
