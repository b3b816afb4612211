"""After any sequence of calls, reads, closes and failures, only open streams hold connections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from groq import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APITimeoutError,
    GroqError,
    InternalServerError,
)

from ..support.clients import CHAT, async_client, busy_connections, sync_client
from ..support.examples import examples
from .rows import BODY, TYPE
from .server import End, FaultServer, Reply, chunked, chunked_response, response

MOST = 4
# Shrinking would exceed the time limit of a test.
BOUNDED = examples(
    10,
    stateful_step_count=20,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def event(number: int) -> bytes:
    return b'data: {"choices":[{"delta":{"content":"%d"}}]}\n\n' % number


@dataclass(frozen=True)
class Ending:
    """The bytes after the chunks of a stream.

    Attributes:
        rest: The bytes.
        end: What happens to the connection.
        error: The expected error; `None` for a complete stream.
    """

    rest: bytes
    end: End
    error: type[APIError] | None


ENDINGS = [
    Ending(chunked(b"data: [DONE]\n\n"), End.KEEP, None),
    Ending(chunked(b"data: [DONE]\n\n").removesuffix(b"0\r\n\r\n"), End.FIN, None),
    Ending(b"", End.FIN, APIConnectionError),
    Ending(b"", End.RST, APIConnectionError),
    Ending(b"nonsense\r\n", End.KEEP, APIConnectionError),
    Ending(b"", End.STALL, APITimeoutError),
    Ending(chunked(b'event: error\ndata: {"error":{"code":500}}\n\n'), End.KEEP, InternalServerError),
    Ending(chunked(b"data: nonsense\n\n"), End.KEEP, APIResponseValidationError),
]
CALLS: list[tuple[Reply, type[APIError] | None]] = [
    (Reply(response(BODY)), None),
    (Reply(chunked_response(BODY)), None),
    (Reply(response(BODY, "connection: close"), End.FIN), None),
    (Reply(response(BODY)[:-1], End.FIN), APIConnectionError),
    (Reply(b"", End.RST), APIConnectionError),
    (Reply(response(b"null")), APIResponseValidationError),
    (Reply(response(b"{}", status="500 Oops")), InternalServerError),
    (Reply(response(b"{}", status="500 Oops")[:-1], End.RST), InternalServerError),
]


class Driver:
    """Runs the same steps with a client of either kind."""

    def __init__(self, url: str, portal: BlockingPortal | None) -> None:
        self._portal = portal
        timeout = httpx.Timeout(10, read=0.3)  # limits how long a stalled stream delays the test
        self.client: Any = (sync_client if portal is None else async_client)(url, timeout=timeout)

    def create(self, **options: Any) -> Any:
        return self._run(self.client.chat.completions.create, **options)

    def next(self, stream: Any) -> Any:
        """Return the next chunk; `None` at the end."""
        if self._portal is None:
            return next(iter(stream), None)
        return self._portal.call(self._anext, stream)

    async def _anext(self, stream: Any) -> Any:
        async for chunk in stream:  # a break keeps the position of the stream
            return chunk
        return None

    def close(self, closable: Any) -> None:
        self._run(closable.close)

    def _run(self, call: Callable[..., Any], **options: Any) -> Any:
        if self._portal is None:
            return call(**options)

        async def run() -> Any:
            return await call(**options)

        return self._portal.call(run)


@dataclass
class Open:
    """A stream, and the chunks it has not yielded yet."""

    stream: Any
    numbers: list[int]
    error: type[APIError] | None
    released: bool = False
    is_read: bool = False


class Machine(RuleBasedStateMachine):
    """Steps of a program, and the connections expected after each."""

    def __init__(self, server: FaultServer, portal: BlockingPortal | None) -> None:
        super().__init__()
        self._server = server
        self._can_drop = portal is None  # an async stream cannot be closed from a finalizer
        self._driver = Driver(server.url, portal)
        self._streams: list[Open] = []
        self._sent = 0

    def _pick(self, number: int) -> Open:
        return self._streams[number % len(self._streams)]

    @rule(call=st.sampled_from(CALLS))
    def send(self, call: tuple[Reply, type[APIError] | None]) -> None:
        reply, error = call
        self._server.answer(reply)
        if error is None:
            assert self._driver.create(**CHAT).choices[0].message.content == "a"
        else:
            with pytest.raises(error):
                self._driver.create(**CHAT)
        # If a reused connection is closed without a response, the request is sent again once.
        assert self._server.saw(1) or (not reply.data and self._server.saw(2))

    @precondition(lambda self: len(self._streams) < MOST)
    @rule(count=st.integers(0, 3), ending=st.sampled_from(ENDINGS))
    def start(self, count: int, ending: Ending) -> None:
        body = chunked(*map(event, range(count))).removesuffix(b"0\r\n\r\n")
        head = response(b"", TYPE, "transfer-encoding: chunked", sized=False)
        self._server.answer(Reply(head + body + ending.rest, ending.end))
        stream = self._driver.create(**CHAT, stream=True)
        assert self._server.saw(1)
        # [DONE] without a chunk looks like an empty reply.
        error = ending.error or (None if count else APIResponseValidationError)
        self._streams.append(Open(stream, list(range(count)), error))

    @precondition(lambda self: self._streams)
    @rule(number=st.integers(0, MOST))
    def read_one(self, number: int) -> None:
        self._read(self._pick(number))

    @precondition(lambda self: self._streams)
    @rule(number=st.integers(0, MOST))
    def read_to_the_end(self, number: int) -> None:
        one = self._pick(number)
        while not one.released:
            self._read(one)
        self._read(one)

    def _read(self, one: Open) -> None:
        if one.is_read:
            with pytest.raises(GroqError, match="already read to its end"):
                self._driver.next(one.stream)
        elif one.released:
            assert self._driver.next(one.stream) is None
        elif one.numbers:
            assert self._driver.next(one.stream).choices[0].delta.content == str(one.numbers.pop(0))
        else:
            one.released = True
            if one.error is None:
                one.is_read = True
                assert self._driver.next(one.stream) is None
            else:
                with pytest.raises(one.error):
                    self._driver.next(one.stream)

    @precondition(lambda self: self._streams)
    @rule(number=st.integers(0, MOST))
    def close_stream(self, number: int) -> None:
        one = self._pick(number)
        self._driver.close(one.stream)
        one.released = True

    @precondition(lambda self: self._streams)
    @rule(number=st.integers(0, MOST))
    def forget(self, number: int) -> None:
        one = self._pick(number)
        if not self._can_drop:
            self._driver.close(one.stream)
        self._streams.remove(one)

    @invariant()
    def only_open_streams_hold_connections(self) -> None:
        held = sum(not one.released for one in self._streams)
        assert busy_connections(self._driver.client) == held

    def teardown(self) -> None:
        for one in self._streams:
            self._driver.close(one.stream)
        assert busy_connections(self._driver.client) == 0
        self._driver.close(self._driver.client)


@pytest.mark.parametrize("kind", ["sync", "asyncio", "trio"])
def test_only_open_streams_hold_connections(server: FaultServer, kind: str) -> None:
    if kind == "sync":
        run_state_machine_as_test(lambda: Machine(server, None), settings=BOUNDED)  # type: ignore[no-untyped-call] # of hypothesis
        return
    with start_blocking_portal(kind) as portal:
        run_state_machine_as_test(lambda: Machine(server, portal), settings=BOUNDED)  # type: ignore[no-untyped-call] # of hypothesis
