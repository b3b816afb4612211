"""Messages on the standard error, which may be closed."""

from __future__ import annotations

import contextlib
import os
import sys


def write_stderr(text: str) -> None:
    """Write to the standard error. Errors are ignored: they must not change the result of a test or an exit status."""
    stream = sys.stderr
    if stream is None:  # closed when Python started
        return
    with contextlib.suppress(OSError, ValueError):  # full, or closed since
        try:
            descriptor = stream.fileno()
        except (AttributeError, OSError, ValueError):  # replaced by a program or a test
            stream.write(text)
            return
        stream.flush()
        # Not buffered: Python would write the rest of a buffer at exit, fail again and return 120.
        os.write(descriptor, text.encode(stream.encoding or "utf-8", "backslashreplace"))
