"""The state of a job: its input files, their batches, and resubmissions. Pure; it can be stored as JSON."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pydantic

from groq.types import Batch

from .._json_values import is_object
from .._text import is_unicode
from .errors import BatchHandleError

__all__ = ["PART_NAME", "BatchJob", "BatchProgress", "JobPart"]

PART_NAME = re.compile(r"batch-[0-9a-f]{16}-[0-9]{1,9}\.jsonl")  # the names of input files

_VERSION = 1
_EXPECTED = "expected the JSON of a BatchHandle"
_HASHES = 2**64
_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})


@dataclass
class JobPart:
    """One input file, and the batch that runs it.

    Attributes:
        name: The unique name of the file.
        lines: The number of requests.
        bytes: The size.
        round: 0, or the number of the resubmission.
        file_id: The id of the uploaded file; `None` before the upload.
        batch: The batch, as last retrieved; `None` before it was created.
        id_sum: The sum of the hashes of its ids.
        digest: The SHA-256 of the file.
    """

    name: str
    lines: int
    bytes: int
    round: int = 0
    file_id: str | None = None
    batch: dict[str, Any] | None = None
    id_sum: int = 0
    digest: str = ""

    @property
    def status(self) -> str:
        """The status of the batch; `""` before it was created."""
        return str((self.batch or {}).get("status", ""))

    @property
    def has_ended(self) -> bool:
        """Whether the status of the batch is final."""
        return self.status in _ENDED

    @property
    def failed(self) -> int:
        """The number of requests without an answer, including those that may still be resubmitted."""
        return self.lines - self.count("completed") if self.has_ended else self.count("failed")

    def count(self, name: str) -> int:
        """Return a number of `request_counts`; 0 if the API did not send it."""
        counts: Any = (self.batch or {}).get("request_counts")
        number = counts.get(name) if is_object(counts) else None
        return number if isinstance(number, int) else 0

    def add(self, custom_id: str, size: int) -> None:
        """Count a line."""
        self.lines += 1
        self.bytes += size
        self.id_sum = (self.id_sum + _hash(custom_id)) % _HASHES

    def has_ids(self, ids: Collection[str]) -> bool:
        """Return whether these are the ids of all its requests, in any order."""
        return len(ids) == self.lines and sum(map(_hash, ids)) % _HASHES == self.id_sum

    def show(self, batch: dict[str, Any]) -> None:
        """Store a retrieved batch; an outdated one does not replace a final one."""
        if not self.has_ended:
            self.batch = batch

    def merge(self, other: JobPart) -> None:
        """Merge the state that another process has of this part."""
        self.file_id = self.file_id or other.file_id
        if other.batch is not None and (self.batch is None or other.has_ended):
            self.show(other.batch)


def _hash(custom_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(custom_id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


@dataclass
class BatchJob:
    """All parts of a job.

    Attributes:
        id: The prefix of the names of its files.
        digest: The SHA-256 of its requests.
        completion_window: The window of each batch.
        metadata: The metadata of each batch.
        max_resubmissions: How often failed requests are submitted again.
        max_lines: The maximum number of requests in a file.
        max_bytes: The maximum size of a file.
        resubmissions: How often failed requests were submitted again.
        is_cancelled: `cancel()` was called: no further batch is submitted.
        parts: The input files, in the order of their requests.
        source: The path of the file with the requests, if there was one.
        is_typed: The requests have a type as `response_format`, with which their results are parsed.
    """

    id: str
    digest: str
    completion_window: str = "24h"
    metadata: dict[str, str] | None = None
    max_resubmissions: int = 1
    max_lines: int = 50_000
    max_bytes: int = 200_000_000
    resubmissions: int = 0
    is_cancelled: bool = False
    parts: list[JobPart] = field(default_factory=list[JobPart])
    source: str | None = None
    is_typed: bool = False

    @property
    def has_ended(self) -> bool:
        """Whether all batches have ended. Parts of a cancelled job may have no batch."""
        return all(part.has_ended or (self.is_cancelled and part.batch is None) for part in self.parts)

    def progress(self) -> BatchProgress:
        """Return the progress of the batches."""
        failed = sum(part.failed for part in self.parts) - sum(part.lines for part in self.parts if part.round)
        return BatchProgress(
            total=sum(part.lines for part in self.parts if part.round == 0),
            completed=sum(part.count("completed") for part in self.parts),
            failed=failed,
            resubmissions=self.resubmissions,
            batches=tuple(Batch.model_construct(**part.batch) for part in self.parts if part.batch),
        )

    def merge(self, other: BatchJob) -> None:
        """Merge the state that another process has of this job. A cancellation is never undone."""
        self.is_cancelled = self.is_cancelled or other.is_cancelled
        self.resubmissions = max(self.resubmissions, other.resubmissions)
        known = {part.name: part for part in self.parts}
        for part in other.parts:
            if part.name in known:
                known[part.name].merge(part)
            else:
                self.parts.append(part)

    def to_json(self) -> str:
        """Return the state as JSON."""
        state = {"version": _VERSION, **dataclasses.asdict(self)}
        if self.source is not None and not is_unicode(self.source):
            state |= {"source": None, "source_bytes": os.fsencode(self.source).hex()}
        return json.dumps(state, indent=1)

    @classmethod
    def from_json(cls, text: str | bytes) -> BatchJob:
        """Return the state that `to_json` wrote.

        Raises:
            BatchHandleError: The text is not the JSON of a handle.
        """
        try:
            return _job_of(text)
        except ValueError as err:
            raise BatchHandleError(f"{_EXPECTED}. {err}") from err

    @classmethod
    def load(cls, path: Path) -> BatchJob:
        """Return the state in a file.

        Raises:
            BatchHandleError: The content is not the JSON of a handle.
            FileNotFoundError: There is no such file.
        """
        try:
            return cls.from_json(path.read_bytes())
        except BatchHandleError as err:
            raise BatchHandleError(f"{path}: {err}") from err.__cause__


@dataclass(kw_only=True)
class _Stored(BatchJob):
    """The members of the JSON.

    Attributes:
        version: The version of the format.
        source_bytes: The bytes of `source` in hexadecimal, if it is not Unicode.
    """

    __pydantic_config__: ClassVar[pydantic.ConfigDict] = pydantic.ConfigDict(extra="forbid")

    version: int
    source_bytes: str | None = None


def _job_of(text: str | bytes) -> BatchJob:
    """Parse the state from JSON. Raise a `ValueError` that names the invalid member."""
    try:
        stored = pydantic.TypeAdapter(_Stored).validate_json(text, strict=True)
    except pydantic.ValidationError as err:
        [first, *_] = err.errors(include_url=False, include_context=False)
        place = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in first["loc"]).removeprefix(".")
        raise ValueError(f"{place or 'it'}: {first['msg']}, got {first['input']!r:.60}") from err
    if stored.version != _VERSION:
        raise ValueError(f"version: expected {_VERSION}, got {stored.version}")
    for index, part in enumerate(stored.parts):
        if not PART_NAME.fullmatch(part.name) or not part.name.startswith(f"{stored.id}-"):
            raise ValueError(f"parts[{index}].name: expected that of an input file of the job, got {part.name!r}")
        batch = {"id": ""} if part.batch is None else part.batch
        counts: object = batch.get("request_counts") or {}
        if not isinstance(batch.get("id"), str):
            raise ValueError(f"parts[{index}].batch.id: expected a string, got {batch.get('id')!r:.60}")
        if not is_object(counts) or not all(isinstance(one, int | None) for one in counts.values()):
            raise ValueError(f"parts[{index}].batch.request_counts: expected numbers, got {counts!r:.60}")
    if stored.source_bytes is not None:
        stored.source = os.fsdecode(bytes.fromhex(stored.source_bytes))
    return BatchJob(**{one.name: getattr(stored, one.name) for one in dataclasses.fields(BatchJob)})


@dataclass(frozen=True)
class BatchProgress:
    """The progress of the batches of a job.

    Attributes:
        total: The number of requests.
        completed: How many have an answer.
        failed: How many failed, except those that were submitted again.
        resubmissions: How often failed requests were submitted again.
        batches: The batches, as last retrieved.
    """

    total: int
    completed: int
    failed: int
    resubmissions: int
    batches: tuple[Batch, ...] = field(repr=False)

    @property
    def statuses(self) -> dict[str, int]:
        """Status → the number of batches."""
        statuses = [batch.status for batch in self.batches]
        return {status: statuses.count(status) for status in dict.fromkeys(statuses)}
