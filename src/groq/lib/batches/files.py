"""Local files of a job: its input before the upload, downloaded results, and the handle file."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterable, Iterator
from copy import copy
from pathlib import Path
from typing import IO, Any

from .._mutex import Mutex
from .errors import BatchHandleError, BatchInputError
from .inputs import InputLine, custom_id_of
from .state import PART_NAME, BatchJob, JobPart

__all__ = [
    "HashedLines",
    "InputFile",
    "Workspace",
    "check_input",
    "chosen_lines",
    "handle_path",
    "ids_of",
    "write_atomically",
]

_PIECE = 1 << 20


class Workspace:
    """The folders of a job: input files that are not uploaded yet, and downloads.

    Downloads are temporary. Input files are beside the handle file, so that another process can continue; without
    one, they are temporary, too.

    Args:
        handle: The handle file, if any.
    """

    def __init__(self, handle: Path | None) -> None:
        self._temporary: Path | None = None
        self._handle = handle

    @property
    def _inputs(self) -> Path:
        return self._handle.with_name(self._handle.name + ".inputs") if self._handle else self.temporary

    @property
    def temporary(self) -> Path:
        """A folder that is removed with this object."""
        if self._temporary is None:
            self._temporary = Path(tempfile.mkdtemp(prefix="groq-batch-"))
            weakref.finalize(self, _remove, self._temporary, os.getpid())
        return self._temporary

    def input(self, part: JobPart) -> Path:
        """Return the path of an input file."""
        return self._inputs / part.name

    def download(self, file_id: str) -> Path:
        """Return the path for a downloaded file."""
        return self.temporary / hashlib.sha256(file_id.encode()).hexdigest()

    def write_inputs(self, job: BatchJob, lines: Iterable[InputLine], round: int) -> list[JobPart]:
        """Write lines to as many input files as the limits require, keeping one line in memory at a time.

        Raises:
            BatchInputError: A line exceeds the maximum size of a file.
            OSError: A file cannot be written.
        """
        parts: list[JobPart] = []
        try:
            self._write_inputs(parts, job, lines, round)
        except BaseException:
            for part in parts:
                self.input(part).unlink(missing_ok=True)
            self._remove_folder()
            raise
        return parts

    def _write_inputs(self, parts: list[JobPart], job: BatchJob, lines: Iterable[InputLine], round: int) -> None:
        self._inputs.mkdir(parents=True, exist_ok=True)
        first = sum(part.round < round for part in job.parts)
        file: IO[bytes] | None = None
        digest = hashlib.sha256()
        with contextlib.ExitStack() as opened:
            for custom_id, line in lines:
                if len(line) > job.max_bytes:
                    raise BatchInputError(f"a request has {len(line)} bytes, more than the {job.max_bytes} of a file")
                part = parts[-1] if parts else JobPart("", 0, 0)
                if file is None or part.lines == job.max_lines or part.bytes + len(line) > job.max_bytes:
                    opened.close()
                    part = JobPart(f"{job.id}-{first + len(parts)}.jsonl", 0, 0, round)
                    parts.append(part)
                    file = opened.enter_context(self.input(part).open("wb"))
                    opened.callback(_sync, file)
                    digest = hashlib.sha256()
                    opened.callback(_seal, part, digest)
                file.write(line)
                digest.update(line)
                part.add(custom_id, len(line))

    def discard_inputs(self) -> None:
        """Remove input files of a process that died before it wrote the handle file."""
        for path in self._inputs.glob("*.jsonl") if self._handle else ():
            if PART_NAME.fullmatch(path.name):  # not other files
                path.unlink(missing_ok=True)

    def remove_input(self, part: JobPart) -> None:
        """Remove an uploaded input file, and its folder if that is empty."""
        self.input(part).unlink(missing_ok=True)
        self._remove_folder()

    def _remove_folder(self) -> None:
        if self._handle:
            with contextlib.suppress(OSError):  # the folder has other files
                self._inputs.rmdir()


class InputFile:
    """An input file that is uploaded from disk, in pieces. Each attempt has its own position.

    Args:
        path: The file.
        size: Its expected size.
        digest: Its expected SHA-256, if known.

    Raises:
        BatchHandleError: Its size differs, or changes during the upload. Reading the last piece also raises it if
            the digest differs, so that no upload completes.
    """

    is_read_by_attempts = True  # see `_request.forms`

    def __init__(self, path: Path, size: int, digest: str = "") -> None:
        self.name: str = str(path)
        self._size = size
        self._digest = digest
        self._hash = hashlib.sha256()
        self._file = path.open("rb", buffering=0)
        self._lock = Mutex()
        self._is_closing = threading.Event()
        self._position = 0
        try:
            self._check()
        except BaseException:
            self.close()
            raise

    def for_attempt(self) -> InputFile:
        """Return a reader of the same open file with its own position."""
        reader = copy(self)
        reader.seek(0)
        return reader

    def fileno(self) -> int:
        """Return the descriptor, from which httpx reads the size."""
        return self._file.fileno()

    def seek(self, position: int) -> int:
        """Set the position; httpx rewinds the file."""
        with self._lock:  # a cancelled attempt may still be reading
            self._position = position
            self._hash = hashlib.sha256()
        return position

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        try:
            with self._lock:
                self._check()
                self._file.seek(self._position)
                data = self._file.read(size)
                self._position += len(data)
                self._hash.update(data)
                found = self._hash.hexdigest() if self._digest and self._position == self._size else self._digest
                if found != self._digest:
                    raise changed_input(self.name, f"the SHA-256 {self._digest[:8]}…, got {found[:8]}…")
            return data
        finally:
            if self._is_closing.is_set():
                self._file.close()

    def _check(self) -> None:
        found = os.fstat(self.fileno()).st_size
        if found != self._size:
            raise changed_input(self.name, f"{self._size:,} bytes, got {found:,}")

    def close(self) -> None:
        """Close the file for all attempts, without waiting: a read in another thread closes it when it ends."""
        self._is_closing.set()
        if self._lock.acquire(blocking=False):
            self._file.close()
            self._lock.release()

    def __enter__(self) -> InputFile:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def changed_input(path: Path | str, what: str) -> BatchHandleError:
    """Return the error for an input file that was changed."""
    return BatchHandleError(
        f"{path}: expected this input file as it was written, with {what}. It changed on disk. "
        "Submit the requests again, with another handle. Started batches continue."
    )


class HashedLines:
    """Iterator over lines that computes the SHA-256 of those yielded so far."""

    def __init__(self, lines: Iterable[InputLine]) -> None:
        self._lines = lines
        self._hash = hashlib.sha256()

    def __iter__(self) -> Iterator[InputLine]:
        for line in self._lines:
            self._hash.update(line.text)
            yield line

    @property
    def digest(self) -> str:
        """The hash, as hexadecimal digits."""
        return self._hash.hexdigest()


def chosen_lines(paths: Iterable[Path], ids: frozenset[str]) -> Iterator[InputLine]:
    """Yield the lines of input files that have one of these ids."""
    return (line for path in paths for line in _lines_of(path) if line.custom_id in ids)


def ids_of(path: Path) -> list[str]:
    """Return the ids of an input file."""
    return [line.custom_id for line in _lines_of(path)]


def check_input(path: Path, part: JobPart) -> None:
    """Raise an error if an input file was changed.

    Raises:
        BatchHandleError: It was changed.
    """
    with InputFile(path, part.bytes, part.digest) as file:
        while file.read(_PIECE):
            pass


def _lines_of(path: Path) -> Iterator[InputLine]:
    with path.open("rb") as file:
        for line in file:
            custom_id = custom_id_of(line)
            if custom_id is not None:
                yield InputLine(custom_id, line)


def handle_path(path: str | os.PathLike[str]) -> Path:
    """Return the absolute path of a handle file: the program may change its working directory.

    Symbolic links are resolved: saving does not replace them, and all paths of a file share one lock.

    Raises:
        BatchHandleError: The path is empty, a folder, a pipe or device, or a link to itself.
    """
    found = Path(os.path.realpath(path))
    if not os.fspath(path) or found.is_symlink() or (found.exists() and not found.is_file()):
        raise BatchHandleError(f"handle: expected the path of a file, got {os.fspath(path)!r}")
    return found


def write_atomically(path: Path, text: str) -> None:
    """Replace a file atomically, also against crashes. It keeps its permissions.

    Raises:
        OSError: The file cannot be written.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        with partial.open("w", encoding="utf-8") as file:
            file.write(text)
            _sync(file)
        if path.exists():
            shutil.copymode(path, partial)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _seal(part: JobPart, digest: Any) -> None:
    part.digest = digest.hexdigest()


def _remove(folder: Path, pid: int) -> None:
    if os.getpid() == pid:  # not in a forked child: the parent needs the folder
        shutil.rmtree(folder, ignore_errors=True)


def _sync(file: IO[Any]) -> None:
    file.flush()
    os.fsync(file.fileno())
