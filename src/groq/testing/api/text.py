"""Texts and tokens. Pure.

A token is up to eight characters of a word with the white space before it. Models split text differently, but this is
stable, and joining the tokens restores the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .._strict_json import dump_json, is_array

_TOKEN = re.compile(r"\s*\S{1,8}|\s+")
_QUOTED_CHARACTERS = 200


def tokenize(text: str) -> list[str]:
    """Split a text into tokens; joining them restores the text."""
    return _TOKEN.findall(text)


def count_tokens(text: str | None) -> int:
    return len(tokenize(text)) if text else 0


def shorten(text: str, limit: int | None) -> tuple[str, bool]:
    """Return the first `limit` tokens, and whether the text is truncated; `None` means no limit."""
    tokens = tokenize(text)
    if limit is None or len(tokens) <= limit:
        return text, False
    return "".join(tokens[: max(limit, 0)]), True


def cut_at_stop(text: str, stops: Sequence[str]) -> str:
    """Return the text before the earliest of the stop sequences."""
    found = [text.find(stop) for stop in stops if stop and stop in text]
    return text[: min(found)] if found else text


def content_text(content: object) -> str:
    """Return the text of a message's `content`. Parts of other kinds become `[image_url]` and so on."""
    if isinstance(content, str):
        return content
    if not is_array(content):
        return ""
    return " ".join(str(part["text"]) if part.get("type") == "text" else f"[{part.get('type')}]" for part in content)


def prompt_tokens(body: dict[str, Any]) -> int:
    """Count the tokens of all messages and tools, plus four for each message."""
    messages = sum(4 + count_tokens(content_text(message.get("content"))) for message in body["messages"])
    tools = body.get("tools") or body.get("functions")
    return messages + (count_tokens(dump_json(tools).decode()) if tools else 0)


def quote_text(text: str) -> str:
    """Return a text in quotation marks, on one line, truncated if it is long."""
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= _QUOTED_CHARACTERS else f'"{line[:_QUOTED_CHARACTERS]}…"'
