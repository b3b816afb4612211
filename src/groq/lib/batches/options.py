"""Options of batches: checked before anything is written, and compared with those of a resumed job. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from .._json_values import is_object
from .errors import BatchHandleError, BatchInputError
from .state import BatchJob

__all__ = ["apply_options", "check_metadata", "check_same_batch", "check_window"]

_WINDOW = re.compile(r"([0-9]{1,3})([hd])")
_UNIT_HOURS = {"h": 1, "d": 24}
_MIN_HOURS, _MAX_HOURS = 24, 7 * 24  # https://console.groq.com/docs/batch


def check_window(window: str) -> None:
    """Raise an error for a window that the API rejects.

    Raises:
        BatchInputError: It is shorter than a day, longer than a week, or malformed.
    """
    hours = _hours(window)
    if hours is None or not _MIN_HOURS <= hours <= _MAX_HOURS:
        raise BatchInputError(f"completion_window: expected '24h' to '7d', got {window!r:.60}")


def check_metadata(metadata: object) -> None:
    """Raise an error for metadata that the API or a handle file does not accept.

    Raises:
        BatchInputError: It is not a mapping of strings to strings.
    """
    if metadata is None:
        return
    if not is_object(metadata):
        raise BatchInputError(f"metadata: expected an object of strings, got {type(metadata).__name__}")
    for name, value in cast("Mapping[object, object]", metadata).items():  # callers may be untyped
        for one in (name, value):
            if not isinstance(one, str):
                got = type(one).__name__
                raise BatchInputError(f"metadata: expected an object of strings, got {got} in {name!r:.60}")


def apply_options(path: Path, job: BatchJob, asked: BatchJob) -> None:
    """Apply the options of this call to a resumed job.

    Raises:
        BatchHandleError: A batch was created with other options.
    """
    if any(part.batch is not None for part in job.parts):
        _check_same(str(path), "completion_window", job.completion_window, asked.completion_window)
        _check_same(str(path), "metadata", job.metadata or None, asked.metadata or None)
    job.completion_window, job.metadata = asked.completion_window, asked.metadata
    job.max_resubmissions = asked.max_resubmissions


def check_same_batch(place: str, job: BatchJob, batch: Mapping[str, Any]) -> None:
    """Raise an error if an existing batch has other options than the job.

    Raises:
        BatchHandleError: The options differ.
    """
    for name, asked in (("completion_window", job.completion_window), ("metadata", job.metadata or None)):
        if batch.get(name):
            _check_same(place, name, batch[name], asked)


def _check_same(place: str, name: str, known: Any, asked: Any) -> None:
    is_same = _hours(known) == _hours(asked) if name == "completion_window" else known == asked
    if not is_same:
        raise BatchHandleError(
            f"{place}: {name}: a batch of this job was created with {known!r:.200}, got {asked!r:.200}. Pass the same, "
            "or another handle."
        )


def _hours(window: Any) -> int | None:
    found = _WINDOW.fullmatch(str(window))
    return int(found[1]) * _UNIT_HOURS[found[2]] if found else None
