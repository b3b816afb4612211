"""The state of a server between requests: files, batches, fine-tunings, models."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ...lib._mutex import Mutex
from .._strict_json import digest
from .catalogue import MODELS
from .replies import BatchExpiry

MAX_FILE_BYTES = 200 * 1024 * 1024

_Kept = TypeVar("_Kept")


class Shelf(Generic[_Kept]):
    """Values of one kind by id, oldest first. Thread-safe."""

    def __init__(self, prefix: str, values: Iterable[tuple[str, _Kept]] = ()) -> None:
        self._prefix = prefix
        self._values = dict(values)
        self._made = 0
        self._lock = Mutex()

    def add(self, make: Callable[[str], _Kept]) -> _Kept:
        """Store the value that `make` returns for a new id. Ids are counted: fresh servers generate the same ones."""
        with self._lock:
            self._made += 1
            new_id = f"{self._prefix}_{digest([self._prefix, self._made], 26)}"
            value = self._values[new_id] = make(new_id)
        return value

    def put(self, id: str, value: _Kept) -> None:
        with self._lock:
            self._values[id] = value

    def get(self, wanted_id: str) -> _Kept | None:
        with self._lock:
            return self._values.get(wanted_id)

    def pop(self, wanted_id: str) -> _Kept | None:
        with self._lock:
            return self._values.pop(wanted_id, None)

    def all(self) -> list[_Kept]:
        with self._lock:
            return list(self._values.values())


@dataclass(frozen=True)
class StoredFile:
    """An uploaded file, or the output of a batch."""

    id: str
    filename: str
    purpose: str
    created_at: int
    content: bytes = field(repr=False)

    @property
    def shown(self) -> dict[str, Any]:
        """The file as the API shows it."""
        return {
            "id": self.id,
            "object": "file",
            "bytes": len(self.content),
            "created_at": self.created_at,
            "filename": self.filename,
            "purpose": self.purpose,
        }


@dataclass
class StoredBatch:
    """A batch and its progress. Changes need `lock`. `shown` is replaced, never changed: reading needs no lock."""

    shown: dict[str, Any]
    """The batch as the API shows it."""
    input: bytes = field(repr=False)
    """The input file at the start of the batch: it may be deleted since."""
    lines: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]], repr=False)
    """The validated requests."""
    done: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]], repr=False)
    """Lines of the output file."""
    failed: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]], repr=False)
    """Lines of the error file."""
    expiry: BatchExpiry | None = None
    """The expiry of the batch, if any."""
    polls: int = 0
    """The number of retrieves in the present state."""
    lock: Mutex = field(default_factory=Mutex, repr=False)


class Store:
    """The state of one server. A reset creates a new one."""

    def __init__(self, max_file_bytes: int = MAX_FILE_BYTES, batch_polls: int = 1) -> None:
        self.max_file_bytes = max_file_bytes
        self.batch_polls = batch_polls
        self.files: Shelf[StoredFile] = Shelf("file")
        self.batches: Shelf[StoredBatch] = Shelf("batch")
        self.fine_tunings: Shelf[dict[str, Any]] = Shelf("ft")
        self.models: Shelf[dict[str, Any]] = Shelf("model", ((model["id"], dict(model)) for model in MODELS))

    def add_file(self, filename: str, purpose: str, now: int, content: bytes) -> StoredFile:
        return self.files.add(lambda new_id: StoredFile(new_id, filename, purpose, now, content))
