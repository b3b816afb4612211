"""Bytes before, between and after the responses on one connection, and when it may be reused."""

from __future__ import annotations

import httpx
import pytest

from groq._transport.http1 import (
    ResponseParser,
)

from ..support.http1 import CHUNKED, EMPTY, OK


def test_data_before_an_error_is_returned_first() -> None:
    parser = ResponseParser()
    parser.start("GET")
    parser.feed(CHUNKED + b"5\r\nhello\r\n1\r\n!\r\nnonsense\r\n")
    assert parser.next_head() is not None
    assert parser.next_piece() == b"hello!"
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError, match="size of a chunk"):
            parser.next_piece()
    assert not parser.can_reuse


def test_data_before_eof_is_returned_first() -> None:
    for framing in (b"Content-Length: 9\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n9\r\n"):
        parser = ResponseParser()
        parser.start("GET")
        parser.feed(OK + framing + b"hello")
        parser.feed(b"")
        assert parser.next_head() is not None
        assert parser.next_piece() == b"hello"
        for _ in range(2):
            with pytest.raises(httpx.RemoteProtocolError, match="truncated"):
                parser.next_piece()
        assert not parser.can_reuse


def test_several_responses_on_one_connection() -> None:
    parser = ResponseParser()
    for method, raw, body in [
        ("GET", OK + b"Content-Length: 2\r\nContent-Encoding: gzip\r\n\r\nhi", b"hi"),
        ("HEAD", CHUNKED, b""),
        ("GET", b"HTTP/1.1 100 Continue\r\n\r\n" + CHUNKED + b"2\r\nhi\r\n0\r\nX: y\r\n\r\n", b"hi"),
        ("GET", EMPTY, b""),
        ("POST", OK + b"Content-Length: 2\r\n\r\nhi", b"hi"),
    ]:
        parser.start(method)
        assert (parser.is_silent, parser.is_complete, parser.can_reuse) == (True, False, False)
        parser.feed(raw)
        assert not parser.is_silent
        assert parser.next_head() is not None
        assert parser.content_encoding is (b"Content-Encoding" in raw)
        assert b"".join(iter(parser.next_piece, b"")) == body
        assert parser.can_reuse
        assert parser.is_untouched
        assert parser.next_piece() == b""


def test_connection_is_not_reused_when_bytes_or_eof_follow_later() -> None:
    for later in (b"x", b""):
        parser = ResponseParser()
        parser.start("GET")
        parser.feed(EMPTY)
        assert parser.next_head() is not None
        assert (parser.can_reuse, parser.is_untouched) == (True, True)
        parser.feed(later)
        assert (parser.can_reuse, parser.is_untouched) == (False, False)


def test_connection_is_not_reused_before_the_response_is_read() -> None:
    parser = ResponseParser()
    parser.start("GET")
    parser.feed(CHUNKED + b"2\r\nhi\r\n0\r\n\r\n")
    assert parser.next_head() is not None
    assert not parser.can_reuse
    assert (parser.next_piece(), parser.can_reuse) == (b"hi", False)
    assert (parser.next_piece(), parser.can_reuse) == (b"", True)


def test_connection_is_not_reused_when_the_request_was_not_fully_sent() -> None:
    parser = ResponseParser()
    parser.start("POST")
    parser.stop_reuse()
    parser.feed(EMPTY)
    assert parser.next_head() is not None
    assert (parser.is_complete, parser.can_reuse) == (True, False)


def test_new_parser_expects_nothing() -> None:
    parser = ResponseParser()
    assert (parser.is_complete, parser.is_untouched, parser.is_silent) == (True, True, False)
    parser.feed(EMPTY)
    assert (parser.is_untouched, parser.can_reuse) == (False, False)


def test_response_has_begun_after_an_interim_response() -> None:
    parser = ResponseParser()
    parser.start("GET")
    parser.feed(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert parser.next_head() is None
    assert not parser.is_silent


def test_response_has_not_begun_at_eof() -> None:
    parser = ResponseParser()
    parser.start("GET")
    parser.feed(b"")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        parser.next_head()
    assert parser.is_silent


def test_body_piece_is_returned_without_a_copy() -> None:
    for framing in (b"Content-Length: 3000\r\n\r\n", b"\r\n", b"Transfer-Encoding: chunked\r\n\r\nfff\r\n"):
        parser = ResponseParser()
        parser.start("GET")
        parser.feed(OK + framing)
        assert parser.next_head() is not None
        assert parser.next_piece() == b""
        for _ in range(3):
            data = bytes(1000)
            parser.feed(data)
            assert parser.next_piece() is data
    parser.start("GET")
