"""The file of a cassette: a line of JSON for each request and its response. `recorder` reads and extends it."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...lib._mutex import Mutex
from .._strict_json import is_object, parse_json
from .requests import identity_of
from .responses import check_response

_EXPECTED = "expected a JSON object with 'request' and 'response', as LocalServer records it"
_BEGINNING = b'{"request":'  # of each line, without its spaces


@dataclass(frozen=True)
class Entry:
    """One line."""

    line: int
    request: dict[str, Any]
    response: dict[str, Any]


class Cassette:
    """The recorded requests and responses, in order. Thread-safe.

    Lines are appended atomically. An incomplete last line, from a killed process, is ignored and overwritten
    by the next one. With `rewrite`, the first line replaces the file, which must be a cassette, too.

    Raises:
        ValueError: A line of the file is not one of a cassette.
        OSError: The file cannot be read.
    """

    def __init__(self, path: Path, *, rewrite: bool = False) -> None:
        self.path = path
        self._lock = Mutex()
        data = path.read_bytes() if path.exists() else b""
        *lines, rest = data.split(b"\n")
        if _is_json(rest):  # a whole line without its newline, perhaps removed by an editor
            lines, rest = [*lines, rest], b""
        parsed = [_parse(path, number, line) for number, line in enumerate(lines, 1)]
        _check_beginning(path, len(parsed) + 1, rest)
        # The size to truncate the file to before the first line is added.
        self._truncated: int | None = 0 if rewrite else len(data) - len(rest) if rest else None
        self.entries: list[Entry] = []
        self._by_key: dict[str, list[Entry]] = {}
        for request, response in () if rewrite else parsed:
            self._add(request, response)
        self.rewind()

    def rewind(self) -> None:
        """Replay from the first answer to each request again."""
        with self._lock:
            self._taken: Counter[str] = Counter()

    def take(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """Return the next response to this request. Each is returned once."""
        key = identity_of(request)
        with self._lock:
            found = self._by_key.get(key, [])
            if self._taken[key] >= len(found):
                return None
            self._taken[key] += 1
            return found[self._taken[key] - 1].response

    def last(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """Return the last response to this request, however often it was taken."""
        with self._lock:
            found = self._by_key.get(identity_of(request))
            return found[-1].response if found else None

    def append(self, request: dict[str, Any], response: dict[str, Any]) -> None:
        """Append a line, and count it as taken.

        Raises:
            OSError: It cannot be written. The file is as it was before.
        """
        line = _line({"request": request, "response": response})
        with self._lock:
            self._write(line)
            self._add(request, response)
            self._taken[identity_of(request)] += 1

    def _add(self, request: dict[str, Any], response: dict[str, Any]) -> None:
        entry = Entry(len(self.entries) + 1, request, response)
        self.entries.append(entry)
        self._by_key.setdefault(identity_of(request), []).append(entry)

    def _write(self, line: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Opened for each line: there are few, and no file is left open.
        with self.path.open("a+b", buffering=0) as file:
            if self._truncated is not None:
                file.truncate(self._truncated)
                self._truncated = None
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
                line = line if file.read() == b"\n" else b"\n" + line
            try:
                written = 0
                while written < len(line):
                    written += file.write(line[written:])
            except OSError:
                file.truncate(size)
                raise


def _line(value: object) -> bytes:
    # With spaces, to be read in reviews.
    try:
        return json.dumps(value, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # Bytes that are not UTF-8, as lone surrogates.
        return json.dumps(value).encode() + b"\n"


def _is_json(data: bytes) -> bool:
    try:
        parse_json(data)
    except ValueError:
        return False
    return True


def _parse(path: Path, number: int, line: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        value = parse_json(line)
    except ValueError as err:
        raise ValueError(f"{path}:{number}: {_EXPECTED}, got invalid JSON: {err}") from err
    request, response = (value.get("request"), value.get("response")) if is_object(value) else (None, None)
    if not is_object(request) or not is_object(response) or not {"status", "headers"} <= response.keys():
        raise ValueError(f"{path}:{number}: {_EXPECTED}")
    try:
        check_response(response)
    except (TypeError, ValueError) as err:
        raise ValueError(f"{path}:{number}: {err}") from err
    return request, response


def _check_beginning(path: Path, number: int, rest: bytes) -> None:
    """Check that an incomplete last line begins like one of a cassette: other files must not be overwritten."""
    found = b"".join(rest[: len(_BEGINNING) * 2].split())[: len(_BEGINNING)]
    if not _BEGINNING.startswith(found):
        raise ValueError(f"{path}:{number}: {_EXPECTED}. Choose another file for the cassette.")
