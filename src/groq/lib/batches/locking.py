"""`HandleLock`: a lock on a handle file, against other processes and threads. `flow` acquires it."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

from ..bulk.errors import BulkFileError
from ..bulk.locking import lock
from .errors import BatchHandleError

__all__ = ["HandleLock"]

_POLL_INTERVAL = 0.01  # seconds


class HandleLock:
    """A lock on a file beside the handle file. Releasing the lock removes that file.

    Args:
        path: The handle file.
        kind: The suffix of the locked file. Different kinds do not exclude each other.
        patience: Seconds to wait for the lock.

    Raises:
        BatchHandleError: The lock is held, or the file cannot be locked.
    """

    def __init__(self, path: Path, kind: str = "lock", patience: float = 0.0) -> None:
        self._path = path.with_name(f".{path.name}.{kind}")
        give_up_at = time.monotonic() + patience
        while not self._is_taken():
            if time.monotonic() >= give_up_at:
                raise BatchHandleError(
                    f"{path}: in use by {self._owner()}. Wait for its end, or use another handle. "
                    "Meanwhile, refresh(), cancel() and results() work."
                )
            time.sleep(_POLL_INTERVAL)

    def _is_taken(self) -> bool:
        try:
            file = self._path.open("a+b")
        except OSError as err:
            raise BatchHandleError(f"{self._path}: cannot open the lock of the handle: {err.strerror}.") from err
        try:
            lock(file.fileno(), str(self._path))
            is_taken = os.path.samestat(os.fstat(file.fileno()), os.stat(self._path))
            if is_taken:
                file.truncate(0)
                file.write(b"%d" % os.getpid())
                file.flush()
                self._file = file
            return is_taken
        except FileNotFoundError:  # the last holder has removed it
            return False
        except BulkFileError as err:
            if isinstance(err.__cause__, BlockingIOError | PermissionError):
                return False
            raise BatchHandleError(f"{self._path}: cannot lock the handle. Choose a local disk for it.") from err
        finally:
            if getattr(self, "_file", None) is not file:
                file.close()

    def _owner(self) -> str:
        try:
            number = self._path.read_bytes().decode("ascii", "replace")
        except OSError:
            number = ""
        return "another call of this process" if number == str(os.getpid()) else f"process {number or '(unknown)'}"

    def close(self) -> None:
        """Release the lock."""
        if os.name == "nt":
            self._file.close()  # Windows cannot remove open files
        with contextlib.suppress(OSError):
            self._path.unlink()
        self._file.close()
