"""Rows of fault tables: the replies of the server, and the result in each mode."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from groq import APIError
from groq.types.chat import ChatCompletion

from ..support.answers import SMALL_BODY, SMALL_EVENT
from .callers import Opens
from .server import End, FaultServer, Reply

# A short completion and event, the model of that completion, and the header of a stream.
BODY, EVENT = SMALL_BODY, SMALL_EVENT
MODEL = ChatCompletion.model_construct(choices=[{"message": {"content": "a"}}])
TYPE = "content-type: text/event-stream"
# The forms of a call that returns a parsed body.
PARSED = ("plain", "raw", "streamed")
STREAMS = ("stream", "raw_stream", "streamed_stream")


@dataclass(frozen=True)
class Raises:
    """The expected error of a call.

    Attributes:
        kind: Its exact class.
        message: A pattern that matches its message.
        chunks: The chunks of a stream before the error.
        status: Its status code, if it has one.
    """

    kind: type[APIError]
    message: str = ""
    chunks: list[Any] = field(default_factory=list)
    status: int | None = None


@dataclass(frozen=True)
class Row:
    """A fault and its expected result.

    Attributes:
        replies: The replies to the first request, the second, and so on; the last is repeated.
        expected: `Raises`, or the value of the call.
        modes: The modes to call in.
        requests: How many requests the server must have seen.
        options: The options of the client.
    """

    replies: bytes | Reply | tuple[Reply, ...]
    expected: object
    modes: tuple[str, ...] = ("plain",)
    requests: int = 1
    options: dict[str, Any] = field(default_factory=dict)


def parametrize(rows: dict[str, Row]) -> pytest.MarkDecorator:
    """Return a mark that makes a test for each row."""
    return pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in rows.items()])


def check(row: Row, server: FaultServer, opens: Opens) -> None:
    """Make the calls of a row, each with a new client."""
    replies = row.replies if isinstance(row.replies, tuple) else (row.replies,)
    for mode in row.modes:
        server.answer(*(Reply(one, End.FIN) if isinstance(one, bytes) else one for one in replies))
        with opens(**row.options) as caller:
            value, error = caller.call(mode)
            assert caller.busy == 0
        expected = row.expected
        if isinstance(expected, Raises):
            assert (type(error), value) == (expected.kind, expected.chunks), (mode, value, error)
            assert re.search(expected.message, str(error)), (mode, error)
            assert expected.status is None or getattr(error, "status_code", None) == expected.status
        else:
            assert (value, error) == (expected, None), mode
        assert server.saw(row.requests), (mode, len(server.requests))
