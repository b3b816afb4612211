"""Recovery of the output of an interrupted run: pure. `output` reads and truncates the file."""

from __future__ import annotations

import enum
import re

from .._batch_lines import LineError, ResultLine, parse_object, parse_value, result_line_of

# The beginning of each line that this package or the API writes.
_START = b'{"id":'
_ID = re.compile(rb'\{"id": ?(?:"[^"]*"|null), ?')
_NEXT = b'"custom_id":'
_OF_REQUESTS = ("body", "method")


class Tail(enum.Enum):
    """The content after the last newline of an output file."""

    EMPTY = "the last line is complete"
    WHOLE = "a complete line whose newline is missing"
    TRUNCATED = "the beginning of a line"
    FOREIGN = "something that a run does not write"


def tail_of(content: bytes) -> Tail:
    """Classify the content after the last newline."""
    if not content:
        return Tail.EMPTY
    try:
        recorded(content)
    except LineError:
        return Tail.TRUNCATED if _is_beginning(content) else Tail.FOREIGN
    return Tail.WHOLE


def recorded(line: bytes) -> ResultLine:
    """Parse a line of an output file.

    Raises:
        LineError: It is not a result, but a request of an input file, for example.
    """
    found = parse_object(line)
    if any(name in found for name in _OF_REQUESTS):
        raise LineError("it is a request, with `body` or `method`")
    if "response" not in found and "error" not in found:
        raise LineError("expected `response` or `error`")
    return result_line_of(found)


def _is_beginning(content: bytes) -> bool:
    """Return whether the content is a truncated result."""
    try:
        parse_value(content)
    except LineError:
        start = _ID.match(content)
        expected, rest = (_START, content) if start is None else (_NEXT, content[start.end() :])
        return expected.startswith(rest[: len(expected)])
    return False  # complete JSON


def is_done(result: ResultLine, *, retry_failed: bool) -> bool:
    """Return whether a request with this result is done, and not sent again."""
    return not (retry_failed and result.is_transient)
