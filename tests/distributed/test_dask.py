"""Dask bags and DataFrames on a local cluster."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import dask.bag
import dask.dataframe
import distributed
import pandas
import pytest

from groq import BadRequestError, Groq
from groq.lib.distributed import ChatTask

from .conftest import BusyServer
from .guide import run_program
from .rows import KILLING, MODEL, NUMBER, Word, check_answers, check_budget, killed_rows, killing_task, make_rows


@pytest.fixture(autouse=True, scope="module")
def cluster(busy: BusyServer) -> Iterator[distributed.Client]:  # noqa: ARG001 - its environment
    with (
        tempfile.TemporaryDirectory(prefix="dask-") as folder,
        distributed.LocalCluster(
            n_workers=4,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            local_directory=folder,
            memory_limit="1GiB",
            silence_logs="CRITICAL",
        ) as local,
        distributed.Client(local) as client,
    ):
        yield client


def test_each_row_of_a_bag_is_answered_once_when_workers_are_killed(busy: BusyServer, tmp_path: Path) -> None:
    bag = dask.bag.from_sequence(make_rows(NUMBER, tmp_path), npartitions=20)
    check_answers(bag.map_partitions(killing_task()).compute(), NUMBER)
    assert killed_rows(tmp_path) == sorted(f"killed-{row}" for row in KILLING)
    check_budget(busy.counted(), NUMBER)


def test_answers_the_rows_of_a_data_frame(busy: BusyServer, tmp_path: Path) -> None:
    frame = dask.dataframe.from_pandas(pandas.DataFrame(make_rows(1000, tmp_path)), npartitions=8)
    task = ChatTask(model=MODEL, prompt="Say {word}.", share=0.25)
    busy.counted()
    meta = task.meta(frame)
    answered = frame.map_partitions(task, meta=meta)
    assert busy.counted().total() == 0
    assert list(answered.columns) == list(meta.columns)
    computed = answered.compute()
    assert computed.dtypes["answer_prompt_tokens"] == meta.dtypes["answer_prompt_tokens"] == "Int64"
    check_answers(computed.to_dict("records"), 1000)
    path = str(tmp_path / "answers")
    answered[["id", "answer", "answer_prompt_tokens"]].to_parquet(path)
    assert len(dask.dataframe.read_parquet(path)) == 1000


def test_bag_of_texts_gets_typed_answers() -> None:
    task = ChatTask(model=MODEL, prompt="Say {input}.", response_format=Word, share=0.25)
    rows = dask.bag.from_sequence([f"w{number}" for number in range(40)], npartitions=4).map_partitions(task).compute()
    assert [row["input"] for row in rows] == [f"w{number}" for number in range(40)]
    for row in rows:
        assert row["answer_error"] is not None or Word.model_validate(row["answer_parsed"])


def test_raises_error_of_a_row_on_request() -> None:
    task = ChatTask(model=MODEL, prompt="Say {input}.", on_error="raise", share=0.25, temperature=9)
    bag = dask.bag.from_sequence([f"w{number}" for number in range(100)], npartitions=4)
    # The server refuses one in a hundred requests, so that may be the first error.
    with pytest.raises(BadRequestError, match=r"temperature|requested with `failures`") as caught:
        bag.map_partitions(task).compute()
    assert caught.value.status_code == 400


def test_client_may_be_an_argument_of_a_task(cluster: distributed.Client) -> None:
    def call(client: Groq) -> str:
        with client:
            return client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "Hi"}]).model

    with Groq(api_key="gsk_of_the_driver", max_retries=6) as client:
        assert cluster.submit(call, client).result(60) == MODEL


def test_program_of_the_guide_runs(
    cluster: distributed.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dask.distributed.LocalCluster", lambda n_workers: contextlib.nullcontext())  # noqa: ARG005 - the cluster exists already
    monkeypatch.setattr("dask.distributed.Client", lambda _: contextlib.nullcontext(cluster))
    run_program("dask", "answer", tmp_path / "written")
