"""Pagination of lists by the query parameters `after` and `limit`. Pure."""

from __future__ import annotations

from typing import Any

from .answers import Answer, Refusal, json_answer
from .call import ApiCall


def list_answer(call: ApiCall, values: list[dict[str, Any]]) -> Answer:
    """Return at most `limit` values after the one with the id `after`; without these parameters, all."""
    found = values[_start(call.request.query.get("after"), values) :]
    kept = found[: _limit(call.request.query.get("limit"))]
    return json_answer({"object": "list", "data": kept, "has_more": len(kept) < len(found)})


def _start(after: str | None, values: list[dict[str, Any]]) -> int:
    if after is None:
        return 0
    ids = [value["id"] for value in values]
    if after not in ids:
        raise Refusal(f"after: expected the id of a listed object, got {after!r}", param="after")
    return ids.index(after) + 1


def _limit(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise Refusal(f"limit: expected a whole number from 1 on, got {text!r}", param="limit")
    return int(text)
