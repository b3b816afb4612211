"""Files: accepted kinds, and their names and media types."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq import file_from_path

from ...support.calls import AnyClient, finished
from ...support.clients import sync_client_of
from ...support.forms import form
from .uploads import FILES, MODEL, SOUND, PathLike, UploadWire, close, transcribe


@pytest.mark.anyio
@pytest.mark.parametrize("kind", FILES)
async def test_sends_file_with_name_and_media_type(client: AnyClient, wire: UploadWire, path: Path, kind: str) -> None:
    make, name, media_types = FILES[kind]
    file = make(path)
    await transcribe(client, file=file)
    close(file)
    assert (wire.file.name, wire.file.filename, wire.file.content) == ("file", name, SOUND)
    assert wire.file.media_type in media_types
    assert wire.file.headers.get("x-part") == ("1" if "headers" in kind else None)


@pytest.mark.anyio
async def test_accepts_path_like_object(client: AnyClient, wire: UploadWire, path: Path) -> None:
    await transcribe(client, file=PathLike(path))
    assert wire.file.content == SOUND


@pytest.mark.anyio
async def test_path_like_object_gives_file_name(client: AnyClient, wire: UploadWire, path: Path) -> None:
    await transcribe(client, file=PathLike(path))
    assert wire.file.filename == "two words.wav"


@pytest.mark.anyio
async def test_sends_partly_read_file_from_its_position(client: AnyClient, wire: UploadWire, path: Path) -> None:
    with path.open("rb") as file:
        file.seek(4)
        await transcribe(client, file=file)
        assert not file.closed
    assert wire.file.content == SOUND[4:]


@pytest.mark.anyio
async def test_sends_empty_file(client: AnyClient, wire: UploadWire) -> None:
    await transcribe(client, file=b"")
    assert (wire.file.filename, wire.file.content) == ("upload", b"")


@pytest.mark.anyio
async def test_sends_total_length(client: AnyClient, wire: UploadWire, path: Path) -> None:
    await transcribe(client, file=path)
    (request,) = wire.requests
    assert int(request.headers["content-length"]) == len(request.content)
    assert "transfer-encoding" not in request.headers


@pytest.mark.anyio
async def test_uploads_batch_file(client: AnyClient, wire: UploadWire, tmp_path: Path) -> None:
    lines = tmp_path / "requests.jsonl"
    lines.write_bytes(b'{"custom_id": "1"}\r\n{"custom_id": "2"}\n')
    await finished(client.files.create(file=lines, purpose="batch"))
    assert form(wire.requests[0]) == [("purpose", "batch"), ("file", ("requests.jsonl", lines.read_bytes()))]


@pytest.mark.anyio
@pytest.mark.parametrize("make", [list, tuple, iter, lambda pairs: (pair for pair in pairs), dict])
async def test_verb_accepts_pairs_of_files(client: AnyClient, wire: UploadWire, make: Callable[[Any], Any]) -> None:
    files = make([("a", b"1"), ("b", ("b.txt", b"2", "text/plain"))])
    await finished(client.post("/upload", cast_to=object, body={"x": 1}, files=files))
    assert form(wire.requests[0]) == [("x", "1"), ("a", ("upload", b"1")), ("b", ("b.txt", b"2"))]


@pytest.mark.anyio
async def test_accepts_pairs_with_repeated_name(client: AnyClient, wire: UploadWire) -> None:
    await finished(client.post("/upload", cast_to=object, files=[("f", b"1"), ("f", b"2")]))
    assert form(wire.requests[0]) == [("f", ("upload", b"1")), ("f", ("upload", b"2"))]


ODD_NAMES = {
    "quote": 'a"; name="model',
    "line end": "a\r\nX-Injected: 1\r\n\r\nbody",
    "bare line feed": "a\nb",
    "bare carriage return": "a\rb",
    "null": "a\0b",
    "backslash": 'a\\"b',
    "unicode": "aufnahme-äöü-録音-🎵.wav",
    "line separator": "a\u2028b\u0085c",
    "percent": "100%22.wav",
    "spaces": "  a b  ",
    "empty": "",
}


@pytest.mark.anyio
@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
async def test_escapes_file_names_in_quotes(client: AnyClient, wire: UploadWire, name: str) -> None:
    await transcribe(client, file=(name, SOUND))
    fields = [part for part in wire.parts if part.name == "model"]
    assert [part.content for part in fields] == [MODEL.encode()]
    (part,) = [part for part in wire.parts if part.name == "file"]
    assert set(part.headers) <= {"content-disposition", "content-type"}
    assert part.content == SOUND


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_sends_any_file_name(name: str) -> None:
    wire = UploadWire()
    sync_client_of(wire).audio.transcriptions.create(model=MODEL, file=(name, b"1"))
    (part,) = [part for part in wire.parts if part.name == "file"]
    assert set(part.headers) == {"content-disposition", "content-type"}
    sent = str(part.filename).replace("\\\\", "\\")  # backslashes are doubled; the rest is percent-encoded
    assert unquote(sent) == unquote(name)


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_escapes_field_names_in_quotes(name: str) -> None:
    wire = UploadWire()
    sync_client_of(wire).post("/form", cast_to=object, body={name: "1"}, files={"f": b"2"})
    first, last = wire.parts
    assert set(first.headers) == {"content-disposition"}
    assert (first.content, last.content) == (b"1", b"2")


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has file names in bytes")
@pytest.mark.anyio
async def test_sends_file_whose_name_is_not_utf8(client: AnyClient, wire: UploadWire, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9.wav")
    odd.write_bytes(SOUND)
    await transcribe(client, file=odd)
    assert wire.file.content == SOUND


def test_file_from_path_reads_the_file(path: Path) -> None:
    for given_ in (path, str(path)):
        assert file_from_path(given_) == ("two words.wav", SOUND)
    with pytest.raises(FileNotFoundError):
        file_from_path(path.with_name("nothing"))


def test_accepts_path_as_file_name(wire: UploadWire) -> None:
    untyped: Any = (Path("folder/a.mp3"), b"1")
    sync_client_of(wire).audio.transcriptions.create(model="m", file=untyped)
    assert b'filename="a.mp3"' in wire.requests[0].content
