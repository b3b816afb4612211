"""The rules in the docstring of `_transport.http1`, one by one, for any split of the bytes of a response."""

from __future__ import annotations

import httpx
import pytest

from groq._transport.http1 import (
    MAX_CHUNK_LINE,
    MAX_FIELDS,
    MAX_HEAD_BYTES,
    Head,
    ResponseParser,
)

from ..support.http1 import CHUNKED, EMPTY, OK, Parsed, parsed, splits

TE = (b"Transfer-Encoding", b"chunked")


def fields(*pairs: tuple[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    return list(pairs)


def length(number: int) -> tuple[bytes, bytes]:
    return b"Content-Length", b"%d" % number


# Name of the case, method, bytes, response.
COMPLETE: list[tuple[str, str, bytes, Parsed]] = [
    ("no content", "GET", EMPTY, Parsed(Head(200, b"OK", b"1.1", fields(length(0))), b"", True)),
    (
        "a length",
        "POST",
        OK + b"Content-Length: 5\r\nX-Case: As Sent \r\nx-case:\ttwice\t\r\n\r\nhello",
        Parsed(
            Head(200, b"OK", b"1.1", fields(length(5), (b"X-Case", b"As Sent"), (b"x-case", b"twice"))), b"hello", True
        ),
    ),
    (
        "a body that looks like a head",
        "GET",
        OK + b"Content-Length: 23\r\n\r\nHTTP/1.1 500 NO\r\n\r\n\r\n\r\n",
        Parsed(Head(200, b"OK", b"1.1", fields(length(23))), b"HTTP/1.1 500 NO\r\n\r\n\r\n\r\n", True),
    ),
    ("one chunk", "GET", CHUNKED + b"5\r\nhello\r\n0\r\n\r\n", Parsed(Head(200, b"OK", b"1.1", [TE]), b"hello", True)),
    ("no chunk", "GET", CHUNKED + b"0\r\n\r\n", Parsed(Head(200, b"OK", b"1.1", [TE]), b"", True)),
    (
        "chunks whose data looks like framing",
        "GET",
        CHUNKED + b"4\r\n\r\n\r\n\r\n5\r\n0\r\n\r\n\r\n00\r\n\r\n",
        Parsed(Head(200, b"OK", b"1.1", [TE]), b"\r\n\r\n0\r\n\r\n", True),
    ),
    (
        "hexadecimal sizes of both cases, leading zeros",
        "GET",
        CHUNKED + b"a\r\n0123456789\r\nB\r\n0123456789A\r\n000000000000001\r\nx\r\n000000000000000\r\n\r\n",
        Parsed(Head(200, b"OK", b"1.1", [TE]), b"01234567890123456789Ax", True),
    ),
    (
        "chunk extensions",
        "GET",
        CHUNKED + b'1;a=b\r\nx\r\n1 \t;a="b;c"\r\ny\r\n1;\xff\r\nz\r\n0;last\r\n\r\n',
        Parsed(Head(200, b"OK", b"1.1", [TE]), b"xyz", True),
    ),
    (
        "trailers",
        "GET",
        CHUNKED + b"1\r\nx\r\n0\r\nChecksum: 1\r\nContent-Length: 9\r\n\r\n",
        Parsed(Head(200, b"OK", b"1.1", [TE]), b"x", True),
    ),
    (
        "the name of the coding in another case",
        "GET",
        OK + b"TRANSFER-ENCODING: Chunked\r\n\r\n0\r\n\r\n",
        Parsed(Head(200, b"OK", b"1.1", fields((b"TRANSFER-ENCODING", b"Chunked"))), b"", True),
    ),
    (
        "HEAD with a length",
        "HEAD",
        OK + b"Content-Length: 5\r\n\r\n",
        Parsed(Head(200, b"OK", b"1.1", fields(length(5))), b"", True),
    ),
    ("HEAD with chunks", "HEAD", CHUNKED, Parsed(Head(200, b"OK", b"1.1", [TE]), b"", True)),
    ("HEAD with neither", "HEAD", OK + b"\r\n", Parsed(Head(200, b"OK", b"1.1", []), b"", True)),
    (
        "204 with a length",
        "GET",
        b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
        Parsed(Head(204, b"No Content", b"1.1", fields(length(5))), b"", True),
    ),
    (
        "304 with chunks",
        "GET",
        b"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
        Parsed(Head(304, b"Not Modified", b"1.1", [TE]), b"", True),
    ),
    ("CONNECT with 200", "CONNECT", OK + b"\r\n", Parsed(Head(200, b"OK", b"1.1", []), b"", True)),
    (
        "CONNECT with 299 and a length",
        "CONNECT",
        b"HTTP/1.1 299 OK\r\nContent-Length: 5\r\n\r\n",
        Parsed(Head(299, b"OK", b"1.1", fields(length(5))), b"", True),
    ),
    (
        "CONNECT with 300 has a body",
        "CONNECT",
        b"HTTP/1.1 300 No\r\nContent-Length: 2\r\n\r\nno",
        Parsed(Head(300, b"No", b"1.1", fields(length(2))), b"no", True),
    ),
    (
        "interim responses, whose framing does not count",
        "GET",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nContent-Length: 7\r\nConnection: close\r\n\r\n" + EMPTY,
        Parsed(Head(200, b"OK", b"1.1", fields(length(0))), b"", True),
    ),
    (
        "interim responses before one without a body",
        "HEAD",
        b"HTTP/1.1 199 Odd\r\nTransfer-Encoding: chunked\r\n\r\n" + EMPTY,
        Parsed(Head(200, b"OK", b"1.1", fields(length(0))), b"", True),
    ),
    # Lenient.
    (
        "lines that end in LF",
        "GET",
        b"HTTP/1.1 200 OK\nContent-Length: 2\nX: y\n\n\n\n",
        Parsed(Head(200, b"OK", b"1.1", fields(length(2), (b"X", b"y"))), b"\n\n", True),
    ),
    (
        "an empty line that ends in LF",
        "GET",
        OK + b"Content-Length: 3\r\n\n\r\n\n",
        Parsed(Head(200, b"OK", b"1.1", fields(length(3))), b"\r\n\n", True),
    ),
    (
        "an empty line that ends in CRLF alone",
        "GET",
        b"HTTP/1.1 200 OK\nContent-Length: 2\n\r\n\n\n",
        Parsed(Head(200, b"OK", b"1.1", fields(length(2))), b"\n\n", True),
    ),
    (
        "an interim response in LF, then CRLF",
        "GET",
        b"HTTP/1.1 100 Continue\n\n" + EMPTY,
        Parsed(Head(200, b"OK", b"1.1", fields(length(0))), b"", True),
    ),
    (
        "no reason",
        "GET",
        b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
        Parsed(Head(200, b"", b"1.1", fields(length(0))), b"", True),
    ),
    (
        "an empty reason",
        "GET",
        b"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n",
        Parsed(Head(200, b"", b"1.1", fields(length(0))), b"", True),
    ),
    (
        "an unknown status",
        "GET",
        b"HTTP/1.1 999 ?\r\nContent-Length: 0\r\n\r\n",
        Parsed(Head(999, b"?", b"1.1", fields(length(0))), b"", True),
    ),
    (
        "equal lengths in two fields",
        "GET",
        OK + b"Content-Length: 2\r\nContent-Length: 02\r\n\r\nhi",
        Parsed(Head(200, b"OK", b"1.1", fields(length(2), (b"Content-Length", b"02"))), b"hi", True),
    ),
    (
        "equal lengths in one field",
        "GET",
        OK + b"content-length: 2,2\t, 2\r\n\r\nhi",
        Parsed(Head(200, b"OK", b"1.1", fields((b"content-length", b"2,2\t, 2"))), b"hi", True),
    ),
    (
        "bytes from 0x80 in values, and empty values",
        "GET",
        b"HTTP/1.1 200 \x80\xff\r\nX: \x80 \xff\r\nY:\r\nZ: \t \r\nContent-Length: 0\r\n\r\n",
        Parsed(
            Head(200, b"\x80\xff", b"1.1", fields((b"X", b"\x80 \xff"), (b"Y", b""), (b"Z", b""), length(0))),
            b"",
            True,
        ),
    ),
    # The last response of its connection.
    (
        "HTTP/1.0",
        "GET",
        b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
        Parsed(Head(200, b"OK", b"1.0", fields((b"Connection", b"keep-alive"), length(0))), b"", False),
    ),
    (
        "HTTP/1.0 with chunks",
        "GET",
        b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        Parsed(Head(200, b"OK", b"1.0", [TE]), b"", False),
    ),
    (
        "another version",
        "GET",
        b"HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        Parsed(Head(200, b"OK", b"2.0", fields(length(0))), b"", False),
    ),
    (
        "Connection: close among others",
        "GET",
        OK + b"CONNECTION: Keep-Alive , Close\r\nContent-Length: 0\r\n\r\n",
        Parsed(Head(200, b"OK", b"1.1", fields((b"CONNECTION", b"Keep-Alive , Close"), length(0))), b"", False),
    ),
    (
        "Connection: close without a body",
        "HEAD",
        OK + b"Connection: close\r\n\r\n",
        Parsed(Head(200, b"OK", b"1.1", fields((b"Connection", b"close"))), b"", False),
    ),
]
UNTIL_EOF: list[tuple[str, bytes, bytes]] = [
    ("a body", OK + b"X: y\r\n\r\nhello\r\n\r\n", b"hello\r\n\r\n"),
    ("no body", OK + b"\r\n", b""),
    ("a body that looks like a response", OK + b"\r\n" + EMPTY, EMPTY),
    ("HTTP/1.0", b"HTTP/1.0 200 OK\r\n\r\n0\r\n\r\n", b"0\r\n\r\n"),
    ("205, which has no rule of its own", b"HTTP/1.1 205 Reset\r\n\r\nx", b"x"),
    ("interim response before it", b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"\r\nx", b"x"),
]


@pytest.mark.parametrize(("method", "raw", "expected"), [pytest.param(*case[1:], id=case[0]) for case in COMPLETE])
def test_response_is_complete_for_any_split(method: str, raw: bytes, expected: Parsed) -> None:
    for pieces in splits(raw):
        assert parsed(pieces, method) == expected, pieces


@pytest.mark.parametrize(("method", "raw"), [pytest.param(*case[1:3], id=case[0]) for case in COMPLETE])
def test_response_is_truncated_when_eof_precedes_its_last_byte(method: str, raw: bytes) -> None:
    for end in range(len(raw)):
        assert parsed([raw[:end]] if end else [], method) is None, raw[:end]
        with pytest.raises(httpx.RemoteProtocolError, match=r"truncated|disconnected"):
            parsed([raw[:end]] if end else [], method, eof=True)


@pytest.mark.parametrize(("raw", "body"), [pytest.param(*case[1:], id=case[0]) for case in UNTIL_EOF])
def test_body_without_framing_ends_with_the_connection(raw: bytes, body: bytes) -> None:
    for pieces in splits(raw):
        assert parsed(pieces) is None
        found = parsed(pieces, eof=True)
        assert found is not None
        assert (found.body, found.can_reuse) == (body, False)


@pytest.mark.parametrize(("method", "raw"), [pytest.param(*case[1:3], id=case[0]) for case in COMPLETE])
def test_connection_is_not_reused_when_more_bytes_follow_the_response(method: str, raw: bytes) -> None:
    whole = parsed([raw], method)
    for more in (b"\n", EMPTY):
        for pieces in ([raw + more], [raw, more]):
            found = parsed(pieces, method)
            assert whole is not None
            assert found is not None
            assert found == whole._replace(can_reuse=False)


STATUS_LINE, CONTROL, FIELD, NAME = "status line", "control character", "Expected a header field", "The name of"
EITHER, ONE_LENGTH, SIZE, LONGER = "either Content-Length or", "one Content-Length", "size of a chunk", "longer than"
LENGTH_0 = b"Content-Length: 0\r\n"
# Defect, bytes, message.
REFUSED: list[tuple[str, bytes, str]] = [
    ("nothing that resembles HTTP", b"SSH-2.0-OpenSSH\r\n", "Expected an HTTP response"),
    ("one wrong byte", b"X", "Expected an HTTP response"),
    ("the name of the protocol in lower case", b"http/1.1 200 OK\r\n\r\n", STATUS_LINE),
    ("an empty line before the status line", b"\r\n" + EMPTY, STATUS_LINE),
    ("TLS", b"\x15\x03\x01\x00\x02\x02\x50", "Expected an HTTP response"),
    ("no version", b"HTTP/ 200 OK\r\n\r\n", STATUS_LINE),
    ("a version of two digits", b"HTTP/1.10 200 OK\r\n\r\n", STATUS_LINE),
    ("a version without a point", b"HTTP/1 200 OK\r\n\r\n", STATUS_LINE),
    ("a version of a letter", b"HTTP/1.x 200 OK\r\n\r\n", STATUS_LINE),
    ("two spaces before the status", b"HTTP/1.1  200 OK\r\n\r\n", STATUS_LINE),
    ("a tab before the status", b"HTTP/1.1\t200 OK\r\n\r\n", STATUS_LINE),
    ("a status of two digits", b"HTTP/1.1 20 OK\r\n\r\n", STATUS_LINE),
    ("a status of four digits", b"HTTP/1.1 2000 OK\r\n\r\n", STATUS_LINE),
    ("a status below 100", b"HTTP/1.1 099 OK\r\n\r\n", STATUS_LINE),
    ("a status with a sign", b"HTTP/1.1 +20 OK\r\n\r\n", STATUS_LINE),
    ("a status of other digits", "HTTP/1.1 \u0662 OK\r\n\r\n".encode(), STATUS_LINE),
    ("no status", b"HTTP/1.1\r\n\r\n", STATUS_LINE),
    ("101", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", "another protocol"),
    ("101 after 100", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching\r\n\r\n", "another protocol"),
    ("NUL in the reason", b"HTTP/1.1 200 O\0K\r\n" + LENGTH_0 + b"\r\n", CONTROL),
    ("NUL in a name", OK + b"X\0: y\r\n" + LENGTH_0 + b"\r\n", CONTROL),
    ("NUL in a value", OK + b"X: y\0\r\n" + LENGTH_0 + b"\r\n", CONTROL),
    ("DEL in a value", OK + b"X: \x7f\r\n" + LENGTH_0 + b"\r\n", CONTROL),
    ("ESC in a value", OK + b"X: \x1b[2J\r\n" + LENGTH_0 + b"\r\n", CONTROL),
    ("a bare CR in a value", OK + b"X: a\rContent-Length: 5\r\n" + LENGTH_0 + b"\r\n", CONTROL),
    ("two CR at the end of a line", OK + b"X: a\r\r\n" + LENGTH_0 + b"\r\n", CONTROL),
    ("a bare CR in an interim response", b"HTTP/1.1 100 C\rC\r\n\r\n" + EMPTY, CONTROL),
    ("obs-fold", OK + b"X: a\r\n b\r\n" + LENGTH_0 + b"\r\n", FIELD),
    ("obs-fold with a colon", OK + b"X: a\r\n\tb: c\r\n" + LENGTH_0 + b"\r\n", NAME),
    ("whitespace before the first field", OK + b" X: a\r\n" + LENGTH_0 + b"\r\n", NAME),
    ("whitespace before the colon", OK + b"Content-Length : 5\r\n\r\nhello", NAME),
    ("a tab before the colon", OK + b"Content-Length\t: 5\r\n\r\nhello", NAME),
    ("no colon", OK + b"Content-Length\r\n\r\n", FIELD),
    ("no name", OK + b": value\r\n" + LENGTH_0 + b"\r\n", FIELD),
    ("a colon alone", OK + b":\r\n" + LENGTH_0 + b"\r\n", FIELD),
    ("a name that is not a token", OK + b"Content(Length: 5\r\n\r\nhello", NAME),
    ("a name with a byte from 0x80", OK + b"X\xe9: 5\r\n\r\n", NAME),
    ("an invalid field of an interim response", b"HTTP/1.1 103 Early\r\nX : y\r\n\r\n" + EMPTY, NAME),
    ("both a length and a coding", OK + b"Content-Length: 5\r\n" + CHUNKED.removeprefix(OK) + b"0\r\n\r\n", EITHER),
    ("both, the other way round", OK + b"Transfer-Encoding: chunked\r\n" + LENGTH_0 + b"\r\n0\r\n\r\n", EITHER),
    ("a coding before chunked", OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", EITHER),
    ("another coding", OK + b"Transfer-Encoding: gzip\r\n\r\n", EITHER),
    ("identity", OK + b"Transfer-Encoding: identity\r\n\r\n", EITHER),
    ("no coding", OK + b"Transfer-Encoding:\r\n\r\n", EITHER),
    ("chunked twice", OK + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", EITHER),
    ("chunked in two fields", OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", EITHER),
    ("a name that ends in chunked", OK + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", EITHER),
    ("a quoted coding", OK + b'Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n', EITHER),
    ("a parameter of chunked", OK + b"Transfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n", EITHER),
    ("a length with a sign", OK + b"Content-Length: +5\r\n\r\nhello", ONE_LENGTH),
    ("a negative length", OK + b"Content-Length: -5\r\n\r\nhello", ONE_LENGTH),
    ("a length in hexadecimal", OK + b"Content-Length: 0x5\r\n\r\nhello", ONE_LENGTH),
    ("a length with an underscore", OK + b"Content-Length: 1_0\r\n\r\nhellohello", ONE_LENGTH),
    ("a length with a space inside", OK + b"Content-Length: 1 0\r\n\r\nhellohello", ONE_LENGTH),
    ("a length with a point", OK + b"Content-Length: 5.0\r\n\r\nhello", ONE_LENGTH),
    ("a length of other digits", OK + "Content-Length: \u0665\r\n\r\nhello".encode(), ONE_LENGTH),
    ("an empty length", OK + b"Content-Length:\r\n\r\n", ONE_LENGTH),
    ("a length of 19 digits", OK + b"Content-Length: 0000000000000000005\r\n\r\nhello", ONE_LENGTH),
    ("a list of lengths with an empty one", OK + b"Content-Length: 5,\r\n\r\nhello", ONE_LENGTH),
    ("lengths that differ", OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", ONE_LENGTH),
    ("lengths that differ in a list", OK + b"Content-Length: 5, 6\r\n\r\nhello", ONE_LENGTH),
    ("no size of a chunk", CHUNKED + b"\r\nhello\r\n0\r\n\r\n", SIZE),
    ("an extension without a size", CHUNKED + b";a=b\r\nhello\r\n0\r\n\r\n", SIZE),
    ("a size that is not hexadecimal", CHUNKED + b"g\r\nhello\r\n0\r\n\r\n", SIZE),
    ("a size with a prefix", CHUNKED + b"0x5\r\nhello\r\n0\r\n\r\n", SIZE),
    ("a size with a sign", CHUNKED + b"+5\r\nhello\r\n0\r\n\r\n", SIZE),
    ("a negative size", CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n", SIZE),
    ("a size of 16 digits", CHUNKED + b"0000000000000005\r\nhello\r\n0\r\n\r\n", SIZE),
    ("whitespace before a size", CHUNKED + b" 5\r\nhello\r\n0\r\n\r\n", SIZE),
    ("whitespace behind a size", CHUNKED + b"5 \r\nhello\r\n0\r\n\r\n", SIZE),
    ("a size line that ends in LF", CHUNKED + b"5\nhello\r\n0\r\n\r\n", SIZE),
    ("a size line that ends in LF, without more", CHUNKED + b"5\n", SIZE),
    ("LF in an extension", CHUNKED + b"5;a\nb\r\nhello\r\n0\r\n\r\n", SIZE),
    ("CR in an extension", CHUNKED + b"5;a\rb\r\nhello\r\n0\r\n\r\n", SIZE),
    ("NUL in an extension", CHUNKED + b"5;\0\r\nhello\r\n0\r\n\r\n", SIZE),
    ("data that goes on", CHUNKED + b"5\r\nhelloX\r\n0\r\n\r\n", LONGER),
    ("data that ends in LF", CHUNKED + b"5\r\nhello\n0\r\n\r\n", LONGER),
    ("data that ends in CR", CHUNKED + b"5\r\nhello\r0\r\n\r\n", LONGER),
    ("a wrong second chunk", CHUNKED + b"5\r\nhello\r\n5\r\nhelloX\r\n0\r\n\r\n", LONGER),
    ("a trailer without a colon", CHUNKED + b"0\r\nX\r\n\r\n", FIELD),
    ("obs-fold in the trailers", CHUNKED + b"0\r\nX: y\r\n z\r\n\r\n", FIELD),
    ("whitespace before the colon of a trailer", CHUNKED + b"0\r\nX : y\r\n\r\n", NAME),
    ("NUL in a trailer", CHUNKED + b"0\r\nX: \0\r\n\r\n", CONTROL),
    ("a bare CR in a trailer", CHUNKED + b"0\r\nX: y\rz\r\n\r\n", CONTROL),
    ("a bare LF in a trailer", CHUNKED + b"0\r\nX: y\nZ: z\r\n\r\n", CONTROL),
    ("an empty line that ends in LF in the trailers", CHUNKED + b"0\r\nX: y\n\r\nZ: z\r\n\r\n", CONTROL),
]


@pytest.mark.parametrize(("raw", "message"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_rejects_invalid_response_for_any_split(raw: bytes, message: str) -> None:
    for pieces in splits(raw):
        # The first bytes may be rejected before the line is complete.
        with pytest.raises(
            httpx.RemoteProtocolError, match=message if len(pieces) == 1 else f"{message}|an HTTP response"
        ):
            parsed(pieces)


@pytest.mark.parametrize("method", ["GET", "HEAD", "CONNECT"])
@pytest.mark.parametrize("status", [200, 204, 304])
def test_rejects_invalid_framing_of_a_response_without_a_body(method: str, status: int) -> None:
    for lines in (b"Content-Length: x", b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: gzip"):
        with pytest.raises(httpx.RemoteProtocolError):
            parsed([b"HTTP/1.1 %d OK\r\n%b\r\n\r\n" % (status, lines)], method)


# Limits.


def padded(start: bytes, end: bytes, size: int) -> bytes:
    return start + b"x" * (size - len(start) - len(end)) + end


def in_pieces(raw: bytes, size: int = 997) -> list[bytes]:
    return [raw[start : start + size] for start in range(0, len(raw), size)]


@pytest.mark.parametrize("end", [b"\r\n\r\n", b"\n\n"])
def test_rejects_head_larger_than_the_limit(end: bytes) -> None:
    start = b"HTTP/1.1 204 OK\r\nX: "
    for pieces in (lambda raw: [raw], in_pieces):
        assert parsed(pieces(padded(start, end, MAX_HEAD_BYTES))) is not None
        with pytest.raises(httpx.RemoteProtocolError, match="larger than 65,536 bytes"):
            parsed(pieces(padded(start, end, MAX_HEAD_BYTES + 1)))


def test_rejects_head_that_does_not_end_within_the_limit() -> None:
    start = b"HTTP/1.1 204 OK\r\nX: "
    assert parsed([padded(start, b"", MAX_HEAD_BYTES)]) is None
    with pytest.raises(httpx.RemoteProtocolError, match="larger than 65,536 bytes"):
        parsed([padded(start, b"", MAX_HEAD_BYTES), b"x"])


def test_head_limit_excludes_body_in_the_same_segment() -> None:
    size = 2 * MAX_HEAD_BYTES
    found = parsed([OK + b"Content-Length: %d\r\n\r\n" % size + bytes(size)])
    assert found is not None
    assert found.body == bytes(size)


def test_interim_responses_count_towards_the_head_limit() -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\n"
    final = b"HTTP/1.1 204 OK\r\n\r\n"
    number = (MAX_HEAD_BYTES - len(final)) // len(interim)
    assert parsed([interim * number + final]) is not None
    assert parsed([*[interim] * number, final]) is not None
    for pieces in ([interim * (number + 1) + final], [*[interim] * (number + 1), final]):
        with pytest.raises(httpx.RemoteProtocolError, match="larger than 65,536 bytes"):
            parsed(pieces)


def test_interim_responses_of_an_earlier_response_do_not_count() -> None:
    interim = padded(b"HTTP/1.1 100 Continue\r\nX: ", b"\r\n\r\n", 40_000)
    parser = ResponseParser()
    for _ in range(3):
        parser.start("GET")
        parser.feed(interim + b"HTTP/1.1 204 OK\r\n\r\n")
        assert parser.next_head() is not None
        assert parser.can_reuse


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_rejects_head_with_more_fields_than_the_limit(end: bytes) -> None:
    assert parsed([b"HTTP/1.1 204 OK" + end + (b"X: y" + end) * MAX_FIELDS + end]) is not None
    with pytest.raises(httpx.RemoteProtocolError, match="more than 256"):
        parsed([b"HTTP/1.1 204 OK" + end + (b"X: y" + end) * (MAX_FIELDS + 1) + end])


def test_rejects_more_trailers_than_the_limit() -> None:
    assert parsed([CHUNKED + b"0\r\n" + b"X: y\r\n" * MAX_FIELDS + b"\r\n"]) is not None
    with pytest.raises(httpx.RemoteProtocolError, match="more than 256"):
        parsed([CHUNKED + b"0\r\n" + b"X: y\r\n" * (MAX_FIELDS + 1) + b"\r\n"])


def test_rejects_trailers_larger_than_the_limit() -> None:
    for pieces in (lambda raw: [raw], in_pieces):
        assert parsed(pieces(CHUNKED + b"0\r\n" + padded(b"X: ", b"\r\n\r\n", MAX_HEAD_BYTES))) is not None
        for end in (b"\r\n\r\n", b""):
            with pytest.raises(httpx.RemoteProtocolError, match="larger than 65,536 bytes"):
                parsed(pieces(CHUNKED + b"0\r\n" + padded(b"X: ", end, MAX_HEAD_BYTES + 1)))


def test_rejects_chunk_size_line_longer_than_the_limit() -> None:
    for pieces in (lambda raw: [raw], lambda raw: in_pieces(raw, 1)):
        assert parsed(pieces(CHUNKED + padded(b"0;", b"\r\n", MAX_CHUNK_LINE) + b"\r\n")) is not None
        for end in (b"\r\n", b""):
            with pytest.raises(httpx.RemoteProtocolError, match="size of a chunk"):
                parsed(pieces(CHUNKED + padded(b"0;", end, MAX_CHUNK_LINE + 1)))


def test_largest_sizes_are_accepted() -> None:
    parser = ResponseParser()
    for body in (
        b"Content-Length: 999999999999999999\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n",
    ):
        parser = ResponseParser()
        parser.start("GET")
        parser.feed(OK + body + b"x")
        assert parser.next_head() is not None
        assert (parser.next_piece(), parser.next_piece(), parser.is_complete) == (b"x", b"", False)
