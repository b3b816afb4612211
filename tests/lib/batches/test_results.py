"""Results from output files with irregular content."""

from __future__ import annotations

import copy
import json
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import groq
from groq.lib.batches import (
    BatchCancelledError,
    BatchExpiredError,
    BatchHandle,
    BatchMissingError,
    BatchRejectedError,
    BatchResult,
    BatchResults,
    BatchUnparseableError,
)
from groq.testing import LocalServer

from ...support.run_python import run_python
from .conftest import FILES, MODEL, result_line

CONTENT = FILES + "/{file_id}/content"
Run = Callable[..., BatchResults]


@pytest.fixture
def run(groq_server: LocalServer) -> Run:
    """Run requests named a, b, … whose output file has the given lines."""

    def run(*lines: Any, number: int = 1, **options: Any) -> BatchResults:
        text = "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in lines)
        groq_server.reply_raw(body=text, path=CONTENT)
        messages = [{"role": "user", "content": "Hi"}]
        requests = [{"custom_id": "abcdef"[index], "messages": messages} for index in range(number)]
        return groq_server.client().batches.run(requests, model=MODEL, **options)

    return run


def only(results: BatchResults) -> BatchResult:
    [result] = results
    return result


def test_lines_are_matched_by_id_in_any_order(run: Run) -> None:
    results = run(result_line("b", "B"), "\n", result_line("a", "A"), number=2)
    assert {one.custom_id: one.body["choices"][0]["message"]["content"] for one in results} == {"a": "A", "b": "B"}


def test_request_without_a_line_is_missing(run: Run) -> None:
    results = run(result_line("b"), number=3)
    assert {one.custom_id: one.status for one in results} == {"b": "completed", "a": "missing", "c": "missing"}
    error = results["a"].error
    assert isinstance(error, BatchMissingError)
    assert error.custom_id == "a"


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "1", "custom_id": "a", "response": {"status_co\n',
        '{"custom_id": "a", "response": {"status_code": "many"}}\n',
        {"custom_id": "a", "response": {"status_code": 200, "body": None}},
        {"custom_id": "a", "response": {"status_code": 200, "body": "Yes."}},
        {"custom_id": "a", "response": {"status_code": 200, "body": {"object": "chat.completion"}}},
        {"custom_id": "a", "response": {"status_code": 200, "body": {"object": "chat.completion", "choices": 5}}},
        {"custom_id": "a", "response": {"status_code": 200, "body": {"choices": [None]}}},
        {"custom_id": "a", "response": {"status_code": 200, "body": {"choices": ["x"]}}},
        {"custom_id": "a", "response": {"status_code": 200, "body": {"choices": [{"message": None}]}}},
        {"custom_id": "a", "response": {"status_code": 200, "body": {"choices": [{"message": "x"}]}}},
        {"custom_id": "a", "response": {"status_code": 200, "body": {"choices": [], "usage": "x"}}},
        {"custom_id": "a", "response": None, "error": {"code": ["x"]}},
        '{"custom_id": "a", "response": {"status_code": 200, "body": ' + "1" * 5000 + "}}\n",
    ],
)
def test_damaged_line_is_unparseable(run: Run, line: Any) -> None:
    results = run(line, result_line("b"), number=2)
    assert results["a"].status == "unparseable"
    assert isinstance(results["a"].error, BatchUnparseableError)
    assert results["a"].completion is None
    assert {one.custom_id: one.status for one in results} == {"a": "unparseable", "b": "completed"}
    assert results.counts == {"unparseable": 1, "completed": 1}
    assert results.usage
    assert results.unparseable == ()


def test_damaged_line_without_an_id_is_kept_as_unparseable(run: Run) -> None:
    results = run("Internal Server Error\n", result_line("b"), number=2)
    assert results.unparseable == (b"Internal Server Error",)
    assert {one.custom_id: one.status for one in results} == {"a": "missing", "b": "completed"}


