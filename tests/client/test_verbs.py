"""`get()`, `post()` and the other verbs: methods, options, `cast_to`, streams."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Optional, Union

import httpx
import pydantic
import pytest

from groq import (
    APIResponseValidationError,
    AsyncGroq,
    AsyncStream,
    BaseModel,
    Groq,
    Stream,
    omit,
)
from groq.types.chat import ChatCompletion, ChatCompletionChunk

from ..support.answers import COMPLETION, MESSAGES
from ..support.calls import AnyClient, create, finished
from ..support.wire import Wire
from .timeouts import everywhere


class Thing(BaseModel):
    id: str


class Other(pydantic.BaseModel):
    name: str


@pytest.mark.anyio
@pytest.mark.parametrize("verb", ["get", "post", "put", "patch", "delete"])
async def test_verb_sends_its_method_and_parses_response(client: AnyClient, wire: Wire, verb: str) -> None:
    wire.answer(200, json={"id": "1", "new": True})
    thing = await finished(getattr(client, verb)("/v1/things", cast_to=Thing))
    assert isinstance(thing, Thing)
    assert (thing.id, thing.new) == ("1", True)  # type: ignore[attr-defined] # an extra
    assert wire.last.method == verb.upper()
    assert str(wire.last.url) == "https://api.groq.com/v1/things"
    assert wire.last.content == b""


@pytest.mark.anyio
@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
async def test_verb_sends_body_and_options(client: AnyClient, wire: Wire, verb: str) -> None:
    options = {"headers": {"X-A": "1"}, "params": {"q": 1}, "timeout": 2, "extra_json": {"b": 2}}
    await finished(getattr(client, verb)("/x", cast_to=object, body={"a": 1, "c": omit}, options=options))
    assert wire.body == {"a": 1, "b": 2}
    assert wire.headers["content-type"] == "application/json"
    assert wire.headers["x-a"] == "1"
    assert wire.query == {"q": "1"}
    assert wire.last.extensions["timeout"] == everywhere(2)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("cast_to", "content", "expected"),
    [
        (dict[str, object], b'{"id": "1"}', {"id": "1"}),
        (dict, b'{"id": 1}', {"id": 1}),
        (object, b'[1, {"a": null}]', [1, {"a": None}]),
        (list[int], b"[1, 2]", [1, 2]),
        (list[Thing], b'[{"id": "1"}]', [Thing(id="1")]),
        (Thing | list[Thing], b'{"id": "1"}', Thing(id="1")),
        (Thing | list[Thing], b'[{"id": "1"}]', [Thing(id="1")]),
        (Union[Thing, list[Thing]], b'[{"id": "1"}]', [Thing(id="1")]),  # noqa: UP007 - people write it so
        (Optional[Thing], b"null", None),  # noqa: UP045 - both ways to write a union are tested
        (Other, b'{"name": "x"}', Other(name="x")),
        (str, b"plain \xc3\xa9", "plain é"),
        (bytes, b"\x00\xff", b"\x00\xff"),
        (type(None), b"whatever", None),
        (None, b"", None),
    ],
    ids=str,
)
async def test_cast_to_selects_type_of_result(
    client: AnyClient, wire: Wire, cast_to: Any, content: bytes, expected: object
) -> None:
    wire.answer(200, content=content)
    found = await finished(client.get("/x", cast_to=cast_to))
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.anyio
async def test_cast_to_httpx_response_returns_response(client: AnyClient, wire: Wire) -> None:
    wire.answer(201, content=b"as it is")
    response = await finished(client.get("/x", cast_to=httpx.Response))
    assert isinstance(response, httpx.Response)
    assert (response.status_code, response.content) == (201, b"as it is")


@pytest.mark.anyio
@pytest.mark.parametrize("content", [b"<html>", b"null", b"[]", b"", b'"text"', b"{}"])
async def test_raises_for_response_of_another_kind(client: AnyClient, wire: Wire, content: bytes) -> None:
    wire.answer(200, content=content)
    with pytest.raises(APIResponseValidationError, match="Expected ChatCompletion as JSON, got ") as caught:
        await create(client)
    assert caught.value.status_code == 200
    assert caught.value.response.content == content


@pytest.mark.anyio
async def test_strict_response_validation_rejects_unexpected_values(client: AnyClient, wire: Wire) -> None:
    wire.answer(200, json={"id": 7})
    assert (await finished(client.get("/x", cast_to=Thing))).id == 7
    strict: Any
    if isinstance(client, Groq):
        strict = Groq(http_client=client._client, _strict_response_validation=True)
    else:
        strict = AsyncGroq(http_client=client._client, _strict_response_validation=True)
    with pytest.raises(APIResponseValidationError, match="Expected Thing"):
        await finished(strict.get("/x", cast_to=Thing))


EVENTS = b'data: {"id":"1"}\n\ndata: {"id":"2"}\n\ndata: [DONE]\n\n'


@pytest.mark.anyio
@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("named", [True, False], ids=["with stream_cls", "without stream_cls"])
async def test_verb_can_stream(client: AnyClient, wire: Wire, verb: str, named: bool) -> None:
    wire.answer(200, content=EVENTS, headers={"content-type": "text/event-stream"})
    call = getattr(client, verb)
    found: list[Any]
    if isinstance(client, Groq):
        more: dict[str, Any] = {"stream_cls": Stream[Thing]} if named else {}
        stream = call("/x", cast_to=Thing, stream=True, **more)
        assert type(stream) is Stream
        found = list(stream)
    else:
        more = {"stream_cls": AsyncStream[Thing]} if named else {}
        stream = await call("/x", cast_to=Thing, stream=True, **more)
        assert type(stream) is AsyncStream
        found = [thing async for thing in stream]
    assert found == [Thing(id="1"), Thing(id="2")]


def test_accepts_subclass_of_stream(make: Callable[..., Groq], wire: Wire) -> None:
    class Things(Stream[Thing]):
        """A stream with a fixed chunk type."""

    wire.answer(200, content=EVENTS)
    stream = make().get("/x", cast_to=Thing, stream=True, stream_cls=Things)
    assert isinstance(stream, Things)
    assert [thing.id for thing in stream] == ["1", "2"]


@pytest.mark.anyio
async def test_uses_absolute_url_unchanged(client: AnyClient, wire: Wire) -> None:
    await finished(client.get("https://other.test/x/y", cast_to=object))
    assert str(wire.last.url) == "https://other.test/x/y"


# Raw responses.


@pytest.mark.anyio
async def test_raw_response_has_headers_and_parses(client: AnyClient, wire: Wire) -> None:
    wire.answer(200, json=COMPLETION, headers={"x-request-id": "req_1"})
    response = await finished(client.chat.completions.with_raw_response.create(messages=MESSAGES, model="m"))
    assert (response.status_code, response.request_id) == (200, "req_1")
    assert isinstance(await finished(response.parse()), ChatCompletion)


@pytest.mark.anyio
async def test_raw_response_of_stream_parses_to_stream(client: AnyClient, wire: Wire) -> None:
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": []}
    wire.answer(200, content=b"data: " + json.dumps(chunk).encode() + b"\n\ndata: [DONE]\n\n")
    arguments: dict[str, Any] = {"messages": MESSAGES, "model": "m", "stream": True}
    response = await finished(client.chat.completions.with_raw_response.create(**arguments))
    stream = await finished(response.parse())
    chunks: Iterator[Any] | list[Any] = stream if isinstance(client, Groq) else [one async for one in stream]
    assert [type(one) for one in chunks] == [ChatCompletionChunk]
