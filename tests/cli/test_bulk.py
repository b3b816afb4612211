"""`groq bulk`: from a file of requests to a file of results."""

from __future__ import annotations

import inspect
import json
import os
from pathlib import Path
from typing import Any

import pytest

from groq.bulk import run
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


def test_sends_unknown_parameters(groq: Run, server: LocalServer) -> None:
    groq("bulk", "in.jsonl", "out.jsonl", *MODEL, "-p", "new=1")
    assert [request.json["new"] for request in server.requests] == [1, 1]


def test_second_run_skips_requests_with_a_result(groq: Run, server: LocalServer) -> None:
    assert groq("bulk", "in.jsonl", "out.jsonl", *MODEL).status == 0
    found = json.loads(groq("bulk", "in.jsonl", "out.jsonl", *MODEL, "--json").out)
    assert found == {"total": 2, "succeeded": 2, "failed": 0, "skipped": 2, "tokens": 0}
    assert len(server.requests) == 2


def test_separates_the_errors_of_invalid_lines(groq: Run, server: LocalServer, in_folder: Path) -> None:
    (in_folder / "in.jsonl").write_text('{"custom_id": "a"}\nnot json\n')
    done = groq("bulk", "in.jsonl", "out.jsonl", *MODEL)
    problems, _, advice = done.err.partition(". ")
    first, second = problems.split("; ")
    assert (done.status, done.err.count("\n"), server.requests) == (2, 1, [])
    assert first.startswith("groq bulk: in.jsonl: nothing was sent, because of line 1: expected a dictionary")
    assert second.startswith("line 2: invalid JSON")
    assert advice.startswith("Each line is a request in JSON")


def test_exits_with_1_when_requests_failed(groq: Run, server: LocalServer, in_folder: Path) -> None:
    server.reply_error(400, "No.")
    done = groq("bulk", "in.jsonl", "out.jsonl", *MODEL)
    assert (done.status, done.out.partition(";")[0]) == (1, "1 of 2 succeeded, 1 failed")
    assert sorted(line["response"]["status_code"] for line in results(in_folder)) == [200, 400]


@pytest.mark.parametrize(
    ("option", "counts", "status"),
    [([], "1 of 2 succeeded, 1 failed, 1 from before", 1), (["--retry-failed"], "2 of 2 succeeded, 0 failed", 0)],
)
def test_retry_failed_sends_failed_requests_again(
    groq: Run, in_folder: Path, option: list[str], counts: str, status: int
) -> None:
    response: dict[str, Any] = {"status_code": 503, "request_id": None, "body": {}}
    failed = {"id": "1", "custom_id": "a", "response": response, "error": None}
    (in_folder / "out.jsonl").write_text(f"{json.dumps(failed)}\n")
    done = groq("bulk", "in.jsonl", "out.jsonl", *MODEL, *option)
    assert (done.status, done.out.partition(";")[0]) == (status, counts)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("missing.jsonl", "out.jsonl"), 2, "no such file: missing.jsonl"),
        (("in.jsonl",), 2, "missing argument"),
        (("in.jsonl", "out.jsonl"), 2, "model: expected the id of a model; use -m ID for lines that do not name one"),
        (("plain.txt", "out.jsonl", *MODEL), 2, 'a prompt is a JSON string, in double quotes: "What is latency?"'),
        (("in.jsonl", "in.jsonl", *MODEL), 2, "the input and the output are one file"),
        (("in.jsonl", "-", *MODEL), 2, "expected a file for OUT, got -"),
    ],
)
def test_rejects_invalid_arguments(
    groq: Run, in_folder: Path, arguments: tuple[str, ...], status: int, words: str
) -> None:
    (in_folder / "plain.txt").write_text("What is it?\n")
    done = groq("bulk", *arguments)
    assert (done.status, done.out, done.err.count("\n")) == (status, "", 1)
    assert words in done.err
    assert not (in_folder / "-").exists()


def test_unreadable_file_exits_with_1(groq: Run, in_folder: Path) -> None:
    done = groq("bulk", "in.jsonl", os.fspath(in_folder), *MODEL)
    assert (done.status, done.err.count("\n")) == (1, 1)


RESERVED = [*inspect.signature(run).parameters][:-1]


@pytest.mark.parametrize("name", [*RESERVED, "timeout", "extra_body"])
def test_rejects_names_that_are_not_parameters_of_the_api(groq: Run, server: LocalServer, name: str) -> None:
    done = groq("bulk", "in.jsonl", "out.jsonl", *MODEL, "-p", f"{name}=1")
    assert (done.status, done.out, done.err.count("\n"), server.requests) == (2, "", 1, [])
    assert f"-p {name}: expected a parameter of the API" in done.err
    option = f"--{name.replace('_', '-')}"
    assert (f"use {option}" in done.err) == (option in ("--model", "--concurrency", "--retry-failed"))


@pytest.mark.parametrize(
    ("param", "words"),
    [
        ("temperature=NaN", "temperature: expected finite numbers"),
        ("temperature=1e999", "temperature: expected finite numbers"),
        ("x=[-Infinity]", "x: expected finite numbers"),
        (f"x={'[' * 50_000}", "expected JSON for x, got JSON that is nested too deeply"),
        ("response_format=5", "response_format: expected an object such as"),
        ("response_format=json_object", "response_format: expected an object such as"),
        ("stream=false", "stream: the command chooses it"),
    ],
)
@pytest.mark.parametrize("command", [["bulk", "in.jsonl", "out.jsonl", *MODEL], ["ask", "hi"]])
def test_rejects_invalid_parameters(groq: Run, server: LocalServer, command: list[str], param: str, words: str) -> None:
    done = groq(*command, "-p", param)
    assert (done.status, done.out, done.err.count("\n"), server.requests) == (2, "", 1, [])
    assert words in done.err


@pytest.mark.parametrize(
    ("status", "words"), [(400, "a: No (status 400)"), (None, "a: Connection error")], ids=["error", "connection"]
)
@pytest.mark.usefixtures("sleeps")
def test_prints_the_first_error(
    groq: Run, server: LocalServer, in_folder: Path, status: int | None, words: str
) -> None:
    (in_folder / "in.jsonl").write_text(REQUESTS.splitlines()[0])
    if status is None:
        server.reply_disconnect(times=3)
    else:
        server.reply_error(status, "No")
    done = groq("bulk", "in.jsonl", "out.jsonl", *MODEL)
    assert (done.status, done.out.partition(";")[0]) == (1, "0 of 1 succeeded, 1 failed")
    assert done.err.startswith(f"groq bulk: {words}")
    assert done.err.count("\n") == 1
