"""Server-sent events: the parser against the rules of the standard, and `SSEDecoder`."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groq._streaming import SSEDecoder
from groq._streaming.sse import EventStreamParser, ServerSentEvent

BOM = b"\xef\xbb\xbf"


class Event(NamedTuple):
    event: str | None
    data: str
    id: str | None
    retry: int | None


class Reference:
    """The algorithm of the standard, line by line over the whole stream; slow and simple."""

    def __init__(self, stream: bytes) -> None:
        self.events: list[Event] = []
        self.last_id: str | None = None
        self._reset()
        text = (stream[3:] if stream[:3] == BOM else stream).decode("utf-8", "replace")
        *lines, self.unfinished = re.split("\r\n|\n|\r", text)
        for line in lines:
            self.line(line)

    def _reset(self) -> None:
        self.type_buffer = ""
        self.data_buffer = ""
        self.retry: int | None = None

    def line(self, line: str) -> None:
        if line == "":
            if self.data_buffer:
                self.events.append(Event(self.type_buffer or None, self.data_buffer[:-1], self.last_id, self.retry))
            self._reset()
        elif line[0] != ":":
            name, value = line.split(":", 1) if ":" in line else (line, "")
            self.field(name, value[1:] if value[:1] == " " else value)

    def field(self, name: str, value: str) -> None:
        if name == "event":
            self.type_buffer = value
        elif name == "data":
            self.data_buffer += value + "\n"
        elif name == "id" and "\0" not in value:
            self.last_id = value
        elif name == "retry" and re.fullmatch("[0-9]{1,19}", value):  # a longer delay is ignored
            self.retry = int(value)

    def flushed(self) -> list[Event]:
        """Return the events as if the stream ended with a blank line."""
        self.line(self.unfinished)
        self.line("")
        return self.events


def plain(events: Iterable[ServerSentEvent]) -> list[Event]:
    return [Event(event.event, event.data, event.id, event.retry) for event in events]


def feed(*pieces: bytes) -> list[Event]:
    """Return the events completed by the pieces."""
    parser = EventStreamParser()
    return plain(event for piece in pieces for event in parser.feed(piece))


def feed_and_flush(*pieces: bytes) -> list[Event]:
    """Return the events of a stream that ends after the pieces."""
    parser = EventStreamParser()
    return plain([*(event for piece in pieces for event in parser.feed(piece)), *parser.flush()])


def splits(stream: bytes) -> Iterator[tuple[bytes, ...]]:
    """Yield the stream whole, split in two at every place, and byte by byte, with and without empty pieces between."""
    yield (stream,)
    for place in range(len(stream) + 1):
        yield stream[:place], stream[place:]
    single = [bytes([byte]) for byte in stream]
    yield tuple(single)
    yield tuple(piece for byte in single for piece in (b"", byte, b""))


STREAMS = {
    "nothing": b"",
    "one_event": b"data: one\n\n",
    "two_events": b"data: one\n\ndata: two\n\n",
    "cr": b"data: one\r\rdata: two\r\r",
    "crlf": b"data: one\r\n\r\ndata: two\r\n\r\n",
    "mixed_line_ends": b"data: a\r\ndata: b\rdata: c\n\r\ndata: d\n\rdata: e\r\r\ndata: f\r\n\n",
    "blank_lines_only": b"\n\r\n\r\r\n\n\n",
    "many_blank_lines_between": b"data: a\n\n\n\n\ndata: b\r\n\r\n\r\n\r\ndata: c\r\r\r\r",
    "leading_blank_lines": b"\n\n\ndata: a\n\n",
    "bom": BOM + b"data: one\n\n",
    "bom_alone": BOM,
    "bom_doubled": BOM + BOM + b"data: one\n\ndata: two\n\n",
    "bom_then_blank": BOM + b"\n\ndata: one\n\n",
    "bom_later": b"data: one\n\n" + BOM + b"data: lost\n\ndata: " + BOM + b"kept\n\n",
    "bom_half": BOM[:2] + b"data: lost\n\ndata: one\n\n",
    "bom_half_alone": BOM[:2],
    "bom_with_crlf": BOM + b"\r\ndata: a\r\n\r\n",
    "comments": b": hi\n:\n:\n\ndata: a\n: between\ndata: b\n\n:data: no\n\n",
    "no_colon": b"data\n\ndata\ndata\n\nevent\ndata: a\n\nid\ndata: b\n\nretry\ndata: c\n\n",
    "no_space": b"data:a\n\nevent:e\nid:1\nretry:5\ndata:b\n\n",
    "two_spaces": b"data:  a\n\nevent:  e\nid:  1\nretry:  5\ndata:  b \n\n",
    "tab_after_colon": b"data:\ta\n\n",
    "space_before_colon": b"data : a\n\nevent : e\ndata: b\n\n",
    "colons_in_value": b"data: a: b:c\n\ndata::\n\ndata: :\n\n",
    "unknown_fields": b"foo: bar\ndata: a\nDATA: b\ndatax: c\n data: d\n\nfoo\n\nbar: x\n\n",
    "no_data": b"event: ping\n\nid: 7\n\nretry: 10\n\ndata: a\n\n",
    "empty_data": b"data:\n\ndata: \n\ndata\n\nevent: e\ndata:\n\n",
    "many_lines": b"data: a\ndata: b\ndata:\ndata:  c\n\n",
    "lines_apart": b"data: a\nevent: e\ndata: b\n: c\ndata: d\n\n",
    "empty_lines_of_data": b"data\ndata\ndata\n\n",
    "id_persists": b"id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\ndata: d\n\nid\ndata: e\n\ndata: f\n\n",
    "id_with_nul": b"id: 1\ndata: a\n\nid: 2\0\ndata: b\n\nid: \0\ndata: c\n\n",
    "nul_elsewhere": b"event: e\0\ndata: a\0b\n\n",
    "retry": b"retry: 10\ndata: a\n\ndata: b\n\nretry: 0010\ndata: c\n\nretry: 1\nretry: 2\ndata: d\n\n",
    "retry_bad": b"retry: 1x\ndata: a\n\nretry: -1\ndata: b\n\nretry: 1.5\ndata: c\n\nretry:\ndata: d\n\n",
    "retry_signed": b"retry: +1\ndata: a\n\nretry: 1_0\ndata: b\n\n",
    "retry_not_ascii": "retry: \u0663\ndata: a\n\nretry: \u00b2\ndata: b\n\n".encode(),
    "retry_good_then_bad": b"retry: 5\nretry: x\ndata: a\n\n",
    "event_message": b"event: message\ndata: a\n\n",
    "event_reset": b"event: one\ndata: a\n\ndata: b\n\nevent: two\n\ndata: c\n\nevent: three\nevent:\ndata: d\n\n",
    "event_last_wins": b"event: one\nevent: two\ndata: a\n\n",
    "not_utf8": b"data: a\xffb\n\nevent: \xff\nid: \xfe\ndata: \xe2\x82\n\ndata: \xf0\x9f\x98\ndata: \x80\n\n",
    "utf8": "event: é\nid: ü\ndata: äöü 😀 \u2028\u2029\u0085\n\n".encode(),
    "other_separators": b"data: a\x0bb\x0cc\x1cd\x1de\x1ef\n\n",
    "unfinished_line": b"data: a\n\ndata: b",
    "unfinished_event": b"data: a\n\ndata: b\ndata: c\n",
    "unfinished_field": b"data: a\n\ndat",
    "unfinished_cr": b"data: a\r\r\ndata: b\r",
    "unfinished_comment": b"data: a\n\n: bye",
    "done": b'data: {"a": 1}\n\ndata: [DONE]\n\n',
    "long_lines": b"data: " + b"x" * 300 + b"\n\nevent: " + b"y" * 100 + b"\ndata: " + b"z" * 100 + b"\r\n\r\n",
}


@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
def test_yields_events_of_standard_for_any_split(stream: bytes) -> None:
    expected = Reference(stream).events
    for pieces in splits(stream):
        assert feed(*pieces) == expected, pieces


@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
def test_flush_ends_last_event_for_any_split(stream: bytes) -> None:
    expected = Reference(stream).flushed()
    for pieces in splits(stream):
        assert feed_and_flush(*pieces) == expected, pieces


def data(*values: str) -> list[Event]:
    """Return unnamed events with data only."""
    return [Event(None, value, None, None) for value in values]


# The rules of the standard, one by one. Each event ends with the last line ending of its bytes.
# https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
RULES: dict[str, tuple[bytes, list[Event]]] = {
    "bom": (BOM + b"data:1\n\n" + BOM + b"data:2\n\ndata:3\n\n", data("1", "3")),
    "bom_twice": (BOM + BOM + b"data:1\n\ndata:2\n\ndata:3\n\n", data("2", "3")),
    "bom_alone_on_its_line": (BOM + b"\ndata:1\n\n", data("1")),
    "bom_behind_a_line": (b"\n" + BOM + b"data:1\n\ndata:2\n\n", data("2")),
    "bom_of_utf_16": (b"\xff\xfedata:1\n\ndata:2\n\n", data("2")),
    "comments": (b"data:1\n:\0\n:\r\n: data:x\ndata:2\n:" + b"x" * 2048 + b"\rdata:3\n:\n\n", data("1\n2\n3")),
    "comment_events": (b":\n\n:a\r\r:b\r\n\r\ndata:1\n\n", data("1")),
    "data_before_the_final_empty_line": (b"data:1\n\ndata:2\n", data("1")),
    "data_before_the_final_line_end": (b"data:1\n\ndata:2", data("1")),
    "data_empty_and_repeated": (b"data:\n\ndata\ndata\n\ndata:x\n\n", data("", "\n", "x")),
    "data_around_other_fields": (b"data:1\nfoo\ndata:2\n:\ndata:3\n\n", data("1\n2\n3")),
    "event": (b"event:a\ndata:1\n\ndata:2\n\n", [Event("a", "1", None, None), *data("2")]),
    "event_behind_the_data": (b"data:1\nevent:a\n\n", [Event("a", "1", None, None)]),
    "event_twice": (b"event:a\nevent:b\ndata:1\n\n", [Event("b", "1", None, None)]),
    "event_empty": (b"event:a\nevent: \ndata:1\n\nevent\ndata:2\n\n", data("1", "2")),
    "event_without_data": (b"event:a\n\ndata:1\n\n", data("1")),
    "event_with_spaces": (b"event:  a \ndata:1\n\n", [Event(" a ", "1", None, None)]),
    "id": (
        b"id:1\ndata:a\n\ndata:b\n\nid: 2\ndata:c\n\n",
        [Event(None, "a", "1", None), Event(None, "b", "1", None), Event(None, "c", "2", None)],
    ),
    "id_without_data": (b"id:1\n\ndata:a\n\n", [Event(None, "a", "1", None)]),
    "id_empty": (b"id:1\n\nid\ndata:a\n\ndata:b\n\n", [Event(None, "a", "", None), Event(None, "b", "", None)]),
    "id_with_nul": (
        b"id:1\ndata:a\n\nid:2\0\ndata:b\n\nid:\0\ndata:c\n\n",
        [Event(None, "a", "1", None), Event(None, "b", "1", None), Event(None, "c", "1", None)],
    ),
    "id_with_nul_first": (b"id:\0\ndata:a\n\n", data("a")),
    "retry": (b"retry:1000\ndata:a\n\ndata:b\n\n", [Event(None, "a", None, 1000), *data("b")]),
    "retry_with_a_space": (b"retry: 007\ndata:a\n\n", [Event(None, "a", None, 7)]),
    "retry_empty": (b"retry:3\nretry\nretry:\ndata:a\n\n", [Event(None, "a", None, 3)]),
    "retry_bogus": (b"retry:1x\nretry:-1\nretry:1.0\nretry:  1\nretry:1 \nretry:\xd9\xa1\ndata:a\n\n", data("a")),
    "retry_good_then_bogus": (b"retry:5\nretry:x\ndata:a\n\n", [Event(None, "a", None, 5)]),
    "field_unknown": (b"data:1\n data:2\ndata3\nfoo:4\n\tdata:5\njust text\ndata:6\n\n", data("1\n6")),
    "field_in_another_case": (b"Data:1\nDATA:2\nEvent:a\nID:1\ndata:3\n\n", data("3")),
    "field_with_nul": (b"data\0:1\n\0data:2\ndata:3\n\n", data("3")),
    "field_with_a_space": (b"data :1\ndata:2\n\n", data("2")),
    "field_without_a_colon": (b"data\n\nevent\nid\nretry\ndata:1\n\n", [*data(""), Event(None, "1", "", None)]),
    "field_that_is_only_begun": (b"dat\nd:1\ndatas:2\ndata:3\n\n", data("3")),
    "colons": (b"data::\n\ndata: :\n\ndata:a:b: c\n\n", data(":", ":", "a:b: c")),
    "leading_space_one": (b"data: 1\n\n", data("1")),
    "leading_space_two": (b"data:  1\n\n", data(" 1")),
    "leading_space_tab": (b"data:\t1\n\ndata: \t1\n\n", data("\t1", "\t1")),
    "leading_space_alone": (b"data: \n\ndata:  \n\n", data("", " ")),
    "leading_space_of_another_kind": ("data:\u00a01\n\n".encode(), data("\u00a01")),
    "trailing_space": (b"data: 1 \n\n", data("1 ")),
    "newlines_lf": (b"data:1\ndata:2\n\ndata:3\n\n", data("1\n2", "3")),
    "newlines_cr": (b"data:1\rdata:2\r\rdata:3\r\r", data("1\n2", "3")),
    "newlines_crlf": (b"data:1\r\ndata:2\r\n\r\ndata:3\r\n\r\n", data("1\n2", "3")),
    "newlines_mixed": (b"data:1\r\ndata\ndata:2\rdata:3\r\n\n", data("1\n\n2\n3")),
    "newlines_lf_cr": (b"data:1\n\rdata:2\n\r", data("1", "2")),
    "newlines_cr_crlf": (b"data:1\r\r\ndata:2\r\n\r", data("1", "2")),
    "newlines_of_other_kinds": ("data:\u2028\u0085\x0b\x0c\x1e\n\n".encode(), data("\u2028\u0085\x0b\x0c\x1e")),
    "empty_lines": (b"\n\r\n\r\rdata:1\n\n\n\n\r\n\rdata:2\n\n\n", data("1", "2")),
    "nul_in_data": (b"data:\0\n\n\n\ndata:a\0b\n\n", data("\0", "a\0b")),
    "utf_8": ("data:é€😀\n\nevent:ü\nid:ß\ndata:\n\n".encode(), [*data("é€😀"), Event("ü", "", "ß", None)]),
    "utf_8_invalid": (b"data:a\xffb\xc3\n\ndata:\xed\xa0\x80\n\n", data("a\ufffdb\ufffd", "\ufffd\ufffd\ufffd")),
    "utf_8_cut": (b"data:\xf0\x9f\x98\ndata:\x80\n\n", data("\ufffd\n\ufffd")),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_follows_each_rule_of_standard_for_any_split(rule: str) -> None:
    stream, expected = RULES[rule]
    assert Reference(stream).events == expected
    for pieces in splits(stream):
        assert feed(*pieces) == expected, pieces


patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


FRAGMENTS = st.sampled_from(
    [
        *(b"data", b"event", b"id", b"retry", b"foo", b":", b" ", b"\n", b"\r", b"\r\n", b"\n\n", b"data: ", b"1"),
        *(BOM, b"\0", b"\xff", b"\xe2\x82", "é".encode(), b"data: y\n\n", b"message", b"\r\n\r\n", b"[DONE]"),
    ]
)


@patient
@given(st.lists(FRAGMENTS, max_size=40).map(b"".join) | st.binary(max_size=60), st.data())
def test_parses_random_streams_as_the_standard_for_any_split(stream: bytes, data: st.DataObject) -> None:
    places = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [stream[start:end] for start, end in zip([0, *places], [*places, len(stream)], strict=True)]
    assert feed(*pieces) == Reference(stream).events
    assert feed_and_flush(*pieces) == Reference(stream).flushed()


@patient
@given(st.lists(FRAGMENTS, max_size=30).map(b"".join))
def test_yields_event_at_its_blank_line(stream: bytes) -> None:
    parser = EventStreamParser()
    seen: list[Event] = []
    for place in range(len(stream)):
        seen += plain(parser.feed(stream[place : place + 1]))
        # The bytes may be the start of a BOM; other events are complete at their last byte.
        assert place < 3 or seen == Reference(stream[: place + 1]).events


class TestTheRulesThemselves:
    """Explicit cases, so that one mistake in both parsers would still be found."""

    def test_drops_one_bom_only_at_start(self) -> None:
        assert feed(BOM + b"data: a\n\n") == [Event(None, "a", None, None)]
        assert feed(BOM + BOM + b"data: a\n\n") == []
        assert feed(b"data: " + BOM + b"a\n\n") == [Event(None, "\ufeffa", None, None)]

    def test_drops_bom_split_into_three_pieces(self) -> None:
        assert feed(b"\xef", b"\xbb", b"\xbf", b"data: a\n\n") == [Event(None, "a", None, None)]

    @pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
    def test_accepts_each_kind_of_line_end(self, end: bytes) -> None:
        assert feed(b"data: a" + end + b"data: b" + end + end) == [Event(None, "a\nb", None, None)]

    def test_split_crlf_is_one_line_end(self) -> None:
        assert feed(b"data: a\r", b"\ndata: b\r", b"\n\r", b"\n") == [Event(None, "a\nb", None, None)]

    def test_cr_ends_an_event_without_waiting_for_the_next_byte(self) -> None:
        assert feed(b"data: a\r\r") == [Event(None, "a", None, None)]

    def test_drops_one_space_after_colon(self) -> None:
        assert [event.data for event in feed(b"data:a\n\ndata: a\n\ndata:  a\n\n")] == ["a", "a", " a"]

    def test_skips_event_without_data(self) -> None:
        assert feed(b"event: ping\n\n: comment\n\nretry: 1\n\n") == []

    def test_yields_event_with_empty_data(self) -> None:
        assert feed(b"data\n\n") == [Event(None, "", None, None)]

    def test_lines_of_data_are_joined(self) -> None:
        assert feed(b"data: a\ndata:\ndata: b\n\n")[0].data == "a\n\nb"

    def test_id_applies_until_next_id(self) -> None:
        stream = b"data: a\n\nid: 1\n\ndata: b\n\ndata: c\n\nid:\ndata: d\n\n"
        assert [event.id for event in feed(stream)] == [None, "1", "1", ""]

    def test_ignores_id_with_nul(self) -> None:
        assert feed(b"id: 1\n\nid: 2\0\ndata: a\n\n")[0].id == "1"

    def test_retry_accepts_ascii_digits_only(self) -> None:
        values = (b"15", b"1.5", b"-1", b"1 ", b"", "\u0661".encode())
        events = [feed(b"retry: " + value + b"\ndata: a\n\n")[0].retry for value in values]
        assert events == [15, None, None, None, None, None]

    def test_accepts_retry_of_thousands_of_digits(self) -> None:
        [event] = feed(b"retry: " + b"1" * 5000 + b"\ndata: a\n\n")
        assert event.data == "a"

    def test_keeps_name_message(self) -> None:
        assert feed(b"event: message\ndata: a\n\n")[0].event == "message"

    def test_name_and_retry_apply_to_one_event(self) -> None:
        events = feed(b"event: e\nretry: 1\ndata: a\n\ndata: b\n\n")
        assert events == [Event("e", "a", None, 1), Event(None, "b", None, None)]

    def test_drops_name_of_event_without_data(self) -> None:
        assert feed(b"event: e\n\ndata: a\n\n")[0].event is None

    def test_invalid_utf8_is_replaced(self) -> None:
        assert feed(b"event: \xff\nid: \xfe\ndata: a\xe2\x82b\n\n") == [
            Event("\ufffd", "a\ufffdb", "\ufffd", None),
        ]

    def test_flush_yields_unfinished_event(self) -> None:
        parser = EventStreamParser()
        assert parser.feed(b"event: e\ndata: a\ndata: b") == []
        assert plain(parser.flush()) == [Event("e", "a\nb", None, None)]

    def test_flush_without_unfinished_event_yields_nothing(self) -> None:
        parser = EventStreamParser()
        parser.feed(b"data: a\n\n: comment\nevent: e")
        assert parser.flush() == []
        assert parser.flush() == []


class Work:
    """Counts the bytes that a parser scans or copies.

    Used instead of a clock: if the work of a feed grows with earlier bytes, the count is not linear.
    """

    def __init__(self, parser: EventStreamParser) -> None:
        self.bytes = 0
        self._parser = parser
        self._kept: set[tuple[int, int]] = set()

    def feed(self, piece: bytes) -> int:
        previous = sys.getprofile()
        sys.setprofile(self._on_call)
        try:
            events = self._parser.feed(piece)
        finally:
            sys.setprofile(previous)
        kept = {(id(value), len(value)) for value in self._state() if isinstance(value, bytes | bytearray)}
        self.bytes += sum(length for _, length in kept - self._kept)
        self._kept = kept
        return len(events)

    def _state(self) -> Iterator[Any]:
        for value in vars(self._parser).values():
            yield value
            if isinstance(value, list):
                yield from value[-1:]

    def _on_call(self, frame: object, happening: str, function: Any) -> None:  # noqa: ARG002 - a profile function
        if happening == "c_call":
            owner = getattr(function, "__self__", None)
            if isinstance(owner, bytes | bytearray):
                self.bytes += len(owner)


MEGABYTE = 1024 * 1024


HUGE = {
    "one_line": b"data: " + b"x" * MEGABYTE + b"\n\n",
    "one_line_not_the_first": b"event: e\ndata: " + b"x" * MEGABYTE + b"\r\n\r\n",
    "many_lines": b"data: 0123456789abcdef0123456789abcdef0123456789abcdef\n" * (MEGABYTE // 56) + b"\n",
    "many_lines_crlf": b"data: 0123456789abcdef0123456789abcdef0123456789abcdef\r\n" * (MEGABYTE // 56) + b"\r\n",
    "many_events": b"data: 0123456789abcdef0123456789abcdef0123456789abcdef\n\n" * (MEGABYTE // 56),
    "comment": b":" + b"x" * MEGABYTE + b"\n\ndata: a\n\n",
}


@pytest.mark.parametrize("size", [1024, MEGABYTE * 2], ids=["small_pieces", "one_piece"])
@pytest.mark.parametrize("name", HUGE)
def test_parsing_takes_linear_time(name: str, size: int) -> None:
    stream = HUGE[name]
    work = Work(EventStreamParser())
    events = sum(work.feed(stream[start : start + size]) for start in range(0, len(stream), size))
    assert events == (stream.count(b"data: ") if name == "many_events" else 1)
    assert work.bytes < 12 * len(stream)


def test_yields_huge_event_whole() -> None:
    parser = EventStreamParser()
    stream = HUGE["many_lines"]
    events = [event for start in range(0, len(stream), 1000) for event in parser.feed(stream[start : start + 1000])]
    line = "0123456789abcdef0123456789abcdef0123456789abcdef"
    assert [event.data for event in events] == ["\n".join([line] * (MEGABYTE // 56))]


class TestDecoder:
    def test_iter_bytes_yields_every_event_and_the_unfinished_last(self) -> None:
        pieces = [b"data: a\n", b"\nevent: e\ndata: b\n\nda", b"ta: c"]
        events = plain(SSEDecoder().iter_bytes(iter(pieces)))
        assert events == [Event(None, "a", None, None), Event("e", "b", None, None), Event(None, "c", None, None)]

    def test_iter_bytes_reads_no_further_than_yielded_event(self) -> None:
        pieces = iter([b"data: a\n\n", b"data: b\n\n", b"data: c\n\n"])
        assert next(SSEDecoder().iter_bytes(pieces)).data == "a"
        assert list(pieces) == [b"data: b\n\n", b"data: c\n\n"]

    @pytest.mark.anyio
    async def test_aiter_bytes_yields_every_event_and_the_unfinished_last(self) -> None:
        async def pieces() -> AsyncIterator[bytes]:
            for piece in (b"data: a\n", b"\nevent: e\ndata: b\n\nda", b"ta: c"):
                yield piece

        events = plain([event async for event in SSEDecoder().aiter_bytes(pieces())])
        assert events == [Event(None, "a", None, None), Event("e", "b", None, None), Event(None, "c", None, None)]

    @pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
    def test_iter_bytes_follows_the_standard(self, stream: bytes) -> None:
        assert plain(SSEDecoder().iter_bytes(iter([stream]))) == Reference(stream).flushed()


class TestServerSentEvent:
    def test_attributes_have_empty_defaults(self) -> None:
        event = ServerSentEvent()
        assert (event.event, event.data, event.id, event.retry, event.raw) == (None, "", None, None, b"")

    @pytest.mark.parametrize("data", ["é", "é".encode()])
    def test_data_may_be_text_or_bytes(self, data: str | bytes) -> None:
        event = ServerSentEvent(event="e", data=data, id="1", retry=5)
        assert (event.event, event.data, event.id, event.retry, event.raw) == ("e", "é", "1", 5, "é".encode())

    def test_json_decodes_the_data(self) -> None:
        assert ServerSentEvent(data='{"a": [1, null, "é"]}').json() == {"a": [1, None, "é"]}

    @pytest.mark.parametrize("make", [str, str.encode], ids=["text", "bytes"])
    def test_json_raises_for_invalid_json(self, make: Callable[[str], Any]) -> None:
        with pytest.raises(ValueError, match="Expecting value"):
            ServerSentEvent(data=make("[DONE]")).json()

    def test_repr_shows_all_attributes(self) -> None:
        event = ServerSentEvent(event="e", data="d", id="i", retry=1)
        assert repr(event) == "ServerSentEvent(event='e', data='d', id='i', retry=1)"
