"""Attributes and names that code written for similar clients uses."""

from __future__ import annotations

import contextlib
import json
import pickle
from typing import Any

import httpx
import pytest

import groq
from groq import AsyncGroq, AsyncStream, BaseModel, Groq, Stream
from groq._base_client import BaseClient
from groq.types.chat import ChatCompletion, ChatCompletionChunk
from tests.support.clients import CHAT, async_client_of, sync_client_of
from tests.support.events import DONE, texts

pytestmark = [pytest.mark.anyio, pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")]

COMPLETION: dict[str, Any] = {"id": "1", "choices": [], "created": 1, "model": "m", "object": "chat.completion"}
SPOKEN = {"text": "caf\u00e9 \u2028", "task": "transcribe"}


def test_str_of_a_model_shows_its_class() -> None:
    model = ChatCompletion.model_construct(**COMPLETION)
    assert str(model) == repr(model)
    assert f"{model}".startswith("ChatCompletion(id='1'")
    assert "Choice(" in str(ChatCompletionChunk.model_construct(choices=[{"index": 0}]))

    class Named(BaseModel):
        a: int

        def __str__(self) -> str:
            return "mine"

    assert str(Named(a=1)) == "mine"


@pytest.mark.parametrize("cls", [Groq, AsyncGroq, Stream, AsyncStream, BaseModel])
def test_public_classes_name_the_package_as_their_module(cls: type) -> None:
    assert cls.__module__ == "groq"
    assert pickle.loads(pickle.dumps(cls)) is cls is getattr(groq, cls.__name__)


def test_models_of_callers_resolve_their_own_annotations() -> None:
    class Local(BaseModel):
        at: int
        more: list[int] | None = None

    assert Local.model_validate({"at": "1", "more": [2]}).to_dict() == {"at": 1, "more": [2]}
    assert set(Local.model_fields) == {"at", "more"}


def test_http_client_has_the_base_url() -> None:
    for url in ("https://api.groq.com", "https://x.test/openai/v1/"):
        client = Groq(api_key="k", base_url=url)
        assert client._client.base_url == httpx.URL(url)
        client.close()
    chosen = httpx.Client()
    assert Groq(api_key="k", http_client=chosen)._client.base_url == httpx.URL("")


def test_qs_encodes_as_requests_do() -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={})

    client = sync_client_of(answer)
    query: dict[str, Any] = {"a": [1, 2], "b": {"c": True}, "d": None, "e": "x y"}
    client.get("/x", cast_to=object, options={"params": query})
    assert client.qs.parse(sent[0].url.query.decode()) == client.qs.parse(client.qs.stringify(query))
    assert client.qs.stringify_items({"a": [1, 2]}) == [("a", "1,2")]
    assert client.qs.stringify({"a": [1, 2], "b": {"c": True}}) == "a=1%2C2&b%5Bc%5D=true"


async def test_custom_auth_of_a_subclass_signs_each_request() -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json=COMPLETION)

    class Signed(Groq):
        @property
        def custom_auth(self) -> httpx.Auth:
            return httpx.BasicAuth("user", "password")

    class AsyncSigned(AsyncGroq):
        @property
        def custom_auth(self) -> httpx.Auth:
            return httpx.BasicAuth("user", "password")

    transport = httpx.MockTransport(answer)
    Signed(api_key="k", http_client=httpx.Client(transport=transport)).chat.completions.create(**CHAT)
    aclient = AsyncSigned(api_key="k", http_client=httpx.AsyncClient(transport=transport))
    await aclient.chat.completions.create(**CHAT)
    assert all(request.headers["authorization"].startswith("Basic ") for request in sent)
    assert len(sent) == 2
    assert sync_client_of(answer).custom_auth is None


async def test_aclose_closes_async_stream() -> None:
    for close in (False, True):
        client = async_client_of(lambda _: httpx.Response(200, content=texts("a", "b") + DONE))
        stream = await client.chat.completions.create(**CHAT, stream=True)
        async with contextlib.aclosing(stream) as opened:
            assert (await anext(opened)).choices[0].delta.content == "a"
            if close:
                await stream.close()
        assert stream.response.is_closed
        assert [chunk async for chunk in stream] == []


async def test_patched_retry_timeout_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Any, ...]] = []

    def pace(_: object, remaining_retries: int, options: Any, response_headers: Any = None) -> float:
        seen.append((remaining_retries, options.url, response_headers and response_headers["x-a"]))
        return 0.0

    def refuse(_: httpx.Request) -> httpx.Response:
        return httpx.Response(503, headers={"x-a": "1", "retry-after": "30"})

    monkeypatch.setattr(BaseClient, "_calculate_retry_timeout", pace)
    with pytest.raises(groq.InternalServerError):
        sync_client_of(refuse, max_retries=2).chat.completions.create(**CHAT)
    with pytest.raises(groq.InternalServerError):
        await async_client_of(refuse, max_retries=2).chat.completions.create(**CHAT)
    assert seen == [(left, "/openai/v1/chat/completions", "1") for left in (2, 1)] * 2


@pytest.mark.parametrize("resource", ["transcriptions", "translations"])
async def test_text_format_reads_the_text_of_a_json_response(resource: str) -> None:
    def answering(content: bytes, content_type: str) -> Any:
        def answer(_: httpx.Request) -> httpx.Response:
            return httpx.Response(200, content=content, headers={"content-type": content_type})

        return answer

    encoded = json.dumps(SPOKEN, ensure_ascii=False).encode()
    arguments: dict[str, Any] = {"file": ("a.wav", b"x"), "model": "m", "response_format": "text"}
    for content, content_type, expected in (
        (encoded, "application/json", SPOKEN["text"]),
        (encoded, "text/plain", encoded.decode()),
        (b"words\n", "text/plain", "words\n"),
        (b'"words"', "application/json", '"words"'),
        (b'{"words": 1}', "application/json; charset=utf-8", '{"words": 1}'),
        (b"words", "application/json", "words"),
    ):
        audio: Any = sync_client_of(answering(content, content_type)).audio
        assert getattr(audio, resource).create(**arguments) == expected
        assert getattr(audio, resource).with_raw_response.create(**arguments).parse() == expected
        assert getattr(audio, resource).with_raw_response.create(**arguments).parse(to=str) == content.decode()
        audio = async_client_of(answering(content, content_type)).audio
        assert await getattr(audio, resource).create(**arguments) == expected
    audio = sync_client_of(answering(b'{"error": {"message": "no"}}', "application/json")).audio
    with pytest.raises(groq.APIError, match="no"):
        getattr(audio, resource).create(**arguments)


def test_lines_of_a_body_end_only_at_lf() -> None:
    rows = [{"text": text} for text in ("plain", "line\u2028separator", "next\u0085line", "form\x0cfeed")]
    body = "\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    client = sync_client_of(lambda _: httpx.Response(200, content=body))
    with client.files.with_streaming_response.content("file_1") as response:
        assert [json.loads(line) for line in response.iter_lines()] == rows