def test_last_line_without_a_newline_is_read(run: Run) -> None:
    assert only(run(json.dumps(result_line("a")))).status == "completed"


def test_answer_wins_over_an_error_for_the_same_request(run: Run) -> None:
    failed = result_line("a", response={"status_code": 400, "body": {}})
    assert only(run(result_line("a"), failed)).status == "completed"


def test_result_of_an_unknown_request_is_unparseable(run: Run) -> None:
    results = run(result_line("a"), result_line("z"), number=2)
    assert {one.custom_id: one.status for one in results} == {"a": "completed", "b": "missing"}
    assert results.counts == {"completed": 1, "missing": 1}
    assert [json.loads(line)["custom_id"] for line in results.unparseable] == ["z"]


def test_reads_failure_with_a_non_ascii_request_id(run: Run) -> None:
    response = {"status_code": 400, "request_id": "réq", "body": {"error": {"message": "No."}}}
    error = only(run(result_line("a", response=response))).error
    assert isinstance(error, groq.BadRequestError)
    assert error.request_id == "r?q"


@pytest.mark.parametrize(
    ("response", "error", "status", "class_"),
    [
        (None, {"code": "batch_expired", "message": "Late."}, "expired", BatchExpiredError),
        (None, {"code": "batch_cancelled", "message": "Late."}, "cancelled", BatchCancelledError),
        (None, {"code": "odd", "message": "Late."}, "failed", BatchRejectedError),
        (None, "Late.", "failed", BatchRejectedError),
        (None, None, "failed", BatchRejectedError),
        ({"status_code": 429, "body": {"error": {"message": "Late."}}}, None, "failed", groq.RateLimitError),
        ({"status_code": 498, "body": "Late."}, None, "failed", groq.APIStatusError),
        ({"status_code": 404, "body": {"error": "Late."}}, None, "failed", groq.NotFoundError),
        ({"status_code": 400, "body": {"error": {"code": "tool_use_failed"}}}, None, "failed", groq.ToolUseFailedError),
    ],
)
def test_failure_has_status_and_error_class(
    run: Run, response: Any, error: Any, status: str, class_: type[Exception]
) -> None:
    result = only(run(result_line("a", response=response, error=error), max_resubmissions=0))
    assert result.status == status
    assert type(result.error) is class_
    if "Late." in json.dumps([response, error]):
        assert "Late." in str(result.error)
    copied = pickle.loads(pickle.dumps(result))
    assert (copied.custom_id, type(copied.error), str(copied.error)) == ("a", class_, str(result.error))


def test_completions_pickle(run: Run) -> None:
    result = only(run(result_line("a")))
    assert pickle.loads(pickle.dumps(result)) == result


class Number(BaseModel):
    """An answer."""

    value: int


def test_pickled_results_keep_their_files_when_the_originals_are_deleted(groq_server: LocalServer) -> None:
    groq_server.reply('{"value": 7}')
    groq_server.reply_error(400)
    results = groq_server.client().batches.run(["One?", "Two?"], model=MODEL, response_format=Number)
    folder, pickled = results.folder, pickle.dumps(results)
    del results
    assert not folder.exists()
    loaded: BatchResults[Number] = pickle.loads(pickled)
    first, second = loaded
    assert (first.parsed, type(second.error), loaded.counts) == (
        Number(value=7),
        groq.BadRequestError,
        {"completed": 1, "failed": 1},
    )
    assert loaded["request-1"].status == "failed"
    copied = copy.deepcopy(loaded)
    folders = [loaded.folder, copied.folder]
    assert all(one.is_dir() for one in folders)
    assert copied.by_id().keys() == loaded.by_id().keys()
    del loaded, copied
    assert not any(one.exists() for one in folders)


