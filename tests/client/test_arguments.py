"""Query, body and files of a request, and arguments rejected before sending."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Any

import httpx
import pytest

from groq import (
    Groq,
    not_given,
    omit,
)

from ..support.answers import MESSAGES
from ..support.calls import AnyClient, create, finished
from ..support.wire import Wire

# Whether `params` replaces the query of the URL depends on the version of httpx.
REPLACES_QUERY = httpx.Request("GET", "https://x.test?a=1", params={"b": "2"}).url.query == b"b=2"


# The query.


@pytest.mark.anyio
async def test_query_parameters_of_request_override_defaults(client: AnyClient, wire: Wire) -> None:
    with_query = client.with_options(default_query={"a": 1, "b": True, "c": "x"})
    await create(with_query, extra_query={"b": False, "c": omit, "d": [1, 2], "e": None})
    assert wire.query == {"a": "1", "b": "false", "d": "1,2"}
    await create(client)
    assert wire.last.url.query == b""


@pytest.mark.anyio
async def test_params_of_verb_are_query(client: AnyClient, wire: Wire) -> None:
    await finished(client.get("/x", cast_to=object, options={"params": {"q": "a b&c", "n": 1}}))
    assert wire.query == {"q": "a b&c", "n": "1"}


@pytest.mark.anyio
async def test_sends_query_of_path(client: AnyClient, wire: Wire) -> None:
    await finished(client.get("/x?a=1", cast_to=object))
    assert wire.query == {"a": "1"}


@pytest.mark.anyio
async def test_keeps_query_of_path_with_other_parameters(client: AnyClient, wire: Wire) -> None:
    await finished(client.get("/x?a=1", cast_to=object, options={"params": {"b": 2}}))
    assert wire.query == {"a": "1", "b": "2"}


@pytest.mark.anyio
async def test_rejects_query_value_without_text_form_before_sending(client: AnyClient, wire: Wire) -> None:
    with pytest.raises(TypeError, match="Parameter 'a'"):
        await create(client, extra_query={"a": object()})
    assert wire.requests == []


@pytest.mark.anyio
async def test_sends_only_given_parameters(client: AnyClient, wire: Wire) -> None:
    await create(client, temperature=0.5, stop=None, seed=omit, user=not_given)
    assert wire.body == {"messages": MESSAGES, "model": "m", "temperature": 0.5, "stop": None}


@pytest.mark.anyio
async def test_extra_body_overrides_parameters(client: AnyClient, wire: Wire) -> None:
    await create(client, temperature=0.5, seed=1, extra_body={"temperature": 1, "seed": omit, "new": {"a": [None]}})
    assert wire.body == {"messages": MESSAGES, "model": "m", "temperature": 1, "new": {"a": [None]}}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"messages": [{"role": "user", "content": object()}]}, TypeError, r"^messages\[0\]\.content: "),
        ({"temperature": math.nan}, ValueError, "^temperature: "),
        ({"user": "\ud800"}, ValueError, "^user: "),
        ({"extra_body": [1]}, TypeError, "^extra_body: "),
    ],
)
async def test_rejects_invalid_parameter_before_sending(
    client: AnyClient, wire: Wire, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        await create(client, **arguments)
    assert wire.requests == []


@pytest.mark.anyio
async def test_sends_content_unchanged(client: AnyClient, wire: Wire) -> None:
    headers = {"content-type": "application/x-ndjson"}
    await finished(client.post("/x", cast_to=object, content=b"{}\n{}", options={"headers": headers}))
    assert wire.last.content == b"{}\n{}"
    assert wire.headers["content-type"] == "application/x-ndjson"


@pytest.mark.anyio
async def test_sends_files_as_form_with_fields(client: AnyClient, wire: Wire) -> None:
    await finished(
        client.post(
            "/x",
            cast_to=object,
            body={"model": "whisper", "temperature": 0.5, "words": True, "nothing": omit},
            files={"file": ("a.wav", b"RIFF")},
            options={"extra_json": {"more": 1}},
        )
    )
    assert wire.headers["content-type"].startswith("multipart/form-data; boundary=")
    sent = wire.last.content
    assert b'name="file"; filename="a.wav"' in sent
    assert b"RIFF" in sent
    for name, value in ((b"model", b"whisper"), (b"temperature", b"0.5"), (b"words", b"true"), (b"more", b"1")):
        assert b'name="' + name + b'"\r\n\r\n' + value + b"\r\n" in sent
    assert b"nothing" not in sent


@pytest.mark.anyio
async def test_accepts_path_as_file(client: AnyClient, wire: Wire, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF")
    await finished(client.post("/x", cast_to=object, files={"file": tmp_path / "a.wav"}))
    assert b'filename="a.wav"' in wire.last.content
    assert b"RIFF" in wire.last.content


@pytest.mark.anyio
@pytest.mark.parametrize("file", ["a.wav", io.StringIO("text"), 7], ids=["text", "text file", "number"])
async def test_rejects_invalid_file_before_sending(client: AnyClient, wire: Wire, file: Any) -> None:
    with pytest.raises(TypeError, match=r"^file: expected "):
        await finished(client.post("/x", cast_to=object, files={"file": file}))
    assert wire.requests == []


def test_rejects_string_as_messages_with_remedy(wire: Wire) -> None:
    client = Groq(http_client=wire.sync_client())
    untyped: Any = "hi"
    with pytest.raises(TypeError, match=r'^messages: expected a list.* got str\. Pass \[\{"role": "user"'):
        client.chat.completions.create(messages=untyped, model="m")
    assert wire.requests == []


def test_error_for_wrong_arguments_names_public_class() -> None:
    untyped: Any = Groq
    with pytest.raises(TypeError, match=r"^Groq\.__init__\(\)"):
        untyped("key")


@pytest.mark.parametrize("name", ["extra_headers", "extra_query", "extra_body"])
@pytest.mark.parametrize("value", [["a"], "a=b", 5])
def test_rejects_extra_arguments_that_are_not_mappings(wire: Wire, name: str, value: Any) -> None:
    client = Groq(http_client=wire.sync_client())
    with pytest.raises(TypeError, match=f"{name}: expected a mapping, got {type(value).__name__}"):
        client.chat.completions.create(messages=MESSAGES, model="m", **{name: value})
    assert wire.requests == []
