"""Responses whose body is a file, such as speech."""

from __future__ import annotations

import os
from typing import Any

from .._utils import asyncify
from .download import async_write_file, write_file
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
