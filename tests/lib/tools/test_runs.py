"""Turns, messages and limits of a run, with a scripted model."""

from __future__ import annotations

import json
import logging
import pickle
import threading
import time
from typing import Annotated, Any

import anyio
import pydantic
import pytest

import groq
from groq.lib.tools import MaxTurnsError, ToolContext, ToolError, run_tools, tool
from groq.lib.tools.messages import insert_result
from groq.types.chat import ChatCompletion

from .model import (
    QUESTION,
    Kind,
    Model,
    begin,
    completion,
    every_kind,
    finish,
    one_turn,
    play,
    start,
    start_async,
)


def double(number: int) -> int:
    """Double a number."""
    return 2 * number


def reject(_: object) -> None:
    raise LookupError("no such city")


def weather(city: Annotated[str, pydantic.AfterValidator(reject)]) -> str:
    return city


@every_kind
def test_concurrent_calls_each_get_their_own_result(kind: Kind) -> None:
    all_started = threading.Barrier(3, timeout=30)
    released = threading.Event()

    def works(number: int) -> int:
        all_started.wait()
        return number

    def raises(number: int) -> int:
        all_started.wait()
        raise KeyError(number)

    @tool(timeout=0.2)
    def hangs(number: int) -> bool:
        all_started.wait()
        return released.wait(30 * number)

    calls = [(name, {"number": 1}) for name in ("raises", "nothing", "hangs", "works")]
    model = Model([*calls, ("works", {"number": "one"})], "Done.")
    try:
        runner = play(kind, model, works, raises, hangs)
    finally:
        released.set()
    assert model.results == [
        "Error: KeyError: 1",
        "Error: there is no tool 'nothing'. The tools are: works, raises, hangs.",
        "Error: TimeoutError: timed out after 0.2 s",
        "1",
        "Error: the arguments are invalid. Correct them and call the tool again.\n"
        "- number: Input should be a valid integer, unable to parse string as an integer",
    ]
    ids = [message["tool_call_id"] for message in model.last_messages if message["role"] == "tool"]
    assert ids == [f"call-1-{position}" for position in range(5)]
    assert runner.turns == 2


@every_kind
def test_run_ends_with_the_answer(kind: Kind) -> None:
    model = Model([("double", {"number": 4})], [("double", {"number": 8})], "Sixteen.")
    runner = play(kind, model, double, temperature=0)
    assert [message["role"] for message in runner.messages] == ["user", *["assistant", "tool"] * 2, "assistant"]
    assert runner.messages == [*model.last_messages, {"role": "assistant", "content": "Sixteen."}]
    assert [request["temperature"] for request in model.requests] == [0, 0, 0]
    assert [request["tools"][0]["function"]["description"] for request in model.requests] == ["Double a number."] * 3


@every_kind
def test_usage_is_the_sum_of_the_turns(kind: Kind) -> None:
    usage = play(kind, Model([("double", {"number": 4})], "Eight."), double).usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens, usage.total_time) == (20, 4, 24, 1.0)


def test_usage_sums_details_and_skips_turns_without_usage() -> None:
    replies = [completion([("double", {"number": 1})]), completion([("double", {"number": 1})]), completion("Two.")]
    details = {"reasoning_tokens": 3}
    for reply in replies[1:]:
        reply.usage = groq.types.CompletionUsage.model_validate(
            {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2, "completion_tokens_details": details}
        )
    replies[0].usage = None
    runner = run_tools(lambda **_: replies.pop(0), tools=[double], messages=[QUESTION], model="m")
    runner.until_done()
    assert runner.usage.total_tokens == 4
    assert runner.usage.completion_tokens_details is not None
    assert runner.usage.completion_tokens_details.reasoning_tokens == 6


def test_iteration_yields_each_completion_before_its_calls_run() -> None:
    called: list[int] = []
    runner = start(
        Model([("record", {"number": 4})], "Done."), tool(name="record")(lambda number: called.append(number))
    )
    first = next(runner)
    assert first.choices[0].message.tool_calls
    assert called == []
    assert [one.choices[0].message.content for one in runner] == ["Done."]
    assert called == [4]
    assert list(runner) == []


@pytest.mark.anyio
async def test_async_iteration_yields_each_completion() -> None:
    runner = start_async(Model([("double", {"number": 4})], "Eight."), double)
    contents = [one.choices[0].message.content async for one in runner]
    assert contents == [None, "Eight."]
    assert (await runner.get_final_completion()).choices[0].message.content == "Eight."
    assert await runner.get_final_text() == "Eight."


def test_loop_can_be_left_and_continued() -> None:
    runner = start(Model([("double", {"number": 4})], "Eight."), double)
    for _ in runner:
        break
    assert runner.get_final_text() == "Eight."


