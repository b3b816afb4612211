"""Response → its recorded form, and back: JSON as JSON, a stream as its events with their times. Pure.

White space in JSON is not kept, so a replayed body may differ in it.
"""

from __future__ import annotations

import base64
import bisect
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._strict_json import dump_json, is_array, is_object, parse_json
from ..api.answers import Answer
from ..api.arguments import check_headers, check_integer, check_seconds, check_text, wrong_type
from .redaction import Redaction, json_member, without_secrets

Timed = tuple[float, bytes]
"""Seconds since the request, and the bytes that arrived then."""

_EVENT_END = re.compile(rb"\r?\n\r?\n")
_EVENT = re.compile(r"(?:event: ([^\r\n]*)\n)?data: ([^\r\n]*)\n\n")


def as_recorded(
    status: int, headers: Mapping[str, str], seconds: float, pieces: Sequence[Timed], redaction: Redaction
) -> dict[str, Any]:
    """Return a response as JSON; `seconds` is when its headers arrived, `pieces` are its body."""
    kept = redaction.headers(headers)
    found = {"status": status, "seconds": round(seconds, 3), "headers": kept}
    if "event-stream" in kept.get("content-type", ""):
        return {**found, "stream": [_event(at, data, redaction) for at, data in events(pieces)]}
    body = redaction.data(b"".join(data for _, data in pieces))
    return {**found, **_body(kept.get("content-type", ""), body)}


def answer_of(recorded: Mapping[str, Any], *, timing: bool) -> Answer:
    """Return the recorded answer; with `timing`, with its recorded delays."""
    headers = recorded["headers"]
    if not timing:
        return Answer(recorded["status"], headers, _bytes(recorded), pace=0.0, is_recorded=True)
    seconds = recorded.get("seconds", 0.0)
    times = [seconds, *(event["at"] for event in recorded.get("stream", ()))]
    pauses = tuple(max(later - earlier, 0.0) for earlier, later in itertools.pairwise(times))
    return Answer(recorded["status"], headers, _bytes(recorded), seconds, pauses=pauses, is_recorded=True)


def check_response(recorded: Mapping[str, Any]) -> None:
    """Check a recorded response, which may have been edited.

    Raises:
        TypeError: A member has a wrong type.
        ValueError: The status or the base64 is invalid.
    """
    check_integer("status", recorded["status"], "an HTTP status from 200 to 599", least=200, most=599)
    if not is_object(recorded["headers"]):
        raise wrong_type("headers", "an object of strings", recorded["headers"])
    check_headers(recorded["headers"])
    check_seconds("seconds", recorded.get("seconds", 0.0))
    for name in ("text", "base64"):
        check_text(name, recorded.get(name))
    base64.b64decode(recorded.get("base64") or "", validate=True)
    stream: object = recorded.get("stream", [])
    if not is_array(stream) or not all(is_object(event) and "at" in event for event in stream):
        raise wrong_type("stream", "a list of events with 'at' and 'data'", stream)
    for event in stream:
        check_seconds("at", event["at"])
        check_text("raw", event.get("raw"))
        if not {"raw", "data"} & event.keys():
            raise wrong_type("stream", "a list of events with 'at' and 'data'", event)


def events(pieces: Sequence[Timed]) -> Iterator[Timed]:
    """Yield each event of a stream, with the time at which its last byte arrived."""
    whole = b"".join(data for _, data in pieces)
    arrived = [*itertools.accumulate(len(data) for _, data in pieces)]
    start = 0
    for end in (*(found.end() for found in _EVENT_END.finditer(whole)), len(whole)):
        if start < end:
            yield pieces[bisect.bisect_left(arrived, end)][0], whole[start:end]
        start = end


def _event(at: float, data: bytes, redaction: Redaction) -> dict[str, Any]:
    text = redaction.data(data).decode("utf-8", "surrogateescape")
    found = _EVENT.fullmatch(text)
    if found is None:
        return {"at": round(at, 3), "raw": text}
    name = {} if found[1] is None else {"event": found[1]}
    return {"at": round(at, 3), **name, "data": _data(found[2])}


def _data(text: str) -> object:
    """Return the data of an event as an object, or as text if it is not one."""
    try:
        value = parse_json(text.encode())
    except ValueError:
        return text
    return without_secrets(value) if is_object(value) else text


def _body(content_type: str, body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    if found := json_member(content_type, body):
        return found
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


def _bytes(recorded: Mapping[str, Any]) -> bytes | tuple[bytes, ...]:
    if "stream" in recorded:
        return tuple(map(_event_bytes, recorded["stream"]))
    if "json" in recorded:
        return dump_json(recorded["json"])
    if "base64" in recorded:
        return base64.b64decode(recorded["base64"])
    text: str = recorded.get("text", "")
    return text.encode()


def _event_bytes(event: Mapping[str, Any]) -> bytes:
    if "raw" in event:
        raw: str = event["raw"]
        return raw.encode("utf-8", "surrogateescape")
    name = f"event: {event['event']}\n".encode() if "event" in event else b""
    data = event["data"]
    return (
        name
        + b"data: "
        + (data.encode("utf-8", "surrogateescape") if isinstance(data, str) else dump_json(data))
        + b"\n\n"
    )
