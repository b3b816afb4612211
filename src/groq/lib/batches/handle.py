"""`BatchHandle` and `AsyncBatchHandle`: a submitted job. They run the flows of `flow`."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

from typing_extensions import Self

from groq import AsyncGroq, Groq, Omit, omit
from groq.types import Batch
from groq.types.chat import completion_create_params

from ..parse.output_type import OutputType, optional_output_type_of
from .driver import AsyncOnProgress, OnProgress, check_progress, check_progress_async, run_job_flow, run_job_flow_async
from .files import Workspace, handle_path
from .flow import BatchRun
from .results import BatchResults
from .state import BatchJob, BatchProgress

__all__ = ["AsyncBatchHandle", "BatchHandle"]

_log = logging.getLogger("groq")
T = TypeVar("T")
_ClientT = TypeVar("_ClientT", bound="Groq | AsyncGroq")


class _Handle(Generic[_ClientT]):
    """Base of both handles: everything except I/O."""

    def __init__(self, run: BatchRun, client: _ClientT) -> None:
        self._run = run
        self._client = client

    def __repr__(self) -> str:
        statuses = ", ".join(f"{number} {status}" for status, number in self.progress.statuses.items())
        return f"{type(self).__name__}({self._run.job.id!r}, {statuses or 'not submitted'})"

    @property
    def id(self) -> str:
        """The prefix of the names of the input files."""
        return self._run.job.id

    @property
    def source(self) -> str | None:
        """The path of the file with the requests, if there was one."""
        return self._run.job.source

    @property
    def batches(self) -> tuple[Batch, ...]:
        """The batches, as last retrieved."""
        return self.progress.batches

    @property
    def progress(self) -> BatchProgress:
        """The progress of the batches, as last retrieved."""
        return self._run.job.progress()

    @property
    def has_ended(self) -> bool:
        """Whether all batches had ended when last retrieved."""
        return self._run.job.has_ended

    def to_json(self) -> str:
        """Return the state of the job as JSON, for `from_json` in this or another process."""
        return self._run.job.to_json()

    @classmethod
    def from_json(cls, text: str | bytes, client: _ClientT) -> Self:
        """Return the handle that `to_json` wrote.

        Raises:
            BatchHandleError: The text is not the JSON of a handle.
        """
        return cls(_run_of(BatchJob.from_json(text), None), client)

    @classmethod
    def load(cls, path: str | os.PathLike[str], client: _ClientT) -> Self:
        """Return the handle of a file that `submit(handle=path)` wrote. It keeps the file up to date.

        Raises:
            BatchHandleError: The file is damaged, or a folder.
            FileNotFoundError: There is no such file.
        """
        path = handle_path(path)
        return cls(_run_of(BatchJob.load(path), path), client)

    def _output_type(self, response_format: Any) -> OutputType[Any] | None:
        output = optional_output_type_of(response_format, "auto")
        if output is None and self._run.job.is_typed:
            _log.warning(
                "results(): the requests were submitted with a type. Pass it as response_format to parse them."
            )
        return output

    def __reduce__(self) -> tuple[Any, ...]:
        """Return the state as JSON, and the client, which is pickled without its key."""
        return type(self)._restored, (self.to_json(), self._run.path, self._client)

    @classmethod
    def _restored(cls, text: str, path: Path | None, client: _ClientT) -> Self:
        return cls(_run_of(BatchJob.from_json(text), path), client)


def _run_of(job: BatchJob, path: Path | None) -> BatchRun:
    return BatchRun(job, Workspace(path), path, is_resumed=True)


class BatchHandle(_Handle[Groq]):
    """A job: requests that were submitted as one or more batches.

    It holds all state that is needed to continue: keep it as JSON (`to_json`), or let `submit(handle=path)` write
    it to a file.
    """

    def wait(self, on_progress: OnProgress | None = None) -> Self:
        """Wait until all batches have ended, and resubmit requests that expired or failed temporarily.

        The batches are polled at intervals that grow from 0.1 to 60 seconds. Failures of the API or the network are
        retried for ten minutes.

        Args:
            on_progress: Called with a `BatchProgress` after each retrieval.
        """
        check_progress(on_progress)
        run_job_flow(self._run.wait(), self._client, on_progress)
        return self

    def refresh(self) -> BatchProgress:
        """Retrieve the batches once, and return their progress."""
        run_job_flow(self._run.refresh(), self._client)
        return self.progress

    @overload
    def results(self, *, response_format: type[T] | OutputType[T]) -> BatchResults[T]: ...
    @overload
    def results(
        self, *, response_format: completion_create_params.ResponseFormat | Omit | None = omit
    ) -> BatchResults: ...
    @overload
    def results(self, *, response_format: Any) -> BatchResults[Any]: ...
    def results(self, *, response_format: Any = omit) -> BatchResults[Any]:
        """Download the results, one for each request. Nothing is deleted from the API.

        An input file is downloaded, too, if some of its requests have no result, or the ids do not match.

        Args:
            response_format: The type that the requests were submitted with, if any.

        Raises:
            BatchNotEndedError: A batch still runs.
        """
        output = self._output_type(response_format)
        index = run_job_flow(self._run.index(), self._client)
        return BatchResults(index, self._run.workspace, output)

    def cancel(self) -> Self:
        """Cancel the batches that have not ended. A following `wait()` waits for the results so far."""
        run_job_flow(self._run.cancel(), self._client)
        return self


class AsyncBatchHandle(_Handle[AsyncGroq]):
    """A job: requests that were submitted as one or more batches of an `AsyncGroq`.

    It holds all state that is needed to continue: keep it as JSON (`to_json`), or let `submit(handle=path)` write
    it to a file.
    """

    async def wait(self, on_progress: AsyncOnProgress | None = None) -> Self:
        """Wait until all batches have ended, and resubmit requests that expired or failed temporarily.

        The batches are polled at intervals that grow from 0.1 to 60 seconds. Failures of the API or the network are
        retried for ten minutes.

        Args:
            on_progress: Called with a `BatchProgress` after each retrieval. It may be async.
        """
        check_progress_async(on_progress)
        await run_job_flow_async(self._run.wait(), self._client, on_progress)
        return self

    async def refresh(self) -> BatchProgress:
        """Retrieve the batches once, and return their progress."""
        await run_job_flow_async(self._run.refresh(), self._client)
        return self.progress

    @overload
    async def results(self, *, response_format: type[T] | OutputType[T]) -> BatchResults[T]: ...
    @overload
    async def results(
        self, *, response_format: completion_create_params.ResponseFormat | Omit | None = omit
    ) -> BatchResults: ...
    @overload
    async def results(self, *, response_format: Any) -> BatchResults[Any]: ...
    async def results(self, *, response_format: Any = omit) -> BatchResults[Any]:
        """Download the results, one for each request. Nothing is deleted from the API.

        An input file is downloaded, too, if some of its requests have no result, or the ids do not match.

        Args:
            response_format: The type that the requests were submitted with, if any.

        Raises:
            BatchNotEndedError: A batch still runs.
        """
        output = self._output_type(response_format)
        index = await run_job_flow_async(self._run.index(), self._client)
        return BatchResults(index, self._run.workspace, output)

    async def cancel(self) -> Self:
        """Cancel the batches that have not ended. A following `wait()` waits for the results so far."""
        await run_job_flow_async(self._run.cancel(), self._client)
        return self
