"""What code written for the `groq` package relies on: names, and behaviour down to what it patches.

A test that fails here means that somebody's program breaks; the numbers say which promise it is.
"""

from __future__ import annotations

import collections
import copy
import datetime
import gc
import importlib
import importlib.metadata
import inspect
import json
import os
import pickle
import subprocess
import sys
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar

import httpx
import pydantic
import pytest
import respx
import typing_extensions
import wrapt

import groq
from groq import (
    NOT_GIVEN,
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncGroq,
    AsyncStream,
    Groq,
    NotGiven,
    Omit,
    Stream,
    not_given,
    omit,
)
from groq._response import APIResponse, AsyncAPIResponse
from groq._streaming import ServerSentEvent, SSEDecoder
from groq.resources.chat.completions import AsyncCompletions, Completions
from groq.types.chat import ChatCompletion, ChatCompletionChunk

from .generated_operations import OPERATIONS
from .operation import Operation
from .support.forms import form

T = TypeVar("T")
URL = "https://api.groq.com/openai/v1/chat/completions"
MESSAGES: Any = [{"role": "user", "content": "Hi"}]
OK: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hi"}}],
}


def events(*ids: str) -> bytes:
    chunks = ({"id": one, "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": []} for one in ids)
    return b"".join(b"data: %b\n\n" % json.dumps(chunk).encode() for chunk in chunks) + b"data: [DONE]\n\n"


class Wire:
    """Stands for the network: keeps the requests and gives `reply`."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.content = json.dumps(OK).encode()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(200, content=self.content)

    @property
    def body(self) -> Any:
        return json.loads(self.requests[-1].content)

    @property
    def headers(self) -> httpx.Headers:
        return self.requests[-1].headers


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GROQ_BASE_URL", "GROQ_CUSTOM_HEADERS", "GROQ_LOG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GROQ_API_KEY", "k")


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def client(wire: Wire) -> Iterator[Groq]:
    with Groq(http_client=httpx.Client(transport=httpx.MockTransport(wire)), max_retries=0) as made:
        yield made


@pytest.fixture
async def async_client(wire: Wire) -> AsyncIterator[AsyncGroq]:
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(wire))
    async with AsyncGroq(http_client=http_client, max_retries=0) as made:
        yield made


def in_a_fresh_interpreter(code: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GROQ_")}
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=50)
    assert done.returncode == 0, done.stderr
    return done.stdout


# Names.

EXPORTED = [
    *("ChatCompletionAccumulator", "accumulate", "accumulate_async"),
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
# Module below groq.resources → the class of its resource.
RESOURCES = {
    "audio.audio": "Audio",
    "audio.speech": "Speech",
    "audio.transcriptions": "Transcriptions",
    "audio.translations": "Translations",
    "batches": "Batches",
    "chat.chat": "Chat",
    "chat.completions": "Completions",
    "embeddings": "Embeddings",
    "files": "Files",
    "fine_tunings": "FineTunings",
    "models": "Models",
    "reranking": "Reranking",
    "responses": "Responses",
}


def resource_names() -> dict[str, list[str]]:
    """Each module with the forms of its resource; packages have those of their modules, too."""
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
    # What modules import from each other is imported from there, too.
    "groq.types.chat.chat_completion": ["ChatCompletion", "Choice", "ChatCompletionMessage", "CompletionUsage"],
    "groq.types.chat.chat_completion_chunk": ["ChatCompletionChunk", "Choice", "ChoiceDelta", "CompletionUsage"],
    "groq.types.create_embedding_response": ["CreateEmbeddingResponse", "Embedding"],
    "groq.types.model_list_response": ["ModelListResponse", "Model"],
}


def test_exported_names_are_these() -> None:
    assert sorted(groq.__all__) == sorted(EXPORTED)


def test_exported_names_are_listed_and_come_with_a_star() -> None:
    assert set(EXPORTED) <= set(dir(groq))
    namespace: dict[str, Any] = {}
    exec("from groq import *", namespace)
    assert set(EXPORTED) <= set(namespace)


@pytest.mark.parametrize(("module", "name"), [(module, name) for module, names in NAMES.items() for name in names])
def test_name_can_be_imported(module: str, name: str) -> None:
    assert hasattr(importlib.import_module(module), name)
    namespace: dict[str, Any] = {}
    exec(f"from {module} import {name}", namespace)
    assert name in namespace


def test_private_modules_are_attributes_without_being_imported() -> None:
    modules = [module for module in NAMES if module != "groq"]
    code = f"""
import sys
for dotted in {modules!r}:
    for name in [name for name in sys.modules if name.partition(".")[0] == "groq"]:
        del sys.modules[name]
    import groq
    found = groq
    for part in dotted.split(".")[1:]:
        found = getattr(found, part)
    assert found.__name__ == dotted, (found, dotted)
"""
    in_a_fresh_interpreter(code)


def test_names_of_httpx_are_those_of_httpx() -> None:
    assert groq.Timeout is httpx.Timeout
    assert groq.Transport is httpx.BaseTransport
    assert groq.Client is Groq
    assert groq.AsyncClient is AsyncGroq


# Types.

MAP = Path(__file__).parent / "data" / "type_map.txt"


def type_map() -> Iterator[tuple[str, str, list[str]]]:
    """Each module, class or alias, and its fields."""
    module = ""
    fields: list[str] = []
    for line in MAP.read_text("utf-8").splitlines():
        if line.startswith("    "):
            fields.append(line.split(":")[0].strip())
        elif line.startswith("  "):
            fields = []
            yield module, line.split()[0], fields
        elif line:
            module = line.strip()


TYPES = list(type_map())
MODULES = list(dict.fromkeys(module for module, _, _ in TYPES))


def test_the_map_of_types_was_read() -> None:
    assert len(TYPES) > 50
    assert ("groq.types.chat.chat_completion", "ChatCompletion") in [(module, name) for module, name, _ in TYPES]


@pytest.mark.parametrize(("module", "name", "fields"), TYPES, ids=[f"{module}.{name}" for module, name, _ in TYPES])
def test_type_can_be_imported_and_has_its_fields(module: str, name: str, fields: list[str]) -> None:
    found: Any = getattr(importlib.import_module(module), name)
    if isinstance(found, type) and issubclass(found, pydantic.BaseModel):
        assert issubclass(found, groq.BaseModel)
        assert set(fields) <= set(found.model_fields)
        assert not any(found.model_fields[name].is_required() for name in set(found.model_fields) - set(fields))
        found.model_rebuild()
    elif typing_extensions.is_typeddict(found):
        assert set(fields) <= set(typing_extensions.get_type_hints(found))


def test_submodules_of_types_are_attributes_without_being_imported() -> None:
    code = f"""
