"""The place where a reply was scripted, for the error about unfetched replies. `reply_script` uses it."""

from __future__ import annotations

import inspect
import os

_PACKAGE = __name__.partition(".api.")[0]


def calling_line() -> str:
    """Return `file:line` of the caller of this package, relative to the working directory."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").startswith(_PACKAGE):
        frame = frame.f_back
    return "unknown" if frame is None else f"{_shown(frame.f_code.co_filename)}:{frame.f_lineno}"


def _shown(path: str) -> str:
    try:
        folder = os.path.join(os.getcwd(), "")
    except OSError:  # it was deleted
        return path
    return path.removeprefix(folder)
