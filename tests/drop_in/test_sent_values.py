"""Lines 16, 19, 24, 26 and 27: base URLs, headers, file names, and `cast_to=bool`."""

from __future__ import annotations

import io
import os
from pathlib import Path, PurePosixPath
from typing import Any

import httpx
import pytest

from groq import APIResponseValidationError, Groq, omit
from groq._request.headers import merge_headers

from ..request.recording import Recording
from ..support.clients import async_client_of, sync_client_of
from ..support.forms import form_parts


@pytest.fixture
def recording() -> Recording:
    """Return a recording of requests."""
    return Recording()


# 16. Base URLs.


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("https://api.groq.com", "https://api.groq.com"),
        ("https://api.groq.com/", "https://api.groq.com/"),
        ("https://api.groq.com:8443", "https://api.groq.com:8443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://user:pass@api.test", "https://user:pass@api.test"),
        ("https://api.groq.com/openai/v1", "https://api.groq.com/openai/v1/"),
        ("https://api.groq.com/openai/v1/", "https://api.groq.com/openai/v1/"),
        ("https://proxy.test/groq//", "https://proxy.test/groq/"),
    ],
)
@pytest.mark.parametrize("kind", [str, httpx.URL])
def test_16_base_url_is_unchanged_except_for_a_slash_after_a_path(given: str, shown: str, kind: Any) -> None:
    client = Groq(api_key="k", base_url=kind(given))
    assert str(client.base_url) == shown
    assert str(client.copy().base_url) == shown
    client.base_url = "https://other.test"
    client.base_url = kind(given)
    assert str(client.base_url) == shown


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("path", ["", "/openai/v1", "/proxy"])
def test_16_requests_reach_the_endpoint_with_and_without_a_slash(
    recording: Recording, monkeypatch: pytest.MonkeyPatch, path: str, slash: str
) -> None:
    monkeypatch.setenv("GROQ_BASE_URL", f"https://api.test{path}{slash}")
    for client in (recording.groq(), recording.groq().copy(base_url=f"https://api.test{path}{slash}")):
        client.base_url = f"https://api.test{path}{slash}"
        client.models.list()
        expected = f"{path.removesuffix('/openai/v1')}/openai/v1/models"
        assert recording.last.url.path == expected


def test_16_default_base_url_has_no_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GROQ_BASE_URL", raising=False)
    assert str(Groq(api_key="k").base_url) == "https://api.groq.com"


# 19. Header values that are bytes. tests/request/test_scalars.py tests queries.


def test_19_header_values_may_be_bytes(recording: Recording) -> None:
    client = recording.groq(default_headers={"X-A": b"a", "X-B": b"b"})
    client.with_options(default_headers={"x-b": b"c"}).models.list(extra_headers={"traceparent": b"00-1-2-01"})
    headers = recording.last.headers
    assert (headers["X-A"], headers["X-B"], headers["traceparent"]) == ("a", "c", "00-1-2-01")


def test_19_bytes_override_headers_and_are_overridden() -> None:
    assert merge_headers({"X-A": "1", "X-B": b"2"}, {"x-a": b"3", "x-b": "4"}) == {"x-a": "3", "x-b": "4"}
    assert merge_headers({"X-A": b"1"}, {"x-a": omit}) == {}


def test_19_bytes_select_the_raw_mode(recording: Recording) -> None:
    raw: Any = recording.groq().models.list(extra_headers={"X-Stainless-Raw-Response": b"true"})
    assert raw.parse().object == "list"
    streamed: Any = recording.groq().models.list(extra_headers={"X-Stainless-Raw-Response": b"stream"})
    assert b"".join(streamed.iter_bytes()).startswith(b"{")


@pytest.mark.parametrize("value", [b"a\r\nX-B: c", b"\x00", "é".encode(), b"\xff"], ids=repr)
def test_19_bytes_are_validated_like_text(recording: Recording, value: bytes) -> None:
    with pytest.raises(ValueError, match="Header 'X-A': expected printable ASCII"):
        recording.groq().models.list(extra_headers={"X-A": value})
    assert recording.requests == []


def test_19_headers_of_a_file_may_be_bytes(recording: Recording) -> None:
    file = ("a.wav", b"RIFF", "audio/wav", {"X-A": b"a"})
    untyped: Any = file
    recording.groq().audio.transcriptions.create(model="m", file=untyped)
    assert form_parts(recording.last)[-1].headers["x-a"] == "a"


# 24. Names of file objects.


class Named(io.BytesIO):
    """An open file with a name of any kind."""

    def __init__(self, name: object) -> None:
        super().__init__(b"RIFF")
        self.name = name


class BytesPath:
    """A path whose text is bytes."""

    def __fspath__(self) -> bytes:
        return b"/tmp/dir/a.wav"

    def __repr__(self) -> str:
        return "BytesPath"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("/tmp/dir/a.wav", "a.wav"),
        (b"/tmp/dir/a.wav", "a.wav"),
        (PurePosixPath("/tmp/dir/a.wav"), "a.wav"),
        (BytesPath(), "a.wav"),
        ("é.wav", "é.wav"),
        ("é.wav".encode(), "é.wav"),
        (b"\xff.wav", "?.wav"),
        ("/tmp/dir/", "upload"),
        (b"", "upload"),
        (5, "upload"),
        (None, "upload"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("wrap", [lambda file: file, lambda file: (None, file)], ids=["file", "tuple"])
def test_24_name_of_a_file_object_is_its_last_part(recording: Recording, name: Any, expected: str, wrap: Any) -> None:
    recording.groq().audio.transcriptions.create(model="m", file=wrap(Named(name)))
    assert form_parts(recording.last)[-1].filename == expected


@pytest.mark.parametrize("name", ["a.wav", b"a.wav", PurePosixPath("dir/a.wav"), BytesPath()], ids=repr)
def test_24_name_in_a_tuple_may_be_text_bytes_or_a_path(recording: Recording, name: Any) -> None:
    recording.groq().audio.transcriptions.create(model="m", file=(name, b"RIFF"))
    assert form_parts(recording.last)[-1].filename == "a.wav"


def test_24_paths_of_bytes_are_read(recording: Recording, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF")

    class Entry:
        def __fspath__(self) -> bytes:
            return os.fsencode(path)

    untyped: Any = Entry()
    recording.groq().audio.transcriptions.create(model="m", file=untyped)
    part = form_parts(recording.last)[-1]
    assert (part.filename, part.content) == ("a.wav", b"RIFF")


# 27. `cast_to=bool`.


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "expected"), [(b"true", True), (b"True", True), (b"FALSE\n", False), (b" false ", False)]
)
async def test_27_cast_to_bool_reads_any_case(body: bytes, expected: bool) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=body)

    assert sync_client_of(answer).get("/x", cast_to=bool) is expected
    assert await async_client_of(answer).get("/x", cast_to=bool) is expected


@pytest.mark.parametrize("body", [b"", b"maybe", b"{}", b"null", b"truely"])
def test_27_cast_to_bool_rejects_other_bodies(body: bytes) -> None:
    client = sync_client_of(lambda _: httpx.Response(200, content=body))
    with pytest.raises(APIResponseValidationError, match="Expected bool"):
        client.get("/x", cast_to=bool)


@pytest.mark.parametrize("body", [b"<html>busy</html>", b"Hi"])
def test_27_raises_for_text_instead_of_a_model(body: bytes) -> None:
    client = sync_client_of(lambda _: httpx.Response(200, content=body))
    with pytest.raises(APIResponseValidationError):
        client.models.list()
