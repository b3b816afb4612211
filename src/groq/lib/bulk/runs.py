"""`run` and `run_async`: an input file to an output file. `job` has the files, `endpoints` sends."""

from __future__ import annotations

import contextlib
import functools
import inspect
import os
from collections.abc import AsyncIterator
from typing import Any

import anyio
import anyio.to_thread

from groq import AsyncGroq, Groq

from ..._request.arguments import describe_type
from .._arguments import check_path
from .._batch_lines import RequestLine, ResultLine
from ..limits.waits import CallCancelled
from ..parse.output_type import optional_output_type_of
from ..parse.strict_models import strict_for
from .clients import MAX_TASKS, MAX_THREADS, RUN_WAIT, Sender, checked_concurrency, limited
from .endpoints import URLS, send, send_async
from .files import PieceItems, ThreadedPieceItems
from .inputs import check_names
from .job import BulkJob
from .parameters import check_flag, checked_params
from .progress import Progress, reporting
from .results import AsyncResults, Results
from .schedule import Schedule
from .summary import BulkSummary
from .tasks import AsyncWorkers
from .threads import Workers

__all__ = ["run", "run_async"]

StrPath = str | os.PathLike[str]
# Arguments of `create` that `run` does not accept → advice.
_OPTION_ADVICE = "Set options with client.with_options(...)."
_NOT_BODY_PARAMETERS = {
    "extra_headers": _OPTION_ADVICE,
    "extra_query": _OPTION_ADVICE,
    "params": "Pass them directly, such as temperature=0.",
    "messages": "Each line of the input has its own messages. For inputs in memory, use client.chat.completions.map().",
    "stream": "A result is a whole answer. Leave it out.",
    "timeout": _OPTION_ADVICE,
}


def run(
    client: Groq,
    input: StrPath,
    output: StrPath,
    *,
    model: str | None = None,
    concurrency: int | None = None,
    progress: Progress = None,
    retry_failed: bool = False,
    **params: Any,
) -> BulkSummary:
    """Send the requests of a JSONL file, and write each result to another file as soon as it arrives.

    >>> groq.bulk.run(client, "in.jsonl", "out.jsonl", model="openai/gpt-oss-20b")

    After an interruption, run it again: requests with a result are skipped, and an incomplete last
    line is removed. A request that was edited but kept its `custom_id` is not sent again: delete the line of its
    result, or choose another output. At most the requests that were in flight are sent twice. Killing the process
    loses no line that was written; a power failure may lose those of the last five seconds.

    The lines are those of the batch API: `custom_id`, `method`, `url` and `body` in the input, `id`, `custom_id`,
    `response` and `error` in the output, in the order of arrival. A line of the input may also be a prompt, a list of
    messages, or an object with parameters. Without a `custom_id`, its id consists of its number and a digest, such as
    `line-3-1a2b3c4d`, so that the results of edited lines are detected. The endpoint may be that of chat
    completions, responses, embeddings, transcriptions or translations.

    Args:
        client: The client to send with. If its middleware has no `RateLimiter`, the run adds one.
        input: The file with the requests. All of it is checked before anything is sent.
        output: The file for the results. An existing one is continued.
        model: The model for lines that do not name one.
        concurrency: The maximum number of calls in flight. `None` adapts to the rate limits: up to 64, or 256 with
            `run_async`.
        progress: `True` shows progress on stderr: a bar on terminals and in notebooks if `tqdm` is installed, otherwise
            a line every 15 seconds. `None` does so on terminals and in notebooks only. A function is called with the
            summary so far, after each result.
        retry_failed: Retry requests that failed temporarily in an earlier run, such as with status 503. The new
            results replace the old ones.
        params: Parameters of chat completions for lines that do not have their own, such as `temperature=0`, and
            `extra_body={...}` for others. A type as `response_format` sends its schema.

    Returns:
        The counts. Failed requests do not raise an error: their lines in the output say why.

    Raises:
        TypeError: A parameter is not one of chat completions.
        BulkFileError: A file cannot be used, or the disk is full. The output has all results that came before.
        AuthenticationError: The key is invalid. The run ends, since each request would fail.
    """
    workers = checked_concurrency(concurrency, MAX_THREADS)
    _check_client(client, Groq, "With AsyncGroq, use `await groq.bulk.run_async(...)`.")
    _check_options(input, output, progress, retry_failed)
    job = BulkJob(input, output, _defaults(client, model, params), URLS, retry_failed=retry_failed)
    with contextlib.closing(job):
        job.open()
        sender = Sender(client, workers, RUN_WAIT)
        schedule = Schedule[ResultLine](workers, ordered=False)
        answer = functools.partial(_answer, job, sender)
        pool = Workers(schedule, PieceItems(job.requests), answer, sender.waits, sender.close)
        with Results(schedule, pool) as results, reporting(progress) as report:
            report(job.summary)
            for _ in results:
                report(job.summary)
        job.finish()
        return job.summary