def test_messages_may_be_changed_between_turns() -> None:
    model = Model([("double", {"number": 4})], "Eight.", "Nine.")
    runner = start(model, double)
    next(runner)
    runner.messages.append({"role": "tool", "tool_call_id": "call-1-0", "content": "mine"})
    assert next(runner).choices[0].message.content == "Eight."
    assert model.results == ["mine"]
    runner.messages.append({"role": "user", "content": "And one more?"})
    assert runner.get_final_completion().choices[0].message.content == "Nine."
    runner.messages = [completion("A model.").choices[0].message]
    assert runner.messages == [{"role": "assistant", "content": "A model."}]


def test_messages_of_the_model_become_json_objects() -> None:
    first = completion([("double", {"number": 4})]).choices[0].message
    first.annotations = []
    first.reasoning = "Hm."
    messages: list[Any] = [QUESTION, first, {"role": "tool", "tool_call_id": "call-1-0", "content": "8"}]
    model = Model("Eight.")
    runner = run_tools(model.create, tools=[double], messages=messages, model="m")
    runner.until_done()
    call = {"id": "call-1-0", "type": "function", "function": {"name": "double", "arguments": '{"number": 4}'}}
    assert runner.messages[1] == {"role": "assistant", "reasoning": "Hm.", "tool_calls": [call]}
    assert json.loads(json.dumps(runner.messages)) == runner.messages


def test_rejects_invalid_messages() -> None:
    with pytest.raises(TypeError, match="Expected a message as a dict or a model, got str"):
        start(Model(), double, messages=["Hi"])


def test_adds_ids_and_arguments_that_servers_left_out() -> None:
    reply = completion([("double", {"number": 1}), ("double", {"number": 2}), ("double", {"number": 3})])
    one, two, three = reply.choices[0].message.tool_calls or []
    one.id = None  # type: ignore[assignment]  # possible after lenient parsing
    two.id = three.id
    three.function.arguments = {"number": 3}  # type: ignore[assignment]  # possible after lenient parsing
    replies = [reply, completion("Done.")]
    runner = run_tools(lambda **_: replies.pop(0), tools=[double], messages=[QUESTION], model="m")
    runner.until_done()
    answers = [(m["tool_call_id"], m["content"]) for m in runner.messages if m["role"] == "tool"]
    assert [content for _, content in answers] == ["2", "4", "6"]
    assert len({id for id, _ in answers}) == 3


@every_kind
def test_stops_after_max_turns_before_running_more_calls(kind: Kind) -> None:
    called: list[int] = []

    def record(number: int) -> None:
        called.append(number)

    model = Model(*([("record", {"number": number})] for number in range(5)))
    with pytest.raises(MaxTurnsError, match="after 3 turns") as caught:
        play(kind, model, record, max_turns=3)
    assert (len(model.requests), called) == (3, [0, 1])
    assert caught.value.completion is not None
    assert caught.value.completion.id == "chatcmpl-3"
    copied = pickle.loads(pickle.dumps(caught.value))
    assert (copied.max_turns, copied.completion) == (3, caught.value.completion)
    assert isinstance(copied, groq.GroqError)


def test_run_continues_in_a_new_runner_after_max_turns() -> None:
    runner = start(Model([("double", {"number": 4})]), double, max_turns=1)
    with pytest.raises(MaxTurnsError):
        runner.until_done()
    model = Model("Eight.")
    start(model, double, messages=runner.messages).until_done()
    assert model.results == ["8"]


@every_kind
def test_run_dumped_after_each_turn_is_resumed(kind: Kind) -> None:
    called: list[int] = []

    def record(number: int, context: ToolContext) -> str:
        called.append(number)
        return f"{number}: turn {context.turn}"

    replies: list[Any] = [[("record", {"number": 1}), ("record", {"number": 2})], [("record", {"number": 3})], "Done."]
    stored = json.dumps([QUESTION])
    for reply in replies:  # simulates a new process for each turn
        model = Model(reply)
        runner = begin(kind, model, tool(sequential=True)(record), messages=json.loads(stored))
        one_turn(kind, runner)
        stored = json.dumps(runner.messages)
    assert called == [1, 2, 3]
    assert model.results == ["1: turn 0", "2: turn 0", "3: turn 0"]
    finished = Model()
    assert play(kind, finished, record, messages=json.loads(stored)).messages == json.loads(stored)
    assert finished.requests == []


