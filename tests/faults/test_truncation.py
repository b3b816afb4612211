"""Responses truncated at every byte: completions raise, streams keep their chunks, files are complete or absent."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from groq import APIConnectionError, APIError, APIStatusError, RateLimitError
from groq._exceptions import status_error_class
from groq.types.chat import ChatCompletion, ChatCompletionChunk

from .callers import Opens, Outcome
from .rows import TYPE
from .server import End, FaultServer, Reply, chunked, chunked_response, response

pytestmark = pytest.mark.covering("values")

COMPLETION = b'{"choices":[{"message":{"content":"\xc3\xa9"}}]}'
MODEL = ChatCompletion.model_construct(choices=[{"message": {"content": "é"}}])
WHOLE = {
    "sized": response(COMPLETION),
    "chunked": chunked_response(COMPLETION[:16], COMPLETION[16:]),
}
ENDS = [End.FIN, End.RST]


def is_truncation(outcome: Outcome) -> bool:
    """Return whether an outcome is exactly `APIConnectionError`, and not a subclass."""
    return type(outcome.error) is APIConnectionError and outcome.error.__cause__ is not None


# One body.


@pytest.mark.parametrize(
    ("framing", "end", "mode"),
    [
        ("sized", End.FIN, "plain"),
        ("sized", End.RST, "streamed"),
        ("chunked", End.FIN, "raw"),
        ("chunked", End.RST, "plain"),
    ],
)
def test_raises_connection_error_when_response_is_truncated(
    server: FaultServer, opens: Opens, framing: str, end: End, mode: str
) -> None:
    whole = WHOLE[framing]
    with opens() as caller:
        for size in range(len(whole)):
            server.answer(Reply(whole[:size], end))
            outcome = caller.call(mode)
            assert is_truncation(outcome), (size, outcome)
            assert (len(server.requests), caller.busy, caller.connections) == (1, 0, 0)
        server.answer(Reply(whole, end))
        assert caller.call(mode) == (MODEL, None)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("size", [0, 1, 20, -30, -1])
@pytest.mark.parametrize("mode", ["plain", "raw"])
def test_retries_when_response_is_truncated(server: FaultServer, opens: Opens, mode: str, size: int, end: End) -> None:
    cut = Reply(WHOLE["sized"][:size], end)
    with opens(max_retries=2) as caller:
        server.answer(cut)
        assert is_truncation(caller.call(mode))
        assert (len(server.requests), len(caller.waits)) == (3, 2)
        server.answer(cut, cut, Reply(WHOLE["sized"]))
        assert caller.call(mode) == (MODEL, None)
        assert (len(server.requests), len(caller.waits)) == (3, 4)


ERROR = b'{"error":{"message":"no","code":"c"}}'
STATUSES = ["400 Bad Request", "404 Not Found", "418 I'm a teapot", "429 Too Many Requests", "500 Oops"]


@pytest.mark.parametrize("status", STATUSES)
def test_truncated_error_keeps_its_status(server: FaultServer, opens: Opens, status: str) -> None:
    whole = response(ERROR, status=status)
    head, code = len(whole) - len(ERROR), int(status[:3])
    with opens() as caller:
        for size in range(head - 3, len(whole) + 1):
            server.answer(Reply(whole[:size], ENDS[size % 2]))
            outcome = caller.call("stream" if size % 4 < 2 else "plain")
            if size < head:
                assert is_truncation(outcome), (size, outcome)
                continue
            assert type(outcome.error) is status_error_class(code, None), (size, outcome)
            assert isinstance(outcome.error, APIStatusError)
            assert outcome.error.status_code == code
            assert outcome.error.code == ("c" if size == len(whole) else None)
            assert (len(server.requests), caller.busy) == (1, 0)


def test_retries_truncated_error_by_its_status(server: FaultServer, opens: Opens) -> None:
    with opens(max_retries=1) as caller:
        server.answer(Reply(response(ERROR, "retry-after: 7", status="429 Slow Down")[:-5], End.FIN))
        error = caller.call().error
        assert isinstance(error, RateLimitError)
        assert (len(server.requests), caller.waits, error.retry_after) == (2, [7.0], 7.0)


# Streams.


CHUNKS = [b'{"choices":[{"delta":{"content":"\xc3\xa9"}}]}', b'{"choices":[{"finish_reason":"stop"}]}']
MODELS = [
    ChatCompletionChunk.model_construct(choices=[{"delta": {"content": "é"}}]),
    ChatCompletionChunk.model_construct(choices=[{"finish_reason": "stop"}]),
]
EVENTS = [b"data: " + one + b"\n\n" for one in CHUNKS]
ALL = b"".join((*EVENTS, b"data: [DONE]\n\n"))
BODIES = {
    "plain": ALL,
    "crlf": b"\xef\xbb\xbf: hi\r\n\r\n" + ALL.replace(b"\n", b"\r\n"),
    "no_done": b"".join(b"event: message\n" + one for one in EVENTS),
}
FRAMINGS = ["to_the_end", "chunk_per_event", "small_chunks"]


def framed(body: bytes, framing: str) -> tuple[bytes, bytes]:
    """Return the head and the rest of a response."""
    if framing == "to_the_end":
        return response(b"", TYPE, sized=False), body
    head = response(b"", TYPE, "transfer-encoding: chunked", sized=False)
    size = 25 if framing == "small_chunks" else len(EVENTS[0])
    return head, chunked(*(body[at : at + size] for at in range(0, len(body), size)))


def unframed(rest: bytes, framing: str) -> bytes:
    """Return the part of the body in a truncated response."""
    if framing == "to_the_end":
        return rest
    body = b""
    while (line := re.match(rb"([0-9a-f]+)\r\n", rest)) is not None:
        size = int(line[1], 16)
        body += rest[line.end() :][:size]
        rest = rest[line.end() + size + 2 :]
    return body


def chunks_in(body: bytes, *, unfinished: bool) -> int:
    """Return the number of chunks that must have been yielded, without `[DONE]`.

    Args:
        body: The body, truncated anywhere.
        unfinished: Whether the end of the body ends an event too.
    """
    text = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return sum((one + (b"" if unfinished else b"\n\n")) in text for one in CHUNKS)


def check(outcome: Outcome, count: int, place: object) -> None:
    """Assert that the chunks are complete, or are a prefix followed by an error."""
    value, error = outcome
    assert value == MODELS[:count], place
    if count == len(MODELS):
        assert error is None, (place, error)
    else:
        assert type(error) is APIConnectionError, (place, error)


@pytest.mark.parametrize(
    ("style", "framing", "end", "mode"),
    [
        ("plain", "to_the_end", End.FIN, "stream"),
        ("plain", "to_the_end", End.RST, "raw_stream"),
        ("plain", "chunk_per_event", End.RST, "stream"),
        ("plain", "small_chunks", End.FIN, "streamed_stream"),
        ("crlf", "to_the_end", End.FIN, "stream"),
        ("no_done", "to_the_end", End.FIN, "stream"),
    ],
)
def test_truncated_stream_yields_chunks_then_raises(
    server: FaultServer, opens: Opens, style: str, framing: str, end: End, mode: str
) -> None:
    head, rest = framed(BODIES[style], framing)
    with opens() as caller:
        for size in range(len(rest) + 1):
            server.answer(Reply(head + rest[:size], end))
            outcome = caller.call(mode)
            body = unframed(rest[:size], framing)
            unfinished = framing == "to_the_end" and end is End.FIN
            check(outcome, chunks_in(body, unfinished=unfinished), (size, body))
            assert (len(server.requests), caller.busy) == (1, 0)


def test_retries_stream_truncated_before_first_event(server: FaultServer, opens: Opens) -> None:
    head, rest = framed(BODIES["plain"], "to_the_end")
    whole = Reply(head + rest, End.FIN)
    for size in (0, 1, len(head) - 1, *range(len(head), len(head) + len(EVENTS[0]) - len(b"}\n\n"), 5)):
        server.answer(Reply((head + rest)[:size], End.FIN), whole)
        with opens(max_retries=1) as caller:
            assert caller.call("stream") == (MODELS, None), size
            assert len(server.requests) == 2


def test_raises_after_retries_when_stream_is_truncated_before_first_event(server: FaultServer, opens: Opens) -> None:
    head, _ = framed(b"", "to_the_end")
    for begun in (b"", b"data: {", b": hi\n\n"):
        server.answer(Reply(head + begun, End.FIN))
        with opens(max_retries=2) as caller:
            outcome = caller.call("stream")
            assert (outcome.value, type(outcome.error), len(server.requests)) == ([], APIConnectionError, 3)


def test_does_not_retry_stream_truncated_after_first_event(server: FaultServer, opens: Opens) -> None:
    for framing in FRAMINGS:
        head, rest = framed(EVENTS[0] + b": more\n\n", framing)
        server.answer(Reply(head + rest.removesuffix(b"0\r\n\r\n"), End.FIN))
        with opens(max_retries=2) as caller:
            check(caller.call("stream"), 1, framing)
            assert len(server.requests) == 1


TYPED = [
    (b"response.created", b'"response":{"id":"r"}'),
    (b"response.output_text.delta", b'"delta":"a"'),
    (b"response.completed", b'"response":{"id":"r"}'),
]
TYPED_DATA = [b'{"type":"%b",%b}' % one for one in TYPED]
TYPED_BODY = b"".join(
    b"event: %b\ndata: %b\n\n" % (name, raw) for (name, _), raw in zip(TYPED, TYPED_DATA, strict=True)
)


def test_truncated_stream_of_typed_events_yields_events_then_raises(server: FaultServer, opens: Opens) -> None:
    head, body = framed(TYPED_BODY, "to_the_end")
    with opens() as caller:
        for size in range(len(body) + 1):
            server.answer(Reply(head + body[:size], End.FIN))
            chunks, error = caller.call("responses")
            count = sum(one in body[:size] for one in TYPED_DATA)
            assert [chunk.type.encode() for chunk in chunks] == [name for name, _ in TYPED[:count]], size
            assert error is None if count == len(TYPED) else type(error) is APIConnectionError, (size, error)
            assert (len(server.requests), caller.busy) == (1, 0)


# Files.

AUDIO = bytes(range(0, 256, 7))
AUDIO_TYPE = "content-type: audio/wav"
FILES = {
    "sized": response(AUDIO, AUDIO_TYPE),
    "chunked": chunked_response(AUDIO[:17], AUDIO[17:], headers=(AUDIO_TYPE,)),
}


@pytest.mark.parametrize(("mode", "framing"), [("speech", "sized"), ("content", "chunked")])
def test_raises_connection_error_when_download_is_truncated(
    server: FaultServer, opens: Opens, mode: str, framing: str
) -> None:
    whole = FILES[framing]
    with opens() as caller:
        for size in range(len(whole)):
            server.answer(Reply(whole[:size], ENDS[size % 2]))
            outcome = caller.call(mode)
            assert is_truncation(outcome), (size, outcome)
            assert caller.connections == 0
        server.answer(Reply(whole))
        assert caller.call(mode) == (AUDIO, None)


@pytest.mark.parametrize(("framing", "before"), [("sized", None), ("chunked", b"older")])
def test_leaves_no_file_when_download_is_truncated(
    server: FaultServer, opens: Opens, tmp_path: Path, framing: str, before: bytes | None
) -> None:
    whole, target = FILES[framing], tmp_path / "speech.wav"
    if before is not None:
        target.write_bytes(before)
    expected = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with opens() as caller:
        for size in range(len(whole)):
            server.answer(Reply(whole[:size], ENDS[size % 2]))
            assert is_truncation(caller.call("file", tmp_path)), size
            assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == expected
        server.answer(Reply(whole))
        assert caller.call("file", tmp_path) == (None, None)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"speech.wav": AUDIO}


def test_retries_download(server: FaultServer, opens: Opens) -> None:
    cut, whole = Reply(FILES["sized"][:-1], End.RST), Reply(FILES["sized"])
    for mode in ("speech", "content"):
        server.answer(cut, whole)
        with opens(max_retries=1) as caller:
            assert caller.call(mode) == (AUDIO, None)
            assert len(server.requests) == 2


# The message.


@pytest.mark.parametrize(("end", "what"), [(End.RST, "(reset|ReadError)"), (End.FIN, "disconnected")])
def test_message_names_failure_and_request(server: FaultServer, opens: Opens, end: End, what: str) -> None:
    server.answer(Reply(b"", end))
    with opens() as caller:
        error: Any = caller.call().error
    assert isinstance(error, APIError)
    assert re.search(rf"^Connection error\. .*{what}.*\(POST http://.*/chat/completions\)$", str(error))
    assert error.request.url.path.endswith("/chat/completions")
