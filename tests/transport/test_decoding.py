"""Decoding of bodies: the same result for any split of the input, in pieces of bounded size."""

from __future__ import annotations

import gzip
import itertools
import random
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq._response.pieces import Chunker, LineSplitter, TextDecoder
from groq._transport.decoding import ContentDecoder, async_through, through

from ..support.examples import examples

BOUNDED = examples(50, derandomize=True, database=None)
TEXT = b"Content that compresses, compresses, compresses. " * 20
NOISE = random.Random(7).randbytes(400)
STEP = 262_144


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


CODINGS: list[tuple[str, str, Callable[[bytes], bytes]]] = [
    ("gzip", "gzip", lambda data: gzip.compress(data, mtime=0)),
    ("deflate", "deflate", zlib.compress),
    ("deflate without a header", "deflate", raw_deflate),
]
codings = pytest.mark.parametrize(("coding", "compress"), [pytest.param(*one[1:], id=one[0]) for one in CODINGS])


def decoded(step: Any, pieces: Iterable[Any]) -> list[Any]:
    return list(through(iter(pieces), step))


def halves(data: bytes, least: int = 0) -> Iterator[list[bytes]]:
    for offset in range(least, len(data) + 1):
        yield [data[:offset], data[offset:]]


def one_by_one(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


# Compressed bodies.

# The first piece has more than one byte; the next test has the others.
LEAST = {"gzip": 0, "deflate": 2}


@codings
@pytest.mark.parametrize("content", [b"", b"x", TEXT, NOISE], ids=["empty", "one byte", "text", "noise"])
def test_body_is_decompressed_for_any_split(coding: str, compress: Callable[[bytes], bytes], content: bytes) -> None:
    body = compress(content)
    for pieces in halves(body, LEAST[coding]):
        found = decoded(ContentDecoder(coding), pieces)
        assert b"".join(found) == content
        assert b"" not in found
    first = LEAST[coding]
    assert b"".join(decoded(ContentDecoder(coding), [body[:first], *one_by_one(body[first:])])) == content


@pytest.mark.parametrize(("coding", "compress"), [CODINGS[0][1:], CODINGS[1][1:]], ids=["gzip", "deflate"])
def test_body_with_header_is_decompressed_byte_by_byte(coding: str, compress: Callable[[bytes], bytes]) -> None:
    for content in (b"", TEXT, NOISE):
        assert b"".join(decoded(ContentDecoder(coding), one_by_one(compress(content)))) == content


@codings
def test_truncation_at_any_byte_is_detected(coding: str, compress: Callable[[bytes], bytes]) -> None:
    body = compress(TEXT)
    for end in range(2, len(body)):
        with pytest.raises(httpx.RemoteProtocolError, match="truncated"):
            decoded(ContentDecoder(coding), [body[:end]])


def test_empty_input_is_an_empty_body() -> None:
    for coding in LEAST:
        assert decoded(ContentDecoder(coding), []) == []


@codings
@pytest.mark.parametrize("more", [b"\0", b"x", b"\x1f\x8b", "another"])
def test_rejects_bytes_after_the_end_of_compression(
    coding: str, compress: Callable[[bytes], bytes], more: bytes | str
) -> None:
    body = compress(TEXT)
    rest = compress(TEXT) if isinstance(more, str) else more
    for pieces in ([body + rest], [body, rest], [body[:-1], body[-1:] + rest]):
        with pytest.raises(httpx.DecodingError, match="more bytes after its end"):
            decoded(ContentDecoder(coding), pieces)


@pytest.mark.parametrize("coding", LEAST)
@pytest.mark.parametrize("body", [b"<html>not compressed</html>", b"\xff" * 50, b'{"id": "chatcmpl-1"}'])
def test_rejects_body_in_another_coding(coding: str, body: bytes) -> None:
    with pytest.raises(httpx.DecodingError, match=f"Expected a body in {coding}"):
        decoded(ContentDecoder(coding), [body])


def test_rejects_body_with_wrong_checksum() -> None:
    for coding, body in (("gzip", gzip.compress(TEXT)), ("deflate", zlib.compress(TEXT))):
        at = len(body) - (8 if coding == "gzip" else 4)
        with pytest.raises(httpx.DecodingError, match=coding):
            decoded(ContentDecoder(coding), [body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]])


def test_deflate_format_is_detected_once() -> None:
    header, invalid_block = zlib.compress(TEXT)[:2], b"\x07\0"
    with pytest.raises(httpx.DecodingError, match="block type"):
        decoded(ContentDecoder("deflate"), [header, invalid_block, raw_deflate(TEXT)])


