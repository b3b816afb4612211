"""multipart/form-data: forms round-trip, invalid bodies are rejected."""

from __future__ import annotations

import contextlib
import http.client
import re
from contextlib import closing

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groq.testing import LocalServer
from groq.testing.server.multipart import FormPart, MultipartError, boundary_of, encode_multipart, parse_multipart

from ..conftest import form

BOUNDARY = b"bOuNd"


# Bytes that look like the structure of a form, mixed with arbitrary ones.
LOOKALIKES = [b"\r\n", b"--", b"\r", b"\n", b"-", BOUNDARY, b"--" + BOUNDARY, b"\r\n--" + BOUNDARY, b": ", b'"', b" "]


CONTENT = st.lists(st.sampled_from(LOOKALIKES) | st.binary(max_size=8), max_size=12).map(b"".join)


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


def is_ambiguous(content: bytes) -> bool:
    """Return whether the content contains a boundary line, which senders must avoid."""
    return re.search(rb"\r\n--%s(?:--|[ \t]*\r\n)" % BOUNDARY, b"\r\n%s\r\n" % content) is not None


def written(head: bytes, content: bytes, *, boundary: bytes = BOUNDARY) -> bytes:
    return b"--%s\r\n%s\r\n\r\n%s\r\n--%s--\r\n" % (boundary, head, content, boundary)


@given(st.lists(CONTENT.filter(lambda content: not is_ambiguous(content)), max_size=4))
def test_parses_any_content(contents: list[bytes]) -> None:
    body = b"".join(
        b'--%s\r\nContent-Disposition: form-data; name="n%d"; filename="f"\r\n\r\n%s\r\n' % (BOUNDARY, index, content)
        for index, content in enumerate(contents)
    )
    parts = parse_multipart(body + b"--%s--\r\n" % BOUNDARY, BOUNDARY)
    assert parts == [FormPart(f"n{index}", content, "f") for index, content in enumerate(contents)]


@given(name=NAMES, filename=NAMES, content=st.binary(max_size=200))
def test_parses_forms_of_httpx(name: str, filename: str, content: bytes) -> None:
    request = httpx.Request("POST", "http://x", files={name: (filename, content, "audio/wav")})
    parts = parse_multipart(request.read(), boundary_of(request.headers["content-type"]))
    assert parts == [FormPart(decoded(name), content, decoded(filename), "audio/wav")]


def decoded(name: str) -> str:
    """Decode escapes: a literal `%22` looks the same as an escaped quote."""
    for escape, plain in (("%22", '"'), ("%0D", "\r"), ("%0A", "\n"), ("%0d", "\r"), ("%0a", "\n")):
        name = name.replace(escape, plain)
    return name


@given(st.dictionaries(NAMES.filter(lambda name: "%" not in name), st.text(st.characters(exclude_categories=["Cs"]))))
def test_parses_forms_of_batches(fields: dict[str, str]) -> None:
    content_type, body = encode_multipart(fields)
    parts = parse_multipart(body, boundary_of(content_type))
    assert {part.name: part.content.decode() for part in parts} == fields


def test_encodes_arrays_with_brackets_and_omits_null() -> None:
    content_type, body = encode_multipart({"a": ["x", 1], "b": None, "c": 0.5, "d": True})
    parts = [(part.name, part.content) for part in parse_multipart(body, boundary_of(content_type))]
    assert parts == [("a[]", b"x"), ("a[]", b"1"), ("c", b"0.5"), ("d", b"true")]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_receives_file_split_at_any_byte(server: LocalServer, data: st.DataObject) -> None:
    content = data.draw(CONTENT.filter(lambda content: not is_ambiguous(content)))
    content_type, body = form(("purpose", "batch"), ("file", ("f.jsonl", content)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=6)))
    pieces = [body[start:end] for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True)]
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection:
        headers = {"authorization": "Bearer k", "content-type": content_type}
        connection.request(
            "POST", "/openai/v1/files", (piece for piece in pieces if piece), headers, encode_chunked=True
        )
        response = connection.getresponse()
        assert response.status == 200
        response.read()
    assert server._app._store.files.all()[-1].content == content


