"""Accumulating the chunks of a completion gives the same completion, however it is split."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import groq
from groq import ChatCompletionAccumulator
from groq.lib._text import Text
from groq.lib.chat.partial_json import JsonEnd
from groq.lib.chat.tool_calls import StreamedToolCall
from groq.types.chat import ChatCompletion, ChatCompletionChunk

HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1793000000, "model": "openai/gpt-oss-20b"}

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
JSON = st.dictionaries(TEXT, st.none() | st.booleans() | st.integers() | TEXT, max_size=3).map(json.dumps)
CALLS = st.lists(st.tuples(TEXT, JSON), min_size=1, max_size=3)
LOGPROB = st.fixed_dictionaries(
    {"token": TEXT, "logprob": st.just(-0.5), "bytes": st.none(), "top_logprobs": st.just([])}
)
MESSAGE = st.fixed_dictionaries(
    {},
    optional={"content": TEXT, "reasoning": TEXT, "tool_calls": CALLS, "logprobs": st.lists(LOGPROB, min_size=1)},
)
USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}


def chunk_of(choices: list[dict[str, Any]], **fields: Any) -> ChatCompletionChunk:
    return ChatCompletionChunk.model_construct(**{**HEAD, "choices": choices, **fields})


def chunk(delta: dict[str, Any], *, finish_reason: str | None = None, index: int = 0) -> ChatCompletionChunk:
    return chunk_of([{"index": index, "delta": delta, "finish_reason": finish_reason}])


def snapshot_of(*chunks: ChatCompletionChunk) -> ChatCompletion:
    return groq.accumulate(chunks)


def message_of(*deltas: dict[str, Any]) -> Any:
    return snapshot_of(*(chunk(delta) for delta in deltas)).choices[0].message


def calls_of(*deltas: Any) -> list[tuple[str | None, str, str]]:
    """Return id, name and arguments of each tool call."""
    calls = message_of(*({"tool_calls": [delta]} for delta in deltas)).tool_calls
    return [(call.id, call.function.name, call.function.arguments) for call in calls]


def call(arguments: Any = None, **fields: Any) -> dict[str, Any]:
    function = {"name": fields.pop("name", None), "arguments": arguments}
    return {**fields, "function": {key: value for key, value in function.items() if value is not None}}


def pieces(text: str, rng: random.Random) -> list[str]:
    ends = sorted(rng.sample(range(1, len(text)), k=rng.randrange(len(text)))) if len(text) > 1 else []
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def completion_of(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the completion that the API sends without streaming."""
    choices = []
    for index, message in enumerate(messages):
        made: dict[str, Any] = {"role": "assistant", "content": message.get("content")}
        if "reasoning" in message:
            made["reasoning"] = message["reasoning"]
        if "tool_calls" in message:
            made["tool_calls"] = [
                {"id": f"call_{n}", "type": "function", "function": {"name": name, "arguments": arguments}}
                for n, (name, arguments) in enumerate(message["tool_calls"])
            ]
        choice = {"index": index, "message": made, "finish_reason": "stop"}
        if "logprobs" in message:
            choice["logprobs"] = {"content": message["logprobs"]}
        choices.append(choice)
    return {**HEAD, "object": "chat.completion", "choices": choices, "usage": USAGE}


def deltas_of(message: dict[str, Any], rng: random.Random) -> list[dict[str, Any]]:
    """Return choices of chunks that together contain the message."""
    deltas: list[dict[str, Any]] = [{"role": "assistant"}]
    deltas += [{"reasoning": piece} for piece in pieces(message.get("reasoning", ""), rng) if piece]
    deltas += [{"content": piece} for piece in pieces(message.get("content", ""), rng) if piece]
    for index, (name, arguments) in enumerate(message.get("tool_calls", ())):
        first = call("", name=name, index=index, id=f"call_{index}", type="function")
        rest = [call(piece, index=index) for piece in pieces(arguments, rng)]
        deltas += [{"tool_calls": [one]} for one in (first, *rest)]
    choices = [{"delta": delta, "finish_reason": None} for delta in deltas]
    choices += [
        {"delta": {}, "finish_reason": None, "logprobs": {"content": [one]}} for one in message.get("logprobs", ())
    ]
    return [*choices, {"delta": {}, "finish_reason": "stop"}]


@given(st.lists(MESSAGE, min_size=1, max_size=3), st.integers(), st.sampled_from(["usage", "x_groq", "own chunk"]))
def test_snapshot_equals_the_completion(messages: list[dict[str, Any]], seed: int, usage: str) -> None:
    rng = random.Random(seed)
    queues = [[{**choice, "index": index} for choice in deltas_of(one, rng)] for index, one in enumerate(messages)]
    chunks = []
    while any(queues):
        queue = rng.choice([one for one in queues if one])
        chunks.append(chunk_of([queue.pop(0)]))
    last = {"usage": USAGE} if usage != "x_groq" else {"x_groq": {"id": "req_1", "usage": USAGE}}
    chunks.append(chunk_of([], **last))
    expected = completion_of(messages)
    if usage == "x_groq":
        expected["x_groq"] = {"id": "req_1"}
    assert snapshot_of(*chunks).to_dict() == ChatCompletion.model_construct(**expected).to_dict()


