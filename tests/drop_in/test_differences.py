"""Each row of "Deliberate differences" in `docs/reference/compatibility.md`, tested under its first column.

The other modules in this folder test unchanged behaviour.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import groq
from groq import APIConnectionError, APIResponseValidationError, Groq, GroqError, GroqWarning, RateLimitError, types
from groq._utils._warnings import warn_once
from groq.testing import LocalServer

from ..support.server import ScriptedServer, Step, chunked, head, sized
from ..support.waits import record_waits
from ..test_readme import section

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "compatibility.md"
JSON = "content-type: application/json"
CHUNK = b'data: {"id": "1", "choices": [{"index": 0, "delta": {"content": "Hi"}}]}\n\n'
RATE_LIMIT = b'{"error": {"message": "Slow down", "code": "rate_limit_exceeded"}}'
TESTS: dict[str, Callable[[], None]] = {}


def row(situation: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register the test of a row."""

    def register(test: Callable[[], None]) -> Callable[[], None]:
        TESTS[situation] = test
        return test

    return register


def create(client: Groq, **parameters: Any) -> Any:
    return client.chat.completions.create(
        model="openai/gpt-oss-20b", messages=[{"role": "user", "content": "Hi"}], **parameters
    )


@contextlib.contextmanager
def client_of(*replies: Any, **options: Any) -> Iterator[tuple[Groq, ScriptedServer]]:
    """Yield a client without retries whose server sends these replies."""
    with (
        ScriptedServer(*replies) as server,
        Groq(base_url=server.url, api_key="gsk_test_key", max_retries=0, **options) as client,
    ):
        yield client, server


def rejects(reply: Any, error: type[Exception] = APIResponseValidationError, **parameters: Any) -> None:
    with client_of(reply) as (client, _), pytest.raises(error) as caught:
        list(create(client, **parameters))
    assert type(caught.value) is error


@row("status 200 with HTML or text")
def html() -> None:
    rejects(sized(b"<html>Log in</html>", "content-type: text/html"))
    rejects(sized(b"Hello", "content-type: text/plain"))


@row("status 200 with an empty body or invalid JSON")
def invalid_json() -> None:
    rejects(sized(b"", JSON))
    rejects(sized(b'{"id": "1", "cho', JSON))


@row("status 200 with `[]`, `null`, a string or a number")
def another_value() -> None:
    for body in (b"[]", b"null", b'"Hi"', b"7"):
        rejects(sized(body, JSON))


@row("status 200 with `{}`")
def empty_object() -> None:
    rejects(sized(b"{}", JSON))


@row('status 200 with `{"error": ...}`')
def error_body() -> None:
    rejects(sized(RATE_LIMIT, JSON), RateLimitError)
    rejects(sized(b'{"error": {"message": "No"}}', JSON), groq.APIError)


@row("status 204 for a method that returns a model")
def no_content() -> None:
    rejects([head(status="204 No Content")])


@row("`stream=True` and the response is not an event stream")
def not_an_event_stream() -> None:
    rejects(sized(b"<html></html>", "content-type: text/html"), stream=True)
    rejects(sized(b'{"id": "1", "choices": []}', JSON), stream=True)
    rejects(sized(RATE_LIMIT, JSON), RateLimitError, stream=True)


@row(
    "a stream that ends before `[DONE]`, a `finish_reason` of every choice, or the usage that `include_usage` requests"
)
def truncated_stream() -> None:
    finished = CHUNK.replace(b"}}]", b'}, "finish_reason": "stop"}]')
    rejects(chunked(CHUNK), APIConnectionError, stream=True)
    rejects([*chunked(CHUNK, end=False), Step.HANG_UP], APIConnectionError, stream=True)
    rejects(chunked(finished), APIConnectionError, stream=True, n=2)
    rejects(chunked(finished), APIConnectionError, stream=True, stream_options={"include_usage": True})
    with client_of(chunked(finished)) as (client, _):
        assert len(list(create(client, stream=True))) == 1