@every_kind
def test_result_is_in_the_messages_while_another_call_runs(kind: Kind) -> None:
    seen: list[Any] = []

    def waits() -> str:
        deadline = time.monotonic() + 30
        while len(runner.messages) < 3 and time.monotonic() < deadline:
            time.sleep(0.005)
        seen.extend(json.loads(json.dumps(runner.messages[2:])))
        return "waited"

    model = Model([("waits", {}), ("double", {"number": 2})], "Done.")
    runner = begin(kind, model, waits, double)
    finish(kind, runner)
    assert seen == [{"role": "tool", "tool_call_id": "call-1-1", "content": "4"}]
    assert model.results == ["waited", "4"]


@every_kind
def test_finished_calls_are_not_repeated_when_a_later_tool_saved_the_run(kind: Kind) -> None:
    called: list[int] = []
    saved: list[str] = []
    ids: list[str] = []

    def record(number: int) -> str:
        called.append(number)
        return str(number)

    @tool(sequential=True)
    def save(context: ToolContext) -> None:
        ids.append(context.id)
        saved.append(json.dumps(runner.messages))

    calls = [("record", {"number": 1}), ("record", {"number": 2}), ("save", {}), ("record", {"number": 3})]
    runner = begin(kind, Model(calls, "Done."), record, save)
    finish(kind, runner)
    assert sorted(called[:2]) == [1, 2]
    model = Model("Done.")
    play(kind, model, record, save, messages=json.loads(saved[0]))
    assert sorted(called) == [1, 2, 3, 3]
    assert ids == ["call-1-2", "call-1-2"]
    assert model.results == ["1", "2", "null", "3"]


def test_resume_runs_only_calls_without_a_result() -> None:
    called: list[int] = []

    def record(number: int) -> None:
        called.append(number)

    asked = completion([("record", {"number": number}) for number in range(4)]).choices[0].message
    answers = [{"role": "tool", "tool_call_id": f"call-1-{n}", "content": f"old {n}"} for n in (3, 1)]
    model = Model("Done.")
    start(model, record, messages=[QUESTION, asked, *answers, QUESTION]).until_done()
    assert sorted(called) == [0, 2]
    assert model.results == ["null", "old 1", "null", "old 3"]
    assert model.last_messages[-1] == QUESTION


def test_final_completion_of_a_finished_conversation_raises() -> None:
    runner = start(Model(), double, messages=[QUESTION, {"role": "assistant", "content": "Hello!"}])
    with pytest.raises(groq.GroqError, match="Append a message of the user"):
        runner.get_final_completion()


@every_kind
def test_raises_error_after_the_concurrent_calls_have_finished(kind: Kind) -> None:
    def fails(number: int) -> None:
        raise LookupError(number)

    model = Model([("fails", {"number": 1}), ("double", {"number": 2})], "Done.")
    runner = begin(kind, model, fails, double, on_error="raise")
    with pytest.raises(LookupError) as caught:
        finish(kind, runner)
    assert caught.value.args == (1,)
    assert [message.get("tool_call_id") for message in runner.messages] == [None, None, "call-1-1"]
    resumed = Model("Done.")
    play(kind, resumed, double, tool(name="fails")(lambda number: f"{number} mended"), messages=runner.messages)
    assert resumed.results == ["1 mended", "4"]


@every_kind
def test_on_error_of_a_tool_has_priority(kind: Kind) -> None:
    def failing() -> None:
        raise LookupError

    model = Model([("failing", {})], "Done.")
    play(kind, model, tool(on_error="tell")(failing), on_error="raise")
    assert model.results == ["Error: LookupError"]
    with pytest.raises(LookupError):
        play(kind, Model([("failing", {})]), tool(on_error="raise")(failing))


@every_kind
def test_raises_timeout_with_on_error_raise(kind: Kind) -> None:
    @tool(timeout=0.01)
    async def hangs() -> None:
        await anyio.sleep(60)

    with pytest.raises(TimeoutError, match=r"timed out after 0\.01 s"):
        play(kind, Model([("hangs", {})]), hangs, on_error="raise")


@every_kind
@pytest.mark.parametrize("on_error", ["tell", "raise"])
def test_tool_error_sets_the_tool_result(kind: Kind, on_error: Any) -> None:
    def fails() -> None:
        raise ToolError("Ask for a smaller number.")

    model = Model([("fails", {})], "Done.")
    play(kind, model, fails, on_error=on_error)
    assert model.results == ["Ask for a smaller number."]


@every_kind
def test_error_of_a_validator_is_an_error_of_the_tool(kind: Kind) -> None:
    model = Model([("weather", {"city": "Oz"})], "Done.")
    play(kind, model, weather)
    assert model.results == ["Error: LookupError: no such city"]
    with pytest.raises(LookupError):
        play(kind, Model([("weather", {"city": "Oz"})]), weather, on_error="raise")


