"""What an interrupted run left behind: pure. `output` reads and truncates."""

from __future__ import annotations

import enum

from .._batch_lines import LineError, ResultLine, parse_result

# How each line begins that this package or the API writes.
_START = b'{"id":'


class Tail(enum.Enum):
    """What follows the last newline of an output file."""

    EMPTY = "the last line is complete"
    WHOLE = "a complete line whose newline is missing"
    TRUNCATED = "the beginning of a line"
    FOREIGN = "something that a run does not write"


def tail_of(content: bytes) -> Tail:
    """Return what the content after the last newline is."""
    if not content:
        return Tail.EMPTY
    try:
        parse_result(content)
    except LineError:
        start = content[: len(_START)]
        return Tail.TRUNCATED if _START.startswith(start) else Tail.FOREIGN
    return Tail.WHOLE


def is_done(result: ResultLine, *, retry_failed: bool) -> bool:
    """Return whether a request with this result is not sent again."""
    return not (retry_failed and result.is_transient)
