"""Warnings that point at the caller's line."""

from __future__ import annotations

import os
import sys
import warnings

_PACKAGE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")


def warn_caller(message: str) -> None:
    """Warn of the line outside this package that the call came from, however many frames are between."""
    level = 1
    try:
        while sys._getframe(level).f_code.co_filename.startswith(_PACKAGE):  # pyright: ignore[reportPrivateUsage] # documented
            level += 1
    except ValueError:  # no such frame: the package calls itself
        level = 1
    warnings.warn(message, UserWarning, stacklevel=level + 1)
