"""Warnings that point at the caller's line."""

from __future__ import annotations

import contextlib
import functools
import importlib
import logging
import os
import sys
import warnings


class GroqWarning(UserWarning):
    """A warning of this package."""


def warn_caller(message: str) -> None:
    """Issue a warning for the calling line outside this package.

    If warnings are errors, log the message instead: a warning must not break a working program.
    """
    import inspect  # imported here: makes `import groq` fast

    level, frame = 1, inspect.currentframe()
    while frame is not None and frame.f_code.co_filename.startswith(_SKIPPED):
        is_counted = not frame.f_code.co_filename.startswith("<frozen")  # by `warnings.warn`
        level, frame = level + is_counted, frame.f_back
    try:
        warnings.warn(message, GroqWarning, stacklevel=level)
    except GroqWarning:
        logging.getLogger("groq").warning(message)


@functools.cache
def warn_once(message: str) -> None:
    """Warn like `warn_caller`, once for each message."""
    warn_caller(message)


def warn_of_event_loop() -> None:
    """Warn once if a blocking client blocks a running event loop, except in notebooks."""
    if "ipykernel" in sys.modules:  # a loop always runs there
        return
    import sniffio  # imported here: makes `import groq` fast

    with contextlib.suppress(sniffio.AsyncLibraryNotFoundError):
        warn_once(
            f"Groq blocks the event loop of {sniffio.current_async_library()}: no other task runs until the answer is "
            "here. In async code, use AsyncGroq: `await client.chat.completions.create(...)`, and `async for` over its "
            "streams."
        )


# Frames of this package and of the import system. Not `__file__`: bytecode has the path where it was compiled.
_HERE, _IMPORT = warn_caller.__code__.co_filename, importlib.import_module.__code__.co_filename
_SKIPPED = (os.path.join(os.path.dirname(os.path.dirname(_HERE)), ""), "<frozen importlib", _IMPORT)

GroqWarning.__module__ = "groq"  # the place that users import from
