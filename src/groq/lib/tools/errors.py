"""The exceptions of tools and of runs."""

from __future__ import annotations

from ... import GroqError
from ...types.chat import ChatCompletion


class ToolError(GroqError):
    """Raise this in a tool to choose the text that the model reads. It never ends a run, not even with `"raise"`."""


class MaxTurnsError(GroqError):
    """The model still calls tools after `max_turns` turns. The calls of the last turn were not run.

    Attributes:
        max_turns: The limit.
        completion: The completion of the last turn.
    """

    max_turns: int
    completion: ChatCompletion | None

    def __init__(self, max_turns: int, completion: ChatCompletion | None) -> None:
        super().__init__(
            f"The model still calls tools after {max_turns} turns. Raise max_turns, "
            "or make a new run from the messages of this one to continue."
        )
        self.max_turns = max_turns
        self.completion = completion
