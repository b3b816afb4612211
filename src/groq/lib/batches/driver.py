"""`run_job_flow` and `run_job_flow_async` perform the steps that the generators of `flow` yield."""

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
    """Check before the upload that `on_progress` is a plain function or `None`.

    Raises:
        TypeError: It is not a function, or an async one.
    """
    check_progress_async(on_progress)
    call = getattr(on_progress, "__call__", None)  # noqa: B004 # an object may have an async `__call__`
    if inspect.iscoroutinefunction(on_progress) or inspect.iscoroutinefunction(call):
        raise TypeError("on_progress: expected a plain function, got an async one, which needs AsyncGroq.")


def check_progress_async(on_progress: object) -> None:
    """Check before the upload that `on_progress` is a function, plain or async, or `None`.

    Raises:
        TypeError: It is not a function.
    """
    if on_progress is not None and not callable(on_progress):
        got = type(on_progress).__name__
        raise TypeError(f"on_progress: expected a function of a BatchProgress, such as print, got {got}.")


def run_job_flow(flow: JobFlow[_T], client: Groq, on_progress: OnProgress | None = None) -> _T:
    """Perform each step, send its result or error to the flow, and return the result of the flow."""
    advance: Callable[[], JobStep] = partial(next, flow)
    with closing(flow):  # releases the lock of the handle, also after KeyboardInterrupt
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
    """Perform each step, send its result or error to the flow, and return the result of the flow."""
    advance: Callable[[], JobStep] = partial(next, flow)
    with closing(flow):  # releases the lock of the handle, also after KeyboardInterrupt
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
