"""Advice for errors of a process that has no file descriptors left."""

from __future__ import annotations

import errno
import os


def descriptor_advice(err: BaseException) -> str:
    """Return advice if no file descriptor is left, otherwise an empty string."""
    is_one = getattr(err, "errno", None) in (errno.EMFILE, errno.ENFILE)
    # The loader of extension modules reports only the text.
    if is_one or (isinstance(err, ImportError) and os.strerror(errno.EMFILE) in str(err)):
        return "The process has no file descriptors left: close unused ones, or raise the limit (ulimit -n)."
    return ""
