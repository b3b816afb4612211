"""Responses whose body is a file, such as speech, which they can save."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import sys
from collections.abc import AsyncIterator, Generator, Iterable
from pathlib import Path
from typing import IO, Any

from .._utils import asyncify
from .response import APIResponse, AsyncAPIResponse, BaseAPIResponse


class StreamedBinaryAPIResponse(APIResponse[bytes]):
    """Binary response whose body is not read yet, from `with_streaming_response`."""

    def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Write the body to a file as it arrives. The file appears only when it is complete.

        Raises:
            APIConnectionError: The body is truncated. No file is left behind.
            OSError: The file cannot be written.
        """
        write_file(file, self.iter_bytes(chunk_size))


class AsyncStreamedBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """Binary response whose body is not read yet, from `with_streaming_response`."""

    async def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Write the body to a file as it arrives. The file appears only when it is complete.

        Raises:
            APIConnectionError: The body is truncated. No file is left behind.
            OSError: The file cannot be written.
        """
        await async_write_file(file, self.iter_bytes(chunk_size))


class BinaryAPIResponse(APIResponse[bytes]):
    """Binary response whose body was read, such as speech or the content of a file."""

    @property
    def content(self) -> bytes:
        """The body."""
        return self.http_response.content

    def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the body to a file, which appears only when it is complete."""
        write_file(file, [self.content])

    def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Write the body to a file, as `StreamedBinaryAPIResponse.stream_to_file` does."""
        write_file(file, self.iter_bytes(chunk_size))


class AsyncBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """Binary response whose body was read, such as speech or the content of a file."""

    @property
    def content(self) -> bytes:
        """The body."""
        return self.http_response.content

    async def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the body to a file, which appears only when it is complete."""
        await asyncify(write_file)(file, [self.content])

    async def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Write the body to a file, as `StreamedBinaryAPIResponse.stream_to_file` does."""
        await async_write_file(file, self.iter_bytes(chunk_size))


def unread_class(response_cls: type[BaseAPIResponse[Any]]) -> type[BaseAPIResponse[Any]]:
    """Return the class for a response whose body is not read yet."""
    if issubclass(response_cls, BinaryAPIResponse):
        return StreamedBinaryAPIResponse
    return AsyncStreamedBinaryAPIResponse if issubclass(response_cls, AsyncBinaryAPIResponse) else response_cls


def write_file(path: str | os.PathLike[str], pieces: Iterable[bytes]) -> None:
    """Write the pieces to a temporary file in the same folder, then rename it to `path`.

    Raises:
        OSError: The file cannot be written. The temporary file is removed.
    """
    with _atomic_file(path) as file:
        for piece in pieces:
            file.write(piece)


async def async_write_file(path: str | os.PathLike[str], pieces: AsyncIterator[bytes]) -> None:
    """Write the pieces like `write_file`, with all disk access in worker threads."""
    whole = _atomic_file(path)
    file = await asyncify(whole.__enter__)()
    try:
        async for piece in pieces:
            await asyncify(file.write)(piece)
    except BaseException:
        whole.__exit__(*sys.exc_info())  # not in a thread: a cancelled task cannot wait for it
        raise
    await asyncify(whole.__exit__)(None, None, None)


@contextlib.contextmanager
def _atomic_file(path: str | os.PathLike[str]) -> Generator[IO[bytes]]:
    target = Path(path).resolve()  # a rename would replace a symbolic link
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