import sys
for dotted in {MODULES!r}:
    for name in [name for name in sys.modules if name.partition(".")[0] == "groq"]:
        del sys.modules[name]
    import groq
    found = groq
    for part in dotted.split(".")[1:]:
        found = getattr(found, part)
    assert found.__name__ == dotted, (found, dotted)
"""
    in_a_fresh_interpreter(code)


def test_names_of_types_are_attributes_of_their_modules_without_imports() -> None:
    code = f"""
import groq
for dotted, name in {[(module, name) for module, name, _ in TYPES]!r}:
    found = groq
    for part in dotted.split(".")[1:]:
        found = getattr(found, part)
    assert hasattr(found, name), (dotted, name)
"""
    in_a_fresh_interpreter(code)


def test_packages_list_what_they_have() -> None:
    for module, name, _ in TYPES:
        package, _, last = module.rpartition(".")
        assert last in dir(importlib.import_module(package))
        if name == "".join(word.title() for word in last.split("_")):
            assert name in dir(importlib.import_module(package))


@pytest.mark.parametrize("module", MODULES)
def test_module_of_types_exports_the_type_that_it_is_named_after(module: str) -> None:
    package, _, name = module.rpartition(".")
    public = "".join(word.title() for word in name.split("_"))
    assert getattr(importlib.import_module(package), public) is getattr(importlib.import_module(module), public)


# Every operation.

every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=str)


def resource_of(client: Groq | AsyncGroq, operation: Operation) -> Any:
    found: Any = client
    for name in operation.method.split(".")[:-1]:
        found = getattr(found, name)
    return found


def content_of(operation: Operation) -> bytes:
    return operation.response if isinstance(operation.response, bytes) else json.dumps(operation.response).encode()


@every_operation
def test_04_every_method_looks_its_verb_up_on_the_instance_with_keywords(client: Groq, operation: Operation) -> None:
    seen: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def verb(*args: Any, **kwargs: Any) -> str:
        seen.append((args, kwargs))
        return "answer"

    resource = resource_of(client, operation)
    setattr(resource, f"_{operation.http_method.lower()}", verb)
    given = {**operation.path_arguments, **operation.minimal, "timeout": 3}
    assert getattr(resource, operation.method.rpartition(".")[2])(**given) == "answer"
    ((args, kwargs),) = seen
    assert len(args) == 1
    assert args[0].startswith(("/openai/v1/", "/v1/fine_tunings"))
    assert set(kwargs) <= {"body", "files", "options", "cast_to", "stream", "stream_cls"}
    assert ("files" in kwargs) is (operation.request_media == "multipart/form-data")
    assert ("body" in kwargs) is (operation.request_media is not None)
    assert ("stream_cls" in kwargs) is operation.streams
    assert kwargs["options"]["timeout"] == 3


@every_operation
def test_05_every_method_is_a_real_function_of_its_class(operation: Operation) -> None:
    for client in (Groq(), AsyncGroq()):
        cls = type(resource_of(client, operation))
        function = vars(cls)[operation.method.rpartition(".")[2]]
        assert inspect.isfunction(function)
        assert inspect.iscoroutinefunction(function) is isinstance(client, AsyncGroq)
        assert function.__qualname__ == f"{cls.__name__}.{function.__name__}"
        assert function.__module__ == cls.__module__
        bound = inspect.signature(function).bind(None, **operation.path_arguments, **operation.full)
        bound.apply_defaults()
        assert bound.arguments["timeout"] is not_given


@every_operation
def test_05_any_sentinel_may_be_passed_to_every_method(client: Groq, wire: Wire, operation: Operation) -> None:
    wire.content = content_of(operation)
    function = getattr(resource_of(client, operation), operation.method.rpartition(".")[2])
    parameters = inspect.signature(function).parameters.values()
    optional = [one.name for one in parameters if isinstance(one.default, Omit | NotGiven)]
    assert "timeout" in optional
    required = {**operation.path_arguments, **operation.minimal}
    for sentinel in SENTINELS:
        function(**required, **dict.fromkeys(set(optional) - set(required), sentinel))
        request = wire.requests.pop()
        assert request.extensions["timeout"]["read"] == 60
        if operation.request_media == "application/json":
            assert json.loads(request.content) == operation.minimal
        elif operation.request_media is not None:
            assert sorted(name for name, _ in form(request)) == sorted(operation.minimal)


@every_operation
def test_06_every_resource_is_of_the_class_itself(operation: Operation) -> None:
    expected = {name.lower(): name for name in RESOURCES.values()}
    *_, last = operation.method.split(".")[:-1]
    name = expected[last.replace("_", "")]
    for client, prefix in ((Groq(), ""), (AsyncGroq(), "Async")):
        resource = resource_of(client, operation)
        assert type(resource).__name__ == f"{prefix}{name}"
        assert resource._client is client
        assert type(resource.with_raw_response).__name__ == f"{prefix}{name}WithRawResponse"
        assert type(resource.with_streaming_response).__name__ == f"{prefix}{name}WithStreamingResponse"


@every_operation
def test_08_every_model_is_pickled_copied_changed_and_made_of_keywords(
    client: Groq, wire: Wire, operation: Operation
) -> None:
    if isinstance(operation.response, bytes):
        return
    wire.content = json.dumps({**operation.response, "new_field": {"a": 1}}).encode()
    function = getattr(resource_of(client, operation), operation.method.rpartition(".")[2])
    answer: Any = function(**operation.path_arguments, **operation.minimal)
    assert issubclass(type(answer), groq.BaseModel)
    others: list[Any] = [pickle.loads(pickle.dumps(answer)), copy.deepcopy(answer), answer.model_copy(deep=True)]
    cls: Any = type(answer)
    others.append(cls(**operation.response, new_field={"a": 1}))
    others.append(cls.model_construct(**{**operation.response, "new_field": {"a": 1}}))
    for other in others:
        assert other == answer
        assert other is not answer
        assert other.to_dict() == {**operation.response, "new_field": {"a": 1}}
    answer.new_field = 2
    assert answer.model_dump(warnings=False)["new_field"] == 2
    assert json.loads(answer.model_dump_json(exclude_unset=True)) == {**operation.response, "new_field": 2}


# 1. Transports.


def test_01_default_transports_are_those_of_httpx() -> None:
    assert isinstance(Groq()._client._transport, httpx.HTTPTransport)
    assert isinstance(AsyncGroq()._client._transport, httpx.AsyncHTTPTransport)


@pytest.mark.anyio
async def test_01_respx_intercepts(respx_mock: respx.MockRouter) -> None:
    route = respx_mock.post(URL).respond(json=OK)
    assert Groq().chat.completions.create(messages=MESSAGES, model="m").id == "chatcmpl-1"
    async with AsyncGroq() as client:
        assert (await client.chat.completions.create(messages=MESSAGES, model="m")).id == "chatcmpl-1"
    assert route.call_count == 2


@pytest.mark.anyio
async def test_01_a_patched_transport_intercepts(monkeypatch: pytest.MonkeyPatch, wire: Wire) -> None:
    async def handle_async_request(_: object, request: httpx.Request) -> httpx.Response:
        return wire(request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: wire(request))
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle_async_request)
    Groq().chat.completions.create(messages=MESSAGES, model="m")
    async with AsyncGroq() as client:
        await client.chat.completions.create(messages=MESSAGES, model="m")
    assert [str(request.url) for request in wire.requests] == [URL, URL]


@pytest.mark.anyio
async def test_01_a_patched_httpx_client_intercepts(monkeypatch: pytest.MonkeyPatch, wire: Wire) -> None:
    # As cassettes do it: below `send`, above the transport.
    def answer(_: object, request: httpx.Request) -> httpx.Response:
        response = wire(request)
        response.request = request
        return response

    async def async_answer(_: object, request: httpx.Request) -> httpx.Response:
        return answer(_, request)

    monkeypatch.setattr(httpx.Client, "_send_single_request", answer)
    monkeypatch.setattr(httpx.AsyncClient, "_send_single_request", async_answer)
    Groq().chat.completions.create(messages=MESSAGES, model="m")
    async with AsyncGroq() as client:
        await client.chat.completions.create(messages=MESSAGES, model="m")
    assert len(wire.requests) == 2


@pytest.mark.anyio
async def test_01_uploads_and_downloads_go_through_what_intercepts(
    monkeypatch: pytest.MonkeyPatch, wire: Wire, tmp_path: Path
) -> None:
    # A cassette reads the body of the request, and answers with bytes that it kept.
    bodies: list[bytes] = []

    def handle_request(_: object, request: httpx.Request) -> httpx.Response:
        bodies.append(request.read())
        return wire(request)

    async def handle_async_request(_: object, request: httpx.Request) -> httpx.Response:
        bodies.append(await request.aread())
        return wire(request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle_request)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle_async_request)
    wire.content = b'{"text": "x"}'
    client = Groq()
    client.audio.transcriptions.create(file=b"sound", model="m")
    client.audio.speech.create(input="x", model="m", voice="v").write_to_file(tmp_path / "a")
    with client.audio.speech.with_streaming_response.create(input="x", model="m", voice="v") as response:
        response.stream_to_file(tmp_path / "b")
    async with AsyncGroq() as async_client:
        await async_client.audio.transcriptions.create(file=b"sound", model="m")
        await (await async_client.audio.speech.create(input="x", model="m", voice="v")).write_to_file(tmp_path / "c")
    assert [(tmp_path / name).read_bytes() for name in "abc"] == [wire.content] * 3
    assert [b"sound" in body for body in bodies] == [True, False, False, True, False]


# 2. The httpx client.


def test_02_the_httpx_client_is_client_client_and_looked_up_at_each_request(client: Groq, wire: Wire) -> None:
    completions = client.chat.completions
    assert isinstance(client._client, httpx.Client)
    other = Wire()
    client._client = httpx.Client(transport=httpx.MockTransport(other))
    completions.create(messages=MESSAGES, model="m")
    assert (len(wire.requests), len(other.requests)) == (0, 1)


def test_02_a_patched_send_is_used(client: Groq, monkeypatch: pytest.MonkeyPatch) -> None:
    def send(request: httpx.Request, **_: Any) -> httpx.Response:
        return httpx.Response(200, json={**OK, "id": "patched"}, request=request)

    monkeypatch.setattr(client._client, "send", send)
    assert client.chat.completions.create(messages=MESSAGES, model="m").id == "patched"


def test_02_a_request_hook_may_change_the_timeout(client: Groq, wire: Wire) -> None:
    def hook(request: httpx.Request) -> None:
        request.extensions["timeout"] = {"connect": 1, "read": 2, "write": 3, "pool": 4}

    client._client.event_hooks = {"request": [hook]}
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.requests[-1].extensions["timeout"] == {"connect": 1, "read": 2, "write": 3, "pool": 4}


# 3. The client.


def test_03_the_key_is_read_at_each_request(client: Groq, wire: Wire) -> None:
    client.api_key = "other"
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["authorization"] == "Bearer other"


def test_03_base_url_is_an_httpx_url() -> None:
    assert isinstance(Groq().base_url, httpx.URL)
    assert isinstance(AsyncGroq(base_url="https://x.test").base_url, httpx.URL)


@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
def test_03_copy_takes_the_arguments_that_callers_use(cls: type[Groq] | type[AsyncGroq]) -> None:
    arguments = [
        *("api_key", "base_url", "timeout", "http_client", "max_retries", "default_headers", "set_default_headers"),
        *("default_query", "set_default_query", "_extra_kwargs"),
    ]
    for method in (cls.copy, cls.with_options):
        parameters = inspect.signature(method).parameters
        assert set(arguments) <= set(parameters)
        assert all(parameters[name].kind is inspect.Parameter.KEYWORD_ONLY for name in arguments)
    assert not cls().is_closed()


def test_03_clients_take_attributes_and_weak_references() -> None:
    for made in (Groq(), AsyncGroq()):
        untyped: Any = made
        untyped.marker = "x"
        assert untyped.marker == "x"
        assert weakref.ref(untyped)() is untyped


def test_03_a_client_stays_usable_while_only_completions_is_held(respx_mock: respx.MockRouter) -> None:
    respx_mock.post(URL).respond(json=OK)
    completions = Groq().chat.completions
    gc.collect()
    assert completions.create(messages=MESSAGES, model="m").id == "chatcmpl-1"


# 4. Resources.


def test_04_a_resource_knows_its_client(client: Groq) -> None:
    assert client.chat._client is client
    assert client.chat.completions._client is client
    assert all(callable(getattr(client.chat.completions, name)) for name in ("_get", "_post", "_delete"))


def test_04_post_is_looked_up_on_the_instance_at_call_time_with_keywords(client: Groq, wire: Wire) -> None:
    seen: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def post(*args: Any, **kwargs: Any) -> Any:
        seen.append((args, kwargs))
        return "answer"

    completions: Any = client.chat.completions
    completions._post = post
    extra: dict[str, Any] = {"extra_headers": {"X-A": "1"}, "extra_body": {"b": 1}, "timeout": 3}
    assert completions.create(messages=MESSAGES, model="m", stream=True, **extra) == "answer"
    ((args, kwargs),) = seen
    assert args == ("/openai/v1/chat/completions",)
    assert set(kwargs) <= {"body", "files", "options", "cast_to", "stream", "stream_cls"}
    assert (kwargs["body"]["messages"], kwargs["body"]["model"]) == (MESSAGES, "m")
    assert kwargs["cast_to"] is ChatCompletion
    assert kwargs["stream"] is True
    assert kwargs["stream_cls"] == Stream[ChatCompletionChunk]
    assert kwargs["options"]["timeout"] == 3
    assert wire.requests == []


@pytest.mark.anyio
async def test_04_async_post_is_looked_up_on_the_instance_at_call_time(async_client: AsyncGroq) -> None:
    original: Any = async_client.chat.completions._post
    seen: list[str] = []

    async def post(path: str, **kwargs: Any) -> Any:
        seen.append(path)
        return await original(path, **kwargs)

    completions: Any = async_client.chat.completions
    completions._post = post
    answer = await completions.create(messages=MESSAGES, model="m")
    assert isinstance(answer, ChatCompletion)
    assert seen == ["/openai/v1/chat/completions"]


# 5. create.


def test_05_create_is_a_real_function_on_the_class() -> None:
    assert inspect.isfunction(vars(Completions)["create"])
    assert not inspect.iscoroutinefunction(Completions.create)
    assert inspect.iscoroutinefunction(vars(AsyncCompletions)["create"])
    assert (Completions.create.__module__, Completions.create.__qualname__) == (
        "groq.resources.chat.completions",
        "Completions.create",
    )


@pytest.mark.parametrize("cls", [Completions, AsyncCompletions])
def test_05_create_has_an_explicit_keyword_signature_that_binds(cls: type) -> None:
    signature = inspect.signature(cls.create)  # type: ignore[attr-defined] # both have it
    kinds = collections.Counter(parameter.kind for parameter in signature.parameters.values())
    assert set(kinds) == {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    assert kinds[inspect.Parameter.POSITIONAL_OR_KEYWORD] == 1  # self
    bound = signature.bind(None, messages=MESSAGES, model="m", temperature=0.5, tools=[], stream=True)
    bound.apply_defaults()
    assert bound.arguments["temperature"] == 0.5
    assert bound.arguments["timeout"] is not_given
    assert isinstance(bound.arguments["seed"], Omit)
    with pytest.raises(TypeError):
        signature.bind(None, messages=MESSAGES, model="m", no_such_parameter=1)


def test_05_create_may_be_patched_by_assignment(client: Groq, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Completions.create
    seen: list[Any] = []

    def create(self: Completions, *args: Any, **kwargs: Any) -> Any:
        seen.append((type(self).__name__, kwargs["model"]))
        return original(self, *args, **kwargs)

    monkeypatch.setattr(Completions, "create", create)
    assert client.chat.completions.create(messages=MESSAGES, model="m").id == "chatcmpl-1"
    raw = client.chat.completions.with_raw_response.create(messages=MESSAGES, model="m")
    assert isinstance(raw, APIResponse)
    assert seen == [("Completions", "m"), ("Completions", "m")]


@pytest.mark.anyio
async def test_05_create_may_be_patched_by_wrapt(
    client: Groq, async_client: AsyncGroq, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        seen.append((type(instance).__name__, kwargs["model"]))
        return wrapped(*args, **kwargs)

    monkeypatch.setattr(Completions, "create", wrapt.FunctionWrapper(Completions.create, wrapper))
    monkeypatch.setattr(AsyncCompletions, "create", wrapt.FunctionWrapper(AsyncCompletions.create, wrapper))
    assert client.chat.completions.create(messages=MESSAGES, model="m").id == "chatcmpl-1"
    assert (await async_client.chat.completions.create(messages=MESSAGES, model="m")).id == "chatcmpl-1"
    assert seen == [("Completions", "m"), ("AsyncCompletions", "m")]


def test_05_create_may_be_replaced_on_an_instance(client: Groq) -> None:
    completions: Any = client.chat.completions
    completions.create = lambda **kwargs: sorted(kwargs)
    answer: Any = client.chat.completions.create(model="m", messages=[])
    assert answer == ["messages", "model"]


SENTINELS = [NOT_GIVEN, not_given, omit, NotGiven(), Omit()]


@pytest.mark.parametrize("sentinel", SENTINELS, ids=["NOT_GIVEN", "not_given", "omit", "NotGiven()", "Omit()"])
def test_05_any_sentinel_may_be_passed_for_any_optional_argument(client: Groq, wire: Wire, sentinel: Any) -> None:
    parameters = inspect.signature(client.chat.completions.create).parameters.values()
    optional = [one.name for one in parameters if isinstance(one.default, Omit | NotGiven)]
    assert {"timeout", "stream", "temperature", "tools"} <= set(optional)
    answer = client.chat.completions.create(messages=MESSAGES, model="m", **dict.fromkeys(optional, sentinel))
    assert isinstance(answer, ChatCompletion)
    assert wire.body == {"messages": MESSAGES, "model": "m"}
    assert wire.requests[-1].extensions["timeout"]["read"] == 60


@pytest.mark.parametrize("name", ["extra_headers", "extra_query"])
@pytest.mark.parametrize("sentinel", SENTINELS[:3], ids=["NOT_GIVEN", "not_given", "omit"])
def test_05_a_sentinel_may_be_passed_for_extra_arguments(client: Groq, wire: Wire, name: str, sentinel: Any) -> None:
    client.chat.completions.create(messages=MESSAGES, model="m", **{name: sentinel})
    assert wire.body == {"messages": MESSAGES, "model": "m"}


@pytest.mark.parametrize("sentinel", SENTINELS[:3], ids=["NOT_GIVEN", "not_given", "omit"])
def test_05_a_sentinel_may_be_passed_for_extra_body(client: Groq, wire: Wire, sentinel: Any) -> None:
    client.chat.completions.create(messages=MESSAGES, model="m", extra_body=sentinel)
    assert wire.body == {"messages": MESSAGES, "model": "m"}


def test_05_sentinels_compare_by_identity_and_type() -> None:
    assert groq.NOT_GIVEN is groq.not_given is groq._types.NOT_GIVEN
    assert groq.omit is groq._types.omit
    assert isinstance(NOT_GIVEN, NotGiven)
    assert isinstance(omit, Omit)
    assert not isinstance(omit, NotGiven)
    assert not NOT_GIVEN
    assert not omit


@pytest.mark.parametrize("sentinel", [not_given, omit], ids=["not_given", "omit"])
def test_05_sentinels_keep_their_identity_when_pickled_and_copied(sentinel: object) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(sentinel, protocol)) is sentinel
    assert copy.copy(sentinel) is sentinel
    assert copy.deepcopy({"a": [sentinel]})["a"][0] is sentinel


# 6. Class names.


def test_06_resources_are_of_the_class_itself() -> None:
    client, async_client = Groq(), AsyncGroq()
    assert type(client.chat.completions).__name__ == "Completions"
    assert type(client.chat.completions) is Completions
    assert type(async_client.chat.completions) is AsyncCompletions
    assert (type(client.chat).__name__, type(async_client.chat).__name__) == ("Chat", "AsyncChat")
    assert [type(one).__name__ for one in (client, async_client)] == ["Groq", "AsyncGroq"]


# 7. Streams.


def response_of(content: bytes) -> httpx.Response:
    return httpx.Response(200, content=content, request=httpx.Request("POST", URL))


def test_07_a_stream_can_be_made_over_a_buffered_response(client: Groq) -> None:
    response = response_of(events("1", "2"))
    stream: Stream[ChatCompletionChunk] = Stream(cast_to=ChatCompletionChunk, response=response, client=client)
    assert stream.response is response
    assert [chunk.id for chunk in stream] == ["1", "2"]
    assert list(stream) == []


@pytest.mark.anyio
async def test_07_an_async_stream_can_be_made_over_a_buffered_response(async_client: AsyncGroq) -> None:
    response = response_of(events("1", "2"))
    stream: AsyncStream[ChatCompletionChunk]
    stream = AsyncStream(cast_to=ChatCompletionChunk, response=response, client=async_client)
    assert stream.response is response
    assert [chunk.id async for chunk in stream] == ["1", "2"]
    assert inspect.iscoroutinefunction(stream.close)
    await stream.close()


@pytest.mark.anyio
async def test_07_iterating_on_after_a_break_continues_where_it_stopped(
    client: Groq, async_client: AsyncGroq, wire: Wire
) -> None:
    wire.content = events("1", "2", "3")
    stream = client.chat.completions.create(messages=MESSAGES, model="m", stream=True)
    for _ in stream:
        break
    assert next(stream).id == "2"
    assert [chunk.id for chunk in stream] == ["3"]
    async_stream = await async_client.chat.completions.create(messages=MESSAGES, model="m", stream=True)
    async for _ in async_stream:
        break
    assert (await anext(async_stream)).id == "2"
    assert [chunk.id async for chunk in async_stream] == ["3"]


@pytest.mark.anyio
async def test_07_streams_are_plain_objects_and_context_managers(
    client: Groq, async_client: AsyncGroq, wire: Wire
) -> None:
    wire.content = events("1")
    with client.chat.completions.create(messages=MESSAGES, model="m", stream=True) as stream:
        untyped: Any = stream
        untyped.marker = "x"
        assert vars(stream)["marker"] == "x"
        assert isinstance(stream.response, httpx.Response)
    assert stream.response.is_closed
    async with await async_client.chat.completions.create(messages=MESSAGES, model="m", stream=True) as async_stream:
        assert isinstance(vars(async_stream), dict)
    assert async_stream.response.is_closed


@pytest.mark.anyio
async def test_07_iteration_may_be_patched_on_the_class(
    client: Groq, async_client: AsyncGroq, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire.content = events("1", "2")
    original, async_original = Stream.__iter__, AsyncStream.__aiter__
    seen: list[str] = []

    def patched(self: Stream[Any]) -> Iterator[Any]:
        for chunk in original(self):
            seen.append(chunk.id)
            yield chunk

    async def async_patched(self: AsyncStream[Any]) -> AsyncIterator[Any]:
        async for chunk in async_original(self):
            seen.append(chunk.id)
            yield chunk

    monkeypatch.setattr(Stream, "__iter__", patched)
    monkeypatch.setattr(AsyncStream, "__aiter__", async_patched)
    stream = client.chat.completions.create(messages=MESSAGES, model="m", stream=True)
    assert [chunk.id for chunk in stream] == ["1", "2"]
    async_stream = await async_client.chat.completions.create(messages=MESSAGES, model="m", stream=True)
    assert [chunk.id async for chunk in async_stream] == ["1", "2"]
    assert seen == ["1", "2", "1", "2"]


@pytest.mark.anyio
async def test_07_next_may_be_patched_on_the_class(
    client: Groq, async_client: AsyncGroq, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire.content = events("1", "2")
    original, async_original = Stream.__next__, AsyncStream.__anext__
    seen: list[str] = []

    def patched(self: Stream[Any]) -> Any:
        chunk = original(self)
        seen.append(chunk.id)
        return chunk

    async def async_patched(self: AsyncStream[Any]) -> Any:
        chunk = await async_original(self)
        seen.append(chunk.id)
        return chunk

    monkeypatch.setattr(Stream, "__next__", patched)
    monkeypatch.setattr(AsyncStream, "__anext__", async_patched)
    stream = client.chat.completions.create(messages=MESSAGES, model="m", stream=True)
    assert next(stream).id == "1"
    async_stream = await async_client.chat.completions.create(messages=MESSAGES, model="m", stream=True)
    assert (await anext(async_stream)).id == "1"
    assert [chunk.id async for chunk in async_stream] == ["2"]
    assert seen[:2] == ["1", "1"]
    stream.close()


# 8. Models.


@pytest.fixture
def completion(client: Groq, wire: Wire) -> ChatCompletion:
    wire.content = json.dumps({**OK, "system_fingerprint": None, "new_field": {"a": 1}}).encode()
    return client.chat.completions.create(messages=MESSAGES, model="m")


def test_08_models_are_mutable_and_keep_extra_fields(completion: ChatCompletion) -> None:
    completion.id = "changed"
    completion.choices[0].message.content = "changed"
    assert (completion.id, completion.choices[0].message.content) == ("changed", "changed")
    assert completion.new_field == {"a": 1}  # type: ignore[attr-defined] # an extra
    assert completion.model_extra == {"new_field": {"a": 1}}
    untyped: Any = completion
    untyped.another = 2
    assert completion.model_dump()["another"] == 2


def test_08_models_can_be_pickled_and_copied(completion: ChatCompletion) -> None:
    others: list[Any]
    others = [pickle.loads(pickle.dumps(completion)), copy.deepcopy(completion), completion.model_copy(deep=True)]
    for other in others:
        assert other == completion
        assert other is not completion
        assert other.choices[0].message is not completion.choices[0].message
        assert other.model_fields_set == completion.model_fields_set
        assert other.new_field == {"a": 1}


def test_08_fields_set_tells_null_from_missing(completion: ChatCompletion) -> None:
    assert completion.system_fingerprint is None
    assert completion.usage is None
    assert "system_fingerprint" in completion.model_fields_set
    assert "usage" not in completion.model_fields_set


def test_08_models_can_be_made_with_extra_keywords() -> None:
    message: Any = {"role": "assistant", "content": "Hi"}
    choices: Any = [{"index": 0, "finish_reason": "stop", "message": message}]
    arguments: dict[str, Any] = {"id": "1", "choices": choices, "created": 1, "model": "m", "object": "chat.completion"}
    arguments["something"] = "else"
    made = ChatCompletion(**arguments)
    assert made.something == "else"  # type: ignore[attr-defined] # an extra
    assert made.choices[0].message.content == "Hi"
    constructed = ChatCompletion.model_construct(**arguments)
    assert constructed == made
    assert ChatCompletion.construct(**arguments).id == "1"
    assert ChatCompletion.model_construct(id="1").id == "1"


def test_08_models_become_dictionaries_and_json(completion: ChatCompletion) -> None:
    sent = {**OK, "system_fingerprint": None, "new_field": {"a": 1}}
    assert completion.to_dict() == sent
    assert json.loads(completion.to_json()) == sent
    assert completion.model_dump(warnings=False)["usage"] is None
    assert json.loads(completion.model_dump_json(exclude_unset=True)) == sent
    assert completion.to_json(indent=None).count("\n") == 0


# 9. null, and header names.


def test_09_none_is_sent_as_null_and_only_sentinels_are_dropped(client: Groq, wire: Wire) -> None:
    client.chat.completions.create(messages=MESSAGES, model="m", stop=None, seed=0, user="", tools=[], store=omit)
    assert wire.body == {"messages": MESSAGES, "model": "m", "stop": None, "seed": 0, "user": "", "tools": []}


def test_09_header_names_merge_without_regard_to_case(client: Groq, wire: Wire) -> None:
    client.chat.completions.create(messages=MESSAGES, model="m", extra_headers={"USER-AGENT": "me"})
    assert wire.headers.get_list("user-agent") == ["me"]


# 10. Exceptions.


def test_10_exceptions_are_constructible_as_callers_do() -> None:
    request = httpx.Request("POST", URL)
    response = httpx.Response(429, request=request)
    status = groq.RateLimitError("slow", response=response, body={"error": {"code": "x"}})
    assert (status.message, status.body, status.status_code) == ("slow", {"error": {"code": "x"}}, 429)
    assert (status.request, status.response) == (request, response)
    assert APIStatusError(message="slow", response=response, body=None).message == "slow"
    assert APIConnectionError(message="gone", request=request).message == "gone"
    assert APIConnectionError(request=request).request is request
    assert "Request timed out" in APITimeoutError(request=request).message


def test_10_the_body_is_decoded_or_text(respx_mock: respx.MockRouter) -> None:
    respx_mock.post(URL).side_effect = [
        httpx.Response(400, json={"error": {"message": "no"}}),
        httpx.Response(400, text="<html>"),
    ]
    bodies = []
    for _ in range(2):
        with pytest.raises(groq.BadRequestError) as caught:
            Groq().chat.completions.create(messages=MESSAGES, model="m")
        bodies.append(caught.value.body)
    assert bodies == [{"error": {"message": "no"}}, "<html>"]


def test_10_an_error_inside_a_stream_is_an_api_error_with_the_inner_object(client: Groq, wire: Wire) -> None:
    wire.content = b'event: error\ndata: {"error": {"message": "over", "code": "c"}}\n\n'
    with pytest.raises(APIError, match="over") as caught:
        list(client.chat.completions.create(messages=MESSAGES, model="m", stream=True))
    assert type(caught.value) is APIError
    assert caught.value.body == {"message": "over", "code": "c"}


def test_10_errors_of_the_transport_are_connection_errors_with_a_cause(respx_mock: respx.MockRouter) -> None:
    client = Groq(max_retries=0)
    respx_mock.post(URL).side_effect = [httpx.ReadTimeout, httpx.ConnectError]
    with pytest.raises(APITimeoutError, match="Request timed out") as timeout:
        client.chat.completions.create(messages=MESSAGES, model="m")
    assert isinstance(timeout.value.__cause__, httpx.ReadTimeout)
    with pytest.raises(APIConnectionError) as broken:
        client.chat.completions.create(messages=MESSAGES, model="m")
    assert isinstance(broken.value.__cause__, httpx.ConnectError)


# 11. Headers.

SENT = [
    *("X-Stainless-Lang", "X-Stainless-Package-Version", "X-Stainless-OS", "X-Stainless-Arch", "X-Stainless-Runtime"),
    *("X-Stainless-Runtime-Version", "x-stainless-retry-count", "x-stainless-read-timeout", "User-Agent"),
    *("X-Stainless-Async", "Authorization", "Content-Type", "Accept"),
]


@pytest.mark.anyio
@pytest.mark.parametrize("header", SENT)
async def test_11_header_is_sent(client: Groq, async_client: AsyncGroq, wire: Wire, header: str) -> None:
    client.chat.completions.create(messages=MESSAGES, model="m")
    await async_client.chat.completions.create(messages=MESSAGES, model="m")
    assert all(request.headers[header] for request in wire.requests)


@pytest.mark.anyio
async def test_11_a_header_names_the_event_loop(
    client: Groq, async_client: AsyncGroq, wire: Wire, anyio_backend: str
) -> None:
    client.chat.completions.create(messages=MESSAGES, model="m")
    await async_client.chat.completions.create(messages=MESSAGES, model="m")
    sent = [request.headers["x-stainless-async"] for request in wire.requests]
    assert sent == ["false", f"async:{anyio_backend}"]


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["X-Stainless-Raw-Response", "x-stainless-raw-response"])
async def test_11_a_header_selects_the_mode(client: Groq, async_client: AsyncGroq, name: str) -> None:
    extra = {name: "true"}
    raw: Any = client.chat.completions.create(messages=MESSAGES, model="m", extra_headers=extra)
    assert isinstance(raw, APIResponse)
    assert isinstance(raw.parse(), ChatCompletion)
    raw = await async_client.chat.completions.create(messages=MESSAGES, model="m", extra_headers=extra)
    assert isinstance(raw, AsyncAPIResponse)
    assert isinstance(await raw.parse(), ChatCompletion)


# 12. The distribution.


def test_12_the_distribution_is_groq_and_new_enough_for_its_dependants() -> None:
    version = importlib.metadata.version("groq")
    assert version == groq.__version__
    assert groq.__title__ == "groq"
    assert tuple(map(int, version.split(".")[:2])) >= (1, 7)


# 13. The environment (GROQ_LOG: test_logging.py).


def test_13_the_environment_configures_a_client(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_API_KEY", "env-key")
    monkeypatch.setenv("GROQ_BASE_URL", "https://env.test/openai/v1")
    monkeypatch.setenv("GROQ_CUSTOM_HEADERS", "X-One: 1\nX-Two: 2: two")
    with Groq(http_client=httpx.Client(transport=httpx.MockTransport(wire))) as client:
        client.chat.completions.create(messages=MESSAGES, model="m")
    assert str(wire.requests[-1].url) == "https://env.test/openai/v1/chat/completions"
    assert wire.headers["authorization"] == "Bearer env-key"
    assert (wire.headers["x-one"], wire.headers["x-two"]) == ("1", "2: two")


# 14. Events.


@pytest.mark.anyio
async def test_14_the_decoder_gives_events_from_bytes() -> None:
    content = b'id: 7\nretry: 10\ndata: {"a": 1}\n\nevent: named\ndata: x\n\n'

    async def pieces() -> AsyncIterator[bytes]:
        yield content[:9]
        yield content[9:]

    found = list(SSEDecoder().iter_bytes(iter([content])))
    assert all(isinstance(event, ServerSentEvent) for event in found)
    assert [(event.event, event.data, event.id, event.retry) for event in found] == [
        (None, '{"a": 1}', "7", 10),
        ("named", "x", "7", None),
    ]
    assert found[0].json() == {"a": 1}
    assert [event.data async for event in SSEDecoder().aiter_bytes(pieces())] == [event.data for event in found]


# 15. Speech.


@pytest.mark.anyio
async def test_15_speech_was_read_and_can_be_had_and_saved(
    client: Groq, async_client: AsyncGroq, wire: Wire, tmp_path: Path
) -> None:
    wire.content = b"RIFF"
    speech = client.audio.speech.create(input="x", model="m", voice="v")
    assert type(speech).__name__ == "BinaryAPIResponse"
    assert (speech.read(), speech.content, b"".join(speech.iter_bytes()), speech.is_closed) == (b"RIFF",) * 3 + (True,)
    speech.write_to_file(str(tmp_path / "a"))
    speech.stream_to_file(tmp_path / "b")
    async_speech = await async_client.audio.speech.create(input="x", model="m", voice="v")
    assert type(async_speech).__name__ == "AsyncBinaryAPIResponse"
    assert (await async_speech.read(), async_speech.content, async_speech.is_closed) == (b"RIFF", b"RIFF", True)
    assert b"".join([piece async for piece in async_speech.iter_bytes()]) == b"RIFF"
    await async_speech.write_to_file(str(tmp_path / "c"))
    await async_speech.stream_to_file(tmp_path / "d")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == dict.fromkeys("abcd", b"RIFF")


# BaseModel as a base of callers' own models, and whatever else is asked for with cast_to.


class Inner(groq.BaseModel):
    value: int
    when: datetime.datetime | None = None


class Cat(groq.BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(groq.BaseModel):
    kind: Literal["dog"]
    tricks: list[str] | None = None


class Outer(groq.BaseModel):
    inner: Inner
    many: list[Inner] = []  # noqa: RUF012 - pydantic copies it
    by_name: dict[str, Inner] = {}  # noqa: RUF012 - as above
    plain: int | str | None = None
    pet: Cat | Dog | None = None
    tagged: Annotated[Cat | Dog, pydantic.Field(discriminator="kind")] | None = None
    camel_case: str | None = pydantic.Field(default=None, alias="camelCase")


class Page(groq.BaseModel, Generic[T]):
    items: list[T]
    next: str | None = None


@pytest.fixture(params=["sync", "async"])
def get(request: pytest.FixtureRequest, wire: Wire) -> Callable[[Any, Any], Any]:
    """Get an answer as a type."""

    async def got(cast_to: Any, answer: Any) -> Any:
        wire.content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        options: Any = {"transport": httpx.MockTransport(wire)}
        if request.param == "sync":
            return Groq(http_client=httpx.Client(**options)).get("/own", cast_to=cast_to)
        async with AsyncGroq(http_client=httpx.AsyncClient(**options)) as client:
            return await client.get("/own", cast_to=cast_to)

    return got


@pytest.mark.anyio
async def test_cast_to_takes_a_model_of_ones_own(get: Callable[[Any, Any], Any]) -> None:
    answer = {
        "inner": {"value": 1, "when": "2026-01-02T03:04:05Z", "extra": {"deep": [1]}},
        "many": [{"value": 2}, {"value": "odd"}],
        "by_name": {"a": {"value": 3}},
        "plain": "x",
        "pet": {"kind": "dog", "tricks": ["sit"]},
        "tagged": {"kind": "cat", "lives": 7},
        "camelCase": "c",
        "unknown": [{"value": 4}],
    }
    found = await get(Outer, answer)
    assert [type(found)] == [Outer]
    assert found.inner.when == datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
    assert found.inner.extra == {"deep": [1]}
    assert [type(one) for one in (*found.many, found.by_name["a"])] == [Inner] * 3
    assert found.many[1].value == "odd"
    assert (type(found.pet), found.pet.tricks) == (Dog, ["sit"])
    assert (type(found.tagged), found.tagged.lives) == (Cat, 7)
    assert (found.plain, found.camel_case, found.unknown) == ("x", "c", [{"value": 4}])
    assert "camelCase" in found.to_dict(warnings=False)
    assert "camel_case" in found.to_dict(warnings=False, use_api_names=False)
    found = await get(Outer, {"inner": {"value": 1}})
    assert (found.many, found.by_name, found.plain, found.pet, found.camel_case) == ([], {}, None, None, None)
    found = await get(Outer, {"inner": {"value": 1, "when": "soon"}, "tagged": {"kind": "fish", "fins": 2}})
    assert found.inner.when == "soon"
    assert (found.tagged.kind, found.tagged.fins) == ("fish", 2)


@pytest.mark.anyio
async def test_cast_to_takes_generic_models(get: Callable[[Any, Any], Any]) -> None:
    found = await get(Page[Inner], {"items": [{"value": 1}], "next": "n", "more": True})
    assert issubclass(type(found), Page)
    assert [type(one) for one in found.items] == [Inner]
    assert (found.next, found.more) == ("n", True)
    found = await get(Page[str], {"items": ["a", 1]})
    assert found.items == ["a", 1]


@pytest.mark.anyio
async def test_cast_to_takes_plain_types_and_collections(get: Callable[[Any, Any], Any]) -> None:
    assert await get(list[Inner], [{"value": 1}, {"value": 2}]) == [Inner(value=1), Inner(value=2)]
    assert await get(list[int], [1, 2]) == [1, 2]
    assert await get(dict[str, Inner], {"a": {"value": 1}}) == {"a": Inner(value=1)}
    assert await get(dict, {"a": [1]}) == {"a": [1]}
    for type_ in (object, Any):
        assert await get(type_, {"a": [None]}) == {"a": [None]}
    assert await get(str, b'{"a": 1}') == '{"a": 1}'
    assert await get(bytes, b"\x00\xff") == b"\x00\xff"
    for nothing in (None, groq.NoneType):
        assert await get(nothing, b"whatever") is None
    response = await get(httpx.Response, b"raw")
    assert isinstance(response, httpx.Response)
    assert response.content == b"raw"


@pytest.mark.anyio
async def test_cast_to_takes_unions(get: Callable[[Any, Any], Any]) -> None:
    for union in (Cat | Dog, Annotated[Cat | Dog, pydantic.Field(discriminator="kind")]):
        assert type(await get(union, {"kind": "dog"})) is Dog
        assert type(await get(union, {"kind": "cat", "lives": "many"})) is Cat
        unknown = await get(union, {"kind": "fish", "fins": 2})
        assert isinstance(unknown, groq.BaseModel)
        assert unknown.to_dict() == {"kind": "fish", "fins": 2}


# Module globals that callers assign.


@pytest.mark.parametrize(
    ("name", "value", "longest"),
    [("INITIAL_RETRY_DELAY", 0.01, 0.01), ("MAX_RETRY_DELAY", 0.02, 0.02)],
)
def test_retry_delays_may_be_assigned_on_the_base_client_module(
    respx_mock: respx.MockRouter, monkeypatch: pytest.MonkeyPatch, name: str, value: float, longest: float
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(groq._base_client, name, value)
    monkeypatch.setattr(groq._base_client.SyncAPIClient, "_sleep", lambda _, seconds: slept.append(seconds))
    respx_mock.post(URL).side_effect = [httpx.Response(500), httpx.Response(200, json=OK)]
    Groq().chat.completions.create(messages=MESSAGES, model="m")
    assert slept
    assert max(slept) <= longest


def test_default_timeouts_may_be_assigned_on_the_base_client_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groq._base_client, "DEFAULT_TIMEOUT", httpx.Timeout(3))
    assert Groq().timeout == httpx.Timeout(3)


def test_get_platform_may_be_assigned_on_the_base_client_module() -> None:
    code = """
import groq._base_client as base
base.get_platform = lambda: base.OtherPlatform("toaster")
from groq import Groq
print(Groq(api_key="k").default_headers["X-Stainless-OS"])
"""
    assert in_a_fresh_interpreter(code).strip() == "Other:toaster"
