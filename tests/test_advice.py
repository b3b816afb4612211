"""Advice for common mistakes: the message shows the correct code."""

from __future__ import annotations

import inspect
import json
import logging
import operator
import os
import pickle
import re
import subprocess
import sys
import traceback
import warnings
from collections.abc import AsyncIterable, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pydantic
import pytest

from groq import APIStatusError, AsyncGroq, AsyncStream, Groq, GroqError, GroqWarning, Stream
from groq._utils._warnings import warn_once
from groq.lib.parse.completion import ParsedChatCompletion
from groq.types import CreateEmbeddingResponse, FineTuningCreateResponse, Model, ModelListResponse
from groq.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessage
from groq.types.chat.chat_completion import Choice
from groq.types.chat.chat_completion_chunk import Choice as ChunkChoice
from groq.types.chat.chat_completion_chunk import ChoiceDelta
from groq.types.responses import Response

from .support.answers import CHAT, COMPLETION
from .support.calls import finished
from .support.clients import async_client_of, sync_client_of
from .support.events import DONE, response, texts

KEY = "gsk_0123456789abcdefghij0123"
ROOT = Path(__file__).resolve().parents[1]


class Weather(pydantic.BaseModel):
    city: str


def get_weather(city: str) -> str:
    return city


def attribute_error(instance: object, name: str) -> str:
    """Return the message of the AttributeError for a missing attribute."""
    with pytest.raises(AttributeError) as caught:
        getattr(instance, name)
    return str(caught.value)


def stream_of(cls: type[Any]) -> Any:
    """Return a stream without chunks."""
    return cls(cast_to=ChatCompletion, response=response(b"")[0], client=None)


@pytest.fixture(autouse=True)
def warnings_of_this_test() -> Iterator[None]:
    """Reset the warnings that are shown once, so that each test gets them."""
    warn_once.cache_clear()
    yield
    warn_once.cache_clear()


def answer(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=COMPLETION)


def stream_answer(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=texts("a") + DONE, headers={"content-type": "text/event-stream"})


def refused(status: int, *, headers: Any = None, call: Any = None, **options: Any) -> APIStatusError:
    """Return the error of a request that the API rejects with this status."""
    body = {"error": {"message": "No.", "code": "refused"}}
    transport = httpx.MockTransport(lambda _: httpx.Response(status, json=body, headers=headers))
    http_client = httpx.Client(transport=transport)
    with Groq(http_client=http_client, **options) as client, pytest.raises(GroqError) as caught:
        client.chat.completions.create(**CHAT, **(call or {}))
    assert isinstance(caught.value, APIStatusError)
    return caught.value


