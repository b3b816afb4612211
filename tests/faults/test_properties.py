"""Any bytes from a server: results are the same for any split, and anything invalid raises an `APIError`."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from groq import APIConnectionError, APIError, APIResponseValidationError, APIStatusError
from groq.types.chat import ChatCompletion, ChatCompletionChunk

from ..support.events import Body
from ..support.examples import examples
from .callers import Caller, CallerOf

# Shrinking would exceed the time limit of a test.
quick = examples(12, phases=[Phase.generate], deadline=None, suppress_health_check=[HealthCheck.too_slow])

TEXTS = st.text(max_size=8)
JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
# Responses of the API have these keys; the values may be anything.
KEYS = st.sampled_from(
    [
        "id",
        "choices",
        "created",
        "model",
        "object",
        "usage",
        "x_groq",
        "error",
        "index",
        "delta",
        "message",
        "content",
        "finish_reason",
        "tool_calls",
        "function",
        "arguments",
        "name",
        "type",
        "code",
        "status_code",
        "total_tokens",
    ]
)
ALIKE: st.SearchStrategy[Any] = st.recursive(
    JSON_VALUES,
    lambda inner: st.dictionaries(KEYS, inner, max_size=5) | st.lists(inner, max_size=2),
    max_leaves=20,
)
OBJECTS = st.dictionaries(KEYS, ALIKE, max_size=6)


@st.composite
def encoded(draw: st.DrawFn, values: st.SearchStrategy[Any] = OBJECTS | JSON_VALUES) -> bytes:
    """Draw JSON as servers write it, with plain or escaped characters."""
    text = json.dumps(draw(values), ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1])))
    return text.encode("utf-8", "surrogatepass")


@st.composite
def pieces_of(draw: st.DrawFn, whole: bytes) -> list[bytes]:
    """Draw a split of the bytes, with empty pieces."""
    places = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    return [whole[start:end] for start, end in zip([0, *places], [*places, len(whole)], strict=True)]


class Answers:
    """A caller and the next response."""

    def __init__(self, answers: CallerOf) -> None:
        self.caller: Caller = answers(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        # As read from a connection.
        headers = [(name.encode(), value.encode("latin-1")) for name, value in self._headers.items()]
        return httpx.Response(self._status, headers=headers, stream=Body(self._pieces), request=request)

    def call(
        self, mode: str, pieces: list[bytes], *, status: int = 200, headers: dict[str, str] | None = None
    ) -> tuple[Any, APIError | None]:
        self._pieces, self._status = pieces, status
        self._headers = {"content-type": "text/event-stream"} if headers is None else headers
        return self.caller.call(mode)


@pytest.fixture(scope="module")
def client(answers: CallerOf) -> Answers:
    return Answers(answers)


LINE_ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])
BETWEEN = st.sampled_from([b"", b": hi\n\n", b"\n", b"retry: 10\n\n", b"event: ping\ndata: {}\n\n", b"id: 7\n"])
BEFORE_DATA = st.sampled_from([b"", b"event: message\n", b"id: 1\n", b": hi\n"])


@st.composite
def streams(draw: st.DrawFn) -> tuple[list[str], bytes]:
    """Draw texts, and a stream of them in one of the forms used by servers."""
    contents, body = draw(st.lists(TEXTS, min_size=1, max_size=5)), draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    for number, content in enumerate(contents, 1):
        choice = {"delta": {"content": content}, "finish_reason": "stop" if number == len(contents) else None}
        raw = json.dumps({"choices": [choice]}, ensure_ascii=draw(st.booleans()))
        body += draw(BETWEEN) + draw(BEFORE_DATA) + b"data:" + draw(st.sampled_from([b"", b" "]))
        body += raw.encode() + b"\n\n"
    body += draw(st.sampled_from([b"", b"data: [DONE]\n\n", b"data: [DONE]"]))
    return contents, body.replace(b"\n", draw(LINE_ENDS))


@quick
@given(streams(), st.data(), st.sampled_from(["stream", "raw_stream", "streamed_stream"]))
def test_stream_yields_same_chunks_for_any_split(
    client: Answers, stream: tuple[list[str], bytes], data: st.DataObject, mode: str
) -> None:
    contents, body = stream
    chunks, error = client.call(mode, data.draw(pieces_of(body)))
    assert error is None
    assert [chunk.choices[0].delta.content for chunk in chunks] == contents


@quick
@given(streams(), st.data())
def test_stream_truncated_anywhere_yields_prefix_then_raises(
    client: Answers, stream: tuple[list[str], bytes], data: st.DataObject
) -> None:
    contents, body = stream
    cut = body[: data.draw(st.integers(0, len(body)))]
    chunks, error = client.call("stream", data.draw(pieces_of(cut)))
    assert [chunk.choices[0].delta.content for chunk in chunks] == contents[: len(chunks)]
    assert error is None if len(chunks) == len(contents) else type(error) is APIConnectionError


FRAGMENTS = st.sampled_from(
    [
        *(b"data: ", b"data:", b"event: error\n", b"event: message\n", b"event: x\n", b"id", b"retry: 1", b":", b"\n"),
        *(b"\r", b"\n\n", b"\r\n\r\n", b"[DONE]", b"{", b"}", b'{"error":', b'"error"', b'"m"', b"null", b"\xff"),
        *(b"\xef\xbb\xbf", b'{"choices":[]}', b'{"choices":[{}]}', b'{"choices":[{"finish_reason":"stop"}]}'),
        *(b'{"x_groq":{"error":1}}', b'{"id":"1"}'),
    ]
)


@st.composite
def event_of_json(draw: st.DrawFn) -> bytes:
    raw = draw(encoded()).replace(b"\n", b"\ndata: ")
    return draw(st.sampled_from([b"", b"event: error\n", b"event: response.created\n"])) + b"data: " + raw + b"\n\n"


@quick
@given(st.lists(FRAGMENTS | event_of_json() | st.binary(max_size=9), max_size=12).map(b"".join), st.data())
def test_any_bytes_as_stream_are_chunks_or_error(client: Answers, body: bytes, data: st.DataObject) -> None:
    for headers in (None, {}, {"content-type": "application/json"}):
        chunks, error = client.call("stream", data.draw(pieces_of(body)), headers=headers)
        assert all(type(chunk) is ChatCompletionChunk for chunk in chunks)
        whole_chunks, whole_error = client.call("stream", [body], headers=headers)
        assert ([*map(repr, chunks)], type(error)) == ([*map(repr, whole_chunks)], type(whole_error))


@quick
@given(encoded() | st.binary(max_size=30) | st.text(max_size=30).map(str.encode), st.data())
def test_any_body_is_model_or_error(client: Answers, body: bytes, data: st.DataObject) -> None:
    mode = data.draw(st.sampled_from(["plain", "raw", "streamed"]))
    value, error = client.call(mode, data.draw(pieces_of(body)), headers={})
    if error is None:
        assert type(value) is ChatCompletion
        assert value.model_fields_set
    else:
        assert not isinstance(error, APIConnectionError)


@quick
@given(OBJECTS.map(lambda value: {"choices": [], **value}))
def test_model_returns_the_values_sent_by_the_api(client: Answers, sent: dict[str, Any]) -> None:
    value, error = client.call("plain", [json.dumps(sent).encode()], headers={})
    if error is None:
        told = value.to_dict(warnings=False)
        assert json.dumps(told, sort_keys=True) == json.dumps(json.loads(json.dumps(sent)), sort_keys=True)
    else:
        assert isinstance(error, APIResponseValidationError) or sent.get("error")


HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "content-type",
            "retry-after",
            "x-should-retry",
            "x-request-id",
            "x-ratelimit-reset-tokens",
            "x-ratelimit-remaining-tokens",
            "x-ratelimit-limit-requests",
            "date",
            "location",
            "link",
            "content-length",
        ]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=12)
    | st.sampled_from(["application/json; charset=\x80", "text/plain; charset=idna", "-1", "1e999", "nan", "true"]),
    max_size=4,
)


@quick
@given(st.integers(400, 599) | st.sampled_from([300, 304, 399, 600, 999]), encoded() | st.binary(max_size=30), HEADERS)
def test_raises_status_error_for_any_body_and_headers(
    client: Answers, status: int, body: bytes, headers: dict[str, str]
) -> None:
    for mode in ("plain", "stream"):
        _, error = client.call(mode, [body], status=status, headers=headers)
        assert isinstance(error, APIStatusError)
        assert error.status_code == status
        assert str(error).startswith(f"Error code: {status}")
        assert isinstance(error.response.text, str)


@quick
@given(encoded() | st.binary(max_size=30), HEADERS)
def test_accepts_any_headers_of_response(client: Answers, body: bytes, headers: dict[str, str]) -> None:
    for mode in ("plain", "stream", "text"):
        value, error = client.call(mode, [body], headers=headers)
        assert error is not None or value is not None
