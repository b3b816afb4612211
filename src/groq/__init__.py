"""The Python client for the Groq API.

>>> from groq import Groq
>>> client = Groq()
>>> completion = client.chat.completions.create(
...     messages=[{"role": "user", "content": "Explain the importance of low latency LLMs"}],
...     model="openai/gpt-oss-20b",
... )
>>> print(completion.choices[0].message.content)
"""

from typing import TYPE_CHECKING

from ._utils._lazy import lazy_names
from ._version import __title__, __version__

if TYPE_CHECKING:
    # fmt: off
    # isort: off
    from . import bulk, resources, types
    from ._base_client import DefaultAioHttpClient, DefaultAsyncHttpxClient, DefaultHttpxClient
    from ._client import AsyncClient, AsyncGroq, Client, Groq
    from ._constants import DEFAULT_CONNECTION_LIMITS, DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT
    from ._exceptions import (
        APIConnectionError, APIError, APIResponseValidationError, APIStatusError, APITimeoutError, AuthenticationError,
        BadRequestError, ConflictError, GroqError, InternalServerError, JSONValidationError, NotFoundError,
        PermissionDeniedError, RateLimitError, ToolUseFailedError, UnprocessableEntityError,
    )
    from ._files import file_from_path
    from ._middleware import Call, CallNext, Middleware
    from ._models import BaseModel
    from ._rate_limits import RateLimit, RateLimits
    from ._streaming import AsyncStream, Stream
    from ._types import (
        NOT_GIVEN, NoneType, NotGiven, Omit, ProxiesTypes, RequestOptions, Timeout, Transport, not_given, omit,
    )
    from ._utils._warnings import GroqWarning
    from .lib.chat import ChatCompletionAccumulator, accumulate, accumulate_async
    from .lib.schema import json_schema_of, pydantic_function_tool
    from .lib.tools import tool
    # isort: on
    # fmt: on
else:
    _MODULES = {
        "_base_client": ("DefaultAioHttpClient", "DefaultAsyncHttpxClient", "DefaultHttpxClient"),
        "_client": ("AsyncClient", "AsyncGroq", "Client", "Groq"),
        "_constants": ("DEFAULT_CONNECTION_LIMITS", "DEFAULT_MAX_RETRIES", "DEFAULT_TIMEOUT"),
        "_exceptions": (
            *("APIConnectionError", "APIError", "APIResponseValidationError", "APIStatusError", "APITimeoutError"),
            *("AuthenticationError", "BadRequestError", "ConflictError", "GroqError", "InternalServerError"),
            *("JSONValidationError", "NotFoundError", "PermissionDeniedError", "RateLimitError"),
            *("ToolUseFailedError", "UnprocessableEntityError"),
        ),
        "_files": ("file_from_path",),
        "_middleware": ("Call", "CallNext", "Middleware"),
        "_models": ("BaseModel",),
        "_rate_limits": ("RateLimit", "RateLimits"),
        "_streaming": ("AsyncStream", "Stream"),
        "_types": (
            *("NOT_GIVEN", "NoneType", "NotGiven", "Omit", "ProxiesTypes", "RequestOptions", "Timeout", "Transport"),
            *("not_given", "omit"),
        ),
        "_utils._warnings": ("GroqWarning",),
        "lib.chat": ("ChatCompletionAccumulator", "accumulate", "accumulate_async"),
        "lib.schema": ("json_schema_of", "pydantic_function_tool"),
        "lib.tools": ("tool",),
    }
    __getattr__, __dir__ = lazy_names(
        __name__,
        {name: f".{module}" for module, names in _MODULES.items() for name in names},
        (*_MODULES, "_compat", "_resource", "_response", "bulk", "lib", "resources", "types"),
    )

# fmt: off
__all__ = [
    "DEFAULT_CONNECTION_LIMITS", "DEFAULT_MAX_RETRIES", "DEFAULT_TIMEOUT", "NOT_GIVEN", "APIConnectionError",
    "APIError", "APIResponseValidationError", "APIStatusError", "APITimeoutError", "AsyncClient", "AsyncGroq",
    "AsyncStream", "AuthenticationError", "BadRequestError", "BaseModel", "Call", "CallNext",
    "ChatCompletionAccumulator", "Client", "ConflictError", "DefaultAioHttpClient", "DefaultAsyncHttpxClient",
    "DefaultHttpxClient", "Groq", "GroqError", "GroqWarning", "InternalServerError", "JSONValidationError",
    "Middleware", "NoneType", "NotFoundError", "NotGiven", "Omit", "PermissionDeniedError", "ProxiesTypes", "RateLimit",
    "RateLimitError", "RateLimits", "RequestOptions", "Stream", "Timeout", "ToolUseFailedError", "Transport",
    "UnprocessableEntityError", "__title__", "__version__", "accumulate", "accumulate_async", "bulk",
    "file_from_path", "json_schema_of", "not_given", "omit", "pydantic_function_tool", "resources", "tool", "types",
]
# fmt: on
