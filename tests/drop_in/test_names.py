"""Names that callers import, and module globals that they assign."""

from __future__ import annotations

import importlib
import importlib.metadata
from typing import Any

import httpx
import pytest
import respx

import groq
from groq import (
    AsyncGroq,
    Groq,
)

from ..support.answers import COMPLETION, MESSAGES, URL
from ..support.programs import check_attributes, run_program
from ..support.waits import record_all_waits
from .samples import RESOURCES

EXPORTED = [
    *("Call", "CallNext", "ChatCompletionAccumulator", "Middleware", "accumulate", "accumulate_async"),
    "bulk",
    *("GroqWarning", "json_schema_of", "pydantic_function_tool", "tool"),
    *("APIConnectionError", "APIError", "APIResponseValidationError", "APIStatusError", "APITimeoutError"),
    *("AsyncClient", "AsyncGroq", "AsyncStream", "AuthenticationError", "BadRequestError", "BaseModel", "Client"),
    *("ConflictError", "DEFAULT_CONNECTION_LIMITS", "DEFAULT_MAX_RETRIES", "DEFAULT_TIMEOUT", "DefaultAioHttpClient"),
    *("DefaultAsyncHttpxClient", "DefaultHttpxClient", "Groq", "GroqError", "InternalServerError"),
    *("JSONValidationError", "NOT_GIVEN", "NoneType", "NotFoundError", "NotGiven", "Omit", "PermissionDeniedError"),
    *("ProxiesTypes", "RateLimit", "RateLimitError", "RateLimits", "RequestOptions", "Stream", "Timeout"),
    *("ToolUseFailedError", "Transport"),
    *("UnprocessableEntityError", "__title__", "__version__", "file_from_path", "not_given", "omit", "resources"),
    "types",
]


def resource_names() -> dict[str, list[str]]:
    """Return each module with the classes of its resource; packages also have those of their modules."""
    names: dict[str, list[str]] = {}
    for module, name in RESOURCES.items():
        forms = [f"{a}{name}{b}" for a in ("", "Async") for b in ("", "WithRawResponse", "WithStreamingResponse")]
        package, dot, last = module.partition(".")
        for place in sorted(
            {f".{module}", f".{package}" if dot else "", "" if not dot or last == package else f".{module}"}
        ):
            names.setdefault(f"groq.resources{place}", []).extend(forms)
    return names


NAMES = {
    "groq": [*EXPORTED, "_types", "_exceptions"],
    "groq._streaming": ["Stream", "AsyncStream", "ServerSentEvent", "SSEDecoder", "SSEBytesDecoder"],
    "groq._types": [
        *("NOT_GIVEN", "NotGiven", "not_given", "Omit", "omit", "Body", "Query", "Headers", "FileTypes"),
        *("RequestFiles", "RequestOptions", "ResponseT", "Timeout", "Transport", "ProxiesTypes", "NoneType"),
    ],
    "groq._base_client": [
        *("BaseClient", "SyncAPIClient", "AsyncAPIClient", "SyncHttpxClientWrapper", "AsyncHttpxClientWrapper"),
        *("DefaultHttpxClient", "DefaultAsyncHttpxClient", "make_request_options", "_StreamT", "INITIAL_RETRY_DELAY"),
        *("MAX_RETRY_DELAY", "DEFAULT_TIMEOUT", "HTTPX_DEFAULT_TIMEOUT", "get_platform", "OtherPlatform"),
    ],
    "groq._models": ["BaseModel", "FinalRequestOptions", "construct_type"],
    "groq._response": [
        *("APIResponse", "AsyncAPIResponse", "BaseAPIResponse", "BinaryAPIResponse", "AsyncBinaryAPIResponse"),
        *("StreamedBinaryAPIResponse", "AsyncStreamedBinaryAPIResponse"),
    ],
    "groq._exceptions": [name for name in EXPORTED if name.endswith("Error")],
    "groq._files": ["file_from_path"],
    "groq._constants": [
        *("RAW_RESPONSE_HEADER", "OVERRIDE_CAST_TO_HEADER", "DEFAULT_TIMEOUT", "DEFAULT_MAX_RETRIES"),
        *("DEFAULT_CONNECTION_LIMITS", "INITIAL_RETRY_DELAY", "MAX_RETRY_DELAY"),
    ],
    "groq._utils": ["is_given", "is_dict", "is_list", "is_mapping", "maybe_transform", "lru_cache", "asyncify"],
    "groq._compat": ["cached_property"],
    "groq._version": ["__title__", "__version__"],
    "groq._client": ["Groq", "AsyncGroq", "Client", "AsyncClient"],
    "groq._resource": ["SyncAPIResource", "AsyncAPIResource"],
    **resource_names(),
    # Callers also import names from modules that only import them.
    "groq.types.chat.chat_completion": ["ChatCompletion", "Choice", "ChatCompletionMessage", "CompletionUsage"],
    "groq.types.chat.chat_completion_chunk": ["ChatCompletionChunk", "Choice", "ChoiceDelta", "CompletionUsage"],
    "groq.types.create_embedding_response": ["CreateEmbeddingResponse", "Embedding"],
    "groq.types.model_list_response": ["ModelListResponse", "Model"],
}


def test_exports_exactly_these_names() -> None:
    assert sorted(groq.__all__) == sorted(EXPORTED)


def test_exported_names_are_in_dir_and_in_star_imports() -> None:
    assert set(EXPORTED) <= set(dir(groq))
    namespace: dict[str, Any] = {}
    exec("from groq import *", namespace)
    assert set(EXPORTED) <= set(namespace)


@pytest.mark.parametrize("module", NAMES)
def test_names_can_be_imported(module: str) -> None:
    for name in NAMES[module]:
        assert hasattr(importlib.import_module(module), name), name
        namespace: dict[str, Any] = {}
        exec(f"from {module} import {name}", namespace)
        assert name in namespace


def test_private_modules_are_attributes_without_being_imported() -> None:
    modules = [module for module in NAMES if module != "groq"]
    check_attributes(modules)


def test_reexported_httpx_names_are_those_of_httpx() -> None:
    assert groq.Timeout is httpx.Timeout
    assert groq.Transport is httpx.BaseTransport
    assert groq.Client is Groq
    assert groq.AsyncClient is AsyncGroq


# Module globals that callers assign.


@pytest.mark.parametrize(
    ("name", "value", "longest"),
    [("INITIAL_RETRY_DELAY", 0.01, 0.01), ("MAX_RETRY_DELAY", 0.02, 0.02)],
)
def test_retry_delays_can_be_assigned_on_base_client_module(
    respx_mock: respx.MockRouter, monkeypatch: pytest.MonkeyPatch, name: str, value: float, longest: float
) -> None:
    monkeypatch.setattr(groq._base_client, name, value)
    slept = record_all_waits(monkeypatch)
    respx_mock.post(URL).side_effect = [httpx.Response(500), httpx.Response(200, json=COMPLETION)]
    Groq().chat.completions.create(messages=MESSAGES, model="m")
    assert slept
    assert max(slept) <= longest


def test_default_timeouts_can_be_assigned_on_base_client_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groq._base_client, "DEFAULT_TIMEOUT", httpx.Timeout(3))
    assert Groq().timeout == httpx.Timeout(3)


def test_get_platform_can_be_assigned_on_base_client_module() -> None:
    code = """
import groq._base_client as base
base.get_platform = lambda: base.OtherPlatform("toaster")
from groq import Groq
print(Groq(api_key="k").default_headers["X-Stainless-OS"])
"""
    assert run_program(code).strip() == "Other:toaster"
