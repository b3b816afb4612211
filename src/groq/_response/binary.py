"""Responses whose body is a file: speech, or the content of a file."""

from __future__ import annotations

import os
from typing import Any, ClassVar

from .._utils import asyncify
from .download import async_write_file, write_file
from .response import APIResponse, AsyncAPIResponse, BaseAPIResponse


class StreamedBinaryAPIResponse(APIResponse[bytes]):
    """A file of the API, not read yet: `with_streaming_response` gives it."""

    def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Write the file as it arrives; it appears under its name only once it is whole.

        Raises:
            APIConnectionError: The connection broke; nothing is left behind.
        """
        write_file(file, self.iter_bytes(chunk_size))


class AsyncStreamedBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """A file of the API, not read yet: `with_streaming_response` gives it."""

    async def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Write the file as it arrives; it appears under its name only once it is whole.

        Raises:
            APIConnectionError: The connection broke; nothing is left behind.
        """
        await async_write_file(file, self.iter_bytes(chunk_size))


class BinaryAPIResponse(APIResponse[bytes]):
    """A file of the API, read: speech, or the content of a file."""

    streamed_cls: ClassVar[type[BaseAPIResponse[Any]]] = StreamedBinaryAPIResponse

    @property
    def content(self) -> bytes:
        """The file."""
        return self.http_response.content

    def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the file; it appears under its name only once it is whole."""
        write_file(file, [self.content])

    def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """`write_to_file`, by the name that the streamed form has."""
        write_file(file, self.iter_bytes(chunk_size))


class AsyncBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """A file of the API, read: speech, or the content of a file."""

    streamed_cls: ClassVar[type[BaseAPIResponse[Any]]] = AsyncStreamedBinaryAPIResponse

    @property
    def content(self) -> bytes:
        """The file."""
        return self.http_response.content

    async def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the file; it appears under its name only once it is whole."""
        await asyncify(write_file)(file, [self.content])

    async def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """`write_to_file`, by the name that the streamed form has."""
        await async_write_file(file, self.iter_bytes(chunk_size))