class TestStatus:
    def test_names_message_code_parameter_and_request_id_in_one_line(self) -> None:
        body = {
            "error": {"message": "'temperature' must be\nat most 2", "code": "invalid_value", "param": "temperature"}
        }
        client = sync_client_of(lambda _: httpx.Response(400, json=body, headers={"x-request-id": "req_1"}))
        with pytest.raises(APIStatusError) as caught:
            client.chat.completions.create(**CHAT)
        sentence = r"'temperature' must be\nat most 2"
        assert caught.value.detail == sentence
        facts = "(code: invalid_value, param: temperature, request id: req_1)"
        assert str(caught.value) == f"Error code: 400 - {sentence} {facts}"
        assert caught.value.message == f"Error code: 400 - {body}"

    @pytest.mark.parametrize(
        ("body", "text"),
        [
            ({"error": {"message": "No.", "type": "tokens"}}, "Error code: 418 - No. (type: tokens)"),
            ({"error": "No."}, "Error code: 418 - No."),
            ({"detail": "No."}, "Error code: 418 - No."),
            ({"error": {"code": 7}}, "Error code: 418 - {'error': {'code': 7}} (code: 7)"),
            ([], "Error code: 418 - []"),
        ],
    )
    def test_shows_bodies_of_gateways(self, body: Any, text: str) -> None:
        with pytest.raises(APIStatusError) as caught:
            sync_client_of(lambda _: httpx.Response(418, json=body)).chat.completions.create(**CHAT)
        assert str(caught.value) == text
        assert caught.value.detail in ("No.", caught.value.message)

    def test_custom_message_is_unchanged(self) -> None:
        answered = httpx.Response(429, request=httpx.Request("POST", "https://api.test"))
        error = APIStatusError("slow down", response=answered, body={"error": {"message": "No.", "code": "x"}})
        assert (str(error), error.message, error.detail, error.hint) == ("slow down", "slow down", "No.", "")

    def test_401_names_source_of_key_and_page(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = "Create keys at https://console.groq.com/keys."
        error = refused(401, api_key=KEY)
        assert error.hint == f"The key gsk_…0123 is from the api_key of the client. {page}"
        assert str(error) == f"Error code: 401 - No. (code: refused). {error.hint}"
        monkeypatch.setenv("GROQ_API_KEY", KEY)
        assert refused(401).hint == f"The key gsk_…0123 is from the environment variable GROQ_API_KEY. {page}"
        call = {"extra_headers": {"authorization": f"Bearer {KEY}9999"}}
        assert refused(401, call=call).hint == f"The key gsk_…9999 is from the Authorization header. {page}"
        elsewhere = "It was sent to localhost."
        error = refused(401, api_key="gsk_short", base_url="http://localhost")
        assert error.hint == f"The key of 9 characters is from the api_key of the client. {elsewhere}"

    def test_401_names_source_of_key_of_a_copy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GROQ_API_KEY", KEY)
        http_client = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(401, json={})))
        with Groq(http_client=http_client) as client:
            changed = client.copy()
            changed.api_key = f"{KEY}5"
            copies = {
                client.with_options(timeout=5): "the environment variable GROQ_API_KEY",
                client.with_options(api_key=f"{KEY}4"): "the api_key of the client",
                changed: "the api_key of the client",
            }
            for copy, source in copies.items():
                with pytest.raises(APIStatusError, match=rf"is from {source}\. "):
                    copy.chat.completions.create(**CHAT)

    def test_long_delay_explains_why_there_is_no_retry(self) -> None:
        error = refused(429, headers={"retry-after": "432"}, api_key=KEY)
        assert str(error).endswith("The API requests a delay of 432 s; retries wait for at most 60 s.")
        assert refused(429, headers={"retry-after": "9"}, max_retries=0, api_key=KEY).hint == ""

    @pytest.mark.parametrize("end", ["/v1", "/openai", "/proxy/v1/"])
    def test_404_names_end_of_base_url(self, end: str) -> None:
        path = f"{end.rstrip('/')}/openai/v1/chat/completions"
        removed = f"/{end.rstrip('/').rpartition('/')[2]}"
        hint = f"The path was {path!r}. The client adds '/openai/v1', so remove {removed!r} from base_url."
        assert refused(404, base_url=f"https://api.groq.com{end}", api_key=KEY).hint == hint

    @pytest.mark.parametrize(
        "url", ["https://api.groq.com", "https://api.groq.com/openai/v1", "https://api.groq.com/v2"]
    )
    def test_404_with_another_base_url_has_no_hint(self, url: str) -> None:
        assert refused(404, base_url=url, api_key=KEY).hint == ""