@every_kind
@pytest.mark.parametrize("on_error", ["tell", "raise"])
def test_exit_in_a_tool_is_raised_unchanged(kind: Kind, on_error: Any) -> None:
    async def quits() -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        play(kind, Model([("quits", {})]), quits, on_error=on_error)


def test_errors_of_tools_are_logged_as_warnings(caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> None:
        raise LookupError("what")

    with caplog.at_level(logging.WARNING, "groq.lib.tools"):
        play("sync", Model([("fails", {})], "Done."), fails)
    [record] = caplog.records
    assert record.getMessage() == "Tool fails failed"
    assert record.exc_info


@pytest.mark.parametrize("choice", ["required", {"type": "function", "function": {"name": "double"}}], ids=str)
def test_forced_tool_choice_is_dropped_after_a_tool_was_called(choice: Any) -> None:
    model = Model([("double", {"number": 1})], "Two.")
    play("sync", model, double, tool_choice=choice)
    assert [request["tool_choice"] for request in model.requests] == [choice, "auto"]


def test_other_tool_choices_are_kept() -> None:
    model = Model([("double", {"number": 1})], "Two.")
    play("sync", model, double, tool_choice="none")
    assert [request["tool_choice"] for request in model.requests] == ["none", "none"]


def test_sends_built_in_tools() -> None:
    model = Model("Done.")
    play("sync", model, {"type": "browser_search"}, double)
    assert [one["type"] for one in model.requests[0]["tools"]] == ["browser_search", "function"]


def test_run_without_tools_sends_no_tools() -> None:
    model = Model("Done.")
    play("sync", model)
    assert "tools" not in model.requests[0]


@every_kind
def test_run_can_be_continued_after_a_failed_request(kind: Kind) -> None:
    model = Model([("double", {"number": 1})], OSError("gone"), "Two.")
    runner = begin(kind, model, double)
    with pytest.raises(OSError, match="gone"):
        finish(kind, runner)
    finish(kind, runner)
    assert model.results == ["2"]


def test_raises_for_completion_without_choices() -> None:
    empty = completion("")
    empty.choices = []
    with pytest.raises(groq.GroqError, match="Expected a completion with a choice"):
        run_tools(lambda **_: empty, tools=[], messages=[QUESTION], model="m").until_done()


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        (None, r"choices\[0\] is null"),
        ({"message": None}, r"choices\[0\]\.message is null"),
        ({"message": {"role": "assistant", "tool_calls": [None]}}, "tool calls as objects, got null"),
        ({"message": {"role": "assistant", "tool_calls": "x"}}, "tool calls as objects, got a string"),
    ],
)
def test_error_describes_a_malformed_answer(choice: Any, reason: str) -> None:
    answer = ChatCompletion.model_construct(choices=[choice])
    runner = run_tools(lambda **_: answer, tools=[double], messages=[QUESTION], model="m")
    with pytest.raises(groq.GroqError, match=reason):
        runner.until_done()
    assert (runner.turns, runner.messages) == (0, [QUESTION])


def test_call_without_a_function_gets_unknown_tool_error() -> None:
    calls = [{"id": "a", "type": "function", "function": "double"}]
    message = {"role": "assistant", "tool_calls": calls}
    answers = iter([ChatCompletion.model_construct(choices=[{"index": 0, "message": message}]), completion("Done.")])
    runner = run_tools(lambda **_: next(answers), tools=[double], messages=[QUESTION], model="m")
    runner.until_done()
    assert runner.messages[2] == {
        "role": "tool",
        "tool_call_id": "a",
        "content": "Error: there is no tool ''. The tools are: double.",
    }


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"max_attempts": 0}, ValueError),
        ({"max_turns": 0}, ValueError),
        ({"max_repairs": -1}, ValueError),
        ({"on_error": "ignore"}, ValueError),
    ],
)
def test_rejects_invalid_options(options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        start(Model(), **options)
    with pytest.raises(error):
        start_async(Model(), **options)


def test_inserting_results_takes_linear_time() -> None:
    class Counted(list[dict[str, Any]]):
        looks = 0

        def __getitem__(self, index: Any) -> Any:
            self.looks += 1
            return super().__getitem__(index)

    calls = [{"id": str(number)} for number in range(1000)]
    messages = Counted([{"role": "assistant", "tool_calls": calls}, {"role": "user"}])
    place = 0
    for call in calls:
        place = insert_result(messages, call["id"], "ok", place)
    assert [one.get("tool_call_id") for one in messages[1:-1]] == [call["id"] for call in calls]
    assert messages.looks < 5 * len(calls)
