"""The file of a cassette."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from groq.testing.recording.cassette import Cassette

from .conftest import lines

GET: dict[str, Any] = {"method": "GET", "path": "/a"}


def response(status: int) -> dict[str, Any]:
    return {"status": status, "seconds": 0.0, "headers": {}}


def test_truncated_last_line_is_ignored_and_overwritten(path: Path) -> None:
    Cassette(path).append(GET, response(200))
    whole = path.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole + whole[:end])
        cassette = Cassette(path)
        assert len(cassette.entries) == 1
        cassette.append(GET, response(404))
        assert [line["response"]["status"] for line in lines(path)] == [200, 404]


def test_two_processes_add_lines_to_one_file(path: Path) -> None:
    first, second = Cassette(path), Cassette(path)
    for status, cassette in enumerate((first, second, first, second), 200):
        cassette.append(GET, response(status))
    assert [line["response"]["status"] for line in lines(path)] == [200, 201, 202, 203]


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"request": {}}', b'{"request": {}, "response": {}}', b""])
def test_rejects_line_that_is_not_of_a_cassette_by_its_number(path: Path, line: bytes) -> None:
    Cassette(path).append(GET, response(200))
    path.write_bytes(path.read_bytes() + line + b"\n")
    with pytest.raises(ValueError, match=r"app\.jsonl:2: expected a JSON object with 'request' and 'response'"):
        Cassette(path)


def test_keeps_text_readable_and_bytes_that_are_not_utf_8(path: Path) -> None:
    cassette = Cassette(path)
    cassette.append({**GET, "text": "Grüße"}, response(200))
    cassette.append({**GET, "text": "\udcff"}, response(200))
    assert "Grüße" in path.read_text("utf-8")
    assert Cassette(path).take({**GET, "text": "\udcff"}) is not None
