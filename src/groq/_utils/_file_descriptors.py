"""What is said about errors of a process without free file descriptors."""

from __future__ import annotations

import errno
import os


def descriptor_advice(err: BaseException) -> str:
    """Return what to do if the error is for want of a file descriptor, else an empty string."""
    is_one = getattr(err, "errno", None) in (errno.EMFILE, errno.ENFILE)
    # The loader of extension modules gives the text alone.
    if is_one or (isinstance(err, ImportError) and os.strerror(errno.EMFILE) in str(err)):
        return "The process has no file descriptors left: close unused ones, or raise the limit (ulimit -n)."
    return ""