@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
class TestKeys:
    @pytest.mark.parametrize("key", [f"Bearer {KEY}", f"bearer {KEY}"])
    def test_rejects_key_that_starts_with_bearer(self, cls: type[Groq], key: str) -> None:
        text = "The API key starts with 'Bearer ', which the client adds: remove it from the api_key argument."
        with pytest.raises(GroqError) as caught:
            cls(api_key=key)
        assert str(caught.value) == text

    @pytest.mark.parametrize("key", [f'"{KEY}"', f"'{KEY}'", f'{KEY}"'])
    def test_rejects_key_with_quotes(self, cls: type[Groq], key: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GROQ_API_KEY", key)
        with pytest.raises(GroqError) as caught:
            cls()
        source = "the environment variable GROQ_API_KEY"
        assert str(caught.value) == f"The API key has a quote at its start or end: remove it from {source}."

    def test_rejects_own_key_with_a_space(self, cls: type[Groq]) -> None:
        with pytest.raises(GroqError) as caught:
            cls(api_key="gsk_0123 4567")
        text = "The API key has a space inside: the api_key argument gives 2 words. "
        assert str(caught.value) == f"{text}Copy it from https://console.groq.com/keys."

    def test_warns_about_another_key_with_a_space(self, cls: type[Groq]) -> None:
        with pytest.warns(GroqWarning, match="has a space inside: the api_key argument gives 3 words"):
            assert cls(api_key="my secret key").api_key == "my secret key"

    @pytest.mark.parametrize(
        ("key", "vendor"),
        [("sk-proj-1", "OpenAI"), ("sk-ant-1", "Anthropic"), ("xai-1", "xAI"), ("hf_1", "Hugging Face")],
    )
    def test_warns_about_key_of_another_vendor(self, cls: type[Groq], key: str, vendor: str) -> None:
        with pytest.warns(GroqWarning, match=rf"like keys of {vendor}; keys of Groq start with 'gsk_'") as warned:
            cls(api_key=key).copy()
        assert len(warned) == 1
        assert warned[0].filename == __file__
        assert key not in str(warned[0].message)

    def test_accepts_keys_of_other_servers(self, cls: type[Groq], caplog: pytest.LogCaptureFixture) -> None:
        assert cls(api_key="sk-proj-1", base_url="https://gateway.test").api_key == "sk-proj-1"
        assert cls(api_key="-._~").api_key == "-._~"
        assert caplog.records == []


class TestAttributes:
    def test_stream_names_its_chunks(self) -> None:
        with sync_client_of(stream_answer).chat.completions.create(**CHAT, stream=True) as stream:
            assert attribute_error(stream, "choices") == (
                "'Stream' object has no attribute 'choices'. Its chunks may have it: `for chunk in stream: ...`. For a "
                "whole answer, leave out `stream=True`."
            )

    @pytest.mark.anyio
    async def test_async_stream_names_its_chunks(self) -> None:
        async with await async_client_of(stream_answer).chat.completions.create(**CHAT, stream=True) as stream:
            assert "'choices'. Its chunks may have it: `async for chunk in stream" in attribute_error(stream, "choices")

    def test_typed_stream_names_its_events(self) -> None:
        with sync_client_of(stream_answer).chat.completions.stream(**CHAT) as stream:
            assert attribute_error(stream, "choices") == (
                "'ChatCompletionStream' object has no attribute 'choices'. Its events may have it: `for event in "
                "stream: ...`. For a whole answer, call a `get_final_…` method."
            )

    @pytest.mark.anyio
    async def test_raw_response_names_parse(self) -> None:
        raw: Any = sync_client_of(answer).chat.completions.with_raw_response.create(**CHAT)
        assert attribute_error(raw, "choices") == (
            "'APIResponse' object has no attribute 'choices'. It is the HTTP response: `response.parse()` returns the "
            "ChatCompletion, `response.json()` its JSON."
        )
        raw = await async_client_of(answer).chat.completions.with_raw_response.create(**CHAT)
        assert "`await response.parse()` returns the ChatCompletion" in attribute_error(raw, "choices")

    def test_streaming_response_names_with_block(self) -> None:
        opened: Any = sync_client_of(answer).chat.completions.with_streaming_response.create(**CHAT)
        assert attribute_error(opened, "iter_lines") == (
            "'StreamedResponse' object has no attribute 'iter_lines'. A `with` block opens the response: "
            "`with client.….with_streaming_response.create(...) as response: response.iter_lines`."
        )
        assert isinstance(opened, AbstractContextManager)
        opened = async_client_of(answer).chat.completions.with_streaming_response.create(**CHAT)
        assert "'iter_lines'. An `async with` block opens the response" in attribute_error(opened, "iter_lines")
        assert isinstance(opened, AbstractAsyncContextManager)

    def test_field_of_an_answer_names_stream_argument(self) -> None:
        completion = ChatCompletion.model_construct(**COMPLETION)
        [field, *_] = completion
        assert attribute_error(field, "choices") == (
            "'Field' object has no attribute 'choices'. It is the name and value of one field: iterating over an "
            "answer yields its fields. For chunks, pass `stream=True`; for the items of a list, iterate over its "
            "`data`."
        )
        assert field == ("id", COMPLETION["id"])
        assert dict(completion) == {name: getattr(completion, name) for name, _ in completion}

    def test_private_names_have_no_advice(self) -> None:
        stream = stream_of(Stream)
        assert attribute_error(stream, "_missing") == "'Stream' object has no attribute '_missing'"
        assert attribute_error(stream, "__missing__") == "'Stream' object has no attribute '__missing__'"

    def test_error_inside_a_property_is_unchanged(self) -> None:
        class Broken(Stream[Any]):
            @property
            def answer(self) -> Any:
                return vars(self)["_client"].missing_inside

        assert attribute_error(stream_of(Broken), "answer") == "'NoneType' object has no attribute 'missing_inside'"


class TestSyntax:
    def test_subscript_names_attributes(self) -> None:
        completion: Any = ChatCompletion.model_construct(**COMPLETION)
        with pytest.raises(TypeError) as caught:
            completion["choices"]
        assert str(caught.value) == (
            "'ChatCompletion' object has no items: use attributes, such as `.choices[0].message.content`, or "
            "`to_dict()`."
        )
        assert not hasattr(completion, "__getitem__")
        assert f"{completion}" == "%s" % completion  # noqa: UP031 - % formats mappings differently

    @pytest.mark.parametrize(
        ("model", "attributes"),
        [
            (ParsedChatCompletion, "`.choices[0].message.content`"),
            (ChatCompletionChunk, "`.choices[0].delta.content`"),
            (ChoiceDelta, "`.content`"),
            (ChatCompletionMessage, "`.content`"),
            (Choice, "`.finish_reason`, `.index`, `.logprobs`, `.message`"),
            (ModelListResponse, "`.data[0]`"),
            (CreateEmbeddingResponse, "`.data[0]`"),
            (FineTuningCreateResponse, "`.id`, `.data`, `.object`"),
            (Response, "`.output_text`"),
            (Model, "`.id`, `.created`, `.object`, `.owned_by`"),
        ],
    )
    def test_subscript_names_attributes_of_its_class(self, model: Any, attributes: str) -> None:
        with pytest.raises(TypeError, match=re.escape(f"use attributes, such as {attributes}, or `to_dict()`.")):
            model.model_construct()["content"]

    def test_traceback_and_pickle_show_a_type_error(self) -> None:
        completion: Any = ChatCompletion.model_construct(**COMPLETION)
        with pytest.raises(TypeError) as caught:
            completion["choices"]
        [line] = traceback.format_exception_only(caught.value)
        assert line == f"TypeError: {caught.value}\n"
        copied = pickle.loads(pickle.dumps(caught.value))
        assert (type(copied), str(copied)) == (TypeError, str(caught.value))

    @pytest.mark.anyio
    async def test_for_over_async_stream_names_async_for(self) -> None:
        async with await async_client_of(stream_answer).chat.completions.create(**CHAT, stream=True) as stream:
            untyped: Any = stream
            with pytest.raises(TypeError) as caught:
                for _ in untyped:
                    pass
            text = (
                "'AsyncStream' object cannot be iterated over with `for`: use `async for`, in an `async def` function."
            )
            assert str(caught.value) == text
            assert isinstance(stream, AsyncIterable)
            assert not isinstance(stream, Iterable | Sequence)
            assert not hasattr(stream, "__iter__")

    @pytest.mark.anyio
    async def test_with_names_async_with_and_vice_versa(self) -> None:
        untyped: Any
        typed: Any = async_client_of(stream_answer).chat.completions.stream(**CHAT)
        for untyped in (async_client_of(answer), stream_of(AsyncStream), typed):
            text = "has no `with`: use `async with`, in an `async def` function"
            with pytest.raises(TypeError, match=text), untyped:
                pass
            assert not hasattr(untyped, "__enter__")
            assert not isinstance(untyped, AbstractContextManager)
        typed = sync_client_of(stream_answer).chat.completions.stream(**CHAT)
        for untyped in (sync_client_of(answer), stream_of(Stream), typed):
            with pytest.raises(TypeError, match="has no `async with`: use `with`, or AsyncGroq in async code"):
                async with untyped:
                    pass
            assert not hasattr(untyped, "__aenter__")
            assert not isinstance(untyped, AbstractAsyncContextManager)

    def test_stream_read_twice_raises_with_advice(self) -> None:
        with sync_client_of(stream_answer).chat.completions.create(**CHAT, stream=True) as stream:
            list(stream)
            with pytest.raises(GroqError) as caught:
                list(stream)
        text = "This Stream was already read to its end. Keep its chunks in a list, or call the method again."
        assert str(caught.value) == text

    @pytest.mark.anyio
    async def test_observed_and_typed_streams_read_twice_raise_with_advice(self) -> None:
        observed = sync_client_of(stream_answer).chat.completions.create(**CHAT, stream=True)
        observed.observe()
        observed.observe()
        typed = sync_client_of(stream_answer).chat.completions.stream(**CHAT)
        for stream in (observed, typed):
            assert list(stream) != []
            with pytest.raises(GroqError, match="already read to its end"):
                list(stream)
        assert typed.until_done().get_final_text() == "a"
        asynchronous = async_client_of(stream_answer).chat.completions.stream(**CHAT)
        assert [event async for event in asynchronous] != []
        with pytest.raises(GroqError, match="already read to its end"):
            aiter(asynchronous)
        assert await asynchronous.get_final_text() == "a"


class TestBodies:
    def test_type_as_response_format_names_parse_and_dictionary(self) -> None:
        untyped: Any = Weather
        with pytest.raises(TypeError) as caught:
            sync_client_of(answer).chat.completions.create(**CHAT, response_format=untyped)
        assert str(caught.value) == (
            "response_format: expected a value that JSON can hold, got the class Weather. To get an answer of this "
            'type, call chat.completions.parse(), or stream() to stream it. Here, pass {"type": "json_schema", '
            '"json_schema": {"name": "answer", "schema": {...}}}; groq.json_schema_of() returns a schema.'
        )

    def test_function_as_tool_names_run_tools_and_dictionary(self) -> None:
        untyped: Any = get_weather
        with pytest.raises(TypeError) as caught:
            sync_client_of(answer).chat.completions.create(**CHAT, tools=[untyped])
        assert str(caught.value).startswith(
            "tools[0]: expected a value that JSON can hold, got function. To have functions called, use "
            'chat.completions.run_tools(), or pass tool(function).to_param(), which is {"type": "function", "function"'
        )

    def test_class_as_tool_names_parse_and_dictionary(self) -> None:
        untyped: Any = Weather
        with pytest.raises(
            TypeError, match=r"got the class Weather\..*parse\(\)\..*groq\.pydantic_function_tool\(it\)"
        ):
            sync_client_of(answer).chat.completions.create(**CHAT, tools=[untyped])


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("max_token", "Did you mean 'max_completion_tokens'?"),
        ("max_retries", "It is an option of the client: client.with_options(max_retries=...) returns one that has it."),
        ("zzz", 'For a parameter of the API that this version does not have, pass extra_body={"zzz": ...}.'),
    ],
)
class TestUnexpectedKeywords:
    def test_message_names_the_right_form(self, name: str, advice: str) -> None:
        completions: Any = sync_client_of(answer).chat.completions
        for create in (completions.create, completions.with_raw_response.create):
            with pytest.raises(TypeError) as caught:
                create(**CHAT, **{name: 5})
            assert str(caught.value) == f"Completions.create() got an unexpected keyword argument {name!r}. {advice}"

    @pytest.mark.anyio
    async def test_message_names_the_right_form_in_async_code(self, name: str, advice: str) -> None:
        responses: Any = async_client_of(answer).responses
        with pytest.raises(TypeError) as caught:
            await responses.create(input="Hi", model="m", **{name: 5})
        advice = advice.replace("max_completion_tokens", "max_output_tokens")
        assert str(caught.value) == f"AsyncResponses.create() got an unexpected keyword argument {name!r}. {advice}"

    def test_signature_stays_explicit(self, name: str, advice: str) -> None:
        assert advice
        completions: Any = sync_client_of(answer).chat.completions
        for method in (completions.create, completions.with_raw_response.create):
            inspect.signature(method).bind(**CHAT)
            with pytest.raises(TypeError, match="unexpected keyword argument"):
                inspect.signature(method).bind(**CHAT, **{name: 5})


