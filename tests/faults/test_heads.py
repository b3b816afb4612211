"""Responses that violate HTTP, or use rare features of it."""

from __future__ import annotations

import httpx
import pytest

from groq import APIConnectionError, APIResponseValidationError, APIStatusError, APITimeoutError, InternalServerError
from groq.types.chat import ChatCompletion, ChatCompletionChunk

from .callers import Opens
from .rows import BODY, EVENT, MODEL, PARSED, STREAMS, TYPE, Raises, Row, check, parametrize
from .server import End, FaultServer, Reply, chunked, chunked_response, response

pytestmark = pytest.mark.covering("values")

OTHER = b'{"choices":[{"message":{"content":"b"}}]}'
OTHER_MODEL = ChatCompletion.model_construct(choices=[{"message": {"content": "b"}}])
FINISH = b'data: {"choices":[{"finish_reason":"stop"}]}\n\n'
CHUNKS = [
    ChatCompletionChunk.model_construct(choices=[{"delta": {"content": "a"}}]),
    ChatCompletionChunk.model_construct(choices=[{"finish_reason": "stop"}]),
]
HEAD = b"HTTP/1.1 200 OK\r\n"
EVERY = ("plain", "stream", "speech", "content")

BROKEN = Raises(APIConnectionError, "^Connection error. ")
LOOP = Raises(APIConnectionError, "redirects")
NO_ANSWER = Raises(APIResponseValidationError, "Expected ChatCompletion as JSON, got an empty body")

GARBAGE = {
    "nothing": b"",
    "text": b"Hello\r\n\r\n",
    "html": b"<html>\r\n<body>busy</body>\r\n\r\n",
    "body_alone": BODY,
    "bytes": bytes(range(256)) * 4,
    "tls_alert": b"\x15\x03\x01\x00\x02\x02\x28",
    "ssh_banner": b"SSH-2.0-OpenSSH_9.6\r\n",
    "http_2": b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64",
    "status_of_letters": b"HTTP/1.1 abc OK\r\n\r\n",
    "status_of_four_digits": b"HTTP/1.1 2000 OK\r\n\r\n",
    "status_missing": b"HTTP/1.1\r\n\r\n",
    "header_without_colon": HEAD + b"nonsense\r\n\r\n",
    "header_with_a_space": HEAD + b"a b: c\r\n\r\n",
    "header_with_nul": HEAD + b"a: b\0c\r\n\r\n",
    "header_of_bytes": HEAD + b"\xff\xfe: \x80\r\n\r\n",
    "header_without_name": HEAD + b": c\r\n\r\n",
    "length_of_letters": HEAD + b"content-length: ten\r\n\r\n" + BODY,
    "length_below_zero": HEAD + b"content-length: -1\r\n\r\n" + BODY,
    "two_lengths": HEAD + b"content-length: 3\r\ncontent-length: 41\r\n\r\n" + BODY,
    "coding_of_the_transfer": HEAD + b"transfer-encoding: gzip\r\n\r\n" + BODY,
    "codings_of_the_transfer": HEAD + b"transfer-encoding: gzip, chunked\r\n\r\n" + chunked(BODY),
    "chunk_size_of_letters": HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\n" + BODY,
    "chunk_size_below_zero": HEAD + b"transfer-encoding: chunked\r\n\r\n-5\r\n" + BODY,
    "chunk_size_missing": HEAD + b"transfer-encoding: chunked\r\n\r\n\r\n" + BODY,
    "chunk_size_of_many_digits": HEAD + b"transfer-encoding: chunked\r\n\r\n" + b"f" * 30 + b"\r\n" + BODY,
    "chunk_longer_than_it_says": HEAD + b"transfer-encoding: chunked\r\n\r\n5\r\n" + BODY + b"\r\n0\r\n\r\n",
    "not_chunked": HEAD + b"transfer-encoding: chunked\r\n\r\n" + BODY,
    "header_of_a_megabyte": HEAD + b"x: " + b"y" * 1_000_000 + b"\r\n\r\n" + BODY,
    "headers_of_a_megabyte": HEAD + b"x: y\r\n" * 170_000 + b"\r\n" + BODY,
    "trailer_of_a_megabyte": HEAD + b"transfer-encoding: chunked\r\n\r\n0\r\n" + b"x: y\r\n" * 170_000,
}


@parametrize({name: Row(data, BROKEN, EVERY) for name, data in GARBAGE.items()})
def test_raises_connection_error_for_response_that_is_not_http(server: FaultServer, opens: Opens, row: Row) -> None:
    check(row, server, opens)


@parametrize({name: Row(GARBAGE[name], BROKEN, EVERY, 3, {"max_retries": 2}) for name in ("nothing", "html", "bytes")})
def test_retries_after_response_that_is_not_http(server: FaultServer, opens: Opens, row: Row) -> None:
    check(row, server, opens)


def statused(status: str, body: bytes = b"", *headers: str) -> bytes:
    return response(body, *headers, status=status)


CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n"
ODD = {
    "continue_first": Row(CONTINUE + response(BODY), MODEL, PARSED),
    "hints_first": Row(HINTS * 3 + response(BODY), MODEL, PARSED),
    "many_hints_first": Row(HINTS * 500 + response(BODY), MODEL),
    "hints_before_a_stream": Row(HINTS + response(EVENT + FINISH, TYPE, sized=False), CHUNKS, STREAMS),
    "hints_only": Row(HINTS, BROKEN),
    "continue_after_the_body": Row(response(BODY) + CONTINUE, MODEL, PARSED),
    "switching_protocols": Row(b"HTTP/1.1 101 Up\r\nupgrade: x\r\n\r\n", BROKEN, EVERY),
    "no_content": Row(statused("204 No Content"), NO_ANSWER, PARSED),
    "no_content_with_a_body": Row(statused("204 No Content", BODY), NO_ANSWER, PARSED),
    "no_content_for_a_stream": Row(
        statused("204 No Content"), Raises(APIResponseValidationError, "expected server-sent events"), STREAMS
    ),
    "reset_content": Row(statused("205 Reset Content"), NO_ANSWER, PARSED),
    "not_modified": Row(b"HTTP/1.1 304 Not Modified\r\n\r\n", Raises(APIStatusError, "304", status=304), PARSED),
    "not_modified_with_a_body": Row(
        statused("304 Not Modified", BODY), Raises(APIStatusError, "304", status=304), PARSED
    ),
    "created": Row(statused("201 Created", BODY), MODEL, PARSED),
    "status_without_a_reason": Row(b"HTTP/1.1 200\r\ncontent-length: 41\r\n\r\n" + BODY, MODEL, PARSED),
    "unknown_success": Row(statused("299 Fine", BODY), MODEL, PARSED),
    "unknown_error": Row(statused("499 Gone", BODY), Raises(APIStatusError, "499", status=499), PARSED),
    "status_beyond_all": Row(statused("999 What", BODY), Raises(InternalServerError, "999", status=999), PARSED),
    "http_9_9": Row(b"HTTP/9.9 200 OK\r\n\r\n" + BODY, MODEL, PARSED),
    "http_1_0": Row(b"HTTP/1.0 200 OK\r\n\r\n" + BODY, MODEL, PARSED),
    "lf_only": Row(response(BODY).replace(b"\r\n", b"\n"), MODEL, PARSED),
    "headers_of_many_kilobytes": Row(response(BODY, *["x: y"] * 5000), BROKEN, PARSED),
    "header_values_of_bytes": Row(HEAD + b"x-request-id: \xff\xe9\r\ncontent-length: 41\r\n\r\n" + BODY, MODEL, PARSED),
    "same_length_twice": Row(response(BODY, f"content-length: {len(BODY)}"), MODEL, PARSED),
    "length_and_chunks": Row(response(chunked(BODY), "transfer-encoding: chunked"), BROKEN, PARSED),
    "chunks_with_extensions": Row(
        chunked_response(BODY).replace(b"29\r\n", b'29;name="a b"\r\n').replace(b"\r\n0\r\n", b"\r\n000;x\r\nt: v\r\n"),
        MODEL,
        PARSED,
    ),
    "length_too_long": Row(response(BODY + b"  ")[:-2], BROKEN, PARSED),
    "length_too_short": Row(
        response(BODY[:-5]) + BODY[-5:], Raises(APIResponseValidationError, "Expected ChatCompletion as JSON"), PARSED
    ),
    "redirect_without_location": Row(
        statused("302 Found", b"there"), Raises(APIStatusError, "Error code: 302 - there", status=302), PARSED
    ),
    "redirect_loop": Row(Reply(statused("307 X", b"", "location: /a")), LOOP, EVERY, 21),
    "redirect_loop_is_not_retried": Row(
        Reply(statused("307 X", b"", "location: /a")), LOOP, requests=21, options={"max_retries": 2}
    ),
    "redirect_to_itself": Row(statused("307 X", b"", "location:"), LOOP, requests=21),
    "redirect_to_a_get": Row(
        statused("302 Found", b"", "location:"), Raises(APIConnectionError, "become a GET"), EVERY[:3]
    ),
    "redirect_to_bytes": Row(statused("307 X", b"", "location: \u00e9\u4e00"), LOOP, requests=21),
    "redirect_to_invalid_url": Row(statused("307 X", b"", "location: http://["), BROKEN, EVERY),
    "redirect_to_invalid_port": Row(statused("307 X", b"", "location: http://127.0.0.1:x/"), BROKEN, EVERY),
    "redirect_to_another_protocol": Row(statused("307 X", b"", "location: ftp://127.0.0.1/"), BROKEN, EVERY),
    "redirect_to_a_script": Row(statused("307 X", b"", "location: javascript:alert(1)"), BROKEN, EVERY),
    "redirect_to_invalid_host": Row(
        statused("307 X", b"", "location: //xn--a/"),
        Raises(APIConnectionError, "Its host has an invalid name"),
        EVERY,
    ),
    "redirect_to_another_host": Row(
        statused("307 X", b"", "location: http://127.0.0.2:1/"), Raises(APIConnectionError, "another origin"), EVERY
    ),
    "redirect_with_a_truncated_body": Row(
        (Reply(statused("307 X", b"....", "location: /a")[:-2], End.FIN), Reply(response(BODY))), MODEL, requests=2
    ),
    "redirect_to_a_response": Row(
        (Reply(statused("308 X", b"", "location: /a")), Reply(response(BODY))), MODEL, PARSED, 2
    ),
    "redirect_to_a_truncated_response": Row(
        (Reply(statused("307 X", b"", "location: /a")), Reply(HEAD, End.FIN)), BROKEN, EVERY, 2
    ),
}


