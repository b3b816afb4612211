"""Bytes that arrive in pieces → a file that is either whole or not there."""

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
    """Write the pieces to `path`; until the last is written, they are in a file of another name beside it."""
    with _whole_file(path) as file:
        for piece in pieces:
            file.write(piece)


async def async_write_file(path: str | os.PathLike[str], pieces: AsyncIterator[bytes]) -> None:
    """`write_file`, with all that touches the disk done in worker threads."""
    whole = _whole_file(path)
    file = await asyncify(whole.__enter__)()
    try:
        async for piece in pieces:
            await asyncify(file.write)(piece)
    except BaseException:
        whole.__exit__(*sys.exc_info())  # at once: a cancelled task cannot wait
        raise
    await asyncify(whole.__exit__)(None, None, None)


@contextlib.contextmanager
def _whole_file(path: str | os.PathLike[str]) -> Generator[IO[bytes]]:
    target = Path(path).resolve()  # a link stays a link
    if target.exists() and not target.is_file():  # a pipe or a device: there is nothing to be put in its place
        with target.open("wb") as file:
            yield file
        return
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "There is no folder to write the file to", str(target.parent))
    partial = target.with_name(f".{secrets.token_hex(8)}.part")
    with contextlib.ExitStack() as undo:
        with partial.open("xb") as file:
            undo.callback(partial.unlink)
            yield file
        if target.exists():
            shutil.copymode(target, partial)
        partial.replace(target)
        undo.pop_all()
