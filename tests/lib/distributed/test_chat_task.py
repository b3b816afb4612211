"""`ChatTask` on dictionaries of columns and on lists of rows, as engines pass them."""

from __future__ import annotations

import inspect
import json
import os
import pickle
import threading
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pydantic
import pytest

import groq
from groq import DefaultHttpxClient, Groq, GroqError
from groq.lib.distributed import ChatTask
from groq.lib.limits import RateLimiter
from groq.resources.chat.completions import Completions
from groq.testing import LocalServer

from ...support.run_python import run_python

MODEL = "openai/gpt-oss-20b"
ROWS = [{"id": number, "word": f"word-{number}"} for number in range(50)]
COLUMNS = {"id": [row["id"] for row in ROWS], "word": [row["word"] for row in ROWS]}


class Recipe(pydantic.BaseModel):
    """The requested answer."""

    title: str
    minutes: int


@pytest.fixture(autouse=True)
def few_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groq._base_client.INITIAL_RETRY_DELAY", 0.001)


@pytest.fixture
def task_of(groq_server: LocalServer) -> Iterator[Callable[..., ChatTask]]:  # noqa: ARG001 - its environment
    """Make tasks whose client is closed at the end."""
    made: list[ChatTask] = []

    def make(**options: Any) -> ChatTask:
        task = ChatTask(**{"model": MODEL, "prompt": "Say {word}.", **options})
        made.append(task)
        return task

    yield make
    for task in made:
        task.close()


def make_prompt(row: Any) -> str:
    return f"Spell {row['word']}"


# Batches.


def test_single_use_iterable_in_a_parameter_is_sent_with_each_row(
    task_of: Callable[..., ChatTask], groq_server: LocalServer
) -> None:
    task: ChatTask = pickle.loads(pickle.dumps(task_of(stop=iter(["."]))))
    for _ in range(2):
        assert [row["answer_error"] for row in task(ROWS[:2])] == [None, None]
    assert [one.json["stop"] for one in groq_server.requests] == [["."]] * 4


def test_answers_each_row_of_a_list_in_order(task_of: Callable[..., ChatTask], groq_server: LocalServer) -> None:
    answered = task_of()(ROWS)
    assert [{"id": row["id"], "word": row["word"]} for row in answered] == ROWS
    for row in answered:
        assert f"Say {row['word']}." in row["answer"]
        assert list(row)[2:] == [
            "answer",
            "answer_error",
            "answer_error_class",
            "answer_prompt_tokens",
            "answer_completion_tokens",
            "answer_request_id",
        ]
        assert (row["answer_error"], row["answer_error_class"]) == (None, None)
        assert row["answer_prompt_tokens"] > 0
        assert row["answer_completion_tokens"] > 0
        assert row["answer_request_id"]
    assert {request.json["model"] for request in groq_server.requests} == {MODEL}
    assert len(groq_server.requests) == len(ROWS)


def test_answers_a_dictionary_of_columns(task_of: Callable[..., ChatTask]) -> None:
    answered = task_of(output="reply")(COLUMNS)
    assert {name: answered[name] for name in COLUMNS} == COLUMNS
    assert all(f"Say {word}." in reply for word, reply in zip(answered["word"], answered["reply"], strict=True))
    assert answered["reply_error"] == [None] * len(ROWS)


def test_answers_an_iterator_of_rows_with_a_list(task_of: Callable[..., ChatTask]) -> None:
    answered = task_of()(iter(ROWS))
    assert isinstance(answered, list)
    assert [row["id"] for row in answered] == COLUMNS["id"]


def test_row_that_is_not_a_dictionary_is_the_column_input(task_of: Callable[..., ChatTask]) -> None:
    [row] = task_of(prompt="Translate: {input}")(["Bonjour"])
    assert row["input"] == "Bonjour"
    assert "Translate: Bonjour" in row["answer"]