@parametrize(ODD)
def test_accepts_or_rejects_unusual_responses(server: FaultServer, opens: Opens, row: Row) -> None:
    check(row, server, opens)


# A short timeout if nothing may arrive in time; a longer one otherwise, for slow machines.
LATE = {"timeout": httpx.Timeout(5, read=0.04)}
LATER = {"timeout": httpx.Timeout(5, read=0.3)}
TIMEOUT = Raises(APITimeoutError, r"^Request timed out\. Expected data within 0\.04 s, got none")
CUT_SHORT = Raises(APITimeoutError, "^Request timed out", CHUNKS[:1])
STALLS = {
    "before_anything": Row(Reply(b"", End.STALL), TIMEOUT, ("plain", "stream"), options=LATE),
    "in_the_status_line": Row(Reply(HEAD[:9], End.STALL), TIMEOUT, ("plain", "stream"), options=LATE),
    "in_the_headers": Row(Reply(HEAD + b"a: b\r\nc", End.STALL), TIMEOUT, options=LATE),
    "after_the_hints": Row(Reply(HINTS, End.STALL), TIMEOUT, options=LATE),
    "after_the_head": Row(Reply(response(BODY)[: -len(BODY)], End.STALL), TIMEOUT, ("plain", "stream"), options=LATE),
    "in_the_body": Row(Reply(response(BODY)[:-1], End.STALL), TIMEOUT, ("raw", "streamed"), options=LATE),
    "in_the_body_to_the_end": Row(
        Reply(response(BODY, sized=False), End.STALL), TIMEOUT, ("raw", "streamed"), options=LATE
    ),
    "in_a_chunk_size": Row(Reply(chunked_response(BODY)[:-5], End.STALL), TIMEOUT, ("raw", "streamed"), options=LATE),
    "retried": Row(Reply(HEAD, End.STALL), TIMEOUT, requests=3, options={**LATE, "max_retries": 2}),
    "retried_and_successful": Row(
        (Reply(HEAD, End.STALL), Reply(response(BODY))), MODEL, requests=2, options={**LATER, "max_retries": 2}
    ),
    "in_the_body_of_an_error": Row(
        Reply(statused("500 Oops", b"....")[:-2], End.STALL),
        Raises(InternalServerError, "500", status=500),
        ("stream",),
        options=LATER,
    ),
    "after_an_event": Row(Reply(response(EVENT, TYPE, sized=False), End.STALL), CUT_SHORT, ("stream",), options=LATER),
    "in_an_event": Row(
        Reply(response(EVENT + FINISH[:9], TYPE, sized=False), End.STALL),
        CUT_SHORT,
        ("streamed_stream",),
        options=LATER,
    ),
    "after_the_finish_reason": Row(
        Reply(response(EVENT + FINISH, TYPE, sized=False), End.STALL), CHUNKS, ("stream",), options=LATER
    ),
    "after_done": Row(
        Reply(response(EVENT + FINISH + b"data: [DONE]\n\n", TYPE, sized=False), End.STALL), CHUNKS, ("stream",)
    ),
}


@parametrize(STALLS)
def test_raises_timeout_when_server_stalls(server: FaultServer, opens: Opens, row: Row) -> None:
    check(row, server, opens)


AFTER = {
    "blank_lines": b"\r\n\r\n",
    "text": b"what is this?",
    "a_response": response(OTHER),
    "half_a_response": response(OTHER)[:-3],
    "an_error": response(b"{}", status="500 Oops"),
    "hints": HINTS,
}


@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize("mode", ["plain", "streamed", "stream"])
def test_next_call_gets_its_own_response_after_extra_bytes(
    server: FaultServer, opens: Opens, mode: str, after: str
) -> None:
    body, expected = (EVENT + FINISH + b"data: [DONE]\n\n", CHUNKS) if mode == "stream" else (BODY, MODEL)
    first = response(body, TYPE if mode == "stream" else "content-type: application/json")
    server.answer(Reply(first + AFTER[after]), Reply(response(BODY)))
    with opens() as caller:
        assert caller.call(mode) == (expected, None)
        assert caller.call() == (MODEL, None)
        assert server.saw(2)


@pytest.mark.parametrize(
    "status",
    [
        "500 Oops",
        "302 Found",
        "204 No Content",
        "304 Not Modified",
    ],
)
def test_next_call_gets_its_own_response_after_any_status(server: FaultServer, opens: Opens, status: str) -> None:
    server.answer(Reply(statused(status, OTHER)), Reply(response(BODY)))
    with opens() as caller:
        assert caller.call().error is not None
        assert caller.call() == (MODEL, None)
