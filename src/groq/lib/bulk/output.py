"""`OutputFile`: the results of a run, one line each, appended atomically. `recovery` decides which are kept."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import time
from collections.abc import Callable, Generator, Iterator

from .._batch_lines import LineError, ResultLine
from .errors import BulkFileError
from .locking import lock, unlock
from .recovery import Tail, recorded, tail_of

_SYNC_INTERVAL = 5.0  # seconds between two fsync
_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)


class OutputFile:
    """A file of results, locked by the process that appends to it.

    Each line is one `os.write`, so that killing the process loses no line that was written. `fsync` is called every
    five seconds and at the end; a power failure may lose the lines written since.

    Args:
        path: The file. It is created if it does not exist.

    Raises:
        BulkFileError: It cannot be opened, is not a regular file, or another run writes to it.
    """

    path: str

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.path.realpath(path)  # replacing the file must not replace a link to it
        self._descriptor = _open(self.path)
        self._synced_at = time.monotonic()

    def results(self) -> Iterator[ResultLine]:
        """Yield the results in the file, then remove an incomplete last line. Call this before `append`.

        Raises:
            BulkFileError: A line is not a result. The file is unchanged.
        """
        content = b""
        with open(self._descriptor, "rb", closefd=False) as file:
            file.seek(0)
            for number, line in enumerate(file, start=1):
                if not line.endswith(b"\n"):
                    content = line
                elif line.strip():
                    yield self._parsed(number, line)
        tail = tail_of(content)
        if tail is Tail.FOREIGN:
            raise self._foreign("the last line is not the beginning of one")
        if tail is Tail.WHOLE:
            yield recorded(content)
            self._write(b"\n")
        elif tail is Tail.TRUNCATED:
            os.ftruncate(self._descriptor, os.fstat(self._descriptor).st_size - len(content))

    def remove_all_but(self, is_kept: Callable[[ResultLine], bool]) -> None:
        """Remove all results except these; replace the file atomically."""
        with self._explained("write"):
            temporary = _temporary(self.path)
            replacement = -1
            try:
                replacement = _open(temporary)
                with (
                    open(self._descriptor, "rb", closefd=False) as old,
                    open(replacement, "wb", closefd=False) as new,
                ):
                    old.seek(0)
                    new.writelines(line for line in old if not line.strip() or is_kept(recorded(line)))
                os.fsync(replacement)
                _copy_mode(self._descriptor, temporary)
                if os.name == "nt":
                    os.close(self._descriptor)  # Windows cannot replace open files
                os.replace(temporary, self.path)
            except BaseException:
                if replacement != -1:
                    os.close(replacement)
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
                raise
        replaced, self._descriptor = self._descriptor, replacement
        if os.name != "nt":
            os.close(replaced)

    def append(self, result: ResultLine) -> None:
        """Append a result.

        Raises:
            BulkFileError: The line cannot be written; the disk may be full. The file ends with a complete line.
        """
        self._write(result.encode())
        now = time.monotonic()
        if now - self._synced_at >= _SYNC_INTERVAL:
            self.sync()
            self.check_place()
            self._synced_at = now

    def sync(self) -> None:
        """Flush all lines to the disk."""
        with self._explained("write"):
            os.fsync(self._descriptor)

    def check_place(self) -> None:
        """Raise an error if the path no longer refers to this file.

        Raises:
            BulkFileError: It was deleted, moved or replaced.
        """
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(self._descriptor), os.stat(self.path)):
                return
        raise BulkFileError(
            f"{self.path}: the output was deleted, moved or replaced during the run, which needs it at its place. "
            "Move it back, or run again: requests without a result in the file are sent."
        )

    def close(self) -> None:
        """Close the file, and release its lock."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor != -1:
            unlock(descriptor)
            os.close(descriptor)

    def _write(self, data: bytes) -> None:
        start = os.fstat(self._descriptor).st_size
        with self._explained("write"):
            try:
                written = os.write(self._descriptor, data)
                while written < len(data):
                    written += os.write(self._descriptor, data[written:])
            except BaseException:  # such as KeyboardInterrupt, also after the last byte
                if os.fstat(self._descriptor).st_size != start + len(data):
                    os.ftruncate(self._descriptor, start)
                raise

    def _parsed(self, number: int, line: bytes) -> ResultLine:
        try:
            return recorded(line)
        except LineError as err:
            reason = str(err).rstrip(".")
            advice = (
                "Delete that line, or choose" if number > 1 else "Choose"
            )  # an invalid first line means another kind of file
            raise self._foreign(f"line {number} is not one: {reason}", advice) from err

    def _foreign(self, reason: str, advice: str = "Choose") -> BulkFileError:
        return BulkFileError(f"{self.path}: expected results of a bulk run; {reason}. {advice} another output file.")

    @contextlib.contextmanager
    def _explained(self, what: str) -> Generator[None]:
        try:
            yield
        except OSError as err:
            raise BulkFileError(
                f"{self.path}: cannot {what}: {err.strerror}. It has all results that came before; "
                "run again with the same files to continue."
            ) from err


def _temporary(path: str) -> str:
    """Return the path of a new empty file in the same folder, with a name that is not in use."""
    folder, name = os.path.split(path)
    descriptor, temporary = tempfile.mkstemp(".tmp", f"{name[:40]}.", folder)
    os.close(descriptor)
    return temporary


def _open(path: str) -> int:
    """Open and lock a file."""
    try:
        descriptor = os.open(path, _FLAGS, 0o666)
    except OSError as err:
        raise BulkFileError(f"{path}: cannot open the output: {err.strerror}.") from err
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise BulkFileError(f"{path}: expected a regular file for the output, which a run can resume from.")
        lock(descriptor, path)
        if not os.path.samestat(os.fstat(descriptor), os.stat(path)):  # another run replaced it before the lock
            raise BulkFileError(f"{path}: another run writes to it. Wait for its end.")
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _copy_mode(descriptor: int, path: str) -> None:
    os.chmod(path, stat.S_IMODE(os.fstat(descriptor).st_mode))
