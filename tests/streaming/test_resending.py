"""Streams that fail before their first event are requested again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import anyio
import pytest

from groq import (
    APIConnectionError,
)

from ..support.answers import EVENT, LAST_EVENTS, STREAM_HEAD
from ..support.clients import CHAT, async_client, sync_client
from ..support.server import Piece, ScriptedServer, Step
from ..support.waits import interrupt_first_wait, record_waits


@pytest.mark.anyio
@pytest.mark.parametrize(
    "failing",
    [
        [Step.HANG_UP],
        [Step.RESET],
        [STREAM_HEAD, Step.RESET],
        [STREAM_HEAD + b": hi\n\n", Step.HANG_UP],
        [STREAM_HEAD + b"da", Step.HANG_UP],
    ],
    ids=str,
)
async def test_resends_request_when_stream_fails_before_first_event(failing: list[Piece]) -> None:
    with ScriptedServer(failing, [STREAM_HEAD + EVENT + LAST_EVENTS, Step.HANG_UP]) as server:
        with sync_client(server.url, max_retries=1) as client:
            record_waits(client)
            assert len(list(client.chat.completions.create(**CHAT, stream=True))) == 2
        assert len(server.requests) == 2
    with ScriptedServer(failing, [STREAM_HEAD + EVENT + LAST_EVENTS, Step.HANG_UP]) as server:
        async with async_client(server.url, max_retries=1) as aclient:
            record_waits(aclient)
            assert len([chunk async for chunk in await aclient.chat.completions.create(**CHAT, stream=True)]) == 2


def test_does_not_resend_request_when_stream_fails_later() -> None:
    with ScriptedServer([STREAM_HEAD + EVENT, Step.RESET]) as server:
        with sync_client(server.url, max_retries=1) as client:
            stream = client.chat.completions.create(**CHAT, stream=True)
            next(stream)
            with pytest.raises(APIConnectionError):
                next(stream)
        assert len(server.requests) == 1


LOST: list[Piece] = [STREAM_HEAD, Step.RESET]
WHOLE: list[Piece] = [STREAM_HEAD + EVENT + LAST_EVENTS, Step.HANG_UP]


@contextlib.contextmanager
def interrupted(method: str, **options: Any) -> Iterator[tuple[Any, ScriptedServer]]:
    """Yield a stream whose first wait before a retry was interrupted, and its server."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    with ScriptedServer(LOST, WHOLE) as server, sync_client(server.url, max_retries=1) as client:
        interrupt_first_wait(client, interrupt)
        stream = getattr(client.chat.completions, method)(**CHAT, **options)
        with pytest.raises(KeyboardInterrupt):
            next(stream)
        yield stream, server


def test_next_read_resends_when_the_wait_was_interrupted() -> None:
    with interrupted("create", stream=True) as (stream, server):
        assert len(list(stream)) == 2
        assert len(server.requests) == 2


def test_accumulates_whole_answer_after_an_interrupted_wait() -> None:
    with interrupted("stream") as (stream, _):
        assert stream.get_final_completion().choices[0].finish_reason == "stop"


def test_stream_closed_after_an_interrupted_wait_is_not_resent() -> None:
    with interrupted("create", stream=True) as (stream, server):
        stream.close()
        assert next(stream, None) is None
        assert len(server.requests) == 1


@pytest.mark.anyio
async def test_next_read_resends_when_the_wait_was_cancelled() -> None:
    with ScriptedServer(LOST, WHOLE) as server:
        async with async_client(server.url, max_retries=1) as client:
            scope = anyio.CancelScope()
            interrupt_first_wait(client, scope.cancel)
            stream = await client.chat.completions.create(**CHAT, stream=True)
            with scope:
                await anext(stream)
            assert scope.cancelled_caught
            assert len([chunk async for chunk in stream]) == 2
        assert len(server.requests) == 2


def test_stream_ends_after_its_last_failure() -> None:
    with ScriptedServer(LOST, LOST) as server, sync_client(server.url, max_retries=1) as client:
        record_waits(client)
        stream = client.chat.completions.create(**CHAT, stream=True)
        with pytest.raises(APIConnectionError):
            next(stream)
        assert next(stream, None) is None
        assert len(server.requests) == 2