@pytest.mark.parametrize("in_file", [True, False])
def test_pickled_handle_resumes_the_job(
    groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, in_file: bool
) -> None:
    monkeypatch.setenv("GROQ_API_KEY", groq_server.api_key)
    path = tmp_path / "job.json" if in_file else None
    with groq.Groq(base_url=groq_server.base_url) as client:
        pickled = pickle.dumps(client.batches.submit(["One?"], model=MODEL, handle=path))
    handle: BatchHandle = pickle.loads(pickled)
    assert handle.wait().results().counts == {"completed": 1}
    assert path is None or BatchHandle.load(path, groq_server.client()).has_ended


def test_transcriptions_have_a_body_and_no_completion(groq_server: LocalServer) -> None:
    url = "/v1/audio/transcriptions"
    body = {"model": "whisper-large-v3", "url": "https://example.com/a.wav"}
    [result] = groq_server.client().batches.run([{"custom_id": "a", "url": url, "body": body}])
    assert (result.status, result.completion, result.error) == ("completed", None, None)
    assert result.body["text"]


def test_results_with_generated_ids_have_the_order_of_the_requests(groq_server: LocalServer) -> None:
    lines = [result_line(f"request-{n}") for n in (10, 2, 0, 1, *range(3, 10))]
    groq_server.reply_raw(body="".join(json.dumps(one) + "\n" for one in lines), path=CONTENT)
    results = groq_server.client().batches.run(["Hi"] * 11, model=MODEL)
    assert [one.custom_id for one in results] == [f"request-{n}" for n in range(11)]


def test_repr_shows_counts(run: Run) -> None:
    assert repr(run(result_line("a"), number=2)) == "BatchResults(completed=1, missing=1)"


def test_typed_results_count_answers_that_do_not_match(groq_server: LocalServer) -> None:
    groq_server.reply('{"value": 7}')
    groq_server.reply('{"value": "seven"}')
    results = groq_server.client().batches.run(["One?", "Two?"], model=MODEL, response_format=Number)
    assert results.counts == {"completed": 1, "unparseable": 1}
    assert len(results.failed) == 1
    assert repr(results) == "BatchResults(2 typed results)"


@pytest.mark.parametrize(("submitted", "warnings"), [(Number, 1), (None, 0)])
def test_warns_when_results_of_typed_requests_are_read_without_the_type(
    groq_server: LocalServer, caplog: pytest.LogCaptureFixture, submitted: Any, warnings: int
) -> None:
    groq_server.reply('{"value": 7}')
    client = groq_server.client()
    text = client.batches.submit(["One?"], model=MODEL, response_format=submitted).wait().to_json()
    handle = BatchHandle.from_json(text, client)
    [result] = handle.results()
    assert (result.parsed, len(caplog.records)) == (None, warnings)
    assert all("Pass it as response_format" in one.getMessage() for one in caplog.records)
    assert handle.results(response_format=Number)["request-0"].parsed == Number(value=7)
    assert len(caplog.records) == warnings


def test_missing_results_are_not_listed_if_the_input_file_was_deleted(groq_server: LocalServer) -> None:
    handle = groq_server.client().batches.submit(["Hi", "Ho"], model=MODEL, max_resubmissions=0)
    handle.wait()
    groq_server.reply_raw(body=json.dumps(result_line("request-1")), path=CONTENT)
    groq_server.client().files.delete(handle.batches[0].input_file_id)
    assert [one.custom_id for one in handle.results()] == ["request-1"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_exit_of_a_forked_child_keeps_the_downloads_of_its_parent() -> None:
    code = """
import os, sys
from groq.lib.batches.files import Workspace
workspace = Workspace(None)
folder = workspace.temporary
child = os.fork()
if not child:
    sys.exit()
os.waitpid(child, 0)
assert folder.is_dir()
del workspace
assert not folder.exists()
"""
    assert run_python(code, preamble="") == ("", "")


def test_downloads_are_removed_with_the_results(run: Run) -> None:
    results = run(result_line("a"))
    folder = results.folder
    assert list(folder.iterdir())
    del results
    assert not folder.exists()
