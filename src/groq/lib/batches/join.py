"""`Index`: the place of each result in the files of all batches of a job."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from .._batch_lines import EXPIRED, ResultLine, parse_result
from .._json_values import is_array, is_object, kind_of
from .state import JobPart

__all__ = ["Index", "ResultPlace", "ResultStatus", "damage_of"]

ResultStatus: TypeAlias = Literal["completed", "failed", "rejected", "expired", "cancelled", "unparseable", "missing"]

# Status of a batch → status of its requests without a result line.
_STATUS_WITHOUT_LINE: dict[str, ResultStatus] = {
    "": "cancelled",  # the job was cancelled before this batch was created
    "failed": "rejected",
    "expired": "expired",
    "cancelled": "cancelled",
}
_CANCELLED = "batch_cancelled"
_CUSTOM_ID = re.compile(rb'"custom_id"\s*:\s*"([^"\\]+)"')
_MADE_ID = re.compile(r"request-\d{1,18}|line-\d{1,18}-[0-9a-f]{8}")


class ResultPlace(NamedTuple):
    """The place of a result.

    Attributes:
        status: The status of the request.
        part: The input file with the request.
        path: The file with the result line; `None` without one.
        offset: Where the line begins.
        is_transient: The request may succeed if it is sent again.
    """

    status: ResultStatus
    part: JobPart
    path: Path | None = None
    offset: int = 0
    is_transient: bool = False


class Index:
    """Custom id → place of the result, filled one file at a time.

    Attributes:
        entries: Id → place. A later result replaces an earlier one, unless only the earlier one is an answer.
        unparseable: Damaged lines without a readable id, and lines of unknown requests.
    """

    def __init__(self) -> None:
        self.entries: dict[str, ResultPlace] = {}
        self.unparseable: list[bytes] = []

    def read(self, part: JobPart, paths: Iterable[Path]) -> dict[str, ResultPlace]:
        """Return the places of the results in the output and error files of a part."""
        found: dict[str, ResultPlace] = {}
        for path in paths:
            for offset, line in _lines(path):
                if line.strip():
                    self._read(found, part, path, offset, line)
        return found

    def add(self, part: JobPart, found: Mapping[str, ResultPlace], ids: Iterable[str]) -> None:
        """Add the results of a part, and the requests without one.

        Args:
            part: The input file.
            found: The results, as `read` returns them.
            ids: The ids of the requests.
        """
        asked = dict.fromkeys(ids)
        self.unparseable += (_line_at(entry) for custom_id, entry in found.items() if custom_id not in asked)
        status = _STATUS_WITHOUT_LINE.get(part.status, "missing")
        for custom_id in asked:
            if custom_id in found:
                _put(self.entries, custom_id, found[custom_id])
            elif custom_id not in self.entries or status != "missing":
                _put(self.entries, custom_id, ResultPlace(status, part, is_transient=status == "expired"))

    def order(self) -> list[str]:
        """Return all ids, in the order of the requests if this package generated all of them."""
        if not all(map(_MADE_ID.fullmatch, self.entries)):
            return list(self.entries)
        return sorted(self.entries, key=lambda custom_id: int(custom_id.split("-")[1]))

    def _read(self, found: dict[str, ResultPlace], part: JobPart, path: Path, offset: int, line: bytes) -> None:
        try:
            result = parse_result(line)
            _put(found, result.custom_id, _entry(result, part, path, offset))
        except Exception:  # one damaged line must not fail the others
            damaged = _CUSTOM_ID.search(line)
            if damaged:
                _put(found, damaged[1].decode("utf-8", "replace"), ResultPlace("unparseable", part, path, offset))
            else:
                self.unparseable.append(line.rstrip(b"\r\n"))


def damage_of(body: object) -> str | None:
    """Return why the body of a successful response is invalid, or `None`."""
    if not is_object(body):
        return f"The body is {kind_of(body)}, not an object."
    choices, usage = body.get("choices"), body.get("usage")
    if not is_array(choices):  # a transcription, for example
        return "The completion has no choices." if body.get("object") == "chat.completion" else None
    if not all(is_object(choice) and is_object(choice.get("message")) for choice in choices):
        return "A choice of the completion has no message."
    if usage is not None and not is_object(usage):
        return f"The usage is {kind_of(usage)}, not an object."
    return None


def _put(entries: dict[str, ResultPlace], custom_id: str, entry: ResultPlace) -> None:
    known = entries.get(custom_id)
    if known is None or known.status != "completed" or entry.status == "completed":
        entries[custom_id] = entry


def _entry(result: ResultLine, part: JobPart, path: Path, offset: int) -> ResultPlace:
    code = (result.error or {}).get("code")
    status: ResultStatus = "failed"
    if result.is_success:
        status = "unparseable" if damage_of(result.body) else "completed"
    elif result.status_code is None and code == EXPIRED:
        status = "expired"
    elif result.status_code is None and code == _CANCELLED:
        status = "cancelled"
    return ResultPlace(status, part, path, offset, is_transient=result.is_transient)


def _line_at(entry: ResultPlace) -> bytes:
    if entry.path is None:
        return b""
    with entry.path.open("rb") as file:
        file.seek(entry.offset)
        return file.readline().rstrip(b"\r\n")


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    offset = 0
    with path.open("rb") as file:
        for line in file:
            yield offset, line
            offset += len(line)
