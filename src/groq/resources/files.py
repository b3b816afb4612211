# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

import httpx
from typing_extensions import Final, Literal

from .._base_client import make_request_options
from .._compat import cached_property
from .._resource import (
    AsyncAPIResource,
    AsyncBinaryAPIResponse,
    AsyncStreamedBinaryAPIResponse,
    BinaryAPIResponse,
    StreamedBinaryAPIResponse,
    SyncAPIResource,
    async_to_custom_raw_response_wrapper,
    async_to_custom_streamed_response_wrapper,
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    path_template,
    to_custom_raw_response_wrapper,
    to_custom_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)
from .._types import Body, FileTypes, Headers, NotGiven, Query, not_given
from ..types.file_delete_response import FileDeleteResponse
from ..types.file_list_response import FileListResponse
from ..types.file_object import FileObject

__all__ = [
    "AsyncFiles",
    "AsyncFilesWithRawResponse",
    "AsyncFilesWithStreamingResponse",
    "Files",
    "FilesWithRawResponse",
    "FilesWithStreamingResponse",
]


class Files(SyncAPIResource):
    """`client.files`."""

    @cached_property
    def with_raw_response(self) -> FilesWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return FilesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> FilesWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return FilesWithStreamingResponse(self)

    def create(
        self,
        *,
        file: FileTypes,
        purpose: Literal["batch"],
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FileObject:
        """Upload the requests of a batch as JSONL: one JSON object a line, at most 50,000 lines and 200 MB.

        Each line has a `custom_id` of yours, `method` `POST`, the `url` of an endpoint and the `body` for it.

        `POST /openai/v1/files`

        Args:
            file: The file: bytes, an open binary file, a path, or a tuple `(name, content)`, `(name, content, media
                type)`. At most 200 MB and 50,000 lines.
            purpose: The purpose of the file, `batch`.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._post(
            "/openai/v1/files",
            body={
                "purpose": purpose,
            },
            files={
                "file": file,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FileObject,
        )

    def list(
        self,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FileListResponse:
        """List the files that you uploaded and the output files of batches.

        `GET /openai/v1/files`

        Args:
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._get(
            "/openai/v1/files",
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FileListResponse,
        )

    def info(
        self,
        file_id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FileObject:
        """Get the name, size and purpose of a file. Use `files.content` for its content.

        `GET /openai/v1/files/{file_id}`

        Args:
            file_id: Id of the file.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._get(
            path_template("/openai/v1/files/{file_id}", file_id=file_id),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FileObject,
        )

    def content(
        self,
        file_id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> BinaryAPIResponse:
        """Download a file, byte for byte.

        The results of a batch are JSONL, in any order: match them to the requests by `custom_id`.

        `GET /openai/v1/files/{file_id}/content`

        Args:
            file_id: Id of the file.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._get(
            path_template("/openai/v1/files/{file_id}/content", file_id=file_id),
            options=make_request_options(
                extra_headers={"Accept": "application/octet-stream", **(extra_headers or {})},
                extra_query=extra_query,
                extra_body=extra_body,
                timeout=timeout,
            ),
            cast_to=BinaryAPIResponse,
        )

    def delete(
        self,
        file_id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FileDeleteResponse:
        """Delete a file permanently.

        `DELETE /openai/v1/files/{file_id}`

        Args:
            file_id: Id of the file.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._delete(
            path_template("/openai/v1/files/{file_id}", file_id=file_id),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FileDeleteResponse,
        )


class AsyncFiles(AsyncAPIResource):
    """`client.files` of an `AsyncGroq`."""

    @cached_property
    def with_raw_response(self) -> AsyncFilesWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return AsyncFilesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncFilesWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return AsyncFilesWithStreamingResponse(self)

    async def create(
        self,
        *,
        file: FileTypes,
        purpose: Literal["batch"],
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FileObject:
        """Upload the requests of a batch as JSONL: one JSON object a line, at most 50,000 lines and 200 MB.

        Each line has a `custom_id` of yours, `method` `POST`, the `url` of an endpoint and the `body` for it.

        `POST /openai/v1/files`

        Args:
            file: The file: bytes, an open binary file, a path, or a tuple `(name, content)`, `(name, content, media
                type)`. At most 200 MB and 50,000 lines.
            purpose: The purpose of the file, `batch`.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._post(
            "/openai/v1/files",
            body={
                "purpose": purpose,
            },
            files={
                "file": file,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FileObject,
        )

    async def list(
        self,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FileListResponse:
        """List the files that you uploaded and the output files of batches.

        `GET /openai/v1/files`

        Args:
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._get(
            "/openai/v1/files",
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FileListResponse,
        )

    async def info(
        self,
        file_id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FileObject:
        """Get the name, size and purpose of a file. Use `files.content` for its content.

        `GET /openai/v1/files/{file_id}`

        Args:
            file_id: Id of the file.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._get(
            path_template("/openai/v1/files/{file_id}", file_id=file_id),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FileObject,
        )

    async def content(
        self,
        file_id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> AsyncBinaryAPIResponse:
        """Download a file, byte for byte.

        The results of a batch are JSONL, in any order: match them to the requests by `custom_id`.

        `GET /openai/v1/files/{file_id}/content`

        Args:
            file_id: Id of the file.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._get(
            path_template("/openai/v1/files/{file_id}/content", file_id=file_id),
            options=make_request_options(
                extra_headers={"Accept": "application/octet-stream", **(extra_headers or {})},
                extra_query=extra_query,
                extra_body=extra_body,
                timeout=timeout,
            ),
            cast_to=AsyncBinaryAPIResponse,
        )

    async def delete(
        self,
        file_id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FileDeleteResponse:
        """Delete a file permanently.

        `DELETE /openai/v1/files/{file_id}`

        Args:
            file_id: Id of the file.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._delete(
            path_template("/openai/v1/files/{file_id}", file_id=file_id),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FileDeleteResponse,
        )


class FilesWithRawResponse:
    """`client.files.with_raw_response`."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.create: Final = to_raw_response_wrapper(files.create)
        self.list: Final = to_raw_response_wrapper(files.list)
        self.info: Final = to_raw_response_wrapper(files.info)
        self.content: Final = to_custom_raw_response_wrapper(files.content, BinaryAPIResponse)
        self.delete: Final = to_raw_response_wrapper(files.delete)


class AsyncFilesWithRawResponse:
    """`client.files.with_raw_response` of an `AsyncGroq`."""

    def __init__(self, files: AsyncFiles) -> None:
        self._files = files
        self.create: Final = async_to_raw_response_wrapper(files.create)
        self.list: Final = async_to_raw_response_wrapper(files.list)
        self.info: Final = async_to_raw_response_wrapper(files.info)
        self.content: Final = async_to_custom_raw_response_wrapper(files.content, AsyncBinaryAPIResponse)
        self.delete: Final = async_to_raw_response_wrapper(files.delete)


class FilesWithStreamingResponse:
    """`client.files.with_streaming_response`."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.create: Final = to_streamed_response_wrapper(files.create)
        self.list: Final = to_streamed_response_wrapper(files.list)
        self.info: Final = to_streamed_response_wrapper(files.info)
        self.content: Final = to_custom_streamed_response_wrapper(files.content, StreamedBinaryAPIResponse)
        self.delete: Final = to_streamed_response_wrapper(files.delete)


class AsyncFilesWithStreamingResponse:
    """`client.files.with_streaming_response` of an `AsyncGroq`."""

    def __init__(self, files: AsyncFiles) -> None:
        self._files = files
        self.create: Final = async_to_streamed_response_wrapper(files.create)
        self.list: Final = async_to_streamed_response_wrapper(files.list)
        self.info: Final = async_to_streamed_response_wrapper(files.info)
        self.content: Final = async_to_custom_streamed_response_wrapper(files.content, AsyncStreamedBinaryAPIResponse)
        self.delete: Final = async_to_streamed_response_wrapper(files.delete)
