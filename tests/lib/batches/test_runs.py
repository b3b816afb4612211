"""Runs from end to end: upload, wait, join; sync and async."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import pydantic
import pytest

import groq
from groq.lib.batches import (
    AsyncBatchHandle,
    BatchExpiredError,
    BatchHandle,
    BatchInputError,
    BatchNotEndedError,
    BatchProgress,
    BatchRejectedError,
)
from groq.lib.parse import OutputValidationError
from groq.testing import LocalServer

from .conftest import BATCHES, FILES, MODEL, jsonl, sent, uploaded

PROMPTS = ["One?", "Two?", "Three?"]


class Mood(pydantic.BaseModel):
    glad: bool


def test_run_returns_one_result_for_each_prompt(groq_server: LocalServer, waits: list[float]) -> None:
    for text in ("1", "2", "3"):
        groq_server.reply(text)
    progress: list[BatchProgress] = []
    results = groq_server.client().batches.run(PROMPTS, model=MODEL, on_progress=progress.append, metadata={"a": "b"})
    assert [(one.custom_id, one.status) for one in results] == [(f"request-{n}", "completed") for n in range(3)]
    texts = [one.completion.choices[0].message.content for one in results if one.completion]
    assert texts == ["1", "2", "3"]
    assert len(results) == 3
    assert results.counts == {"completed": 3}
    assert results.failed == []
    assert results.usage
    assert results.usage.total_tokens == sum(one.body["usage"]["total_tokens"] for one in results)
    assert [(one.total, one.completed, one.failed) for one in progress] == [(3, 0, 0), (3, 3, 0), (3, 3, 0)]
    assert [one.statuses for one in progress] == [{"in_progress": 1}, {"finalizing": 1}, {"completed": 1}]
    assert waits == [0.1, 0.2]
    [created] = sent(groq_server, "POST", BATCHES)
    assert created.json["metadata"] == {"a": "b"}


@pytest.mark.anyio
async def test_async_run_returns_one_result_for_each_prompt(groq_server: LocalServer, waits: list[float]) -> None:
    progress: list[str] = []

    async def report(one: BatchProgress) -> None:
        progress.append(one.batches[0].status)

    async with groq_server.async_client() as client:
        results = await client.batches.run(PROMPTS, model=MODEL, on_progress=report)
    assert [(one.custom_id, one.status) for one in results] == [(f"request-{n}", "completed") for n in range(3)]
    assert progress == ["in_progress", "finalizing", "completed"]
    assert waits == [0.1, 0.2]


@pytest.mark.anyio
async def test_requests_of_async_clients_may_be_an_async_iterable(groq_server: LocalServer) -> None:
    async def requests() -> AsyncIterator[str]:
        for prompt in PROMPTS:
            await anyio.lowlevel.checkpoint()
            yield prompt

    async with groq_server.async_client() as client:
        results = await client.batches.run(requests(), model=MODEL)
    assert results.counts == {"completed": 3}


@pytest.mark.anyio
async def test_closes_async_generator_after_an_invalid_request(groq_server: LocalServer) -> None:
    closed: list[bool] = []

    async def requests() -> AsyncIterator[Any]:
        try:
            yield 5
        finally:
            await anyio.lowlevel.checkpoint()
            closed.append(True)

    async with groq_server.async_client() as client:
        with pytest.raises(BatchInputError):
            await client.batches.run(requests(), model=MODEL)
    assert closed == [True]


@pytest.mark.anyio
async def test_async_generator_may_use_a_cancel_scope(groq_server: LocalServer) -> None:
    tasks: set[int] = set()

    async def requests() -> AsyncIterator[str]:
        with anyio.fail_after(60):
            async with anyio.create_task_group():
                for prompt in PROMPTS:
                    tasks.add(anyio.get_current_task().id)
                    yield prompt

    async with groq_server.async_client() as client:
        results = await client.batches.run(requests(), model=MODEL)
    assert results.counts == {"completed": 3}
    assert tasks == {anyio.get_current_task().id}


@pytest.mark.anyio
async def test_raises_exception_of_an_async_iterable(groq_server: LocalServer) -> None:
    async def requests() -> AsyncIterator[str]:
        yield "One?"
        raise ZeroDivisionError

    async with groq_server.async_client() as client:
        with pytest.raises(ZeroDivisionError):
            await client.batches.run(requests(), model=MODEL)
    assert groq_server.requests == []


def test_intervals_between_polls_grow_to_a_minute(waits: list[float]) -> None:
    with LocalServer(batch_polls=6) as server:
        server.client().batches.run(PROMPTS, model=MODEL)
    assert waits[:4] == [0.1, 0.2, 0.4, 0.8]
    assert waits[10:] == [60.0] * (len(waits) - 10)
    assert len(waits) == 17


def test_results_are_accessed_by_id_and_in_the_order_of_given_ids(groq_server: LocalServer) -> None:
    messages = [{"role": "user", "content": "Hi"}]
    requests = [{"custom_id": name, "messages": messages} for name in "zyx"]
    results = groq_server.client().batches.run(requests, model=MODEL)
    assert sorted(results.by_id()) == ["x", "y", "z"]
    assert [(one.custom_id, one.status) for one in results.ordered("xaz")] == [
        ("x", "completed"),
        ("a", "missing"),
        ("z", "completed"),
    ]
    assert results["y"].status == "completed"
    assert ("y" in results, "a" in results) == (True, False)
    with pytest.raises(KeyError):
        results["a"]


def test_splits_by_lines_and_joins_the_results(groq_server: LocalServer) -> None:
    results = groq_server.client().batches.run([str(n) for n in range(12)], model=MODEL, max_lines=5)
    assert [len(lines) for lines in uploaded(groq_server)] == [5, 5, 2]
    assert [one.custom_id for one in results] == [f"request-{n}" for n in range(12)]
    texts = [one.completion.choices[0].message.content or "" for one in results if one.completion]
    assert [f'You said "{n}"' in text for n, text in enumerate(texts)] == [True] * 12


def test_splits_by_bytes(groq_server: LocalServer) -> None:
    handle = groq_server.client().batches.submit(["x" * 100] * 10, model=MODEL, max_bytes=1_000)
    files = sent(groq_server, "POST", FILES)
    assert len(files) == len(handle.batches) > 1
    assert sum(map(len, uploaded(groq_server))) == 10
    listed = groq_server.client().files.list().data
    assert max(one.bytes or 0 for one in listed) <= 1_000
    assert (min(one.bytes or 0 for one in listed[:-1])) > 1_000 - 300


def test_rejects_a_request_that_is_larger_than_a_file(groq_server: LocalServer) -> None:
    with pytest.raises(groq.GroqError, match=r"a request has .* bytes, more than the 100 of a file"):
        groq_server.client().batches.submit(["x" * 100], model=MODEL, max_bytes=100)
    assert groq_server.requests == []


def test_reads_requests_from_a_file(groq_server: LocalServer, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(jsonl(PROMPTS))
    results = groq_server.client().batches.run(path, model=MODEL)
    assert len(results) == len(groq_server.client().batches.run(str(path), model=MODEL)) == 3


def test_parses_results_into_a_type(groq_server: LocalServer) -> None:
    groq_server.reply('{"glad": true}')
    groq_server.reply("Hm.")
    groq_server.reply('{"glad": false', finish_reason="length")
    results = groq_server.client().batches.run(PROMPTS, model=MODEL, response_format=Mood)
    first, second, third = results
    assert first.parsed == Mood(glad=True)
    assert [(one.status, one.parsed) for one in (second, third)] == [("unparseable", None)] * 2
    assert isinstance(second.error, OutputValidationError)
    assert second.completion
    assert second.completion.choices[0].message.content == "Hm."
    assert isinstance(third.error, groq.GroqError)
    assert "truncated" in str(third.error)
    assert uploaded(groq_server)[0][0]["body"]["response_format"]["json_schema"]["strict"] is True


def test_failed_requests_have_the_error_class_of_their_status(groq_server: LocalServer) -> None:
    groq_server.reply_error(400, "No.", code="bad", param="messages")
    groq_server.reply_disconnect()
    results = groq_server.client().batches.run(PROMPTS, model=MODEL, max_resubmissions=0)
    first, second, third = results
    assert (first.status, second.status, third.status) == ("failed", "failed", "completed")
    assert isinstance(first.error, groq.BadRequestError)
    assert (first.error.code, first.error.param, first.error.status_code) == ("bad", "messages", 400)
    assert first.error.request_id
    assert "No." in str(first.error)
    assert isinstance(second.error, BatchRejectedError)
    assert "connection was dropped" in str(second.error)
    assert [one.custom_id for one in results.failed] == ["request-0", "request-1"]
    assert third.error is None


def test_resubmits_only_temporary_failures(groq_server: LocalServer) -> None:
    groq_server.reply_error(400, "No.")
    groq_server.reply_error(503)
    groq_server.reply("Third.")
    groq_server.reply("Second.")
    progress: list[BatchProgress] = []
    results = groq_server.client().batches.run(PROMPTS, model=MODEL, on_progress=progress.append)
    assert [one.status for one in results] == ["failed", "completed", "completed"]
    texts = [one.completion.choices[0].message.content if one.completion else None for one in results]
    assert texts == [None, "Second.", "Third."]
    first, second = uploaded(groq_server)
    assert second == [first[1]]
    assert [one.resubmissions for one in progress] == [0, 0, 0, 1, 1, 1]
    assert [(one.total, one.completed, one.failed) for one in (progress[2], progress[-1])] == [(3, 1, 2), (3, 2, 1)]
    assert sent(groq_server, "DELETE", FILES) == []


@pytest.mark.parametrize(("most", "uploads"), [(0, 1), (1, 2), (3, 4)])
def test_limits_resubmissions(groq_server: LocalServer, most: int, uploads: int) -> None:
    groq_server.reply_error(503, times=None)
    progress: list[BatchProgress] = []
    client = groq_server.client()
    results = client.batches.run(PROMPTS, model=MODEL, max_resubmissions=most, on_progress=progress.append)
    assert (progress[-1].completed, progress[-1].failed, progress[-1].resubmissions) == (0, 3, most)
    assert max(one.failed for one in progress) == 3
    assert len(uploaded(groq_server)) == uploads
    assert [type(one.error) for one in results] == [groq.InternalServerError] * 3


@pytest.mark.parametrize("gone", [1, 2])
def test_failed_requests_keep_their_error_when_the_input_file_was_deleted(
    groq_server: LocalServer, caplog: pytest.LogCaptureFixture, gone: int
) -> None:
    client = groq_server.client()
    groq_server.reply_error(503, times=4)
    handle = client.batches.submit(["1", "2", "3", "4"], model=MODEL, max_lines=2)
    for batch in handle.batches[:gone]:
        client.files.delete(batch.input_file_id)
    results = handle.wait().results()
    lost = 2 * gone
    assert [one.status for one in results] == ["failed"] * lost + ["completed"] * (4 - lost)
    assert all(isinstance(one.error, groq.InternalServerError) for one in results.failed)
    assert caplog.text.count("its failed requests are not submitted again") == gone
    assert handle.wait().has_ended
    assert len(uploaded(groq_server)) == 4 - gone


def test_sync_client_rejects_async_on_progress(groq_server: LocalServer) -> None:
    async def report(_progress: BatchProgress) -> None: ...

    class Reporter:
        async def __call__(self, _progress: BatchProgress) -> None: ...

    batches = groq_server.client().batches
    for on_progress in (report, Reporter()):
        with pytest.raises(TypeError, match="on_progress: expected a plain function, got an async one"):
            batches.run(PROMPTS, model=MODEL, on_progress=on_progress)
    assert groq_server.requests == []


@pytest.mark.parametrize("listed", [True, False])
def test_resubmits_expired_requests(groq_server: LocalServer, listed: bool) -> None:
    groq_server.expire_batch(after=1, listed=listed)
    results = groq_server.client().batches.run(PROMPTS, model=MODEL)
    assert results.counts == {"completed": 3}
    assert [[line["custom_id"] for line in lines] for lines in uploaded(groq_server)] == [
        ["request-0", "request-1", "request-2"],
        ["request-1", "request-2"],
    ]


@pytest.mark.parametrize("listed", [True, False])
def test_expired_requests_have_a_batch_expired_error(groq_server: LocalServer, listed: bool) -> None:
    groq_server.expire_batch(after=1, listed=listed)
    results = groq_server.client().batches.run(PROMPTS, model=MODEL, max_resubmissions=0)
    assert [one.status for one in results] == ["completed", "expired", "expired"]
    assert all(isinstance(one.error, BatchExpiredError) for one in results.failed)


def test_requests_that_expire_twice_are_expired(groq_server: LocalServer) -> None:
    groq_server.expire_batch(after=1, listed=False)
    groq_server.expire_batch(after=0, listed=False)
    results = groq_server.client().batches.run(PROMPTS, model=MODEL)
    assert [one.status for one in results] == ["completed", "expired", "expired"]


def test_failed_requests_that_then_expire_are_expired(groq_server: LocalServer) -> None:
    groq_server.reply_error(503)
    groq_server.expire_batch(after=9)
    groq_server.expire_batch(after=0)
    results = groq_server.client().batches.run(PROMPTS, model=MODEL)
    assert [one.status for one in results] == ["expired", "completed", "completed"]


def test_each_request_of_a_rejected_file_has_the_error_of_the_api(groq_server: LocalServer) -> None:
    errors = {"object": "list", "data": [{"code": "bad", "message": "Line 1 is wrong.", "line": 1}]}
    body = json.dumps({"id": "batch_1", "status": "failed", "errors": errors})
    groq_server.reply_raw(body=body, path=BATCHES + "/{batch_id}", headers={"content-type": "application/json"})
    results = groq_server.client().batches.run(PROMPTS, model=MODEL)
    assert [one.status for one in results] == ["rejected"] * 3
    assert [str(one.error) for one in results] == ["The API refused the input file: Line 1 is wrong."] * 3
    assert len(uploaded(groq_server)) == 1


def test_submit_wait_and_results_equal_run(groq_server: LocalServer, tmp_path: Path) -> None:
    client, path = groq_server.client(), tmp_path / "job.json"
    handle = client.batches.submit(PROMPTS, model=MODEL, handle=path)
    assert not handle.has_ended
    assert [batch.status for batch in handle.batches] == ["validating"]
    assert repr(handle) == f"BatchHandle('{handle.id}', 1 validating)"
    with pytest.raises(BatchNotEndedError, match=r"is validating: there are no results yet. Call wait\(\) first"):
        handle.results()
    assert client.batches.wait(handle) is handle
    assert handle.has_ended
    loaded = BatchHandle.load(path, client)
    assert len(loaded.results()) == len(client.batches.results(path)) == len(client.batches.results(loaded)) == 3
    assert len(client.batches.wait(path).results()) == 3


@pytest.mark.anyio
async def test_async_submit_wait_and_results_equal_run(groq_server: LocalServer, tmp_path: Path) -> None:
    path = tmp_path / "job.json"
    groq_server.reply('{"glad": true}', times=None)
    async with groq_server.async_client() as client:
        handle = await client.batches.submit(PROMPTS, model=MODEL, handle=path, response_format=Mood)
        with pytest.raises(BatchNotEndedError):
            await handle.results()
        assert (await handle.refresh()).statuses == {"in_progress": 1}
        assert await client.batches.wait(handle) is handle
        loaded = AsyncBatchHandle.load(path, client)
        results = await loaded.results(response_format=Mood)
        assert [one.parsed for one in results] == [Mood(glad=True)] * 3
        assert len(await client.batches.results(path)) == 3
        assert (await client.batches.wait(path)).has_ended


def test_handle_resumes_from_its_json(groq_server: LocalServer) -> None:
    client = groq_server.client()
    text = client.batches.submit(PROMPTS, model=MODEL).to_json()
    assert len(BatchHandle.from_json(text, client).wait().results()) == 3
    assert len(uploaded(groq_server)) == 1


def test_cancelled_job_has_the_completed_results() -> None:
    with LocalServer(batch_polls=3) as server:
        handle = server.client().batches.submit(PROMPTS, model=MODEL)
        for _ in range(4):
            handle.refresh()
        assert [batch.status for batch in handle.cancel().batches] == ["cancelling"]
        results = handle.wait().results()
        assert [one.status for one in results] == ["completed", "cancelled", "cancelled"]
        assert len(uploaded(server)) == 1


def test_cancel_after_the_end_changes_nothing(groq_server: LocalServer) -> None:
    client = groq_server.client()
    handle = client.batches.submit(PROMPTS, model=MODEL)
    other = BatchHandle.from_json(handle.to_json(), client).wait()
    assert other.has_ended
    assert handle.cancel().has_ended
    assert handle.results().counts == {"completed": 3}


@pytest.mark.anyio
async def test_async_cancelled_job_has_cancelled_results(groq_server: LocalServer) -> None:
    async with groq_server.async_client() as client:
        handle = await client.batches.submit(PROMPTS, model=MODEL)
        await handle.cancel()
        results = await (await handle.wait()).results()
    assert results.counts == {"cancelled": 3}


def test_wait_continues_after_temporary_failures_of_the_api(groq_server: LocalServer, waits: list[float]) -> None:
    path = BATCHES + "/{batch_id}"
    groq_server.reply_error(503, path=path, times=10)
    groq_server.reply_error(429, path=path, times=5)
    handle = groq_server.client(max_retries=0).batches.submit(PROMPTS, model=MODEL)
    assert handle.wait().has_ended
    assert len(waits) == 15 + 2


def test_wait_raises_after_ten_minutes_of_failures(groq_server: LocalServer, waits: list[float]) -> None:
    handle = groq_server.client(max_retries=0).batches.submit(PROMPTS, model=MODEL)
    groq_server.reply_error(503, path=BATCHES + "/{batch_id}", times=21)
    with pytest.raises(groq.InternalServerError):
        handle.wait()
    assert 600 < sum(waits) < 700
    assert groq_server.pending == 1
    assert handle.wait().has_ended


def test_resubmission_continues_after_temporary_failures_of_the_api(
    groq_server: LocalServer, waits: list[float]
) -> None:
    groq_server.expire_batch(after=1)
    handle = groq_server.client(max_retries=0).batches.submit(PROMPTS, model=MODEL)
    groq_server.reply_error(503, path=FILES)
    groq_server.reply_error(503, path=BATCHES)
    assert handle.wait().results().counts == {"completed": 3}
    assert waits == [0.1, 0.1, 0.2, 0.1, 0.2]
    assert len(groq_server.client().files.list().data) == 2 + 3  # input and output files
    assert len(groq_server.client().batches.list().data) == 2


def test_submit_raises_failures_of_the_api_immediately(groq_server: LocalServer, waits: list[float]) -> None:
    groq_server.reply_error(503, path=FILES)
    with pytest.raises(groq.InternalServerError):
        groq_server.client(max_retries=0).batches.run(PROMPTS, model=MODEL)
    assert waits == []


def test_wait_raises_permanent_errors_immediately(groq_server: LocalServer) -> None:
    groq_server.reply_error(404, path=BATCHES + "/{batch_id}")
    with pytest.raises(groq.NotFoundError) as raised:
        groq_server.client().batches.run(PROMPTS, model=MODEL)
    job: Any = raised.value
    handle = BatchHandle.from_json(job.batch_job, groq_server.client())
    assert len(handle.wait().results()) == 3


def test_memory_does_not_grow_with_the_size_of_requests(groq_server: LocalServer) -> None:
    handle = groq_server.client().batches.submit(["warm up"], model=MODEL)

    def requests() -> Iterator[str]:
        for _ in range(400):
            yield "x" * 100_000

    from groq.lib.batches.files import Workspace
    from groq.lib.batches.inputs import Template, opened_requests, request_lines
    from groq.lib.batches.state import BatchJob

    tracemalloc.start()
    try:
        parts = Workspace(None).write_inputs(
            BatchJob(handle.id, ""), request_lines(opened_requests(requests()), Template(MODEL, None, None, "auto")), 0
        )
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sum(part.bytes for part in parts) > 40_000_000
    assert peak < 4_000_000
