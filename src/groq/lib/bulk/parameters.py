"""Parameters that the inputs of a run share, checked before the first call. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..._options import checked_timeout
from ..._request.arguments import checked_mapping, repeatable
from ..._request.json_encoding import json_bytes
from ..parse.entry_points import check_options
from .inputs import given

_NOT_SENT = frozenset({"extra_headers", "extra_query", "timeout", "strict", "max_attempts", "ordered"})


def checked_params(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that are not omitted, with lists for iterables that can be read only once.

    Raises:
        TypeError: A parameter has a wrong type, or cannot be encoded as JSON. Each call would fail.
        ValueError: A parameter is out of range.
    """
    found = given(params)
    if not isinstance(found.get("model", ""), str):
        raise TypeError(f"model: expected the id of a model, a string, got {type(found['model']).__name__}.")
    if found.get("extra_body") is not None:
        checked_mapping("extra_body", found["extra_body"])
    check_flag("ordered", found.get("ordered", True))
    if found.get("strict", "auto") != "auto":
        check_flag("strict", found["strict"], 'True, False or "auto"')
    check_options(found.get("max_attempts", 1), {})
    checked_timeout("timeout", found.get("timeout"))
    is_typed = not isinstance(found.get("response_format"), Mapping | None)
    left_out = _NOT_SENT | {"response_format"} if is_typed else _NOT_SENT
    body: dict[str, Any] = repeatable({name: one for name, one in found.items() if name not in left_out}, "body")
    json_bytes(body)
    return {**found, **body}


def check_flag(name: str, value: object, expected: str = "True or False") -> None:
    """Check that a value is `True` or `False`.

    Raises:
        TypeError: It is another value.
    """
    if not isinstance(value, bool):
        raise TypeError(f"{name}: expected {expected}, got {value!r:.60}.")
