"""Messages on the standard error, which may be closed."""

from __future__ import annotations

import contextlib
import sys


def write_stderr(text: str) -> None:
    """Write to the standard error. Errors are ignored: they must not change the result of a test or an exit status."""
    if sys.stderr is not None:  # closed when Python started
        with contextlib.suppress(OSError, ValueError):  # full, or closed since
            sys.stderr.write(text)
