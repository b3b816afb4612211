"""`ToolContext`: the call that a tool answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ToolContext:
    """The call that a tool answers. A parameter with this annotation is filled in and hidden from the model."""

    id: str
    """Id of the call. It is stored in the messages, so a resumed run has the same id: use it as an idempotency key."""

    name: str
    """Name of the tool."""

    arguments: Mapping[str, Any]
    """The validated arguments, by the name of the parameter: Python objects of its type, such as `date` or a model.

    Parameters that the model left out have their defaults. Arguments of MCP tools are JSON values, as the model wrote
    them.
    """

    messages: Sequence[Mapping[str, Any]]
    """The conversation when the call was prepared. It ends with the model's message or with results of other calls."""

    turn: int
    """The turn of this run that made the call, from 1; 0 if the run started with the call."""