async def run_async(
    client: AsyncGroq,
    input: StrPath,
    output: StrPath,
    *,
    model: str | None = None,
    concurrency: int | None = None,
    progress: Progress = None,
    retry_failed: bool = False,
    **params: Any,
) -> BulkSummary:
    """Send the requests of a JSONL file, and write the results to another file; see `run`.

    Files are read and written in worker threads.
    """
    workers = checked_concurrency(concurrency, MAX_TASKS)
    _check_client(client, AsyncGroq, "With Groq, use `groq.bulk.run(...)`.")
    _check_options(input, output, progress, retry_failed)
    job = BulkJob(input, output, _defaults(client, model, params), URLS, retry_failed=retry_failed)
    try:
        await anyio.to_thread.run_sync(job.open)
        schedule = Schedule[ResultLine](workers, ordered=False)
        requests: AsyncIterator[Any] = ThreadedPieceItems(job.requests)
        answer = functools.partial(_answer_async, job, limited(client, workers, RUN_WAIT), anyio.CapacityLimiter(1))
        async with AsyncResults(schedule, AsyncWorkers(schedule, requests, answer)) as results:
            with reporting(progress) as report:
                report(job.summary)
                async for _ in results:
                    report(job.summary)
        await anyio.to_thread.run_sync(job.finish)
        return job.summary
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(job.close)


# Workers record each result before they send the next request, so that a killed run loses only calls in flight.
def _answer(job: BulkJob, sender: Sender, request: RequestLine) -> ResultLine:
    result = send(sender.client, request)
    if sender.waits.are_ended and not result.is_success:  # the end of the run is why it failed
        raise CallCancelled
    job.record(result)
    return result


async def _answer_async(
    job: BulkJob, client: AsyncGroq, writer: anyio.CapacityLimiter, request: RequestLine
) -> ResultLine:
    result = await send_async(client, request)
    with anyio.CancelScope(shield=True):  # the answer was paid for
        await anyio.to_thread.run_sync(job.record, result, limiter=writer)
    return result


def _check_client(client: object, expected: type[Any], advice: str) -> None:
    if not isinstance(client, expected):
        raise TypeError(f"client: expected {expected.__name__}, got {describe_type(client)}. {advice}")


def _check_options(input: object, output: object, progress: object, retry_failed: object) -> None:
    if not (progress is None or isinstance(progress, bool) or callable(progress)):
        raise TypeError(f"progress: expected True, False, None or a function, got {progress!r:.60}.")
    check_flag("retry_failed", retry_failed)
    check_path("input", input, "For inputs in memory, use client.chat.completions.map().")
    check_path("output", output, "For results in memory, use client.chat.completions.map().")


def _defaults(client: Groq | AsyncGroq, model: str | None, params: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters for lines that do not have their own.

    Raises:
        TypeError: One is not a parameter: each line would fail, and count as done.
    """
    known = inspect.signature(client.chat.completions.create).parameters
    for name in params:
        if name in _NOT_BODY_PARAMETERS:
            raise TypeError(f"{name}: expected parameters of the body. {_NOT_BODY_PARAMETERS[name]}")
    check_names(params, known, "chat completions")
    defaults = checked_params(params if model is None else {**params, "model": model})
    defaults.update(defaults.pop("extra_body", None) or {})
    if model is not None:
        defaults["model"] = model
    output_type = optional_output_type_of(params.get("response_format"), strict_for(model or "", "auto"))
    if output_type is not None:
        defaults["response_format"] = output_type.response_format
    return defaults
