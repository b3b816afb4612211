"""`groq batch`: the commands that work on the handle file of a job."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from groq.testing import LocalServer

from .conftest import Run

REQUESTS = '{"custom_id": "a", "messages": [{"role": "user", "content": "One?"}]}\n"Two?"\n'
MODEL = ("-m", "openai/gpt-oss-20b")


@pytest.fixture(autouse=True)
def requests(in_folder: Path) -> None:
    (in_folder / "in.jsonl").write_text(REQUESTS)


def lines_of(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.usefixtures("sleeps")
class TestJob:
    def test_submit_status_wait_and_results_complete_a_job(self, groq: Run) -> None:
        assert groq("batch", "submit", "in.jsonl", *MODEL) == (0, "in.jsonl.batch.json\n", "")
        state = json.loads(groq("batch", "status", "in.jsonl.batch.json", "--json").out)
        assert (state["total"], len(state["batches"])) == (2, 1)
        waited = groq("batch", "wait", "in.jsonl.batch.json")
        assert waited == (0, "batches   1 completed\nrequests  2 completed, 0 failed, 2 in all\n", "")
        done = groq("batch", "results", "in.jsonl.batch.json")
        assert (done.status, done.err) == (0, "2 completed\n")
        assert [line["custom_id"][:6] for line in lines_of(done.out)] == ["a", "line-2"]
        assert json.loads(groq("batch", "results", "in.jsonl.batch.json", "--json").out) == lines_of(done.out)

    def test_run_submits_waits_and_writes_results(self, groq: Run, server: LocalServer, in_folder: Path) -> None:
        for text in ("First.", "Second."):
            server.reply(text)
        done = groq("batch", "run", "in.jsonl", *MODEL, "-o", "out.jsonl", "-p", "temperature=0", "--json")
        assert json.loads(done.out) == {"file": "out.jsonl", "counts": {"completed": 2}}
        found = lines_of((in_folder / "out.jsonl").read_text())
        assert [line["response"]["body"]["choices"][0]["message"]["content"] for line in found] == ["First.", "Second."]

    def test_second_run_does_not_submit_again(self, groq: Run, server: LocalServer) -> None:
        first = groq("batch", "run", "in.jsonl", *MODEL)
        assert groq("batch", "run", "in.jsonl", *MODEL).out == first.out
        assert len([one for one in server.requests if (one.method, one.path) == ("POST", "/openai/v1/batches")]) == 1

    def test_exits_with_1_when_requests_failed(self, groq: Run, server: LocalServer) -> None:
        server.reply_error(400, "No.")
        done = groq("batch", "run", "in.jsonl", *MODEL)
        assert (done.status, sorted(done.err.strip().split(", "))) == (1, ["1 completed", "1 failed"])
        assert len(lines_of(done.out)) == 2

    def test_cancelled_job_has_cancelled_results(self, groq: Run) -> None:
        groq("batch", "submit", "in.jsonl", *MODEL, "--handle", "job.json")
        state = json.loads(groq("batch", "cancel", "job.json", "--json").out)
        assert state["statuses"] in ({"cancelling": 1}, {"cancelled": 1})
        assert groq("batch", "wait", "job.json").status == 0
        done = groq("batch", "results", "job.json")
        assert (done.status, done.err) == (1, "2 cancelled\n")
        assert [line["error"]["code"] for line in lines_of(done.out)] == ["cancelled", "cancelled"]

    def test_results_fail_while_the_job_runs(self, groq: Run) -> None:
        groq("batch", "submit", "in.jsonl", *MODEL, "--handle", "job.json")
        done = groq("batch", "results", "job.json")
        assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
        assert "Run `groq batch wait job.json` first" in done.err

    @pytest.mark.parametrize("handle", ["job.json", "in.jsonl.batch.json"])
    def test_results_never_overwrite_files_of_the_job(self, groq: Run, in_folder: Path, handle: str) -> None:
        groq("batch", "submit", "in.jsonl", *MODEL, "--handle", handle)
        groq("batch", "wait", handle)
        for output, what in (("./in.jsonl", "the requests"), (handle, "the state of the job")):
            done = groq("batch", "results", handle, "-o", output)
            assert (done.status, done.out) == (2, "")
            assert f"{output}: this file has {what}" in done.err
        assert (in_folder / "in.jsonl").read_text() == REQUESTS

    def test_submit_of_other_requests_names_the_command_and_the_option(self, groq: Run, in_folder: Path) -> None:
        groq("batch", "submit", "in.jsonl", *MODEL)
        (in_folder / "in.jsonl").write_text('"Three?"')
        done = groq("batch", "submit", "in.jsonl", *MODEL)
        assert done.status == 2
        assert "--handle FILE" in done.err
        assert "`groq batch wait in.jsonl.batch.json`" in done.err


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("run", "missing.jsonl"), 2, "no such file: missing.jsonl"),
        (("status", "missing.json"), 2, "no such file: missing.json"),
        (("wait", "in.jsonl"), 2, "expected the file that `groq batch submit` wrote"),
        (("submit", "in.jsonl"), 2, "model: expected a string, got null; name it in the request, or use -m"),
        (("submit", "in.jsonl", *MODEL, "--handle", "."), 2, "handle: expected the path of a file"),
        (("run", "in.jsonl", *MODEL, "-o", "in.jsonl"), 2, "in.jsonl: this file has the requests"),
        (("run",), 2, "missing argument"),
    ],
)
def test_rejects_invalid_arguments(groq: Run, arguments: tuple[str, ...], status: int, words: str) -> None:
    done = groq("batch", *arguments)
    assert (done.status, done.out, done.err.count("\n")) == (status, "", 1)
    assert words in done.err
