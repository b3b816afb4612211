"""`run_job_flow` and `run_job_flow_async`: they perform the steps of a flow. `flow` says which."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partial
from time import sleep
from typing import Any, TypeAlias, TypeVar

import anyio.to_thread
from anyio import sleep as sleep_async

from groq import AsyncGroq, Groq

from .flow import Disk, Download, JobFlow, JobStep, Pause, Send
from .state import BatchProgress

__all__ = [
    "AsyncOnProgress",
    "OnProgress",
    "check_progress",
    "check_progress_async",
    "run_job_flow",
    "run_job_flow_async",
]

_T = TypeVar("_T")

OnProgress: TypeAlias = Callable[[BatchProgress], object]
AsyncOnProgress: TypeAlias = Callable[[BatchProgress], Awaitable[object] | object]


def check_progress(on_progress: object) -> None:
    """Raise an error for something else than a plain function: it is called after the upload.

    Raises:
        TypeError: It is something else, or async.
    """
    check_progress_async(on_progress)
    call = getattr(on_progress, "__call__", None)  # noqa: B004 # of an object whose method may be async
    if inspect.iscoroutinefunction(on_progress) or inspect.iscoroutinefunction(call):
        raise TypeError("on_progress: expected a plain function, got an async one, which needs AsyncGroq.")


def check_progress_async(on_progress: object) -> None:
    """Raise an error for something else than a function, which may be async: it is called after the upload.

    Raises:
        TypeError: It is something else.
    """
    if on_progress is not None and not callable(on_progress):
        got = type(on_progress).__name__
        raise TypeError(f"on_progress: expected a function of a BatchProgress, such as print, got {got}.")


def run_job_flow(flow: JobFlow[_T], client: Groq, on_progress: OnProgress | None = None) -> _T:
    """Perform the steps, send the flow what came of each, and return its result."""
    advance: Callable[[], JobStep] = partial(next, flow)
    with closing(flow):  # after KeyboardInterrupt too: it ends the lock of the handle
        while True:
            try:
                step = advance()
            except StopIteration as done:
                result: _T = done.value
                return result
            try:
                advance = partial(flow.send, _perform(step, client, on_progress))
            except Exception as err:
                advance = partial(flow.throw, err)


async def run_job_flow_async(flow: JobFlow[_T], client: AsyncGroq, on_progress: AsyncOnProgress | None = None) -> _T:
    """Perform the steps, send the flow what came of each, and return its result."""
    advance: Callable[[], JobStep] = partial(next, flow)
    with closing(flow):  # after KeyboardInterrupt too: it ends the lock of the handle
        while True:
            try:
                step = advance()
            except StopIteration as done:
                result: _T = done.value
                return result
            try:
                advance = partial(flow.send, await _perform_async(step, client, on_progress))
            except Exception as err:
                advance = partial(flow.throw, err)


def _perform(step: JobStep, client: Groq, on_progress: OnProgress | None) -> Any:
    if isinstance(step, Send):
        return step.call(client)
    if isinstance(step, Download):
        with client.files.with_streaming_response.content(step.file_id) as response:
            return response.stream_to_file(step.path)
    if isinstance(step, Disk):
        return step.work()
    if isinstance(step, Pause):
        return sleep(step.seconds)
    return on_progress(step.progress) if on_progress else None


async def _perform_async(step: JobStep, client: AsyncGroq, on_progress: AsyncOnProgress | None) -> Any:
    if isinstance(step, Send):
        return await step.call(client)
    if isinstance(step, Download):
        async with client.files.with_streaming_response.content(step.file_id) as response:
            return await response.stream_to_file(step.path)
    if isinstance(step, Disk):
        return await anyio.to_thread.run_sync(step.work)
    if isinstance(step, Pause):
        return await sleep_async(step.seconds)
    reported = on_progress(step.progress) if on_progress else None
    return await reported if inspect.isawaitable(reported) else reported
