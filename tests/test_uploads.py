"""Files and forms: what callers pass, what goes over the wire, what is refused before anything is sent."""

from __future__ import annotations

import inspect
import io
import json
import math
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq import AsyncGroq, Groq, file_from_path, not_given, omit
from groq._request.forms import field_parts, file_parts

from .support.clients import async_client_of, sync_client_of
from .support.forms import Part, form, form_parts
from .support.server import PATIENCE

AnyClient = Groq | AsyncGroq

SOUND = b"RIFF\x00\xff\r\n--x\r\n\r\nWAVE"
MODEL = "whisper-large-v3"


class Api:
    """Keeps the requests, and answers with these statuses in turn, at last with 200."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.statuses: list[int] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.statuses:
            return httpx.Response(self.statuses.pop(0), json={"error": {"message": "later"}})
        return httpx.Response(200, json={"text": "hi", "id": "file_1"})

    @property
    def parts(self) -> list[Part]:
        (request,) = self.requests
        return form_parts(request)

    @property
    def file(self) -> Part:
        (part,) = [part for part in self.parts if part.filename is not None]
        return part


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture(params=["sync", "async"])
def client(request: pytest.FixtureRequest, api: Api) -> AnyClient:
    return sync_client_of(api) if request.param == "sync" else async_client_of(api)


async def finished(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


async def transcribe(client: AnyClient, **given: Any) -> Any:
    return await finished(client.audio.transcriptions.create(model=MODEL, **given))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "two words.wav"
    made.write_bytes(SOUND)
    return made


# What a file may be.


class PathLike:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __fspath__(self) -> str:
        return str(self._path)


def named_bytes_io(name: Any) -> io.BytesIO:
    made = io.BytesIO(SOUND)
    made.name = name
    return made


def spooled(_: Path) -> Any:
    made = tempfile.SpooledTemporaryFile()  # noqa: SIM115 - in memory, and closed with the test
    made.write(SOUND)
    made.seek(0)
    return made


def unnamed_file(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_RDONLY), "rb")  # its name is a number


WAV = ("audio/x-wav", "audio/wav", "audio/vnd.wave")  # what systems call it
ANY = ("application/octet-stream",)

FILES: dict[str, tuple[Callable[[Path], Any], str, tuple[str, ...]]] = {
    "bytes": (lambda _: SOUND, "upload", ANY),
    "bytearray": (lambda _: bytearray(SOUND), "upload", ANY),
    "path": (lambda path: path, "two words.wav", WAV),
    "open file": (lambda path: path.open("rb"), "two words.wav", WAV),
    "unbuffered file": (lambda path: path.open("rb", buffering=0), "two words.wav", WAV),
    "file without a name": (unnamed_file, "upload", ANY),
    "spooled file": (spooled, "upload", ANY),
    "BytesIO": (lambda _: io.BytesIO(SOUND), "upload", ANY),
    "BytesIO with a name": (lambda _: named_bytes_io("a.wav"), "a.wav", WAV),
    "BytesIO with a path for a name": (lambda _: named_bytes_io("/tmp/x/a.wav"), "a.wav", WAV),
    "(name, bytes)": (lambda _: ("b.wav", SOUND), "b.wav", WAV),
    "(name, path)": (lambda path: ("b.mp3", path), "b.mp3", ("audio/mpeg",)),
    "(name, open file)": (lambda path: ("b.mp3", path.open("rb")), "b.mp3", ("audio/mpeg",)),
    "(None, path)": (lambda path: (None, path), "two words.wav", WAV),
    "(None, bytes)": (lambda _: (None, SOUND), "upload", ANY),
    "(name, bytes, type)": (lambda _: ("c.wav", SOUND, "audio/made-up"), "c.wav", ("audio/made-up",)),
    "(name, path, type)": (lambda path: ("c", path, "audio/made-up"), "c", ("audio/made-up",)),
    "(name, BytesIO, type, headers)": (
        lambda _: ("d.wav", io.BytesIO(SOUND), "audio/made-up", {"X-Part": "1"}),
        "d.wav",
        ("audio/made-up",),
    ),
    "file_from_path": (file_from_path, "two words.wav", WAV),
}


def close(file: Any) -> None:
    for one in file if isinstance(file, tuple) else (file,):
        if hasattr(one, "close"):
            one.close()


@pytest.mark.anyio
@pytest.mark.parametrize("kind", FILES)
async def test_a_file_goes_out_whole_with_its_name_and_media_type(
    client: AnyClient, api: Api, path: Path, kind: str
) -> None:
    make, name, media_types = FILES[kind]
    file = make(path)
    await transcribe(client, file=file)
    close(file)
    assert (api.file.name, api.file.filename, api.file.content) == ("file", name, SOUND)
    assert api.file.media_type in media_types
    assert api.file.headers.get("x-part") == ("1" if "headers" in kind else None)


@pytest.mark.anyio
async def test_a_path_may_be_anything_that_has_one(client: AnyClient, api: Api, path: Path) -> None:
    await transcribe(client, file=PathLike(path))
    assert api.file.content == SOUND


@pytest.mark.anyio
async def test_anything_that_has_a_path_has_its_name(client: AnyClient, api: Api, path: Path) -> None:
    await transcribe(client, file=PathLike(path))
    assert api.file.filename == "two words.wav"


@pytest.mark.anyio
async def test_a_file_that_was_partly_read_goes_out_from_there(client: AnyClient, api: Api, path: Path) -> None:
    with path.open("rb") as file:
        file.seek(4)
        await transcribe(client, file=file)
        assert not file.closed
    assert api.file.content == SOUND[4:]


@pytest.mark.anyio
async def test_an_empty_file_is_a_file(client: AnyClient, api: Api) -> None:
    await transcribe(client, file=b"")
    assert (api.file.filename, api.file.content) == ("upload", b"")


@pytest.mark.anyio
async def test_the_whole_length_is_announced(client: AnyClient, api: Api, path: Path) -> None:
    await transcribe(client, file=path)
    (request,) = api.requests
    assert int(request.headers["content-length"]) == len(request.content)
    assert "transfer-encoding" not in request.headers


@pytest.mark.anyio
async def test_an_upload_for_a_batch(client: AnyClient, api: Api, tmp_path: Path) -> None:
    lines = tmp_path / "requests.jsonl"
    lines.write_bytes(b'{"custom_id": "1"}\r\n{"custom_id": "2"}\n')
    await finished(client.files.create(file=lines, purpose="batch"))
    assert form(api.requests[0]) == [("purpose", "batch"), ("file", ("requests.jsonl", lines.read_bytes()))]


@pytest.mark.anyio
@pytest.mark.parametrize("make", [list, tuple, iter, lambda pairs: (pair for pair in pairs), dict])
async def test_a_verb_takes_pairs_of_any_kind(client: AnyClient, api: Api, make: Callable[[Any], Any]) -> None:
    files = make([("a", b"1"), ("b", ("b.txt", b"2", "text/plain"))])
    await finished(client.post("/upload", cast_to=object, body={"x": 1}, files=files))
    assert form(api.requests[0]) == [("x", "1"), ("a", ("upload", b"1")), ("b", ("b.txt", b"2"))]


@pytest.mark.anyio
async def test_pairs_may_repeat_a_name(client: AnyClient, api: Api) -> None:
    await finished(client.post("/upload", cast_to=object, files=[("f", b"1"), ("f", b"2")]))
    assert form(api.requests[0]) == [("f", ("upload", b"1")), ("f", ("upload", b"2"))]


# Fields.


@pytest.mark.anyio
async def test_fields_are_parts_with_text_and_lists_have_brackets(client: AnyClient, api: Api) -> None:
    await transcribe(
        client,
        file=("a.wav", SOUND),
        language="de",
        prompt='Zoë said "hi"\r\nand left ✓',
        temperature=0.5,
        timestamp_granularities=["word", "segment"],
        response_format="verbose_json",
    )
    expected: list[Any] = [
        ("file", ("a.wav", SOUND)),
        ("language", "de"),
        ("model", MODEL),
        ("prompt", 'Zoë said "hi"\r\nand left ✓'),
        ("response_format", "verbose_json"),
        ("temperature", "0.5"),
        ("timestamp_granularities[]", "word"),
        ("timestamp_granularities[]", "segment"),
    ]
    assert sorted(form(api.requests[0]), key=lambda pair: pair[0]) == expected
    assert {part.media_type for part in api.parts if part.filename is None} == {None}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], []),
        (["a"], [("x[]", "a")]),
        (("a", "b"), [("x[]", "a"), ("x[]", "b")]),
        (dict.fromkeys("ab").keys(), [("x[]", "a"), ("x[]", "b")]),
        (["a", omit, not_given], [("x[]", "a")]),
        ({"k": "v", "n": [1, 2]}, [("x[k]", "v"), ("x[n][]", "1"), ("x[n][]", "2")]),
        ({"m": {"o": True}}, [("x[m][o]", "true")]),
        (True, [("x", "true")]),
        (False, [("x", "false")]),
        (None, [("x", "")]),
        (0, [("x", "0")]),
        (1.5, [("x", "1.5")]),
        ("", [("x", "")]),
        (omit, []),
        (not_given, []),
    ],
)
def test_values_have_a_text_form(api: Api, value: Any, expected: list[Any]) -> None:
    sync_client_of(api).post("/form", cast_to=object, body={"x": value}, files={"f": b""})
    assert form(api.requests[0])[:-1] == expected


@pytest.mark.anyio
@pytest.mark.parametrize("nothing", [omit, not_given])
async def test_what_was_not_given_is_left_out(client: AnyClient, api: Api, nothing: Any) -> None:
    names = ("language", "prompt", "response_format", "temperature", "timestamp_granularities", "url")
    await transcribe(client, file=b"1", **dict.fromkeys(names, nothing))
    assert form(api.requests[0]) == [("model", MODEL), ("file", ("upload", b"1"))]


@pytest.mark.anyio
@pytest.mark.parametrize("more", [{}, {"file": omit}, {"file": not_given}])
async def test_a_form_without_a_file_is_a_form_still(client: AnyClient, api: Api, more: dict[str, Any]) -> None:
    await transcribe(client, url="https://example.com/a.wav", **more)
    assert form(api.requests[0]) == [("model", MODEL), ("url", "https://example.com/a.wav")]


@pytest.mark.anyio
async def test_extra_body_adds_fields_and_takes_them_out(client: AnyClient, api: Api) -> None:
    extra = {"model": "other", "new": ["a"], "prompt": omit}
    await transcribe(client, file=b"1", prompt="x", extra_body=extra)
    assert sorted(form(api.requests[0])[:-1]) == [("model", "other"), ("new[]", "a")]


@pytest.mark.anyio
@pytest.mark.parametrize("where", ["extra_headers", "default_headers"])
async def test_a_content_type_of_the_callers_does_not_break_the_form(client: AnyClient, api: Api, where: str) -> None:
    headers = {"content-TYPE": "application/json", "X-A": "1"}
    if where == "default_headers":
        client = client.with_options(default_headers=headers)
        await transcribe(client, file=b"1")
    else:
        await transcribe(client, file=b"1", extra_headers=headers)
    assert api.file.content == b"1"
    assert api.requests[0].headers.get_list("content-type")[1:] == []
    assert api.requests[0].headers["x-a"] == "1"


@given(
    fields=st.dictionaries(
        st.sampled_from("abc"), st.text(st.characters(codec="utf-8")) | st.lists(st.text(st.characters(codec="utf-8")))
    ),
    content=st.binary(),
)
def test_any_text_and_any_bytes_arrive_as_they_were(fields: dict[str, Any], content: bytes) -> None:
    api = Api()
    sync_client_of(api).post("/form", cast_to=object, body=fields, files={"f": content})
    expected: list[Any] = []
    for name, value in fields.items():
        expected += [(f"{name}[]", item) for item in value] if isinstance(value, list) else [(name, value)]
    assert form(api.requests[0]) == [*expected, ("f", ("upload", content))]


# Names.

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
async def test_no_file_name_gets_out_of_its_quotes(client: AnyClient, api: Api, name: str) -> None:
    await transcribe(client, file=(name, SOUND))
    fields = [part for part in api.parts if part.name == "model"]
    assert [part.content for part in fields] == [MODEL.encode()]
    (part,) = [part for part in api.parts if part.name == "file"]
    assert set(part.headers) <= {"content-disposition", "content-type"}
    assert part.content == SOUND


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_file_name_arrives(name: str) -> None:
    api = Api()
    sync_client_of(api).audio.transcriptions.create(model=MODEL, file=(name, b"1"))
    (part,) = [part for part in api.parts if part.name == "file"]
    assert set(part.headers) == {"content-disposition", "content-type"}
    sent = str(part.filename).replace("\\\\", "\\")  # backslashes are doubled; the rest is percent-encoded
    assert unquote(sent) == unquote(name)


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_no_field_name_gets_out_of_its_quotes(name: str) -> None:
    api = Api()
    sync_client_of(api).post("/form", cast_to=object, body={name: "1"}, files={"f": b"2"})
    first, last = api.parts
    assert set(first.headers) == {"content-disposition"}
    assert (first.content, last.content) == (b"1", b"2")


@pytest.mark.skipif(os.name != "posix", reason="names are bytes there only")
@pytest.mark.anyio
async def test_a_file_whose_name_is_not_utf8_can_be_sent(client: AnyClient, api: Api, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9.wav")
    odd.write_bytes(SOUND)
    await transcribe(client, file=odd)
    assert api.file.content == SOUND


# What is refused.


@pytest.mark.anyio
@pytest.mark.parametrize("make", [str, lambda path: ("a.wav", str(path))], ids=["str", "(name, str)"])
async def test_a_string_is_refused_and_a_path_is_hinted_at(
    client: AnyClient, api: Api, path: Path, make: Callable[[Path], Any]
) -> None:
    with pytest.raises(TypeError, match=r"^file: expected bytes, a path .*got str\..*pathlib\.Path"):
        await transcribe(client, file=make(path))
    assert api.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize("wrap", [lambda file: file, lambda file: ("a.wav", file)], ids=["file", "(name, file)"])
async def test_a_file_in_text_mode_is_refused(
    client: AnyClient, api: Api, tmp_path: Path, wrap: Callable[[Any], Any]
) -> None:
    (tmp_path / "a.txt").write_text("text", "utf-8")
    for file in ((tmp_path / "a.txt").open(encoding="utf-8"), io.StringIO("text")):
        with file, pytest.raises(TypeError, match=r"^file: expected a file opened in binary mode.*'rb'"):
            await transcribe(client, file=wrap(file))
    assert api.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize("wrap", [lambda path: path, lambda path: ("a.wav", path)], ids=["path", "(name, path)"])
async def test_a_missing_file_is_the_error_of_the_system(
    client: AnyClient, api: Api, tmp_path: Path, wrap: Callable[[Path], Any]
) -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.wav"):
        await transcribe(client, file=wrap(tmp_path / "nothing.wav"))
    with pytest.raises(OSError, match=r"directory|Permission"):
        await transcribe(client, file=wrap(tmp_path))
    assert api.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize("file", [None, 7, 1.5, ["a"], {"a": b"1"}, memoryview(b"1"), object(), ("a", None)])
async def test_anything_else_is_refused(client: AnyClient, api: Api, file: Any) -> None:
    with pytest.raises(TypeError, match=r"^file: expected bytes, a path or an open binary file, got \w+\."):
        await transcribe(client, file=file)
    assert api.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize("file", [(), ("a",), ("a", b"1", None, None, None)], ids=len)
async def test_a_tuple_of_another_length_is_refused(client: AnyClient, api: Api, file: Any) -> None:
    with pytest.raises(TypeError, match=rf"^file: expected \(file name, content\).*tuple of {len(file)}"):
        await transcribe(client, file=file)
    assert api.requests == []


@pytest.mark.anyio
async def test_a_closed_file_is_refused(client: AnyClient, api: Api, path: Path) -> None:
    with path.open("rb") as file:
        pass
    with pytest.raises(ValueError, match="closed file"):
        await transcribe(client, file=file)
    assert api.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize("value", [object(), b"bytes", {"a": object()}, [b"1"]])
async def test_a_field_without_a_text_form_is_refused(client: AnyClient, api: Api, value: Any) -> None:
    with pytest.raises(TypeError, match=r"prompt.*expected a value that JSON can hold"):
        await transcribe(client, file=b"1", prompt=value)
    assert api.requests == []


@pytest.mark.anyio
async def test_a_file_that_is_read_with_await_is_refused_as_such(client: AnyClient, api: Api) -> None:
    class AsyncFile:
        def read(self) -> object:
            return object()  # stands for a coroutine

    with pytest.raises(TypeError, match=r"^file: (?!.*text mode)"):
        await transcribe(client, file=AsyncFile())
    assert api.requests == []


# Retries.


@pytest.fixture
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    async def async_sleep(_: object, seconds: float) -> None:
        del seconds

    monkeypatch.setattr("groq._base_client.SyncAPIClient._sleep", lambda _, __: None)
    monkeypatch.setattr("groq._base_client.AsyncAPIClient._sleep", async_sleep)


class Once(io.RawIOBase):
    """A file that can be read once, as a pipe can."""

    def __init__(self) -> None:
        self._pieces = iter([SOUND, b""])

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = next(self._pieces)
        buffer[: len(piece)] = piece
        return len(piece)


@pytest.mark.anyio
@pytest.mark.usefixtures("no_sleep")
@pytest.mark.parametrize("kind", ["open file", "BytesIO", "path", "bytes", "pipe"])
async def test_a_retry_sends_the_same_bytes_whole(client: AnyClient, api: Api, path: Path, kind: str) -> None:
    api.statuses = [500, 429, 503]
    file = Once() if kind == "pipe" else FILES[kind][0](path)
    granularities = (word for word in ("word", "segment"))
    await transcribe(client.with_options(max_retries=3), file=file, timestamp_granularities=granularities)
    close(file)
    assert len(api.requests) == 4
    first, *others = map(form, api.requests)
    assert [value[1] for name, value in first if name == "file"] == [SOUND]
    assert [value for name, value in first if name == "timestamp_granularities[]"] == ["word", "segment"]
    assert others == [first] * 3
    assert [request.headers["x-stainless-retry-count"] for request in api.requests] == ["0", "1", "2", "3"]


class Endless(io.RawIOBase):
    """A pipe whose writer never stops."""

    def __init__(self) -> None:
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.given += len(buffer)
        return len(buffer)


@pytest.mark.anyio
async def test_a_pipe_that_does_not_end_is_refused_before_anything_is_sent(
    client: AnyClient, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groq._request.content._MAX_BYTES", 3 * 1024 * 1024)
    pipe = Endless()
    with pytest.raises(ValueError, match=r"file: expected a pipe of at most 3 MiB.*Write it to a file first"):
        await transcribe(client, file=pipe)
    assert pipe.given == 4 * 1024 * 1024
    assert api.requests == []


@pytest.mark.anyio
@pytest.mark.usefixtures("no_sleep")
async def test_a_pipe_of_the_system_is_sent_whole_by_every_attempt(client: AnyClient, api: Api) -> None:
    api.statuses = [500]
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as file:
        with os.fdopen(writing, "wb") as source:
            source.write(SOUND)
        await transcribe(client.with_options(max_retries=1), file=("a.wav", file))
    assert [form_parts(request)[-1].content for request in api.requests] == [SOUND] * 2


@pytest.mark.anyio
@pytest.mark.usefixtures("no_sleep")
async def test_a_retry_does_not_read_the_path_again(client: AnyClient, api: Api, path: Path) -> None:
    api.statuses = [500]
    answer = api.__call__

    def changing(request: httpx.Request) -> httpx.Response:
        path.write_bytes(b"changed")
        return answer(request)

    http_client: Any = client._client
    http_client._transport = httpx.MockTransport(changing)
    await transcribe(client.with_options(max_retries=1), file=path)
    assert len(api.requests) == 2
    assert {form_parts(request)[-1].content for request in api.requests} == {SOUND}


@pytest.mark.anyio
async def test_a_redirect_keeps_the_form(api: Api) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        response = api(request)
        return response if request.url.path == "/there" else httpx.Response(307, headers={"location": "/there"})

    http_client = httpx.Client(transport=httpx.MockTransport(handler), follow_redirects=True)
    sync_client_of(api, max_retries=0).with_options(http_client=http_client).files.create(file=b"1", purpose="batch")
    assert [request.url.path for request in api.requests] == ["/openai/v1/files", "/there"]
    assert form(api.requests[0]) == form(api.requests[1])


# Reading does not hold up the event loop.


class Noticing(io.BytesIO):
    """Notes which thread reads it."""

    thread: int | None = None

    def read(self, size: int | None = -1) -> bytes:
        self.thread = threading.get_ident()
        return super().read(size)


class NoticingPath(PathLike):
    thread: int | None = None

    def __fspath__(self) -> str:
        self.thread = threading.get_ident()
        return super().__fspath__()


@pytest.mark.anyio
@pytest.mark.parametrize("kind", ["file", "path", "(name, file)"])
async def test_an_async_client_reads_in_another_thread(api: Api, path: Path, kind: str) -> None:
    file = NoticingPath(path) if kind == "path" else Noticing(SOUND)
    await transcribe(async_client_of(api), file=("a", file) if kind == "(name, file)" else file)
    assert api.file.content == SOUND
    assert file.thread not in (None, threading.get_ident())


def test_a_blocking_client_reads_in_its_own_thread(api: Api) -> None:
    file = Noticing(SOUND)
    sync_client_of(api).audio.transcriptions.create(model=MODEL, file=file)
    assert file.thread == threading.get_ident()


@pytest.mark.anyio
async def test_other_tasks_run_while_an_async_client_reads(api: Api) -> None:
    reading, goes_on = threading.Event(), threading.Event()

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            reading.set()
            assert goes_on.wait(PATIENCE)  # in the event loop, this would never come
            return super().read(size)

    async def meanwhile() -> None:
        while not reading.is_set():
            await anyio.lowlevel.checkpoint()
        goes_on.set()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(meanwhile)
        await transcribe(async_client_of(api), file=Slow(SOUND))
    assert api.file.content == SOUND


# The pure functions.


def test_files_that_were_not_given_are_left_out() -> None:
    assert file_parts({"a": omit, "b": b"1"}) == [("b", ("upload", b"1"))]
    not_there: Any = {"a": not_given}
    assert file_parts(not_there) == []


def test_fields_are_encoded_once() -> None:
    assert field_parts({"a": (word for word in ("x", "y"))}) == [("a[]", (None, b"x")), ("a[]", (None, b"y"))]


def test_file_from_path_reads_the_file(path: Path) -> None:
    for given_ in (path, str(path)):
        assert file_from_path(given_) == ("two words.wav", SOUND)
    with pytest.raises(FileNotFoundError):
        file_from_path(path.with_name("nothing"))


@pytest.fixture(autouse=True)
def _json_is_used_for_nothing_here(api: Api) -> Iterator[None]:
    yield
    for request in api.requests:
        with pytest.raises(ValueError, match=r"."):
            json.loads(request.content)


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
def test_parts_of_a_tuple_are_checked_before_anything_is_sent(
    api: Api, file: Any, error: type[Exception], message: str
) -> None:
    client = sync_client_of(api)
    with pytest.raises(error, match=message):
        client.audio.transcriptions.create(model="m", file=file)
    assert api.requests == []


def test_a_path_may_stand_for_the_name_of_a_file(api: Api) -> None:
    untyped: Any = (Path("folder/a.mp3"), b"1")
    sync_client_of(api).audio.transcriptions.create(model="m", file=untyped)
    assert b'filename="a.mp3"' in api.requests[0].content


def test_a_file_that_was_read_to_its_end_is_refused(api: Api) -> None:
    client = sync_client_of(api)
    file = io.BytesIO(b"abc")
    client.audio.transcriptions.create(model="m", file=file)
    with pytest.raises(ValueError, match=r"position is at the end. Call file.seek\(0\)"):
        client.audio.transcriptions.create(model="m", file=file)
    assert len(api.requests) == 1


@pytest.mark.parametrize("value", [math.nan, "\ud800"])
def test_fields_follow_the_rules_of_json(api: Api, value: Any) -> None:
    with pytest.raises(ValueError, match=r"^prompt: "):
        sync_client_of(api).audio.transcriptions.create(model="m", file=b"1", prompt=value)
    assert api.requests == []


def test_a_field_that_contains_itself_is_refused(api: Api) -> None:
    circle: dict[str, object] = {}
    circle["a"] = circle
    with pytest.raises(ValueError, match="nested more than"):
        sync_client_of(api).audio.transcriptions.create(model="m", file=b"1", extra_body=circle)
    assert api.requests == []
