"""`groq bulk`: a file of requests to a file of results."""

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


def results(folder: Path) -> list[Any]:
    return [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()]


def test_writes_a_line_for_each_result(groq: Run, server: LocalServer, in_folder: Path) -> None:
    done = groq("bulk", "in.jsonl", "out.jsonl", *MODEL, "-p", "temperature=0", "--concurrency", "2")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("2 of 2 succeeded, 0 failed; ")
    assert sorted(line["custom_id"][:6] for line in results(in_folder)) == ["a", "line-2"]
    assert [request.json["temperature"] for request in server.requests] == [0, 0]


def test_sends_parameters_that_the_package_does_not_know(groq: Run, server: LocalServer) -> None:
    groq("bulk", "in.jsonl", "out.jsonl", *MODEL, "-p", "new=1")
    assert [request.json["new"] for request in server.requests] == [1, 1]


def test_goes_on_where_it_stopped(groq: Run, server: LocalServer) -> None:
    assert groq("bulk", "in.jsonl", "out.jsonl", *MODEL).status == 0
    found = json.loads(groq("bulk", "in.jsonl", "out.jsonl", *MODEL, "--json").out)
    assert found == {"total": 2, "succeeded": 0, "failed": 0, "skipped": 2, "tokens": 0}
    assert len(server.requests) == 2


def test_failed_requests_end_it_with_status_1(groq: Run, server: LocalServer, in_folder: Path) -> None:
    server.reply_error(400, "No.")
    done = groq("bulk", "in.jsonl", "out.jsonl", *MODEL)
    assert (done.status, done.out.partition(";")[0]) == (1, "1 of 2 succeeded, 1 failed")
    assert sorted(line["response"]["status_code"] for line in results(in_folder)) == [200, 400]


@pytest.mark.parametrize(
    ("option", "counts"),
    [([], "1 of 2 succeeded, 0 failed, 1 from before"), (["--retry-failed"], "2 of 2 succeeded, 0 failed")],
)
def test_failed_requests_are_sent_again_when_asked_to(
    groq: Run, in_folder: Path, option: list[str], counts: str
) -> None:
    response: dict[str, Any] = {"status_code": 503, "request_id": None, "body": {}}
    failed = {"id": "1", "custom_id": "a", "response": response, "error": None}
    (in_folder / "out.jsonl").write_text(f"{json.dumps(failed)}\n")
    done = groq("bulk", "in.jsonl", "out.jsonl", *MODEL, *option)
    assert (done.status, done.out.partition(";")[0]) == (0, counts)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("missing.jsonl", "out.jsonl"), 2, "no such file: missing.jsonl"),
        (("in.jsonl",), 2, "missing argument"),
        (("in.jsonl", "out.jsonl"), 1, "model"),
    ],
)
def test_rejects_what_it_cannot_do(groq: Run, arguments: tuple[str, ...], status: int, words: str) -> None:
    done = groq("bulk", *arguments)
    assert (done.status, done.out, done.err.count("\n")) == (status, "", 1)
    assert words in done.err
