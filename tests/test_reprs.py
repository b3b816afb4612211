"""The reprs of clients, streams and models."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import pydoc
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import groq
from groq import AsyncGroq, BaseModel, Groq
from groq.types import Embedding
from groq.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessage
from groq.types.responses import Response

from .support.answers import CHAT, COMPLETION
from .support.clients import async_client_of, sync_client_of
from .support.events import DONE, texts

STREAMED = {"content-type": "text/event-stream", "x-request-id": "req_1"}


def stream_answer(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=texts("a", "b") + DONE, headers=STREAMED)


def completion_of(*messages: dict[str, Any], finish_reason: str = "stop") -> ChatCompletion:
    choices = [
        {"index": index, "finish_reason": finish_reason, "message": {"role": "assistant", **message}}
        for index, message in enumerate(messages)
    ]
    return ChatCompletion.model_construct(**{**COMPLETION, "choices": choices})


class TestClient:
    @pytest.mark.parametrize("cls", [Groq, AsyncGroq])
    def test_shows_base_url_timeout_and_retries(self, cls: type[Groq]) -> None:
        client = cls(api_key="gsk_secret", timeout=7, max_retries=4)
        shown = f"{cls.__name__}(base_url='https://api.groq.com', timeout=7, max_retries=4)"
        assert (repr(client), str(client)) == (shown, shown)

    def test_redacts_credentials_in_base_url(self) -> None:
        client = Groq(api_key="gsk_secret", base_url="https://joe:PASSWORD@api.test")
        assert repr(client).startswith(
            "Groq(base_url='https://[secret]@api.test', timeout=Timeout(connect=5.0, read=60.0"
        )


class TestStream:
    def test_shows_state_and_request_id_without_reading(self) -> None:
        stream = sync_client_of(stream_answer).chat.completions.create(**CHAT, stream=True)
        shown = "<Stream of ChatCompletionChunk: {}; request id req_1>"
        assert repr(stream) == shown.format("open, iterate over it")
        untyped: Any = stream
        assert untyped._repr_markdown_() == f"`{stream!r}`"
        assert [chunk.choices[0].delta.content for chunk in stream] == ["a", "b"]
        assert repr(stream) == shown.format("read to its end")

    @pytest.mark.anyio
    async def test_shows_that_it_is_closed(self) -> None:
        stream = await async_client_of(stream_answer).chat.completions.create(**CHAT, stream=True)
        stream.observe()
        assert "Chunk: open, iterate over it; request id req_1" in repr(stream)
        await stream.close()
        assert repr(stream) == "<AsyncStream of ChatCompletionChunk: closed; request id req_1>"

    def test_escapes_and_truncates_request_id(self) -> None:
        headers = {**STREAMED, "x-request-id": "\x1b[31m" + "x" * 20_000}
        client = sync_client_of(lambda _: httpx.Response(200, content=texts("a") + DONE, headers=headers))
        with client.chat.completions.create(**CHAT, stream=True) as stream:
            assert "request id \\x1b[31mxxx" in repr(stream)
            assert len(repr(stream)) <= 10_000

    def test_typed_stream_shows_the_received_value(self) -> None:
        with sync_client_of(stream_answer).chat.completions.stream(**CHAT) as stream:
            untyped: Any = stream
            assert untyped._repr_markdown_() == "`<ChatCompletionStream: open, iterate over it>`"
            next(stream.text)
            assert untyped._repr_markdown_() == "a\n\n`<ChatCompletionStream: open, iterate over it>`"
            stream.until_done()
        assert untyped._repr_markdown_() == "ab\n\n`<ChatCompletionStream: read to its end>`"


class TestModel:
    def test_long_text_is_shortened(self) -> None:
        message = ChatCompletionMessage(role="assistant", content="x" * 1_001)
        assert "x" * 1_000 in repr(message)
        assert "x" * 1_001 not in repr(message)
        assert "x'… (1,001 characters)" in repr(message)
        assert str(message) == repr(message)
        assert message.content == "x" * 1_001
        message.content = "x" * 1_000
        assert f"content={message.content!r}, " in repr(message)

    def test_names_of_fields_are_escaped(self) -> None:
        fields: dict[str, Any] = {"id": "a", "\x1b[2J\nFAKE LOG": 3}
        shown = repr(ChatCompletion.model_construct(**fields))
        assert shown.isprintable()
        assert "id='a'" in shown
        assert r"'\x1b[2J\nFAKE LOG'=3" in shown

    def test_long_list_of_numbers_is_shortened(self) -> None:
        embedding = Embedding(embedding=[0.5] * 1_536, index=0, object="embedding")
        assert repr(embedding) == (
            "Embedding(embedding=[0.5, 0.5, 0.5, … (1,536 numbers)], index=0, object='embedding')"
        )
        embedding.embedding = [0.5] * 20
        assert repr(embedding.embedding) in repr(embedding)

    def test_other_long_lists_are_not_shortened(self) -> None:
        class Names(BaseModel):
            names: list[str]

        assert repr(Names(names=["a"] * 30)) == f"Names(names={['a'] * 30!r})"


class TestMarkdown:
    @staticmethod
    def markdown(model: Any) -> str | None:
        shown: str | None = model._repr_markdown_()
        return shown

    def test_completion_is_its_text(self) -> None:
        assert self.markdown(completion_of({"content": "**Hi**"})) == "**Hi**"
        assert self.markdown(completion_of({"content": None})) == "*empty*"
        assert (
            self.markdown(completion_of({"content": "Hi"}, finish_reason="length")) == "Hi\n\n*finish_reason: length*"
        )

    def test_choices_have_titles(self) -> None:
        shown = self.markdown(completion_of({"content": "a"}, {"content": "b"}))
        assert shown == "**Choice 0**\n\na\n\n**Choice 1**\n\nb"

    def test_tool_call_is_code(self) -> None:
        call = {"id": "1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'}}
        shown = '```python\nget_weather({"city": "Paris"})\n```'
        completion = completion_of({"content": None, "tool_calls": [call]}, finish_reason="tool_calls")
        assert self.markdown(completion) == shown
        completion = completion_of({"content": "Let me see.", "tool_calls": [call]})
        assert self.markdown(completion.choices[0].message) == f"Let me see.\n\n{shown}"

    def test_response_is_its_text(self) -> None:
        item = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hi"}]}
        response = Response.model_construct(id="1", output=[item])
        assert self.markdown(response) == "Hi"
        assert self.markdown(response.output[0]) is None or self.markdown(response.output[0]) == "*empty*"

    def test_other_models_have_no_markdown(self) -> None:
        chunk = ChatCompletionChunk.model_construct(id="1", choices=[{"index": 0, "delta": {"content": "Hi"}}])
        assert self.markdown(chunk) is None
        assert self.markdown(Embedding(embedding=[0.5], index=0, object="embedding")) is None


def public_classes() -> Iterator[type]:
    for package in (groq.types, groq.resources):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            values = vars(importlib.import_module(found.name)).values()
            yield from (one for one in values if isinstance(one, type) and one.__module__ == found.name)
    names = [getattr(groq, name) for name in groq.__all__]
    yield from (one for one in names if isinstance(one, type) and one.__module__.partition(".")[0] == "groq")


def test_help_of_classes_starts_with_a_summary() -> None:
    classes = list(public_classes())
    assert len(classes) > 200
    for cls in classes:
        paragraph = (cls.__doc__ or "").partition("\n\n")[0].strip()
        assert paragraph.endswith((".", ":")), f"{cls}: {paragraph!r}"
        first = paragraph.partition("\n")[0]
        lines = [line.strip(" |") for line in pydoc.plain(pydoc.render_doc(cls)).splitlines()]
        _, heading, text, *_ = "\n".join(lines).split("\n\n")
        # The heading is the class, and often its signature, which Python 3.13 may break into lines.
        assert first in (heading.splitlines()[1], text.splitlines()[0]), cls


def test_methods_have_help() -> None:
    found = [
        (cls, name)
        for cls in public_classes()
        for name, value in vars(cls).items()
        if inspect.isfunction(value) and not name.startswith("_") and not value.__doc__
    ]
    assert found == []
