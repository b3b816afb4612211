"""The file of a cassette."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from groq.testing.recording.cassette import Cassette

from .conftest import lines

GET: dict[str, Any] = {"method": "GET", "path": "/a"}


def response(status: int) -> dict[str, Any]:
    return {"status": status, "seconds": 0.0, "headers": {}}


def test_ignores_and_overwrites_truncated_last_line(path: Path) -> None:
    Cassette(path).append(GET, response(200))
    whole = path.read_bytes()
    for end in range(len(whole) - 1):
        path.write_bytes(whole + whole[:end])
        cassette = Cassette(path)
        assert len(cassette.entries) == 1
        cassette.append(GET, response(404))
        assert [line["response"]["status"] for line in lines(path)] == [200, 404]


def test_keeps_a_whole_last_line_without_its_newline(path: Path) -> None:
    Cassette(path).append(GET, response(200))
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    first, second = Cassette(path), Cassette(path)
    assert len(first.entries) == 1
    first.append(GET, response(404))
    second.append(GET, response(500))
    assert [line["response"]["status"] for line in lines(path)] == [200, 404, 500]


def test_two_processes_add_lines_to_one_file(path: Path) -> None:
    first, second = Cassette(path), Cassette(path)
    for status, cassette in enumerate((first, second, first, second), 200):
        cassette.append(GET, response(status))
    assert [line["response"]["status"] for line in lines(path)] == [200, 201, 202, 203]


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"request": {}}', b'{"request": {}, "response": {}}', b""])
def test_error_names_the_number_of_an_invalid_line(path: Path, line: bytes) -> None:
    Cassette(path).append(GET, response(200))
    path.write_bytes(path.read_bytes() + line + b"\n")
    with pytest.raises(ValueError, match=r"app\.jsonl:2: expected a JSON object with 'request' and 'response'"):
        Cassette(path)


@pytest.mark.parametrize(
    ("text", "number"),
    [("precious", 1), ("precious\n", 1), ('{"my": "data"}', 1), ('{"my": "data"}\n', 1), ("Dear diary,\nI", 1)],
)
@pytest.mark.parametrize("rewrite", [False, True])
def test_does_not_change_a_file_that_is_not_a_cassette(path: Path, text: str, number: int, rewrite: bool) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    with pytest.raises(ValueError, match=rf"app\.jsonl:{number}: expected a JSON object with 'request'"):
        Cassette(path, rewrite=rewrite)
    assert path.read_text() == text


def test_rejects_other_text_after_complete_lines(path: Path) -> None:
    Cassette(path).append(GET, response(200))
    path.write_bytes(path.read_bytes() + b"notes")
    with pytest.raises(ValueError, match=r"app\.jsonl:2: expected"):
        Cassette(path)


def test_rewrites_a_cassette(path: Path) -> None:
    for status in (200, 404):
        Cassette(path, rewrite=True).append(GET, response(status))
    assert [line["response"]["status"] for line in lines(path)] == [404]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": "x"}, "status: expected an HTTP status from 200 to 599, got 'x'"),
        ({"status": 99999}, "status: expected an HTTP status from 200 to 599, got 99999"),
        ({"status": True}, "status: expected"),
        ({"headers": 5}, "headers: expected an object of strings, got 5"),
        ({"headers": {"a": "\n"}}, "headers: expected"),
        ({"seconds": "x"}, "seconds: expected"),
        ({"text": 5}, "text: expected"),
        ({"base64": "%"}, "base64|[Oo]nly|[Ii]ncorrect|[Nn]on-"),
        ({"stream": 5}, "stream: expected a list of events"),
        ({"stream": [5]}, "stream: expected a list of events"),
        ({"stream": [{"at": 0}]}, "stream: expected a list of events"),
        ({"stream": [{"at": "x", "data": "a"}]}, "at: expected"),
    ],
)
def test_error_names_the_line_of_an_invalid_response(path: Path, change: dict[str, Any], words: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"request": GET, "response": {**response(200), **change}}) + "\n")
    with pytest.raises(ValueError, match=rf"app\.jsonl:1: .*({words})"):
        Cassette(path)


def test_stores_text_readably_and_keeps_bytes_that_are_not_utf_8(path: Path) -> None:
    cassette = Cassette(path)
    cassette.append({**GET, "text": "Grüße"}, response(200))
    cassette.append({**GET, "text": "\udcff"}, response(200))
    assert "Grüße" in path.read_text("utf-8")
    assert Cassette(path).take({**GET, "text": "\udcff"}) is not None
