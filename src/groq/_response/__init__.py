"""What a call returns: the parsed body, or a response object that parses it on demand."""

# fmt: off
# isort: off
from .binary import (
    AsyncBinaryAPIResponse, AsyncStreamedBinaryAPIResponse, BinaryAPIResponse, StreamedBinaryAPIResponse,
)
from .response import APIResponse, AsyncAPIResponse, BaseAPIResponse
from .wrappers import (
    async_to_custom_raw_response_wrapper, async_to_custom_streamed_response_wrapper, async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper, to_custom_raw_response_wrapper, to_custom_streamed_response_wrapper,
    to_raw_response_wrapper, to_streamed_response_wrapper,
)

__all__ = [
    "APIResponse", "AsyncAPIResponse", "AsyncBinaryAPIResponse", "AsyncStreamedBinaryAPIResponse", "BaseAPIResponse",
    "BinaryAPIResponse", "StreamedBinaryAPIResponse", "async_to_custom_raw_response_wrapper",
    "async_to_custom_streamed_response_wrapper", "async_to_raw_response_wrapper", "async_to_streamed_response_wrapper",
    "to_custom_raw_response_wrapper", "to_custom_streamed_response_wrapper", "to_raw_response_wrapper",
    "to_streamed_response_wrapper",
]
# isort: on
# fmt: on
