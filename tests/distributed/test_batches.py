"""Batches of numpy, pandas and pyarrow, without an engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy
import pandas
import pyarrow
import pytest

from groq.lib.distributed import ChatTask
from groq.testing import LocalServer

ADDED = {
    "answer": "string",
    "answer_parsed": "object",
    "answer_error": "string",
    "answer_error_class": "string",
    "answer_prompt_tokens": "Int64",
    "answer_completion_tokens": "Int64",
    "answer_request_id": "string",
}


# Each test sends only some of the rows for which the fixture queues replies, so some stay unfetched.
pytestmark = pytest.mark.groq_server(strict=False)


@pytest.fixture
def task(groq_server: LocalServer) -> Iterator[ChatTask]:
    """A task whose first row fails, and whose other answers are lists of numbers of equal length."""
    groq_server.reply_error(400, "Too strange.")
    groq_server.reply_json({"value": [1, 2]}, times=3)
    made = ChatTask(model="openai/gpt-oss-20b", prompt="{id}{word}", response_format=list[int], concurrency=1)
    yield made
    made.close()


def test_answers_batch_of_numpy_arrays(task: ChatTask) -> None:
    batch = {"id": numpy.arange(3), "word": numpy.array(["a", "b", "c"]), "vector": numpy.zeros((3, 2))}
    answered = task(batch)
    assert all(answered[name] is batch[name] for name in batch)
    assert list(answered)[3:] == list(ADDED)
    for name in ADDED:
        assert (answered[name].dtype, answered[name].shape) == (object, (3,))
    assert list(answered["answer_parsed"]) == [None, [1, 2], [1, 2]]
    assert list(answered["answer_error_class"]) == ["BadRequestError", None, None]


def test_data_frame_keeps_its_index_and_types(task: ChatTask) -> None:
    frame = pandas.DataFrame({"id": [1, 2, 3], "word": ["a", "b", "c"]}, index=[7, 7, 9])
    answered = task(frame)
    assert list(answered.index) == [7, 7, 9]
    assert answered.dtypes["id"] == frame.dtypes["id"]
    assert {name: str(answered.dtypes[name]) for name in ADDED} == ADDED
    assert list(answered["answer_error"].isna()) == [False, True, True]
    assert list(answered["answer_parsed"]) == [None, [1, 2], [1, 2]]
    assert list(frame.columns) == ["id", "word"]


def test_empty_data_frame_has_the_types_and_sends_nothing(task: ChatTask, groq_server: LocalServer) -> None:
    frame = pandas.DataFrame({"id": [1], "word": ["a"]}, index=["x"])
    for answered in (task(frame.iloc[:0]), task.meta(frame)):
        assert {name: str(answered.dtypes[name]) for name in ADDED} == ADDED
        assert answered.index.dtype == frame.index.dtype
        assert len(answered) == 0
    assert groq_server.requests == []


def test_answers_pyarrow_table(task: ChatTask) -> None:
    table = pyarrow.table({"id": [1, 2, 3], "word": ["a", "b", "c"]})
    answered = task(table)
    assert answered.column_names == ["id", "word", *ADDED]
    assert answered.schema.field("answer_prompt_tokens").type == pyarrow.int64()
    assert answered.column("answer_parsed").to_pylist() == [None, [1, 2], [1, 2]]


def test_answers_pyarrow_table_without_rows(task: ChatTask) -> None:
    answered = task(pyarrow.table({"id": pyarrow.array([], pyarrow.int64()), "word": pyarrow.array([], "string")}))
    assert answered.num_rows == 0
    assert answered.schema.field("answer").type == pyarrow.string()


def test_prompt_function_gets_values_of_the_batch(groq_server: LocalServer) -> None:
    got: list[Any] = []

    def prompt(row: Any) -> Any:
        got.append(row)
        return {"messages": [{"role": "user", "content": "Hi"}], "temperature": row["id"]}

    made = ChatTask(model="m", prompt=prompt)
    made({"id": numpy.array([0.5]), "word": numpy.array(["a"])})
    made.close()
    assert got == [{"id": 0.5, "word": "a"}]
    assert groq_server.requests[0].json["temperature"] == 0.5
