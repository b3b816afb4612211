"""Warnings that point at the caller's line."""

from __future__ import annotations

import functools
import importlib
import logging
import os
import warnings

from .._advice import blocked_loop_message

# Frames of the package, and of an import that leads to it.
_SKIPPED = (os.path.join(os.path.dirname(os.path.dirname(__file__)), ""), "<frozen importlib", importlib.__file__)


class GroqWarning(UserWarning):
    """A warning of this package."""


def warn_caller(message: str) -> None:
    """Warn of the line outside this package that the call came from, however many frames are between.

    Where warnings are errors, the message is logged: a program that worked must go on.
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
    """Warn once that a blocking client stops the event loop of this thread, if one runs."""
    if text := blocked_loop_message():
        warn_once(text)


GroqWarning.__module__ = "groq"  # the place that users import from
