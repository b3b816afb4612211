"""What is said on the standard error, which may be closed."""

from __future__ import annotations

import contextlib
import sys


def remark(text: str) -> None:
    """Write to the standard error. If that fails, ignore it: a test and an exit status do not depend on a remark."""
    if sys.stderr is not None:  # closed when Python started
        with contextlib.suppress(OSError, ValueError):  # full, or closed since
            sys.stderr.write(text)