@pytest.mark.parametrize(
    ("method", "name", "text"),
    [
        ("chat.completions.parse", "stream", "It returns the whole answer. To stream one, use `stream()`."),
        ("chat.completions.parse", "max_token", "Did you mean 'max_completion_tokens'?"),
        ("chat.completions.create", "prompt", """Did you mean 'messages=[{"role": "user", "content": ...}]'?"""),
        ("chat.completions.create", "system", """Did you mean 'messages=[{"role": "system", "content": ...}, ...]'?"""),
        ("chat.completions.create", "schema", "Did you mean 'response_format'?"),
        ("chat.completions.run_tools", "tool", "Did you mean 'tools'?"),
        ("chat.completions.stream", "stream", "It always streams. For a whole answer, use `create()` or `parse()`."),
        ("responses.parse", "text", "Its type is `text_format`."),
        ("responses.stream", "stream", "It always streams. For a whole answer, use `create()` or `parse()`."),
        ("batches.wait", "pause", ""),
    ],
)
@pytest.mark.parametrize("connect", [sync_client_of, async_client_of])
def test_helper_suggests_another_keyword(connect: Callable[..., Any], method: str, name: str, text: str) -> None:
    call = operator.attrgetter(method)(connect(answer))

    async def make_call() -> object:
        return await finished(call(**{name: 5}))

    with pytest.raises(TypeError) as caught:
        anyio.run(make_call)
    message = f"{call.__qualname__}() got an unexpected keyword argument {name!r}"
    assert str(caught.value) == (f"{message}. {text}" if text else message)


