"""JSON → plain data, with invalid text mended."""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import from_json
from typing_extensions import TypeIs

from .._utils import is_json_object


def parse_plain_json(data: bytes) -> Any:
    """Parse JSON into dictionaries and lists.

    Raises:
        ValueError: It is not JSON.
    """
    try:
        return from_json(data)
    except ValueError:
        mended = mended_json(data)
        if mended is None:
            raise
        return from_json(mended)


def mended_json(data: bytes) -> bytes | None:
    """The JSON with what is no character read as U+FFFD, as the standards for text say; `None` if all is well there.

    That is bytes that are not UTF-8, and escapes of half a character, which servers send that cut text anywhere; a BOM
    is dropped.
    """
    text = data.decode("utf-8-sig", "replace")
    try:
        whole = json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        whole = text
    mended = whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
    return None if mended == data or (whole is text and text.encode() == data) else mended


def is_error_body(body: object) -> TypeIs[dict[str, Any]]:
    """Whether a decoded body is `{"error": ...}`."""
    return is_json_object(body) and bool(body.get("error"))