@pytest.mark.parametrize(
    ("deltas", "expected"),
    [
        pytest.param(
            [call('{"a"', name="f", index=0, id="1"), call(":1}", index=0)], [("1", "f", '{"a":1}')], id="usual"
        ),
        pytest.param([call('{"a"', name="f", id="1"), call(":1}")], [("1", "f", '{"a":1}')], id="without index"),
        pytest.param(
            [call("{}", name="f", id="1"), call("[]", name="g", id="2")],
            [("1", "f", "{}"), ("2", "g", "[]")],
            id="second without index",
        ),
        pytest.param(
            [call("{}", name="f"), call("[]", name="g")], [(None, "f", "{}"), (None, "g", "[]")], id="no index, no id"
        ),
        pytest.param(
            [call("{}", name="f", index=0, id="1"), call("[]", name="g", index=0, id="2")],
            [("1", "f", "{}"), ("2", "g", "[]")],
            id="same index, new id",
        ),
        pytest.param(
            [call("{}", name="f", index=0), call("[]", name="g", index=0)],
            [(None, "f", "{}"), (None, "g", "[]")],
            id="same index, no id, new name",
        ),
        pytest.param(
            [call("[", name="f", index=0, id="1"), call("]", index=0, id="1")], [("1", "f", "[]")], id="id repeated"
        ),
        pytest.param([call({"a": 1}, name="f", index=0, id="1")], [("1", "f", '{"a": 1}')], id="arguments an object"),
        pytest.param([call(None, name="f", index=0, id="1")], [("1", "f", "")], id="arguments null"),
        pytest.param(
            [call("", name="get_", index=0, id="1"), call("{}", name="weather", index=0)],
            [("1", "get_weather", "{}")],
            id="name in pieces",
        ),
        pytest.param(
            [call("", name="f", index=0, id="1"), call("{}", name="f", index=0)], [("1", "f", "{}")], id="name twice"
        ),
        pytest.param(
            [call("[", name="f", index=1, id="2"), call("{}", name="g", index=0, id="1"), call("]", index=1)],
            [("2", "f", "[]"), ("1", "g", "{}")],
            id="interleaved",
        ),
    ],
)
def test_irregular_tool_call_deltas_are_accumulated(deltas: list[Any], expected: list[Any]) -> None:
    assert calls_of(*deltas) == expected


def test_arguments_are_not_parsed_again_for_each_delta_that_repeats_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def parse_json(text: str) -> Any:
        parsed.append(text)
        return json.loads(text)

    monkeypatch.setattr("groq.lib.chat.partial_json.parse_json", parse_json)
    pieces = ['{"a": "', *["word }"] * 100, '"', *[" "] * 100, "}"]
    [(_, name, arguments)] = calls_of(*(call(piece, name="f", index=0) for piece in pieces))
    assert (name, json.loads(arguments)) == ("f", {"a": "word }" * 100})
    both = [call('{"a": [0', name="f", index=index) for index in (0, 1)]
    both += [call(", {}", index=index) for _ in range(100) for index in (0, 1)]
    assert len({arguments for _, _, arguments in calls_of(*both)}) == 1
    assert len(parsed) <= 1


def test_name_is_not_copied_for_each_piece() -> None:
    class Piece(str):
        __slots__ = ()

        def __radd__(self, known: str) -> str:
            raise AssertionError("copied")

    streamed = StreamedToolCall(0)
    for piece in ("get", "_", "weather", "get_weather", "_now"):
        streamed.add_name(Piece(piece))
    assert streamed.name == "get_weather_now"


@given(JSON | st.text('"\\\\{}[] x', max_size=9), st.randoms(use_true_random=False))
def test_end_of_arguments_is_found_at_any_split(text: str, rng: random.Random) -> None:
    arriving = Text()
    end = JsonEnd(arriving)
    for piece in pieces(text, rng):
        arriving.append(piece)
        found = end.is_reached()
        if str(arriving).lstrip()[:1] in {"{", "["}:
            assert found == end.is_reached() == is_json(str(arriving))


@pytest.mark.parametrize("odd", [None, "x", 1, []])
def test_ignores_invalid_choices(odd: Any) -> None:
    assert snapshot_of(chunk_of([odd]), chunk({"content": "a"})).choices[0].message.content == "a"


