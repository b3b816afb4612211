"""`Index`: where the result of each request is, in the files of all batches of a job."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from .._batch_lines import EXPIRED, LineError, ResultLine, parse_result
from .state import Part

__all__ = ["Entry", "Index", "ResultStatus"]

ResultStatus: TypeAlias = Literal["completed", "failed", "rejected", "expired", "cancelled", "unparseable", "missing"]

# What became of a request without a line of its own, by the status of its batch.
_STATUS_WITHOUT_LINE: dict[str, ResultStatus] = {
    "": "cancelled",  # the job was cancelled before this batch was created
    "failed": "rejected",
    "expired": "expired",
    "cancelled": "cancelled",
}
_CANCELLED = "batch_cancelled"
_CUSTOM_ID = re.compile(rb'"custom_id"\s*:\s*"([^"\\]+)"')
_MADE_ID = re.compile(r"(?:request|line)-(\d{1,18})")


class Entry(NamedTuple):
    """Where a result is.

    Attributes:
        status: What became of the request.
        part: The input file that it was in.
        path: The file with the line; `None` without a line.
        offset: Where the line begins.
        is_transient: The request may succeed if it is sent again.
    """

    status: ResultStatus
    part: Part
    path: Path | None = None
    offset: int = 0
    is_transient: bool = False


class Index:
    """Id → entry, for results that are read one file at a time.

    Attributes:
        entries: The entries. A later one replaces an earlier one, unless only the earlier one has an answer.
        unparseable: Damaged lines that do not show which request they are of.
    """

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.unparseable: list[bytes] = []

    def add_results(self, part: Part, paths: Iterable[Path]) -> None:
        """Add the lines of output and error files."""
        for path in paths:
            for offset, line in _lines(path):
                if not line.strip():
                    continue
                try:
                    result = parse_result(line)
                except LineError:
                    self._add_damaged(part, path, offset, line)
                else:
                    self._add(result.custom_id, _entry(result, part, path, offset))

    def add_missing(self, part: Part, ids: Iterable[str]) -> None:
        """Add the requests of an input file that have no line in the output files of its batch."""
        status = _STATUS_WITHOUT_LINE.get(part.status, "missing")
        for custom_id in ids:
            known = self.entries.get(custom_id)
            if known is None or (known.part is not part and status != "missing"):
                self._add(custom_id, Entry(status, part, is_transient=status == "expired"))

    def count(self, part: Part) -> int:
        """Return how many results are those of this part."""
        return sum(entry.part is part for entry in self.entries.values())

    def order(self) -> list[str]:
        """Return all ids, in the order of the requests if all ids were made here."""
        numbers = {custom_id: _MADE_ID.fullmatch(custom_id) for custom_id in self.entries}
        if not all(numbers.values()):
            return list(self.entries)
        return sorted(self.entries, key=lambda custom_id: int(custom_id.partition("-")[2]))

    def _add(self, custom_id: str, entry: Entry) -> None:
        known = self.entries.get(custom_id)
        if known is None or known.status != "completed" or entry.status == "completed":
            self.entries[custom_id] = entry

    def _add_damaged(self, part: Part, path: Path, offset: int, line: bytes) -> None:
        found = _CUSTOM_ID.search(line)
        if found:
            self._add(found[1].decode("utf-8", "replace"), Entry("unparseable", part, path, offset))
        else:
            self.unparseable.append(line.rstrip(b"\r\n"))


def _entry(result: ResultLine, part: Part, path: Path, offset: int) -> Entry:
    code = (result.error or {}).get("code")
    status: ResultStatus = "failed"
    if result.is_success:
        status = "completed"
    elif result.status_code is None and code == EXPIRED:
        status = "expired"
    elif result.status_code is None and code == _CANCELLED:
        status = "cancelled"
    return Entry(status, part, path, offset, is_transient=result.is_transient)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    offset = 0
    with path.open("rb") as file:
        for line in file:
            yield offset, line
            offset += len(line)