def test_advice_on_keywords_works() -> None:
    completions: Any = sync_client_of(answer).chat.completions
    assert completions.create(**CHAT, max_tokens=5, extra_body={"zzz": 5}).id == COMPLETION["id"]
    assert sync_client_of(answer).with_options(max_retries=5).chat.completions.create(**CHAT).id == COMPLETION["id"]


class TestMessagesOfPython:
    """Errors of Python that this package cannot intercept: the guide has the message and the correct code."""

    GUIDE = (ROOT / "docs" / "guides" / "errors.md").read_text(encoding="utf-8")

    def test_guide_explains_call_of_the_class(self) -> None:
        untyped: Any = Groq
        with pytest.raises(TypeError) as caught:
            untyped.chat.completions.create(**CHAT)
        assert f"| `{caught.value}` |" in self.GUIDE

    def test_guide_explains_attributes_of_parts_of_an_answer(self) -> None:
        completion: Any = ChatCompletion.model_construct(**COMPLETION)
        chunk: Any = ChunkChoice.model_construct()
        found = [
            (completion, "get"),
            (completion, "content"),
            (completion.choices, "message"),
            (completion.choices[0], "text"),
        ]
        for instance, name in [*found, (chunk, "message")]:
            assert f"| `{attribute_error(instance, name)}`" in self.GUIDE

    def test_guide_explains_positional_arguments(self) -> None:
        untyped: Any = sync_client_of(answer).chat.completions
        with pytest.raises(TypeError) as caught:
            untyped.create(CHAT["model"], CHAT["messages"])
        assert f"| `{caught.value}` |" in self.GUIDE

    @pytest.mark.anyio
    async def test_guide_explains_call_without_await(self) -> None:
        call: Any = async_client_of(answer).chat.completions.create(**CHAT)
        message = attribute_error(call, "choices")
        assert f"| `{message}` |" in self.GUIDE
        assert (await call).choices

    @pytest.mark.anyio
    async def test_guide_explains_async_for_over_a_blocking_stream(self) -> None:
        with sync_client_of(stream_answer).chat.completions.create(**CHAT, stream=True) as stream:
            untyped: Any = stream
            with pytest.raises(TypeError) as caught:
                async for _ in untyped:
                    pass
        assert f"| `{caught.value}` |" in self.GUIDE

    def test_guide_explains_json_dumps(self) -> None:
        completion = sync_client_of(answer).chat.completions.create(**CHAT)
        with pytest.raises(TypeError) as caught:
            json.dumps(completion)
        assert f"| `{caught.value}` |" in self.GUIDE
        assert json.loads(completion.to_json()) == json.loads(json.dumps(completion.to_dict())) == COMPLETION


