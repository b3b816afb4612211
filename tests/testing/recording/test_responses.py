"""Responses as JSON: recording and replaying them."""

from __future__ import annotations

import time

import pytest

from groq.testing.recording.redaction import Redaction
from groq.testing.recording.responses import answer_of, as_recorded, events

REDACTION = Redaction({})
STREAM = b'data: {"a": 1}\n\nevent: x\ndata: [1]\n\n: comment\r\n\r\ndata: \xff\n\nid: 1\ndata: z\n\ndata: cut'
EVENTS = [
    b'data: {"a": 1}\n\n',
    b"event: x\ndata: [1]\n\n",
    b": comment\r\n\r\n",
    b"data: \xff\n\n",
    b"id: 1\ndata: z\n\n",
    b"data: cut",
]


def test_finds_events_split_at_any_byte() -> None:
    for split in range(len(STREAM) + 1):
        found = [*events([(1.0, STREAM[:split]), (2.0, STREAM[split:])])]
        assert [data for _, data in found] == EVENTS
        ends = [len(b"".join(EVENTS[: index + 1])) for index in range(len(EVENTS))]
        assert [at for at, _ in found][:-1] == [1.0 if end <= split else 2.0 for end in ends][:-1]


def test_long_event_in_small_pieces_takes_linear_time() -> None:
    pieces = [(float(number), b"x") for number in range(50_000)]
    began = time.process_time()
    assert [*events(pieces)] == [(49_999.0, b"x" * 50_000)]
    assert time.process_time() - began < 3  # takes 0.1 s; a quadratic version took 25 s


def test_stream_round_trips_except_whitespace_in_json() -> None:
    recorded = as_recorded(200, {"Content-Type": "text/event-stream"}, 0.1, [(0.5, STREAM)], REDACTION)
    assert recorded["stream"][:2] == [{"at": 0.5, "data": {"a": 1}}, {"at": 0.5, "event": "x", "data": "[1]"}]
    assert answer_of(recorded, timing=False).body == (b'data: {"a":1}\n\n', *EVENTS[1:])


@pytest.mark.parametrize(
    ("content_type", "body", "kept"),
    [
        ("application/json", b'{"a":1.5}', {"json": {"a": 1.5}}),
        ("application/json", b"<html>", {"text": "<html>"}),
        ("text/plain", b"{}", {"text": "{}"}),
        ("audio/wav", b"RIFF\xff", {"base64": "UklGRv8="}),
        ("text/plain", b"", {}),
    ],
)
def test_body_round_trips(content_type: str, body: bytes, kept: dict[str, object]) -> None:
    recorded = as_recorded(200, {"content-type": content_type}, 0.0, [(0.0, body[:2]), (0.1, body[2:])], REDACTION)
    assert {name: value for name, value in recorded.items() if name in ("json", "text", "base64")} == kept
    assert answer_of(recorded, timing=False).body == body


def test_pauses_equal_those_between_the_recorded_events() -> None:
    pieces = [(0.5, b"data: 1\n\n"), (2.0, b"data: 2\n\n")]
    recorded = as_recorded(200, {"content-type": "text/event-stream"}, 0.25, pieces, REDACTION)
    answer = answer_of(recorded, timing=True)
    assert (answer.delay, answer.pauses) == (0.25, (0.25, 1.5))
