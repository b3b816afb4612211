"""Bytes that arrive in pieces → a file that appears only when it is complete."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import sys
from collections.abc import AsyncIterator, Generator, Iterable
from pathlib import Path
from typing import IO

from .._utils import asyncify


def write_file(path: str | os.PathLike[str], pieces: Iterable[bytes]) -> None:
    """Write the pieces to a temporary file in the same folder, then rename it to `path`.

    Raises:
        OSError: The file cannot be written. The temporary file is removed.
    """
    with _atomic_file(path) as file:
        for piece in pieces:
            file.write(piece)


async def async_write_file(path: str | os.PathLike[str], pieces: AsyncIterator[bytes]) -> None:
    """`write_file`, with all that touches the disk done in worker threads."""
    whole = _atomic_file(path)
    file = await asyncify(whole.__enter__)()
    try:
        async for piece in pieces:
            await asyncify(file.write)(piece)
    except BaseException:
        whole.__exit__(*sys.exc_info())  # at once: a cancelled task cannot wait
        raise
    await asyncify(whole.__exit__)(None, None, None)


@contextlib.contextmanager
def _atomic_file(path: str | os.PathLike[str]) -> Generator[IO[bytes]]:
    target = Path(path).resolve()  # writes through symbolic links
    if target.exists() and not target.is_file():  # a rename would replace a pipe or a device
        with target.open("wb") as file:
            yield file
        return
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "No such folder to write the file to", str(target.parent))
    partial = target.with_name(f".{secrets.token_hex(8)}.part")
    with contextlib.ExitStack() as undo:
        with partial.open("xb") as file:
            undo.callback(partial.unlink)
            yield file
        if target.exists():
            shutil.copymode(target, partial)
        partial.replace(target)
        undo.pop_all()