@pytest.fixture
def no_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)


@pytest.mark.usefixtures("no_notebook")
class TestEventLoop:
    @pytest.mark.anyio
    async def test_blocking_client_warns_once(self, anyio_backend_name: str) -> None:
        client = sync_client_of(answer)
        text = f"^Groq blocks the event loop of {anyio_backend_name}: no other task runs"
        with pytest.warns(GroqWarning, match=text) as warned:
            assert len([client.chat.completions.create(**CHAT) for _ in range(3)]) == 3
        assert [(one.filename, "await client.chat" in str(one.message)) for one in warned] == [(__file__, True)]

    def test_blocking_client_does_not_warn_outside(self) -> None:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            sync_client_of(answer).chat.completions.create(**CHAT)
        assert warned == []

    @pytest.mark.anyio
    async def test_logs_when_warnings_are_errors(self, caplog: pytest.LogCaptureFixture) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            sync_client_of(answer).chat.completions.create(**CHAT)
        [record] = caplog.records
        assert (record.name, record.levelno) == ("groq", logging.WARNING)
        assert record.getMessage().startswith("Groq blocks the event loop")

    @pytest.mark.anyio
    async def test_does_not_warn_in_notebooks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "ipykernel", sys)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            sync_client_of(answer).chat.completions.create(**CHAT)
        assert warned == []


def program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, env={**kept, **environment}, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_warns_about_unknown_log_level() -> None:
    done = program("-c", "import groq\ngroq.Groq", GROQ_LOG="verbose")
    assert done.returncode == 0
    text = "GroqWarning: GROQ_LOG: expected 'debug' or 'info', got 'verbose', which is ignored."
    assert text in done.stderr.splitlines()[0]


def test_example_without_network_prints_one_line() -> None:
    example = "examples/chat_completion_streaming.py"
    server = "http://127.0.0.1:9"  # the discard port, on which no server listens
    done = program("scripts/_example.py", example, GROQ_API_KEY=KEY, GROQ_BASE_URL=server)
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith(f"{example}: Connection error. ")
    assert line.endswith("Check base_url and the network.")
    done = program("scripts/_example.py", example, GROQ_API_KEY="")
    assert done.stderr == (
        f"{example}: The API key is empty: the environment variable GROQ_API_KEY gives an empty string. Set it, or "
        "unset the variable.\n"
    )


def test_quickstart_runs_example_that_prints_one_line() -> None:
    assert 'exec "$PYTHON" scripts/_example.py "$example"' in (ROOT / "scripts" / "quickstart").read_text()
