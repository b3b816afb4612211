"""Responses of malicious servers, as tables: the bytes, and the expected result of a call."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

from groq import APIConnectionError, APIError, APIResponseValidationError, APIStatusError, APITimeoutError

from .answers import SMALL_BODY, SMALL_EVENT
from .endless import Flood, Trickle
from .server import Piece, Step

BODY = SMALL_BODY
LENGTH = b"content-length: 41\r\n"
CHUNKED = b"transfer-encoding: chunked\r\n"
STATUS = b"HTTP/1.1 200 OK\r\n"
EVENT = SMALL_EVENT
EVENTS = b"content-type: text/event-stream\r\n"
ONE_CHUNK = b"29\r\n" + BODY + b"\r\n"
# A response that must never be returned for another call.
EVIL = STATUS + LENGTH + b"\r\n" + BODY.replace(b'"a"', b'"!"')


@dataclass(frozen=True)
class Row:
    """A response, and the expected result.

    Attributes:
        pieces: The response. The connection stays open unless a piece closes it.
        error: The exact class of the error; `None` if the call succeeds.
        mode: How to call: see `tests.faults.callers`.
        options: The options of the client.
    """

    pieces: tuple[Piece, ...]
    error: type[APIError] | None = APIConnectionError
    mode: str = "plain"
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def floods(self) -> list[Flood]:
        """The endless pieces of the response."""
        return [piece for piece in self.pieces if isinstance(piece, Flood)]


def _headed(lines: bytes, body: bytes = BODY) -> Row:
    return Row((STATUS + lines + b"\r\n" + body,))


def _measured(value: bytes) -> Row:
    return _headed(b"content-length: " + value + b"\r\n")


def _coded(value: bytes, *, more: bytes = b"") -> Row:
    return _headed(b"transfer-encoding: " + value + b"\r\n" + more, ONE_CHUNK + b"0\r\n\r\n")


def _chunks(data: bytes, *, mode: str = "plain", end: tuple[Piece, ...] = ()) -> Row:
    return Row((STATUS + CHUNKED + b"\r\n" + data, *end), mode=mode)


def _chunk_of(size: bytes) -> Row:
    return _chunks(size + b"\r\n" + BODY + b"\r\n0\r\n\r\n")


LENGTHS = {
    "plus": _measured(b"+41"),
    "minus": _measured(b"-41"),
    "inner_space": _measured(b"4 1"),
    "hexadecimal": _measured(b"0x29"),
    "underscore": _measured(b"4_1"),
    "arabic_digits": _measured("\u0664\u0661".encode()),
    "superscript_digit": _measured(b"\xb2"),
    "decimal_point": _measured(b"41.0"),
    "exponent": _measured(b"41e0"),
    "empty": _measured(b""),
    "comma": _measured(b","),
    "list_that_differs": _measured(b"41, 40"),
    "list_without_second": _measured(b"41,"),
    "parameter": _measured(b"41;a=b"),
    "quotes": _measured(b'"41"'),
    "nul": _measured(b"41\0"),
    "vertical_tab": _measured(b"\x0b41"),
    "form_feed": _measured(b"41\x0c"),
    "no_break_space": _measured(b"\xa041"),
    "next_line": _measured(b"41\x85"),
    "thousands_of_digits": _measured(b"9" * 5000),
    "more_than_64_bits": Row((STATUS + b"content-length: 18446744073709551657\r\n\r\n" + BODY, Step.HANG_UP)),
    "two_that_differ": _headed(LENGTH + b"content-length: 40\r\n"),
    "second_is_invalid": _headed(LENGTH + b"content-length: +41\r\n"),
    "space_before_the_colon": _headed(b"content-length : 41\r\n"),
    "folded": _headed(b"content-length:\r\n 41\r\n"),
}

CODINGS = {
    "length_then_coding": _headed(LENGTH + CHUNKED, ONE_CHUNK + b"0\r\n\r\n"),
    "coding_then_length": _headed(CHUNKED + LENGTH, ONE_CHUNK + b"0\r\n\r\n"),
    "identity_and_length": _headed(b"transfer-encoding: identity\r\n" + LENGTH),
    "chunked_twice": _coded(b"chunked, chunked"),
    "chunked_in_two_headers": _coded(b"chunked", more=CHUNKED),
    "chunked_then_identity": _coded(b"chunked", more=b"transfer-encoding: identity\r\n"),
    "identity_then_chunked": _coded(b"identity", more=CHUNKED),
    "identity": _coded(b"identity"),
    "prefix": _coded(b"xchunked"),
    "suffix": _coded(b"chunkedx"),
    "other_then_chunked": _coded(b"gzip, chunked"),
    "chunked_then_other": _coded(b"chunked, gzip"),
    "empty": _coded(b""),
    "parameter": _coded(b"chunked;q=1"),
    "quotes": _coded(b'"chunked"'),
    "vertical_tab": _coded(b"\x0bchunked"),
    "no_break_space": _coded(b"chunked\xa0"),
    "kelvin_sign": _coded("chun\u212aed".encode()),  # its lower case is "k"
    "nul": _coded(b"chunked\0"),
    "folded": _headed(b"transfer-encoding:\r\n chunked\r\n", ONE_CHUNK + b"0\r\n\r\n"),
    "space_before_the_colon": _headed(b"transfer-encoding : chunked\r\n", ONE_CHUNK + b"0\r\n\r\n"),
}

FIELDS = {
    "space_before_the_colon": _headed(b"a : b\r\n" + LENGTH),
    "tab_before_the_colon": _headed(b"a\t: b\r\n" + LENGTH),
    "fold_by_space": _headed(b"a: b\r\n c\r\n" + LENGTH),
    "fold_by_tab": _headed(b"a: b\r\n\tc\r\n" + LENGTH),
    "fold_of_the_status_line": _headed(b" a: b\r\n" + LENGTH),
    "blank_fold": _headed(b"a: b\r\n \r\n" + LENGTH),
    "no_colon": _headed(b"a\r\n" + LENGTH),
    "no_name": _headed(b": b\r\n" + LENGTH),
    "nul_in_a_name": _headed(b"a\0b: c\r\n" + LENGTH),
    "nul_in_a_value": _headed(b"a: b\0c\r\n" + LENGTH),
    "bare_cr_in_a_value": _headed(b"a: b\rc\r\n" + LENGTH),
    "bare_cr_as_line_end": _headed(b"a: b\r" + LENGTH),
    "two_crs_as_line_end": _headed(b"a: b\r\r\n" + LENGTH),
    "many_fields": _headed(b"".join(b"a%d: b\r\n" % number for number in range(400)) + LENGTH),
    "large_fields": _headed((b"a: " + b"b" * 1000 + b"\r\n") * 80 + LENGTH),
    "large_field": _headed(b"a: " + b"b" * 80_000 + b"\r\n" + LENGTH),
}

_REST = b"\r\n" + LENGTH + b"\r\n" + BODY
STATUS_LINES = {
    "http_0_9": Row((BODY + b"\r\n\r\n",)),
    "html": Row((b"<html>\r\n<body>busy</body>\r\n\r\n",)),
    "status_of_letters": Row((b"HTTP/1.1 2x0 OK" + _REST,)),
    "status_of_two_digits": Row((b"HTTP/1.1 20 OK" + _REST,)),
    "status_of_four_digits": Row((b"HTTP/1.1 2000 OK" + _REST,)),
    "status_with_a_sign": Row((b"HTTP/1.1 +20 OK" + _REST,)),
    "status_of_arabic_digits": Row(("HTTP/1.1 \u0662\u0660\u0660 OK".encode() + _REST,)),
    "status_of_superscript_digits": Row((b"HTTP/1.1 \xb2\xb2\xb2 OK" + _REST,)),
    "status_below_100": Row((b"HTTP/1.1 099 OK" + _REST,)),
    "version_with_a_comma": Row((b"HTTP/1,1 200 OK" + _REST,)),
    "version_without_a_dot": Row((b"HTTP/11 200 OK" + _REST,)),
    "other_protocol": Row((b"ICY 200 OK" + _REST,)),
    "space_first": Row((b" HTTP/1.1 200 OK" + _REST,)),
    "nul_first": Row((b"\0HTTP/1.1 200 OK" + _REST,)),
    "text_first": Row((b"what?\r\nHTTP/1.1 200 OK" + _REST,)),
    "nul_in_the_reason": Row((b"HTTP/1.1 200 O\0K" + _REST,)),
    "bare_cr_in_the_reason": Row((b"HTTP/1.1 200 O\rK" + _REST,)),
    "bare_cr_as_line_end": Row((b"HTTP/1.1 200 OK\r" + _REST[2:],)),
    "preface_of_http_2": Row((b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",)),
    "frames_of_http_2": Row((b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64" + b"\r\n\r\n",)),
    "bytes": Row((bytes(range(256)) * 4 + b"\r\n\r\n",)),
    "tls_alert": Row((b"\x15\x03\x01\x00\x02\x02\x28", Step.HANG_UP)),
    "tls_record": Row((b"\x16\x03\x03\x00\x20" + bytes(range(32)) + b"\r\n\r\n",)),
    "interim_with_a_body": Row((b"HTTP/1.1 100 Continue\r\n" + LENGTH + b"\r\n" + BODY + EVIL,)),
    "interim_with_a_nul": Row((b"HTTP/1.1 103 Hints\r\na: \0\r\n\r\n" + EVIL,)),
    "switch_of_protocols": Row((b"HTTP/1.1 101 Up\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n" + EVIL,)),
}

CHUNK_SIZES = {
    "plus": _chunk_of(b"+29"),
    "minus": _chunk_of(b"-29"),
    "prefix": _chunk_of(b"0x29"),
    "underscore": _chunk_of(b"2_9"),
    "space_first": _chunk_of(b" 29"),
    "inner_space": _chunk_of(b"2 9"),
    "fullwidth_digits": _chunk_of("\uff12\uff19".encode()),
    "vertical_tab": _chunk_of(b"29\x0b"),
    "no_break_space": _chunk_of(b"29\xa0"),
    "nul": _chunk_of(b"29\0"),
    "comma": _chunk_of(b"29,"),
    "letters": _chunk_of(b"zz"),
    "empty": _chunk_of(b""),
    "extension_alone": _chunk_of(b";a=b"),
    "bare_cr": _chunk_of(b"29\r;"),
    "bare_cr_in_an_extension": _chunk_of(b"29;a\r0"),
    "huge": _chunk_of(b"f" * 30),
    "largest_of_64_bits": _chunks(b"f" * 16 + b"\r\n" + BODY, end=(Step.HANG_UP,)),
    "more_than_64_bits": _chunks(b"1" + b"0" * 14 + b"29\r\n" + BODY + b"\r\n0\r\n\r\n", end=(Step.HANG_UP,)),
    "longer_than_its_data": _chunk_of(b"2a"),
    "shorter_than_its_data": _chunk_of(b"28"),
    "no_line_end_after_the_data": _chunks(b"29\r\n" + BODY + b"0\r\n\r\n"),
    "bare_cr_after_the_data": _chunks(b"29\r\n" + BODY + b"\r\r\n0\r\n\r\n"),
    "no_last_chunk": _chunks(ONE_CHUNK, end=(Step.HANG_UP,)),
    "no_end_of_the_trailers": _chunks(ONE_CHUNK + b"0\r\n", end=(Step.HANG_UP,)),
    "nul_in_a_trailer": _chunks(ONE_CHUNK + b"0\r\na: \0\r\n\r\n"),
    "folded_trailer": _chunks(ONE_CHUNK + b"0\r\na: b\r\n c\r\n\r\n"),
    "no_colon_in_a_trailer": _chunks(ONE_CHUNK + b"0\r\na\r\n\r\n"),
}


def _stream(data: bytes, *end: Piece) -> Row:
    begun = STATUS + EVENTS + CHUNKED + b"\r\n%x\r\n%b\r\n" % (len(EVENT), EVENT)
    return Row((begun + data, *end), mode="stream")


STREAMS = {
    "chunk_size_of_letters": _stream(b"zz\r\n" + EVENT),
    "chunk_size_below_zero": _stream(b"-5\r\n" + EVENT),
    "chunk_size_that_is_huge": _stream(b"f" * 30 + b"\r\n" + EVENT),
    "chunk_longer_than_its_size": _stream(b"5\r\n" + EVENT),
    "reset": _stream(b"", Step.RESET),
    "end_in_a_chunk": _stream(b"ff\r\n" + EVENT, Step.HANG_UP),
    "answer_in_a_stream": _stream(EVIL),
    "endless_chunk_size": _stream(b"", Flood(b"0"), Step.HANG_UP),
    "endless_extension": _stream(b"1;", Flood(b"a"), Step.HANG_UP),
}

# Endless responses: the client must stop reading at a limit.
_TE = STATUS + CHUNKED + b"\r\n"
_SMALL = {"max_body_bytes": 1 << 20, "max_event_bytes": 1 << 20}
_TOO_LARGE: dict[str, Any] = {"error": APIResponseValidationError, "options": _SMALL}
_TOO_LARGE_EVENT: dict[str, Any] = {**_TOO_LARGE, "mode": "stream"}
FLOODS = {
    "blank_lines": Row((Flood(b"\r\n"), Step.HANG_UP)),
    "spaces": Row((Flood(b" "), Step.HANG_UP)),
    "nuls": Row((Flood(b"\0"), Step.HANG_UP)),
    "status_line": Row((b"HTTP/1.1 200 ", Flood(b"a"), Step.HANG_UP)),
    "digits_of_the_status": Row((b"HTTP/1.1 2", Flood(b"0"), Step.HANG_UP)),
    "fields": Row((STATUS, Flood(b"a: b\r\n"), Step.HANG_UP)),
    "name": Row((STATUS, Flood(b"a"), Step.HANG_UP)),
    "value": Row((STATUS + b"a: ", Flood(b"b"), Step.HANG_UP)),
    "folded_value": Row((STATUS + b"a: b\r\n", Flood(b" b\r\n"), Step.HANG_UP)),
    "digits_of_the_length": Row((STATUS + b"content-length: ", Flood(b"0"), Step.HANG_UP)),
    "interim_answers": Row((Flood(b"HTTP/1.1 103 Hints\r\na: " + b"b" * 1000 + b"\r\n\r\n"), Step.HANG_UP)),
    "small_interim_answers": Row((Flood(b"HTTP/1.1 100\r\n\r\n", 12 << 20), Step.HANG_UP)),
    "fields_of_an_interim_answer": Row((b"HTTP/1.1 103 Hints\r\n", Flood(b"a: b\r\n"), Step.HANG_UP)),
    "chunk_size": Row((_TE, Flood(b"0"), Step.HANG_UP)),
    "chunk_size_after_a_chunk": Row((_TE + ONE_CHUNK, Flood(b"1"), Step.HANG_UP)),
    "chunk_extension": Row((_TE + b"29;", Flood(b"a"), Step.HANG_UP)),
    "extension_of_the_last_chunk": Row((_TE + ONE_CHUNK + b"0;a=", Flood(b"b"), Step.HANG_UP)),
    "trailers": Row((_TE + ONE_CHUNK + b"0\r\n", Flood(b"a: b\r\n"), Step.HANG_UP)),
    "trailer": Row((_TE + ONE_CHUNK + b"0\r\na: ", Flood(b"b"), Step.HANG_UP)),
    "body": Row((STATUS + b"\r\n", Flood(b"a"), Step.HANG_UP), **_TOO_LARGE),
    "body_with_a_length": Row((STATUS + b"content-length: 99999999\r\n\r\n", Flood(b"a"), Step.HANG_UP), **_TOO_LARGE),
    "chunks": Row((_TE, Flood(b"400\r\n" + b"a" * 1024 + b"\r\n"), Step.HANG_UP), **_TOO_LARGE),
    "event": Row((STATUS + EVENTS + b"\r\ndata: ", Flood(b"a"), Step.HANG_UP), **_TOO_LARGE_EVENT),
    "lines_of_an_event": Row(
        (STATUS + EVENTS + b"\r\n", Flood(b"data: a\n"), Step.HANG_UP), mode="stream", **_TOO_LARGE
    ),
    "body_of_an_error": Row((b"HTTP/1.1 400 No\r\n\r\n", Flood(b"a"), Step.HANG_UP), APIStatusError, options=_SMALL),
}

# Valid responses; the bytes after them are discarded with the connection.
_SIZED = STATUS + LENGTH + b"\r\n" + BODY
_IN_CHUNKS = _TE + ONE_CHUNK + b"0\r\n\r\n"
EXTRA = {
    "a_response": EVIL,
    "half_a_response": EVIL[:-5],
    "a_status_line": b"HTTP/1.1 200 OK\r\n",
    "a_timeout_of_the_server": b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
    "an_interim_answer": b"HTTP/1.1 100 Continue\r\n\r\n",
    "one_byte": b"x",
    "a_nul": b"\0",
    "a_blank_line": b"\r\n",
    "a_chunk": ONE_CHUNK + b"0\r\n\r\n",
    "a_megabyte": b"x" * 1_000_000,
}
ANSWERS = {"sized": _SIZED, "in_chunks": _IN_CHUNKS}

# Responses without a body, and bytes that a server might send after them.
_EMPTY = APIResponseValidationError
SPLIT = {
    "length_of_zero": Row((STATUS + b"content-length: 0\r\n\r\n" + EVIL,), _EMPTY),
    "last_chunk_first": Row((_TE + b"0\r\n\r\n" + EVIL,), _EMPTY),
    "no_content": Row((b"HTTP/1.1 204 No Content\r\n\r\n" + EVIL,), _EMPTY),
    "no_content_with_a_length": Row((b"HTTP/1.1 204 No Content\r\n" + LENGTH + b"\r\n" + EVIL,), _EMPTY),
    "not_modified": Row((b"HTTP/1.1 304 Not Modified\r\n" + LENGTH + b"\r\n" + EVIL,), APIStatusError),
    "break_in_a_value": Row((STATUS + b"content-length: 0\r\nlocation: /\r\n\r\n" + EVIL,), _EMPTY),
    "error_status": Row((b"HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n" + EVIL,), APIStatusError),
}

# Seconds between two slow pieces, the total timeout, and the read timeout.
_PAUSE, _IN_ALL, _READ = 0.02, 0.3, 0.3
_LIMITED = {"total_timeout": _IN_ALL}
_IMPATIENT = {"timeout": httpx.Timeout(5, read=_READ)}


def _dripping(begin: bytes, pieces: Iterable[bytes], mode: str = "plain", **options: Any) -> Row:
    return Row(
        (begin, Trickle(tuple(itertools.islice(pieces, 400)), _PAUSE)), APITimeoutError, mode, options or _LIMITED
    )


def _silent(begin: bytes, mode: str = "plain") -> Row:
    return Row((begin,), APITimeoutError, mode, _IMPATIENT)


DRIPS = {
    "status_line": _dripping(b"HTTP/1.1 200 ", itertools.repeat(b"a")),
    # May also be rejected earlier.
    "blank_lines": Row((Trickle([b"\r\n"] * 400, _PAUSE),), APIError, options=_LIMITED),
    "fields": _dripping(STATUS, itertools.repeat(b"a: b\r\n")),
    "value": _dripping(STATUS + b"a: ", itertools.repeat(b"b")),
    "interim_answers": _dripping(b"", itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "body": _dripping(STATUS + b"content-length: 999\r\n\r\n", itertools.repeat(b" ")),
    "body_without_a_length": _dripping(STATUS + b"\r\n", itertools.repeat(b" ")),
    "body_as_text": _dripping(STATUS + b"\r\n", itertools.repeat(b" "), "text"),
    "chunks": _dripping(_TE, itertools.repeat(b"1\r\n \r\n")),
    "chunk_size": _dripping(_TE, itertools.repeat(b"0")),
    "chunk_extension": _dripping(_TE + b"29;", itertools.repeat(b"a")),
    "trailers": _dripping(_TE + ONE_CHUNK + b"0\r\n", itertools.repeat(b"a: b\r\n")),
    "comments": _dripping(STATUS + EVENTS + b"\r\n", itertools.repeat(b": hi\n\n"), "stream"),
    "comments_until_idle": _dripping(
        STATUS + EVENTS + b"\r\n", itertools.repeat(b": hi\n\n"), "stream", stream_idle_timeout=_IN_ALL
    ),
    "events": _dripping(STATUS + EVENTS + b"\r\n", itertools.repeat(EVENT), "stream"),
    "bytes_of_an_event": _dripping(STATUS + EVENTS + b"\r\ndata: ", itertools.repeat(b" "), "stream"),
    "silence": _silent(b""),
    "silence_in_the_head": _silent(STATUS + b"a"),
    "silence_after_interim_answers": _silent(b"HTTP/1.1 100 Continue\r\n\r\n" * 3),
    "silence_in_the_body": _silent(STATUS + LENGTH + b"\r\n" + BODY[:-1]),
    "silence_in_a_chunk": _silent(_TE + b"29\r\n" + BODY[:-1]),
    "silence_before_the_last_chunk": _silent(_TE + ONE_CHUNK),
    "silence_in_the_trailers": _silent(_TE + ONE_CHUNK + b"0\r\na: b\r\n"),
    "silence_in_a_stream": _silent(STATUS + EVENTS + b"\r\n" + EVENT, "stream"),
}
