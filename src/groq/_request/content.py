"""Content of files and bodies → bytes, kept in memory so that a retry can send them again."""

from __future__ import annotations

import inspect
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from .._utils import asyncify, is_mapping
from .arguments import describe_type

_CHUNK_BYTES = 1024 * 1024
_MAX_BYTES = 256 * _CHUNK_BYTES


def body_content(content: Any) -> bytes:
    """Return the bytes of a body: bytes or text as they are, a file or an iterable of bytes read to its end.

    Raises:
        TypeError: The content is of another type.
        ValueError: An iterable is empty, or too large.
    """
    if isinstance(content, str):
        return str.encode(content)
    if isinstance(content, memoryview):
        return content.tobytes()
    is_async = hasattr(content, "__aiter__")  # an async file has `read` too
    is_file = hasattr(content, "__fspath__") or (hasattr(content, "read") and not is_async)
    if is_file or isinstance(content, bytes | bytearray):
        return file_content("content", content)
    if is_mapping(content):
        raise TypeError(f"content: expected bytes, got {describe_type(content)}. Pass JSON as body=...")
    if not hasattr(content, "__iter__"):
        advice = " An async iterator needs AsyncGroq." if is_async else ""
        raise TypeError(f"content: expected bytes or an iterable of bytes, got {type(content).__name__}.{advice}")
    chunks = _LimitedChunks("content")
    for chunk in content:
        chunks.add(chunk)
    return chunks.joined()


async def async_body_content(content: Any) -> bytes:
    """Return what `body_content` does, also for an async iterable. Others are read in a thread."""
    if isinstance(content, bytes):
        return content
    if not hasattr(content, "__aiter__"):
        return await asyncify(body_content)(content)
    chunks = _LimitedChunks("content")
    async for chunk in content:
        chunks.add(chunk)
    return chunks.joined()


def file_content(name: str, content: Any) -> bytes:
    """Return the bytes of a file: bytes as they are, a path or an open file read to its end."""
    if isinstance(content, bytes | bytearray):
        return bytes(content)
    if hasattr(content, "__fspath__"):
        return Path(os.fsdecode(content)).read_bytes()
    if hasattr(content, "read"):
        data = _read_file(name, content)
        got = type(data).__name__
        if isinstance(data, bytes):
            if not data and hasattr(content, "seekable") and content.seekable() and content.tell() > 0:
                raise ValueError(
                    f"{name}: expected data to upload, but the file position is at the end. Call file.seek(0)."
                )
            return data
        if isinstance(data, str):
            raise TypeError(f"{name}: expected a file opened in binary mode, got one in text mode. Open it with 'rb'.")
        if isinstance(data, Coroutine):
            data.close()  # avoids the warning "was never awaited"
        advice = "Make the file blocking." if data is None else "Pass the file's path or its content."
        raise TypeError(f"{name}: expected read() to return bytes, got {got}. {advice}")
    advice = " To upload the file at that path, pass pathlib.Path(...)." if isinstance(content, str) else ""
    raise TypeError(f"{name}: expected bytes, a path or an open binary file, got {type(content).__name__}.{advice}")


def _read_file(name: str, file: Any) -> object:
    """Read the rest of a file: one `read` may return less. The size is limited unless the file is seekable."""
    seekable: object = file.seekable() if hasattr(file, "seekable") else False
    takes_size = not hasattr(file.read, "__code__") or inspect.signature(file.read).parameters
    if not (takes_size and isinstance(seekable, bool)):  # a response or a mock, which return the same each time
        return file.read()
    first = file.read() if seekable else b""
    if not isinstance(first, bytes):
        return first
    chunks = _LimitedChunks(name, "a pipe")
    while isinstance(chunk := file.read(_CHUNK_BYTES), bytes) and chunk:
        chunks.add(chunk)
    return first + chunks.joined(may_be_empty=True) if isinstance(chunk, bytes) else chunk


class _LimitedChunks:
    """Collector of chunks of content of unknown size, with a limit that bounds the use of memory."""

    def __init__(self, name: str, source: str = "an iterable") -> None:
        self._name, self._source = name, source
        self._chunks: list[bytes] = []
        self._size = 0

    def add(self, chunk: object) -> None:
        if not isinstance(chunk, bytes | bytearray):
            got = type(chunk).__name__
            raise TypeError(f"{self._name}: expected bytes from the iterable, got {got}. Encode text first.")
        self._chunks.append(bytes(chunk))
        self._size += len(chunk)
        if self._size > _MAX_BYTES:
            raise ValueError(
                f"{self._name}: expected {self._source} of at most {_MAX_BYTES >> 20} MiB, which is kept in memory for "
                "retries. Write it to a file first; the API accepts at most 200 MB."
            )

    def joined(self, *, may_be_empty: bool = False) -> bytes:
        if not self._chunks and not may_be_empty:
            got = "an empty or already consumed one"
            raise ValueError(f"{self._name}: expected an iterable of bytes, got {got}. Pass b'' for an empty body.")
        return b"".join(self._chunks)
