"""Characters split over two chunks are joined in the second."""

from __future__ import annotations

import json
from typing import Any

import pytest

from groq.types.responses import ResponseStreamEvent

from ..support.events import DONE, chunk, event
from .reading import last, outcomes

# httpx leaves async generators to the garbage collector when a response is closed early, and trio warns.
pytestmark = [pytest.mark.anyio, pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")]

EMOJI = "\U0001f600"
ENCODED = EMOJI.encode()


def escaped(value: Any) -> bytes:
    """Return an event in ASCII JSON, so that half a character is an escape."""
    return event(json.dumps(value).encode())


def raw(before: bytes, content: bytes, after: bytes = b"") -> bytes:
    """Return an event of a chunk whose content has these bytes."""
    return event(json.dumps(chunk("<>")).encode().replace(b"<>", before + content + after))


async def texts_of(*events: bytes) -> list[list[Any]]:
    found = []
    for outcome in await outcomes(b"".join(events) + event(last("")) + DONE):
        assert outcome.error is None
        found.append(outcome.texts[:-1])
    return found


async def test_escaped_surrogates_are_joined_in_the_second_chunk() -> None:
    for found in await texts_of(escaped(chunk("Hi \ud83d")), escaped(chunk("\ude00 there")), escaped(chunk("!"))):
        assert found == ["Hi ", f"{EMOJI} there", "!"]


@pytest.mark.parametrize("at", [1, 2, 3])
async def test_split_utf8_bytes_are_joined_in_the_second_chunk(at: int) -> None:
    for found in await texts_of(raw(b"Hi ", ENCODED[:at]), raw(b"", ENCODED[at:], b" there")):
        assert found == ["Hi ", f"{EMOJI} there"]


async def test_utf8_bytes_split_one_by_one_are_joined() -> None:
    for found in await texts_of(*(raw(b"", ENCODED[at : at + 1]) for at in range(4))):
        assert found == ["", "", "", EMOJI]


async def test_lone_half_becomes_a_replacement_character() -> None:
    for found in await texts_of(escaped(chunk("a\ud83d")), escaped(chunk("b"))):
        assert "".join(found) == "a\ufffdb"
    for found in await texts_of(raw(b"a", ENCODED[:2]), escaped(chunk("b"))):
        assert "".join(found) == "a\ufffdb"
    for found in await texts_of(escaped(chunk("\ude00a\ud83db")), raw(b"c", b"\xff", b"d")):
        assert found == ["\ufffda\ufffdb", "c\ufffdd"]


async def test_halves_of_different_choices_are_not_joined() -> None:
    def of(index: int, content: str) -> bytes:
        return escaped(chunk(choices=[{"index": index, "delta": {"content": content}, "finish_reason": None}]))

    for found in await texts_of(of(0, "a\ud83d"), of(1, "b\ud83d"), of(1, "\ude01"), of(0, "\ude00")):
        assert found == ["a", "b", "\U0001f601", EMOJI]


async def test_halves_in_arguments_and_reasoning_are_joined() -> None:
    def of(text: str) -> bytes:
        call = {"index": 0, "function": {"arguments": text}}
        delta = {"reasoning": text, "tool_calls": [call]}
        return escaped(chunk(choices=[{"index": 0, "delta": delta, "finish_reason": None}]))

    for outcome in await outcomes(of("\ud83d") + of("\ude00") + event(last("")) + DONE):
        deltas = [one.choices[0].delta for one in outcome.chunks[:-1]]
        assert [delta.reasoning for delta in deltas] == ["", EMOJI]
        assert [delta.tool_calls[0].function.arguments for delta in deltas] == ["", EMOJI]


async def test_half_in_another_field_is_replaced_at_once() -> None:
    for outcome in await outcomes(escaped(chunk("a", id="x\ud83d")) + event(last("b")) + DONE):
        assert outcome.chunks[0].id == "x\ufffd"
        assert outcome.texts == ["a", "b"]


async def test_halves_in_response_events_are_joined() -> None:
    deltas = [{"type": "response.output_text.delta", "delta": half} for half in ("a\ud83d", "\ude00")]
    body = b"".join(escaped(one) for one in [*deltas, {"type": "response.completed"}])
    for outcome in await outcomes(body, cast_to=ResponseStreamEvent):
        assert [one.delta for one in outcome.chunks[:2]] == ["a", EMOJI]
