"""The message for a request without a recorded answer: the nearest recorded request, and the difference. Pure."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .cassette import Entry

_MAX_LINES = 60
_ADVICE = (
    "To record it, run this once with GROQ_API_KEY set, without CI, and in the mode 'auto'; "
    "the mode 'record' records all requests again."
)


def explain(path: Path, request: dict[str, Any], entries: Sequence[Entry]) -> str:
    """Return the message for a request without an answer."""
    title = f"{path} has no answer to {request['method']} {request['path']}."
    if not entries:
        return f"{title} It is empty or missing.\n{_ADVICE}"
    similar = [entry for entry in entries if _place(entry.request) == _place(request)]
    if not similar:
        places = sorted({" ".join(_place(entry.request)) for entry in entries})
        return f"{title} It has: {', '.join(places)}.\n{_ADVICE}"
    sent = _lines(request)
    nearest = max(similar, key=lambda entry: difflib.SequenceMatcher(None, _lines(entry.request), sent).ratio())
    diff = [
        *difflib.unified_diff(
            _lines(nearest.request), sent, f"recorded ({path.name}:{nearest.line})", "sent", lineterm="", n=2
        )
    ]
    if len(diff) > _MAX_LINES:
        diff[_MAX_LINES:] = [f"… {len(diff) - _MAX_LINES} more lines"]
    return "\n".join([f"{title} The nearest one differs:", *diff, _ADVICE])


def _place(request: dict[str, Any]) -> tuple[str, str]:
    return str(request.get("method")), str(request.get("path"))


def _lines(request: dict[str, Any]) -> list[str]:
    return json.dumps(request, indent=2, ensure_ascii=False, sort_keys=True).splitlines()