def test_message_without_a_role_is_from_the_assistant() -> None:
    assert message_of({"content": "a"}).role == "assistant"


def test_chunk_without_choices_adds_its_fields() -> None:
    assert (
        snapshot_of(chunk({"content": "a"}), chunk_of([], usage=USAGE)).usage
        == snapshot_of(chunk_of([], x_groq={"usage": USAGE})).usage
    )


def test_empty_finish_reason_does_not_end_the_choice() -> None:
    chunks = [chunk({"content": "a"}, finish_reason=""), chunk({"content": "b"}, finish_reason="stop")]
    choice = snapshot_of(*chunks).choices[0]
    assert (choice.message.content, choice.finish_reason) == ("ab", "stop")


def test_unknown_fields_are_kept() -> None:
    message = message_of({"mood": "gl", "tags": ["a"]}, {"mood": "ad", "tags": ["b"], "score": 1})
    assert (message.mood, message.tags, message.score) == ("glad", ["a", "b"], 1)


@pytest.mark.parametrize("is_nested", [False, True])
def test_text_of_an_unknown_field_is_not_copied_for_each_delta(is_nested: bool) -> None:
    copied = 0

    class Piece(str):
        __slots__ = ()

        def __radd__(self, known: str) -> str:
            nonlocal copied
            copied += len(known)
            return "".join([known, self])

    accumulator = ChatCompletionAccumulator()
    for _ in range(100):
        arriving: Any = chunk({"mood": ""})
        arriving.choices[0].delta.mood = {"data": Piece("x")} if is_nested else Piece("x")
        accumulator.add(arriving)
    snapshot: Any = accumulator.snapshot
    text = "x" * 100
    assert (snapshot.choices[0].message.mood, copied) == ({"data": text} if is_nested else text, 0)


def test_unknown_fields_may_have_the_names_of_methods() -> None:
    fields = {"json": {"k": 1}, "copy": 1, "cls": 2, "self": 3}
    found = snapshot_of(chunk_of([{"index": 0, "delta": {"content": "a", **fields}, **fields}], **fields))
    assert found.model_extra == found.choices[0].model_extra == found.choices[0].message.model_extra == fields
    call_ = message_of({"tool_calls": [{"index": 0, "function": {"name": "f", "arguments": "{}"}, "copy": 1}]})
    assert call_.tool_calls[0].model_extra == {"copy": 1}


def test_function_call_in_pieces_is_joined() -> None:
    deltas = [{"name": "f", "arguments": ""}, {"arguments": '{"a":'}, {"name": "f", "arguments": "1}"}, None]
    found = message_of(*({"function_call": delta} for delta in deltas)).function_call
    assert (found.name, found.arguments) == ("f", '{"a":1}')


def test_character_split_between_chunks_is_joined() -> None:
    assert message_of({"content": "a\ud83d"}, {"content": "\ude00b"}).content == "a😀b"


def test_executed_tool_is_completed_by_a_later_delta() -> None:
    started = {"index": 0, "type": "search", "arguments": "{}", "output": None}
    tools = message_of(
        {"executed_tools": [started]}, {"executed_tools": [{**started, "output": "found"}]}
    ).executed_tools
    assert [(tool.type, tool.output) for tool in tools] == [("search", "found")]


def test_annotations_are_collected() -> None:
    def citation(number: int) -> dict[str, Any]:
        cited = {"document_id": str(number), "start_index": 0, "end_index": 1}
        return {"type": "document_citation", "document_citation": cited}

    annotations = message_of({"annotations": [citation(1)]}, {"annotations": [citation(2)]}).annotations
    assert [one.document_citation.document_id for one in annotations] == ["1", "2"]


def test_chunks_yield_events_in_order() -> None:
    accumulator = ChatCompletionAccumulator()
    chunks = [
        chunk({"role": "assistant", "reasoning": "hm"}),
        chunk({"content": "Let "}),
        chunk({"content": "me see."}),
        chunk({"tool_calls": [call('{"a":', name="f", index=0, id="1")]}),
        chunk({"tool_calls": [call("[1, 2", index=0)]}),
        chunk({"tool_calls": [call("]}", index=0)]}, finish_reason="tool_calls"),
    ]
    events = [event for one in chunks for event in accumulator.add(one)] + accumulator.finish()
    seen = [event for event in events if event.type != "chunk"]
    assert [event.type for event in seen] == [
        "reasoning.delta",
        "reasoning.done",
        "content.delta",
        "content.delta",
        *["tool_calls.function.arguments.delta"] * 3,
        "tool_calls.function.arguments.done",
        "content.done",
        "done",
    ]
    assert [event.snapshot for event in seen if event.type == "content.delta"] == ["Let ", "Let me see."]
    partial = [event.parsed_arguments for event in seen if event.type == "tool_calls.function.arguments.delta"]
    assert partial == [{}, {"a": [1, 2]}, {"a": [1, 2]}]
    [done] = [event for event in seen if event.type == "tool_calls.function.arguments.done"]
    assert (done.index, done.id, done.name, done.parsed_arguments) == (0, "1", "f", {"a": [1, 2]})