@codings
def test_pieces_have_bounded_size_for_a_decompression_bomb(coding: str, compress: Callable[[bytes], bytes]) -> None:
    content = bytes(20 * STEP + 1)
    body = compress(content)
    assert len(body) < len(content) // 500
    sizes = [len(piece) for piece in ContentDecoder(coding).feed(body)]
    assert max(sizes) <= STEP
    assert sum(sizes) == len(content)


def test_body_is_decompressed_only_as_it_is_read() -> None:
    decoder = ContentDecoder("gzip")
    pieces = decoder.feed(gzip.compress(bytes(20 * STEP)))
    assert len(next(pieces)) <= STEP
    # The rest is not decompressed yet.
    assert len(decoder._inflate.unconsumed_tail) > 1000


@pytest.mark.parametrize("size", [STEP - 1, STEP, STEP + 1, 3 * STEP])
@codings
def test_body_is_complete_when_its_size_is_near_that_of_a_step(
    coding: str, compress: Callable[[bytes], bytes], size: int
) -> None:
    content = bytes(size)
    for pieces in ([compress(content)], list(_pairs(compress(content)))):
        assert b"".join(decoded(ContentDecoder(coding), pieces)) == content


@pytest.mark.parametrize("size", [STEP + 1, STEP + 150, STEP + 600])
def test_everything_decompressible_is_returned_when_a_piece_ends_within_a_step(size: int) -> None:
    body = gzip.compress(bytes(size))
    for end in range(len(body) - 16, len(body)):
        found = b"".join(ContentDecoder("gzip").feed(body[:end]))
        assert len(found) == len(zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body[:end])), end


def _pairs(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), 2):
        yield data[start : start + 2]


@BOUNDED
@given(content=st.binary(max_size=300), cuts=st.lists(st.integers(2, 400), max_size=5), number=st.integers(0, 2))
def test_random_body_is_decompressed_for_any_split(content: bytes, cuts: list[int], number: int) -> None:
    _, coding, compress = CODINGS[number]
    body = compress(content)
    offsets = [0, *sorted(cuts), len(body)]
    pieces = [body[start:end] for start, end in itertools.pairwise(offsets)]
    assert b"".join(decoded(ContentDecoder(coding), [one for one in pieces if one])) == content


# Text.


@pytest.mark.parametrize("encoding", [None, "utf-8", "utf-16", "latin-1", "shift_jis", "gb18030"])
def test_text_is_decoded_for_any_split(encoding: str | None) -> None:
    text = "ascii" if encoding == "latin-1" else "a日本語\n" if encoding == "shift_jis" else "aé日\U0001f600\r\n"
    data = text.encode(encoding or "utf-8")
    for pieces in (*halves(data), one_by_one(data)):
        found = decoded(TextDecoder(encoding), pieces)
        assert "".join(found) == text
        assert "" not in found


@BOUNDED
@given(data=st.binary(max_size=60), cuts=st.lists(st.integers(0, 60), max_size=4))
def test_bytes_are_decoded_as_by_python(data: bytes, cuts: list[int]) -> None:
    offsets = [0, *sorted(cuts), len(data)]
    pieces = [data[start:end] for start, end in itertools.pairwise(offsets)]
    assert "".join(decoded(TextDecoder(None), pieces)) == data.decode("utf-8", "replace")


def test_truncated_character_is_replaced_at_the_end() -> None:
    assert decoded(TextDecoder("utf-8"), [b"a", "日".encode()[:2]]) == ["a", "\ufffd"]


# Pieces of one size.


@pytest.mark.covering("values")
@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 1000])
@pytest.mark.parametrize("whole", [b"0123456789" * 10, "日本語" * 20, b"", "x"])
def test_pieces_have_chunk_size_for_any_split(size: int, whole: bytes | str) -> None:
    expected = [whole[start : start + size] for start in range(0, len(whole), size)]
    for step in (1, 2, 3, 10, 99, 1000):
        pieces = [whole[start : start + step] for start in range(0, len(whole), step)]
        assert decoded(Chunker(size), pieces) == expected
        assert decoded(Chunker(size), [whole[:0], *pieces, whole[:0]]) == expected


def test_piece_is_returned_as_soon_as_it_is_complete() -> None:
    chunker = Chunker(4)
    assert [chunker.feed(one) for one in (b"ab", b"c", b"defghi", b"")] == [[], [], [b"abcd", b"efgh"], []]
    assert chunker.flush() == [b"i"]


