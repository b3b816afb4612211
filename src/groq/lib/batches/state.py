"""The state of a job: its input files, their batches, and what was submitted again. Pure, and JSON."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from groq.types import Batch

from .._json import is_object, kind_of
from .errors import BatchHandleError

__all__ = ["PART_NAME", "BatchProgress", "Job", "Part"]

PART_NAME = re.compile(r"batch-[0-9a-f]{16}-[0-9]{1,9}\.jsonl")  # the input files that a job makes

_VERSION = 1
_EXPECTED = "expected the JSON of a BatchHandle"
_NONE = type(None)
_NAMES: dict[type, str] = {str: "a string", int: "a number", bool: "a boolean", list: "an array", dict: "an object"}
_NAMES[_NONE] = "null"
_PART_TYPES: dict[str, tuple[type, ...]] = {
    "name": (str,),
    "lines": (int,),
    "bytes": (int,),
    "round": (int,),
    "file_id": (str, _NONE),
    "batch": (dict, _NONE),
}
_BATCH_TYPES: dict[str, tuple[type, ...]] = {
    "id": (str,),
    "status": (str, _NONE),
    "request_counts": (dict, _NONE),
}
_JOB_TYPES: dict[str, tuple[type, ...]] = {
    "id": (str,),
    "digest": (str,),
    "completion_window": (str,),
    "metadata": (dict, _NONE),
    "max_resubmissions": (int,),
    "max_lines": (int,),
    "max_bytes": (int,),
    "resubmissions": (int,),
    "is_cancelled": (bool,),
    "parts": (list,),
    "source": (str, _NONE),
}
# What earlier files may lack.
_DEFAULTS: dict[str, object] = {
    "round": 0,
    "max_resubmissions": 1,
    "max_lines": 50_000,
    "max_bytes": 200_000_000,
    "resubmissions": 0,
    "is_cancelled": False,
    "completion_window": "24h",
}
_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})


@dataclass
class Part:
    """One input file, and the batch that runs it.

    Attributes:
        name: The name of the file, which no other file has.
        lines: The number of requests.
        bytes: The size.
        round: 0, or the number of the resubmission.
        file_id: The id of the uploaded file; `None` before.
        batch: The batch, as the API showed it last; `None` before it was created.
    """

    name: str
    lines: int
    bytes: int
    round: int = 0
    file_id: str | None = None
    batch: dict[str, Any] | None = None

    @property
    def status(self) -> str:
        """The status of the batch; `""` before it was created."""
        return str((self.batch or {}).get("status", ""))

    @property
    def has_ended(self) -> bool:
        """Whether the batch will not change any more."""
        return self.status in _ENDED

    @property
    def failed(self) -> int:
        """How many requests have no answer, those included that may still be submitted again."""
        return self.lines - self.count("completed") if self.has_ended else self.count("failed")

    def count(self, name: str) -> int:
        """Return a number of `request_counts`; 0 if the API did not send it."""
        counts: Any = (self.batch or {}).get("request_counts")
        number = counts.get(name) if is_object(counts) else None
        return number if isinstance(number, int) else 0

    def show(self, batch: dict[str, Any]) -> None:
        """Remember what the API showed; an old answer does not replace the end."""
        if not self.has_ended:
            self.batch = batch

    def merge(self, other: Part) -> None:
        """Add what another process knows of this part."""
        self.file_id = self.file_id or other.file_id
        if other.batch is not None and (self.batch is None or other.has_ended):
            self.show(other.batch)


@dataclass
class Job:
    """All parts of a job.

    Attributes:
        id: The beginning of the names of its files.
        digest: The SHA-256 of its requests.
        completion_window: That of each batch.
        metadata: That of each batch.
        max_resubmissions: How often failed requests are submitted again.
        max_lines: The number of requests in a file.
        max_bytes: The size of a file.
        resubmissions: How often failed requests were submitted again.
        is_cancelled: `cancel()` was called: nothing is submitted any more.
        parts: The input files, in the order of their requests.
        source: The path of the file that had the requests, if there was one.
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
    parts: list[Part] = field(default_factory=list[Part])
    source: str | None = None

    @property
    def has_ended(self) -> bool:
        """Whether all batches have ended. Parts of a cancelled job may have none."""
        return all(part.has_ended or (self.is_cancelled and part.batch is None) for part in self.parts)

    def progress(self) -> BatchProgress:
        """Return how far the batches are."""
        failed = sum(part.failed for part in self.parts) - sum(part.lines for part in self.parts if part.round)
        return BatchProgress(
            total=sum(part.lines for part in self.parts if part.round == 0),
            completed=sum(part.count("completed") for part in self.parts),
            failed=failed,
            resubmissions=self.resubmissions,
            batches=tuple(Batch.model_construct(**part.batch) for part in self.parts if part.batch),
        )

    def merge(self, other: Job) -> None:
        """Add what another process knows of this job. A cancellation is never undone."""
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
        return json.dumps({"version": _VERSION, **dataclasses.asdict(self)}, indent=1)

    @classmethod
    def from_json(cls, text: str | bytes) -> Job:
        """Return the state that `to_json` wrote.

        Raises:
            BatchHandleError: The text is something else.
        """
        try:
            return _job_of(json.loads(text))
        except RecursionError as err:
            raise BatchHandleError(f"{_EXPECTED}, got JSON that is nested too deeply") from err
        except (TypeError, ValueError) as err:
            raise BatchHandleError(f"{_EXPECTED}, got something else: {err}") from err

    @classmethod
    def load(cls, path: Path) -> Job:
        """Return the state in a file.

        Raises:
            BatchHandleError: The file has something else, or is a folder.
            FileNotFoundError: There is no such file.
        """
        if path.is_dir():
            raise BatchHandleError(f"{path}: expected the path of a file for the handle, got a folder")
        try:
            return cls.from_json(path.read_bytes())
        except BatchHandleError as err:
            raise BatchHandleError(f"{path}: {err}") from err.__cause__