@row("a stream with `[DONE]` and no chunk")
def empty_stream() -> None:
    rejects(chunked(b"data: [DONE]\n\n"), stream=True)


@row("half of a character at the end of a chunk")
def split_character() -> None:
    halves = [CHUNK.replace(b"Hi", b"a\\ud83d"), CHUNK.replace(b"Hi", b"\\ude00b"), b"data: [DONE]\n\n"]
    with client_of(chunked(*halves)) as (client, _):
        assert [chunk.choices[0].delta.content for chunk in create(client, stream=True)] == ["a", "😀b"]


@row("a stream that is read again after an interrupted read")
def interrupted_stream() -> None:
    class Interrupting(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield CHUNK
            raise KeyboardInterrupt

    answer = httpx.Response(200, stream=Interrupting(), request=httpx.Request("POST", "https://api.groq.com"))
    stream = groq.Stream(cast_to=groq.types.chat.ChatCompletionChunk, response=answer, client=None)
    with stream:
        with pytest.raises(KeyboardInterrupt):
            list(stream)
        with pytest.raises(APIConnectionError, match="interrupted"):
            next(stream)


@row("an error inside a stream, with a status or a known code")
def error_in_a_stream() -> None:
    rejects(chunked(CHUNK, b"data: " + RATE_LIMIT + b"\n\n"), RateLimitError, stream=True)


@row("`base_url` with `http://` and a remote host")
def plain_http() -> None:
    url = "http://compatibility.example.com"
    with pytest.warns(GroqWarning, match="unencrypted"):
        Groq(base_url=url, api_key="gsk_test_key").close()
    with warnings.catch_warnings(record=True) as again:
        warnings.simplefilter("always")
        Groq(base_url=url, api_key="gsk_test_key").close()
    assert again == []


@row("`base_url` that ends in `/openai/v1`")
def suffix() -> None:
    with LocalServer() as server:
        create(server.client(base_url=f"{server.base_url}/openai/v1"))
        assert server.requests[0].path == "/openai/v1/chat/completions"


@row("a POST redirected with 301, 302 or 303")
def redirected_post() -> None:
    moved = head("location: /there", "content-length: 0", status="302 Found")
    rejects([moved], APIConnectionError)
    repeated = head("location: /there", "content-length: 0", status="307 Temporary Redirect")
    with client_of([repeated], sized(b'{"id": "1", "choices": []}', JSON)) as (client, server):
        create(client)
        assert server.requests[1].head.startswith(b"POST /there ")


@row("a redirect to another origin")
def redirect() -> None:
    with ScriptedServer(sized(b'{"id": "1", "choices": []}', JSON)) as other:
        moved = [head(f"location: {other.url}/there", "content-length: 0", status="307 Temporary Redirect")]
        rejects(moved, APIConnectionError)
        assert other.connections == 0
        with client_of(moved, follow_cross_origin_redirects=True) as (client, _):
            create(client)
        assert other.requests[0].head.startswith(b"GET /there ")
        assert (other.requests[0].header("authorization"), other.requests[0].body) == (None, b"")


@row("`request.headers` of exceptions and responses")
def redacted_headers() -> None:
    reply = sized(b'{"id": "1", "choices": []}', JSON)
    with client_of(reply, sized(RATE_LIMIT, JSON, status="429 Too Many Requests")) as (client, server):
        response = client.chat.completions.with_raw_response.create(model="m", messages=[])
        with pytest.raises(RateLimitError) as caught:
            create(client)
        assert response.http_request.headers["authorization"] == "[redacted]"
        assert caught.value.request.headers["authorization"] == "[redacted]"
        assert server.requests[1].header("authorization") == "Bearer gsk_test_key"


@row("`str()` of an error with a status")
def readable_error() -> None:
    body = b'{"error": {"message": "Slow down", "code": "rate_limit_exceeded", "param": "x"}}'
    reply = sized(body, JSON, "retry-after: 99", status="429 Too Many Requests")
    with client_of(reply) as (client, _), pytest.raises(RateLimitError) as caught:
        create(client)
    facts = "(code: rate_limit_exceeded, param: x, request id: req_test)"
    hint = "The API requests a delay of 99 s; retries wait for at most 60 s."
    assert str(caught.value) == f"Error code: 429 - Slow down {facts}. {hint}"
    assert caught.value.message == f"Error code: 429 - {json.loads(body)}"


@row("a stream that is iterated over again after its end")
def consumed_stream() -> None:
    finished = CHUNK.replace(b"}}]", b'}, "finish_reason": "stop"}]')
    with client_of(chunked(finished, b"data: [DONE]\n\n")) as (client, _), create(client, stream=True) as stream:
        assert len(list(stream)) == 1
        assert next(stream, None) is None
        with pytest.raises(GroqError, match="already read to its end"):
            list(stream)


@row("a `repr` of a model with more than 1,000 characters in a text, or more than 20 numbers in a list")
def shortened_repr() -> None:
    for length, is_whole in ((20, True), (21, False)):
        embedding = groq.types.Embedding(embedding=[0.5] * length, index=0, object="embedding")
        assert (repr(embedding.embedding) in repr(embedding)) is is_whole
    for length, is_whole in ((1_000, True), (1_001, False)):
        embedding = groq.types.Embedding(embedding="A" * length, index=0, object="embedding")
        assert (repr(embedding.embedding) in repr(embedding)) is is_whole


@row(
    "an API key that starts with `Bearer `, has quotes around it, or starts with `gsk_` and has a space",
)
def malformed_key() -> None:
    for key in ("Bearer gsk_test_key", '"gsk_test_key"', "gsk_test key"):
        with pytest.raises(GroqError, match="The API key"):
            Groq(api_key=key)


@row(
    "an API key with the prefix of another service, for `https://api.groq.com`, or another key with a space",
)
def doubtful_key() -> None:
    for key in ("sk-compatibility", "not a key"):
        warn_once.cache_clear()  # another test may have emitted the warning
        with pytest.warns(GroqWarning, match="The API key"):
            Groq(api_key=key).close()


@row("a blocking client in an event loop, outside notebooks")
def blocked_event_loop() -> None:
    async def block(client: Groq) -> None:
        create(client)

    warn_once.cache_clear()
    sys.modules.pop("ipykernel", None)  # an earlier test may have run a notebook
    reply, text = sized(b'{"id": "1", "choices": []}', JSON), "blocks the event loop of asyncio"
    with client_of(reply) as (client, _), pytest.warns(GroqWarning, match=text):
        asyncio.run(block(client))


@row("another value of `GROQ_LOG` than `info` and `debug`")
def unknown_log_level() -> None:
    environment = {**os.environ, "GROQ_LOG": "verbose"}
    command = [sys.executable, "-c", "from groq import Groq"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert "GroqWarning: GROQ_LOG: expected 'debug' or 'info', got 'verbose'" in done.stderr


@row("control characters, or more than 10,000 characters, in an error message")
def unsafe_messages() -> None:
    body = b"a\nb" + b"x" * 20_000
    with client_of(sized(body, status="400 Bad Request")) as (client, _), pytest.raises(groq.BadRequestError) as caught:
        create(client)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) <= 10_000
    assert caught.value.response.content == body


@row("`iter_lines()` with U+2028, U+0085 or a lone CR")
def lines() -> None:
    body = '{"a": "\u2028\u0085\r"}\n{"b": 1}\r\n'.encode()
    with client_of(sized(body)) as (client, _), client.files.with_streaming_response.content("f") as response:
        assert list(response.iter_lines()) == ['{"a": "\u2028\u0085\r"}', '{"b": 1}']


@row("an iterator that an earlier call consumed, in a body")
def consumed_iterators() -> None:
    reply = sized(b'{"id": "1", "choices": []}', JSON)
    with client_of(reply) as (client, server):
        messages: Any = iter([{"role": "user", "content": "Hi"}])
        client.chat.completions.create(messages=messages, model="m")
        with pytest.raises(ValueError, match="already consumed"):
            client.chat.completions.create(messages=messages, model="m")
        assert len(server.requests) == 1


@row("`reasoning` of an answer that is sent to a model without reasoning")
def reasoning_of_answers() -> None:
    message = groq.types.chat.ChatCompletionMessage(role="assistant", content="Hi", reasoning="Let me think.")
    with client_of(sized(b'{"id": "1", "choices": []}', JSON)) as (client, server):
        client.chat.completions.create(messages=[message], model="moonshotai/kimi-k2-instruct")
        assert b"think" not in server.requests[0].body


@row("cookies of responses")
def cookies() -> None:
    reply = sized(b'{"id": "1", "choices": []}', JSON, "set-cookie: session=1")
    with client_of(reply, reply) as (client, server):
        create(client)
        create(client)
        assert server.requests[1].header("cookie") is None


@row("many failing calls")
def quota() -> None:
    with LocalServer() as server:
        client = server.client(max_retries=2)
        record_waits(client)
        server.reply_error(500, times=None)
        for _ in range(60):
            with pytest.raises(groq.InternalServerError):
                create(client)
        assert len(server.requests) == 60 + 100


@row("`retry-after` above 60 seconds")
def long_delay() -> None:
    with LocalServer() as server:
        server.reply_error(429, retry_after=61)
        with pytest.raises(RateLimitError) as caught:
            create(server.client())
        assert caught.value.retry_after == 61
        assert len(server.requests) == 1


@row("a failed request that creates a file, batch or fine-tuning")
def creating() -> None:
    with LocalServer() as server:
        server.reply_disconnect(path="/openai/v1/files", times=None)
        with pytest.raises(APIConnectionError):
            server.client().files.create(file=("a.jsonl", b"{}"), purpose="batch")
        assert len(server.requests) == 1


@row("the class of a batch or a file")
def one_class() -> None:
    assert types.BatchCreateResponse is types.BatchRetrieveResponse is types.BatchCancelResponse is types.Batch
    assert types.FileCreateResponse is types.FileInfoResponse is types.FileObject
    assert types.FileObject.model_fields["id"].is_required()


@row("`timeout=0`, or a negative timeout")
def timeout() -> None:
    for seconds in (0, -1):
        with pytest.raises(ValueError, match="timeout"):
            Groq(api_key="gsk_test_key", timeout=seconds)


@row("an empty API key")
def empty_key() -> None:
    with pytest.raises(groq.GroqError, match="empty"):
        Groq(api_key="")


@row("`messages` that is a string")
def text_as_messages() -> None:
    with LocalServer() as server:
        text: Any = "Hi"
        with pytest.raises(TypeError, match="messages"):
            server.client().chat.completions.create(model="openai/gpt-oss-20b", messages=text)
        assert server.requests == []


@row("`GROQ_LOG=debug`")
def log() -> None:
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign] # keeps the messages
    logger = logging.getLogger("groq")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        with LocalServer() as server:
            create(server.client(), user="a secret")
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    assert any("bytes" in line for line in lines)
    assert "a secret" not in "".join(lines)


@pytest.mark.parametrize("situation", TESTS)
def test_behaves_as_documented_in_the_table(situation: str) -> None:
    TESTS[situation]()


def test_every_row_is_tested() -> None:
    rows = section("Deliberate differences", PAGE.read_text(encoding="utf-8")).splitlines()
    listed = [line.split(" | ")[0].removeprefix("| ") for line in rows if line.startswith("| ")]
    assert listed[2:] == list(TESTS)