@given(st.binary(max_size=60) | CONTENT, st.sampled_from([b"", b"--" + BOUNDARY, b"--" + BOUNDARY + b"\r\n"]))
def test_parses_or_rejects_any_bytes(body: bytes, start: bytes) -> None:
    with contextlib.suppress(MultipartError):
        parse_multipart(start + body, BOUNDARY)


@given(st.text(max_size=60), st.sampled_from(["", "multipart/form-data;", "multipart/form-data; boundary="]))
def test_parses_or_rejects_any_content_type(value: str, start: str) -> None:
    with contextlib.suppress(MultipartError):
        assert boundary_of(start + value)


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/form-data; boundary=abc", b"abc"),
        ('Multipart/Form-Data;charset=utf-8;  Boundary="a b"', b"a b"),
        ("multipart/form-data; boundary=----X-1.2_3'()", b"----X-1.2_3'()"),
    ],
)
def test_parses_boundary(content_type: str, boundary: bytes) -> None:
    assert boundary_of(content_type) == boundary


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        'multipart/form-data; boundary=""',
        "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=ä",
        f"multipart/form-data; boundary={'x' * 71}",
        "multipart/mixed; boundary=a",
    ],
)
def test_rejects_content_type_without_boundary(content_type: str) -> None:
    with pytest.raises(MultipartError, match="Expected"):
        boundary_of(content_type)


@pytest.mark.parametrize(
    ("head", "name", "filename"),
    [
        (b"content-disposition: form-data; name=a", "a", None),
        (b'Content-Disposition:form-data;name="a;b";filename="c=\\"d\\".x"', "a;b", 'c="d".x'),
        (b'Content-Disposition: form-data; filename="C:\\\\f"; name="a"', "a", "C:\\f"),
        (b'Content-Disposition: form-data; name="a%22%0D%0Ab%41"', 'a"\r\nb%41', None),
        ('Content-Disposition: form-data; name="ä"; filename="ö"'.encode(), "ä", "ö"),
        (b'Content-Disposition: form-data; name="a"; filename=""', "a", ""),
    ],
)
def test_parses_names(head: bytes, name: str, filename: str | None) -> None:
    assert parse_multipart(written(head, b"x"), BOUNDARY) == [FormPart(name, b"x", filename)]


def test_form_without_parts_is_empty() -> None:
    assert parse_multipart(b"--%s--" % BOUNDARY, BOUNDARY) == []


def test_ignores_white_space_after_boundary() -> None:
    body = b'--b \t\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b  \r\n'
    body += b'Content-Disposition: form-data; name="c"\r\n\r\ny\r\n--b--'
    assert [part.content for part in parse_multipart(body, b"b")] == [b"x", b"y"]


NAMED = b'Content-Disposition: form-data; name="a"'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        b"preamble\r\n" + written(NAMED, b"x"),
        written(NAMED, b"x", boundary=b"other"),
        written(NAMED, b"x")[:-4],
        written(NAMED, b"x") + b"more",
        b"--" + BOUNDARY,
        b"--" + BOUNDARY + b"\n" + NAMED,
        b"--" + BOUNDARY + b"\r\n--" + BOUNDARY + b"--",
        written(b"", b"x"),
        written(b"Content-Type: text/plain", b"x"),
        written(b'Content-Disposition: attachment; name="a"', b"x"),
        written(b"Content-Disposition: form-data", b"x"),
        written(b'Content-Disposition: form-data; name=""', b"x"),
        written(b'Content-Disposition: form-data; name="a', b"x"),
        written(b'Content-Disposition: form-data; name="a"; name="b"', b"x"),
        written(NAMED + b"\r\n" + NAMED, b"x"),
        written(NAMED + b"\r\nContent-Transfer-Encoding: base64", b"x"),
        written(NAMED + b"\r\nno colon", b"x"),
        written(NAMED + b"\r\n folded: line", b"x"),
        written(NAMED + b"\r\nX: \xff", b"x"),
        written(NAMED + b"\r\nX: " + b"y" * 20_000, b"x"),
        b"".join(written(NAMED, b"x")[: -len(BOUNDARY) - 6] for _ in range(1_001)) + b"--%s--" % BOUNDARY,
    ],
    ids=str,
)
def test_rejects_invalid_form(body: bytes) -> None:
    with pytest.raises(MultipartError):
        parse_multipart(body, BOUNDARY)
