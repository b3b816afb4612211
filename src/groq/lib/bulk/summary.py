"""`BulkSummary`: the counts of a run. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .._batch_lines import ResultLine
from .._json_values import is_object


@dataclass(frozen=True)
class BulkSummary:
    """The counts of a bulk run, complete or in progress.

    Attributes:
        total: The requests of the input file.
        succeeded: Those that this run sent and the API answered.
        failed: Those that this run sent without success; the output says why.
        skipped: Those that had a result in the output before.
        prompt_tokens: The tokens of the prompts that this run sent.
        completion_tokens: The tokens of the answers.
        seconds: How long the run took.
        refused: Those of `failed` that would fail again, such as with status 400.
        skipped_failed: Those of `skipped` whose result is a failure.
    """

    total: int = 0
    succeeded: int = 0
    failed: int = 0
    skipped: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    refused: int = 0
    skipped_failed: int = 0

    @property
    def total_succeeded(self) -> int:
        """The requests with an answer in the output, from this run and earlier ones."""
        return self.succeeded + self.skipped - self.skipped_failed

    @property
    def total_failed(self) -> int:
        """The requests with a failure in the output, from this run and earlier ones."""
        return self.failed + self.skipped_failed

    @property
    def done(self) -> int:
        """The requests that have a result."""
        return self.succeeded + self.failed + self.skipped

    @property
    def advice(self) -> str:
        """What to do if failed requests were not sent again, or if every request failed; often empty."""
        if self.skipped_failed and self.done == self.skipped:
            return (
                f"{self.skipped_failed} requests failed in earlier runs and were not sent again. retry_failed=True "
                "sends those that failed temporarily. Correct the others, and delete their lines from the output, or "
                "choose another one."
            )
        if not self.refused or self.refused < self.done - self.skipped:
            return ""
        return (
            "Every request was refused, and counts as done. Correct the requests or parameters, and delete their "
            "lines from the output, or choose another one: retry_failed=True sends only those again that failed "
            "temporarily."
        )

    @property
    def tokens(self) -> int:
        """All tokens."""
        return self.prompt_tokens + self.completion_tokens

    @property
    def rate(self) -> float:
        """Results per second."""
        return (self.succeeded + self.failed) / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """The remaining seconds at this rate; `None` before the first result."""
        return (self.total - self.done) / self.rate if self.rate else None


class Counts:
    """The counts of a run in progress."""

    total: int
    succeeded: int
    failed: int
    skipped: int
    prompt_tokens: int
    completion_tokens: int
    refused: int
    skipped_failed: int

    def __init__(self) -> None:
        self.total = self.succeeded = self.failed = self.skipped = self.skipped_failed = 0
        self.prompt_tokens = self.completion_tokens = self.refused = 0

    def skip(self, result: ResultLine) -> None:
        """Count a result of an earlier run."""
        self.skipped += 1
        self.skipped_failed += not result.is_success

    def add(self, result: ResultLine) -> None:
        """Count a result."""
        if result.is_success:
            self.succeeded += 1
        else:
            self.failed += 1
            self.refused += not result.is_transient
        usage: Any = result.body.get("usage") if is_object(result.body) else None
        if is_object(usage):
            self.prompt_tokens += _tokens(usage, "prompt_tokens", "input_tokens")
            self.completion_tokens += _tokens(usage, "completion_tokens", "output_tokens")

    def summary(self, seconds: float) -> BulkSummary:
        """Return the counts after this many seconds."""
        return BulkSummary(**vars(self), seconds=seconds)


def _tokens(usage: dict[str, Any], *names: str) -> int:
    numbers = [usage[name] for name in names if isinstance(usage.get(name), int)]
    return numbers[0] if numbers else 0
