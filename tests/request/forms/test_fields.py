"""Form fields sent with a file."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq import not_given, omit
from groq._request.forms import field_parts, file_parts

from ...support.calls import AnyClient
from ...support.clients import sync_client_of
from ...support.forms import form
from .uploads import MODEL, SOUND, UploadWire, transcribe


@pytest.mark.anyio
async def test_sends_fields_as_text_and_lists_with_brackets(client: AnyClient, wire: UploadWire) -> None:
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
    assert sorted(form(wire.requests[0]), key=lambda pair: pair[0]) == expected
    assert {part.media_type for part in wire.parts if part.filename is None} == {None}


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
def test_sends_values_as_text(wire: UploadWire, value: Any, expected: list[Any]) -> None:
    sync_client_of(wire).post("/form", cast_to=object, body={"x": value}, files={"f": b""})
    assert form(wire.requests[0])[:-1] == expected


@pytest.mark.anyio
@pytest.mark.parametrize("nothing", [omit, not_given])
async def test_leaves_out_omitted_fields(client: AnyClient, wire: UploadWire, nothing: Any) -> None:
    names = ("language", "prompt", "response_format", "temperature", "timestamp_granularities", "url")
    await transcribe(client, file=b"1", **dict.fromkeys(names, nothing))
    assert form(wire.requests[0]) == [("model", MODEL), ("file", ("upload", b"1"))]


@pytest.mark.anyio
@pytest.mark.parametrize("more", [{}, {"file": omit}, {"file": not_given}])
async def test_sends_form_without_file(client: AnyClient, wire: UploadWire, more: dict[str, Any]) -> None:
    await transcribe(client, url="https://example.com/a.wav", **more)
    assert form(wire.requests[0]) == [("model", MODEL), ("url", "https://example.com/a.wav")]


@pytest.mark.anyio
async def test_extra_body_adds_and_removes_fields(client: AnyClient, wire: UploadWire) -> None:
    extra = {"model": "other", "new": ["a"], "prompt": omit}
    await transcribe(client, file=b"1", prompt="x", extra_body=extra)
    assert sorted(form(wire.requests[0])[:-1]) == [("model", "other"), ("new[]", "a")]


@pytest.mark.anyio
@pytest.mark.parametrize("where", ["extra_headers", "default_headers"])
async def test_content_type_of_caller_keeps_form_valid(client: AnyClient, wire: UploadWire, where: str) -> None:
    headers = {"content-TYPE": "application/json", "X-A": "1"}
    if where == "default_headers":
        client = client.with_options(default_headers=headers)
        await transcribe(client, file=b"1")
    else:
        await transcribe(client, file=b"1", extra_headers=headers)
    assert wire.file.content == b"1"
    assert wire.requests[0].headers.get_list("content-type")[1:] == []
    assert wire.requests[0].headers["x-a"] == "1"


@given(
    fields=st.dictionaries(
        st.sampled_from("abc"), st.text(st.characters(codec="utf-8")) | st.lists(st.text(st.characters(codec="utf-8")))
    ),
    content=st.binary(),
)
def test_sends_any_text_and_bytes_unchanged(fields: dict[str, Any], content: bytes) -> None:
    wire = UploadWire()
    sync_client_of(wire).post("/form", cast_to=object, body=fields, files={"f": content})
    expected: list[Any] = []
    for name, value in fields.items():
        expected += [(f"{name}[]", item) for item in value] if isinstance(value, list) else [(name, value)]
    assert form(wire.requests[0]) == [*expected, ("f", ("upload", content))]


# The pure functions.


def test_leaves_out_omitted_files() -> None:
    assert file_parts({"a": omit, "b": b"1"}) == [("b", ("upload", b"1"))]
    not_there: Any = {"a": not_given}
    assert file_parts(not_there) == []


def test_fields_are_encoded_once() -> None:
    assert field_parts({"a": (word for word in ("x", "y"))}) == [("a[]", (None, b"x")), ("a[]", (None, b"y"))]
