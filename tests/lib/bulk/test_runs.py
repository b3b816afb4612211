"""`groq.bulk.run` and `run_async`: files in, files out, through faults and interruptions."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx
import pydantic
import pytest
from typing_extensions import override

import groq
from groq import AsyncGroq, AuthenticationError, Groq
from groq.bulk import BulkFileError, BulkSummary
from groq.lib._batch_lines import ResultLine, parse_result
from groq.lib.bulk.endpoints import URLS
from groq.lib.bulk.job import BulkJob
from groq.testing import LocalServer

from ...support.answers import COMPLETION, MESSAGES
from ...support.clients import async_client_of, sync_client_of
from ...support.forks import Program
from ...support.run_python import STUCK, forking, may_fork, run_python

pytestmark = pytest.mark.anyio

MODEL = "openai/gpt-oss-20b"
Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(params=["sync", "async"])
def is_async(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "async")


@pytest.fixture
def run(is_async: bool) -> Run:
    """Run `in.jsonl` into `out.jsonl` with a client of a handler or a server."""

    async def start(answers: Any, **options: Any) -> BulkSummary:
        options = {"model": MODEL, **options}
        if is_async:
            async with (
                AsyncGroq(base_url=answers.base_url, api_key="k")
                if isinstance(answers, LocalServer)
                else async_client_of(answers)
            ) as client:
                return await groq.bulk.run_async(client, "in.jsonl", "out.jsonl", **options)
        with (
            Groq(base_url=answers.base_url, api_key="k")
            if isinstance(answers, LocalServer)
            else sync_client_of(answers)
        ) as blocking:
            return groq.bulk.run(blocking, "in.jsonl", "out.jsonl", **options)

    return start


def write_input(*lines: Any) -> None:
    Path("in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def write_prompts(number: int) -> None:
    write_input(*({"custom_id": f"id-{n}", "messages": MESSAGES} for n in range(number)))


def read_output() -> list[ResultLine]:
    content = Path("out.jsonl").read_bytes()
    assert content.endswith(b"\n") or not content
    return [parse_result(line) for line in content.splitlines()]


def ids_of(results: list[ResultLine]) -> list[str]:
    return [one.custom_id for one in results]


def lines_of(results: list[ResultLine]) -> list[str]:
    """Return the ids, without the digest in generated ones."""
    return [re.sub(r"^(line-\d+)-[0-9a-f]{8}$", r"\1", one.custom_id) for one in results]


def answer(request: httpx.Request) -> httpx.Response:
    """Answer with usage; refuse a prompt that is a status."""
    text = json.loads(request.content)["messages"][-1]["content"]
    if text.isdigit():
        return httpx.Response(int(text), json={"error": {"message": "No."}}, headers={"x-request-id": "req_7"})
    usage = {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8}
    return httpx.Response(200, json={**COMPLETION, "usage": usage}, headers={"x-request-id": "req_1"})


async def test_writes_a_line_of_the_batch_api_for_each_request(run: Run) -> None:
    batch = {"custom_id": "b", "method": "POST", "url": "/v1/chat/completions", "body": {"messages": MESSAGES}}
    write_input(batch, "Hi", {"messages": MESSAGES, "custom_id": "c"}, MESSAGES, "400")
    summary = await run(answer)
    assert (summary.total, summary.succeeded, summary.failed, summary.skipped) == (5, 4, 1, 0)
    assert (summary.tokens, summary.prompt_tokens, summary.done) == (32, 20, 5)
    lines = dict(zip(lines_of(read_output()), read_output(), strict=True))
    assert sorted(lines) == ["b", "c", "line-2", "line-4", "line-5"]
    good, bad = lines["b"], lines["line-5"]
    assert (good.status_code, good.request_id, good.body["choices"]) == (200, "req_1", COMPLETION["choices"])
    assert (bad.status_code, bad.request_id, bad.body) == (400, "req_7", {"error": {"message": "No."}})
    assert len({one.id for one in lines.values()}) == 5


async def test_body_of_a_line_is_sent_unchanged(run: Run) -> None:
    bodies: list[Any] = []

    def record(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return answer(request)

    write_input({"body": {"messages": MESSAGES, "new": [1], "temperature": 1}, "custom_id": "a"})
    await run(record, temperature=0, seed=7)
    assert bodies == [{"model": MODEL, "messages": MESSAGES, "new": [1], "temperature": 1, "seed": 7}]


class Animal(pydantic.BaseModel):
    name: str


async def test_type_is_sent_as_a_schema(run: Run) -> None:
    bodies: list[Any] = []

    def record(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return answer(request)

    write_input("Ann")
    await run(record, response_format=Animal)
    assert bodies[0]["response_format"]["json_schema"]["strict"] is True


async def test_sends_to_the_endpoint_of_a_line(run: Run) -> None:
    audio = {"model": "whisper-large-v3", "url": "https://example.com/a.wav", "language": "en"}
    write_input(
        {"custom_id": "t", "url": "/v1/audio/transcriptions", "body": {**audio, "response_format": "text"}},
        {"custom_id": "e", "url": "/v1/embeddings", "body": {"model": "nomic-embed-text-v1_5", "input": "Hi"}},
        {"custom_id": "r", "url": "/v1/responses", "body": {"model": MODEL, "input": "Hi"}},
    )
    with LocalServer() as server:
        summary = await run(server)
    assert summary.succeeded == 3
    lines = {one.custom_id: one for one in read_output()}
    assert isinstance(lines["t"].body["text"], str)
    assert len(lines["e"].body["data"][0]["embedding"]) == 768
    assert lines["r"].body["object"] == "response"


async def test_requests_with_a_result_are_skipped(run: Run) -> None:
    write_input("a", "400", "500")
    await run(answer)
    write_input("a", "400", "500", "b")
    summary = await run(answer)
    assert (summary.total, summary.skipped, summary.succeeded, summary.failed) == (4, 3, 1, 0)
    assert sorted(lines_of(read_output())) == ["line-1", "line-2", "line-3", "line-4"]


async def test_totals_count_the_results_of_all_runs(run: Run) -> None:
    write_input("a", "b", "400", "500")
    await run(answer)
    resumed = await run(answer)
    assert (resumed.succeeded, resumed.failed, resumed.skipped, resumed.skipped_failed) == (0, 0, 4, 2)
    assert (resumed.total_succeeded, resumed.total_failed) == (2, 2)
    write_input("a", "b", "400", "500", "c", "404")
    resumed = await run(answer, retry_failed=True)
    assert (resumed.succeeded, resumed.failed, resumed.skipped, resumed.skipped_failed) == (1, 2, 3, 1)
    assert (resumed.total_succeeded, resumed.total_failed) == (3, 3)


async def test_request_is_sent_again_after_its_line_was_deleted(run: Run) -> None:
    write_prompts(3)
    await run(answer)
    kept = [line for line in Path("out.jsonl").read_bytes().splitlines(keepends=True) if b'"id-1"' not in line]
    Path("out.jsonl").write_bytes(b"".join(kept))
    summary = await run(answer)
    assert (summary.skipped, summary.succeeded) == (2, 1)
    assert Path("out.jsonl").read_bytes().startswith(b"".join(kept))
    assert sorted(ids_of(read_output())) == ["id-0", "id-1", "id-2"]


async def test_changed_request_with_the_same_id_is_skipped(run: Run) -> None:
    write_prompts(1)
    await run(answer)
    write_input({"custom_id": "id-0", "messages": [{"role": "user", "content": "Another prompt"}]})
    assert (await run(pytest.fail, model="another-model")).skipped == 1


async def test_rejects_parameters_in_a_dictionary(run: Run) -> None:
    write_prompts(1)
    with pytest.raises(TypeError, match=r"^params: .* Pass them directly, such as temperature=0\.$"):
        await run(pytest.fail, params={"temperature": 0})


@pytest.mark.parametrize("lines", [["new", "a", "b"], ["a", "c"], ["b"]])
async def test_rejects_edited_input_without_ids(run: Run, lines: list[str]) -> None:
    write_input("a", "b")
    await run(answer)
    before = Path("out.jsonl").read_bytes()
    write_input(*lines)
    with pytest.raises(BulkFileError, match=r"in.jsonl: line \d is not the one that out.jsonl has a result of"):
        await run(pytest.fail)
    assert Path("out.jsonl").read_bytes() == before


async def test_input_with_ids_may_be_edited(run: Run) -> None:
    write_input({"custom_id": "a", "messages": MESSAGES}, {"custom_id": "b", "messages": MESSAGES})
    await run(answer)
    write_input({"custom_id": "c", "messages": MESSAGES}, {"custom_id": "b", "messages": MESSAGES})
    assert (await run(answer)).skipped == 1


async def test_error_names_the_line_of_the_output_that_is_not_a_result(run: Run) -> None:
    write_input("a")
    await run(answer)
    with Path("out.jsonl").open("ab") as file:
        file.write(b'{"half\n')
    reason = (
        "line 2 is not one: invalid JSON: Invalid control character in column 7. Delete that line, or choose another"
    )
    with pytest.raises(BulkFileError, match=reason):
        await run(answer)


@pytest.mark.parametrize(("line", "message"), [(b"{", "line 1: invalid JSON"), (b'"b"', "line 1 differs")])
async def test_raises_when_the_input_changes_during_the_run(run: Run, line: bytes, message: str) -> None:
    write_input("a")

    def change(_summary: BulkSummary) -> None:
        Path("in.jsonl").write_bytes(line + b"\n")

    with pytest.raises(BulkFileError, match=f"in.jsonl: the input was changed during the run: {message}"):
        await run(pytest.fail, progress=change)


async def test_transient_failures_are_retried_on_request(run: Run) -> None:
    def recovered(request: httpx.Request) -> httpx.Response:
        return answer(request) if b'"400"' in request.content else httpx.Response(200, json=COMPLETION)

    write_input("a", "400", "500")
    await run(answer)
    summary = await run(recovered, retry_failed=True)
    assert (summary.skipped, summary.succeeded, summary.failed) == (2, 1, 0)
    statuses = dict(zip(lines_of(read_output()), [one.status_code for one in read_output()], strict=True))
    assert statuses == {"line-1": 200, "line-2": 400, "line-3": 200}
    assert len(read_output()) == 3


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (['{"custom_id": "a", "messages": []}', '"x"', '{"custom_id": "a", "messages": []}'], "lines 1 and 3: both"),
        (['"x"', '{"custom_id": "line-1-ba2df490", "messages": []}'], "lines 1 and 2: both have the .* 'line-1-"),
        (['"x"', "{"], "line 2: invalid JSON"),
        (["7"], "line 1: expected a prompt"),
        (["7" * 5000], "line 1: invalid JSON: .* digits"),
        (['{"body": {}, "url": "/v1/files"}'], "line 1: url: expected one of /v1/chat/completions"),
        (['{"messages": [], "stream": true}'], "line 1: stream: expected false"),
        (['{"body": {}, "url": "/v1/embeddings"}'], "line 1: model: expected the id"),
        (["7"] * 30, "more errors of this kind"),
    ],
)
async def test_invalid_input_sends_nothing(run: Run, lines: list[str], message: str) -> None:
    Path("in.jsonl").write_text("\n".join(lines))
    with pytest.raises(BulkFileError, match=f"in.jsonl: nothing was sent, because of\n(.|\n)*{message}"):
        await run(pytest.fail)
    assert not Path("out.jsonl").exists()


async def test_rejects_unusable_files(run: Run) -> None:
    with pytest.raises(BulkFileError, match="cannot read the input: No such file"):
        await run(pytest.fail)
    Path("in.jsonl").symlink_to("/dev/null")
    with pytest.raises(BulkFileError, match="expected a regular file for the input"):
        await run(pytest.fail)
    Path("in.jsonl").unlink()
    write_input("a")
    Path("out.jsonl").symlink_to("in.jsonl")
    with pytest.raises(BulkFileError, match="the input and the output are one file"):
        await run(pytest.fail)
    with pytest.raises(TypeError, match=r"timeout: .* client\.with_options"):
        await run(pytest.fail, timeout=3)


async def test_invalid_key_ends_the_run(run: Run) -> None:
    write_input(*["401"] * 200, "a")
    with pytest.raises(AuthenticationError):
        await run(answer, concurrency=2)
    assert [one for one in read_output() if not one.is_success] == []


async def test_retry_failed_keeps_failures_of_other_inputs(run: Run) -> None:
    other = ResultLine("of another input", "1", error={"code": "timeout", "message": "No."})
    failed = ResultLine("a", "2", error={"code": "timeout", "message": "No."})
    Path("out.jsonl").write_bytes(other.encode() + failed.encode())
    write_input({"custom_id": "a", "messages": MESSAGES})
    await run(answer, retry_failed=True)
    assert [(one.custom_id, one.is_success) for one in read_output()] == [("of another input", False), ("a", True)]


def test_close_waits_for_the_line_that_a_thread_writes() -> None:
    begun, released = threading.Event(), threading.Event()

    class SlowLine(ResultLine):
        @override
        def encode(self) -> bytes:
            begun.set()
            assert released.wait(30)
            return super().encode()

    write_input("a")
    job = BulkJob("in.jsonl", "out.jsonl", {"model": MODEL}, URLS, retry_failed=False)
    job.open()
    errors: list[BaseException] = []

    def record() -> None:
        try:
            job.record(SlowLine("a", "1", 200))
        except BaseException as err:
            errors.append(err)

    writing, closing = threading.Thread(target=record), threading.Thread(target=job.close)
    writing.start()
    assert begun.wait(30)
    closing.start()
    closing.join(0.1)  # is still blocked
    released.set()
    for thread in (writing, closing):
        thread.join(30)
    assert errors == []
    assert ids_of(read_output()) == ["a"]
    job.record(ResultLine("b", "2", 200))  # called by a thread that is still running
    assert ids_of(read_output()) == ["a"]


async def test_rejects_second_run_on_the_same_output(run: Run) -> None:
    write_input("a")
    errors: list[BulkFileError] = []

    def again(_: BulkSummary) -> None:
        with pytest.raises(BulkFileError, match="another run writes to it") as caught:
            groq.bulk.run(sync_client_of(answer), "in.jsonl", "out.jsonl", model=MODEL)
        errors.append(caught.value)

    await run(answer, progress=again)
    assert errors


async def test_raises_when_the_output_is_deleted(run: Run) -> None:
    write_input("a")
    with pytest.raises(BulkFileError, match="deleted, moved or replaced during the run"):
        await run(answer, progress=lambda now: Path("out.jsonl").unlink() if now.done else None)


@pytest.mark.parametrize("params", [{"temprature": 0}, {"on_progress": print}, {"max_attempts": 2}])
async def test_unknown_parameter_sends_nothing(run: Run, params: dict[str, Any]) -> None:
    write_input("a")
    hint = r"Did you mean 'temperature'|parse\(\) and map\(\) have it|For a parameter of the API"
    with pytest.raises(TypeError, match=rf"expected a parameter of chat completions\. ({hint})"):
        await run(pytest.fail, **params)
    assert not Path("out.jsonl").exists()


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ({"temperature": object()}, TypeError, "temperature: expected a value that JSON can hold, got object"),
        ({"temperature": float("nan")}, ValueError, "temperature: expected a finite number"),
        ({"extra_body": 5}, TypeError, "extra_body: expected a mapping, got int"),
        ({"model": 5}, TypeError, "model: expected the id of a model, a string, got int"),
        ({"progress": 5}, TypeError, "progress: expected True, False, None or a function, got 5"),
        ({"retry_failed": "no"}, TypeError, "retry_failed: expected True or False, got 'no'"),
    ],
)
async def test_invalid_parameter_sends_and_writes_nothing(
    run: Run, params: dict[str, Any], error: type[Exception], message: str
) -> None:
    write_prompts(2)
    with pytest.raises(error, match=message):
        await run(answer, **{"model": "m", **params})
    assert not Path("out.jsonl").exists()


@pytest.mark.parametrize("client", [None, Groq, 5])
async def test_rejects_value_that_is_not_a_client(client: Any) -> None:
    with pytest.raises(TypeError, match="client: expected Groq, got "):
        groq.bulk.run(client, "in.jsonl", "out.jsonl")
    with pytest.raises(TypeError, match="client: expected AsyncGroq, got "):
        await groq.bulk.run_async(client, "in.jsonl", "out.jsonl")


async def test_single_use_iterables_in_parameters_are_sent_with_each_request(run: Run) -> None:
    bodies: list[Any] = []

    def record(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return answer(request)

    write_prompts(3)
    summary = await run(record, model="m", stop=iter(["."]), extra_body={"new": iter([1])})
    assert (summary.succeeded, [(body["stop"], body["new"]) for body in bodies]) == (3, [(["."], [1])] * 3)


async def test_extra_body_adds_other_parameters(run: Run) -> None:
    bodies: list[Any] = []

    def record(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return answer(request)

    write_input("a")
    await run(record, extra_body={"new": 1})
    assert (bodies[0]["new"], "extra_body" in bodies[0]) == (1, False)


async def test_summary_has_advice_when_every_request_is_rejected(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    write_input("400", "404")
    summary = await run(answer, progress=True)
    assert (summary.failed, summary.refused) == (2, 2)
    assert "delete their lines from the output" in summary.advice
    assert summary.advice in capsys.readouterr().err
    write_input("400", "404", "500")
    assert (await run(answer)).advice == ""
    assert (await run(answer)).advice.startswith("3 requests failed in earlier runs and were not sent again.")


class Stop(BaseException):
    """Like KeyboardInterrupt, but does not end the test run."""


async def test_interrupted_run_can_be_resumed(run: Run) -> None:
    write_prompts(60)

    def stop(summary: BulkSummary) -> None:
        if summary.done >= 10:
            raise Stop

    with pytest.raises(Stop):
        await run(answer, progress=stop, concurrency=4)
    assert not [one for one in threading.enumerate() if one.name == "groq-map"]
    first = ids_of(read_output())
    assert 10 <= len(first) < 60
    summary = await run(answer)
    assert summary.skipped == len(first)
    assert sorted(ids_of(read_output())) == sorted(f"id-{n}" for n in range(60))


@pytest.mark.anyio
async def test_cancelled_run_can_be_resumed() -> None:
    write_prompts(300)
    is_resumed, sent = False, 0

    async def answer_some(request: httpx.Request) -> httpx.Response:
        nonlocal sent
        sent += 1
        if sent > 40 and not is_resumed:
            await anyio.sleep_forever()
        return answer(request)

    async with async_client_of(answer_some) as client:
        with anyio.CancelScope() as scope:
            progress = partial(_cancel_at, scope, 20)
            await groq.bulk.run_async(client, "in.jsonl", "out.jsonl", model=MODEL, progress=progress)
        assert scope.cancelled_caught
        before = len(read_output())
        assert 20 <= before <= 40
        is_resumed = True
        await groq.bulk.run_async(client, "in.jsonl", "out.jsonl", model=MODEL)
    assert sorted(ids_of(read_output())) == sorted(f"id-{n}" for n in range(300))


def _cancel_at(scope: anyio.CancelScope, number: int, summary: BulkSummary) -> None:
    if summary.done >= number:
        scope.cancel()


async def fault_run(run: Run, number: int) -> None:
    write_prompts(number)
    # Set a token limit: the default one that the server reports never refills.
    limits: Any = {"rate_limit": "500/s", "token_limit": "1000000/s"}
    with LocalServer(failures={503: 0.05, "disconnect": 0.02}, **limits) as server:
        summary = await run(server)
    assert (summary.total, summary.done) == (number, number)
    counts = Counter(ids_of(read_output()))
    assert set(counts) == {f"id-{n}" for n in range(number)}
    assert set(counts.values()) == {1}
    # Only requests that fail three times in a row are recorded as failed; retries succeed for the others.
    assert summary.failed <= number / 100


@pytest.mark.timeout(120)  # a busy machine
async def test_every_request_has_one_result_when_the_server_has_faults(run: Run) -> None:
    await fault_run(run, 200)


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_every_one_of_10_000_requests_has_one_result(run: Run) -> None:
    await fault_run(run, 10_000)


PROGRAM = """
import asyncio, sys, groq
url, kind = sys.argv[1:]
options = dict(model="openai/gpt-oss-20b", concurrency=8)
async def main():
    async with groq.AsyncGroq(base_url=url, api_key="k") as client:
        await groq.bulk.run_async(client, "in.jsonl", "out.jsonl", **options)
