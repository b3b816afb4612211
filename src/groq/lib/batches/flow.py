"""The steps of a job: generators that do no I/O. `driver` performs the steps that they yield.

A `Disk(save)` follows each step that changes the state, so that another process can continue after a crash.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Generator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from groq import APIConnectionError, BadRequestError, InternalServerError, NotFoundError, RateLimitError

from .._json_values import is_object
from .._mutex import Mutex
from .errors import BatchError, BatchHandleError, BatchNotEndedError
from .files import InputFile, Workspace, check_input, chosen_lines, ids_of, write_atomically
from .join import Index, ResultPlace
from .locking import HandleLock
from .options import check_same_batch
from .state import BatchJob, BatchProgress, JobPart

__all__ = ["BatchRun", "Disk", "Download", "JobFlow", "JobStep", "Pause", "Report", "Send"]

_log = logging.getLogger("groq")

_ENDPOINT = "/v1/chat/completions"  # the only one that the API accepts, even for lines with other URLs
_FIRST_PAUSE = 0.1  # seconds; doubled after each poll, so that small batches end soon
_MAX_PAUSE = 60.0
_MAX_SAVE = 30.0  # seconds to wait for other processes that write the file
_MAX_OUTAGE = 600.0  # total seconds of pauses between consecutive failed attempts
_TEMPORARY = (APIConnectionError, InternalServerError, RateLimitError)

_T = TypeVar("_T")


@dataclass(frozen=True)
class Send:
    """Call a method of the client; await its result for an async client."""

    call: Callable[[Any], Any]


@dataclass(frozen=True)
class Download:
    """Download a file of the API to a path."""

    file_id: str
    path: Path


@dataclass(frozen=True)
class Disk:
    """Call a blocking function, such as one that reads or writes files."""

    work: Callable[[], Any]


@dataclass(frozen=True)
class Pause:
    """Sleep."""

    seconds: float


@dataclass(frozen=True)
class Report:
    """Call `on_progress`."""

    progress: BatchProgress


JobStep: TypeAlias = Send | Download | Disk | Pause | Report
JobFlow: TypeAlias = Generator[JobStep, Any, _T]


class BatchRun:
    """A job and its files.

    Args:
        job: The state.
        workspace: The folders.
        path: The handle file, written after each change of the state.
        is_resumed: Another process may have created files or batches that the state does not show.
        lock: The lock of the handle file, if the caller has acquired it for the first flow.
    """

    def __init__(
        self,
        job: BatchJob,
        workspace: Workspace,
        path: Path | None,
        *,
        is_resumed: bool,
        lock: HandleLock | None = None,
    ) -> None:
        self.job = job
        self._lock = lock
        self._is_prepared = lock is not None
        self._busy = Mutex()  # held by a call that submits or waits
        self._merging = Mutex()
        self.workspace = workspace
        self.path = path
        # Files whose upload or batch may exist although the state does not show it.
        self._attempted = {part.name for part in job.parts} if is_resumed else set[str]()

    def save(self) -> None:
        """Merge the changes of other processes, and write the handle file."""
        if self.path is not None:
            with closing(HandleLock(self.path, "save", _MAX_SAVE)):
                self._merge()
                write_atomically(self.path, self.job.to_json())

    def _merge(self) -> None:
        """Merge the state in the handle file: another process may have cancelled the job, for example."""
        if self.path is None or not self.path.exists():
            return
        stored = BatchJob.load(self.path)
        if stored.id != self.job.id:
            raise BatchHandleError(
                f"{self.path}: expected the job {self.job.id}, got {stored.id}. Load the file again."
            )
        with self._merging:
            self.job.merge(stored)

    def _held(self, work: Callable[[], JobFlow[None]]) -> JobFlow[None]:
        """Run a flow while holding the locks of the job, against other processes and threads."""
        if not self._busy.acquire(blocking=False):
            raise BatchHandleError(
                f"{self._name}: in use by another call of this process, which submits or waits. Call one at a time."
            )
        try:
            if self.path is not None and not self._is_prepared:
                self._lock = HandleLock(self.path)
                self._merge()
                self._attempted.update(part.name for part in self.job.parts)
            self._is_prepared = False
            yield from work()
        finally:
            lock, self._lock = self._lock, None
            if lock is not None:
                lock.close()
            self._busy.release()

    @property
    def _name(self) -> str:
        return str(self.path or self.job.id)

    # ---- submit ----

    def submit(self) -> JobFlow[None]:
        """Upload missing files, and create missing batches."""
        return self._held(self._submit)

    def _submit(self) -> JobFlow[None]:
        """Upload missing files, and create missing batches."""
        self._listings = {kind: _Listing(kind) for kind in ("files", "batches")}
        for part in self.job.parts:
            if part.batch is None and not self.job.is_cancelled:
                is_unknown = part.name in self._attempted
                self._attempted.add(part.name)
                if part.file_id is None:
                    part.file_id = yield from self._upload(part, is_unknown=is_unknown)
                    yield Disk(self.save)
                if not self.job.is_cancelled:  # `save` may have merged a cancellation
                    part.batch = yield from self._create(part, is_unknown=is_unknown)
                    yield Disk(self.save)
            if part.file_id is not None:
                yield Disk(partial(self.workspace.remove_input, part))

    def _upload(self, part: JobPart, *, is_unknown: bool) -> JobFlow[str]:
        if is_unknown:
            found = yield from self._listings["files"].find(lambda one: one.filename == part.name)
            if found is not None:
                return str(found.id)
        path = self.workspace.input(part)
        if not (yield Disk(path.is_file)):
            raise BatchHandleError(
                f"{path}: expected this input file, which is not uploaded yet, but it is gone. "
                "Cancel the handle, or delete its file and submit the requests again. Started batches continue."
            )
        if is_unknown:  # written by another process, and perhaps edited since
            yield Disk(partial(check_input, path, part))
        with (yield Disk(partial(InputFile, path, part.bytes, part.digest))) as file:
            uploaded = yield Send(lambda client: client.files.create(file=file, purpose="batch"))
        return str(uploaded.id)

    def _create(self, part: JobPart, *, is_unknown: bool) -> JobFlow[dict[str, Any]]:
        if is_unknown:
            found = yield from self._listings["batches"].find(lambda one: one.input_file_id == part.file_id)
            if found is not None:
                batch = _plain(found)
                check_same_batch(self._name, self.job, batch)
                return batch
        arguments: dict[str, Any] = {"metadata": self.job.metadata} if self.job.metadata else {}
        created = yield Send(
            lambda client: client.batches.create(
                input_file_id=part.file_id,
                endpoint=_ENDPOINT,
                completion_window=self.job.completion_window,
                **arguments,
            )
        )
        return _plain(created)

    # ---- wait ----

    def wait(self) -> JobFlow[None]:
        """Submit missing batches, and wait until all have ended, including those of resubmissions."""
        return self._held(self._wait)

    def _wait(self) -> JobFlow[None]:
        yield from self._submit()
        pause = _FIRST_PAUSE
        while True:
            yield from _with_retries(self._refresh)
            yield Report(self.job.progress())
            if not self.job.has_ended:
                yield Pause(pause)
                pause = min(2 * pause, _MAX_PAUSE)
            elif (yield from _with_retries(self._prepare_resubmission)):
                yield from _with_retries(self._submit)
                pause = _FIRST_PAUSE
            else:
                return

    def refresh(self) -> JobFlow[None]:
        """Retrieve the batches that have not ended, also while another process waits for them."""
        yield Disk(self._merge)
        yield from self._refresh()

    def _refresh(self) -> JobFlow[None]:
        running = [part for part in self.job.parts if part.batch is not None and not part.has_ended]
        for part in running:
            part.show((yield from self._call_batch(part, _retrieve)))
        if running:
            yield Disk(self.save)  # once for all parts

    def cancel(self) -> JobFlow[None]:
        """Cancel the batches that have not ended, and submit no further ones."""
        self.job.is_cancelled = True
        yield Disk(self.save)
        for part in self.job.parts:
            if part.batch is not None and not part.has_ended:
                try:
                    batch = yield from self._call_batch(part, _cancel)
                except BadRequestError:  # it ended meanwhile
                    batch = yield from self._call_batch(part, _retrieve)
                part.show(batch)
                yield Disk(self.save)

    def _call_batch(self, part: JobPart, call: Callable[..., Any]) -> JobFlow[dict[str, Any]]:
        batch_id = (part.batch or {})["id"]
        try:
            return _plain((yield Send(partial(call, batch_id=batch_id))))
        except NotFoundError as err:
            if self.path is None:
                raise
            raise BatchHandleError(
                f"{self.path}: the API has no batch {batch_id!r}. Use the key and base_url that it was submitted "
                "with; if it is gone, delete the handle and submit the requests again."
            ) from err

    def _prepare_resubmission(self) -> JobFlow[bool]:
        """Add expired and temporarily failed requests as new parts; return whether there are any."""
        job = self.job
        yield Disk(self._merge)
        if job.is_cancelled or job.resubmissions >= job.max_resubmissions:
            return False
        index = Index()
        for part in job.parts:
            if part.round == job.resubmissions and _may_have_failures(part):
                yield from self._index(index, part)
        again = frozenset(custom_id for custom_id, entry in index.entries.items() if entry.is_transient)
        if not again:
            return False
        inputs = yield from self._inputs_of(index, again)
        lines = chosen_lines(inputs, again)
        parts: list[JobPart] = yield Disk(lambda: self.workspace.write_inputs(job, lines, job.resubmissions + 1))
        if not parts:
            return False
        job.resubmissions += 1
        job.parts.extend(parts)
        yield Disk(self.save)
        return True

    def _inputs_of(self, index: Index, ids: Collection[str]) -> JobFlow[list[Path]]:
        """Return the input files with these requests, except those that were deleted from the API."""
        found: list[Path] = []
        for file_id in dict.fromkeys(index.entries[custom_id].part.file_id or "" for custom_id in ids):
            try:
                path = yield from self._downloaded(file_id)
            except NotFoundError:
                what = "its failed requests are not submitted again"
                _log.warning("%s: the input file %r no longer exists; %s", self._name, file_id, what)
            else:
                found.append(path)
        return found

    # ---- results ----

    def index(self) -> JobFlow[Index]:
        """Download the results, and return their index."""
        index = Index()
        for part in self.job.parts:
            if not part.has_ended and not (self.job.is_cancelled and part.batch is None):
                status = part.status or "not submitted"
                raise BatchNotEndedError(f"{part.name} is {status}: there are no results yet. Call wait() first.")
            yield from self._index(index, part)
        return index

    def _index(self, index: Index, part: JobPart) -> JobFlow[None]:
        paths: list[Path] = []
        for name in ("output_file_id", "error_file_id"):
            file_id = (part.batch or {}).get(name)
            if file_id:
                paths.append((yield from self._downloaded(file_id)))
        found: dict[str, ResultPlace] = yield Disk(partial(index.read, part, paths))
        ids: Collection[str] = found
        if not (yield Disk(partial(part.has_ids, found))):
            ids = yield from self._ids(part, found)
        yield Disk(partial(index.add, part, found, ids))

    def _ids(self, part: JobPart, found: Collection[str]) -> JobFlow[Collection[str]]:
        """Return the ids in the input file, or those of the results if it is gone."""
        try:
            path = self.workspace.input(part)
            if part.file_id is not None and not (yield Disk(path.is_file)):
                path = yield from self._downloaded(part.file_id)
            ids: list[str] = yield Disk(partial(ids_of, path))
        except (FileNotFoundError, NotFoundError):
            if (lost := part.lines - len(found)) > 0:
                what = "requests have no result; their ids are unknown, because the input file no longer exists"
                _log.warning("%s: %d %s", part.name, lost, what)
            return found
        if len(ids) < part.lines:
            _log.warning("%s: expected %d requests in the input file, got %d", part.name, part.lines, len(ids))
        return ids

    def _downloaded(self, file_id: str) -> JobFlow[Path]:
        path: Path = yield Disk(partial(self.workspace.download, file_id))
        if not (yield Disk(path.exists)):
            yield Download(file_id, path)
        return path


def _with_retries(attempt: Callable[[], JobFlow[_T]]) -> JobFlow[_T]:
    """Retry temporary failures with growing pauses: a long job may run unattended."""
    pause, outage = _FIRST_PAUSE, 0.0
    while True:
        try:
            return (yield from attempt())
        except _TEMPORARY as err:
            if outage > _MAX_OUTAGE:
                raise
            _log.warning("A request about a batch failed. Retrying in %g s: %s", pause, err)
        yield Pause(pause)
        outage += pause
        pause = min(2 * pause, _MAX_PAUSE)


class _Listing:
    """The files or batches that the API lists. A process may have died before it saved the id of one that it created.

    Each page is requested at most once, if the earlier ones have no match.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._found: list[Any] = []
        self._has_more = True

    def find(self, matches: Callable[[Any], bool]) -> JobFlow[Any]:
        """Return the first match, or `None`."""
        start = 0
        while True:
            for one in self._found[start:]:
                if matches(one):
                    return one
            if not self._has_more:
                return None
            start = len(self._found)
            query = {"after": self._found[-1].id} if self._found else {}
            page = yield Send(partial(_list, kind=self._kind, query=query))
            found: list[Any] = page.data or []
            self._has_more = bool(page.has_more and found and found[-1].id != query.get("after"))
            self._found += found


def _list(client: Any, kind: str, query: dict[str, object]) -> Any:
    return getattr(client, kind).list(extra_query=query)


def _retrieve(client: Any, batch_id: str) -> Any:
    return client.batches.retrieve(batch_id)


def _cancel(client: Any, batch_id: str) -> Any:
    return client.batches.cancel(batch_id)


def _plain(batch: Any) -> dict[str, Any]:
    """Return a batch as plain values, in the form that `BatchJob.from_json` accepts."""
    fields: dict[str, Any] = batch.to_dict(mode="json", warnings=False)
    for name in ("id", "status", "output_file_id", "error_file_id"):
        value: object = fields.get(name)
        if not (isinstance(value, str) and value) and (value or name in ("id", "status")):
            raise BatchError(f"The API sent an invalid batch. {name}: expected a string, got {value!r:.60}.")
    counts: object = fields.get("request_counts")
    if counts is not None:  # `count` treats a missing number as 0
        known = counts.items() if is_object(counts) else ()
        fields["request_counts"] = {name: number for name, number in known if isinstance(number, int)}
    return fields


def _may_have_failures(part: JobPart) -> bool:
    if part.status not in ("completed", "expired"):
        return False
    return part.count("completed") < part.lines
