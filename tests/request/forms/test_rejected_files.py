"""Files and fields that are rejected before anything is sent."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ...support.calls import AnyClient
from ...support.clients import sync_client_of
from .uploads import UploadWire, transcribe

# Rejected files.


@pytest.mark.anyio
@pytest.mark.parametrize("make", [str, lambda path: ("a.wav", str(path))], ids=["str", "(name, str)"])
async def test_rejects_string_as_file_and_suggests_path(
    client: AnyClient, wire: UploadWire, path: Path, make: Callable[[Path], Any]
) -> None:
    with pytest.raises(TypeError, match=r"^file: expected bytes, a path .*got str\..*pathlib\.Path"):
        await transcribe(client, file=make(path))
    assert wire.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize("wrap", [lambda file: file, lambda file: ("a.wav", file)], ids=["file", "(name, file)"])
async def test_rejects_file_in_text_mode(
    client: AnyClient, wire: UploadWire, tmp_path: Path, wrap: Callable[[Any], Any]
) -> None:
    (tmp_path / "a.txt").write_text("text", "utf-8")
    for file in ((tmp_path / "a.txt").open(encoding="utf-8"), io.StringIO("text")):
        with file, pytest.raises(TypeError, match=r"^file: expected a file opened in binary mode.*'rb'"):
            await transcribe(client, file=wrap(file))
    assert wire.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize("wrap", [lambda path: path, lambda path: ("a.wav", path)], ids=["path", "(name, path)"])
async def test_raises_os_error_for_missing_file(
    client: AnyClient, wire: UploadWire, tmp_path: Path, wrap: Callable[[Path], Any]
) -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.wav"):
        await transcribe(client, file=wrap(tmp_path / "nothing.wav"))
    with pytest.raises(OSError, match=r"directory|Permission"):
        await transcribe(client, file=wrap(tmp_path))
    assert wire.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize("file", [None, 7, 1.5, ["a"], {"a": b"1"}, memoryview(b"1"), object(), ("a", None)])
async def test_rejects_other_objects_as_file(client: AnyClient, wire: UploadWire, file: Any) -> None:
    with pytest.raises(TypeError, match=r"^file: expected bytes, a path or an open binary file, got \w+\."):
        await transcribe(client, file=file)
    assert wire.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize("file", [(), ("a",), ("a", b"1", None, None, None)], ids=len)
async def test_rejects_file_tuple_of_wrong_length(client: AnyClient, wire: UploadWire, file: Any) -> None:
    with pytest.raises(TypeError, match=rf"^file: expected \(file name, content\).*tuple of {len(file)}"):
        await transcribe(client, file=file)
    assert wire.requests == []


@pytest.mark.anyio
async def test_rejects_closed_file(client: AnyClient, wire: UploadWire, path: Path) -> None:
    with path.open("rb") as file:
        pass
    with pytest.raises(ValueError, match="closed file"):
        await transcribe(client, file=file)
    assert wire.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize("value", [object(), b"bytes", {"a": object()}, [b"1"]])
async def test_rejects_field_without_text_form(client: AnyClient, wire: UploadWire, value: Any) -> None:
    with pytest.raises(TypeError, match=r"prompt.*expected a value that JSON can hold"):
        await transcribe(client, file=b"1", prompt=value)
    assert wire.requests == []


@pytest.mark.anyio
async def test_rejects_file_with_async_read(client: AnyClient, wire: UploadWire) -> None:
    class AsyncFile:
        def read(self) -> object:
            return object()  # neither bytes nor a coroutine

    with pytest.raises(TypeError, match=r"^file: (?!.*text mode)"):
        await transcribe(client, file=AsyncFile())
    assert wire.requests == []


@pytest.mark.parametrize(
    ("file", "error", "message"),
    [
        (("n", b"1", "a/b\r\nX: y"), ValueError, "Header 'Content-Type': expected printable ASCII"),
        (("n", b"1", "a/b", {"X-A": "b\r\nQ: z"}), ValueError, "Header 'X-A': expected printable ASCII"),
        (("n", b"1", 5), TypeError, "expected a media type that is a string, got int"),
        (("n", b"1", "a/b", {"X": 5}), TypeError, "Header 'X': expected a string or bytes, got int"),
        ((5, b"1"), TypeError, "expected a file name that is a string, got int"),
    ],
)
def test_rejects_invalid_part_of_tuple_before_sending(
    wire: UploadWire, file: Any, error: type[Exception], message: str
) -> None:
    client = sync_client_of(wire)
    with pytest.raises(error, match=message):
        client.audio.transcriptions.create(model="m", file=file)
    assert wire.requests == []


def test_rejects_file_at_its_end(wire: UploadWire) -> None:
    client = sync_client_of(wire)
    file = io.BytesIO(b"abc")
    client.audio.transcriptions.create(model="m", file=file)
    with pytest.raises(ValueError, match=r"position is at the end. Call file.seek\(0\)"):
        client.audio.transcriptions.create(model="m", file=file)
    assert len(wire.requests) == 1


@pytest.mark.parametrize("value", [math.nan, "\ud800"])
def test_rejects_field_that_json_rejects(wire: UploadWire, value: Any) -> None:
    with pytest.raises(ValueError, match=r"^prompt: "):
        sync_client_of(wire).audio.transcriptions.create(model="m", file=b"1", prompt=value)
    assert wire.requests == []


def test_rejects_field_that_contains_itself(wire: UploadWire) -> None:
    circle: dict[str, object] = {}
    circle["a"] = circle
    with pytest.raises(ValueError, match="nested more than"):
        sync_client_of(wire).audio.transcriptions.create(model="m", file=b"1", extra_body=circle)
    assert wire.requests == []
