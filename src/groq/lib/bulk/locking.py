"""Locks on files. The operating system releases them when the process ends."""

from __future__ import annotations

import contextlib
import sys

from .errors import BulkFileError

if sys.platform == "win32":
    import msvcrt
    import os

    _FAR = 1 << 62  # a byte beyond the end: on Windows, a locked byte cannot be read

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

    def unlock(_descriptor: int) -> None:
        """Do nothing: the lock ends when the file is closed."""

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def unlock(descriptor: int) -> None:
        """Release a lock. Closing the file would not release it if a forked child shares the lock."""
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)


def lock(descriptor: int, path: str) -> None:
    """Lock an open file until `unlock`, or until all processes that have it open have closed it.

    Raises:
        BulkFileError: Another process, or another run of this one, has locked it.
    """
    try:
        _lock(descriptor)
    except (BlockingIOError, PermissionError) as err:
        raise BulkFileError(f"{path}: another run writes to it. Wait for its end, or choose another output.") from err
    except OSError as err:
        raise BulkFileError(
            f"{path}: cannot lock the file: {err.strerror}. Choose a local disk for the output."
        ) from err
