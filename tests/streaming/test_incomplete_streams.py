"""Streams that end early or are read by two threads."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Iterator

import httpx
import pytest

from groq import (
    APIConnectionError,
)

from ..support.answers import EVENT, LAST_EVENTS, STREAM_HEAD
from ..support.clients import CHAT, busy_connections, sync_client, sync_client_of
from ..support.server import PATIENCE, Piece, ScriptedServer, Step
from ..support.waits import answering


def test_truncated_stream_is_complete_only_when_every_choice_finished() -> None:
    def event(index: int, finish_reason: str) -> bytes:
        return b'data: {"choices":[{"index":%d,"delta":{"content":"a"},"finish_reason":%s}]}\n\n' % (
            index,
            finish_reason.encode(),
        )

    both = event(0, "null") + event(1, "null") + event(0, '"stop"') + event(1, "null")
    for body, cut in ((both, True), (both + event(1, '"stop"'), False), (event(0, '"stop"') + event(1, "null"), True)):
        with ScriptedServer([STREAM_HEAD + body, Step.RESET]) as server, sync_client(server.url) as client:
            stream = client.chat.completions.create(**CHAT, stream=True)
            with pytest.raises(APIConnectionError) if cut else contextlib.nullcontext():
                list(stream)


def test_raises_in_both_threads_that_read_one_stream() -> None:
    gate, reading = threading.Event(), threading.Event()

    class Gated(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield EVENT
            reading.set()
            gate.wait(PATIENCE)
            yield EVENT + LAST_EVENTS

    with sync_client_of(answering(200, {"content-type": "text/event-stream"}, stream=Gated())) as client:
        stream = client.chat.completions.create(**CHAT, stream=True)
        next(stream)
        found: list[BaseException] = []

        def read() -> None:
            try:
                list(stream)
            except APIConnectionError as err:
                found.append(err)

        reader = threading.Thread(target=read)
        reader.start()
        assert reading.wait(PATIENCE)
        read()
        gate.set()
        reader.join(5)
    assert len(found) == 2


def test_dropped_raw_stream_releases_connection() -> None:
    gates = [threading.Event() for _ in range(3)]
    replies: list[list[Piece]] = [[STREAM_HEAD + EVENT, gate] for gate in gates]
    with ScriptedServer(*replies) as server, sync_client(server.url) as client:
        for _ in gates:
            client.chat.completions.with_raw_response.create(**CHAT, stream=True)
        gc.collect()
        assert busy_connections(client) == 0
