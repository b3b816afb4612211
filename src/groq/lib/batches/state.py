"""The state of a job: its input files, their batches, and what was submitted again. Pure, and JSON."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any

from groq.types import Batch

from .._json import is_object
from .errors import BatchHandleError

__all__ = ["BatchProgress", "Job", "Part"]

_VERSION = 1
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
        return int(counts.get(name) or 0) if is_object(counts) else 0


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
            found: Any = json.loads(text)
            version = found.pop("version")
            parts = [Part(**part) for part in found.pop("parts")]
            job = cls(**found, parts=parts)
        except (AttributeError, KeyError, TypeError, ValueError) as err:
            raise BatchHandleError(f"expected the JSON of a BatchHandle, got something else: {err!r}") from err
        if version != _VERSION:
            raise BatchHandleError(f"expected version {_VERSION} of the JSON of a BatchHandle, got {version!r}")
        return job


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