def _job_of(found: object) -> Job:
    if not is_object(found):
        raise ValueError(f"{kind_of(found)}, not an object")
    if "version" not in found:
        raise ValueError("an object without version")
    version = found.pop("version")
    if version != _VERSION:
        raise BatchHandleError(f"expected version {_VERSION} of the JSON of a BatchHandle, got {version!r}")
    _check("", found, _JOB_TYPES)
    for index, part in enumerate(found["parts"]):
        _check(f"parts[{index}]", part, _PART_TYPES)
        if not PART_NAME.fullmatch(part["name"]) or not part["name"].startswith(f"{found['id']}-"):
            raise ValueError(f"parts[{index}].name: expected that of an input file of the job, got {part['name']!r}")
        batch = part.get("batch")
        if batch is not None:
            _check(f"parts[{index}].batch", batch, _BATCH_TYPES)
            counts = batch.get("request_counts")
            if counts is not None:
                _check(f"parts[{index}].batch.request_counts", counts, dict.fromkeys(counts, (int, _NONE)))
    members: dict[str, Any] = {**found, "parts": [Part(**part) for part in found["parts"]]}
    return Job(**members)


def _check(place: str, found: object, types: Mapping[str, tuple[type, ...]]) -> None:
    """Raise a `ValueError` that names the first member of an unexpected type."""
    if not is_object(found):
        raise ValueError(f"{place}: expected an object, got {kind_of(found)}")
    for name, expected in types.items():
        value = found.get(name, _DEFAULTS.get(name))
        if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
            shown = " or ".join(_NAMES[one] for one in expected)
            raise ValueError(f"{place}{'.' if place else ''}{name}: expected {shown}, got {kind_of(value)}")


@dataclass(frozen=True)
class BatchProgress:
    """How far the batches of a job are.

    Attributes:
        total: The number of requests.
        completed: How many have an answer.
        failed: How many failed, without those that were submitted again.
        resubmissions: How often failed requests were submitted again.
        batches: The batches, as the API showed them last.
    """

    total: int
    completed: int
    failed: int
    resubmissions: int
    batches: tuple[Batch, ...] = field(repr=False)

    @property
    def statuses(self) -> dict[str, int]:
        """Status → the number of batches that have it."""
        statuses = [batch.status for batch in self.batches]
        return {status: statuses.count(status) for status in dict.fromkeys(statuses)}
