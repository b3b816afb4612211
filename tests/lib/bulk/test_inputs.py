"""Inputs of a run as parameters of `create`, and as lines of a batch file."""

from __future__ import annotations

from typing import Any

import pytest

from groq import not_given, omit
from groq.lib.bulk.inputs import map_input, request_line

KNOWN = {"messages", "model", "temperature"}
MESSAGES: Any = [{"role": "user", "content": "Hi"}]


@pytest.mark.parametrize(
    ("value", "custom_id", "own"),
    [
        ("Hi", None, {"messages": MESSAGES}),
        (MESSAGES, None, {"messages": MESSAGES}),
        (tuple(MESSAGES), None, {"messages": tuple(MESSAGES)}),
        ({"messages": MESSAGES}, None, {"messages": MESSAGES}),
        ({"messages": MESSAGES, "model": "own", "custom_id": "a"}, "a", {"messages": MESSAGES, "model": "own"}),
        ({"messages": MESSAGES, "timeout": 3}, None, {"messages": MESSAGES, "timeout": 3}),
        ({"messages": MESSAGES, "new": 1}, None, {"messages": MESSAGES, "extra_body": {"new": 1}}),
        (
            {"messages": MESSAGES, "new": 1, "extra_body": {"b": 2}},
            None,
            {"messages": MESSAGES, "extra_body": {"new": 1, "b": 2}},
        ),
        ({"body": {"messages": MESSAGES}}, None, {"messages": MESSAGES}),
        (
            {"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": {"messages": MESSAGES}},
            "a",
            {"messages": MESSAGES},
        ),
    ],
)
def test_input_overrides_shared_parameters(value: Any, custom_id: str | None, own: dict[str, Any]) -> None:
    defaults = {"model": "m", "temperature": 0, "user": omit, "timeout": not_given}
    found = map_input(3, value, defaults, KNOWN)
    assert (found.index, found.value, found.custom_id, found.error) == (3, value, custom_id, None)
    assert found.params == {"model": "m", "temperature": 0, **own}


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (7, TypeError, "expected a prompt, a list of messages, .* got int"),
        (b"Hi", TypeError, "got bytes"),
        ([], ValueError, "got an empty list"),
        ({"role": "user", "content": "Hi"}, ValueError, "put the message into a list"),
        ({}, ValueError, "a dictionary of parameters with `messages`$"),
        ({"messages": MESSAGES, "custom_id": 7}, ValueError, "custom_id: expected a string with characters, got 7"),
        ({"messages": MESSAGES, "stream": True}, ValueError, "stream: expected false"),
        ({"body": {}, "url": "/v1/audio/translations"}, ValueError, "url: .* groq.bulk.run"),
        ({"body": [], "method": "POST"}, ValueError, "body: expected an object"),
        (ValueError("line 3: invalid"), ValueError, "line 3: invalid"),
        (KeyError("k"), KeyError, "k"),
    ],
)
def test_invalid_input_becomes_an_error(value: Any, error: type[Exception], message: str) -> None:
    found = map_input(0, value, {"model": "m"}, KNOWN)
    assert found.params is None
    with pytest.raises(error, match=message):
        raise found.error or AssertionError


def test_missing_model_becomes_an_error() -> None:
    assert "pass model=..." in str(map_input(0, "Hi", {"model": omit}, KNOWN).error)


@pytest.mark.parametrize(
    ("value", "custom_id", "body"),
    [
        ("Hi", "line-3", {"model": "m", "messages": MESSAGES}),
        ({"messages": MESSAGES, "custom_id": "a", "new": 1}, "a", {"model": "m", "messages": MESSAGES, "new": 1}),
        ({"body": {"model": "own"}}, "line-3", {"model": "own"}),
        ({"custom_id": "a", "body": {}, "method": "POST", "url": "/v1/chat/completions"}, "a", {"model": "m"}),
        ({"custom_id": "a", "body": {}, "method": "POST", "url": "/v1/audio/translations"}, "a", {}),
    ],
)
def test_line_becomes_a_request(value: Any, custom_id: str, body: dict[str, Any]) -> None:
    line = request_line(value, "line-3", {"model": "m"})
    assert (line.custom_id, line.body) == (custom_id, body)


def test_rejects_line_with_another_method() -> None:
    with pytest.raises(ValueError, match="method"):
        request_line({"body": {}, "method": "GET"}, "line-3", {})