def test_each_logprobs_event_has_the_added_items() -> None:
    accumulator = ChatCompletionAccumulator()
    logprobs = [{"content": [{"token": token, "logprob": -0.5, "top_logprobs": []}]} for token in "abc"]
    events: list[Any] = [
        event
        for one in logprobs
        for event in accumulator.add(chunk_of([{"index": 0, "delta": {"content": "a"}, "logprobs": one}]))
        if event.type == "logprobs.content.delta"
    ]
    assert [[item["token"] for item in event.delta] for event in events] == [["a"], ["b"], ["c"]]


def test_arguments_are_done_once_when_calls_are_interleaved() -> None:
    deltas = [
        call('{"a"', name="f", index=0, id="1"),
        call("{", name="g", index=1, id="2"),
        call(":1}", index=0),
        call("}", index=1),
    ]
    accumulator = ChatCompletionAccumulator()
    events = [event for delta in deltas for event in accumulator.add(chunk({"tool_calls": [delta]}))]
    events += accumulator.add(chunk({}, finish_reason="tool_calls"))
    done = [event for event in events if event.type == "tool_calls.function.arguments.done"]
    assert [(event.index, event.arguments) for event in done] == [(0, '{"a":1}'), (1, "{}")]


def test_missing_arguments_are_done_at_the_end() -> None:
    deltas: list[dict[str, Any]] = [
        {"index": 0, "id": "1", "type": "function", "function": {"name": "f"}},
        call("{}", name="g", index=1, id="2"),
    ]
    accumulator = ChatCompletionAccumulator()
    events = [event for delta in deltas for event in accumulator.add(chunk({"tool_calls": [delta]}))]
    events += accumulator.add(chunk({}, finish_reason="tool_calls"))
    done = [event for event in events if event.type == "tool_calls.function.arguments.done"]
    assert [(event.name, event.arguments) for event in done] == [("f", ""), ("g", "{}")]


def test_unknown_fields_of_a_delta_are_added_in_sorted_order() -> None:
    names = [f"field_{number}" for number in range(9)]  # a set has this order with a probability of 1 / 9!
    accumulator = ChatCompletionAccumulator()
    accumulator.add(chunk(dict.fromkeys(reversed(names), 1)))
    message = accumulator.snapshot.choices[0].message.to_dict()
    assert [name for name in message if name in names] == names


def test_arguments_are_invalid_when_nested_too_deeply() -> None:
    accumulator = ChatCompletionAccumulator()
    nested = call("[" * 100_000, name="f", index=0)
    events = [event for _ in range(2) for event in accumulator.add(chunk({"tool_calls": [nested]}))]
    events += accumulator.finish()
    [done] = [event for event in events if event.type == "tool_calls.function.arguments.done"]
    assert (done.parsed_arguments, len(done.arguments)) == (None, 200_000)


def test_done_event_has_a_parsed_completion_without_a_type() -> None:
    accumulator = ChatCompletionAccumulator()
    accumulator.add(chunk({"content": "a"}))
    done = accumulator.finish()[-1]
    assert done.type == "done"
    assert done.completion.parsed is None


def test_snapshots_of_events_may_be_read_in_any_order() -> None:
    accumulator = ChatCompletionAccumulator()
    events: list[Any] = [accumulator.add(chunk({"content": piece}))[1] for piece in "abcd"]
    assert [events[index].snapshot for index in (3, 0, 2, 1)] == ["abcd", "a", "abc", "ab"]


def test_snapshot_shares_nothing_with_later_ones() -> None:
    accumulator = ChatCompletionAccumulator()
    accumulator.add(chunk({"content": "a", "tags": ["x"]}))
    early: Any = accumulator.snapshot
    accumulator.add(chunk({"content": "b", "tags": ["y"]}))
    assert (early.choices[0].message.content, early.choices[0].message.tags) == ("a", ["x"])


def test_accumulated_completion_can_be_sent_back_and_pickled() -> None:
    message = message_of({"role": "assistant", "content": "a"})
    assert json.loads(message.to_json()) == {"role": "assistant", "content": "a"}


@pytest.mark.parametrize("message", [None, "x", {"role": "assistant", "content": ""}])
def test_message_in_a_chunk_does_not_replace_the_deltas(message: Any) -> None:
    choice = {"index": 0, "delta": {"content": "Hi"}, "finish_reason": "stop", "message": message}
    chunk = ChatCompletionChunk.model_validate(
        {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    )
    assert groq.accumulate([chunk]).choices[0].message.content == "Hi"
