"""The exception of bulk runs."""

from __future__ import annotations

from groq import GroqError


class BulkFileError(GroqError):
    """The input or the output of a bulk run cannot be used; `__cause__` is the error of the system, if there is one."""