def test_pieces_are_unchanged_without_chunk_size() -> None:
    pieces = [b"a", b"bc", b"d" * 1000]
    found = decoded(Chunker(None), pieces)
    assert all(one is other for one, other in zip(found, pieces, strict=True))


# Lines.

ENDS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


def expected_lines(text: str) -> list[str]:
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return lines if text and not text.endswith("\n") else lines[:-1]


def lines_of(pieces: Iterable[str], limit: int = 1000) -> list[str]:
    return decoded(LineSplitter(limit), pieces)


@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_lines_end_only_at_lf(end: str) -> None:
    for text in (f"a{end}b", f"a{end}", end, end * 3, f"{end}a{end}{end}b{end}", f"\r{end}\n", f"\n{end}\r"):
        assert lines_of([text]) == expected_lines(text)
        assert lines_of(list(text)) == expected_lines(text)
        for at in range(len(text) + 1):
            assert lines_of([text[:at], text[at:]]) == expected_lines(text)


@BOUNDED
@given(
    words=st.lists(st.sampled_from([*ENDS, "a", "bc", "\x1f", "日", ""]), max_size=12),
    cuts=st.lists(st.integers(0, 30), max_size=6),
)
def test_lines_are_the_same_for_any_split(words: list[str], cuts: list[int]) -> None:
    text = "".join(words)
    offsets = [0, *sorted(cuts), len(text)]
    pieces = [text[start:end] for start, end in itertools.pairwise(offsets)]
    assert lines_of(pieces) == expected_lines(text)


def test_line_is_returned_as_soon_as_it_is_complete() -> None:
    splitter = LineSplitter(1000)
    found = [splitter.feed(one) for one in ("a", "b\n", "\nc\r", "\n", "d\r", "e")]
    assert found == [[], ["ab"], [""], ["c"], [], []]
    assert splitter.flush() == ["d\re"]
    assert splitter.flush() == []


def test_rejects_incomplete_line_longer_than_the_limit() -> None:
    for pieces in (
        ["x" * 11],
        ["x" * 10, "x"],
        ["short\n", "x" * 6, "x" * 5],
        ["a\nb\n" + "x" * 11],
        ["x" * 11 + "\r"],
    ):
        with pytest.raises(httpx.DecodingError, match="at most 10 characters"):
            lines_of(pieces, 10)


def test_accepts_line_as_long_as_the_limit() -> None:
    line = "x" * 10
    for end in ("", *ENDS):
        text = f"{line}{end}" * 5 if end else line
        for pieces in ([text], list(text)):
            assert lines_of(pieces, 10 if end in ("", "\n", "\r\n") else 100) == expected_lines(text)


def test_limit_applies_to_each_line() -> None:
    assert lines_of(["x" * 9, "\n"] * 50, 10) == ["x" * 9] * 50


# Steps.


class Pieces:
    """An async iterator over pieces."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)

    def __aiter__(self) -> Pieces:
        return self

    async def __anext__(self) -> bytes:
        for piece in self._pieces:
            return piece
        raise StopAsyncIteration


@pytest.mark.anyio
async def test_async_steps_return_the_same_as_sync_ones() -> None:
    body = gzip.compress(TEXT)
    for size in (1, 7, 1000):
        pieces = [body[start : start + size] for start in range(0, len(body), size)]
        found = async_through(async_through(Pieces(pieces), ContentDecoder("gzip")), Chunker(100))
        assert [one async for one in found] == decoded(Chunker(100), [TEXT])
        with pytest.raises(StopAsyncIteration):
            await anext(found)


@pytest.mark.anyio
async def test_async_steps_detect_truncation() -> None:
    found = async_through(Pieces([gzip.compress(TEXT)[:-1]]), ContentDecoder("gzip"))
    assert await anext(found)
    with pytest.raises(httpx.RemoteProtocolError, match="truncated"):
        [one async for one in found]


def test_steps_return_complete_data_before_reading_more() -> None:
    asked: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(3):
            asked.append(number)
            yield b"ab"

    found = through(pieces(), Chunker(1))
    assert (next(found), next(found), asked) == (b"a", b"b", [0])


@codings
def test_body_is_decompressed_when_its_first_piece_is_short(coding: str, compress: Callable[[bytes], bytes]) -> None:
    body = compress(TEXT)
    for pieces in ([b"", body], [body[:1], body[1:]], one_by_one(body)):
        assert b"".join(decoded(ContentDecoder(coding), pieces)) == TEXT
    assert decoded(ContentDecoder(coding), [b""]) == []
