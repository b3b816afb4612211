"""Complete responses with invalid or unexpected bodies."""

from __future__ import annotations

import gc
import gzip
import json
import zlib
from typing import Any

import pytest

from groq import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    InternalServerError,
    JSONValidationError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ToolUseFailedError,
    UnprocessableEntityError,
)
from groq.types.chat import ChatCompletion, ChatCompletionChunk

from .callers import Opens
from .rows import BODY, EVENT, MODEL, PARSED, STREAMS, TYPE, Raises, Row, check, parametrize
from .server import End, FaultServer, Reply, response

# httpx does not close async generators when decoding fails. trio may warn about them until the end of its run, which
# lasts as long as this module.
pytestmark = [pytest.mark.covering("values"), pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")]

JSON = "content-type: application/json"
AUDIO = bytes(range(256)) * 4


def model(content: Any = "a", **fields: Any) -> ChatCompletion:
    return ChatCompletion.model_construct(choices=[{"message": {"content": content}}], **fields)


def body_with(field: bytes) -> bytes:
    return BODY[:-1] + b"," + field + b"}"


def answer(body: bytes, *headers: str) -> Reply:
    return Reply(response(body, *(headers or (JSON,))))


REFUSED = Raises(APIResponseValidationError, "Expected ChatCompletion as JSON, got ", status=200)
DEEP = 100_000
BAD = {
    "empty": Row(answer(b""), REFUSED, PARSED),
    "blank": Row(answer(b" \r\n "), REFUSED, PARSED),
    "null": Row(answer(b"null"), REFUSED, PARSED),
    "true": Row(answer(b"true"), REFUSED, PARSED),
    "number": Row(answer(b"7"), REFUSED, PARSED),
    "text": Row(answer(b'"text"'), REFUSED, PARSED),
    "list": Row(answer(b"[" + BODY + b"]"), REFUSED, PARSED),
    "object_of_another_kind": Row(answer(b'{"surprise": 1}'), REFUSED, PARSED),
    "empty_object": Row(answer(b"{}"), REFUSED, PARSED),
    "html": Row(answer(b"<html>busy</html>", "content-type: text/html"), REFUSED, PARSED),
    "event_stream": Row(answer(b"data: " + BODY + b"\n\ndata: [DONE]\n\n", TYPE), REFUSED, PARSED),
    "two_objects": Row(answer(BODY + BODY), REFUSED, PARSED),
    "garbage_after": Row(answer(BODY + b"x"), REFUSED, PARSED),
    "any_bytes": Row(answer(AUDIO), REFUSED, PARSED),
    "lists_of_lists": Row(answer(b"[" * DEEP + b"]" * DEEP), REFUSED, PARSED),
    "lists_that_never_end": Row(answer(b"[" * DEEP), REFUSED, PARSED),
    "objects_in_objects": Row(answer(b'{"choices":' * DEEP + b"1" + b"}" * DEEP), REFUSED, PARSED),
    "deep_in_an_unknown_field": Row(answer(body_with(b'"x":' + b"[" * DEEP + b"]" * DEEP)), REFUSED, PARSED),
    "unknown_encoding": Row(answer(BODY, "content-encoding: rot13"), Raises(APIConnectionError, "got 'rot13'"), PARSED),
    "gzip_twice": Row(
        answer(gzip.compress(gzip.compress(BODY)), "content-encoding: gzip, gzip"),
        Raises(APIConnectionError, "got 'gzip, gzip'"),
        PARSED,
    ),
    "error": Row(answer(b'{"error":{"message":"no luck"}}'), Raises(APIError, "status 200. no luck"), PARSED),
    "error_of_text": Row(answer(b'{"error":"no luck"}'), Raises(APIError, "status 200. no luck"), PARSED),
    "error_of_a_list": Row(answer(b'{"error":["no luck"]}'), Raises(APIError, "status 200"), PARSED),
    "error_with_a_code": Row(
        answer(b'{"error":{"message":"slow","code":"rate_limit_exceeded"}}'), Raises(RateLimitError, "slow"), PARSED
    ),
}


@parametrize(BAD)
def test_rejects_body_that_is_not_a_completion(server: FaultServer, opens: Opens, row: Row) -> None:
    check(row, server, opens)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{", b"[" * DEEP, AUDIO, BODY + b"x"],
    ids=["empty", "html", "truncated", "deep", "bytes", "garbage_after"],
)
def test_rejects_raw_body_that_is_not_json(server: FaultServer, opens: Opens, body: bytes) -> None:
    check(Row(answer(body), Raises(APIResponseValidationError, "as JSON, got "), ("json",)), server, opens)


def test_raw_body_can_be_any_json(server: FaultServer, opens: Opens) -> None:
    for value in (None, 7, "a", [1], {"error": {"message": "no"}}, {"x": [{"y": "\ufffd"}]}):
        check(Row(answer(json.dumps(value).encode()), value, ("json",)), server, opens)


FINE = {
    "unknown_fields": Row(answer(body_with(b'"new":{"a":[1]}')), model(new={"a": [1]}), PARSED),
    "duplicate_choices": Row(answer(b'{"choices":7,' + BODY[1:]), MODEL, PARSED),
    "spaces": Row(answer(b" \r\n\t" + BODY + b"\n\n"), MODEL, PARSED),
    "bom": Row(answer(b"\xef\xbb\xbf" + BODY), MODEL, PARSED),
    "wrong_content_type": Row(answer(BODY, "content-type: text/html; charset=latin-1"), MODEL, PARSED),
    "no_content_type": Row(answer(BODY, "x: y"), MODEL, PARSED),
    "numbers_as_text": Row(answer(body_with(b'"created":"yesterday"')), model(created="yesterday"), PARSED),
    "null_everywhere": Row(answer(body_with(b'"usage":null,"id":null')), model(usage=None, id=None), PARSED),
    "number_of_4000_digits": Row(answer(body_with(b'"created":' + b"9" * 4000)), model(created=10**4000 - 1), PARSED),
    "number_of_1e400": Row(answer(body_with(b'"created":1e400')), model(created=float("inf")), PARSED),
    "lone_surrogate": Row(answer(BODY.replace(b'"a"', rb'"\ud83d"')), model("\ufffd"), PARSED),
    "half_a_character": Row(answer(BODY.replace(b'"a"', rb'"x\ud83d"')), model("x\ufffd"), PARSED),
    "wrong_half_first": Row(answer(BODY.replace(b'"a"', rb'"\ude00\ud83d"')), model("\ufffd\ufffd"), PARSED),
    "bytes_that_are_not_utf8": Row(answer(BODY.replace(b'"a"', b'"\xff"')), model("\ufffd"), PARSED),
    "null_character": Row(answer(BODY.replace(b'"a"', rb'"\u0000"')), model("\0"), PARSED),
    "identity": Row(answer(BODY, "content-encoding: identity"), MODEL, PARSED),
    "gzip": Row(answer(gzip.compress(BODY), "content-encoding: gzip"), MODEL, PARSED),
    "deflate": Row(answer(zlib.compress(BODY), "content-encoding: deflate"), MODEL, PARSED),
    "raw_deflate": Row(answer(zlib.compress(BODY)[2:-4], "content-encoding: deflate"), MODEL, PARSED),
    "gzip_in_another_case": Row(answer(gzip.compress(BODY), "content-encoding: GZIP"), MODEL, PARSED),
    "depth_of_a_hundred": Row(
        answer(body_with(b'"x":' + b"[" * 100 + b"]" * 100)), model(x=json.loads("[" * 100 + "]" * 100)), PARSED
    ),
}  # fmt: skip


@parametrize(FINE)
def test_accepts_body_with_unexpected_values(server: FaultServer, opens: Opens, row: Row) -> None:
    check(row, server, opens)


def test_keeps_one_value_of_duplicate_key(server: FaultServer, opens: Opens) -> None:
    server.answer(answer(body_with(b'"id":"1","id":"2"')))
    with opens() as caller:
        for mode in PARSED:
            assert caller.call(mode).value in (model(id="1"), model(id="2"))  # depends on pydantic


def test_number_of_thousands_of_digits_is_accepted_or_an_error(server: FaultServer, opens: Opens) -> None:
    digits = b"9" * 5000
    bodies = [body_with(b'"created":' + digits), body_with(b'"x":-' + digits), body_with(b'"x":0.' + digits), digits]
    with opens() as caller:
        for body in (*bodies, b'{"error":{"code":' + digits + b"}}"):
            server.answer(answer(body))
            value, error = caller.call()
            assert (type(value) is ChatCompletion and error is None) or isinstance(error, APIError)
            server.answer(Reply(response(body, status="400 Bad Request")))
            assert type(caller.call().error) is BadRequestError
            server.answer(Reply(response(b"data: " + body + b"\n\n", TYPE)))
            assert isinstance(caller.call("stream").error, APIError)


CHARSETS = [
    "bogus",
    "base64",
    "hex",
    "rot13",
    "zlib",
    "idna",
    "punycode",
    "undefined",
    "utf-16",
    "utf-7",
    "unicode_escape",
]


@pytest.mark.parametrize("charset", CHARSETS)
def test_ignores_invalid_charset(server: FaultServer, opens: Opens, charset: str) -> None:
    header = f"content-type: text/plain; charset={charset}"
    with opens() as caller:
        server.answer(answer(BODY, header))
        for mode in PARSED:
            assert caller.call(mode) == (MODEL, None)
        server.answer(answer(b"\xffbusy", header))
        assert type(caller.call().error) is APIResponseValidationError
        assert isinstance(caller.call("text").value, str)


@pytest.mark.parametrize("charset", CHARSETS)
def test_ignores_invalid_charset_of_error(server: FaultServer, opens: Opens, charset: str) -> None:
    with opens() as caller:
        for body in (b'{"error":{"message":"no"}}', b"\xffbusy"):
            server.answer(Reply(response(body, f"content-type: text/plain; charset={charset}", status="400 No")))
            assert type(caller.call().error) is BadRequestError


COMPRESSED = {"gzip": gzip.compress(BODY, mtime=0), "deflate": zlib.compress(BODY)}


@pytest.mark.parametrize("encoding", COMPRESSED)
def test_corrupt_compressed_body_is_accepted_or_an_error(server: FaultServer, opens: Opens, encoding: str) -> None:
    whole, header = COMPRESSED[encoding], f"content-encoding: {encoding}"
    with opens() as caller:
        for place in range(len(whole)):
            corrupted = whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]
            for body in (whole[:place], corrupted):
                server.answer(answer(body, header))
                value, error = caller.call(PARSED[place % 3])
                assert type(error) in (APIConnectionError, APIResponseValidationError) or (value, error) == (
                    MODEL,
                    None,
                ), (place, value, error)
    gc.collect()


@pytest.mark.parametrize("encoding", COMPRESSED)
@pytest.mark.parametrize("mode", ["speech", "content", "text"])
def test_raises_when_compressed_download_is_truncated(
    server: FaultServer, opens: Opens, mode: str, encoding: str
) -> None:
    data = b"some words of a text that is not short" * 2 if mode == "text" else AUDIO
    whole = (gzip.compress if encoding == "gzip" else zlib.compress)(data)
    expected = data.decode() if mode == "text" else data
    with opens() as caller:
        for size in (1, len(whole) // 2, len(whole) - 9):
            server.answer(answer(whole[:size], f"content-encoding: {encoding}"))
            outcome = caller.call(mode)
            assert type(outcome.error) is APIConnectionError, (size, outcome)
        server.answer(answer(whole, f"content-encoding: {encoding}"))
        assert caller.call(mode) == (expected, None)


# Bodies that are not streams.

NO_STREAM = Raises(APIResponseValidationError, "stream=True: expected server-sent events, got ", status=200)
NO_EVENT = Raises(APIResponseValidationError, "expected an event")
NO_CHUNK = Raises(APIResponseValidationError, "got no events")
NONE = {
    "json_error": Row(answer(b'{"error":{"message":"no luck"}}'), Raises(APIError, "no luck"), STREAMS),
    "json_error_with_a_code": Row(
        answer(b'{"error":{"message":"slow","code":"rate_limit_exceeded"}}'), Raises(RateLimitError, "slow"), STREAMS
    ),
    "json_error_in_a_false_dress": Row(
        answer(b'{"error":{"message":"no luck"}}', TYPE), Raises(APIError, "no luck"), STREAMS
    ),
    "completion": Row(answer(BODY), NO_STREAM, STREAMS),
    "html": Row(answer(b"<html>busy</html>", "content-type: text/html"), NO_STREAM, STREAMS),
    "empty": Row(answer(b""), NO_STREAM, STREAMS),
    "empty_event_stream": Row(answer(b"", TYPE), Raises(APIConnectionError, "stream ended before"), STREAMS),
    "comments": Row(answer(b": hi\n\n: bye\n\n", TYPE), Raises(APIConnectionError, "stream ended before"), STREAMS),
    "null": Row(answer(b"null"), NO_STREAM, STREAMS),
    "list": Row(answer(b"[1]"), NO_STREAM, STREAMS),
    "any_bytes": Row(answer(AUDIO, "content-type: audio/wav"), NO_STREAM, STREAMS),
    "deep": Row(answer(b"[" * DEEP), NO_STREAM, STREAMS),
    "deep_event": Row(
        answer(b"data: " + b"[" * DEEP + b"\n\n", TYPE), NO_EVENT, STREAMS
    ),
    "null_event": Row(answer(b"data: null\n\n", TYPE), NO_EVENT, STREAMS),
    "list_event": Row(answer(b"data: []\n\n", TYPE), NO_EVENT, STREAMS),
    "done_alone": Row(answer(b"data: [DONE]\n\n", TYPE), NO_CHUNK, STREAMS),
}  # fmt: skip


@parametrize(NONE)
def test_rejects_body_that_is_not_a_stream(server: FaultServer, opens: Opens, row: Row) -> None:
    check(row, server, opens)


def test_raises_connection_error_when_stream_does_not_decompress(server: FaultServer, opens: Opens) -> None:
    reply = answer(b"data: [DONE]\n\n", TYPE, "content-encoding: gzip")
    check(Row(reply, Raises(APIConnectionError), STREAMS), server, opens)
    gc.collect()


@pytest.mark.parametrize(
    "choices", [b"7", b"true", b'"a"', b"null", b"{}", b'{"a":1}', b"[null]", b"[7]", b"[[]]", b"-1.5"]
)
def test_yields_choices_of_any_kind_unchanged(server: FaultServer, opens: Opens, choices: bytes) -> None:
    server.answer(answer(b'data: {"choices":%b}\n\ndata: [DONE]\n\n' % choices, TYPE))
    with opens() as caller:
        [chunk], error = caller.call("stream")
        assert (chunk.to_dict(warnings=False), error) == ({"choices": json.loads(choices)}, None)
        server.answer(answer(b'{"choices":%b}' % choices))
        model, error = caller.call()
        assert (model.to_dict(warnings=False), error) == ({"choices": json.loads(choices)}, None)


# Errors inside streams.

CHUNK = ChatCompletionChunk.model_construct(choices=[{"delta": {"content": "a"}}])
FORMS = {
    "event_error": b'event: error\ndata: {"error":%b}\n\n',
    "event_error_bare": b"event: error\ndata: %b\n\n",
    "plain_data": b'data: {"error":%b}\n\n',
    "in_a_chunk": b'data: {"choices":[],"error":%b}\n\n',
    "of_another_name": b'event: oops\ndata: {"error":%b}\n\n',
    "message": b'event: message\ndata: {"error":%b}\n\n',
    "x_groq": b'data: {"id":"1","choices":[],"x_groq":{"id":"r","error":%b}}\n\n',
    "spaced": b'data: { "error" : %b }\n\n',
    "on_lines": b'data: {"error":\ndata: %b\ndata: }\n\n',
    "without_an_end": b'data: {"error":%b}',
}
NAMED: list[tuple[bytes, type[APIError], int | None]] = [
    (b'{"message":"m"}', APIError, None),
    (b'{"message":"m","code":"new_code","type":"new_type"}', APIError, None),
    (b'{"message":"m","code":200}', APIError, None),
    (b'{"message":"m","status_code":400}', BadRequestError, 400),
    (b'{"message":"m","code":"tool_use_failed","failed_generation":"<x>"}', ToolUseFailedError, 400),
    (b'{"message":"m","code":"json_validate_failed"}', JSONValidationError, 400),
    (b'{"message":"m","type":"invalid_request_error"}', BadRequestError, 400),
    (b'{"message":"m","code":"invalid_api_key"}', AuthenticationError, 401),
    (b'{"message":"m","code":"not_available_for_plan"}', PermissionDeniedError, 403),
    (b'{"message":"m","code":"model_not_found"}', NotFoundError, 404),
    (b'{"message":"m","status":413}', APIStatusError, 413),
    (b'{"message":"m","code":"422"}', UnprocessableEntityError, 422),
    (b'{"message":"m","code":429}', RateLimitError, 429),
    (b'{"message":"m","code":"rate_limit_exceeded","type":"tokens"}', RateLimitError, 429),
    (b'{"message":"m","code":"capacity_exceeded"}', APIStatusError, 498),
    (b'{"message":"m","type":"internal_server_error"}', InternalServerError, 500),
    (b'{"message":"m","status_code":503}', InternalServerError, 503),
]
ERRORS = {
    f"{form}-{number}": Row(
        answer(EVENT + FORMS[form] % error + EVENT, TYPE), Raises(kind, "m", [CHUNK], status), ("stream",)
    )
    for form in FORMS
    for number, (error, kind, status) in enumerate(NAMED)
    if form in ("event_error", "plain_data") or number in (0, 13)
    if form != "without_an_end"
} | {"without_an_end": Row(answer(EVENT + FORMS["without_an_end"] % b'{"message":"m"}', TYPE),
                           Raises(APIError, "m", [CHUNK]), STREAMS)}  # fmt: skip


@parametrize(ERRORS)
def test_raises_specific_class_for_error_in_stream(server: FaultServer, opens: Opens, row: Row) -> None:
    check(row, server, opens)


ODD_ERRORS = {
    "text": b'data: {"error":"m"}\n\n',
    "event_text": b'event: error\ndata: "m"\n\n',
    "event_no_json": b"event: error\ndata: m\n\n",
    "event_empty": b"event: error\ndata:\n\n",
    "event_null": b"event: error\ndata: null\n\n",
    "event_list": b'event: error\ndata: ["m"]\n\n',
    "number": b'data: {"error":7}\n\n',
    "list": b'data: {"error":["m"]}\n\n',
    "true": b'data: {"error":true}\n\n',
    "message_of_a_list": b'data: {"error":{"message":["m"]}}\n\n',
    "message_of_a_surrogate": rb'data: {"error":{"message":"\ud83d","code":500}}' b"\n\n",
    "message_of_bytes": b'data: {"error":{"message":"\xff","code":500}}\n\n',
    "code_of_a_list": b'data: {"error":{"message":"m","code":[1],"type":{}}}\n\n',
    "code_of_a_float": b'data: {"error":{"message":"m","code":500.5}}\n\n',
    "code_that_is_not_a_number": b'data: {"error":{"message":"m","code":NaN,"status":503}}\n\n',
    "x_groq_text": b'data: {"id":"1","choices":[],"x_groq":{"error":"m"}}\n\n',
    "status_outside": b'data: {"error":"m","status_code":503}\n\n',
    "deep": b'data: {"error":{"message":"m","code":500,"x":' + b"[" * 150 + b"]" * 150 + b"}}\n\n",
}


@pytest.mark.parametrize("form", ODD_ERRORS)
def test_raises_error_in_stream_of_any_form(server: FaultServer, opens: Opens, form: str) -> None:
    with opens() as caller:
        for mode, end in (("stream", End.KEEP), ("streamed_stream", End.FIN)):
            server.answer(Reply(response(EVENT + ODD_ERRORS[form], TYPE), end))
            value, error = caller.call(mode)
            assert (value, isinstance(error, APIError)) == ([CHUNK], True)
            assert not isinstance(error, APIConnectionError)
            assert str(error)
