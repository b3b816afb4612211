"""Tokens and texts of the local server, all pure. `_chat` decides what is said with them.

A token is up to eight characters of a word with the white space before it. It is no model's tokenisation, but it is
stable, and the tokens of a text joined are the text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from ._wire import dump_json, is_array, is_object

_TOKEN = re.compile(r"\s*\S{1,8}|\s+")
_QUOTED_CHARACTERS = 200


def tokenize(text: str) -> list[str]:
    """Split a text into tokens; joined, they are the text."""
    return _TOKEN.findall(text)


def count_tokens(text: str | None) -> int:
    return len(tokenize(text)) if text else 0


def shorten(text: str, limit: int | None) -> tuple[str, bool]:
    """The first `limit` tokens, and whether any are missing; `None` is no limit."""
    tokens = tokenize(text)
    if limit is None or len(tokens) <= limit:
        return text, False
    return "".join(tokens[: max(limit, 0)]), True


def cut_at_stop(text: str, stops: Sequence[str]) -> str:
    """The text before the earliest of the stop sequences."""
    found = [text.find(stop) for stop in stops if stop and stop in text]
    return text[: min(found)] if found else text


def digest(value: object, length: int) -> str:
    """Hexadecimal digits that depend on the value alone, not on the order of its keys."""
    canonical = repr(_sorted(value)).encode("utf-8", "backslashreplace")
    return hashlib.sha256(canonical).hexdigest()[:length]


def content_text(content: object) -> str:
    """The text of a message's `content`: a string, parts, or nothing; other parts stand as `[image_url]` and so on."""
    if isinstance(content, str):
        return content
    if not is_array(content):
        return ""
    return " ".join(str(part["text"]) if part.get("type") == "text" else f"[{part.get('type')}]" for part in content)


def prompt_tokens(body: dict[str, Any]) -> int:
    """Tokens of all messages and of the tools; four more per message for its frame."""
    messages = sum(4 + count_tokens(content_text(message.get("content"))) for message in body["messages"])
    tools = body.get("tools") or body.get("functions")
    return messages + (count_tokens(dump_json(tools).decode()) if tools else 0)


def quote(text: str) -> str:
    """A text in quotation marks, on one line and not too long."""
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= _QUOTED_CHARACTERS else f'"{line[:_QUOTED_CHARACTERS]}…"'


def _sorted(value: object) -> object:
    if is_object(value):
        return sorted((name, _sorted(item)) for name, item in value.items())
    if is_array(value):
        return [_sorted(item) for item in value]
    return value
