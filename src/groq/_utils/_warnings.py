"""Warnings that point at the caller's line."""

from __future__ import annotations

import os
import warnings

_PACKAGE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")


def warn_caller(message: str) -> None:
    """Warn of the line outside this package that the call came from, however many frames are between."""
    import inspect  # imported here: makes `import groq` fast

    level, frame = 1, inspect.currentframe()
    while frame is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, UserWarning, stacklevel=level)
