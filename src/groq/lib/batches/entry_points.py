"""`client.batches.submit`, `run`, `wait` and `results`: prepare jobs here, and run the flows of `flow`."""

from __future__ import annotations

import errno
import os
import secrets
from collections import deque
from collections.abc import Generator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import anyio.to_thread

from groq import AsyncGroq, Groq, omit

from .._arguments import check_path
from ..parse.output_type import optional_output_type_of
from ..schema.json_schema import Strict
from .driver import AsyncOnProgress, OnProgress, check_progress, check_progress_async, run_job_flow, run_job_flow_async
from .errors import BatchHandleError
from .files import HashedLines, Workspace, handle_path
from .flow import BatchRun
from .handle import AsyncBatchHandle, BatchHandle
from .inputs import AsyncRequests, Requests, Template, opened_requests, request_lines, with_requests
from .locking import HandleLock
from .options import apply_options, check_metadata, check_window
from .results import BatchResults
from .state import BatchJob

__all__ = ["results", "results_async", "run", "run_async", "submit", "submit_async", "wait", "wait_async"]


def submit(client: Groq, **options: Any) -> BatchHandle:
    """Submit requests; see `client.batches.submit` for the options."""
    job = _prepared(**options)
    with _attaching_state(job):
        run_job_flow(job.submit(), client)
    return BatchHandle(job, client)


async def submit_async(client: AsyncGroq, **options: Any) -> AsyncBatchHandle:
    """Submit requests; see `client.batches.submit` for the options."""
    job = await _prepared_async(**options)
    with _attaching_state(job):
        await run_job_flow_async(job.submit(), client)
    return AsyncBatchHandle(job, client)


def run(client: Groq, *, on_progress: OnProgress | None, response_format: Any, **options: Any) -> BatchResults[Any]:
    """Submit requests, wait, and return the results; see `client.batches.run`."""
    check_progress(on_progress)
    job = _prepared(response_format=response_format, **options)
    with _attaching_state(job):
        found: BatchResults[Any] = BatchHandle(job, client).wait(on_progress).results(response_format=response_format)
    return found


async def run_async(
    client: AsyncGroq, *, on_progress: AsyncOnProgress | None, response_format: Any, **options: Any
) -> BatchResults[Any]:
    """Submit requests, wait, and return the results; see `client.batches.run`."""
    check_progress_async(on_progress)
    job = await _prepared_async(response_format=response_format, **options)
    with _attaching_state(job):
        handle = await AsyncBatchHandle(job, client).wait(on_progress)
        found: BatchResults[Any] = await handle.results(response_format=response_format)
    return found


def wait(
    client: Groq, *, handle: BatchHandle | str | os.PathLike[str], on_progress: OnProgress | None = None
) -> BatchHandle:
    """Wait for a job; see `client.batches.wait`."""
    found = handle if isinstance(handle, BatchHandle) else BatchHandle.load(_existing(handle), client)
    return found.wait(on_progress)


async def wait_async(
    client: AsyncGroq, *, handle: AsyncBatchHandle | str | os.PathLike[str], on_progress: AsyncOnProgress | None = None
) -> AsyncBatchHandle:
    """Wait for a job; see `client.batches.wait`."""
    found = await _loaded_async(client, handle)
    return await found.wait(on_progress)


def results(
    client: Groq, *, handle: BatchHandle | str | os.PathLike[str], response_format: Any = omit
) -> BatchResults[Any]:
    """Return the results of a job; see `client.batches.results`."""
    found = handle if isinstance(handle, BatchHandle) else BatchHandle.load(_existing(handle), client)
    made: BatchResults[Any] = found.results(response_format=response_format)
    return made


async def results_async(
    client: AsyncGroq, *, handle: AsyncBatchHandle | str | os.PathLike[str], response_format: Any = omit
) -> BatchResults[Any]:
    """Return the results of a job; see `client.batches.results`."""
    found = await _loaded_async(client, handle)
    made: BatchResults[Any] = await found.results(response_format=response_format)
    return made


async def _loaded_async(client: AsyncGroq, handle: AsyncBatchHandle | str | os.PathLike[str]) -> AsyncBatchHandle:
    if isinstance(handle, AsyncBatchHandle):
        return handle
    return await anyio.to_thread.run_sync(lambda: AsyncBatchHandle.load(_existing(handle), client))