@pytest.mark.parametrize("empty", [[], iter([]), {}, {"word": []}], ids=["list", "iterator", "nothing", "columns"])
def test_empty_batch_needs_no_client(empty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GROQ_API_KEY", raising=False)
    answered = ChatTask(model=MODEL, prompt="Say {word}.")(empty)
    names = [] if isinstance(answered, list) else [name for name in answered if name.startswith("answer")]
    assert len(names) == (0 if isinstance(answered, list) else 6)
    assert not any(answered[name] for name in names)


@pytest.mark.parametrize("batch", ["word", b"word", 7, None])
def test_rejects_value_that_is_not_a_batch(batch: Any) -> None:
    with pytest.raises(TypeError, match=r"^batch: expected a pandas DataFrame.*, got a"):
        ChatTask(model=MODEL, prompt="Hi")(batch)


def test_rejects_columns_of_different_lengths() -> None:
    with pytest.raises(ValueError, match=r"^batch: expected columns of one length, got \{'a': 1, 'b': 2\}"):
        ChatTask(model=MODEL, prompt="{a}")({"a": [1], "b": [1, 2]})


@pytest.mark.parametrize("batch", [ROWS, COLUMNS], ids=["rows", "columns"])
def test_error_names_a_missing_or_existing_column(task_of: Callable[..., ChatTask], batch: Any) -> None:
    with pytest.raises(ValueError, match=r"^prompt: the column 'text' is missing\. There are id, word\.$"):
        task_of(prompt="Say {text}")(batch)
    with pytest.raises(ValueError, match=r"^output: the column 'word' is there already\. Pass another name\.$"):
        task_of(output="word")(batch)


# Prompts.


def test_template_formats_values(task_of: Callable[..., ChatTask], groq_server: LocalServer) -> None:
    task_of(prompt="{{{name!r}}} {price:.2f} {tags[0]}")([{"name": "{id}", "price": 2, "tags": ["a"]}])
    assert groq_server.requests[0].json["messages"] == [{"role": "user", "content": "{'{id}'} 2.00 a"}]


@pytest.mark.parametrize(
    ("made", "sent"),
    [
        ("Hi", {"messages": [{"role": "user", "content": "Hi"}]}),
        ([{"role": "system", "content": "Be brief."}], {"messages": [{"role": "system", "content": "Be brief."}]}),
        (
            {"messages": [{"role": "user", "content": "Hi"}], "temperature": 0.5, "model": "openai/gpt-oss-120b"},
            {
                "messages": [{"role": "user", "content": "Hi"}],
                "temperature": 0.5,
                "model": "openai/gpt-oss-120b",
                "seed": 7,
            },
        ),
    ],
    ids=["text", "messages", "parameters"],
)
def test_function_returns_the_request_of_a_row(
    task_of: Callable[..., ChatTask], groq_server: LocalServer, made: Any, sent: dict[str, Any]
) -> None:
    task_of(prompt=lambda row: made if row["id"] == 0 else None, seed=7, temperature=1)(ROWS[:1])
    assert groq_server.requests[0].json == {"model": MODEL, "seed": 7, "temperature": 1, **sent}


@pytest.mark.parametrize("template", ["{", "}", "{a", "{a!x}{", "{}", "{0}"])
def test_rejects_template_without_a_column(template: str) -> None:
    with pytest.raises(ValueError, match=r"^prompt: .*Write \{\{ "):
        ChatTask(model=MODEL, prompt=template)


# Types.


def test_parses_answers_into_plain_values(task_of: Callable[..., ChatTask], groq_server: LocalServer) -> None:
    groq_server.reply_json({"title": "Pancakes", "minutes": 20})
    [row] = task_of(response_format=Recipe)(ROWS[:1])
    assert row["answer_parsed"] == {"title": "Pancakes", "minutes": 20}
    assert json.loads(row["answer"]) == row["answer_parsed"]
    groq_server.reply_json({"value": "glad"})
    [row] = task_of(response_format=Literal["glad", "sad"])(ROWS[:1])
    assert row["answer_parsed"] == "glad"


def test_keeps_answer_that_does_not_match_the_type(task_of: Callable[..., ChatTask], groq_server: LocalServer) -> None:
    groq_server.reply('{"title": 7}')
    [row] = task_of(response_format=Recipe)(ROWS[:1])
    assert (row["answer"], row["answer_parsed"]) == ('{"title": 7}', None)
    assert row["answer_error_class"] == "OutputValidationError"
    assert row["answer_completion_tokens"] > 0
    assert row["answer_request_id"]


def test_sends_a_dictionary_as_response_format(task_of: Callable[..., ChatTask], groq_server: LocalServer) -> None:
    [row] = task_of(prompt="JSON: {word}", response_format={"type": "json_object"})(ROWS[:1])
    assert groq_server.requests[0].json["response_format"] == {"type": "json_object"}
    assert "answer_parsed" not in row


def test_accepts_each_parameter_of_map() -> None:
    names = inspect.signature(Completions.map).parameters.keys() - {"self", "inputs", "strict"}
    checked: dict[str, Any] = {"model": MODEL, "strict": "auto", "ordered": True, "max_attempts": 1}
    ChatTask(**{**dict.fromkeys(names), **checked, "prompt": "Hi"})


# Failures.


def test_failed_rows_have_an_error_and_others_an_answer(
    task_of: Callable[..., ChatTask], groq_server: LocalServer
) -> None:
    groq_server.reply_error(400, "Too strange.", times=3)
    answered = task_of(client={"max_retries": 0})(ROWS)
    failed = [row for row in answered if row["answer"] is None]
    assert len(failed) == 3
    for row in failed:
        assert row["answer_error_class"] == "BadRequestError"
        assert "Too strange." in row["answer_error"]
        assert row["answer_request_id"]
        assert row["answer_prompt_tokens"] is None
    assert pickle.loads(pickle.dumps(answered)) == answered
    assert json.loads(json.dumps(answered)) == answered


def test_exception_of_a_prompt_function_fails_only_its_row(task_of: Callable[..., ChatTask]) -> None:
    def prompt(row: Any) -> str:
        return str(1 / row["id"])

    answered = task_of(prompt=prompt)(ROWS[:3])
    assert [row["answer_error_class"] for row in answered] == ["ZeroDivisionError", None, None]


class Mute(Exception):
    """An exception whose `str()` raises."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


@pytest.mark.parametrize("error", [KeyError("word"), Mute()])
def test_exception_returned_by_a_prompt_function_fails_only_its_row(
    task_of: Callable[..., ChatTask], error: Exception
) -> None:
    def prompt(row: Any) -> Any:
        return error if row["id"] == 1 else row["word"]

    answered = task_of(prompt=prompt)(ROWS[:3])
    assert [row["answer_error_class"] for row in answered] == [None, type(error).__name__, None]
    assert [row["word"] in (row["answer"] or "") for row in answered] == [True, False, True]
    assert answered[1]["answer_error"] in ("'word'", "Mute, whose text raised RuntimeError")


def test_answers_are_in_their_rows_when_responses_arrive_out_of_order(
    task_of: Callable[..., ChatTask], groq_server: LocalServer
) -> None:
    def prompt(row: Any) -> str:
        return row["word"] if row["id"] != 2 else str(1 / 0)

    groq_server.reply_error(503, retry_after=0.2)  # delays the first answer
    answered = task_of(ordered=False, prompt=prompt)(ROWS)
    assert [row["id"] for row in answered if f"{row['word']}" not in (row["answer"] or "")] == [2]
    assert answered[2]["answer_error_class"] == "ZeroDivisionError"


@pytest.mark.parametrize("message", [None, {"role": "assistant", "content": [{"type": "text"}]}])
def test_malformed_answer_fails_no_other_row(
    task_of: Callable[..., ChatTask], groq_server: LocalServer, message: Any
) -> None:
    body = {"id": "a", "model": MODEL, "choices": [{"index": 0, "message": message}], "usage": {"prompt_tokens": "x"}}
    groq_server.reply_raw(body=json.dumps(body))
    answered = task_of(concurrency=1)(ROWS[:2])
    assert "word-1" in answered[1]["answer"]
    assert answered[0]["answer_prompt_tokens"] is None
    assert answered[0]["answer"] == ('[{"type": "text"}]' if message else None)


def test_raises_the_first_error_and_stops_sending_on_request(
    task_of: Callable[..., ChatTask], groq_server: LocalServer
) -> None:
    groq_server.reply_error(400, "Too strange.", times=None)
    task = task_of(on_error="raise", concurrency=2, client={"max_retries": 0})
    with pytest.raises(groq.BadRequestError, match="Too strange"):
        task(ROWS * 20)
    assert len(groq_server.requests) < 100


def test_retries_rows_after_temporary_failures(task_of: Callable[..., ChatTask], groq_server: LocalServer) -> None:
    groq_server.reply_error(500, times=5)
    assert [row["answer_error"] for row in task_of(client={"max_retries": 6})(ROWS)] == [None] * len(ROWS)
    assert len(groq_server.requests) == len(ROWS) + 5


# Clients.


def test_batches_copies_and_threads_share_one_client(
    task_of: Callable[..., ChatTask], groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[RateLimiter] = []

    class Counted(RateLimiter):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            made.append(self)

    monkeypatch.setattr("groq.lib.distributed.clients.RateLimiter", Counted)
    task = task_of(share=0.25, client={"timeout": 20})
    task(ROWS[:1])
    copies = [pickle.loads(pickle.dumps(task)), task_of(share=0.25, client={"timeout": 20}, model="another")]
    threads = [threading.Thread(target=copy, args=(ROWS,)) for copy in copies * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(groq_server.requests) == 1 + 4 * len(ROWS)
    task_of(share=0.5, client={"timeout": 20})(ROWS[:1])
    assert len(made) == 2


def test_concurrent_threads_share_one_client(
    groq_server: LocalServer,  # noqa: ARG001 - its environment
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from groq.lib.distributed import clients

    both = threading.Barrier(2)
    made: list[Groq] = []

    def make() -> Groq:
        client = Groq()
        made.append(client)
        both.wait(20)
        return client

    monkeypatch.setattr(clients, "_clients", {})
    got: list[Groq] = []
    threads = [threading.Thread(target=lambda: got.append(clients.client_of("key", make, 1.0))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got[0] is got[1]
    assert [client.is_closed() for client in made if client is not got[0]] == [True]
    clients.close("key")
    assert got[0].is_closed()


def test_keeps_only_the_eight_newest_clients(
    groq_server: LocalServer,  # noqa: ARG001 - its environment
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from groq.lib.distributed import clients

    kept: dict[Any, Groq] = {}
    monkeypatch.setattr(clients, "_clients", kept)
    made = [clients.client_of(str(number), Groq, 1.0) for number in range(10)]
    assert list(kept.values()) == made[2:]
    for client in made:
        client.close()


def test_client_has_a_rate_limiter_with_the_share(
    task_of: Callable[..., ChatTask], monkeypatch: pytest.MonkeyPatch
) -> None:
    shares: list[float] = []

    class Recorded(RateLimiter):
        def __init__(self, *, share: float, max_wait: float = 1) -> None:
            shares.append(share)
            super().__init__(share=share, max_wait=max_wait)

    monkeypatch.setattr("groq.lib.distributed.clients.RateLimiter", Recorded)
    task_of(share=0.125)(ROWS[:1])
    assert shares == [0.125]
    task_of(share=0.125, client={"middleware": [Recorded(share=0.75)]})(ROWS[:1])
    assert shares == [0.125, 0.75]


def test_function_creates_the_client_in_the_worker(task_of: Callable[..., ChatTask], groq_server: LocalServer) -> None:
    def make() -> Groq:
        return Groq(api_key="of-the-vault", base_url=groq_server.base_url, http_client=DefaultHttpxClient())

    task = task_of(client=make)
    assert task(ROWS[:1])[0]["answer_error"] is None
    assert groq_server.requests[0].headers["authorization"] == "Bearer of-the-vault"


def test_uses_new_key_in_the_environment(
    task_of: Callable[..., ChatTask], groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = task_of()
    task(ROWS[:1])
    task.close()
    monkeypatch.setenv("GROQ_API_KEY", "gsk_rotated")
    task(ROWS[:1])
    assert [request.headers["authorization"] for request in groq_server.requests][1] == "Bearer gsk_rotated"


def test_error_in_a_worker_without_a_key_gives_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GROQ_API_KEY", raising=False)
    with pytest.raises(GroqError, match=r"no GROQ_API_KEY in its environment.*runtime_env.*Dask.*executorEnv"):
        ChatTask(model=MODEL, prompt="{input}")(["Hi"])


def test_pickle_has_no_key(monkeypatch: pytest.MonkeyPatch, task_of: Callable[..., ChatTask]) -> None:
    monkeypatch.setenv("GROQ_API_KEY", "gsk_not_in_the_pickle")
    task = task_of(prompt=make_prompt, response_format=Recipe, client={"default_headers": {"X-A": "1"}})
    assert b"gsk_not_in" not in pickle.dumps(task)
    task(ROWS[:1])
    assert b"gsk_not_in" not in pickle.dumps(task)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"share": 0}, ValueError, "share: expected more than 0 and at most 1, got 0"),
        ({"share": 1.5}, ValueError, "share: "),
        ({"share": "a"}, TypeError, "share: expected a number, got a str. 0.25 is a quarter."),
        (
            {"temprature": 1},
            TypeError,
            "temprature: expected a parameter of chat.completions.map(). Did you mean 'temp",
        ),
        ({"outputs": "a"}, TypeError, "outputs: expected a parameter of chat.completions.map(). For a parameter"),
        ({"messages": []}, TypeError, "messages: expected a parameter"),
        ({"concurrency": 0}, ValueError, "concurrency: expected 1 or more, or None to adapt, got 0"),
        ({"on_error": "ignore"}, ValueError, "on_error: expected"),
        ({"stream": True}, TypeError, "stream: "),
        ({"response_format": "json"}, TypeError, "expected a type, got a str"),
        ({"prompt": 7}, TypeError, "prompt: expected a text with columns"),
        ({"client": {"api_key": "k"}}, TypeError, "client: api_key is not sent to workers. Set GROQ_API_KEY"),
        ({"client": {"http_client": 1}}, TypeError, "client: an http_client cannot be sent"),
        ({"client": "x"}, TypeError, "client: expected options of Groq, or a function"),
    ],
)
def test_rejects_invalid_options(options: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        ChatTask(**{"model": MODEL, "prompt": "Hi", **options})
    assert str(caught.value).startswith(message)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_forked_worker_answers_after_its_parent(groq_server: LocalServer) -> None:
    code = """
from groq.lib.distributed import ChatTask
os.environ.update(GROQ_API_KEY="test", GROQ_BASE_URL=sys.argv[1])
task = ChatTask(model="m", prompt="{input}")
assert task(["Hi"])[0]["answer"]
child = os.fork()
assert task(["Hi", "Hello"])[1]["answer"]
if not child:
    os._exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
task.close()
"""
    run_python(code, groq_server.base_url)
    assert len(groq_server.requests) == 5


def test_imports_no_engine() -> None:
    code = """
from groq.lib.distributed import ChatTask
ChatTask(model="m", prompt="{input}")([])
assert not {"pandas", "numpy", "pyarrow", "ray", "dask", "pyspark"} & sys.modules.keys()
"""
    run_python(code, fresh=True)
