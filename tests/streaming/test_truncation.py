"""Truncated streams, and bodies that are not streams."""

from __future__ import annotations

import threading

import anyio
import httpx
import pytest

from groq import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    Stream,
)
from groq.testing import LocalServer
from groq.types.chat import ChatCompletionChunk

from ..support.clients import CHAT, async_client
from ..support.engines import LEAVES_BODIES_UNFINISHED
from ..support.events import DONE, chunk, event, texts
from ..support.server import ScriptedServer, chunked
from .reading import last, outcomes

pytestmark = LEAVES_BODIES_UNFINISHED


class TestTruncation:
    """A truncated stream, or a body that is not a stream, does not look like a short completion."""

    @pytest.mark.anyio
    async def test_raises_when_stream_is_truncated_between_events(self) -> None:
        for outcome in await outcomes(texts("a", "b")):
            assert outcome.texts == ["a", "b"]
            assert isinstance(outcome.error, APIConnectionError)
            assert "ended before the answer was complete" in str(outcome.error)

    @pytest.mark.anyio
    async def test_stream_is_complete_with_finish_reason_and_usage_chunk(self) -> None:
        for outcome in await outcomes(texts("a") + event(last("b")) + event(chunk(choices=[], usage=None))):
            assert outcome.error is None

    @pytest.mark.parametrize("rest", [b"", b"da", b"data: [DO", b'data: {"id"'])
    @pytest.mark.parametrize("failure", [httpx.ReadError("reset"), httpx.ReadTimeout("silence"), None])
    @pytest.mark.anyio
    async def test_stream_is_complete_after_finish_reason(self, rest: bytes, failure: Exception | None) -> None:
        pieces: list[bytes | Exception] = [texts("a") + event(last("b")) + rest, *([failure] if failure else [])]
        for outcome in await outcomes(*pieces):
            assert outcome.error is None
            assert outcome.texts == ["a", "b"]

    @pytest.mark.parametrize(
        ("body", "content_type", "kind", "shown"),
        [
            (b'{"error": {"message": "no such thing"}}', "application/json", APIError, "no such thing"),
            (b"<html>sorry</html>", "text/html", APIResponseValidationError, "<html>sorry</html>"),
            (b'{"id": "1", "choices": []}', "application/json", APIResponseValidationError, "server-sent events"),
            (b"", "application/json", APIResponseValidationError, "server-sent events"),
            (b"", "text/event-stream", APIConnectionError, "ended before"),
            (b"\xef\xbb", "text/event-stream", APIConnectionError, "ended before"),
            (b'\xef\xbb\xbfdata: {"id": "1"', "text/event-stream", APIConnectionError, "ended before"),
            (b"data: [DO", "text/event-stream", APIConnectionError, "ended before"),
            (b": nothing but\n\n: comments\n\n", "text/event-stream", APIConnectionError, "ended before"),
        ],
        ids=["json_error", "html", "json", "empty_json", "empty", "bom_split", "event_split", "done_split", "comments"],
    )
    def test_raises_with_body_that_is_not_a_stream(
        self, body: bytes, content_type: str, kind: type[APIError], shown: str
    ) -> None:
        response = httpx.Response(200, content=body, headers={"content-type": content_type})
        with pytest.raises(kind) as caught:
            list(Stream(cast_to=ChatCompletionChunk, response=response))
        assert shown in str(caught.value)

    @pytest.mark.anyio
    async def test_raises_when_reading_after_interrupted_read(self) -> None:
        gate = threading.Event()
        with ScriptedServer(chunked(texts("a"), gate, texts("b"), DONE)) as server:
            async with async_client(server.url) as client:
                stream = await client.chat.completions.create(**CHAT, stream=True)
                assert (await stream.__anext__()).choices[0].delta.content == "a"
                with anyio.move_on_after(0):
                    await stream.__anext__()
                gate.set()
                with pytest.raises(APIConnectionError, match="interrupted"):
                    await stream.__anext__()

    def test_threads_that_share_client_get_their_own_streams(self) -> None:
        failures: list[BaseException] = []
        with LocalServer() as server, server.client(max_retries=0, timeout=30) as client:

            def work() -> None:
                try:
                    for _ in range(40):
                        assert list(client.chat.completions.create(**CHAT, stream=True))
                        assert client.chat.completions.create(**CHAT).choices
                except BaseException as err:
                    failures.append(err)

            threads = [threading.Thread(target=work) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert failures == []
