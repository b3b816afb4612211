"""Arguments of `approve`, and the effects of its results."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import anyio
import pytest

from groq.lib.tools import ToolContext

from .model import Kind, Model, begin, every_kind, finish, play, start, start_async


def double(number: int) -> int:
    """Double a number."""
    return 2 * number


@every_kind
def test_approve_is_called_before_each_valid_call(kind: Kind) -> None:
    asked: list[Any] = []
    called: list[int] = []

    def record(number: int) -> str:
        called.append(number)
        return "called"

    def approve(call: ToolContext) -> bool | str:
        assert called == []
        asked.append((call.name, call.arguments["number"], call.turn))
        answers: list[bool | str] = [True, False, "Not today."]
        return answers[int(call.arguments["number"])]

    calls = [*(("record", {"number": number}) for number in range(3)), ("record", {}), ("nothing", {})]
    model = Model(calls, "Done.")
    play(kind, model, record, approve=approve)
    assert asked == [("record", 0, 1), ("record", 1, 1), ("record", 2, 1)]
    assert called == [0]
    assert model.results[:3] == ["called", "Error: the user did not approve this call. It was not run.", "Not today."]


@pytest.mark.anyio
@pytest.mark.parametrize("approved", [True, False])
async def test_approve_may_be_async(approved: bool) -> None:
    async def approve(call: ToolContext) -> bool:
        await anyio.lowlevel.checkpoint()
        return approved and call.name == "double"

    model = Model([("double", {"number": 2})], "Done.")
    await start_async(model, double, approve=approve).until_done()
    assert (model.results == ["4"]) is approved


@pytest.mark.anyio
async def test_blocking_approve_does_not_block_the_loop() -> None:
    answered = threading.Event()
    model = Model([("double", {"number": 2})], "Done.")
    async with anyio.create_task_group() as group:
        group.start_soon(start_async(model, double, approve=lambda _: answered.wait(30)).until_done)
        await anyio.sleep(0)
        answered.set()  # not reached if the loop is blocked
    assert model.results == ["4"]


def test_calls_stay_unanswered_when_approve_raises() -> None:
    def approve(call: ToolContext) -> bool:
        raise KeyboardInterrupt(call)

    runner = start(Model([("double", {"number": 2})]), double, approve=approve)
    with pytest.raises(KeyboardInterrupt):
        runner.until_done()
    assert [message["role"] for message in runner.messages] == ["user", "assistant"]


@every_kind
def test_approve_sees_results_of_earlier_calls(kind: Kind) -> None:
    seen: list[list[Any]] = []

    def approve(call: ToolContext) -> bool | str:
        seen.append([message["content"] for message in call.messages if message["role"] == "tool"])
        assert call.messages == tuple(runner.messages)
        return call.arguments["number"] > 1 or "Too small."

    calls = [("nothing", {}), ("double", {"number": 1}), ("double", {"number": 2})]
    model = Model(calls, "Done.")
    runner = begin(kind, model, double, approve=approve)
    finish(kind, runner)
    unknown = "Error: there is no tool 'nothing'. The tools are: double."
    assert seen == [[unknown], [unknown, "Too small."]]
    assert model.results == [unknown, "Too small.", "4"]


class AsyncObject:
    async def __call__(self, call: ToolContext) -> bool:
        return call.turn > 0


async def async_approve(call: ToolContext) -> bool:
    return call.turn > 0


@pytest.mark.parametrize("approve", [async_approve, AsyncObject()], ids=["function", "object"])
@pytest.mark.parametrize("stream", [False, True])
def test_sync_run_rejects_async_approve_on_creation(approve: Any, stream: bool) -> None:
    with pytest.raises(TypeError, match=r"approve: expected a sync function, got an async one\. Use AsyncGroq"):
        start(Model(), double, approve=approve, stream=stream)


def test_sync_run_raises_when_approve_returns_an_awaitable() -> None:
    approve: Any = lambda call: async_approve(call)  # noqa: E731 # only recognized when called
    model = Model([("double", {"number": 2})], "Done.")
    runner = start(model, double, approve=approve)
    with pytest.raises(TypeError, match=r"got an awaitable\. Use AsyncGroq"):
        runner.until_done()
    assert [message["role"] for message in runner.messages] == ["user", "assistant"]


@every_kind
def test_approve_gets_values_of_the_annotated_types_and_defaults(kind: Kind) -> None:
    seen: list[Any] = []

    def book(day: datetime.date, nights: int = 1) -> None: ...

    def approve(call: ToolContext) -> bool:
        seen.append(dict(call.arguments))
        return True

    play(kind, Model([("book", {"day": "2026-05-01"})], "Done."), book, approve=approve)
    assert seen == [{"day": datetime.date(2026, 5, 1), "nights": 1}]