if kind == "sync":
    groq.bulk.run(groq.Groq(base_url=url, api_key="k"), "in.jsonl", "out.jsonl", **options)
else:
    asyncio.run(main())
"""


def started(errors: int, *arguments: str) -> Program | subprocess.Popen[bytes]:
    """Start the program, with its stderr in a file descriptor."""
    if not may_fork():
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments], env=environment, stderr=errors)
    forks = forking(dev=False, errors=True, imported="features")
    return forks.start(PROGRAM, arguments, os.environ, (errors, errors, errors))


def killed_run(server: LocalServer, kind: str, total: int, kills: int, chance: random.Random) -> None:
    """Kill a run at random moments, resume it, and check that only requests in flight were sent twice."""
    write_prompts(total)
    output = Path("out.jsonl")
    for kill in range(kills):
        with tempfile.TemporaryFile() as errors:
            process = started(errors.fileno(), server.base_url, kind)
            # At a random point of this run, which starts with the results of the previous one.
            size = (kill + chance.random()) * total / (kills + 1) * 1000
            while process.poll() is None and not (output.exists() and output.stat().st_size > size):
                time.sleep(0.002)
            time.sleep(chance.random() / 100)
            process.kill()
            status = process.wait(STUCK)
            errors.seek(0)
            assert status in (-signal.SIGKILL, 0), errors.read().decode()
        if output.exists() and chance.random() < 0.7:  # truncate the last line, as a crash of the machine may
            os.truncate(output, max(output.stat().st_size - chance.randrange(1, 300), 0))
    summary = groq.bulk.run(Groq(base_url=server.base_url, api_key="k"), "in.jsonl", "out.jsonl", model=MODEL)
    assert summary.skipped + summary.succeeded == total
    assert Counter(ids_of(read_output())) == Counter(f"id-{n}" for n in range(total))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_killed_run_resumes_and_repeats_few_requests(kind: str) -> None:
    total, kills = 200, 2
    with LocalServer(latency=0.01) as server:
        killed_run(server, kind, total, kills, random.Random(kind))
        # Each killed run sends its requests in flight again, and the one whose line was truncated.
        assert total <= len(server.requests) <= total + kills * (8 + 1)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_run_resumes_after_many_kills() -> None:
    total, kills = 950, 20  # the server records at most a thousand requests
    with LocalServer(latency=0.01) as server:
        killed_run(server, "sync", total, kills, random.Random(7))
        assert len(server.requests) <= total + kills * (8 + 1)


FULL_DISK = """
import json, resource
from pathlib import Path
import groq.bulk
os.chdir(sys.argv[2])
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
run = lambda: groq.bulk.run(Groq(**options), "in.jsonl", "out.jsonl", model="openai/gpt-oss-20b")
try:
    run()
except groq.bulk.BulkFileError as err:
    print(err)
content = Path("out.jsonl").read_bytes()
assert content.endswith(b"\\n") and 10_000 < len(content) <= 20_000, len(content)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
print(run().skipped, len(content.splitlines()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
def test_full_disk_raises_an_error_and_keeps_complete_lines(groq_server: LocalServer) -> None:
    write_prompts(100)
    output, errors = run_python(FULL_DISK, groq_server.base_url, str(Path.cwd()))
    message, counts = output.splitlines()
    assert "out.jsonl: cannot write: File too large. It has all results that came before" in message
    skipped, lines = counts.split()
    assert skipped == lines
    assert errors == ""
    assert sorted(ids_of(read_output())) == sorted(f"id-{n}" for n in range(100))


def test_bulk_is_an_attribute_of_groq_before_it_is_imported() -> None:
    output, _ = run_python("import groq; print(groq.bulk.run.__name__)", fresh=True)
    assert output == "run\n"
