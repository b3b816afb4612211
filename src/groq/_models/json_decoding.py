"""JSON of the API → plain data; invalid text is repaired."""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import from_json
from typing_extensions import TypeIs

from .._utils import is_json_object


def parse_plain_json(data: bytes) -> Any:
    """Parse JSON into dictionaries and lists; raise a `ValueError` for other data."""
    try:
        return from_json(data)
    except ValueError:
        repaired = repaired_json(data)
        if repaired is None:
            raise
        return from_json(repaired)


def repaired_json(data: bytes) -> bytes | None:
    """Return the JSON as valid UTF-8, or `None` if it already is.

    Invalid bytes and escaped lone surrogates become U+FFFD; servers that truncate text inside a character send both.
    A BOM is dropped.
    """
    text = data.decode("utf-8-sig", "replace")
    try:
        unescaped = json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        unescaped = text
    repaired = unescaped.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
    return None if repaired == data or (unescaped is text and text.encode() == data) else repaired


def is_error_body(body: object) -> TypeIs[dict[str, Any]]:
    """Return whether a decoded body is `{"error": ...}`."""
    return is_json_object(body) and bool(body.get("error"))