def _existing(handle: str | os.PathLike[str]) -> Path:
    """Return the path of an existing handle file.

    Raises:
        TypeError: It is not a path: a `Batch`, for example.
        FileNotFoundError: There is no such file.
    """
    check_path("handle", handle, "Pass what submit() of the same client returned, or the path that it got as handle.")
    path = Path(handle)
    if not path.exists():
        advice = "To look at a batch by its id, use client.batches.retrieve()." if path.name[:6] == "batch_" else ""
        raise FileNotFoundError(errno.ENOENT, f"handle: no such file: {str(path)!r}. {advice}".rstrip())
    return path


async def _prepared_async(*, requests: AsyncRequests, **options: Any) -> BatchRun:
    return await with_requests(requests, lambda found: _prepared(requests=found, **options))


def _prepared(
    *,
    requests: Requests,
    completion_window: str,
    model: str | None,
    params: Mapping[str, Any] | None,
    response_format: Any,
    strict: Strict,
    metadata: dict[str, str] | None,
    handle: str | os.PathLike[str] | None,
    max_resubmissions: int,
    max_lines: int,
    max_bytes: int,
) -> BatchRun:
    """Return the job of an existing handle file, or a new one whose requests are checked and written to disk.

    Raises:
        TypeError: An option has a wrong type.
        ValueError: A number is too small.
        BatchInputError: A request, the window or the metadata is invalid.
        BatchHandleError: The file belongs to other requests or options, or is damaged.
    """
    sizes = (("max_resubmissions", max_resubmissions, 0), ("max_lines", max_lines, 1), ("max_bytes", max_bytes, 1))
    for name, value, least in sizes:
        _check_type(name, value, int, "a whole number")
        if value < least:
            raise ValueError(f"{name}: expected at least {least}, got {value}")
    _check_type("completion_window", completion_window, str, "a string such as '24h'")
    check_window(completion_window)
    check_metadata(metadata)
    if params is not None:
        _check_type("params", params, Mapping, "a dictionary such as {'temperature': 0}")
    template = Template(model, params, response_format, strict)
    path = None if handle is None else _handle_path(handle)
    new_id = f"batch-{secrets.token_hex(8)}"
    job = BatchJob(new_id, "", completion_window, metadata, max_resubmissions, max_lines, max_bytes)
    job.is_typed = optional_output_type_of(response_format, "auto") is not None
    job.source = os.path.abspath(requests) if isinstance(requests, str | os.PathLike) else None
    with ExitStack() as after_errors:
        lock = None
        if path is not None:
            lock = HandleLock(path)
            after_errors.callback(lock.close)
        with closing(opened_requests(requests)) as given:
            lines = HashedLines(request_lines(given, template))
            if path is not None and path.exists():
                prepared = _resumed(path, job, lines, lock)
            else:
                prepared = _new(job, path, lines, lock)
        after_errors.pop_all()  # no error: the first flow releases the lock
    return prepared


def _check_type(name: str, value: object, type_: type, expected: str) -> None:
    if not isinstance(value, type_) or isinstance(value, bool):
        raise TypeError(f"{name}: expected {expected}, got {value!r:.80}")


def _handle_path(handle: str | os.PathLike[str]) -> Path:
    check_path("handle", handle, "To continue with a BatchHandle, call its wait().")
    path = handle_path(handle)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise BatchHandleError(f"{path}: cannot make the folder of the handle: {err.strerror}") from err
    return path


def _new(job: BatchJob, path: Path | None, lines: HashedLines, lock: HandleLock | None) -> BatchRun:
    workspace = Workspace(path)
    workspace.discard_inputs()
    job.parts = workspace.write_inputs(job, lines, 0)
    job.digest = lines.digest
    prepared = BatchRun(job, workspace, path, is_resumed=False, lock=lock)
    try:
        prepared.save()
    except BaseException:
        for part in job.parts:
            workspace.remove_input(part)
        raise
    return prepared


def _resumed(path: Path, asked: BatchJob, lines: HashedLines, lock: HandleLock | None) -> BatchRun:
    job = BatchJob.load(path)
    deque(lines, maxlen=0)  # computes their digest
    if lines.digest != job.digest:
        raise BatchHandleError(
            f"{path}: the file is of a job with other requests: texts, model, params or response_format differ. "
            "Give another path; or to continue that job, call BatchHandle.load(path, client)."
        )
    apply_options(path, job, asked)
    return BatchRun(job, Workspace(path), path, is_resumed=True, lock=lock)


@contextmanager
def _attaching_state(run: BatchRun) -> Generator[None]:
    """Store the state of the job as `batch_job` of an exception: its batches still run; `from_json` restores it."""
    try:
        yield
    except BaseException as err:
        untyped: Any = err
        untyped.batch_job = run.job.to_json()
        raise
