"""Streams that fail before their first event are requested again."""

from __future__ import annotations

import pytest

from groq import (
    APIConnectionError,
)

from ..support.answers import EVENT, LAST_EVENTS, STREAM_HEAD
from ..support.clients import CHAT, async_client, sync_client
from ..support.server import Piece, ScriptedServer, Step
from ..support.waits import record_waits


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
